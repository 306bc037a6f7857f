"""`python -m bench.search`: how often the search answers what people ask, beside the rule it had before.

The questions in `tests/search/questions.csv` were written by somebody who did not see the phrases. An offer fits a
question if it has one of its topics, lies in the city it names (or helps everywhere) and is for the group it asks for,
or says nothing of groups; where no offer has all of that, the group and then the city is let go.
The old rule: every word of a question must begin a word of the offer, or name one of its topics or groups.
"""

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bench.document import keep_section
from bench.results import machine
from geo.model import Scope, Taxonomy
from geo.offers.filters import open_offers
from geo.offers.search.index import SearchIndex
from geo.offers.search.words import words
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare, taxonomy_of

QUESTIONS = PROJECT_ROOT / "tests" / "search" / "questions.csv"
SHOWN = 5  # offers of an answer that are looked at
SIZES = (0, 10_000, 50_000)  # 0: the shipped offers
QUICK_SIZES = (0,)
ENOUGH = 20  # questions of a language for a promise
#: Promised by language: share with a fit, precision, share with nothing at most; for all others the last.
PROMISED = {
    "de": (0.92, 0.75, 0.01),
    "en": (0.92, 0.75, 0.01),
    "ar": (0.92, 0.75, 0.01),
    "": (0.85, 0.65, 0.03),
}
MOST_MS = 20.0  # a question at 10,000 offers
MOST_HOSTILE_MS = 50.0  # a question that is meant to harm
SEED = 7

Mask = NDArray[np.bool_]


@dataclass
class Tally:
    """What came out for the questions of one language."""

    asked: int = 0
    with_fit: int = 0
    precision: float = 0.0
    empty: int = 0
    places: list[list[bool]] = field(default_factory=list)

    def add(self, hits: list[bool]) -> None:
        """Count the answer to one question: whether each offer shown fits."""
        self.asked += 1
        self.with_fit += any(hits)
        self.precision += sum(hits) / len(hits) if hits else 0.0
        self.empty += not hits

    @property
    def shares(self) -> tuple[float, float, float]:
        """The share with a fit among those shown, the precision among them, the share with nothing."""
        return self.with_fit / self.asked, self.precision / self.asked, self.empty / self.asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    settings = load_settings()
    taxonomy = taxonomy_of(settings)
    with prepare(settings) as store:
        frame = open_offers(store.offers())
    questions = read_questions(QUESTIONS)
    index = SearchIndex(frame, taxonomy)
    now = _ask(questions, frame, lambda text: _best(index, text))
    before = _ask(questions, frame, OldRule(frame, taxonomy).best)
    times = [_times(frame, taxonomy, size, questions) for size in (QUICK_SIZES if options.quick else SIZES)]
    promises = _promises(now, times)
    lines = [
        machine(),
        "",
        *_table(now, before),
        "",
        *_time_table(times),
        "",
        *_hostile_table(times),
        "",
        *(line for line, _ in promises),
    ]
    print("\n".join(lines))
    if options.write:
        keep_section("search", "Questions answered", lines)
    return 0 if all(passed for _, passed in promises) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the shipped offers only")
    parser.add_argument("--write", action="store_true", help="keep the tables in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


def read_questions(path: Path) -> list[dict[str, str]]:
    """Read the questions: `language`, `question`, `topics` (parted by `;`), `city`, `group`."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fitting(question: Mapping[str, str], frame: pd.DataFrame) -> Mask:
    """Return which offers answer a question."""
    wanted = set(question["topics"].split(";"))
    by_topic = np.array([not wanted.isdisjoint(topics) for topics in frame["topics"]], dtype=bool)
    groups = [
        {question["group"], "everyone"} if question["group"] else set(row) for row in frame["target_groups"]
    ]
    by_group = np.array(
        [
            not row or not found.isdisjoint(row)
            for found, row in zip(groups, frame["target_groups"], strict=True)
        ]
    )
    is_here = frame["scope"].ne(Scope.LOCAL.value) | frame["city"].eq(question["city"])
    by_city = is_here.to_numpy(dtype=bool) if question["city"] else np.ones(len(frame), dtype=bool)
    for mask in (by_topic & by_group & by_city, by_topic & by_city):
        if mask.any():
            return mask
    return by_topic


class OldRule:
    """Every word must be found; the topic's synonyms count as words of its offers."""

    def __init__(self, frame: pd.DataFrame, taxonomy: Taxonomy) -> None:
        columns = (
            "title",
            "organization",
            "description",
            "target_groups_stated",
            "schedule",
            "city",
            "postal_code",
        )
        named = {
            key: _names(thing) for key, thing in (*taxonomy.topics.items(), *taxonomy.target_groups.items())
        }
        self._words = [
            {word for name in columns for word in words(row[name])}.union(
                *(named[key] for key in (*row["topics"], *row["target_groups"]))
            )
            for row in frame.to_dict("records")
        ]

    def best(self, text: str) -> list[int]:
        """Return the places of the first offers that hold a beginning of every word."""
        asked = words(text)
        found = (
            n
            for n, known in enumerate(self._words)
            if asked and all(_is_known(word, known) for word in asked)
        )
        return [place for place, _ in zip(found, range(SHOWN), strict=False)]


def _names(thing: object) -> set[str]:
    texts = [*thing.labels.values(), *(t for all_of in thing.synonyms.values() for t in all_of)]  # type: ignore[attr-defined]
    return {word for text in texts for word in words(text)}


def _is_known(word: str, known: set[str]) -> bool:
    return word in known or (len(word) > 2 and any(one.startswith(word) for one in known))


def _best(index: SearchIndex, text: str) -> list[int]:
    scores = index.answer(text).scores
    order = np.argsort(-scores, kind="stable")[:SHOWN]
    return [int(place) for place in order if scores[place] > 0]


def _ask(questions: Sequence[Mapping[str, str]], frame: pd.DataFrame, best: object) -> dict[str, Tally]:
    result: dict[str, Tally] = defaultdict(Tally)
    for question in questions:
        fits = fitting(question, frame)
        result[question["language"]].add([bool(fits[place]) for place in best(question["question"])])  # type: ignore[operator]
    return dict(result)


@dataclass(frozen=True)
class Times:
    """Milliseconds of each question at a number of offers, and seconds to make the index."""

    offers: int
    build_s: float
    ms: NDArray[np.float64]
    hostile_ms: Mapping[str, float]


def _times(
    frame: pd.DataFrame, taxonomy: Taxonomy, size: int, questions: Sequence[Mapping[str, str]]
) -> Times:
    known = frame if not size else _many(frame, size)
    begin = time.perf_counter()
    index = SearchIndex(known, taxonomy)
    index.answer("Deutschkurs")
    built = time.perf_counter() - begin
    ms = np.array([_ms(index, question["question"]) for question in questions])
    return Times(
        len(known), built, ms, {name: _ms(index, text) for name, text in hostile_questions().items()}
    )


def _ms(index: SearchIndex, question: str) -> float:
    begin = time.perf_counter()
    index.answer(question)
    return 1000 * (time.perf_counter() - begin)


def hostile_questions() -> dict[str, str]:
    """Return questions that are meant to harm, by what they are."""
    random = np.random.default_rng(SEED)
    letters = list("abcdefghijklmnopqrstuvwxyz")
    made = ["".join(random.choice(letters, 11)) for _ in range(10_000)]
    return {
        "a million letters": "a" * 1_000_000,
        "a million marks from right to left": "\u202e\u200f" * 500_000,
        "ten thousand different words": " ".join(made),
        "words like known ones, all wrong": "deutxchkurs sprachkruz wohnugn behrode kindergraten arbeitt anerkennug "
        * 40,
        "one compound of 300 letters": "sprachkurswohnungsamtkindergartenberatung" * 8,
        "a regular expression": "(a+)+$ .*.*.*.*[^a]{1000} " * 30,
        "all scripts at once": "دورة курс 德语课程 የቋንቋ कोर्स ڪورس kurs " * 40,
        "signs upon signs": ("e" + "\u0301" * 200) * 100,
        "nothing but separators": "\x00\u200b;:,/" * 20_000,
    }


def _many(frame: pd.DataFrame, size: int) -> pd.DataFrame:
    """Return so many offers: the shipped ones again and again, each with a made-up word of its own in its texts."""
    random = np.random.default_rng(SEED)
    many = pd.concat([frame] * (size // len(frame) + 1)).iloc[:size]
    made = ["".join(random.choice(list("abdefgiklmnorstu"), 8)) for _ in range(size)]
    return many.assign(
        title=[f"{title} {word}" for title, word in zip(many["title"], made, strict=True)]
    ).set_axis([f"{MARK}-{number}" for number in range(size)])


MARK = "synthetic"


def _table(now: Mapping[str, Tally], before: Mapping[str, Tally]) -> list[str]:
    lines = [
        "| language | questions | fit among five | precision | nothing | old rule: fit | old rule: nothing |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for language in sorted(now, key=lambda one: -now[one].asked):
        fit, precision, empty = now[language].shares
        old_fit, _, old_empty = before[language].shares
        cells = (fit, precision, empty, old_fit, old_empty)
        lines.append(
            f"| {language} | {now[language].asked} | {' | '.join(f'{cell:.0%}' for cell in cells)} |"
        )
    return lines


def _time_table(times: Sequence[Times]) -> list[str]:
    return [
        "| offers | index, s | a question, p50 ms | p95 ms |",
        "|---:|---:|---:|---:|",
        *(
            f"| {t.offers:,} | {t.build_s:.1f} | {np.percentile(t.ms, 50):.1f} | {np.percentile(t.ms, 95):.1f} |"
            for t in times
        ),
    ]


def _hostile_table(times: Sequence[Times]) -> list[str]:
    return [
        f"| a hostile question, ms | {' | '.join(f'{t.offers:,}' for t in times)} |",
        f"|---|{'---:|' * len(times)}",
        *(
            f"| {name} | {' | '.join(f'{t.hostile_ms[name]:.1f}' for t in times)} |"
            for name in times[0].hostile_ms
        ),
    ]


def _promises(now: Mapping[str, Tally], times: Sequence[Times]) -> list[tuple[str, bool]]:
    result = []
    for language, tally in now.items():
        if tally.asked >= ENOUGH:
            most = PROMISED.get(language, PROMISED[""])
            fit, precision, empty = (round(share, 2) for share in tally.shares)
            passed = fit >= most[0] and precision >= most[1] and empty <= most[2]
            said = f"{fit:.0%} / {precision:.0%} / {empty:.0%} (promised {most[0]:.0%} / {most[1]:.0%} / {most[2]:.0%})"
            result.append((f"- {'PASS' if passed else 'FAIL'}  questions in {language}: {said}", passed))
    for one in times:
        if 0 < one.offers <= 10_000:
            median = float(np.percentile(one.ms, 50))
            said = f"ms for a question at {one.offers:,} offers, median: {median:.1f} (promised {MOST_MS:g} at most)"
            result.append((f"- {'PASS' if median <= MOST_MS else 'FAIL'}  {said}", median <= MOST_MS))
            worst = max(one.hostile_ms.values())
            said = f"ms for a hostile question at {one.offers:,} offers, the slowest: {worst:.1f}"
            passed = worst <= MOST_HOSTILE_MS
            result.append(
                (f"- {'PASS' if passed else 'FAIL'}  {said} (promised {MOST_HOSTILE_MS:g} at most)", passed)
            )
    return result


if __name__ == "__main__":
    sys.exit(main())
