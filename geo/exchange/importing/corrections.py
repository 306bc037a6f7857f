"""Cells of a file put right by hand: which ones ask for it, the table with them, and the file to take away."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from geo.errors import Problem
from geo.exchange.formulas import without_formula
from geo.exchange.importing.messages import LEFT_EMPTY
from geo.exchange.sources import ColumnMapping, RawTable
from geo.exchange.sources.values import MAX_CELL, RawRow, columns_of

#: What a person wrote into cells, by number of the row and heading.
Cells = Mapping[tuple[int, str], str]
#: The column of a file that was taken away, for the city that only a sheet's title said.
_CITY = "city"
#: The problem of a row that is right as it is, for those who keep another city's offers.
_OTHERS_ROW = "foreign_city"


@dataclass(frozen=True)
class Asked:
    """A cell that may be put right: what stands there, and every reason why it should be."""

    row: int
    heading: str
    text: str
    problems: tuple[Problem, ...]

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What may have been meant, each once."""
        return tuple(dict.fromkeys(one.suggestion for one in self.problems if one.suggestion))

    @property
    def is_left_empty(self) -> bool:
        """Whether the offer would come without what stands there."""
        return any(one.about and one.kind.startswith(LEFT_EMPTY) for one in self.problems)

    @property
    def keeps_out(self) -> bool:
        """Whether its row is left out because of it."""
        return any(not one.is_hint for one in self.problems)


def asked_cells(table: RawTable, mapping: ColumnMapping, problems: Iterable[Problem]) -> list[Asked]:
    """Return the cells that problems are about, those that keep their row out first.

    A problem names the file's heading, or our column where it was found in the whole row. One of a column that the
    file does not have, of the file as a whole, or of a row that others keep, is about no cell.
    """
    headings = {part: name for name, told in mapping.columns.items() for part in columns_of(told)}
    rows = {row.number: row for row in table.rows}
    found: dict[tuple[int, str], list[Problem]] = {}
    for problem in problems:
        heading = problem.column if problem.column in table.headings else headings.get(problem.column, "")
        if problem.row in rows and heading and problem.kind != _OTHERS_ROW:
            found.setdefault((problem.row, heading), []).append(problem)
    cells = [
        Asked(row, heading, rows[row].cells.get(heading, ""), tuple(told))
        for (row, heading), told in found.items()
    ]
    return sorted(cells, key=lambda cell: (not cell.keeps_out, cell.row))


def corrected(table: RawTable, cells: Cells) -> RawTable:
    """Return a table with what was written into cells; of rows and headings it does not have nothing is taken."""
    by_row: dict[int, dict[str, str]] = {}
    for (number, heading), text in cells.items():
        if heading in table.headings:
            by_row.setdefault(number, {})[heading] = text[:MAX_CELL]
    return replace(table, rows=tuple(_with(row, by_row.get(row.number, {})) for row in table.rows))


def corrected_file(table: RawTable, mapping: ColumnMapping) -> bytes:
    """Return a table as CSV (UTF-8, semicolons) that spreadsheets open and an import reads again.

    Nothing in it is computed. A city that only the title of a sheet told stands where the row names none itself, in
    a column of its own where the file has none; texts in other languages that stood in other files or parts are not
    in it.
    """
    named = [name for name, told in mapping.columns.items() if _CITY in columns_of(told)]
    of_city = next((name for name in table.headings if name in named), _CITY)
    has_own_city = of_city not in table.headings and any(row.city for row in table.rows)
    headings = [*table.headings, *([of_city] if has_own_city else [])]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(without_formula, headings))
    for row in table.rows:
        values = {**row.cells, of_city: row.cells.get(of_city, "").strip() or row.city}
        writer.writerow(without_formula(values.get(name, "")) for name in headings)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", errors="replace")


def _with(row: RawRow, cells: Mapping[str, str]) -> RawRow:
    return replace(row, cells={**row.cells, **cells}) if cells else row
