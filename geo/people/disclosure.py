"""Small numbers of people are never shown singly: a cell with one or two persons may point at them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: Fewer persons than this are not shown (a common rule of German official statistics).
LEAST_PEOPLE = 3.0


def is_small(people: "pd.Series[float]", *, least: float = LEAST_PEOPLE) -> "pd.Series[bool]":
    """Say where there are people, but too few to be shown; nobody at all may be shown."""
    return people.gt(0) & people.lt(least)


def suppress_small(
    people: "pd.Series[float]", *, least: float = LEAST_PEOPLE, has_total: bool = False
) -> "pd.Series[float]":
    """Return the numbers with the small ones as NaN.

    Parameters
    ----------
    has_total
        Whether the sum of all is shown beside them. As long as what is hidden adds up to less than `least`, a single
        number for sure, it could be told from the total: then the smallest of the others is hidden too.
    """
    shown = people.astype(float).where(~is_small(people, least=least))
    while has_total and _can_be_told(people, shown, least):
        shown = shown.mask(np.arange(len(shown)) == _least_shown(shown))
    return shown


def withheld(
    small: NDArray[np.bool_],
    counts: Sequence[NDArray[np.float64]],
    totals: Sequence[NDArray[np.int64]],
    *,
    least: float = LEAST_PEOPLE,
) -> NDArray[np.bool_]:
    """Say which rows of a table are not shown: those with small numbers, and so many others that no total tells them.

    Parameters
    ----------
    small
        The rows with a small number.
    counts
        The numbers of people of the rows that nobody shall be able to tell.
    totals
        The rows that add up to a number which is known elsewhere, such as that of a city.
    """
    hidden = small.copy()
    for rows in totals:
        while any(0 < count[rows][hidden[rows]].sum() < least for count in counts):
            others = rows[~hidden[rows] & (counts[0][rows] > 0)]
            if not len(others):
                break
            hidden[others[counts[0][others].argmin()]] = True
    return hidden


def _least_shown(shown: "pd.Series[float]") -> int:
    return int(shown.where(shown.gt(0), np.inf).fillna(np.inf).to_numpy().argmin())


def _can_be_told(people: "pd.Series[float]", shown: "pd.Series[float]", least: float) -> bool:
    hidden = shown.isna() & people.notna()
    return bool(0 < float(people[hidden].sum()) < least and shown.gt(0).any())
