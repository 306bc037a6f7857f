"""How long the published page's own search needs for a question, in a browser, without drawing anything."""

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Browser

from bench.search import QUESTIONS, read_questions
from geo.publish.bundle import bundle
from geo.settings import PROJECT_ROOT

SCRIPT = PROJECT_ROOT / "web" / "publish" / "search.js"
#: What the search reads of a page's content.
PARTS = ("rules", "offers", "sites", "translations", "hours", "search")
_MEASURE = """([content, questions]) => {
  module_rules.decideBy(content.rules);
  const offers = module_offers.unpack(content.offers, content.sites, content.translations, content.hours);
  const index = new module_search.SearchIndex(offers, content.search);
  index.answer(questions[0], []);
  return questions.map((text) => {
    const begin = performance.now();
    index.answer(text, []);
    return performance.now() - begin;
  });
}"""


def question_times(content: Mapping[str, Any], browser: Browser) -> Sequence[float]:
    """Return the milliseconds of each question of `tests/search/questions.csv`, the index made before.

    Parameters
    ----------
    content
        Content of a published page.
    browser
        A running Chromium.
    """
    asked = [row["question"] for row in read_questions(QUESTIONS)]
    page = browser.new_page()
    page.add_script_tag(content=bundle(SCRIPT))
    found = page.evaluate(_MEASURE, [{name: content[name] for name in PARTS}, asked])
    page.close()
    return [float(one) for one in found]
