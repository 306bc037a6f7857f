"""Which heading of a file means which of our columns: guessed by name, given by a person, remembered for next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz, process

from geo.errors import refuse
from geo.exchange.sources.remembered import Remembered
from geo.exchange.sources.values import (
    CONTINUED,
    KNOWN_COLUMNS,
    OWN_IDS,
    TRANSLATION,
    RawTable,
    columns_of,
    is_known,
)
from geo.exchange.sources.wordings import Words
from geo.places.address import fold

#: From this likeness (0…100) on a heading with a slip of the pen is understood: `Postleitzal`, not `Preis` as `Kreis`.
_ALIKE_FROM = 87
#: What a group's own name is called below it: `Träger: Name` is the organization.
_OF_GROUP = frozenset({"name", "bezeichnung", "titel"})
#: From so many rows on numbers that only count up are taken for what they are.
_COUNTED_FROM = 2
#: So many files' mappings are kept; the oldest goes.
_REMEMBERED = 200
#: From so many of our own names on a file is one of ours: nothing is guessed then, what it says about itself least.
_OWN_FROM = 12


@dataclass(frozen=True)
class ColumnMapping:
    """Our column for each heading, "" for one that is left alone; `translations` gives column and language.

    `counting` is the heading of a column that only counts the rows.
    """

    columns: Mapping[str, str]
    translations: Mapping[str, tuple[str, str]]
    counting: str = ""

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings nobody uses, but for those nobody should."""
        used = {*self.translations, *OWN_IDS}
        left = [name for name, column in self.columns.items() if not column and name not in used]
        return tuple(name for name in left if not CONTINUED.fullmatch(name))


def map_columns(
    headings: Sequence[str], words: Words, *, given: Mapping[str, str] | None = None
) -> ColumnMapping:
    """Guess the column of each heading; each column is used once, by the heading that is most like it.

    Parameters
    ----------
    given
        What a person decided, by heading; "" leaves a heading alone.

    Raises
    ------
    SourceError
        If `given` names a heading or column that is not there.
    """
    decided = dict(given or {})
    _check_given(decided, headings)
    translations = {
        name: (match[1], match[2])
        for name in headings
        if (match := TRANSLATION.fullmatch(name.casefold().strip()))
    }
    is_own = sum(name in KNOWN_COLUMNS for name in headings) >= _OWN_FROM
    taken = {part for column in decided.values() for part in columns_of(column)}
    guesses = [
        (score, -place, name, column)
        for place, name in enumerate(headings)
        if name not in decided and name not in translations
        for column, score in [_guess(name, headings[place - 1] if place else "", words)]
        if column and (name == column or not is_own)
    ]
    found: dict[str, str] = {}
    for _, _, name, column in sorted(guesses, reverse=True):
        left = [part for part in columns_of(column) if part not in taken]
        if left:
            found[name] = ",".join(left)
            taken |= {*left}
    columns = {name: decided.get(name, found.get(name, "")) for name in headings}
    return ColumnMapping(columns, {n: t for n, t in translations.items() if n not in decided})


def without_running_number(mapping: ColumnMapping, table: RawTable) -> ColumnMapping:
    """Return a mapping that takes no column for ids which only counts the rows: row 3 of the next list is another."""
    heading = next((name for name, column in mapping.columns.items() if column == "external_id"), "")
    texts = [row.cells.get(heading, "").strip().rstrip(".") for row in table.rows] if heading else []
    numbers = [
        int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else -1 for text in texts if text
    ]
    is_counting = len(numbers) >= _COUNTED_FROM and min(numbers) >= 0
    if not is_counting or any(after not in (before + 1, 1) for before, after in pairwise(numbers)):
        return mapping
    return replace(mapping, columns={**mapping.columns, heading: ""}, counting=heading)


class MappingMemory:
    """Remembers decided mappings in a small JSON file, by the set of headings they are for."""

    def __init__(self, path: Path) -> None:
        self._file = Remembered(path, "columns", lambda entry: isinstance(entry, dict))

    def find(self, headings: Sequence[str]) -> dict[str, str]:
        """Return the mapping that was kept for these headings, empty if none was.

        Raises
        ------
        DataError
            If the file is there and cannot be read.
        """
        entry = self._file.load().get(_key(headings), {})
        return {name: column for name, column in entry.items() if name in headings and is_known(column)}

    def keep(self, headings: Sequence[str], columns: Mapping[str, str]) -> None:
        """Remember a mapping in place of an older one.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        kept = self._file.load()
        kept.pop(_key(headings), None)
        kept[_key(headings)] = dict(columns)
        self._file.save(kept, most=_REMEMBERED)


def _guess(name: str, before: str, words: Words) -> tuple[str, float]:
    plain = name.strip().casefold()
    key = fold(name)
    if plain in (*KNOWN_COLUMNS, *OWN_IDS):
        return ("" if plain in OWN_IDS else plain), 102.0
    behind = fold(before.rpartition(": ")[2])
    if fold(name.rpartition(": ")[2]) in ("nr", "nummer") and words.headings.get(behind) == "street":
        return "house_number", 101.0  # `Nr.` behind `Straße`
    if key in words.headings:
        return words.headings[key], 99.5 if "," in words.headings[
            key
        ] else 100.0  # columns of their own go first
    group, colon, own = name.rpartition(": ")
    if colon and own:  # a name below the name of its group
        for told, score in ((f"{group} {own}", 99.0), (group if fold(own) in _OF_GROUP else own, 98.0)):
            if fold(told) in words.headings:
                return words.headings[fold(told)], score
    likest = process.extractOne(key, words.headings.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE_FROM)
    return (words.headings[likest[0]], float(likest[1])) if likest and len(key) > 3 else ("", 0.0)


def _check_given(given: Mapping[str, str], headings: Sequence[str]) -> None:
    for name, column in given.items():
        if name not in headings:
            raise refuse("", "mapping_heading", row=1, column=name, allowed=tuple(headings))
        if not is_known(column):
            raise refuse("", "mapping_column", row=1, column=name, value=column, allowed=KNOWN_COLUMNS)


def _key(headings: Sequence[str]) -> str:
    return sha256("\n".join(sorted(fold(name) or name for name in headings)).encode()).hexdigest()[:24]
