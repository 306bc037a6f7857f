"""A day and a window of departures on the clock of the timetable, and the seconds it counts in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from geo.errors import DataError, Problem
from geo.reach.transit.timetable import Timetable

_WINDOW = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NOON = time(12)
_HALF_DAY_S = 12 * 3600
DEFAULT_WINDOW = "08:00-10:00"
#: Longest journey that is looked for, in minutes; window and journey together stay below 9.1 hours (int16 seconds).
MOST_MINUTES = 240
_MOST_WINDOW = 300  # minutes
_FULL_DAY_SHARE = 0.5  # fewer trips than this part of what is usual: something is different on that day
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Window:
    """A day, and departures every minute from `first` on, `minutes` of them; `first` in minutes after midnight.

    With `arrive` the minutes are those to be there at.
    """

    day: date
    first: int
    minutes: int
    arrive: bool = False

    @property
    def text(self) -> str:
        """The window as it is typed, the time to be there by as a clock shows it."""
        return (
            _clock(self.first) if self.arrive else f"{_clock(self.first)}-{_clock(self.first + self.minutes)}"
        )


def parse_date(text: str) -> date:
    """Return the day of YYYY-MM-DD.

    Raises
    ------
    DataError
        If it is none.
    """
    refused = DataError([Problem("--date", 0, "", text, "a day as YYYY-MM-DD")])
    if not _DATE.fullmatch(text):
        raise refused
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise refused from error


def parse_window(day: date, text: str) -> Window:
    """Return the window of HH:MM-HH:MM; its end is not part of it.

    Raises
    ------
    DataError
        If it is none, or longer than five hours.
    """
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise DataError([Problem("--window", 0, "", text, "HH:MM-HH:MM")])
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    first, end = hour * 60 + minute, end_hour * 60 + end_minute
    if end > 24 * 60 or not first < end <= first + _MOST_WINDOW:
        raise DataError(
            [
                Problem(
                    "--window",
                    0,
                    "",
                    text,
                    f"an end after the start, at most {_MOST_WINDOW // 60} hours later",
                )
            ]
        )
    return Window(day, first, end - first)


def parse_arrival(day: date, text: str) -> Window:
    """Return the window of HH:MM, the one minute to be there at.

    Raises
    ------
    DataError
        If it is no time of a day.
    """
    found = _CLOCK.fullmatch(text)
    minute = int(found[1]) * 60 + int(found[2]) if found else 0
    if found is None or minute > 24 * 60:
        raise DataError([Problem("--arrive", 0, "", text, "HH:MM, up to 24:00")])
    return Window(day, minute, 1, arrive=True)


def parse_hours(day: date, text: str) -> Window:
    """Return the window of departures for HH:MM-HH:MM, of the time to be there by for HH:MM.

    Raises
    ------
    DataError
        If it is neither.
    """
    return parse_arrival(day, text) if _CLOCK.fullmatch(text) else parse_window(day, text)


def base_of(day: date, zone: str) -> datetime:
    """Return the moment that the times of a service day count from: noon minus 12 hours."""
    noon = datetime.combine(day, _NOON, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return noon - timedelta(seconds=_HALF_DAY_S)


def start_s(window: Window, zone: str) -> int:
    """Return the start of a window in seconds of its service day; of an hour that comes twice it is the first."""
    midnight = datetime.combine(window.day, time(0), tzinfo=ZoneInfo(zone))
    wall = datetime.combine(window.day, time(0)) + timedelta(minutes=window.first)
    moment = wall.replace(tzinfo=midnight.tzinfo).astimezone(UTC)
    return round((moment - base_of(window.day, zone)).total_seconds())


def day_shift_s(day: date, other: date, zone: str) -> int:
    """Return how many seconds the times of another service day count from later than those of a day."""
    return round((base_of(other, zone) - base_of(day, zone)).total_seconds())


def clock_text(day: date, seconds: float, zone: str) -> str:
    """Return HH:MM on the clock for seconds of a service day."""
    moment = base_of(day, zone) + timedelta(seconds=seconds)
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def next_tuesday(timetable: Timetable, today: date) -> date:
    """Return the next Tuesday of the timetable with about as many trips as Tuesdays usually have.

    A Tuesday with far fewer is a holiday, or the end of the timetable. Where none is left the last such Tuesday is
    taken; what is old is told apart.
    """
    tuesdays = [
        day
        for step in range(timetable.service_days.shape[1])
        if (day := timetable.first_day + timedelta(days=step)).weekday() == 1 and _is_usual(timetable, day)
    ]
    if not tuesdays:
        return max(min(today, timetable.last_day), timetable.first_day)
    return next((day for day in tuesdays if day >= today), tuesdays[-1])


def usual_trips(timetable: Timetable, day: date) -> int:
    """Return how many trips the weekday of a day usually has: the middle of all days of its kind that have any."""
    counts = sorted(
        timetable.trips_on(other)
        for step in range(timetable.service_days.shape[1])
        if (other := timetable.first_day + timedelta(days=step)).weekday() == day.weekday()
        and timetable.trips_on(other)
    )
    return counts[len(counts) // 2] if counts else 0


def _is_usual(timetable: Timetable, day: date) -> bool:
    return timetable.trips_on(day) > 0 and timetable.trips_on(day) >= _FULL_DAY_SHARE * usual_trips(
        timetable, day
    )


def doubts(timetable: Timetable, day: date) -> list[tuple[str, dict[str, str]]]:
    """Return what a reader must know of a day: kind (`outside`, `none`, `fewer`) and values for its sentence."""
    trips, usual = timetable.trips_on(day), usual_trips(timetable, day)
    first, last = timetable.first_day, timetable.last_day
    if not first <= day <= last:
        return [("outside", {"day": day.isoformat(), "first": first.isoformat(), "last": last.isoformat()})]
    told = {
        "day": day.isoformat(),
        "trips": str(trips),
        "usual": str(usual),
        "weekday": _WEEKDAYS[day.weekday()],
    }
    if not trips:
        return [("none", told)]
    return [("fewer", told)] if not _is_usual(timetable, day) else []


_SENTENCES = {
    "outside": "The timetable ends on {last} and begins on {first}: it tells nothing about {day}.",
    "none": "No trip runs on {day} (a {weekday}) by this timetable.",
    "fewer": "On {day} only {trips} trips run, on a usual {weekday} {usual}: a holiday, or the end of the timetable?",
}


def doubts_in_words(timetable: Timetable, day: date) -> list[str]:
    """Return the same as English sentences, for the command line."""
    return [say_doubt(kind, values) for kind, values in doubts(timetable, day)]


def say_doubt(kind: str, values: Mapping[str, str]) -> str:
    """Return one of them as an English sentence."""
    return _SENTENCES[kind].format(**values)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
