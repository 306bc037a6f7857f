"""A time zone as a calendar file must tell it (VTIMEZONE, RFC 5545, 3.6.5), read from its changes of one year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def zone_lines(zone: ZoneInfo, year: int) -> Iterator[str]:
    """Write a zone as it is from a year on, its changes repeated each year on the same weekday of the month.

    Parameters
    ----------
    year
        Of the first event that is told in this zone.
    """
    yield "BEGIN:VTIMEZONE"
    yield f"TZID:{zone.key}"
    changes = list(_changes(zone, year))
    for moment in changes:
        yield from _observance(zone, moment, is_yearly=True)
    if not changes:
        yield from _observance(zone, datetime(year, 1, 1, tzinfo=UTC), is_yearly=False)
    yield "END:VTIMEZONE"


def _changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """Return the moments of a year at which the clock is put forward or back, to the minute."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        low, high = day, day + timedelta(days=1)
        if _offset(zone, low) != _offset(zone, high):
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (low, middle) if _offset(zone, middle) != _offset(zone, low) else (middle, high)
            yield high.replace(second=0, microsecond=0)
        day += timedelta(days=1)


def _observance(zone: ZoneInfo, moment: datetime, *, is_yearly: bool) -> Iterator[str]:
    before, after = _offset(zone, moment - timedelta(minutes=1)), _offset(zone, moment)
    summer = moment.astimezone(zone).dst()
    kind = "DAYLIGHT" if summer else "STANDARD"
    onset = (moment + before).replace(tzinfo=None)  # what the wall clock shows as it is changed
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{onset:%Y%m%dT%H%M%S}"
    if is_yearly:
        yield f"RRULE:FREQ=YEARLY;BYMONTH={onset.month};BYDAY={_weekday(onset)}"
    yield f"TZOFFSETFROM:{_written(before)}"
    yield f"TZOFFSETTO:{_written(after)}"
    yield f"END:{kind}"


def _weekday(onset: datetime) -> str:
    """Say which weekday of its month a day is: the last one, else which by number."""
    is_last = (onset + timedelta(days=7)).month != onset.month
    return f"{-1 if is_last else (onset.day - 1) // 7 + 1}{_DAYS[onset.weekday()]}"


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _written(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
