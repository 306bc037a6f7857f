"""Excel workbooks: the first sheet with a table in it, read row by row."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from geo.errors import refuse
from geo.exchange.sources.csv_table import Cells, table_of
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawTable
from geo.exchange.sources.xlsx_rows import MAX_LISTED, RowCount, count_rows
from geo.exchange.sources.zip_guard import open_archive

#: Parts that are read into memory as a whole (styles, relations) and the common texts may unpack to this much.
_MAX_PART = 10_000_000
_MAX_SHARED_TEXTS = 60_000_000
#: The last row that Excel knows; what stands below it in a file is no table.
_EXCEL_ROWS = 1_048_576
#: A sheet with this heading is one of our own exports, which has sheets in words beside it.
_OWN_HEADING = "offer_id"
#: So many sheets are looked at for a table, and so far down for its heading.
_MAX_SHEETS = 20
HEADING_WITHIN = 1_000
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: What the reader of a broken workbook raises, seen by throwing broken workbooks at it; XML faults are SyntaxErrors.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_xlsx(raw: bytes, file: str, *, source: str) -> RawTable:
    """Read a workbook; formulas give the result that was stored with them.

    Parameters
    ----------
    raw
        Its bytes.
    file
        Its name for messages.
    source
        Where it is from.

    Raises
    ------
    SourceError
        If it is broken, unpacks to too much, or holds no table.
    """
    _refuse_bombs(raw, file)
    _refuse_long(raw, file)
    from openpyxl import load_workbook  # heavy, and only needed here

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of every extension it leaves out
        try:
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise refuse(file, "broken_workbook") from error
        try:
            return _first_table(book, file, source)
        finally:
            book.close()


def _refuse_bombs(raw: bytes, file: str) -> None:
    with open_archive(raw, file) as archive:
        for part in archive.infolist():
            name = part.filename.casefold()
            limit = _MAX_SHARED_TEXTS if name.endswith("sharedstrings.xml") else _MAX_PART
            if (
                "/worksheets/" not in f"/{name}"
                and part.file_size > limit
                and name.endswith((".xml", ".rels"))
            ):
                raise refuse(
                    file, "archive_too_large", value=part.filename, allowed=(f"{limit // 1_000_000} MB",)
                )
            if name.endswith((".xml", ".rels")):
                _refuse_declarations(archive, part, file)


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> None:
    """Refuse XML that declares entities of its own: they can grow without end, and no office program writes them."""
    try:
        with archive.open(part) as opened:
            start = opened.read(65_536)
    except _BROKEN as error:
        raise refuse(file, "broken_archive", value=part.filename) from error
    if _DECLARATION.search(start):
        raise refuse(file, "broken_workbook", value=part.filename)


def _refuse_long(raw: bytes, file: str) -> None:
    """Refuse a workbook whose sheets are all too long before its common texts are read, which takes seconds."""
    with open_archive(raw, file) as archive:
        sheets = [part for part in archive.infolist() if _SHEET.fullmatch(part.filename)][:_MAX_SHEETS]
        counts = [_counted(archive, part.filename, file) for part in sheets]
    with_rows = [count for count in counts if count.filled or count.is_too_blank]
    if with_rows and all(count.is_too_long or count.is_too_blank for count in with_rows):
        _refuse_count(with_rows[0], file)


def _counted(archive: zipfile.ZipFile, name: str, file: str) -> RowCount:
    try:
        with archive.open(name) as part:
            return count_rows(part)
    except _BROKEN as error:
        raise refuse(file, "broken_archive", value=name) from error


def _refuse_count(count: RowCount, file: str) -> None:
    if count.is_too_long:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    if count.is_too_blank:
        raise refuse(file, "too_many_blank_rows", row=MAX_ROWS, allowed=(str(MAX_LISTED),))


def _first_table(book: Any, file: str, source: str) -> RawTable:
    """Read the sheet that holds our own columns, else the first with two headings beside each other."""
    headings = [(sheet, _heading(sheet, file)) for sheet in book.worksheets[:_MAX_SHEETS]]
    own = [found for found in headings if _OWN_HEADING in found[1][1]]
    for sheet, (row, heading) in own or headings:
        if sum(map(bool, heading)) > 1:
            _refuse_count(_counted(book._archive, sheet._worksheet_path, file), file)
            width = max(number for number, cell in enumerate(heading, start=1) if cell)
            rows = _rows(sheet, file, columns=width + 1)
            table = ((number, cells) for number, cells in rows if number >= row)  # above it stands a title
            return table_of(table, file, source=source)
    raise refuse(file, "no_heading", row=1)


def _heading(sheet: Any, file: str) -> Cells:
    """Return the first row with two cells and its number."""
    rows = _rows(sheet, file, last=HEADING_WITHIN)
    return next((row for row in rows if sum(map(bool, row[1])) > 1), (1, []))


def _rows(sheet: Any, file: str, columns: int = MAX_COLUMNS + 1, last: int = _EXCEL_ROWS) -> Iterator[Cells]:
    """Yield the first cells of each row as texts; gaps between rows yield nothing, however far the next row is."""
    number, gap = 0, None
    try:
        sheet.reset_dimensions()  # what a workbook says about its size need not be true
        rows = sheet.iter_rows(max_row=last, max_col=columns, values_only=True)
        for number, cells in enumerate(rows, start=1):
            if cells is gap:  # openpyxl fills a gap with one and the same row, a million times if need be
                continue
            if any(cell is not None for cell in cells):
                yield number, [_text(cell, file, number) for cell in cells]
            else:
                gap = cells
    except _BROKEN as error:
        if isinstance(error, ValueError) and hasattr(error, "problem"):
            raise
        raise refuse(file, "broken_workbook", row=number + 1) from error


def _text(value: Any, file: str, row: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date | time):
        return _moment(value)
    text = str(value)
    if len(text) > MAX_CELL:
        raise refuse(file, "cell_too_long", row=row, allowed=(str(MAX_CELL),))
    return text


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else value.isoformat("minutes")
