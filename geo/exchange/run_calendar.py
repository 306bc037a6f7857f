"""Dated runs of a course as entries of a calendar: every week until the last day, or the day on which it begins."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geo.exchange.calendar_file import Event
from geo.i18n import Texts
from geo.offers.course_runs import CourseRun
from geo.offers.place_wording import address_words
from geo.offers.run_wording import run_words
from geo.tables import items_of

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def run_events(
    offer_id: str,
    title: str,
    row: Mapping[str, Any],
    runs: Iterable[CourseRun],
    texts: Texts,
    *,
    today: date,
    timezone: ZoneInfo,
) -> list[Event]:
    """Return the entries of an offer's runs, one each.

    Parameters
    ----------
    title
        In the visitor's language.
    row
        The offer as a row of the offers frame: says where.
    runs
        Those that are told today, as `geo.offers.course_runs.to_come` gives them.
    """
    place = address_words(row, texts)
    events, known = [], Counter[str]()
    for run in runs:
        words = run_words(run, texts, today=today)
        first = _first_day(run)
        start, end = _times(run, first, timezone)
        told = "\n".join((words.what, *words.notes, texts("calendar.note")))
        key = _key(run)
        known[key] += 1
        number = f"-{known[key]}" if known[key] > 1 else ""  # a course twice at once: none may hide the other
        uid = f"{offer_id}-run-{key}{number}@integrationskarte"
        events.append(Event(uid, title, start, end, _rule(run, first, timezone), place, told))
    return events


def _key(run: CourseRun) -> str:
    """Return when and for whom a run is: what stays when its state, places or price change."""
    days = "".join(items_of(run.days))
    named = (run.start, run.end, run.kind, run.level_from, run.level_to, days, run.begins, run.ends)
    return "-".join(text.replace("-", "").replace(":", "") for text in named)


def _first_day(run: CourseRun) -> date:
    """Return the first day it takes place: its start, or the first of its weekdays from then on, if that is told."""
    start, days = run.first_day, run.weekdays
    if not (days and run.end):
        return start
    ahead = min((day - start.weekday()) % 7 for day in days)
    return start + timedelta(days=ahead) if start + timedelta(days=ahead) <= run.last_day else start


def _times(run: CourseRun, first: date, timezone: ZoneInfo) -> tuple[date, date]:
    """Return begin and end of the first day; the whole day where its times are not both told."""
    begins, ends = run.clock("begins"), run.clock("ends")
    if begins is None or ends is None:
        return first, first
    return datetime.combine(first, begins, tzinfo=timezone), datetime.combine(first, ends, tzinfo=timezone)


def _rule(run: CourseRun, first: date, timezone: ZoneInfo) -> str:
    """Return how it comes again: on its weekdays until its last day, "" where one of them is not told."""
    if not (run.weekdays and run.end) or first.weekday() not in run.weekdays:
        return ""
    days = ",".join(_DAYS[day] for day in run.weekdays)
    if not (run.begins and run.ends):
        return f"FREQ=WEEKLY;BYDAY={days};UNTIL={run.last_day:%Y%m%d}"
    night = datetime.combine(run.last_day, time(23, 59, 59), tzinfo=timezone).astimezone(UTC)
    return f"FREQ=WEEKLY;BYDAY={days};UNTIL={night:%Y%m%dT%H%M%SZ}"
