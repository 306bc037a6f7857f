"""How evenly access is shared: between people, between all people and foreign nationals, between cities.

Access is what a measure of `geo.reach.measures` gives each cell; everybody in a cell has that of the cell, so what
differs inside a cell is not seen. For ways (`nearest`) less is better and the figures tell how unevenly ways are
shared: cap them first (`capped`), a cell without any offer in reach then counts with the cap.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

_TOP_SHARE = 0.10  # Palma: the tenth of the people with the highest values …
_BOTTOM_SHARE = 0.40  # … and the four tenths with the lowest
_REPLICATIONS = 500  # drawn worlds; the ends of the interval then move by less than a tenth of its width
_LEVEL = 0.95
_SEED = 2022

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval; NaN where it is not defined, `inf` where it has no upper end."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Equity:
    """How evenly access is shared.

    `gini`: 0 (all the same) to 1. `palma`: what the tenth with the highest values has, divided by what the four
    tenths with the lowest have; 0.25 when all have the same. `foreign_ratio`: mean of foreign nationals divided by
    mean of all people, `foreign_coverage_ratio` the same for the covered share; 1 when equal.
    """

    gini: Estimate
    palma: Estimate
    foreign_ratio: Estimate
    foreign_coverage_ratio: Estimate


def gini(access: ArrayLike, people: ArrayLike) -> float:
    """Return the Gini coefficient of access among people.

    G = Σ_i Σ_j P_i P_j |A_i − A_j| / (2 P² Ā), computed on the sorted cells as 1 − Σ_k p_k (L_k + L_{k−1}) with
    the shares of people p and the cumulated shares of access L (Brown 1994). Cells with equal access may stand in
    any order.

    Parameters
    ----------
    access
        Of one person in each cell, 0 or more, finite.
    people
        Persons in each cell.

    Returns
    -------
    float
        0 (all the same) to 1, NaN when nobody is there or nobody has anything.

    Raises
    ------
    ValueError
        If a number is negative or not finite, or the two do not belong together.

    Examples
    --------
    One person with 3, three persons with 1 each: 2·(1·3·2) / (2·16·1.5) = 0.25.

    >>> gini([3, 1], [1, 3])
    0.25
    """
    return _Sorted.of(access, people).gini()


def palma(access: ArrayLike, people: ArrayLike) -> float:
    """Return the access of the best-served tenth of the people divided by that of the least-served four tenths.

    The people of a cell on the edge count in part, so that exactly a tenth and four tenths are taken. 0.25 when all
    have the same; `inf` when the four tenths have nothing; NaN where `gini` is not defined.

    Examples
    --------
    Ten persons with 1 to 10: 10 / (1 + 2 + 3 + 4) = 1.

    >>> palma([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1] * 10)
    1.0
    """
    return _Sorted.of(access, people).palma()


def capped(cost: ArrayLike, cap: float) -> Floats:
    """Return ways with those beyond `cap`, and those without any offer in reach, set to `cap`."""
    return np.minimum(np.asarray(cost, dtype=np.float64), cap)


def measure_equity(
    demand: pd.DataFrame,
    access: ArrayLike,
    covered: ArrayLike,
    *,
    replications: int = _REPLICATIONS,
    seed: int = _SEED,
) -> Equity:
    """Return all figures on how evenly access is shared, with 95 % intervals.

    Parameters
    ----------
    demand
        Cells with `people`, `foreign_nationals` (NaN where a file does not tell them).
    access
        Value of each cell, finite (see `capped`).
    covered
        Which cells are within the threshold, or how likely each is.
    replications, seed
        Of the bootstrap; the same seed gives the same interval, whatever the order of the cells.
    """
    people, foreign = demand["people"].to_numpy(dtype=np.float64), _foreign(demand)
    ordered = _Sorted.of(access, people, foreign, np.asarray(covered, dtype=np.float64))
    figures = (_Sorted.gini, _Sorted.palma, _Sorted.foreign_ratio, _Sorted.foreign_coverage_ratio)
    found = ordered.estimates(figures, replications=replications, seed=seed)
    return Equity(found[0], found[1], found[2], found[3])


def _foreign(demand: pd.DataFrame) -> Floats:
    """Return the foreign nationals; nobody at all where some cell does not tell them."""
    foreign = demand["foreign_nationals"].to_numpy(dtype=np.float64)
    return foreign if not np.isnan(foreign).any() else np.zeros(len(foreign))


@dataclass(frozen=True, eq=False)
class _Sorted:
    """Cells with people, least access first; equal cells stand together, so the order they came in is forgotten."""

    access: Floats
    people: Floats
    foreign: Floats
    covered: Floats

    @classmethod
    def of(
        cls,
        access: ArrayLike,
        people: ArrayLike,
        foreign: ArrayLike | None = None,
        covered: ArrayLike | None = None,
    ) -> "_Sorted":
        nothing = np.zeros(np.shape(np.asarray(people)))
        parts = _checked(
            access,
            people,
            nothing if foreign is None else foreign,
            nothing if covered is None else covered,
        )
        order = np.lexsort(parts[::-1])
        order = order[(parts[1] + parts[2])[order] > 0]
        return cls(*(part[order] for part in parts))

    def drawn(self, counts: Floats) -> "_Sorted":
        return _Sorted(self.access, self.people * counts, self.foreign * counts, self.covered)

    def gini(self) -> float:
        held = self.access * self.people
        sum_held, sum_people = held.sum(), self.people.sum()
        if not (sum_held > 0 and sum_people > 0):
            return math.nan
        area = (self.people * (2 * np.cumsum(held) - held)).sum() / (sum_people * sum_held)
        return float(np.clip(1 - area, 0.0, 1.0))

    def palma(self) -> float:
        held = self.access * self.people
        if not held.sum() > 0:
            return math.nan
        bottom, below_top = np.interp([_BOTTOM_SHARE, 1 - _TOP_SHARE], _shares(self.people), _shares(held))
        with np.errstate(over="ignore"):  # next to nothing below is nothing below
            return float((1 - below_top) / bottom) if bottom > 0 else math.inf

    def foreign_ratio(self) -> float:
        return _ratio(_mean(self.access, self.foreign), _mean(self.access, self.people))

    def foreign_coverage_ratio(self) -> float:
        return _ratio(_mean(self.covered, self.foreign), _mean(self.covered, self.people))

    def estimates(
        self, figures: tuple[Callable[["_Sorted"], float], ...], *, replications: int, seed: int
    ) -> list[Estimate]:
        """Return each figure with the range it has in worlds drawn cell by cell with replacement (Efron 1979)."""
        random, size = np.random.default_rng(seed), len(self.access)
        found = np.full((replications, len(figures)), np.nan)
        for number in range(replications if size else 0):
            counts = np.bincount(random.integers(0, size, size), minlength=size).astype(np.float64)
            world = self.drawn(counts)
            found[number] = [figure(world) for figure in figures]
        return [_estimate(figure(self), found[:, k]) for k, figure in enumerate(figures)]


def _estimate(value: float, drawn: Floats) -> Estimate:
    """Return the middle 95 % of the drawn figures; widened to hold the value itself where it must be."""
    defined = np.sort(drawn[~np.isnan(drawn)])
    if math.isnan(value) or not len(defined):
        return Estimate(value, value, value)
    tail = (1 - _LEVEL) / 2
    low = defined[math.floor(tail * (len(defined) - 1))]
    high = defined[math.ceil((1 - tail) * (len(defined) - 1))]
    return Estimate(value, min(float(low), value), max(float(high), value))


def _shares(values: Floats) -> Floats:
    """Return the cumulated shares, 0 first."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    shares: Floats = sums / sums[-1]
    return shares


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 0 else math.nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _checked(*columns: ArrayLike) -> tuple[Floats, ...]:
    arrays = tuple(np.asarray(column, dtype=np.float64) for column in columns)
    if len({array.shape for array in arrays}) != 1 or arrays[0].ndim != 1:
        msg = f"one number for each cell expected, shapes {[array.shape for array in arrays]} found"
        raise ValueError(msg)
    if not all(np.isfinite(array).all() and (array >= 0).all() for array in arrays):
        msg = "finite numbers of 0 or more expected; ways without an end need `capped`"
        raise ValueError(msg)
    return arrays
