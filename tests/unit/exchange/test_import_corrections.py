"""Cells put right by hand: the plan follows them, and the file that is taken away is read again as it was shown."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.exchange.importing import (
    ImportPlan,
    asked_cells,
    corrected,
    corrected_file,
    plan_import,
    within_cities,
)
from geo.exchange.sources import ColumnMapping, RawTable
from geo.exchange.sources.values import RawRow
from tests.sources_kit import bench, csv_bytes, table_from

HEADING = ["Titel", "Träger", "Thema", "Straße", "Nr.", "PLZ", "Ort", "Telefon"]
GOOD = ["Nähkurs Testhausen", "Testverein", "Sprache", "Wiesenstraße", "22", "45770", "Marl", "02365 123456"]
#: A word with a slip, a city that is none of ours, an empty name, a number that is none.
BAD = ["", "Testverein", "Sprahce", "Wiesenstraße", "22", "", "Bochum", "siehe Netz"]


def _planned(table: RawTable) -> tuple[ColumnMapping, ImportPlan]:
    mapping = bench().mapping(table)
    return mapping, plan_import(bench().read(table, mapping), [])


def test_a_row_is_put_right_cell_by_cell_until_it_comes_in() -> None:
    table = table_from(csv_bytes([HEADING, GOOD, BAD]))
    mapping, plan = _planned(table)
    asked = asked_cells(table, mapping, plan.problems)

    assert [(c.row, c.heading, c.text) for c in asked if c.keeps_out] == [
        (3, "Titel", ""),
        (3, "Thema", "Sprahce"),
        (3, "Ort", "Bochum"),
    ]
    assert [(c.heading, c.suggestions) for c in asked if c.suggestions] == [("Thema", ("language",))]
    assert [c.heading for c in asked if c.is_left_empty and not c.keeps_out] == ["Telefon"]
    assert len(plan.new) == 1

    cells = {(3, "Titel"): "Lesekreis", (3, "Thema"): "language", (3, "Ort"): "Herten", (3, "Telefon"): ""}
    mended = corrected(table, cells)
    mapping, plan = _planned(mended)

    assert asked_cells(mended, mapping, [p for p in plan.problems if not p.is_hint]) == []
    assert [(p.row["title"], p.row["topics"], p.row["city"]) for p in plan.new] == [
        ("Nähkurs Testhausen", "language", "Marl"),
        ("Lesekreis", "language", "Herten"),
    ]
    assert table.rows[1].cells["Titel"] == ""  # the file as it came in stays
    again = table_from(corrected_file(mended, mapping))
    assert [row.cells for row in again.rows] == [row.cells for row in mended.rows]


def test_what_the_file_does_not_have_is_not_put_into_it() -> None:
    table = table_from(csv_bytes([HEADING, GOOD]))

    assert corrected(table, {(9, "Titel"): "x", (2, "Fremd"): "y"}) == table


def test_the_city_of_a_sheet_goes_along_and_nothing_computes() -> None:
    rows = (RawRow(2, {"Titel": "=1+1", "Träger": "Verein; e. V."}, city="Marl"), RawRow(3, {"Titel": "'=x"}))
    table = RawTable("liste", "file:liste", ("Titel", "Träger"), rows)

    raw = corrected_file(table, bench().mapping(table))

    assert "'=1+1" in raw.decode("utf-8-sig").split(";")[2]
    again = table_from(raw)
    assert [dict(row.cells) for row in again.rows] == [
        {"Titel": "=1+1", "Träger": "Verein; e. V.", "city": "Marl"},
        {"Titel": "'=x", "Träger": "", "city": ""},
    ]


def test_the_city_of_a_sheet_stands_only_where_a_row_names_none_itself() -> None:
    names = ("Titel", "Träger", "Thema", "Ort")
    told = (("Nähkurs", "Herten"), ("Lesekreis", ""))
    rows = tuple(
        RawRow(number, dict(zip(names, (title, "Testverein", "Sprache", city), strict=True)), city="Marl")
        for number, (title, city) in enumerate(told, start=2)
    )
    table = RawTable("Marl", "file:liste", names, rows)
    mapping, plan = _planned(table)

    again = table_from(corrected_file(table, mapping))
    _, replan = _planned(again)

    assert again.headings == names
    assert [row.cells["Ort"] for row in again.rows] == ["Herten", "Marl"]
    assert [p.row["city"] for p in replan.new] == [p.row["city"] for p in plan.new] == ["Herten", "Marl"]


def test_a_row_of_another_city_is_right_as_it_is_and_asks_for_no_cell() -> None:
    table = table_from(csv_bytes([HEADING, GOOD]))
    mapping, plan = _planned(table)
    cut = within_cities(plan, ("Herten",), {})

    assert [problem.kind for problem in cut.problems if not problem.is_hint] == ["foreign_city"]
    assert asked_cells(table, mapping, cut.problems) == asked_cells(table, mapping, plan.problems) == []


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_any_text_comes_back_from_the_file_that_is_taken_away(text: str) -> None:
    table = table_from(csv_bytes([HEADING, GOOD]))

    mended = corrected(table, {(2, "Träger"): text})
    again = table_from(corrected_file(mended, bench().mapping(mended)))

    assert again.rows[0].cells["Träger"] == text
