"""Offers as CSV for programs and as Excel file for people.

The CSV holds ids and field names, so that it can be read in again without a loss (`geo.exchange.formulas.restored`
takes the guards off). The Excel file has a sheet in words, then the same table as the CSV in a sheet called `data`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from geo.exchange.coverage_files.sheets import Column, new_book, to_xlsx, write_about, write_table
from geo.exchange.coverage_files.tables import to_csv
from geo.exchange.offer_files.records import PUBLIC_COLUMNS, Record, as_cells
from geo.exchange.offer_files.selection import Selection
from geo.i18n import Texts
from geo.offers.columns import FURTHER_SITES, OFFER_FRAME, TRANSLATIONS
from geo.offers.filters import TARGET_GROUPS, TOPICS
from geo.offers.place_wording import precision_words, site_words
from geo.offers.wording import as_of_words
from geo.tables import ColumnSpec

#: The sheet that can be read in again.
_DATA_SHEET = "data"
#: Columns about the file; named so that no reader takes one for a column of the offers.
_ABOUT = {
    "about": "about",
    "parameters": "about_parameters",
    "data": "about_data",
    "notes": "about_notes",
}
#: A cell of a workbook takes 32,767 letters, those beyond the basic plane count twice.
_MOST_LETTERS = 16_000
#: A part of a longer text; no blank stands at an edge, where a reader would take it off.
_PIECE = re.compile(rf"(?s).{{1,{_MOST_LETTERS}}}(?<=\S)(?=\S|\Z)")
_DEGREES: Column = ("0.000000", 12)
_DATA_COLUMNS: Mapping[str, Column] = {
    "title": ("@", 40),
    "description": ("@", 60),
    "lon": _DEGREES,
    "lat": _DEGREES,
    "uncertainty_m": ("0", 12),
}
_WIDE: Column = ("@", 40)
#: What stands in the sheet in words beside the columns of the schema.
_BESIDE = (
    ColumnSpec(FURTHER_SITES, label="detail.also_at", sheet_after="postal_code"),
    ColumnSpec("as_of", label="detail.as_of", sheet_after="barrier_free"),
)


def _in_order(columns: Sequence[ColumnSpec], behind: str = "") -> list[ColumnSpec]:
    """Return the columns of the sheet, each followed by those that stand behind it."""
    here = [spec for spec in columns if spec.sheet_after == behind]
    return [one for spec in here for one in (spec, *_in_order(columns, spec.name))]


#: Columns in words: the key of each heading, in the order of the sheet.
_HEADINGS = {
    spec.name: spec.label
    for spec in _in_order([spec for spec in (*OFFER_FRAME, *_BESIDE) if spec.label and spec.is_public])
}
_WORD_COLUMNS: Mapping[str, Column] = dict.fromkeys(
    (
        "title",
        "organization",
        "description",
        "topics",
        "target_groups",
        "schedule",
        "website",
        "as_of",
        "further_sites",
    ),
    _WIDE,
)


def offers_csv(selection: Selection) -> bytes:
    """Return one row an offer: the public columns, then what the file says about itself."""
    told = {_ABOUT[name]: text for name, text in selection.about.lines.items()}
    rows = [as_cells(record) | told for record in selection.records]
    return to_csv(rows, heading=(*PUBLIC_COLUMNS, FURTHER_SITES, TRANSLATIONS, *told))


def offers_xlsx(selection: Selection) -> bytes:
    """Return the offers in words, as data, and what the file says about itself."""
    texts, book = selection.texts, new_book()
    headings = {name: texts(key) for name, key in _HEADINGS.items()}
    rows = selection.offers.to_dict("records")
    words = [
        _in_words(record, selection) | {"precision": _precision_words(row, texts)}
        for record, row in zip(selection.records, rows, strict=True)
    ]
    write_table(book.create_sheet(texts("export.sheet_offers")), headings, words, _WORD_COLUMNS)
    data = [_in_pieces(as_cells(record)) for record in selection.records]
    names = dict.fromkeys((*PUBLIC_COLUMNS, FURTHER_SITES, TRANSLATIONS))
    names |= {name: None for row in data for name in row}
    write_table(book.create_sheet(_DATA_SHEET), {name: name for name in names}, data, _DATA_COLUMNS)
    write_about(book.create_sheet(texts("export.sheet_about")), selection.about, texts)
    return to_xlsx(book, title=selection.about.title, texts=texts)


def _in_pieces(cells: dict[str, Any]) -> dict[str, Any]:
    """Continue a text too long for one cell in columns of their own: `translations_2` and so on."""
    told = dict(cells)
    for name in (FURTHER_SITES, TRANSLATIONS):
        if len(cells[name]) > _MOST_LETTERS:
            first, *others = _PIECE.findall(cells[name])
            told |= {name: first, **{f"{name}_{n}": piece for n, piece in enumerate(others, start=2)}}
    return told


def _in_words(record: Record, selection: Selection) -> dict[str, Any]:
    texts = selection.texts
    is_free = record["fee_kind"] == "free"
    told: dict[str, Any] = {name: record.get(name, "") for name in _HEADINGS}
    return told | {
        "topics": ", ".join(selection.label(TOPICS, name) for name in record["topics"]),
        "target_groups": ", ".join(selection.label(TARGET_GROUPS, name) for name in record["target_groups"]),
        "languages": ", ".join(texts.language_name(code) for code in record["languages"]),
        "fees": record["fees"] or (texts("fee.free") if is_free else ""),
        "further_sites": "\n".join(site_words(site) for site in record[FURTHER_SITES]),
        "street": f"{record['street']} {record['house_number']}".strip(),
        "barrier_free": texts(f"barrier_free.{record['barrier_free']}") if record["barrier_free"] else "",
        "as_of": as_of_words(record, texts),
    }


def _precision_words(row: Mapping[Any, Any], texts: Texts) -> str:
    """Say how well the place is known; the radius of a city is told in words, its middle is no point."""
    if row["is_protected"]:
        return texts("place.protected", city=row["city"])
    return precision_words(row, texts)
