"""The rules of an offer as lines of plain numbers, for a page that evaluates them without a server.

They say what `osm.osm_text` says in its strict form; each line is one span, and those that are sure stand last, hence
win. `web/publish/hours.js` is the twin of `geo.offers.hours.opening` that reads them.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geo.offers.hours.osm import DOUBT, NO_END, NO_TIME, doubt_of
from geo.offers.hours.rules import DAY_MIN, ODD, PUBLIC, SCHOOL, Hours, Rule, Span

#: Why a line is not sure, by its number; 0 for sure.
_DOUBTS = ("", DOUBT, NO_TIME, NO_END)
#: Flags of a part: not on public holidays, not in school holidays, open day and night.
_PUBLIC_OFF, _SCHOOL_OFF, _ALWAYS = 1, 2, 4
_ODD_WEEKS, _EVEN_WEEKS = 1, 2
_LEAST = 3

Line = list[int]


def parts_of(hours: Hours) -> list[list[Any]]:
    """Return for each part of an offer its flags, its name and its lines; one that names no day is left out.

    A line is `[days, from, to, doubt, nth, weeks, months]` without zeros at its end, three numbers at least: a bit for
    each day from Monday, minutes of the day (an end above 1440 is of the next), `nth` of its month (-1 the last), 1
    for odd and 2 for even weeks, a bit for each month.
    """
    dated = [rule for rule in hours.rules if rule.days]
    found = []
    for label in dict.fromkeys(rule.label for rule in dated):
        part = replace(hours, rules=tuple(rule for rule in dated if rule.label == label))
        lines = sorted((line for rule in part.rules for line in _lines(rule)), key=lambda line: not line[3])
        found.append([_flags(part), label, *(_short(line) for line in lines)])
    return found


def _flags(part: Hours) -> int:
    flags = (_PUBLIC_OFF if PUBLIC in part.off else 0) | (_SCHOOL_OFF if SCHOOL in part.off else 0)
    return flags | (_ALWAYS if part.is_always else 0)


def _lines(rule: Rule) -> Iterator[Line]:
    days = sum(1 << day for day in rule.days)
    weeks = {"": 0, ODD: _ODD_WEEKS}.get(rule.weeks, _EVEN_WEEKS)
    months = sum(1 << (month - 1) for month in rule.months)
    for span in rule.spans or (Span(0, DAY_MIN),):
        doubt = _DOUBTS.index(doubt_of(rule, [span] if rule.spans else []))
        end = DAY_MIN if span.end_min is None else span.end_min
        for nth in rule.nth or (0,):
            yield [days, span.start_min, end, doubt, nth, weeks, months]


def _short(line: Line) -> Line:
    while len(line) > _LEAST and line[-1] == 0:
        line = line[:-1]
    return line
