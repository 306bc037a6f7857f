"""Rules in the form of OpenStreetMap's `opening_hours` (wiki.openstreetmap.org/wiki/Key:opening_hours).

What is not sure has the state `unknown` with the source's own words. Where only a beginning is known, an open end
stands ("17:00+"); its evaluation takes `is_strict`, by which such a span is unknown, too.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from geo.offers.hours.rules import DAY_MIN, MONTHS, ODD, WEEK, Hours, Rule, Span

#: Why a stretch of time is not sure, as the comment of the strict form says it.
DOUBT, NO_TIME, NO_END = "doubt", "no_time", "no_end"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def osm_text(hours: Hours, *, is_strict: bool = False) -> str:
    """Write all rules in one line; those that are sure stand last, hence win.

    Parameters
    ----------
    is_strict
        Whether it is to be evaluated: a span without an end is unknown, as nobody knows when it is over, comments are
        the codes of this module, and days off are left out.
    """
    lines = [line for rule in hours.rules for line in _lines(rule, is_strict=is_strict)]
    ordered = [text for is_sure, text in sorted(lines, key=lambda line: line[0])]
    between = "; " if _are_apart(hours.rules) else ", "
    off = f"; {','.join(hours.off)} off" if hours.off and not is_strict else ""
    return f"{between.join(ordered)}{off}"


def _are_apart(rules: Sequence[Rule]) -> bool:
    """Whether no rule touches the days of another."""
    days = [set(rule.days) for rule in rules]
    is_over_night = any((span.end_min or 0) > DAY_MIN for rule in rules for span in rule.spans)
    return not is_over_night and all(a and b and not a & b for a, b in combinations(days, 2))


def _lines(rule: Rule, *, is_strict: bool) -> Iterator[tuple[bool, str]]:
    if rule.is_any_time:
        yield False, f'24/7 unknown "{DOUBT if is_strict else _said(rule)}"'
        return
    days = _days(rule)
    closed = [span for span in rule.spans if span.end_min is not None]
    begun = [span for span in rule.spans if span.end_min is None]
    groups = [closed, begun] if is_strict else [list(rule.spans)]
    for spans in filter(None, groups) if rule.spans else ([],):
        is_sure = rule.is_sure and not (is_strict and spans == begun)
        times = ",".join(_span(span) for span in spans)
        comment = doubt_of(rule, spans) if is_strict else _said(rule)
        state = "" if is_sure else "unknown"
        comment = f'"{comment}"' if comment else ""
        yield is_sure, " ".join(filter(None, (days, times, state, comment)))


def doubt_of(rule: Rule, spans: Sequence[Span]) -> str:
    """Say why some spans of a rule, which all have an end or all have none, are not sure; "" where they are."""
    if rule.is_sure:
        return NO_END if spans and spans[0].end_min is None else ""
    return NO_TIME if rule.days and not rule.spans and not rule.doubt else DOUBT


def _said(rule: Rule) -> str:
    """Return the source's words; no word that is read holds a quotation mark."""
    return ", ".join(filter(None, (rule.label, rule.part_words, rule.doubt)))


def _days(rule: Rule) -> str:
    months = _runs(tuple(month - 1 for month in rule.months), _MONTHS, MONTHS)
    weeks = {"": "", ODD: "week 01-53/2"}.get(rule.weeks, "week 02-52/2")
    days = _runs(rule.days or tuple(range(WEEK)), _DAYS, WEEK)
    if rule.nth:
        numbers = ",".join(str(number) for number in rule.nth)
        days = ",".join(f"{_DAYS[day]}[{numbers}]" for day in rule.days)
    return " ".join(filter(None, (months, weeks, days)))


def _runs(numbers: tuple[int, ...], names: Sequence[str], size: int) -> str:
    """Write numbers as runs such as Mo-Fr."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(
        names[run[0] % size]
        if len(run) == 1
        else f"{names[run[0]]}{'-' if len(run) > 2 else ','}{names[run[-1]]}"
        for run in runs
    )


def _span(span: Span) -> str:
    return (
        f"{_clock(span.start_min)}+"
        if span.end_min is None
        else f"{_clock(span.start_min)}-{_clock(span.end_min)}"
    )


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute if minute <= DAY_MIN else minute - DAY_MIN, 60)
    return f"{hours:02d}:{minutes:02d}"
