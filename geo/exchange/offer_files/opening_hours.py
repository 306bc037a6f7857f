"""Opening times in files for programs: derived from the text, beside it, and only what the format can say.

Every entry repeats the whole text, so that a reader who takes one of them is not misled, and ours finds it again.
"""

from collections.abc import Callable, Iterator
from typing import Any

from geo.offers.hours import Hours, Rule, Span, read_hours
from geo.offers.hours.rules import DAY_MIN, EVERY, ODD, PUBLIC, SCHOOL

Thing = dict[str, Any]
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KIND = "OpeningHoursSpecification"
_WEEKS = 53


def hsds_schedules(text: str, make_id: Callable[[int], str]) -> list[Thing]:
    """Return the schedules of HSDS: rules of RFC 5545 where they are sure, else days and times without a frequency.

    Parameters
    ----------
    text
        As stated; "" gives none, and one that cannot be read is one schedule with its description.
    make_id
        The id of the schedule of a number, counted from 0.
    """
    if not text:
        return []
    hours = read_hours(text)
    rules = [told for rule in hours.rules if not rule.is_any_time for told in _hsds(rule)] if hours else []
    return [{"id": make_id(at), "description": text, **rule} for at, rule in enumerate(rules or [{}])]


def _hsds(rule: Rule) -> Iterator[Thing]:
    """Give a rule, once for each span; HSDS has no months."""
    notes = ", ".join(filter(None, (rule.label, rule.part_words, rule.doubt)))
    days = ",".join(f"{number or ''}{_CODES[day]}" for day in rule.days for number in rule.nth or (0,))
    is_regular = bool(rule.days) and not rule.doubt and not rule.months
    first = 1 if rule.weeks == ODD else 2
    weeks = ",".join(str(week) for week in range(first, _WEEKS + 1, 2)) if rule.weeks != EVERY else ""
    for span in rule.spans or (None,):
        told = {
            "freq": ("MONTHLY" if rule.nth else "WEEKLY") if is_regular else "",
            "byday": days,
            "byweekno": weeks,
            "opens_at": _clock(span.start_min) if span else "",
            "closes_at": _closing(span) if span else "",
            "notes": notes,
        }
        yield {name: value for name, value in told.items() if value}


def schema_org_hours(text: str) -> Thing | list[Thing]:
    """Return the opening hours of schema.org; where its words do not tell all of a text, the text alone."""
    if not text:
        return {}
    plain: Thing = {"@type": _KIND, "description": text}
    hours = read_hours(text)
    found = list(_schema_org(hours)) if hours and _is_plain(hours) else []
    return [plain | one for one in found] if len(found) > 1 else plain | found[0] if found else plain


def _is_plain(hours: Hours) -> bool:
    """Whether every rule is weekly, sure and has an end; appointments beside them are told by the text."""
    return SCHOOL not in hours.off and all(
        rule.is_any_time
        or (
            rule.is_sure
            and not (rule.nth or rule.weeks or rule.months)
            and all(span.end_min is not None for span in rule.spans)
        )
        for rule in hours.rules
    )


def _schema_org(hours: Hours) -> Iterator[Thing]:
    for rule, span in hours.spans():
        yield {
            **({"name": rule.label} if rule.label else {}),
            "dayOfWeek": [_NAMES[day] for day in rule.days],
            "opens": _clock(span.start_min),
            "closes": _closing(span),
        }
    if PUBLIC in hours.off:  # the same time twice: closed, as schema.org has it
        yield {"dayOfWeek": ["PublicHolidays"], "opens": "00:00", "closes": "00:00"}


def _closing(span: Span) -> str:
    """Write an end; there is no 24 o'clock, and a whole day must not look like none."""
    if span.end_min is None:
        return ""
    return "23:59" if (span.start_min, span.end_min) == (0, DAY_MIN) else _clock(span.end_min % DAY_MIN)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
