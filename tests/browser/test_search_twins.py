"""The browser's search and ours answer the same: the same reading, order, scores and what is missing."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from playwright.sync_api import Browser

from bench.search import QUESTIONS, read_questions
from geo.offers.facets import OfferTable
from geo.offers.search.index import SearchIndex
from geo.publish import Material
from geo.publish.bundle import bundle
from geo.publish.content import make_content
from geo.settings import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "web" / "publish" / "search.js"
COUNT = 2000
SEED = 9
ANSWER = """([content, questions]) => {
  module_rules.decideBy(content.rules);
  const offers = module_offers.unpack(content.offers, content.sites, content.translations, content.hours);
  const index = new module_search.SearchIndex(offers, content.search);
  return questions.map(([text, without]) => {
    const { reading, hits, scores, missing, names, unknown } = index.answer(text, without);
    return {
      ids: hits.map((hit) => offers.columns.offer_id[hit]), scores: hits.slice(0, 20).map((hit) => scores[hit]),
      meanings: reading.parts.map((part) => part.meanings), language: reading.language, names, unknown,
      missing: missing.map((row) => hits.slice(0, 20).map((hit) => row[hit])),
    };
  });
}"""


def test_two_thousand_random_questions_have_the_same_answer_in_python_and_in_the_browser(
    browser: Browser, directory: OfferTable, material: Material
) -> None:
    asked = _questions(directory.frame["title"].tolist())
    content = make_content(material, today=date(2026, 1, 1))
    page = browser.new_page()
    page.add_script_tag(content=bundle(SCRIPT))

    answers = page.evaluate(
        ANSWER,
        [{k: content[k] for k in ("rules", "offers", "sites", "translations", "hours", "search")}, asked],
    )

    page.close()
    expected = [_answer(directory.search, text, without) for text, without in asked]
    different = [
        (question, found, wanted)
        for question, found, wanted in zip(asked, answers, expected, strict=True)
        if found != wanted
    ]
    assert different[:3] == []
    assert len(asked) >= COUNT
    assert sum(bool(answer["ids"]) for answer in answers) > 0.8 * COUNT


def _answer(index: SearchIndex, text: str, without: Sequence[str]) -> dict[str, Any]:
    answer = index.answer(text, without=without)
    order = [int(n) for n in np.argsort(-answer.scores, kind="stable") if answer.scores[n] > 0]
    return {
        "ids": list(index.ids[order]),
        "scores": [float(answer.scores[n]) for n in order[:20]],
        "meanings": [list(part.meanings) for part in answer.reading.parts],
        "language": answer.reading.language,
        "names": list(answer.names),
        "unknown": list(answer.unknown),
        "missing": [[int(row[n]) for n in order[:20]] for row in answer.missing],
    }


def _questions(titles: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return the questions that people ask, and random ones of their words and those of the offers, with typos."""
    chance = random.Random(SEED)
    whole = [row["question"] for row in read_questions(QUESTIONS)]
    known = [word for text in (*whole, *titles) for word in text.split()]
    made = [
        " ".join(_with_typo(chance.choice(known), chance) for _ in range(chance.randint(1, 7)))
        for _ in range(COUNT - len(whole))
    ]
    without = ([], [], [], ["all"], ["topic:language", "topic:work"])
    return [(text, without[number % len(without)]) for number, text in enumerate([*whole, *made])]


def _with_typo(word: str, chance: random.Random) -> str:
    if len(word) < 4 or chance.random() > 0.2:
        return word
    place = chance.randrange(1, len(word) - 1)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return chance.choice((word[:place] + word[place + 1 :], swapped, word[:place] + "e" + word[place:]))
