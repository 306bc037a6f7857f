"""Shares and people by draw, told as their mean with the range that holds nine of ten draws."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.reach.imputed.reaching import Drawn

Floats = NDArray[np.float64]

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


def people_by_draw(drawn: Drawn, limit_m: float, weights: ArrayLike) -> Floats:
    """Return how many people reach an offer in each draw.

    Parameters
    ----------
    weights
        People of each cell, or one column for each group of people: shape (cells,) or (cells, groups).

    Returns
    -------
    ndarray
        Shape (draws,) or (draws, groups).
    """
    heads = np.asarray(weights, dtype=np.float64)
    return np.asarray(drawn.reached(limit_m).astype(np.float64) @ heads, dtype=np.float64)
