"""Read a CSV table that may be broken or hostile: every fault becomes a problem with file, row and column."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_text

LIST_SEPARATOR = ";"
ISO_PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
#: Letters that turn a text round or hide in it; they never belong into an offer (Unicode TR 36).
#: Half a letter of a broken text (a lone surrogate) cannot even be written to a file.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


#: What may be a thousand, written as in German sheets, or one and a bit.
GROUPED_THOUSANDS = r"\s*[1-9]\d{0,2}(\.\d{3})+\s*"
THOUSANDS_EXPECTATION = (
    "a number without a point between thousands (1200, not 1.200); a decimal with other than three digits"
)
_POINTED = re.compile(r"\s*[+-]?\d*\.\d*\s*")

YES_NO = ("yes", "no")
#: Where exports to HSDS put what HSDS has no field for.
LABELLED = "attribute.value"


@dataclass(frozen=True)
class ColumnSpec:
    """One column, and what each room needs to know of it.

    Parameters
    ----------
    allowed, pattern
        The only values (per item if `is_list`); what must match whole.
    is_public
        Whether a visitor or an export may see it.
    hidden_by
        Unless the column of this name says "no", the value is repeated in no message and no log.
    may_lack
        Whether a table that was made before this column was there may lack it.
    section, leads
        The part of the form it stands in (`offer_form.SECTIONS`), and whether it is the first there.
    may_propose, part
        Whether visitors may propose another value, and in which part of their small form.
    label, has_sentence
        The key of its heading where files and pages tell it in words, "" where it is not told by itself; whether
        `wording` (and `wording.js`) tell it in words of their own. One that has none is told as "heading: value".
    sheet_after
        Behind which one it stands in the sheet in words, where that is not its place in the schema.
    is_translated
        Whether files may tell it in other languages, too.
    is_published
        Whether the published page holds it.
    hsds
        Where an export to HSDS 3 puts it: the thing and its field.
    schema_org
        Where JSON-LD puts it: a word for the service itself, or for a part of it after a dot; "" for what schema.org
        has no word for.
    """

    name: str
    required: bool = False
    is_list: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    expectation: str = ""
    max_length: int = 500
    is_public: bool = True
    hidden_by: str = ""
    may_lack: bool = False
    section: str = ""
    leads: bool = False
    may_propose: bool = False
    part: str = ""
    label: str = ""
    has_sentence: bool = False
    sheet_after: str = ""
    is_translated: bool = False
    is_published: bool = True
    hsds: str = LABELLED
    schema_org: str = ""

    def __post_init__(self) -> None:
        """Refuse a heading over what only a sentence could tell: ids, kinds and dates are no words."""
        if self.label and not self.has_sentence and (self.is_list or self.allowed or self.is_date):
            msg = f"{self.name}: no plain text, so `wording` and `wording.js` need a sentence for it"
            raise ValueError(msg)

    @property
    def is_flag(self) -> bool:
        """Whether it says yes or no."""
        return self.allowed == YES_NO

    @property
    def is_date(self) -> bool:
        """Whether it holds a date, perhaps without day or month."""
        return self.pattern == ISO_PARTIAL_DATE


class Fault(NamedTuple):
    """What is wrong with a cell: `kind` as in `Problem`, `expectation` for operators."""

    column: str
    kind: str
    expectation: str


Rule = Callable[[Mapping[str, str]], list[Fault]]


@dataclass(frozen=True)
class TableCheck:
    """Checks the rows of one table against its columns; `vocabularies` adds allowed values known only at run time."""

    file: str
    columns: tuple[ColumnSpec, ...]
    vocabularies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()

    def heading(self, names: list[str]) -> list[Problem]:
        """Return a problem for every column that is missing, unknown or there twice."""
        wanted = [spec.name for spec in self.columns]
        missing = [
            Problem(self.file, 1, spec.name, "", "column is missing")
            for spec in self.columns
            if spec.name not in names and not spec.may_lack
        ]
        unknown = [
            Problem(self.file, 1, name, "", f"unknown column; known are {', '.join(wanted)}")
            for name in names
            if name not in wanted
        ]
        twice = [
            Problem(self.file, 1, n, "", "column stands twice")
            for n in sorted({n for n in names if names.count(n) > 1})
        ]
        return missing + unknown + twice

    def row(self, number: int, values: Mapping[str, str]) -> list[Problem]:
        """Return what is wrong with one row; `number` counts as in a spreadsheet."""
        specs = {spec.name: spec for spec in self.columns}
        cells = (self._cell(spec, values.get(spec.name, "") or "") for spec in self.columns)
        faults = [fault for found in (*cells, *(rule(values) for rule in self.rules)) for fault in found]
        return [
            Problem(self.file, number, column, _shown(values, specs[column]), expectation, kind)
            for column, kind, expectation in faults
        ]

    def _cell(self, spec: ColumnSpec, text: str) -> list[Fault]:
        if not text:
            return [Fault(spec.name, "required", "must not be empty")] if spec.required else []
        if len(text) > spec.max_length:
            told = f"at most {spec.max_length} characters, {len(text)} found"
            return [Fault(spec.name, "too_long", told)]
        if FORBIDDEN.search(text):
            return [Fault(spec.name, "letters", "contains control or direction characters")]
        items = [item.strip() for item in text.split(LIST_SEPARATOR)] if spec.is_list else [text]
        allowed = self.vocabularies.get(spec.name) or frozenset(spec.allowed)
        found = [
            Fault(spec.name, "not_allowed", f"{item!r} is not one of: {', '.join(sorted(allowed))}")
            for item in items
            if allowed and item not in allowed
        ]
        if spec.pattern:
            found += [
                Fault(spec.name, "shape", f"{spec.expectation} expected, {item!r} found")
                for item in items
                if not (re.fullmatch(spec.pattern, item) and _exists(spec, item))
            ]
        return found


def read_table(path: Path, check: TableCheck) -> list[dict[str, str]]:
    """Read all rows of a table that fit their columns.

    Parameters
    ----------
    path
        UTF-8 (a byte order mark may lead), comma separated, with a heading.
    check
        The columns and rules of the table.

    Returns
    -------
    list
        One dictionary a row, in the order of the file; an empty text means unknown.

    Raises
    ------
    DataError
        If the file cannot be read or a row does not fit; lists every place.
    """
    return parse_table(read_text(path, MOST_BYTES["table"]), check)


def parse_table(text: str, check: TableCheck) -> list[dict[str, str]]:
    """Do what `read_table` does with a text at hand."""
    numbered = list(_rows(text, check.file))
    names = numbered[0][1] if numbered else []
    problems = check.heading(names)
    if problems:
        raise DataError(problems)
    lacking = {spec.name: "" for spec in check.columns if spec.name not in names}
    rows = []
    for number, cells in numbered[1:]:
        if len(cells) != len(names):
            problems.append(
                Problem(check.file, number, "", "", f"{len(names)} cells expected, {len(cells)} found")
            )
            continue
        row = lacking | dict(zip(names, cells, strict=True))
        problems += check.row(number, row)
        rows.append(row)
    if problems:
        raise DataError(problems)
    return rows


def unique(rows: list[dict[str, str]], column: str, *, file: str) -> list[Problem]:
    """Return a problem for every value of `column` that stands there a second time."""
    seen: set[str] = set()
    problems = []
    for number, row in enumerate(rows, start=2):
        if row[column] in seen:
            problems.append(Problem(file, number, column, row[column], "stands twice"))
        seen.add(row[column])
    return problems


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the row number as a spreadsheet counts it and the cells; blank lines are skipped."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            if cells:
                yield number, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise DataError([Problem(file, number + 1, "", "", f"not a CSV row: {error}")]) from error


def _exists(spec: ColumnSpec, text: str) -> bool:
    """Say whether a text that looks like a date is one: there is no 31st of February, and no year 0."""
    if not spec.is_date:
        return True
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _shown(values: Mapping[str, str], spec: ColumnSpec) -> str:
    """Return a cell for a message; the address of a protected place stays out of messages and logs, too."""
    is_hidden = bool(spec.hidden_by) and values.get(spec.hidden_by) not in ("no", None)
    return "" if is_hidden else values.get(spec.name, "") or ""


def items_of(cell: str) -> list[str]:
    """Return the items of a cell that holds several."""
    return [item.strip() for item in cell.split(LIST_SEPARATOR) if item.strip()]


def cell_of(items: Iterable[str]) -> str:
    """Write several items into one cell."""
    return LIST_SEPARATOR.join(items)


def grouped_rows(values: Iterable[str]) -> list[int]:
    """Return the positions of numbers that may have a point between thousands.

    None where another number of the column has a point that can be no such one ("0.532", "12.5"): then points are
    decimal ones. A column of 1.000, 1.250 and 30 is what German sheets write for a thousand.
    """
    texts = list(values)
    grouped = [at for at, text in enumerate(texts) if re.fullmatch(GROUPED_THOUSANDS, text)]
    are = set(grouped)
    if any(at not in are and _POINTED.fullmatch(text) for at, text in enumerate(texts) if "." in text):
        return []
    return grouped
