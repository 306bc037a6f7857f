"""Workbooks of LibreOffice (ODS) and of Excel before 2007 (XLS), read by calamine; XLSX has a reader of its own."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from geo.errors import SourceError, refuse
from geo.exchange.sources.csv_table import table_of
from geo.exchange.sources.headings import Cells, IsHeading, nothing_known
from geo.exchange.sources.joining import Part, joined
from geo.exchange.sources.merged_cells import Merged, filled_down
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawTable
from geo.exchange.sources.zip_guard import BROKEN_PART, open_archive

_ZIP = b"PK\x03\x04"
_MAX_SHEETS = 20
#: The text of an ODS, and the cells it may unfold to by saying "repeat": calamine fills them all.
_MAX_CONTENT = 60_000_000
_MAX_CELLS = 4_000_000
_REPEATED = re.compile(rb"number-(rows|columns)-repeated\s*=\s*[\"']\s*0*(\d{1,12})\s*[\"']")
_SAYS_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: An XLS is all in memory when it is read, each sheet as a full rectangle.
_MAX_XLS = 10_000_000


def read_sheets(
    raw: bytes,
    file: str,
    *,
    source: str,
    is_heading: IsHeading = nothing_known,
    heading_row: int = 0,
    sheet: str = "",
    city_of: Callable[[str], str] = lambda _: "",
) -> RawTable:
    """Read all sheets that are lists of offers, as `read_xlsx` does.

    Raises
    ------
    SourceError
        If it is broken, encrypted, unpacks to too much, or holds no table.
    """
    _refuse_large(raw, file)
    book = _opened(raw, file)
    parts = []
    for number, title in enumerate(book.sheet_names):
        if number >= _MAX_SHEETS:
            parts.append(Part(title, None))
        elif not sheet or title.strip().casefold() == sheet.strip().casefold():
            parts.append(_part(book, title, file, is_heading, heading_row))
        else:
            parts.append(Part(title, None))
    faults = [part.fault for part in parts if part.fault]
    if faults and all(part.table is None for part in parts):
        raise faults[0]
    return joined(parts, file, source, is_heading=is_heading, city_of=city_of, only=sheet)


def _opened(raw: bytes, file: str) -> Any:
    from python_calamine import (
        CalamineError,
        load_workbook,
    )  # a library of its own, needed for these files only

    try:
        return load_workbook(io.BytesIO(raw))
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise refuse(file, "broken_workbook") from error
    except BaseException as error:  # what the library's own code did not foresee ends there as a panic
        raise _foreseen(error, file) from error


def _foreseen(error: BaseException, file: str) -> BaseException:
    """Return a panic of the library as a refusal; an interruption stays one."""
    if type(error).__name__ == "PanicException" or isinstance(error, Exception):
        return refuse(file, "broken_workbook")
    return error


def _part(book: Any, title: str, file: str, is_heading: IsHeading, heading_row: int) -> Part:
    try:
        found = book.get_sheet_by_name(title)
        if found.total_height * found.total_width > _MAX_CELLS or found.total_height > 3 * MAX_ROWS:
            return Part(
                title, None, "", refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
            )
        merged = [
            Merged(left, top + 1, right, bottom + 1)
            for (top, left), (bottom, right) in found.merged_cell_ranges or ()
        ]
        rows = list(filled_down(_rows(found, file), merged))
        if not any(sum(map(bool, cells)) > 1 for _, cells in rows):
            return Part(title, RawTable(title, "", (), ()) if not rows else None)
        return Part(
            title, table_of(iter(rows), file, source="", is_heading=is_heading, heading_row=heading_row)
        )
    except SourceError as error:
        return Part(title, None, error.problem.value, error)
    except BaseException as error:
        refused = _foreseen(error, file)
        if isinstance(refused, SourceError):
            return Part(title, None, "", refused)
        raise


def _rows(sheet: Any, file: str) -> Iterator[Cells]:
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        if any(value not in ("", None) for value in values):
            yield number, [_text(value, file, number) for value in values[: MAX_COLUMNS + 1]]


def _text(value: Any, file: str, row: int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    text = "" if value is None else str(value)
    if len(text) > MAX_CELL:
        raise refuse(file, "cell_too_long", row=row, allowed=(str(MAX_CELL),))
    return text


def _refuse_large(raw: bytes, file: str) -> None:
    """Refuse what would fill the memory before the library looks at it."""
    if not raw.startswith(_ZIP):
        if len(raw) > _MAX_XLS:
            raise refuse(file, "too_large", allowed=("10 MB",))
        return
    with open_archive(raw, file) as archive:
        content = next((part for part in archive.infolist() if part.filename == "content.xml"), None)
        if content is None:
            raise refuse(file, "broken_workbook")
        if content.file_size > _MAX_CONTENT:
            raise refuse(file, "archive_too_large", value="content.xml", allowed=("60 MB",))
        try:
            text = archive.read(content)
        except BROKEN_PART as error:
            raise refuse(file, "broken_archive") from error
    if _DECLARATION.search(text[:65_536]):
        raise refuse(file, "broken_workbook")
    _refuse_repeated(text, file)


def _refuse_repeated(text: bytes, file: str) -> None:
    """Count the cells with something in them that "repeat" makes; blank ones to the rim of the sheet are no matter."""
    if len(_SAYS_REPEATED.findall(text)) != len(_REPEATED.findall(text)):
        raise refuse(file, "broken_workbook")  # a number in a form that nobody writes
    filled = 0
    for row in re.split(rb"<table:table-row\b", text)[1:]:
        if b"office:value-type" not in row and b"<text:p" not in row:
            continue
        head = row[: row.find(b">") + 1]
        times = max([1, *(int(n) for kind, n in _REPEATED.findall(head) if kind == b"rows")])
        cells = re.split(rb"<table:(?:covered-)?table-cell\b", row)[1:]
        last = max(
            (place for place, cell in enumerate(cells) if b"<text:p" in cell or b"office:value" in cell),
            default=-1,
        )
        width = sum(
            max([1, *(int(n) for kind, n in _REPEATED.findall(cell) if kind == b"columns")])
            for cell in cells[: last + 1]
        )
        filled += times * width
        if filled > _MAX_CELLS or times > MAX_ROWS:
            raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
