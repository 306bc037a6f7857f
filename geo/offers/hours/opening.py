"""Whether an offer is open at a moment, and when it opens next: evaluated by `opening_hours` from the OSM form.

It is a door: nothing else here imports that library.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, State

from geo.offers.hours.holidays import is_holiday
from geo.offers.hours.osm import DOUBT, NO_END, NO_TIME, osm_text
from geo.offers.hours.rules import PUBLIC, SCHOOL, Hours
from geo.settings import District

#: As far as somebody looks ahead: what is once a month but in one or two of them comes within it.
AHEAD = timedelta(days=100)
#: Most open again within the week; looking no further is ten times as fast.
NEAR = timedelta(days=9)
#: What makes a stretch of time unsure, beside the codes of `osm`.
HOLIDAY = "holiday"


class OpenState(StrEnum):
    """Whether somebody is there: surely, perhaps, or surely not."""

    OPEN = "open"
    PERHAPS = "perhaps"
    CLOSED = "closed"


@dataclass(frozen=True)
class Calendar:
    """The clock and the holidays of a place: a time zone, and the state's two digits."""

    timezone: ZoneInfo
    state: str = ""

    @classmethod
    def of(cls, district: District) -> "Calendar":
        """Return the calendar of a district."""
        return cls(ZoneInfo(district.timezone), district.ags[:2] if district.country == "DE" else "")

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday there."""
        return is_holiday(day, self.state)


@dataclass(frozen=True)
class Clock:
    """A moment, and the calendar of the place that is asked for."""

    moment: datetime
    calendar: Calendar

    @classmethod
    def of(cls, district: District) -> "Clock":
        """Return what the clock of a district shows now."""
        return cls(district.now(), Calendar.of(district))


@dataclass(frozen=True)
class Slot:
    """A stretch of time in which somebody is there, surely or perhaps; `doubt` says why only perhaps.

    Parameters
    ----------
    start, end
        In the time of the place.
    doubt
        `DOUBT`: the text leaves open whether; `NO_TIME`: the day is known alone; `NO_END`: it has begun, its end is
        not stated; `HOLIDAY`: it is a public holiday; "" for sure.
    """

    start: datetime
    end: datetime
    doubt: str = ""

    @property
    def is_whole_day(self) -> bool:
        """Whether it lasts from midnight to midnight, as days without a time do."""
        return self.end.replace(tzinfo=None) - self.start.replace(tzinfo=None) >= timedelta(days=1)


@dataclass(frozen=True)
class Now:
    """What holds at a moment: the stretch of time that runs, and the one that comes next, where there is one."""

    moment: datetime
    running: Slot | None
    following: Slot | None
    is_not_in_school_holidays: bool = False

    @property
    def state(self) -> OpenState:
        """Whether it is open; in school time alone means perhaps, as nobody here knows when that is."""
        if self.running is None:
            return OpenState.CLOSED
        is_sure = not self.running.doubt and not self.is_not_in_school_holidays
        return OpenState.OPEN if is_sure else OpenState.PERHAPS


def now_at(hours: Hours, moment: datetime, calendar: Calendar) -> Now | None:
    """Say what holds at a moment, None where the rules name no day ("nach Vereinbarung").

    Parameters
    ----------
    moment
        With a time zone; it is asked in the time of the calendar.
    """
    dated = _dated(hours)
    if not dated.rules:
        return None
    local = moment.astimezone(calendar.timezone)
    found = _looked(dated, local, calendar, NEAR)
    running, following = found if found[1] else _looked(dated, local, calendar, AHEAD)
    return Now(local, running, following, SCHOOL in hours.off)


def _looked(
    hours: Hours, local: datetime, calendar: Calendar, ahead: timedelta
) -> tuple[Slot | None, Slot | None]:
    """Return the stretch that runs, and the next; a day by appointment is no next where a sure one comes."""
    slots = list(_slots(hours, local, calendar, ahead))
    running = next((slot for slot in slots if slot.start <= local < slot.end), None)
    later = [slot for slot in slots if slot.start > local]
    told = (slot for slot in later if not (slot.doubt == DOUBT and slot.is_whole_day))
    return running, next(told, next(iter(later), None))


def next_opening(hours: Hours, moment: datetime, calendar: Calendar) -> datetime | None:
    """Say when somebody is surely there next, to the minute; None where no such time is told.

    Parameters
    ----------
    moment
        With a time zone; what begins at it or before it is not next.
    """
    dated = _dated(hours)
    local = moment.astimezone(calendar.timezone)
    for ahead in (NEAR, AHEAD) if dated.rules else ():
        for slot in _slots(dated, local, calendar, ahead):
            if slot.start > local and slot.doubt in ("", NO_END) and not slot.is_whole_day:
                return slot.start
    return None


def state_at(hours: Hours, moment: datetime, calendar: Calendar) -> OpenState:
    """Say the state of a moment alone, as `now_at` does; where no day is named, perhaps."""
    dated = _dated(hours)
    if not dated.rules:
        return OpenState.PERHAPS
    local = moment.astimezone(calendar.timezone)
    found, _ = _evaluated(dated).state(local.replace(tzinfo=None))
    is_off = calendar.is_holiday(local.date()) and not dated.is_always
    if found == State.CLOSED or (is_off and PUBLIC in hours.off):
        return OpenState.CLOSED
    is_sure = found == State.OPEN and not is_off and SCHOOL not in hours.off
    return OpenState.OPEN if is_sure else OpenState.PERHAPS


def _dated(hours: Hours) -> Hours:
    return replace(hours, rules=tuple(rule for rule in hours.rules if rule.days))


def _slots(hours: Hours, local: datetime, calendar: Calendar, ahead: timedelta) -> Iterator[Slot]:
    """Give the stretches from the beginning of the day on; those that only a midnight parts are one."""
    start = datetime.combine(local.date(), time()) - timedelta(days=1)  # by the wall clock of the place
    waiting: Slot | None = None
    for slot in _pieces(hours, start, calendar, ahead):
        if waiting and waiting.end == slot.start and waiting.doubt == slot.doubt and slot.doubt != NO_TIME:
            waiting = replace(waiting, end=slot.end)
            continue
        if waiting:
            yield waiting
        waiting = slot
    if waiting:
        yield waiting


def _pieces(hours: Hours, start: datetime, calendar: Calendar, ahead: timedelta) -> Iterator[Slot]:
    """Give what is open, day by day."""
    found = _evaluated(hours)
    for begin, end, state, comment in found.intervals(start, start + ahead):
        if state == State.CLOSED:
            continue
        for first, last in pairwise(_days_of(begin, end)):
            is_off = not hours.is_always and calendar.is_holiday(first.date())
            if is_off and PUBLIC in hours.off:
                continue
            doubt = (comment or DOUBT) if state == State.UNKNOWN else ""
            zone = calendar.timezone
            yield Slot(first.replace(tzinfo=zone), last.replace(tzinfo=zone), HOLIDAY if is_off else doubt)


def _days_of(begin: datetime, end: datetime) -> Iterator[datetime]:
    """Give a stretch's beginning, each midnight in it, and its end."""
    yield begin
    day = begin.date() + timedelta(days=1)
    while (midnight := datetime.combine(day, time())) < end:
        yield midnight
        day += timedelta(days=1)
    yield end


@lru_cache(maxsize=16_384)
def _evaluated(hours: Hours) -> OpeningHours:
    """Return what is asked by the clock on the wall, which opening times are written by."""
    return OpeningHours(osm_text(hours, is_strict=True))


__all__ = [
    "DOUBT",
    "HOLIDAY",
    "NO_END",
    "NO_TIME",
    "Calendar",
    "Now",
    "OpenState",
    "Slot",
    "next_opening",
    "now_at",
    "state_at",
]
