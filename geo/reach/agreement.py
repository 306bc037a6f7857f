"""How sure a gap is: in how many variations and measures a cell is among the worst off.

Every variation changes what nobody knows exactly: the acceptable way, the detour, and where roughly known offers lie.
The same seed gives the same variations, whatever the order of cells and offers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.measures import MEASURES, measure
from geo.reach.scheduler import Runner, in_turn
from geo.reach.speeds import DETOUR_FACTOR
from geo.reach.straight_line import Cost, straight_line_cost
from geo.reach.supply import strength

_WORST_SHARE = 0.2  # the worst fifth
_LIMIT_SPREAD = 0.2  # the acceptable way, ± 20 %: speed and patience of people
_DETOUR_SPREAD = (
    0.1  # the detour factor, ± 10 %: 1.17 to 1.43 around 1.3, as between dense and cut-up quarters
)
VARIATIONS = 40  # a share from 40 × 5 runs is good to about ± 4 points
SEED = 20221115  # any number; it stands in every run file

_DIGITS = 12  # sums of the same shares in another order differ behind it

Floats = NDArray[np.float64]
#: Builds the ways for supply, limit in metres and detour factor.
BuildCost = Callable[[pd.DataFrame, float, float], Cost]


def agreement(
    demand: pd.DataFrame,
    supplies: Iterable[pd.DataFrame],
    *,
    limit_m: float,
    people_column: str = "people",
    measures: Sequence[str] = MEASURES,
    variations: int = VARIATIONS,
    seed: int = SEED,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
    build: BuildCost | None = None,
    run: Runner = in_turn,
) -> pd.DataFrame:
    """Return in which share of the runs each cell is in the worst fifth.

    Parameters
    ----------
    demand
        Cells with `lon`, `lat` and people.
    supplies
        Where the offers are in each variation (`lon`, `lat`, `capacity`, `weight`): one of the drawn directories each.
    build
        Makes the ways of one variation; along the straight line if none is given.
    run
        Does the variations: one after the other here, or many at once (`geo.reach.scheduler`); the result is the same.

    Returns
    -------
    DataFrame
        The index of `demand`; one column a measure, and `agreement`: the mean of them. Shares from 0 to 1.
    """
    people = demand[people_column].to_numpy(dtype=np.float64)
    shared = _Shared(build or _straight_line(demand, metric_crs), people, tuple(measures))
    drawn = _draws(islice(supplies, variations), seed, limit_m=limit_m, detour_factor=detour_factor)
    counts = np.zeros((len(demand), len(measures)))
    for _, is_worst in run(_worst_of, shared, drawn):
        counts += is_worst
    shares = pd.DataFrame(counts / variations, index=demand.index, columns=list(measures))
    return shares.assign(agreement=shares.mean(axis=1))


class _Shared(NamedTuple):
    """What all variations have in common."""

    build: BuildCost
    people: Floats
    measures: tuple[str, ...]


class _Draw(NamedTuple):
    """One variation."""

    supply: pd.DataFrame
    limit_m: float
    detour_factor: float


def _draws(
    supplies: Iterable[pd.DataFrame], seed: int, *, limit_m: float, detour_factor: float
) -> Iterator[_Draw]:
    rng = np.random.default_rng(seed)
    for supply in supplies:
        limit = limit_m * rng.uniform(1 - _LIMIT_SPREAD, 1 + _LIMIT_SPREAD)
        detour = max(1.0, detour_factor * rng.uniform(1 - _DETOUR_SPREAD, 1 + _DETOUR_SPREAD))
        yield _Draw(supply, limit, detour)


def _worst_of(shared: _Shared, draw: _Draw) -> NDArray[np.bool_]:
    """Say for each cell and measure whether the cell is in the worst fifth of one variation."""
    cost = shared.build(*draw)
    stock = strength(draw.supply)
    columns = [
        worst_off(shared.people, measure(name, cost, shared.people, stock)) for name in shared.measures
    ]
    return np.column_stack(columns)


def worst_off(people: ArrayLike, access: ArrayLike, *, share: float = _WORST_SHARE) -> NDArray[np.bool_]:
    """Say for each cell whether fewer than a share of all people are worse off than those who live there.

    Cells alike are treated alike: where more than a fifth of the people have nothing at all, all of them are in the
    worst fifth. Where everybody has the same, nobody is.
    """
    heads, level = np.asarray(people, dtype=np.float64), np.asarray(access, dtype=np.float64)
    scale = float(np.abs(level[np.isfinite(level)]).max(initial=0.0)) or 1.0
    levels, number = np.unique(np.round(level / scale, _DIGITS), return_inverse=True)
    if len(levels) < 2:
        return np.zeros(len(level), dtype=np.bool_)
    by_level = np.bincount(number, weights=heads, minlength=len(levels))
    worse = np.concatenate(([0.0], np.cumsum(by_level)[:-1]))
    is_worst = worse < share * by_level.sum()
    is_worst[-1] = False  # nobody is better off than these
    found: NDArray[np.bool_] = is_worst[number]
    return found


def _straight_line(demand: pd.DataFrame, metric_crs: int) -> BuildCost:
    def build(supply: pd.DataFrame, limit_m: float, detour_factor: float) -> Cost:
        return straight_line_cost(
            demand, supply, limit_m=limit_m, detour_factor=detour_factor, metric_crs=metric_crs
        )

    return build
