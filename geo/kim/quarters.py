"""Quarters of a year, such as `2026-Q4`: the only time that is kept of what advice teaches."""

import re
from datetime import date

from geo.errors import DataError, Problem

_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")


def quarter_of(day: date) -> str:
    """Return the quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def is_quarter(text: str) -> bool:
    """Whether a text names a quarter of this century."""
    return _QUARTER.fullmatch(text) is not None


def before(quarter: str) -> str:
    """Return the quarter before."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}-Q{number - 1}" if number > 1 else f"{year - 1}-Q4"


def parse_quarter(text: str, *, today: date, file: str = "--quarter", row: int = 0) -> str:
    """Return the quarter that a text names.

    Raises
    ------
    DataError
        If it names none, or one that has not begun.
    """
    if not is_quarter(text):
        raise DataError([Problem(file, row, "quarter", text, "a quarter such as 2026-Q4")])
    if text > quarter_of(today):
        raise DataError(
            [Problem(file, row, "quarter", text, f"not after {quarter_of(today)}: it has not begun")]
        )
    return text
