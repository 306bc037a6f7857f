"""How sure a gap is: in how many variations and measures a cell is among the worst off.

Every variation changes what nobody knows exactly: the acceptable way, the detour, and where roughly known offers lie.
The same seed gives the same variations, whatever the order of cells and offers.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.projection import to_degrees, to_metric
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
    supply: pd.DataFrame,
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
    supply
        As `geo.reach.supply.make_supply` gives it; each location is drawn anew within its radius for every variation.
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
    in_order = supply.sort_index(kind="stable")  # the draws belong to the locations, not to their order
    drawn = _draws(in_order, variations, seed, limit_m=limit_m, detour_factor=detour_factor, crs=metric_crs)
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
    supply: pd.DataFrame, count: int, seed: int, *, limit_m: float, detour_factor: float, crs: int
) -> Iterator[_Draw]:
    rng = np.random.default_rng(seed)
    for _ in range(count):
        limit = limit_m * rng.uniform(1 - _LIMIT_SPREAD, 1 + _LIMIT_SPREAD)
        detour = max(1.0, detour_factor * rng.uniform(1 - _DETOUR_SPREAD, 1 + _DETOUR_SPREAD))
        yield _Draw(draw_points(supply, rng, metric_crs=crs), limit, detour)


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


def draw_points(supply: pd.DataFrame, rng: np.random.Generator, *, metric_crs: int = 25832) -> pd.DataFrame:
    """Return the supply with each location at a random place within its radius, equally likely all over its area."""
    radius = supply["uncertainty_m"].to_numpy(dtype=np.float64) * np.sqrt(rng.random(len(supply)))
    angle = rng.random(len(supply)) * 2 * np.pi
    x, y = to_metric(supply["lon"], supply["lat"], crs=metric_crs)
    lon, lat = to_degrees(x + radius * np.cos(angle), y + radius * np.sin(angle), crs=metric_crs)
    return supply.assign(lon=lon, lat=lat)


def _straight_line(demand: pd.DataFrame, metric_crs: int) -> BuildCost:
    def build(supply: pd.DataFrame, limit_m: float, detour_factor: float) -> Cost:
        return straight_line_cost(
            demand, supply, limit_m=limit_m, detour_factor=detour_factor, metric_crs=metric_crs
        )

    return build
