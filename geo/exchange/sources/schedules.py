"""Opening hours of others, told as fields, in a line for a person that our own reader understands.

What narrows them and has no word here stays in brackets, in the terms of its source: a line that leaves it out would
say that somebody is there more often than it is so.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import get_day_names

from geo.exchange.sources.cells import clean
from geo.i18n import Texts
from geo.offers.hours import read_hours

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = re.compile(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(r"(\d{2}:\d{2})(?::\d{2})?(Z|[+-]\d{2}(?::?\d{2})?)?")
_UTC = "Z"
#: Fields of HSDS that narrow its days further.
_BOUNDS = ("valid_from", "valid_to", "until", "count", "byweekno", "bymonthday", "byyearday")
_TWO_WEEKS = "2"


def schedule_text(schedule: Mapping[str, Any], texts: Texts) -> str:
    """Return a schedule of HSDS in words: its description, its days and times, or both."""
    told = {name: _text(value) for name, value in schedule.items()}
    return with_description(_rule(told, texts), told.get("description", ""))


def with_description(rule: str, description: str) -> str:
    """Return a description that says the times itself; another one stands behind the times it belongs to."""
    if not (rule and description):
        return rule or description
    return description if read_hours(description) else f"{rule} ({description})"


def hours_text(days: str, opens: str, closes: str, texts: Texts, bounds: Sequence[str]) -> str:
    """Write days and times in one line, with what narrows them in brackets."""
    begun = texts("import.hours.from", time=opens) if opens else ""
    hours = f"{opens}–{closes}" if opens and closes else begun
    said = f"{days} {hours}".strip()
    return f"{said} ({', '.join(bounds)})" if said and bounds else said


def _rule(told: Mapping[str, str], texts: Texts) -> str:
    frequency, interval, days = (told.get(name, "") for name in ("freq", "interval", "byday"))
    found = [_DAY.fullmatch(part.strip().upper()) for part in days.split(",") if part.strip()]
    clocks = [_CLOCK.fullmatch(told.get(name, "")) for name in ("opens_at", "closes_at")]
    bounds = [f"{name} {told[name]}" for name in _BOUNDS if told.get(name)]
    is_monthly = any(match and match[1] for match in found)
    if any(match is None for match in found):
        bounds.append(f"byday {days}")
    if (frequency or "WEEKLY").upper() != ("MONTHLY" if is_monthly else "WEEKLY") and not (
        is_monthly and not frequency
    ):
        bounds.append(f"freq {frequency}")
    if interval not in ("", "1", "1.0") and (interval != _TWO_WEEKS or is_monthly):
        bounds.append(f"interval {interval}")
    bounds += ["UTC" for clock in clocks if clock and clock[2] == _UTC][:1]
    every = texts("import.hours.biweekly") if interval == _TWO_WEEKS and not is_monthly else ""
    named = _days([(match[1] or "", match[2]) for match in found if match], texts)
    opens, closes = (clock[1] if clock else "" for clock in clocks)
    return hours_text(f"{every} {named}".strip() if named else "", opens, closes, texts, bounds)


def _days(days: Sequence[tuple[str, str]], texts: Texts) -> str:
    """Name days, and which of the month they are."""
    names = get_day_names("abbreviated", locale=texts.locale)
    numbers: dict[tuple[str, ...], list[str]] = {}
    for code in dict.fromkeys(code for _, code in days):
        its = tuple(dict.fromkeys(number for number, other in days if other == code))
        numbers.setdefault(its, []).append(str(names[_DAYS.index(code)]).rstrip("."))
    return ", ".join(
        part
        for its, told in numbers.items()
        for part in ([", ".join(told)] if its == ("",) else [_nth(its, name, texts) for name in told])
    )


def _nth(numbers: Sequence[str], day: str, texts: Texts) -> str:
    said = texts.listing([texts(f"import.hours.nth_{'last' if n == '-1' else n or '1'}") for n in numbers])
    return texts("import.hours.nth", numbers=said, day=day)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(value) if isinstance(value, str) else str(value)
