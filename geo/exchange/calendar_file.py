"""A calendar file (iCalendar, RFC 5545) of events with dates; every calendar program and phone opens it.

`VERSION:2.0`, lines folded at 75 bytes, texts escaped: what a title holds cannot become a line of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from geo.exchange.calendar_zone import zone_lines
from geo.tables import FORBIDDEN

SUFFIX, MIME = "ics", "text/calendar; charset=utf-8"
_PRODUCT = "-//Integrationskarte//DE"
#: Bytes of a line, without its end (RFC 5545, 3.1); those after the first begin with a blank.
_LINE_BYTES = 75
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\t]")
#: A rule of repetition as RFC 5545 writes it: capital words, numbers and lists, nothing that ends a line.
_RULE = re.compile(r"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;[A-Z]+=[A-Z0-9,+-]{1,100}){0,8}")
_MOST_RULE = 400


@dataclass(frozen=True)
class Event:
    """One entry of a calendar.

    `start` and `end` are both days, the last one counted in, or both times with their zone; `rrule` is a rule of RFC
    5545 without its name (`FREQ=WEEKLY;BYDAY=TU`), "" for once. `uid` stays the same when the event is written again.
    """

    uid: str
    title: str
    start: date
    end: date
    rrule: str = ""
    place: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        times = [moment for moment in (self.start, self.end) if isinstance(moment, datetime)]
        faults = {
            "begin and end are both days, or both times": len(times) == 1,
            "a time needs its zone": any(moment.tzinfo is None for moment in times),
            f"{self.rrule[:40]!r} is no rule of repetition": bool(self.rrule) and not _is_rule(self.rrule),
        }
        found = next((fault for fault, is_so in faults.items() if is_so), "")
        if not found and self.end < self.start:
            found = "it ends before it begins"
        if found:
            msg = f"event {self.uid!r}: {found}"
            raise ValueError(msg)


def _is_rule(text: str) -> bool:
    return len(text) <= _MOST_RULE and _RULE.fullmatch(text) is not None


def calendar_file(events: Sequence[Event], *, name: str, written_at: datetime) -> bytes:
    """Write events as a calendar.

    Parameters
    ----------
    name
        What calendar programs call it.
    written_at
        When the events were written, with a time zone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"NAME:{_text(name)}",
    ]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for zone, year in sorted(_zones(events).items(), key=str):
        lines += zone_lines(zone, year)
    for event in events:
        lines += _event(event, written_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _zones(events: Iterable[Event]) -> dict[ZoneInfo, int]:
    """Return the zones of events, each with the year of its first one."""
    found: dict[ZoneInfo, int] = {}
    for event in events:
        for moment in (event.start, event.end):
            zone = _zone_of(moment)
            if zone is not None:
                found[zone] = min(moment.year, found.get(zone, moment.year))
    return found


def _zone_of(moment: date) -> ZoneInfo | None:
    """Return the zone whose wall clock a time is told by, None where it is told in UTC or is a day."""
    zone = moment.tzinfo if isinstance(moment, datetime) else None
    return zone if isinstance(zone, ZoneInfo) and zone.key != "UTC" else None


def _event(event: Event, written_at: datetime) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_utc(written_at)}"
    yield from _when(event)
    if event.rrule:
        yield f"RRULE:{event.rrule}"
    for key, text in (("SUMMARY", event.title), ("LOCATION", event.place), ("DESCRIPTION", event.text)):
        if text:
            yield f"{key}:{_text(text)}"
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    """Write begin and end: times of the wall clock in their zone, so that a rule follows summer time."""
    start, end = event.start, event.end
    if isinstance(start, datetime) and isinstance(end, datetime):
        yield _time("DTSTART", start)
        yield _time("DTEND", end)
        return
    yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{end + timedelta(days=1):%Y%m%d}"  # the day after: the end is not counted in


def _time(key: str, moment: datetime) -> str:
    zone = _zone_of(moment)
    if zone is not None:
        return f"{key};TZID={zone.key}:{moment:%Y%m%dT%H%M%S}"
    return f"{key}:{_utc(moment)}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a text (RFC 5545, 3.3.11); control characters and direction marks are left out."""
    lines = _BREAKS.sub("\n", value)
    plain = _CONTROLS.sub(" ", FORBIDDEN.sub("", lines))
    return "".join(_ESCAPED.get(letter, letter) for letter in plain)


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 bytes, never inside a letter (RFC 5545, 3.1)."""
    piece, room = "", _LINE_BYTES
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", _LINE_BYTES - 1
        piece, room = piece + letter, room - size
    yield piece
