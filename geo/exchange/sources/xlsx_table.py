"""Excel workbooks: the sheets that are tables, read row by row."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from geo.errors import SourceError, refuse
from geo.exchange.sources.csv_table import table_of
from geo.exchange.sources.headings import Cells, IsHeading, find_heading, nothing_known
from geo.exchange.sources.joining import Part, joined
from geo.exchange.sources.merged_cells import filled_down, merged_ranges
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


def read_xlsx(
    raw: bytes,
    file: str,
    *,
    source: str,
    is_heading: IsHeading = nothing_known,
    heading_row: int = 0,
    sheet: str = "",
    city_of: Callable[[str], str] = lambda _: "",
) -> RawTable:
    """Read a workbook, all sheets that are lists of offers; formulas give the result that was stored with them.

    Parameters
    ----------
    raw
        Its bytes.
    file
        Its name for messages.
    source
        Where it is from.
    is_heading
        Whether a text is a heading that we know.
    heading_row, sheet
        What a person named: the row of the headings (0 for none), the title of the only sheet ("" for all).
    city_of
        The city that the title of a sheet names, "" for none.

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
            asked = _Asked(file, is_heading, heading_row, sheet)
            parts, is_own = _parts(book, asked)
            only = parts[0].title if is_own else sheet
            table = joined(parts, file, source, is_heading=is_heading, city_of=city_of, only=only)
            return replace(table, problems=()) if is_own else table
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


@dataclass(frozen=True)
class _Asked:
    """What is known before a workbook is read."""

    file: str
    is_heading: IsHeading
    heading_row: int
    sheet: str


def _parts(book: Any, asked: _Asked) -> tuple[list[Part], bool]:
    """Return the sheets as tables, and whether the first is one of ours beside others in words."""
    sheets = book.worksheets[:_MAX_SHEETS]
    begun = {sheet.title: list(_rows(sheet, asked.file, last=HEADING_WITHIN)) for sheet in sheets}
    own = [sheet for sheet in sheets if any(_OWN_HEADING in cells for _, cells in begun[sheet.title][:1])]
    if own and not asked.sheet:
        return [_part(book, own[0], begun[own[0].title], asked)], True
    parts = [_part(book, sheet, begun[sheet.title], asked) for sheet in sheets]
    faults = [part for part in parts if part.fault]
    if faults and all(part.table is None for part in parts):
        raise faults[0].fault  # type: ignore[misc]  # it is there
    return [*parts, *(Part(sheet.title, None) for sheet in book.worksheets[_MAX_SHEETS:])], False


def _part(book: Any, sheet: Any, begun: list[Cells], asked: _Asked) -> Part:
    """Read one sheet; one without two headings beside each other is no table."""
    heading = begun[find_heading(begun, asked.is_heading, given=asked.heading_row)][1] if begun else []
    if sum(map(bool, heading)) < 2:
        return Part(sheet.title, RawTable(sheet.title, "", (), ()) if not begun else None)
    try:
        count = _counted(book._archive, sheet._worksheet_path, asked.file)
        _refuse_count(count, asked.file)
        merged = merged_ranges(book._archive, sheet._worksheet_path)
        width = max(number for _, cells in begun for number, cell in enumerate(cells, start=1) if cell)
        rows = filled_down(_rows(sheet, asked.file, columns=min(width, MAX_COLUMNS) + 1), merged)
        table = table_of(
            rows, asked.file, source="", is_heading=asked.is_heading, heading_row=asked.heading_row
        )
    except SourceError as error:
        return Part(sheet.title, None, error.problem.value, error)
    return Part(sheet.title, table)


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
