"""Read a CSV table that may be broken or hostile: every fault becomes a problem with file, row and column."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from geo.errors import DataError, Problem
from geo.schema import TableCheck

#: Larger than any table a district has; a file beyond it is a mistake or an attack.
MAX_BYTES = 50_000_000


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
    return parse_table(_text(path), check)


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


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError([Problem(path.name, 0, "", "", f"at most {MAX_BYTES // 1_000_000} MB")])
        raw = path.read_bytes()
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise DataError(
            [Problem(path.name, row, "", "", "UTF-8 expected, another encoding found")]
        ) from error


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
