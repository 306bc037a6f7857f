"""What every Excel file shares: tables with formats, a sheet about the file, texts that stay texts, steady bytes."""

import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.exchange.coverage_files.about import About, Rows
from geo.exchange.steady import steady
from geo.i18n import Texts

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

#: Format and width (characters) of a column.
Column = tuple[str, int]
_TEXT: Column = ("@", 14)
#: Letters that no XML file may hold.
FORBIDDEN_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def new_book() -> "Workbook":
    """Return a book without sheets."""
    from openpyxl import Workbook  # heavy, and needed only here

    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def write_table(
    sheet: "Worksheet",
    headings: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
    columns: Mapping[str, Column],
) -> None:
    """Write rows below headings; `columns` says formats and widths of the fields, the others are texts."""
    from openpyxl.utils import get_column_letter

    for column, (field, heading) in enumerate(headings.items(), start=1):
        _heading(sheet.cell(1, column), heading)
        sheet.column_dimensions[get_column_letter(column)].width = columns.get(field, _TEXT)[1]
    for number, row in enumerate(rows, start=2):
        for column, field in enumerate(headings, start=1):
            if row[field] not in ("", None):
                _put(sheet.cell(number, column), row[field], columns.get(field, _TEXT)[0])
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def write_about(sheet: "Worksheet", about: About, texts: Texts, *, method: Rows = ()) -> None:
    """Write what the file says about itself; `method` stands between parameters and data."""
    rows: Rows = (
        (texts("export.answer"), about.title),
        *(((texts("export.certainty"), about.detail),) if about.detail else ()),
        *about.parameters,
        *method,
        *about.data,
        *((texts("export.note"), note) for note in about.notes),
    )
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 100
    for number, (label, value) in enumerate(rows, start=1):
        _heading(sheet.cell(number, 1), label)
        _put(sheet.cell(number, 2), value, "@")
    sheet.page_setup.orientation = "landscape"


def to_xlsx(book: "Workbook", *, title: str, texts: Texts) -> bytes:
    """Return a book as bytes, written as the language is; the same content gives the same bytes."""
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = texts.direction == "rtl"
    book.properties.title = _clean(title)
    book.properties.creator = "Integrationskarte"
    written = io.BytesIO()
    book.save(written)
    return steady(written.getvalue())


def _heading(cell: "Cell", text: str) -> None:
    from openpyxl.styles import Font

    _put(cell, text, "@")
    cell.font = Font(bold=True)


def _put(cell: "Cell", value: Any, number_format: str) -> None:
    """Write a value; a text that begins like a formula stays a text, also when somebody edits the cell."""
    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True
        cell.alignment = _wrapped()
    else:
        cell.value = value
    cell.number_format = number_format


@lru_cache(maxsize=1)
def _wrapped() -> "Alignment":
    """Return the alignment of texts; made once, because there are many."""
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def _clean(text: str) -> str:
    return FORBIDDEN_IN_XML.sub("", text)
