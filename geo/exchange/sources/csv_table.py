"""CSV tables as office programs leave them: any common separator and encoding, line breaks inside cells."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from geo.errors import Problem, refuse, shown
from geo.exchange.formulas import restored
from geo.exchange.sources.decoding import decode
from geo.exchange.sources.headings import (
    WITHIN,
    Cells,
    IsHeading,
    find_heading,
    is_group_row,
    known_in,
    most_even,
    named_by_group,
    nothing_known,
    repeated,
)
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRow, RawTable
from geo.places.mending import mended

_SEPARATORS = (";", ",", "\t", "|")
#: So much of a file decides which separator it uses.
_SAMPLE = 65_536
_SAMPLE_ROWS = 20
#: So many lines above the heading are told.
_MOST_TITLES = 5


def read_csv(
    raw: bytes,
    file: str,
    *,
    source: str,
    is_heading: IsHeading = nothing_known,
    heading_row: int = 0,
) -> RawTable:
    """Read a CSV file.

    Parameters
    ----------
    raw
        Its bytes.
    file
        Its name for messages.
    source
        Where it is from.
    is_heading
        Whether a text is a heading that we know: the row of headings is found by them.
    heading_row
        The row that a person named, 0 for none.

    Raises
    ------
    SourceError
        If it is no table, or larger than the limits.
    """
    text, _ = decode(raw, file)
    declared, text = _declared_separator(text)
    rows = _rows(text, declared or separator_of(text, is_heading), file)
    first_row = 2 if declared else 1
    return table_of(
        rows, file, source=source, first_row=first_row, is_heading=is_heading, heading_row=heading_row
    )


def separator_of(text: str, is_heading: IsHeading = nothing_known) -> str:
    """Return the separator that cuts the beginning of a text into known headings, and into the most even columns."""
    sample = text[:_SAMPLE]

    def evenness(separator: str) -> tuple[int, float, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            rows = [cells for cells in islice(reader, _SAMPLE_ROWS) if cells]
        except csv.Error:
            return 0, 0.0, 0
        known = max((known_in(cells, is_heading) for cells in rows), default=0)
        return (known if known > 1 else 0, *most_even([len(cells) for cells in rows]))

    return max(_SEPARATORS, key=evenness)


def table_of(
    rows: Iterable[Cells],
    file: str,
    *,
    source: str,
    first_row: int = 1,
    limit: int = MAX_ROWS,
    is_heading: IsHeading = nothing_known,
    heading_row: int = 0,
) -> RawTable:
    """Make a table of numbered rows of cells; titles above the heading are told and left out.

    Raises
    ------
    SourceError
        If there is no heading, or there are too many rows, columns, or letters in a cell.
    """
    numbered = (
        (number + first_row - 1, cells) for number, cells in rows if any(cell.strip() for cell in cells)
    )
    begun = list(islice(numbered, max(WITHIN, heading_row)))
    place = find_heading(begun, is_heading, given=heading_row)
    number, written = begun[place] if begun else (first_row, [])
    headings = [mended(cell) for cell in written]
    is_below = bool(place) and begun[place - 1][0] == number - 1
    above = [mended(cell) for cell in begun[place - 1][1]] if is_below else []
    has_groups = bool(above) and is_group_row(above, headings, is_heading)
    names = (
        named_by_group(above, headings, is_heading) if has_groups else [" ".join(c.split()) for c in headings]
    )
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise refuse(file, "no_heading", row=number)
    if len(names) > MAX_COLUMNS:
        raise refuse(file, "too_many_columns", row=number, value=len(names), allowed=(str(MAX_COLUMNS),))
    found = list(islice(chain(begun[place + 1 :], numbered), limit + 1))
    if len(found) > limit:
        raise refuse(file, "too_many_rows", row=found[-1][0], allowed=(str(limit),))
    rows_of_names = tuple(
        _row(row, names, cells, file) for row, cells in found if not repeated(cells, headings)
    )
    skipped = begun[: place - 1 if has_groups else place]
    problems = tuple(
        Problem.at(row, "", shown(" ".join(" ".join(cells).split())), "above_heading", is_hint=True)
        for row, cells in skipped[:_MOST_TITLES]
    )
    told = (*problems, *_heading_problems(names, number))
    return RawTable(file, source, _known_once(names), rows_of_names, problems=told)


def _declared_separator(text: str) -> tuple[str, str]:
    """Take off the first line by which Excel is told the separator: `sep=;`."""
    line, _, rest = text.partition("\n")
    line = line.strip().casefold()
    return (line[4], rest) if len(line) == 5 and line.startswith("sep=") else ("", text)


def _rows(text: str, separator: str, file: str) -> Iterator[Cells]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [restored(cell) for cell in cells]
    except csv.Error as error:
        is_long = "field larger" in str(error)
        raise refuse(file, "cell_too_long" if is_long else "no_csv_row", row=number + 1) from error


def _row(number: int, names: list[str], cells: list[str], file: str) -> RawRow:
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > MAX_CELL:
            raise refuse(file, "cell_too_long", row=number, column=name, allowed=(str(MAX_CELL),))
    beyond = [cell for cell in cells[len(names) :] if cell.strip()]
    problems = (Problem.at(number, "", shown(beyond[0]), "cells_too_many"),) if beyond else ()
    values: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name:
            values.setdefault(name, cell)
    return RawRow(number, {name: values.get(name, "") for name in _known_once(names)}, problems=problems)


def _known_once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _heading_problems(names: list[str], row: int) -> tuple[Problem, ...]:
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return tuple(Problem.at(row, name, "", "heading_twice", is_hint=True) for name in twice)
