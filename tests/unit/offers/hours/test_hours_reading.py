"""Written times: what each text of the shipped offers gives, other texts of the same kinds, and what stays text."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import validate

from geo.offers.hours import Rule, Span, osm_text, read_hours
from geo.offers.hours.vocabulary import DAYS, MONTHS
from geo.settings import PROJECT_ROOT
from tests.hours_kit import KINDS, SHIPPED


def said(text: str) -> str:
    hours = read_hours(text)
    return osm_text(hours) if hours else ""


@pytest.mark.parametrize(("schedule", "opening_hours"), [*dict.fromkeys(SHIPPED), *KINDS])
def test_each_text_gives_what_the_table_says(schedule: str, opening_hours: str) -> None:
    assert said(schedule) == opening_hours


def test_the_table_holds_every_stated_schedule_of_the_shipped_offers() -> None:
    with (PROJECT_ROOT / "data" / "offers.csv").open(encoding="utf-8", newline="") as file:
        stated = [row["schedule"] for row in csv.DictReader(file) if row["schedule"]]

    assert [schedule for schedule, _ in SHIPPED] == stated


def test_at_least_55_of_the_shipped_schedules_are_read() -> None:
    read = [schedule for schedule, opening_hours in SHIPPED if opening_hours]

    assert len(SHIPPED) == 75
    assert len(read) >= 55


@pytest.mark.parametrize(("schedule", "opening_hours"), [*dict.fromkeys(SHIPPED), *KINDS])
def test_what_is_read_is_valid_opening_hours(schedule: str, opening_hours: str) -> None:
    hours = read_hours(schedule)

    if hours:
        assert validate(osm_text(hours))
        assert validate(osm_text(hours, is_strict=True))


@pytest.mark.parametrize(
    "condition",
    [
        "außer in den Sommerferien", "im Sommer", "nur im Winter", "außer am 24. Dezember", "ca.", "voraussichtlich",
        "ab 12.03.2026", "Tel. 02361 12345", "für Frauen", "Raum 3", "in der Regel", "letzter Einlass 17 Uhr",
        "bis auf weiteres", "nicht an Brückentagen", "entfällt", "2. Etage", "außer bei Regen", "zur Zeit geschlossen",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "pattern", ["Mo-Fr 9-12 Uhr ({})", "Mo-Fr 9-12 Uhr, {}", "{} Mo-Fr 9-12 Uhr", "{}: Mo 9-12"]
)
def test_a_condition_that_is_not_known_leaves_the_whole_text_unread(condition: str, pattern: str) -> None:
    assert read_hours(pattern.format(condition)) is None


@pytest.mark.parametrize(
    "condition",
    ["14-tägig", "alle 14 Tage", "im Wechsel", "nur mit Termin", "nach Vereinbarung", "monatlich"],
)
def test_a_known_condition_is_kept_as_written_and_nothing_stays_sure(condition: str) -> None:
    hours = read_hours(f"Mo 9-12 Uhr ({condition})")

    assert hours is not None
    assert [(rule.doubt, rule.is_sure) for rule in hours.rules] == [(condition, False)]


@pytest.mark.parametrize(
    "condition", ["(14-tägig)", "(außer Schulferien)", "(nur mit Termin)", "(April bis Oktober)"]
)
def test_a_condition_behind_several_days_may_belong_to_one_or_all(condition: str) -> None:
    assert read_hours(f"Mo 9-12 Uhr; Mi 14-16 Uhr {condition}") is None
    assert read_hours(f"Mo 9-12 Uhr, Mi 14-16 Uhr {condition}") is None


def test_times_that_contradict_each_other_are_not_read() -> None:
    assert read_hours("Mo-Fr 8-16 Uhr; Mi 8-12 Uhr") is None
    assert read_hours("Büro Mo-Fr 8-16 Uhr; Café Mi 8-12 Uhr") is not None
    assert read_hours("Mo 9-12 Uhr (gerade Wochen); Mo 9-14 Uhr (ungerade Wochen)") is not None


def test_a_beginning_alone_has_no_end() -> None:
    hours = read_hours("Do 17 Uhr")

    assert hours is not None
    assert hours.rules == (Rule(days=(3,), spans=(Span(17 * 60, None),)),)


@pytest.mark.parametrize("dash", ["-", "–", "—", " - ", " – ", " bis "])
@pytest.mark.parametrize(
    "clock", ["9{}12 Uhr", "9.00{}12.00 Uhr", "09:00{}12:00", "9 Uhr{}12 Uhr", "0900{}1200 Uhr"]
)
def test_dashes_and_clocks_are_written_in_many_ways(dash: str, clock: str) -> None:
    assert said(f"Mo {clock.format(dash)}") == "Mo 09:00-12:00"


@pytest.mark.parametrize("number", range(7))
def test_every_name_of_a_day_is_that_day(number: int) -> None:
    short = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[number]

    assert {said(f"{name.capitalize()} 9-12 Uhr") for name in DAYS[number]} == {f"{short} 09:00-12:00"}


@pytest.mark.parametrize("number", range(12))
def test_every_name_of_a_month_is_that_month(number: int) -> None:
    hours = [read_hours(f"{name} Mo 9-12 Uhr") for name in MONTHS[number]]

    assert [one and one.rules[0].months for one in hours] == [(number + 1,)] * len(MONTHS[number])


_WORDS = sorted({word for schedule, _ in (*SHIPPED, *KINDS) for word in schedule.split()})


@given(st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join))
def test_any_words_of_such_texts_give_valid_hours_or_none(text: str) -> None:
    hours = read_hours(text)

    assert hours is None or validate(osm_text(hours))


@given(st.text(max_size=600))
def test_any_text_at_all_is_survived(text: str) -> None:
    hours = read_hours(text)

    assert hours is None or validate(osm_text(hours))
