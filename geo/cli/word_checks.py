"""Check the words in a database: phrases that were added to the search, and words without a hit."""

import re

from geo.district.cities import load_cities
from geo.errors import Problem
from geo.settings import Settings
from geo.store import PhraseRow, Store
from geo.tables import LIST_SEPARATOR
from geo.upkeep.missed_words import is_countable
from geo.upkeep.opening import taxonomy_of
from geo.upkeep.phrases import Wanted, languages_of, meanings_of, misfit

_WEEK = re.compile(r"\d{4}-W[0-5]\d")
_SPOKEN = re.compile(r"spoken:([a-z]{2,3})")
#: What is expected where a phrase does not fit, by the column that is at fault.
_EXPECTED = {
    "language": "a language of the phrases or of the screens",
    "meaning": "up to three different meanings as docs/DATA.md lists them, which the district has",
}


def check_words(settings: Settings, store: Store) -> list[Problem]:
    """Return the phrases that count and cannot be, or mean what the district does not have, and words that are none."""
    taxonomy = taxonomy_of(settings)
    rows = [row for row in store.phrases.all() if row.is_active]
    spoken = {code for row in rows for code in _SPOKEN.findall(row.means)}
    meanings = meanings_of(taxonomy, load_cities(settings.district.file("cities")), spoken)
    languages = languages_of(taxonomy, settings.district.languages)
    problems = []
    for row in rows:
        if reason := misfit(_wanted(row), languages, meanings):
            column = {"language": "language", "meaning": "means"}.get(reason, "phrase")
            expected = _EXPECTED.get(reason, "a few words of letters")
            problems.append(_problem(store, f"added_phrase.{column}", getattr(row, column), expected))
    for key, _ in store.missed_words.seen(least=1):
        if not (_WEEK.fullmatch(key.week) and is_countable(key.word)):
            problems.append(
                _problem(store, "missed_word.word", " ".join(key), "a week and a single word of letters")
            )
    return problems


def _wanted(row: PhraseRow) -> Wanted:
    return Wanted(row.language, tuple(row.means.split(LIST_SEPARATOR)), row.phrase)


def _problem(store: Store, column: str, value: str, expectation: str) -> Problem:
    return Problem(store.name, 0, column, value, expectation)
