"""Calendar files: what RFC 5545 asks for, and no text that could become more than a text."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from geo.exchange.calendar_file import Event, calendar_file

BERLIN = ZoneInfo("Europe/Berlin")
WRITTEN = datetime(2026, 3, 1, 12, tzinfo=UTC)
COURSE = Event(
    uid="re-010@karte.example",
    title="Deutschkurs A1, Abend",
    start=datetime(2026, 3, 3, 18, 30, tzinfo=BERLIN),
    end=datetime(2026, 3, 3, 20, 0, tzinfo=BERLIN),
    rrule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630T215959Z",
    place="Am Markt 1; Herten",
    text="Erste Zeile\nzweite",
)


def written(*events: Event) -> list[str]:
    return calendar_file(events, name="Mein Zettel", written_at=WRITTEN).decode().split("\r\n")


def test_an_event_tells_title_times_rule_place_and_text():
    lines = written(COURSE)

    begin = lines.index("BEGIN:VEVENT")
    assert lines[begin:] == [
        "BEGIN:VEVENT",
        "UID:re-010@karte.example",
        "DTSTAMP:20260301T120000Z",
        "DTSTART;TZID=Europe/Berlin:20260303T183000",
        "DTEND;TZID=Europe/Berlin:20260303T200000",
        "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630T215959Z",
        "SUMMARY:Deutschkurs A1\\, Abend",
        "LOCATION:Am Markt 1\\; Herten",
        "DESCRIPTION:Erste Zeile\\nzweite",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_zone_is_told_with_its_changes_so_that_a_rule_follows_summer_time():
    lines = written(COURSE, COURSE)

    assert lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")] == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:DAYLIGHT",
        "DTSTART:20260329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20261025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
    ]
    assert lines.count("BEGIN:VTIMEZONE") == 1


def test_a_zone_that_never_changes_has_one_line_of_time():
    event = Event(
        "a", "b", *(datetime(2026, 5, 1, hour, tzinfo=ZoneInfo("Asia/Kolkata")) for hour in (9, 10))
    )

    lines = written(event)

    assert lines.count("BEGIN:STANDARD") == 1
    assert "TZOFFSETTO:+0530" in lines
    assert not any(line.startswith("RRULE") for line in lines)


def test_whole_days_end_on_the_day_after():
    lines = written(Event("a", "Ferienkurs", date(2026, 7, 6), date(2026, 7, 10)))

    assert "DTSTART;VALUE=DATE:20260706" in lines
    assert "DTEND;VALUE=DATE:20260711" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_no_events_make_an_empty_calendar():
    assert written() == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Integrationskarte//DE",
        "CALSCALE:GREGORIAN",
        "NAME:Mein Zettel",
        "X-WR-CALNAME:Mein Zettel",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize(
    ("start", "end", "rrule"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), ""),
        (date(2026, 1, 1), datetime(2026, 1, 1, 9, tzinfo=BERLIN), ""),
        (datetime(2026, 1, 1, 9), datetime(2026, 1, 1, 10), ""),  # noqa: DTZ001  # without a zone: that is the case
        (date(2026, 1, 1), date(2026, 1, 1), "WEEKLY"),
        (date(2026, 1, 1), date(2026, 1, 1), "FREQ=WEEKLY\r\nATTENDEE:mailto:x@example.com"),
        (date(2026, 1, 1), date(2026, 1, 1), "FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 500)),
    ],
)
def test_what_is_no_event_is_refused(start: date, end: date, rrule: str):
    with pytest.raises(ValueError, match="event 'a'"):
        Event("a", "b", start, end, rrule)
