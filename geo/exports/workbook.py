"""The Excel file: cities, gaps, and a sheet that says how the numbers came about; in the reader's language.

Numbers stay numbers with formats of their own; every text is a text, whatever it begins with.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from geo.accessibility import CUMULATIVE, NEAREST
from geo.coverage import Answer
from geo.exports.about import About, Rows
from geo.figures import cities, gaps
from geo.i18n import Texts

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

PEOPLE, SHARE, MINUTES, DEGREES = "#,##0", "0.0%", "0.0", "0.00000"
#: Format and width (characters) of each column; those not named are texts of 14.
_COLUMNS = {
    "name": ("@", 34),
    "city": ("@", 22),
    "people": (PEOPLE, 14),
    "foreign": (PEOPLE, 14),
    "covered": (PEOPLE, 14),
    "covered_low": (PEOPLE, 14),
    "covered_high": (PEOPLE, 14),
    "share": (SHARE, 12),
    "share_low": (SHARE, 12),
    "share_high": (SHARE, 12),
    "access": ("0.00", 20),
    "rank": ("0", 8),
    "minutes_mean": (MINUTES, 14),
    "minutes_worst": (MINUTES, 14),
    "lon": (DEGREES, 12),
    "lat": (DEGREES, 12),
}
_TEXT = ("@", 14)
_CITY_FIELDS = (
    "name", "ags", "people", "covered", "covered_low", "covered_high", "share", "share_low", "share_high",
)  # fmt: skip
_GAP_FIELDS = ("rank", "name", "city", "people", "foreign", "minutes_mean", "minutes_worst", "lon", "lat")
#: Letters that no XML file may hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def coverage_xlsx(answer: Answer, about: About, texts: Texts) -> bytes:
    """Return the three sheets."""
    from openpyxl import Workbook  # heavy, and needed only here

    book = Workbook()
    book.remove(book.worksheets[0])
    of_cities = {name: texts(f"export.column_{name}") for name in _CITY_FIELDS}
    of_cities["access"] = _access_words(answer, texts)
    of_gaps = {name: texts(f"export.column_{name}") for name in _GAP_FIELDS}
    _table(book.create_sheet(texts("export.sheet_cities")), of_cities, cities(answer))
    _table(book.create_sheet(texts("export.sheet_gaps")), of_gaps, gaps(answer, texts))
    _about(book.create_sheet(texts("export.sheet_about")), about, texts)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = texts.direction == "rtl"
    book.properties.title = _clean(about.title)
    book.properties.creator = "Integrationskarte"
    written = io.BytesIO()
    book.save(written)
    return _without_time(written.getvalue())


def _access_words(answer: Answer, texts: Texts) -> str:
    """Say what the mean of the chosen measure counts."""
    question = answer.question
    if question.measure == NEAREST:
        return texts("export.access_nearest", unit=texts(f"coverage.unit_{question.unit}"))
    if question.measure == CUMULATIVE:
        return texts("export.access_cumulative")
    return texts("export.access_per_person")


def _table(sheet: "Worksheet", headings: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> None:
    from openpyxl.utils import get_column_letter

    for column, (field, heading) in enumerate(headings.items(), start=1):
        _heading(sheet.cell(1, column), heading)
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMNS.get(field, _TEXT)[1]
    for number, row in enumerate(rows, start=2):
        for column, field in enumerate(headings, start=1):
            _put(sheet.cell(number, column), row[field], _COLUMNS.get(field, _TEXT)[0])
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _about(sheet: "Worksheet", about: About, texts: Texts) -> None:
    rows: Rows = (
        (texts("export.answer"), about.title),
        *(((texts("export.certainty"), about.detail),) if about.detail else ()),
        *about.parameters,
        (texts("coverage.how"), texts("coverage.how_text")),
        *about.data,
        *((texts("export.note"), note) for note in about.notes),
    )
    sheet.column_dimensions["A"].width = 44
    sheet.column_dimensions["B"].width = 100
    for number, (label, value) in enumerate(rows, start=1):
        _heading(sheet.cell(number, 1), label)
        _put(sheet.cell(number, 2), value, "@")
    sheet.page_setup.orientation = "landscape"


def _heading(cell: "Cell", text: str) -> None:
    from openpyxl.styles import Alignment, Font

    _put(cell, text, "@")
    cell.font = Font(bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _put(cell: "Cell", value: Any, number_format: str) -> None:
    """Write a value; a text that begins like a formula stays a text, also when somebody edits the cell."""
    from openpyxl.styles import Alignment

    if isinstance(value, str):
        cell.value = _clean(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
    cell.number_format = number_format


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _without_time(raw: bytes) -> bytes:
    """Take out the moment of writing, so that the same answer gives the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(
                entry, _without_moment(old.read(name)) if name == "docProps/core.xml" else old.read(name)
            )
    return written.getvalue()


def _without_moment(xml: bytes) -> bytes:
    return re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", xml)
