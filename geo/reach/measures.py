"""Who reaches what: nearest, coverage, cumulative, the floating catchment family, and the gap index.

Pure functions on arrays: `people` and every result have one number a cell, `supply` one a site, both in the order of
the `Cost`. Formulas and sources: docs/METHODS.md, "Reach".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array

from geo.reach.straight_line import Cost

#: The groups of people a share can be counted over, and their column in the demand.
GROUPS = {"all": "people", "foreign": "foreign_nationals"}

NEAREST, CUMULATIVE, _TWO_STEP, _ENHANCED, BALANCED = "nearest", "cumulative", "2sfca", "e2sfca", "bfca"


class Unit(StrEnum):
    """What a measure counts."""

    WAY = "way"  # minutes or metres, as the question has it
    OFFERS = "offers"
    PER_PEOPLE = "per_people"  # offers per person
    RELATIVE = "relative"  # the same, but only beside its mean does it mean something


@dataclass(frozen=True)
class Kind:
    """What a measure counts, and how many thresholds around a tile it looks at sites and cells.

    Why just so many, `geo.reach.tiles` says.
    """

    unit: Unit
    site_rim: int = 1
    cell_rim: int = 0


KINDS = {
    NEAREST: Kind(Unit.WAY),
    CUMULATIVE: Kind(Unit.OFFERS),
    _TWO_STEP: Kind(Unit.PER_PEOPLE, cell_rim=2),
    _ENHANCED: Kind(Unit.PER_PEOPLE, cell_rim=2),
    BALANCED: Kind(Unit.RELATIVE, site_rim=3, cell_rim=2),
}
MEASURES = tuple(KINDS)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Hands out the runs of cells anew each time it is called (`geo.reach.straight_line.straight_line_chunks` with its
#: arguments bound; catchments need no sorted pairs).
Chunks = Callable[[], Iterable[tuple[slice, Cost]]]
Decay = Callable[[Cost], Floats]
#: The same with the weights of the pairs as sparse matrices (cells of the run, sites).
Matrices = Callable[[], Iterable[tuple[slice, csr_array | coo_array]]]


# -- nearest and coverage --------------------------------------------------------------------------


def covered_people(people: ArrayLike, chance: ArrayLike) -> float:
    """Return the sum of people times their chance (0 to 1, or yes and no) of reaching an offer.

    The order of the sum is fixed, so that a larger chance anywhere never gives a smaller sum, not even by rounding.
    """
    return float(np.sum(np.asarray(people, dtype=np.float64) * np.asarray(chance, dtype=np.float64)))


def coverage(people: ArrayLike, chance: ArrayLike) -> float:
    """Return the share of people who reach an offer, NaN where there are no people.

    Parameters
    ----------
    chance
        1 (or true) for cells that reach one, 0 for those that do not; between them where an offer may be gone.
    """
    everybody = float(np.sum(np.asarray(people, dtype=np.float64)))
    return covered_people(people, chance) / everybody if everybody > 0 else float("nan")


def chance_within(cost: Cost, limit_m: float, *, weight: ArrayLike | None = None) -> Floats:
    """Return the chance that somebody in each cell reaches at least one offer within the limit.

    Parameters
    ----------
    weight
        How likely each site still offers what its entry says (0 to 1); without it all do, and the chance is 0 or 1.
        Sites stand or fall independently: 1 − Π (1 − weight).
    """
    if weight is None or bool(np.all(np.asarray(weight) == 1)):
        return (cost.nearest() <= limit_m).astype(np.float64)
    near = cost.within(limit_m)
    with np.errstate(divide="ignore"):  # a sure site: the logarithm of 0 is −inf, and exp gives 0 back
        gone = np.log1p(-np.asarray(weight, dtype=np.float64))
    log_gone = np.bincount(near.cell, weights=gone[near.site], minlength=cost.cells)
    chance: Floats = -np.expm1(log_gone)
    return chance


# -- cumulative and floating catchments ------------------------------------------------------------


def cumulative(cost: Cost, supply: ArrayLike | None = None) -> Floats:
    """Return how many sites (or how much supply) each cell reaches within the limit of the cost."""
    values = None if supply is None else np.asarray(supply, dtype=np.float64)[cost.site]
    return np.bincount(cost.cell, weights=values, minlength=cost.cells).astype(np.float64)


def two_step_fca(cost: Cost, people: ArrayLike, supply: ArrayLike) -> Floats:
    """Return supply per person by the two-step floating catchment area (Luo and Wang 2003).

    Every site within the limit of the cost counts alike. Example: one place, two cells of 10 and 30 people both in
    reach: 1/40 for each.
    """
    return _two_step(_one_run(cost, _flat), people, supply)


def e2sfca(cost: Cost, people: ArrayLike, supply: ArrayLike) -> Floats:
    """Return supply per person by the enhanced two-step method: nearer counts more (Luo and Qi 2009).

    The weight falls along a Gaussian from 1 at the door to 0 at the limit of the cost (`gaussian`).
    """
    return _two_step(_one_run(cost, _gaussian), people, supply)


def bfca(cost: Cost, people: ArrayLike, supply: ArrayLike) -> Floats:
    """Return access by the balanced floating catchment area (Páez, Higgins and Vivona 2019).

    People are divided over the sites they reach, and the level of service over the cells that use it, so neither is
    counted twice. Weights as in `e2sfca`. The level of a cell depends on the size of the cells: compare cells of one
    grid only.
    """
    return _balanced(_one_run(cost, _gaussian), people, supply)


def gaussian(cost_m: ArrayLike, limit_m: float) -> Floats:
    """Return (exp(−½(d/T)²) − exp(−½)) / (1 − exp(−½)) for ways d up to the limit T, 0 beyond."""
    ways = np.asarray(cost_m, dtype=np.float64)
    weights = np.maximum(ways, 0.0)
    if limit_m > 0:  # else only the door itself is in reach
        weights /= limit_m
    floor = np.exp(-0.5)
    for step in (np.square, partial(np.multiply, -0.5), np.exp):
        step(weights, out=weights)  # in place: millions of pairs are to stay one array
    weights -= floor
    weights /= 1 - floor
    np.maximum(weights, 0.0, out=weights)
    weights[ways > limit_m] = 0.0
    return weights


def fca_chunked(
    chunks: Chunks, people: ArrayLike, supply: ArrayLike, *, decay: Decay | None = None
) -> Floats:
    """Return the two-step catchment measure in two passes over runs of cells; memory holds one run at a time.

    Parameters
    ----------
    decay
        The weight of each pair of a cost; Gaussian (`e2sfca`) if none is given.
    """
    return _two_step(_runs(chunks, decay or _gaussian), people, supply)


def measure(name: str, cost: Cost, people: ArrayLike, supply: ArrayLike) -> Floats:
    """Return one of `MEASURES` as a number that grows with access; the nearest way counts negative.

    Raises
    ------
    ValueError
        If there is no measure of that name.
    """
    if name == NEAREST:
        return -cost.nearest()
    if name == CUMULATIVE:
        return cumulative(cost, supply)
    catchment = {_TWO_STEP: two_step_fca, _ENHANCED: e2sfca, BALANCED: bfca}.get(name)
    if catchment is None:
        msg = f"unknown measure {name!r}; known are {', '.join(MEASURES)}"
        raise ValueError(msg)
    access: Floats = catchment(cost, people, supply)
    return access


# -- gaps ------------------------------------------------------------------------------------------


def mean_access(people: ArrayLike, access: ArrayLike) -> float:
    """Return the access of the average person, NaN where nobody lives: a standard to measure gaps against."""
    heads = np.asarray(people, dtype=np.float64)
    everybody = float(heads.sum())
    return float((heads * np.asarray(access)).sum()) / everybody if everybody > 0 else float("nan")


def gap_index(people: ArrayLike, access: ArrayLike, *, standard: float) -> Floats:
    """Return people times how far their access falls below a standard, as a share of it.

    P·max(0, (A* − A)/A*): 100 people without any access weigh as much as 200 at half of the standard. Sum it by city.

    Raises
    ------
    ValueError
        If the standard is not above 0.
    """
    if not standard > 0:
        msg = f"a standard above 0 expected, {standard} found"
        raise ValueError(msg)
    short = np.maximum(0.0, (standard - np.asarray(access, dtype=np.float64)) / standard)
    gaps: Floats = np.asarray(people, dtype=np.float64) * short
    return gaps


# -- workers ---------------------------------------------------------------------------------------


def _one_run(cost: Cost, decay: Decay) -> Matrices:
    whole = [(slice(0, cost.cells), _matrix(cost, decay))]
    return lambda: whole


def _runs(chunks: Chunks, decay: Decay) -> Matrices:
    return lambda: ((rows, _matrix(cost, decay)) for rows, cost in chunks())


def _matrix(cost: Cost, decay: Decay) -> csr_array | coo_array:
    return cost.to_csr(decay(cost)) if cost.is_sorted else cost.to_coo(decay(cost))


def _two_step(matrices: Matrices, people: ArrayLike, supply: ArrayLike) -> Floats:
    heads, stock = np.asarray(people, dtype=np.float64), np.asarray(supply, dtype=np.float64)
    demand = np.zeros(len(stock))
    for rows, weights in matrices():
        demand += weights.T @ heads[rows]
    return _handed_out(matrices, _ratio(stock, demand), len(heads))


def _balanced(matrices: Matrices, people: ArrayLike, supply: ArrayLike) -> Floats:
    heads, stock = np.asarray(people, dtype=np.float64), np.asarray(supply, dtype=np.float64)
    demand, column = np.zeros(len(stock)), np.zeros(len(stock))
    for rows, weights in matrices():
        demand += weights.T @ _ratio(heads[rows], weights @ np.ones(len(stock)))
        column += weights.T @ np.ones(weights.shape[0])
    return _handed_out(matrices, _ratio(_ratio(stock, demand), column), len(heads))


def _handed_out(matrices: Matrices, level: Floats, cells: int) -> Floats:
    access = np.zeros(cells)
    for rows, weights in matrices():
        access[rows] = weights @ level
    return access


def _flat(cost: Cost) -> Floats:
    return np.ones(cost.pairs)


def _gaussian(cost: Cost) -> Floats:
    return gaussian(cost.cost_m, cost.limit_m)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Divide; nothing per nobody is nothing."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
