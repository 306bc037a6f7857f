"""The hours of an offer as entries of a calendar: what is surely read, for a year, by the clock of the district."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from geo.exchange.calendar_file import Event
from geo.i18n import Texts
from geo.offers.hours import Clock, Hours, Rule, Span, read_hours
from geo.offers.hours.rules import LAST
from geo.offers.place_wording import address_words
from geo.offers.wording import as_of_words

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: Nobody looks after an entry in somebody's phone: it ends after so many days.
LASTS_DAYS = 366


@dataclass(frozen=True)
class Entry:
    """What an entry of a calendar tells beside its times; `schedule` are the hours as the source states them."""

    uid: str
    title: str
    schedule: str
    place: str
    text: str


def offer_events(
    offer_id: str, title: str, rows: Sequence[Mapping[str, Any]], texts: Texts, clock: Clock
) -> list[Event]:
    """Return the entries of an offer, none where no hours are surely known or it is always open.

    Parameters
    ----------
    title
        In the visitor's language.
    rows
        The offer as a row of the offers frame, then its further addresses, each with all columns of the offer.
    clock
        When they are asked for: they begin with that day.
    """
    events = []
    for number, row in enumerate(rows):
        text = "\n".join((row["schedule"], texts("calendar.note"), as_of_words(row, texts)))
        entry = Entry(f"{offer_id}-{number}", title, row["schedule"], address_words(row, texts), text)
        events += list(_events(entry, clock))
    return events


def _events(entry: Entry, clock: Clock) -> Iterator[Event]:
    hours = read_hours(entry.schedule)
    if hours is None or hours.is_always:
        return
    first = clock.moment.astimezone(clock.calendar.timezone).date()
    for number, (rule, span) in enumerate(_sure(hours)):
        day = _first_day(rule, first)
        if day is None or span.end_min is None:
            continue
        midnight = datetime.combine(day, time(), tzinfo=clock.calendar.timezone)
        start, end = (midnight + timedelta(minutes=minute) for minute in (span.start_min, span.end_min))
        title = f"{entry.title}: {rule.label}" if rule.label else entry.title
        uid = f"{entry.uid}-{number}@integrationskarte"
        yield Event(uid, title, start, end, _rrule(rule, first), entry.place, entry.text)


def _sure(hours: Hours) -> Iterator[tuple[Rule, Span]]:
    """Give what a calendar can say: no odd or even weeks, which no rule of repetition knows."""
    return ((rule, span) for rule, span in hours.spans() if rule.is_sure and not rule.weeks)


def _first_day(rule: Rule, first: date) -> date | None:
    """Return the first day on which a rule holds."""
    days = (first + timedelta(days=number) for number in range(LASTS_DAYS))
    return next((day for day in days if _holds(rule, day)), None)


def _holds(rule: Rule, day: date) -> bool:
    number = (day.day + 6) // 7
    is_last = (day + timedelta(days=7)).month != day.month
    is_nth = not rule.nth or number in rule.nth or (is_last and LAST in rule.nth)
    return day.weekday() in rule.days and is_nth and (not rule.months or day.month in rule.months)


def _rrule(rule: Rule, first: date) -> str:
    days = [f"{nth or ''}{_DAYS[day]}" for nth in rule.nth or (0,) for day in rule.days]
    frequency = "MONTHLY" if rule.nth else "WEEKLY"
    until = datetime.combine(first + timedelta(days=LASTS_DAYS), time(), tzinfo=UTC)
    parts = [f"FREQ={frequency}", f"BYDAY={','.join(days)}"]
    parts += [f"BYMONTH={','.join(map(str, rule.months))}"] if rule.months else []
    return ";".join([*parts, f"UNTIL={until:%Y%m%dT%H%M%SZ}"])
