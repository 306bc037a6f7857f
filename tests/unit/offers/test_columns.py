"""The check of tables: every problem by row, column, value and what is allowed."""

import pytest

from geo.errors import DataError, Problem
from geo.offers.columns import OFFER_COLUMNS, OFFER_FRAME, protected_rule
from geo.tables import ISO_PARTIAL_DATE, ColumnSpec, TableCheck, parse_table

GOOD = {
    "offer_id": "re-001",
    "title": "Sprachcafé",
    "organization": "Haus der Kulturen",
    "topics": "language;meeting",
    "fee_kind": "free",
    "scope": "local",
    "is_protected": "no",
    "is_administration_address": "no",
    "status": "not_confirmed",
    "city": "Herten",
}
CHECK = TableCheck(
    "offers.csv",
    OFFER_COLUMNS,
    vocabularies={"topics": frozenset({"language", "meeting"})},
    rules=(protected_rule,),
)


def test_a_good_row_has_no_problem():
    assert CHECK.row(2, GOOD) == []


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("title", "", "must not be empty"),
        ("title", "x" * 201, "at most 200 characters, 201 found"),
        ("title", "a\u202eb", "control or direction characters"),
        ("title", "a\x00b", "control or direction characters"),
        ("offer_id", "RE 001", "small letters"),
        ("topics", "language;cooking", "'cooking' is not one of: language, meeting"),
        ("fee_kind", "gratis", "'gratis' is not one of"),
        ("postal_code", "4565", "five digits expected"),
        ("house_number", "zwölf", "a house number like"),
        ("page_date", "2024-13", "a date like"),
        ("page_date", "2023-02-29", "a date like"),
        ("assured_date", "0000", "a date like"),
        ("title", "a\ud800b", "control or direction characters"),
        ("website", "javascript:alert(1)", "begins with http"),
        ("email", "nobody", "an e-mail address"),
        ("phone", "call me", "digits"),
        ("languages", "Türkisch", "ISO 639-1"),
    ],
)
def test_a_bad_cell_is_told_with_row_column_value_and_what_is_allowed(column, value, expected):
    (problem,) = CHECK.row(12, GOOD | {column: value})

    assert (problem.file, problem.row, problem.column, problem.value) == ("offers.csv", 12, column, value)
    assert expected in problem.expectation


@pytest.mark.parametrize("number", ["12", "12a", "12 a", "12-14", "12–14", "341 B", "51/53", "3+5"])
def test_house_numbers_as_people_write_them_pass(number):
    assert CHECK.row(2, GOOD | {"house_number": number}) == []


@pytest.mark.parametrize(
    ("column", "value"), [("street", "Am Markt"), ("house_number", "1"), ("postal_code", "45768")]
)
def test_a_protected_row_must_not_tell_its_address(column, value):
    problems = CHECK.row(2, GOOD | {"is_protected": "yes", column: value})

    assert [p.column for p in problems] == [column]


def test_the_heading_is_checked_for_missing_unknown_and_doubled_columns():
    names = [spec.name for spec in OFFER_COLUMNS if spec.name != "title"] + ["colour", "city"]

    found = {(p.column, p.expectation.split(";")[0]) for p in CHECK.heading(names)}

    assert found == {
        ("title", "column is missing"),
        ("colour", "unknown column"),
        ("city", "column stands twice"),
    }


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("f.csv", 3, "title", "", "a text"), "f.csv, row 3, title '': a text"),
        (Problem("location", 0, "location_id", "xxx", "an id"), "location, location_id 'xxx': an id"),
        (Problem("f.gpkg", 0, "geometry", "", "points or areas"), "f.gpkg, geometry: points or areas"),
        (Problem("f.csv", 0, "", "", "cannot be read"), "f.csv: cannot be read"),
    ],
)
def test_a_problem_names_a_row_only_where_there_is_one(problem: Problem, said: str) -> None:
    assert str(problem) == said


def test_a_long_value_is_shortened_in_the_message_but_not_in_the_problem():
    problem = Problem("f.csv", 3, "title", "x" * 500, "at most 200 characters")

    assert len(str(problem)) < 200
    assert problem.value == "x" * 500
    assert "f.csv, row 3, title" in str(DataError([problem]))


def test_no_column_is_declared_twice():
    names = [spec.name for spec in OFFER_FRAME]

    assert len(names) == len(set(names))


def test_a_table_from_before_a_column_was_there_may_lack_it():
    check = TableCheck("t.csv", (ColumnSpec("name"), ColumnSpec("level", may_lack=True)))

    assert parse_table("name\nA\n", check) == [{"name": "A", "level": ""}]
    assert parse_table("level,name\nB1,A\n", check) == [{"name": "A", "level": "B1"}]


@pytest.mark.parametrize(
    "options", [{"is_list": True}, {"allowed": ("yes", "no")}, {"pattern": ISO_PARTIAL_DATE}]
)
def test_what_is_no_plain_text_needs_a_sentence_to_be_told(options):
    with pytest.raises(ValueError, match="level: no plain text"):
        ColumnSpec("level", label="column.level", **options)

    assert ColumnSpec("level", label="column.level", has_sentence=True, **options)
