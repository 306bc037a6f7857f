"""Dated runs of courses: what a run may say, which are told on a day, and how they are told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.i18n import load_texts
from geo.offers.course_runs import LEVELS, RUN_COLUMNS, CourseRun, run_records, run_rule, to_come
from geo.offers.run_filter import RunsAsked, offers_with
from geo.offers.run_wording import run_words, runs_line, time_of_day
from geo.offers.value_wording import value_words
from geo.tables import TableCheck

DE = load_texts("de")
TODAY = date(2026, 12, 3)
EVENING = CourseRun.of(
    {
        "kind": "integration", "level_from": "B1", "start": "2027-01-12", "end": "2027-06-30", "days": "we;mo",
        "begins": "17:30", "ends": "20:45", "register_by": "2027-01-03", "places": "20", "price": "120.50",
        "childcare": "yes", "state": "free", "as_of": "2026-12-03",
    }
)  # fmt: skip


def kinds(**values: str) -> list[tuple[str, str]]:
    check = TableCheck("runs", RUN_COLUMNS, rules=(run_rule,))
    return [(found.column, found.kind) for found in check.row(2, {"start": "2027-01-12", **values})]


def test_a_card_says_level_start_time_of_day_and_state_with_its_day() -> None:
    assert (
        runs_line([EVENING], DE, today=TODAY) == "B1 · ab 12. Januar · abends · Plätze frei (Stand 3. Dez.)"
    )


def test_a_card_names_the_year_of_what_is_far_and_counts_further_runs() -> None:
    far = CourseRun(start="2028-03-01", kind="women")

    assert (
        runs_line([far, EVENING], DE, today=TODAY) == "Kurs für Frauen · ab 1. März 2028 · weitere Kurse: 1"
    )


def test_a_detail_says_all_that_is_known() -> None:
    words = run_words(EVENING, DE, today=TODAY)

    assert words.what == "Integrationskurs B1 · 12. Januar 2027 bis 30. Juni 2027"
    assert words.notes == (
        "Montag und Mittwoch, 17:30–20:45 Uhr",
        "Anmeldung bis 3. Januar 2027",
        "Plätze insgesamt: 20 · Preis: 120,50\N{NO-BREAK SPACE}€ · mit Kinderbetreuung",
        "Plätze frei (Stand 3. Dezember 2026)",
    )


def test_what_nobody_said_is_not_told() -> None:
    words = run_words(CourseRun(start="2027-01-12"), DE, today=TODAY)

    assert (words.what, words.notes) == ("ab 12. Januar 2027", ())


def test_a_state_is_forgotten_after_its_last_day() -> None:
    stated = CourseRun(start="2027-06-01", state="full", as_of="2026-12-03")
    longer = CourseRun(start="2027-06-01", state="full", as_of="2026-12-03", expires="2027-05-01")

    assert [stated.state_on(date(2027, 2, day)) for day in (1, 2)] == ["full", ""]
    assert [longer.state_on(date(2027, 5, day)) for day in (1, 2)] == ["full", ""]
    (record,) = run_records([stated], date(2027, 2, 2))
    assert (record["state"], record["as_of"], record["expires"]) == ("", "", "")


def test_past_runs_leave_and_those_that_have_begun_come_last() -> None:
    over, today, goes_on, later = (
        CourseRun(start="2026-10-01", end="2026-12-02"),
        CourseRun(start="2026-12-03"),
        CourseRun(start="2026-11-01", end="2026-12-03"),
        CourseRun(start="2027-01-12"),
    )

    assert to_come([later, goes_on, over, today, CourseRun(start="2026-12-02")], TODAY) == (
        today,
        later,
        goes_on,
    )
    assert runs_line([goes_on], DE, today=TODAY) == "läuft seit 1. November"
    assert runs_line([], DE, today=TODAY) == ""


@pytest.mark.parametrize(
    ("begins", "ends", "name"),
    [("09:00", "12:15", "morning"), ("17:30", "20:45", "evening"), ("13:00", "", "midday"), ("", "", "")],
)
def test_a_time_of_day_is_where_most_of_it_lies(begins: str, ends: str, name: str) -> None:
    assert time_of_day(CourseRun(start="2027-01-12", begins=begins, ends=ends)) == name


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"start": ""}, [("start", "required")]),
        ({"start": "2027-02-31"}, [("start", "run_date")]),
        ({"start": "2027-02"}, [("start", "run_date")]),
        ({"start": "1027-02-01"}, [("start", "run_date")]),
        ({"start": "2027-W01-1"}, [("start", "run_date")]),
        (
            {"end": "2027-W40-1", "register_by": "20270102"},
            [("end", "run_date"), ("register_by", "run_date")],
        ),
        ({"start": "２０27-02-01"}, [("start", "run_date")]),
        ({"end": "2027-01-11"}, [("end", "run_order")]),
        ({"end": "2027-01-12"}, []),
        ({"kind": "yoga"}, [("kind", "not_allowed")]),
        ({"level_to": "B1"}, [("level_from", "run_level")]),
        ({"level_from": "B1", "level_to": "A2"}, [("level_to", "run_order")]),
        ({"begins": "24:00"}, [("begins", "run_time")]),
        ({"ends": "20:00"}, [("begins", "run_begins")]),
        ({"begins": "18:00", "ends": "18:00"}, [("ends", "run_order")]),
        ({"places": "0"}, [("places", "run_places")]),
        ({"places": "1000"}, [("places", "run_places")]),
        ({"price": "12.5"}, [("price", "run_price")]),
        ({"price": "0"}, []),
        ({"state": "free"}, [("as_of", "run_state")]),
        ({"as_of": "2026-12-03"}, [("state", "run_state")]),
        ({"state": "free", "as_of": "2026-12-03", "expires": "2026-12-02"}, [("expires", "run_order")]),
        ({"state": "free", "as_of": "2026-12-03", "expires": "2027-06-05"}, []),
        ({"state": "free", "as_of": "2026-12-03", "expires": "2027-06-06"}, [("expires", "run_expires")]),
        ({"days": "mo;sunday"}, [("days", "not_allowed")]),
    ],
)
def test_a_run_that_contradicts_itself_is_refused(
    values: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert kinds(**values) == found


@given(st.sampled_from(LEVELS), st.sampled_from(("", *LEVELS)))
def test_levels_of_a_run_are_all_between_its_ends(first: str, last: str) -> None:
    run = CourseRun(start="2027-01-12", level_from=first, level_to=last)

    if kinds(level_from=first, level_to=last):
        assert last < first
    else:
        assert run.levels == {level for level in LEVELS if first <= level <= (last or first)}


def test_days_stand_in_the_order_of_the_week_and_a_row_comes_back() -> None:
    assert EVENING.days == "mo;we"
    assert CourseRun.of(EVENING.row()) == EVENING
    assert [*EVENING.row()] == [spec.name for spec in RUN_COLUMNS]


def test_the_history_tells_runs_as_they_were_written_down() -> None:
    told = value_words("runs", [EVENING.row()], texts=DE, taxonomy=None)  # type: ignore[arg-type]  # not asked

    assert told.startswith("Integrationskurs B1 · 12. Januar 2027 bis 30. Juni 2027; Montag und Mittwoch")


@pytest.mark.parametrize("language", ["ar", "bg", "de-simple", "en", "fa", "ku", "uk"])
def test_every_language_has_words_for_a_run(language: str) -> None:
    texts = load_texts(language)

    assert runs_line([EVENING, EVENING], texts, today=TODAY).startswith("B1 · ")
    assert len(run_words(EVENING, texts, today=TODAY).notes) == 4


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (RunsAsked(), {"both", "apart", "begun"}),
        (RunsAsked(levels=("B1",)), {"both", "apart", "begun"}),
        (RunsAsked(levels=("A1", "C2")), set()),
        (RunsAsked(begins_by=date(2027, 1, 12)), {"both", "apart"}),
        (RunsAsked(begins_by=date(2027, 1, 11)), set()),
        (RunsAsked(childcare=True), {"both", "apart"}),
        (RunsAsked(levels=("B1",), begins_by=date(2027, 1, 31), childcare=True), {"both"}),
    ],
)
def test_one_and_the_same_run_fits_all_that_is_asked(asked: RunsAsked, ids: set[str]) -> None:
    runs = {
        "both": (EVENING,),
        "apart": (
            CourseRun(start="2027-01-12", level_from="B1"),
            CourseRun(start="2027-03-01", childcare="yes"),
        ),
        "begun": (CourseRun(start="2026-11-01", end="2026-12-31", level_from="A2", level_to="B2"),),
        "past": (CourseRun(start="2026-11-01", level_from="B1", childcare="yes"),),
    }

    assert offers_with(asked, runs, TODAY) == ids
