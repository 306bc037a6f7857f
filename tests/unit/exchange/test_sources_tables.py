"""CSV, Excel and GeoJSON from other people's programs."""

from datetime import UTC, date, datetime

import pytest

from geo.errors import SourceError
from geo.exchange.sources.csv_table import separator_of
from geo.exchange.sources.values import MAX_COLUMNS, MAX_ROWS
from tests.sources_kit import (
    bench,
    changed_archive,
    csv_bytes,
    feature,
    json_bytes,
    reading_from,
    table_from,
    xlsx_bytes,
)

HEADING = ["Titel", "Träger", "Thema", "Ort"]
ROW = ["Frühstück für alle", "Bürgerhaus", "Begegnung", "Marl"]
SHEET = "xl/worksheets/sheet1.xml"


def refused(raw: bytes, name: str = "a.csv", **options: str) -> str:
    with pytest.raises(SourceError) as caught:
        table_from(raw, name, **options)
    return caught.value.problem.kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_each_encoding_of_office_programs_is_recognised(encoding):
    read = reading_from(csv_bytes([HEADING, ROW], separator=";", encoding=encoding))

    assert [c.values["title"] for c in read.candidates] == ["Frühstück für alle"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_each_separator_is_recognised(separator):
    raw = csv_bytes([HEADING, ROW, ["Tee, Kaffee; mehr", *ROW[1:]]], separator=separator)

    assert [c.title for c in reading_from(raw).candidates] == [ROW[0], "Tee, Kaffee; mehr"]


def test_a_line_that_tells_excel_the_separator_is_no_heading():
    read = reading_from(b"sep=;\r\n" + csv_bytes([HEADING, ROW], separator=";"))

    assert [c.row for c in read.candidates] == [3]


def test_the_most_even_columns_decide_the_separator():
    assert separator_of('a;b\n"1,2,3";4\n') == ";"


def test_a_line_break_inside_quotes_stays_in_its_cell():
    raw = csv_bytes([[*HEADING, "Beschreibung"], [*ROW, "erste Zeile\nzweite Zeile"], [*ROW, "x"]])

    first, second = reading_from(raw).candidates

    assert first.values["description"] == "erste Zeile\nzweite Zeile"
    assert second.row == 3


def test_a_row_with_too_many_cells_is_told_and_left_out():
    read = reading_from(csv_bytes([HEADING, [*ROW, "zu viel"], ROW]))

    assert [(p.row, p.kind, p.value) for p in read.problems] == [(2, "cells_too_many", "zu viel")]
    assert [c.row for c in read.candidates] == [3]


def test_a_missing_quote_is_told_with_its_row():
    with pytest.raises(SourceError) as caught:
        table_from(b'title,organization\n"Kurs,VHS\nx,y\n')

    assert (caught.value.problem.kind, caught.value.problem.row) == ("no_csv_row", 2)


def test_the_guard_of_exports_against_formulas_is_taken_off():
    read = reading_from(csv_bytes([[*HEADING, "Telefon"], [*ROW, "'+49 2365 123456"]]))

    assert read.candidates[0].values["phone"] == "+49 2365 123456"


def test_a_column_that_nobody_knows_is_told_as_a_hint_only():
    read = reading_from(csv_bytes([[*HEADING, "Lieblingsfarbe"], [*ROW, "blau"]]))

    assert [(p.column, p.kind, p.is_hint) for p in read.problems] == [
        ("Lieblingsfarbe", "unused_heading", True)
    ]
    assert len(read.candidates) == 1


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b";;;\n;;\n", "no_heading"),
        (b"\xd0\xcf\x11\xe0 old Word", "not_read_text_document"),
        (b"%PDF-1.7", "not_read_pdf"),
        (b'{"a": 1}', "unknown_format"),
        (b"PK\x03\x04 broken", "broken_archive"),
        (b"title,x\n\x81,\xff\n", "encoding"),
        (",".join(f"c{i}" for i in range(MAX_COLUMNS + 1)).encode(), "too_many_columns"),
        (b"title,organization\n" + b"x" * 200_000 + b",y\n", "cell_too_long"),
        (b"title\n" + b"x\n" * (MAX_ROWS + 1), "too_many_rows"),
    ],
)
def test_what_is_no_table_or_too_large_is_refused_with_its_reason(raw, kind):
    assert refused(raw) == kind


@pytest.mark.parametrize("name", ["junk.zip", "a.XLSX", "a.gpkg"])
def test_a_text_whose_name_promises_another_file_is_no_table(name):
    raw = csv_bytes([HEADING, ROW])

    assert refused(raw, name) == "content_not_as_named"
    assert len(table_from(raw, name, file_format="csv").rows) == 1  # a person who says it knows better
    assert len(table_from(raw, "a.txt").rows) == 1


def test_excel_cells_become_the_texts_a_person_sees():
    heading = [
        "title",
        "organization",
        "topics",
        "postal_code",
        "is_protected",
        "page_date",
        "assured_date",
        "house_number",
        "street",
        "city",
    ]
    cells = [
        "Kurs",
        "VHS",
        "language",
        45770.0,
        True,
        datetime(2024, 5, 31, tzinfo=UTC).replace(tzinfo=None),
        date(2025, 1, 2),
        22,
        "Weg",
        "Marl",
    ]

    values = reading_from(xlsx_bytes([heading, cells]), "a.xlsx").candidates[0].values

    assert values["postal_code"] == "45770"
    assert values["is_protected"] == "yes"
    assert (values["page_date"], values["assured_date"]) == ("2024-05-31", "2025-01-02")
    assert values["house_number"] == "22"


def test_rows_count_as_excel_shows_them_also_behind_blank_ones():
    raw = xlsx_bytes([[], HEADING, ROW, [], ROW])

    assert [c.row for c in reading_from(raw, "a.xlsx").candidates] == [3, 5]


def _with_rows(rows: bytes) -> bytes:
    def change(old: bytes) -> bytes:
        return old.split(b"<sheetData>")[0] + b"<sheetData>" + rows + b"</sheetData></worksheet>"

    return changed_archive(xlsx_bytes([["x"]]), SHEET, change)


def _xml_row(number: int, text: str = "x") -> bytes:
    cell = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    cells = "".join(cell.format(letter, number, text) for letter in "AB")
    return f'<row r="{number}">{cells}</row>'.encode()


def test_a_row_at_the_end_of_the_sheet_does_not_hold_the_reader():
    table = table_from(
        _with_rows(_xml_row(1, "Titel") + _xml_row(1_048_576) + _xml_row(99_999_999_999)), "a.xlsx"
    )

    assert [row.number for row in table.rows] == [1_048_576]


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (_with_rows(_xml_row(1) + b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"x" * 10_000_000 + b"</t></is></c></row>"), "archive_bomb"),
        (changed_archive(xlsx_bytes([["x"]]), SHEET, lambda _: b"\0" * 160_000_000), "archive_too_large"),
        (changed_archive(xlsx_bytes([["x"]]), "xl/styles.xml", lambda old: old + b" " * 11_000_000), "archive_bomb"),
        (changed_archive(xlsx_bytes([["x"]]), "xl/workbook.xml", lambda _: b'<!DOCTYPE l [<!ENTITY a "aa">]><l>&a;</l>'), "broken_workbook"),
        (changed_archive(xlsx_bytes([["x"]]), "xl/workbook.xml", lambda _: b"<no"), "broken_workbook"),
        (xlsx_bytes([["only one"]]), "no_heading"),
        (_with_rows(_xml_row(1) + _xml_row(2, "x" * 100_001)), "cell_too_long"),
        (xlsx_bytes([[f"c{i}" for i in range(MAX_COLUMNS + 1)]]), "too_many_columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_workbook_that_would_burst_is_refused(raw, kind):
    assert refused(raw, "a.xlsx") == kind


def test_the_sheet_with_our_own_columns_is_read_before_one_in_words():
    from openpyxl import load_workbook

    raw = xlsx_bytes([["Titel", "Träger"], ["in Worten", "x"]], title="Angebote")
    import io

    book = load_workbook(io.BytesIO(raw))
    data = book.create_sheet("offers")
    data.append(["offer_id", "title"])
    data.append(["re-001", "als Daten"])
    written = io.BytesIO()
    book.save(written)

    assert [dict(row.cells)["title"] for row in table_from(written.getvalue(), "a.xlsx").rows] == [
        "als Daten"
    ]


def test_features_become_candidates_with_their_point():
    raw = json_bytes({"type": "FeatureCollection", "features": [{**feature(), "id": 12}]})

    found = reading_from(raw, "a.geojson").candidates[0]

    assert (found.lon, found.lat, found.external_id) == (7.0905, 51.6566, "12")
    assert found.values["topics"] == "language"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"features": 3}, "no_geojson"),
        ({"features": [], "crs": {"properties": {"name": "EPSG:2180"}}}, "other_crs"),
        ({"features": []}, "no_heading"),
    ],
)
def test_what_is_no_collection_in_degrees_is_refused(content, kind):
    assert refused(json_bytes(content), "a.geojson", file_format="geojson") == kind


@pytest.mark.parametrize(
    ("lon", "lat", "kind"),
    [(51.6566, 7.0905, "swapped_point"), (13.4, 52.5, "point_outside_district"), (7.1975, 51.6143, "point_in_other_city")],
)  # fmt: skip
def test_a_point_that_cannot_be_is_told(lon, lat, kind):
    raw = json_bytes({"features": [feature(lon, lat)]})

    read = reading_from(raw, "a.geojson", file_format="geojson")

    assert [p.kind for p in read.problems] == [kind]
    assert all(c.lon is None for c in read.candidates)


def test_another_shape_than_a_point_is_told():
    shape = {"type": "LineString", "coordinates": [[7, 51], [8, 52]]}
    raw = json_bytes({"features": [{**feature(), "geometry": shape}]})

    assert [p.kind for p in reading_from(raw, "a.geojson").problems] == ["no_point"]


def test_every_refusal_and_problem_has_words_in_every_language():
    """Collects the kinds from the code, so that a new one without words fails here."""
    import re

    from geo.i18n import load_texts
    from geo.i18n.catalogues import whole_languages
    from geo.settings import PROJECT_ROOT

    files = [
        *(PROJECT_ROOT / "geo" / "exchange" / "sources").glob("*.py"),
        *(PROJECT_ROOT / "geo" / "exchange" / "importing").glob("*.py"),
    ]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    said = set(re.findall(r'refuse\(\s*[^,()]+(?:\([^()]*\))?,\s*"([a-z_]+)"', code))
    said |= set(re.findall(r'_wrong\("([a-z_]+)"', code)) | set(re.findall(r'_left_out\("([a-z_]+)"', code))
    said |= set(re.findall(r'"((?:category|point|form)_[a-z_]+)"', code)) - {"form_of"}
    said |= {
        f"form_{name}"
        for name in ("date", "email", "house_number", "offer_id", "phone", "postal_code", "website")
    }

    assert len(said) > 40
    for language in whole_languages(bench().settings.district.languages):
        assert (
            sorted(kind for kind in said if f"import.problem.{kind}" not in load_texts(language).keys) == []
        )
