"""Public holidays of the states of Germany, from their laws; on them nobody can be sure that somebody is there.

Elsewhere none are known. School holidays are set anew each year and are not held here.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

#: Of the whole country: month and day, and days after Easter Sunday.
_FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
_AFTER_EASTER = (-2, 1, 39, 50)
_EPIPHANY, _WOMEN, _ASSUMPTION, _CHILDREN = (1, 6), (3, 8), (8, 15), (9, 20)
_REFORMATION, _ALL_SAINTS = (10, 31), (11, 1)
_CORPUS_CHRISTI, _EASTER, _PENTECOST = 60, 0, 49
#: Further ones of a state, by the first two digits of the municipality key; in Bavaria 15 August holds in most places.
_FIXED_OF: Mapping[str, tuple[tuple[int, int], ...]] = {
    "01": (_REFORMATION,), "02": (_REFORMATION,), "03": (_REFORMATION,), "04": (_REFORMATION,),
    "05": (_ALL_SAINTS,), "07": (_ALL_SAINTS,), "08": (_EPIPHANY, _ALL_SAINTS),
    "09": (_EPIPHANY, _ASSUMPTION, _ALL_SAINTS), "10": (_ASSUMPTION, _ALL_SAINTS), "11": (_WOMEN,),
    "12": (_REFORMATION,), "13": (_WOMEN, _REFORMATION), "14": (_REFORMATION,), "15": (_EPIPHANY, _REFORMATION),
    "16": (_CHILDREN, _REFORMATION),
}  # fmt: skip
_AFTER_EASTER_OF: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("05", "06", "07", "08", "09", "10"), (_CORPUS_CHRISTI,)),
    "12": (_EASTER, _PENTECOST),
}
_SAXONY = "14"


def is_holiday(day: date, state: str) -> bool:
    """Whether a day is a public holiday.

    Parameters
    ----------
    state
        The first two digits of the official municipality key, "" outside Germany.
    """
    return day in _holidays(day.year, state)


@lru_cache(maxsize=64)
def _holidays(year: int, state: str) -> frozenset[date]:
    if not state:
        return frozenset()
    easter = _easter(year)
    fixed = (*_FIXED, *_FIXED_OF.get(state, ()))
    moving = (*_AFTER_EASTER, *_AFTER_EASTER_OF.get(state, ()))
    days = {date(year, month, day) for month, day in fixed} | {easter + timedelta(days=n) for n in moving}
    if state == _SAXONY:  # the Wednesday before 23 November
        eve = date(year, 11, 22)
        days.add(eve - timedelta(days=(eve.weekday() - 2) % 7))
    return frozenset(days)


def _easter(year: int) -> date:
    """Return Easter Sunday (Meeus, Jones and Butcher; Astronomical Algorithms, 1991, chapter 8)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_left = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    quarter, quarter_left = divmod(in_century, 4)
    weekday = (32 + 2 * century_left + 2 * quarter - epact - quarter_left) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
