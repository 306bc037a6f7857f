"""Small numbers of people are never shown singly: a cell with one or two persons may point at them."""

import numpy as np
import pandas as pd

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


def _least_shown(shown: "pd.Series[float]") -> int:
    return int(shown.where(shown.gt(0), np.inf).fillna(np.inf).to_numpy().argmin())


def _can_be_told(people: "pd.Series[float]", shown: "pd.Series[float]", least: float) -> bool:
    hidden = shown.isna() & people.notna()
    return bool(0 < float(people[hidden].sum()) < least and shown.gt(0).any())
