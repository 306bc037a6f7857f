"""Opening hours as Integreat writes them (seven days from Monday) in one line for a person."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from babel.dates import get_day_names

from geo.exchange.sources.cells import clean
from geo.i18n import Texts

_DAYS = 7
_MAX_SLOTS = 6


def schedule_text(hours: Any, texts: Texts) -> str:
    """Return hours such as `Mo–Fr 09:00–12:00; Sa nach Vereinbarung`, "" where there are none.

    Parameters
    ----------
    hours
        A list of seven days with `allDay`, `closed`, `appointmentOnly` and `timeSlots`.
    texts
        The language of the line.
    """
    if (
        not isinstance(hours, list)
        or len(hours) != _DAYS
        or not all(isinstance(day, Mapping) for day in hours)
    ):
        return ""
    said = [_day(day, texts) for day in hours]
    parts = [
        (_days([number for number, _ in days], texts), text)
        for text, days in ((t, list(d)) for t, d in groupby(enumerate(said), key=lambda pair: pair[1]))
        if text
    ]
    return "; ".join(f"{days} {text}" for days, text in parts)


def _day(day: Mapping[str, Any], texts: Texts) -> str:
    if day.get("closed"):
        return ""
    if day.get("allDay"):
        return texts("import.hours.all_day")
    slots = day.get("timeSlots")
    times = (
        [_slot(slot) for slot in slots[:_MAX_SLOTS] if isinstance(slot, Mapping)]
        if isinstance(slots, list)
        else []
    )
    said = ", ".join(time for time in times if time)
    if day.get("appointmentOnly"):
        return " ".join(part for part in (texts("import.hours.appointment"), said) if part)
    return said


def _slot(slot: Mapping[str, Any]) -> str:
    start, end = (clean(str(slot.get(name) or ""))[:5] for name in ("start", "end"))
    return f"{start}–{end}" if start and end else ""


def _days(numbers: list[int], texts: Texts) -> str:
    names = get_day_names("abbreviated", locale=texts.locale)
    first, last = (str(names[number]).rstrip(".") for number in (numbers[0], numbers[-1]))
    return first if len(numbers) == 1 else f"{first}–{last}"
