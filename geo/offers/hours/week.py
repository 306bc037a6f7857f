"""The week of an offer as plain numbers: what the filters ask, and what may travel to a page without a server.

A row is `[weekday, from, to, nth, flags, months]` without zeros at its end, four numbers at least: Monday is 0, minutes
count from midnight (an end above 1440 is of the next day), `nth` is which of its month (-1 the last, 0 each).
"""

from functools import lru_cache

from geo.offers.hours.rules import ODD, PARTS, SCHOOL, Hours, Rule

#: In the place of a weekday, a beginning or an end that the text does not tell.
UNTOLD = -1
#: Flags: somebody has to ask first; only in odd, only in even weeks; a part of the day instead of a clock; of a text
#: with school holidays off.
ASK, ODD_WEEKS, EVEN_WEEKS, ABOUT, SCHOOL_TIME = 1, 2, 4, 8, 16
_LEAST = 4

Row = tuple[int, ...]


@lru_cache(maxsize=16_384)
def week_rows(hours: Hours) -> tuple[Row, ...]:
    """Return the rows of all rules, in the order of the week.

    Appointments without a day have none: they are the text's to tell.
    """
    rows = {
        row
        for rule in hours.rules
        if not rule.is_any_time
        for row in _rows(rule, is_school=SCHOOL in hours.off)
    }
    return tuple(sorted(rows))


def _rows(rule: Rule, *, is_school: bool) -> list[Row]:
    flags = (ASK if rule.doubt else 0) | (SCHOOL_TIME if is_school else 0)
    flags |= {"": 0, ODD: ODD_WEEKS}.get(rule.weeks, EVEN_WEEKS)
    months = sum(1 << (month - 1) for month in rule.months)
    spans = [(span.start_min, UNTOLD if span.end_min is None else span.end_min, 0) for span in rule.spans]
    spans = spans or [(*PARTS[part], ABOUT) for part in rule.parts] or [(UNTOLD, UNTOLD, 0)]
    return [
        _short((day, start, end, nth, flags | about, months))
        for day in rule.days or (UNTOLD,)
        for nth in rule.nth or (0,)
        for start, end, about in spans
    ]


def _short(row: Row) -> Row:
    while len(row) > _LEAST and row[-1] == 0:
        row = row[:-1]
    return row
