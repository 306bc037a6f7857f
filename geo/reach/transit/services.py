"""On which days each service runs: `calendar.txt` with its range and weekdays, `calendar_dates.txt` with both kinds."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from geo.errors import DataError, Problem
from geo.reach.transit.faults import Faults
from geo.reach.transit.tables import FeedFiles
from geo.reach.transit.timetable import Flags

CALENDAR, DATES = "calendar.txt", "calendar_dates.txt"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_ADDED, _REMOVED = "1", "2"
#: A timetable is for a year or two; a date far from the others is a slip of the pen.
_MOST_DAYS = 4 * 366


@dataclass(frozen=True, eq=False)
class Services:
    """Ids of services, and the days they run: a row a service, a column a day from `first_day` on."""

    ids: list[str]
    days: Flags
    first_day: date


def read_services(feed: FeedFiles, faults: Faults) -> Services:
    """Read the days of service.

    Raises
    ------
    DataError
        If there is no calendar of either kind, or no day of service in it.
    """
    if not (feed.has(CALENDAR) or feed.has(DATES)):
        raise DataError([Problem(f"{feed.path.name}/{CALENDAR}", 0, "", "", f"this or {DATES} expected")])
    running: dict[str, set[date]] = {}
    _read_weeks(feed, faults, running)
    _read_exceptions(feed, faults, running)
    every = sorted(set().union(*running.values()) if running else set())
    if not every:
        raise DataError(
            [Problem(f"{feed.path.name}/{CALENDAR}", 0, "", "", "a day of service expected, none found")]
        )
    first, last = _span(every, faults)
    ids = list(running)
    days = np.zeros((len(ids), (last - first).days + 1), dtype=np.bool_)
    for row, name in enumerate(ids):
        at = [(day - first).days for day in running[name] if first <= day <= last]
        days[row, at] = True
    return Services(ids, days, first)


def _span(every: list[date], faults: Faults) -> tuple[date, date]:
    """Return first and last day; at most four years, round the middle of all days."""
    first, last = every[0], every[-1]
    if (last - first).days < _MOST_DAYS:
        return first, last
    middle = every[len(every) // 2]
    low, high = middle - timedelta(days=_MOST_DAYS // 2), middle + timedelta(days=_MOST_DAYS // 2 - 1)
    outside = [day for day in every if not low <= day <= high]
    faults.add_many(
        CALENDAR,
        "date",
        [(0, day) for day in outside],
        len(outside),
        "within two years of the middle of all days",
    )
    return max(first, low), min(last, high)


def _read_weeks(feed: FeedFiles, faults: Faults, running: dict[str, set[date]]) -> None:
    table, rows = feed.table(
        CALENDAR, needs=("service_id", *_WEEKDAYS, "start_date", "end_date"), faults=faults
    )
    for index, row in enumerate(rows):
        start = _date(table["start_date"][index], CALENDAR, row, "start_date", faults)
        end = _date(table["end_date"][index], CALENDAR, row, "end_date", faults)
        if start is None or end is None:
            continue
        if end < start or (end - start).days > 10 * _MOST_DAYS:
            faults.add(
                CALENDAR,
                row,
                "end_date",
                table["end_date"][index],
                "a day after start_date, within a few years",
            )
            continue
        on = [table[name][index] == "1" for name in _WEEKDAYS]
        length = (end - start).days + 1
        found = (start + timedelta(days=step) for step in range(length))
        running.setdefault(table["service_id"][index], set()).update(
            day for day in found if on[day.weekday()]
        )


def _read_exceptions(feed: FeedFiles, faults: Faults, running: dict[str, set[date]]) -> None:
    table, rows = feed.table(DATES, needs=("service_id", "date", "exception_type"), faults=faults)
    for index, row in enumerate(rows):
        day = _date(table["date"][index], DATES, row, "date", faults)
        kind = table["exception_type"][index]
        if day is None:
            continue
        days = running.setdefault(table["service_id"][index], set())
        if kind == _ADDED:
            days.add(day)
        elif kind == _REMOVED:
            days.discard(day)
        else:
            faults.add(DATES, row, "exception_type", kind, "1 (added) or 2 (removed)")


def _date(text: str, file: str, row: int, column: str, faults: Faults) -> date | None:
    parts = _DATE.fullmatch(text)
    try:
        if parts:
            return date(*(int(part) for part in parts.groups()))
    except ValueError:
        parts = None
    faults.add(file, row, column, text, "a date as YYYYMMDD")
    return None
