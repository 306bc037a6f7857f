"""Read a CSV table that may be broken or hostile: every fault becomes a problem with file, row and column."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_text

LIST_SEPARATOR = ";"
ISO_PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
#: Letters that turn a text round or hide in it; they never belong into an offer (Unicode TR 36).
#: Half a letter of a broken text (a lone surrogate) cannot even be written to a file.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


@dataclass(frozen=True)
class ColumnSpec:
    """One column.

    `allowed` are the only values (per list item if `is_list`), `pattern` must match whole, `hsds` is where an
    export to HSDS 3 puts it, `is_public` says whether a visitor or an export may see it. Unless the column
    `hidden_by` says "no", the value is repeated in no message and no log.
    """

    name: str
    required: bool = False
    is_list: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    expectation: str = ""
    max_length: int = 500
    hsds: str = ""
    is_public: bool = True
    hidden_by: str = ""


@dataclass(frozen=True)
class TableCheck:
    """Checks the rows of one table against its columns; `vocabularies` adds allowed values known only at run time."""

    file: str
    columns: tuple[ColumnSpec, ...]
    vocabularies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: tuple[Callable[[Mapping[str, str]], list[tuple[str, str]]], ...] = ()

    def heading(self, names: list[str]) -> list[Problem]:
        """Return a problem for every column that is missing, unknown or there twice."""
        wanted = [spec.name for spec in self.columns]
        missing = [
            Problem(self.file, 1, name, "", "column is missing") for name in wanted if name not in names
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
        problems = [
            Problem(self.file, number, spec.name, _shown(values, spec), expectation)
            for spec in self.columns
            for expectation in self._cell(spec, values.get(spec.name, "") or "")
        ]
        specs = {spec.name: spec for spec in self.columns}
        for rule in self.rules:
            problems += [
                Problem(self.file, number, column, _shown(values, specs[column]), text)
                for column, text in rule(values)
            ]
        return problems

    def _cell(self, spec: ColumnSpec, text: str) -> list[str]:
        if not text:
            return ["must not be empty"] if spec.required else []
        if len(text) > spec.max_length:
            return [f"at most {spec.max_length} characters, {len(text)} found"]
        if FORBIDDEN.search(text):
            return ["contains control or direction characters"]
        items = [item.strip() for item in text.split(LIST_SEPARATOR)] if spec.is_list else [text]
        allowed = self.vocabularies.get(spec.name) or frozenset(spec.allowed)
        found = [
            f"{item!r} is not one of: {', '.join(sorted(allowed))}"
            for item in items
            if allowed and item not in allowed
        ]
        if spec.pattern:
            found += [
                f"{spec.expectation} expected, {item!r} found"
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
    rows = []
    for number, cells in numbered[1:]:
        if len(cells) != len(names):
            problems.append(
                Problem(check.file, number, "", "", f"{len(names)} cells expected, {len(cells)} found")
            )
            continue
        row = dict(zip(names, cells, strict=True))
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
    if spec.pattern != ISO_PARTIAL_DATE:
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
