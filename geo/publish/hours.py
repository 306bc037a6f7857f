"""The read hours for the browser: which days and times for its filters, lines for what is open now, and holidays."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from geo.exchange.calendar_zone import zone_lines
from geo.offers.hours import Calendar, HoursTable, parts_of, read_hours
from geo.publish.columns import harmless

_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_FIRST_DAY = date(1970, 1, 1)
#: The page knows the holidays of the year it was made in, and of the next.
_YEARS = 2


def pack_hours(
    frame: pd.DataFrame, further: pd.DataFrame, calendar: Calendar, *, today: date
) -> dict[str, Any]:
    """Write the hours of offers, each text once.

    Parameters
    ----------
    frame, further
        Offers as `geo.publish.columns.public_offers` gives them, and their further addresses.
    calendar
        Of the district.
    today
        The date that the file carries.

    Returns
    -------
    dict
        `zone`, and in `zone_lines` as a calendar file tells it; `holidays` as days since 1970; `read` holds, for each
        text in the order in which it first stands among the offers and then the further addresses, 0 or what was read:
        a text with a digit for each day of the week and one for a day not told (bit 0: a time not told, then a bit each
        of `TIMES`), without zeros at its end, then `parts_of` it.
    """
    texts = list(dict.fromkeys(map(harmless, (*frame["schedule"], *further["schedule"]))))
    texts = [text for text in texts if text]
    times = HoursTable(pd.DataFrame({"schedule": pd.Series(texts, dtype=str)})).times_of_days
    read = [_read(text, _digits(week)) for text, week in zip(texts, times, strict=True)]
    return {
        "zone": calendar.timezone.key,
        "zone_lines": list(zone_lines(calendar.timezone, today.year)),
        "holidays": _holidays(calendar, today),
        "read": read,
    }


def _read(text: str, digits: str) -> list[Any] | int:
    hours = read_hours(text)
    return [digits, *parts_of(hours)] if hours else 0


def _digits(week: Iterable[Iterable[np.bool_]]) -> str:
    """Write the times of each day; the time that is not told stands last in the table and first here."""
    found = []
    for day in week:
        *times, untold = day
        found.append(_DIGITS[sum(1 << bit for bit, has in enumerate((untold, *times)) if has)])
    return "".join(found).rstrip("0")


def _holidays(calendar: Calendar, today: date) -> list[int]:
    first = date(today.year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(today.year + _YEARS, 1, 1) - first).days))
    return [(day - _FIRST_DAY).days for day in days if calendar.is_holiday(day)]
