"""Hours as entries of a calendar: what is sure, from today on, for a year; nothing that is not known."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from geo.exchange.calendar_file import Event, calendar_file
from geo.exchange.offer_calendar import kept_events, offer_events
from geo.i18n import load_texts
from geo.offers.hours import Calendar, Clock
from tests.store_kit import offer_row

BERLIN = ZoneInfo("Europe/Berlin")
#: A Monday.
CLOCK = Clock(datetime(2026, 11, 30, 12, tzinfo=BERLIN), Calendar(BERLIN, "05"))
TEXTS = load_texts("de")


def events(schedule: str, **more: object) -> list[Event]:
    row = {**offer_row("re-1"), "schedule": schedule, "is_protected": False, **more}
    return offer_events("re-1", "Treff", [row], TEXTS, CLOCK)


def test_a_week_becomes_an_entry_for_each_stretch_of_time() -> None:
    morning, evening = events("Mo und Do 9-12 Uhr; Di 18.30-20 Uhr")

    assert (morning.start, morning.end) == (
        datetime(2026, 11, 30, 9, tzinfo=BERLIN),
        datetime(2026, 11, 30, 12, tzinfo=BERLIN),
    )
    assert morning.rrule == "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20271201T000000Z"
    assert evening.start == datetime(2026, 12, 1, 18, 30, tzinfo=BERLIN)
    assert evening.uid != morning.uid
    assert "Mo und Do 9-12 Uhr" in morning.text
    assert TEXTS("calendar.note") in morning.text


@pytest.mark.parametrize(
    ("schedule", "day", "rule"),
    [
        ("1. Mi im Monat 15-17 Uhr", 2, "FREQ=MONTHLY;BYDAY=1WE"),
        ("letzter Mi im Monat 15-17 Uhr", 30, "FREQ=MONTHLY;BYDAY=-1WE"),
        ("Januar und März Mo 9-12 Uhr", 4, "FREQ=WEEKLY;BYDAY=MO;BYMONTH=1,3"),
        ("Fr 22-2 Uhr", 4, "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_it_begins_on_the_first_day_on_which_it_holds(schedule: str, day: int, rule: str) -> None:
    (event,) = events(schedule)

    assert event.start.day == day
    assert event.rrule.rpartition(";UNTIL")[0] == rule
    assert event.end > event.start


def test_each_number_of_its_month_is_an_entry_of_its_own() -> None:
    first, last = events("1. und letzter Mi im Monat 15-17 Uhr")

    assert (first.start.day, last.start.day) == (2, 30)
    assert first.uid != last.uid


def test_several_offers_stand_in_one_file() -> None:
    rows = [
        {**offer_row(name), "schedule": "Mo 9-12 Uhr", "is_protected": False} for name in ("re-1", "re-2")
    ]

    found = kept_events([(row["offer_id"], row["title"], [row]) for row in rows], TEXTS, CLOCK)

    assert [event.uid.partition("@")[0] for event in found] == ["re-1-0-0", "re-2-0-0"]


@pytest.mark.parametrize(
    "schedule",
    ["", "nach Vereinbarung", "montags", "Mo 9-12 Uhr (14-tägig)", "Mo ab 9 Uhr", "rund um die Uhr",
     "Di 15-17 Uhr (ungerade Wochen)", "im Sommer montags"],
)  # fmt: skip
def test_what_is_not_sure_is_no_entry(schedule: str) -> None:
    assert events(schedule) == []


def test_the_file_tells_times_by_the_clock_of_the_district_and_no_protected_address() -> None:
    hidden = events("Mo 9-12 Uhr", is_protected=True, street="Geheimweg", house_number="1")
    open_to_all = events("Mo 9-12 Uhr", street="Markt", house_number="1", scope="local")

    file = calendar_file(hidden, name="Treff", written_at=CLOCK.moment).decode()

    assert "DTSTART;TZID=Europe/Berlin:20261130T090000" in file
    assert "Geheimweg" not in file
    assert "Markt 1" in open_to_all[0].place
