"""Everything in one file: a sheet a way of travel with topics × places, one with all figures, one about the file."""

import re
from collections.abc import Mapping
from typing import Any

from geo.exchange.coverage_files.about import About
from geo.exchange.coverage_files.sheets import Column, new_book, to_xlsx, write_about, write_table
from geo.exchange.coverage_files.tables import to_csv
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.planning.matrix import DISTRICT, Matrix
from geo.planning.wording import choice_words

#: Signs that no name of a sheet may hold.
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_PEOPLE, _SHARE = "#,##0", "0.0%"
_NUMBERS: Mapping[str, Column] = {
    **dict.fromkeys(("people", "without"), (_PEOPLE, 14)),
    **{f"covered{end}": (_PEOPLE, 14) for end in ("", "_low", "_high", "_certain", "_possible")},
    **{f"share{end}": (_SHARE, 12) for end in ("", "_low", "_high", "_certain", "_possible")},
    "offers": ("0.0", 12),
    "per_1000": ("0.00", 14),
    "topic": ("@", 30),
    "name": ("@", 30),
}
_FIELDS = (
    "share", "share_low", "share_high", "share_certain", "share_possible",
    "covered", "covered_low", "covered_high", "covered_certain", "covered_possible",
    "without", "offers", "per_1000",
)  # fmt: skip


def matrix_csv(matrix: Matrix, about: About) -> bytes:
    """Return one row a topic, way of travel and place, fields as in the command line's JSON.

    There are thousands of rows: what the numbers mean stands in the first of them only.
    """
    told, nothing = about.lines, dict.fromkeys(about.lines, "")
    return to_csv([{**row, **(nothing if number else told)} for number, row in enumerate(matrix.told)])


def matrix_xlsx(matrix: Matrix, about: About, texts: Texts, *, taxonomy: Taxonomy) -> bytes:
    """Return the sheets."""
    book, rows = new_book(), [_named(row, texts, taxonomy) for row in matrix.told]
    for mode in matrix.modes:
        _write_shares(book, [row for row in rows if row["mode"] == mode], mode, texts)
    place = texts("export.column_area" if matrix.areas else "export.column_city")
    headings = {
        "topic": texts("filter.topics"),
        "mode_words": texts("coverage.mode"),
        "name": place,
        "place": texts("export.column_id"),
        "people": texts(f"people.heading_{matrix.question.people}"),
        **{name: texts(f"export.column_{name}") for name in _FIELDS},
        "note": texts("export.note"),
    }
    columns = {**_NUMBERS, "mode_words": ("@", 20), "note": ("@", 40)}
    write_table(book.create_sheet(texts("export.sheet_matrix")), headings, rows, columns)
    write_about(book.create_sheet(texts("export.sheet_about")), about, texts)
    return to_xlsx(book, title=about.title, texts=texts)


def _named(row: Mapping[str, Any], texts: Texts, taxonomy: Taxonomy) -> dict[str, Any]:
    topic = taxonomy.topics.get(row["topic"])
    notes = [
        texts("export.withheld") if row["withheld"] else "",
        texts("export.worst") if row["worst"] else "",
    ]
    return {
        **row,
        "topic": topic.labels.get(texts.language, row["topic"]) if topic else row["topic"],
        "mode_words": choice_words(texts, "mode", row["mode"]),
        "name": texts("export.district") if row["place"] == DISTRICT else row["name"],
        "note": " ".join(filter(None, notes)),
    }


def _write_shares(book: Any, rows: list[dict[str, Any]], mode: str, texts: Texts) -> None:
    """Write topics × places: the expected share with its range in one cell, as a reader compares them."""
    places = {row["place"]: row["name"] for row in rows}
    topics: dict[str, dict[str, Any]] = {}
    for row in rows:
        line = topics.setdefault(row["topic"], {"topic": row["topic"], "worst": ""})
        line[f"at_{row['place']}"] = row["share"]
        line[f"range_{row['place']}"] = _range(texts, row)
        if row["worst"] and not line["worst"]:
            line["worst"] = f"{row['name']} ({texts.percent(row['share'])})"
    headings = {"topic": texts("filter.topics")}
    columns: dict[str, Column] = {"topic": ("@", 30), "worst": ("@", 30)}
    for place, name in places.items():
        headings |= {f"at_{place}": name, f"range_{place}": texts("export.column_range")}
        columns |= {f"at_{place}": (_SHARE, 12), f"range_{place}": ("@", 14)}
    headings["worst"] = texts("export.worst")
    sheet = book.create_sheet(_NO_TITLE.sub(" ", choice_words(texts, "mode", mode))[:31])
    write_table(sheet, headings, topics.values(), columns)
    sheet.freeze_panes = "B2"


def _range(texts: Texts, row: Mapping[str, Any]) -> str:
    if row["share"] is None:
        return ""
    return f"{texts.percent(row['share_low'])} – {texts.percent(row['share_high'])}"
