"""The hours of an offer as entries of a calendar: what is surely read, for a year, by the clock of the district."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from geo.exchange.calendar_file import Event
from geo.i18n import Texts
from geo.offers.hours import Clock, Hours, parts_of, read_hours
from geo.offers.hours.rules import LAST, MONTHS
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


def kept_events(
    listed: Iterable[tuple[str, str, Sequence[Mapping[str, Any]]]], texts: Texts, clock: Clock
) -> list[Event]:
    """Return the entries of several offers, each given as `offer_events` takes it: id, title, rows."""
    return [event for offer in listed for event in offer_events(*offer, texts, clock)]


def _events(entry: Entry, clock: Clock) -> Iterator[Event]:
    hours = read_hours(entry.schedule)
    if hours is None or hours.is_always:
        return
    first = clock.moment.astimezone(clock.calendar.timezone).date()
    for number, (label, line) in enumerate(_sure(hours)):
        day = next((day for day in _days_from(first) if line.holds(day)), None)
        if day is None:
            continue
        midnight = datetime.combine(day, time(), tzinfo=clock.calendar.timezone)
        start, end = (midnight + timedelta(minutes=minute) for minute in (line.start_min, line.end_min))
        title = f"{entry.title}: {label}" if label else entry.title
        uid = f"{entry.uid}-{number}@integrationskarte"
        yield Event(uid, title, start, end, line.rrule(first), entry.place, entry.text)


@dataclass(frozen=True)
class _Line:
    """A stretch of time as `geo.offers.hours.lines` writes it; `web/publish/calendar.js` reads the same lines."""

    days: int
    start_min: int
    end_min: int
    doubt: int = 0
    nth: int = 0
    weeks: int = 0
    months: int = 0

    @property
    def is_told(self) -> bool:
        """Whether a calendar can say it: nothing unsure, no odd or even weeks, which no rule of repetition knows."""
        return not (self.doubt or self.weeks)

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        number = (day.day + 6) // 7
        is_last = (day + timedelta(days=7)).month != day.month
        is_nth = not self.nth or (is_last if self.nth == LAST else number == self.nth)
        is_month = not self.months or bool(self.months >> (day.month - 1) & 1)
        return bool(self.days >> day.weekday() & 1) and is_nth and is_month

    def rrule(self, first: date) -> str:
        """Return the rule by which it comes again within the time that is told from a first day on."""
        days = [f"{self.nth or ''}{name}" for day, name in enumerate(_DAYS) if self.days >> day & 1]
        months = [str(month + 1) for month in range(MONTHS) if self.months >> month & 1]
        until = datetime.combine(first + timedelta(days=LASTS_DAYS), time(), tzinfo=UTC)
        parts = [f"FREQ={'MONTHLY' if self.nth else 'WEEKLY'}", f"BYDAY={','.join(days)}"]
        parts += [f"BYMONTH={','.join(months)}"] if months else []
        return ";".join([*parts, f"UNTIL={until:%Y%m%dT%H%M%SZ}"])


def _sure(hours: Hours) -> Iterator[tuple[str, _Line]]:
    """Give the lines that a calendar can say, each with the name of its part of the offer."""
    for _, label, *lines in parts_of(hours):
        yield from ((label, line) for line in (_Line(*numbers) for numbers in lines) if line.is_told)


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(LASTS_DAYS))
