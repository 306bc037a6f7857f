"""Translations that ship with the district: told as long as the German text is the one that was translated.

They are shown, not searched: with machine-made words of six languages in it the index found less that fits (measured
with `bench.search`: precision among five 85 to 81 % in Arabic, 87 to 81 % in Russian).
"""

from collections import defaultdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import pandas as pd

from geo.errors import DataError
from geo.offers.columns import TRANSLATED
from geo.offers.translations import Translations
from geo.tables import ColumnSpec, TableCheck, read_table, unique

_MARK_LETTERS = 12
_MOST_LETTERS = 2000
_COLUMNS = (
    ColumnSpec("offer_id", required=True, max_length=60),
    ColumnSpec("language", required=True, pattern=r"[a-z]{2,3}", expectation="codes like en"),
    ColumnSpec("column", required=True, allowed=TRANSLATED),
    ColumnSpec("of", required=True, pattern=r"[0-9a-f]{12}", expectation="the mark of the text translated"),
    ColumnSpec("text", required=True, max_length=_MOST_LETTERS),
)


def mark_of(text: str) -> str:
    """Return by what a translation knows its original: the first twelve digits of its SHA-256."""
    return sha256(text.encode()).hexdigest()[:_MARK_LETTERS]


def shipped_translations(path: Path, offers: pd.DataFrame) -> Translations:
    """Return the texts of a table for the offers whose own text is still the one that was translated.

    Parameters
    ----------
    path
        A table with the columns of `docs/DATA.md`.
    offers
        As in `geo.offers.columns.OFFER_FRAME`. An offer that somebody changed is told in its own words again, until
        they are what they were.

    Raises
    ------
    DataError
        If the table does not fit its columns, or tells a text twice.
    """
    found: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    told = {name: dict(zip(offers.index, offers[name], strict=True)) for name in TRANSLATED if name in offers}
    for offer_id, language, column, of, text in _rows(path, path.stat().st_mtime_ns):
        original = told.get(column, {}).get(offer_id)
        if original is not None and mark_of(str(original)) == of:
            found[offer_id][language][column] = text
    return {offer_id: dict(languages) for offer_id, languages in found.items()}


def over(stored: Translations, shipped: Translations) -> Translations:
    """Return both, with what the database holds before what ships."""
    found = {offer_id: dict(languages) for offer_id, languages in shipped.items()}
    for offer_id, languages in stored.items():
        own = found.setdefault(offer_id, {})
        for language, texts in languages.items():
            own[language] = {**own.get(language, {}), **texts}
    return found


@lru_cache(maxsize=2)
def _rows(path: Path, _written_at: int) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return the checked rows of a table, read once for each state of the file."""
    rows = read_table(path, TableCheck(path.name, _COLUMNS))
    keyed = [
        {**row, "key": " ".join(row[name] for name in ("offer_id", "language", "column"))} for row in rows
    ]
    if problems := unique(keyed, "key", file=path.name):
        raise DataError(problems)
    return tuple((row["offer_id"], row["language"], row["column"], row["of"], row["text"]) for row in rows)
