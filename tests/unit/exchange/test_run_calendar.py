"""Dated runs in a calendar: weekly until the last day by the clock of the district, or the day on which they begin."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.exchange.calendar_file import Event, calendar_file
from geo.exchange.run_calendar import run_events
from geo.i18n import load_texts
from geo.offers.course_runs import CourseRun
from tests.store_kit import offer_row

ZONE = ZoneInfo("Europe/Berlin")
ROW = {**offer_row("a-1", street="Weg", house_number="1", postal_code="45770"), "is_protected": False}


def events(*runs: CourseRun) -> list[Event]:
    return run_events("a-1", "Kurs", ROW, runs, load_texts("de"), today=date(2026, 12, 3), timezone=ZONE)


def test_a_run_with_days_and_times_comes_every_week_until_its_last_day() -> None:
    (event,) = events(
        CourseRun(
            start="2027-01-12", end="2027-06-30", days="mo;we", begins="18:00", ends="20:15", level_from="B1"
        )
    )

    assert (event.start, event.end) == (
        datetime(2027, 1, 13, 18, tzinfo=ZONE),  # the 12th is a Tuesday
        datetime(2027, 1, 13, 20, 15, tzinfo=ZONE),
    )
    assert event.rrule == "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270630T215959Z"
    assert "Weg 1" in event.place
    assert event.text.startswith("B1 · 12. Januar 2027 bis 30. Juni 2027\nMontag und Mittwoch, 18–20:15 Uhr")
    assert b"RRULE:FREQ=WEEKLY" in calendar_file([event], name="x", written_at=datetime.now(UTC))


@pytest.mark.parametrize(
    ("run", "start", "rule"),
    [
        (CourseRun(start="2027-01-12"), date(2027, 1, 12), ""),
        (CourseRun(start="2027-01-12", days="mo"), date(2027, 1, 12), ""),
        (CourseRun(start="2027-01-12", end="2027-02-01", days="tu"), date(2027, 1, 12), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270201"),
        (CourseRun(start="2027-01-12", end="2027-01-13", days="su"), date(2027, 1, 12), ""),
        (CourseRun(start="2027-01-12", begins="09:00", ends="12:00"), datetime(2027, 1, 12, 9, tzinfo=ZONE), ""),
    ],
)  # fmt: skip
def test_what_is_not_told_is_not_repeated(run: CourseRun, start: date, rule: str) -> None:
    (event,) = events(run)

    assert (event.start, event.rrule) == (start, rule)


def test_runs_have_ids_of_their_own_which_a_new_state_leaves() -> None:
    one = {"start": "2027-01-12", "end": "2027-06-30", "kind": "integration", "level_from": "A1", "begins": "09:00", "days": "mo"}  # fmt: skip
    others: list[dict[str, str]] = [
        {}, {"days": "tu"}, {"level_to": "B1"}, {"level_from": "A2"}, {"ends": "12:00"}, {"begins": "09:30"},
        {"end": "2027-07-30"}, {"kind": "women"}, {"start": "2027-01-13"}, {"places": "12"}, {"childcare": "yes"},
    ]  # fmt: skip
    found = events(*(CourseRun(**one | other) for other in others))

    assert len({event.uid for event in found}) == len(others)
    assert [event.uid for event in events(CourseRun(**one, state="full", as_of="2026-12-01"))] == [
        found[0].uid
    ]
