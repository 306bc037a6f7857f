"""What a person writes of a dated run, in a sheet or in a form, as a run; and what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date

from geo.offers.course_runs import RUN_COLUMNS, CourseRun, not_from_tomorrow, run_rule
from geo.offers.hours import DAY_CHOICES
from geo.tables import LIST_SEPARATOR, Fault, TableCheck, items_of

_CHECK = TableCheck("runs", RUN_COLUMNS, rules=(run_rule,))
_GERMAN_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_ONE_DECIMAL = re.compile(r"[0-9]+\.[0-9]")
_DATES = ("start", "end", "register_by", "as_of", "expires")
#: What German sheets write for the days of a week.
_GERMAN_DAYS = dict(zip(("mo", "di", "mi", "do", "fr", "sa", "so"), DAY_CHOICES, strict=True))
_SMALL = ("kind", "childcare", "state", "days")
_LEVELS = ("level_from", "level_to")


def read_run(values: Mapping[str, str], *, today: date) -> tuple[CourseRun, list[Fault]]:
    """Return the run that a person's row means, and what is wrong with it.

    Parameters
    ----------
    values
        Texts by the columns of `RUN_COLUMNS`, others are left alone; days as 12.01.2027 or 2027-01-12, weekdays as
        German sheets write them, prices with a comma.
    today
        The district's day: nobody knows a state from tomorrow.
    """
    row = {spec.name: _tidy(spec.name, values.get(spec.name, "").strip()) for spec in RUN_COLUMNS}
    faults = [Fault(problem.column, problem.kind, problem.expectation) for problem in _CHECK.row(0, row)]
    return CourseRun.of(row), [*faults, *not_from_tomorrow(row, today)]


def _tidy(name: str, text: str) -> str:
    """Return a cell of a person's sheet as one of ours; what is not understood stays, to be complained about."""
    if name in _DATES and (parts := _GERMAN_DATE.fullmatch(text)):
        return f"{parts[3]}-{int(parts[2]):02}-{int(parts[1]):02}"
    if name in _SMALL:
        return LIST_SEPARATOR.join(
            _day(item) if name == "days" else item for item in items_of(text.casefold())
        )
    if name in _LEVELS:
        return text.upper()
    if name in {"begins", "ends"} and len(text) == 4 and text[1:2] == ":":
        return f"0{text}"
    return _price(text) if name == "price" else text


def _price(text: str) -> str:
    """Return euros with a point; a number cell of a sheet comes as 120.5 and means 120.50."""
    found = text.replace(",", ".")
    return f"{found}0" if _ONE_DECIMAL.fullmatch(found) else found


def _day(word: str) -> str:
    return word if word in DAY_CHOICES else _GERMAN_DAYS.get(word, word)
