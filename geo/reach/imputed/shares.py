"""Shares and people by draw, told as their mean with the range that holds nine of ten draws."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

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
