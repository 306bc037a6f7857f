"""Shares and people by draw, told as their mean with the range that holds nine of ten draws."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: The range told is between these quantiles: it is to hold the truth in nine of ten cases.
LOW, HIGH = 0.05, 0.95


class Spread(NamedTuple):
    """The mean over the draws, and the range that holds nine of ten of them."""

    expected: float
    low: float
    high: float


def spread(by_draw: ArrayLike) -> Spread:
    """Return mean and range of a number told by draw; NaN where it is not known in some draw."""
    values = np.asarray(by_draw, dtype=np.float64)
    if not len(values) or np.isnan(values).any():
        return Spread(float("nan"), float("nan"), float("nan"))
    if np.ptp(values) == 0:
        return Spread(float(values[0]), float(values[0]), float(values[0]))
    mean = float(values.mean())
    low, high = (float(value) for value in np.quantile(values, (LOW, HIGH)))
    return Spread(mean, min(low, mean), max(high, mean))


def spread_of_each(by_draw: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what `spread` tells of each column, all at once.

    Parameters
    ----------
    by_draw
        Shape (draws, things).

    Returns
    -------
    array
        Shape (3, things): expected, low, high; NaN where a number is not known in some draw.
    """
    draws, things = by_draw.shape
    found = np.full((3, things), np.nan)
    if not draws or not things:
        return found
    rows = np.ascontiguousarray(by_draw.T)
    is_same = np.ptp(rows, axis=1) == 0
    mean = np.where(is_same, rows[:, 0], rows.mean(axis=1))
    low, high = np.quantile(rows, (LOW, HIGH), axis=1)
    found[:] = (
        mean,
        np.where(is_same, mean, np.minimum(low, mean)),
        np.where(is_same, mean, np.maximum(high, mean)),
    )
    return np.where(np.isnan(rows).any(axis=1), np.nan, found)
