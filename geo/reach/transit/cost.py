"""Ways by bus and train as the same sparse pairs as all others.

A way is kept as the metres that somebody walks in the time it takes, so that limits, slack and walking all the way are
of one kind: a minute is `WALK_M_PER_MIN` metres in this way of travel, and no figure is told in these metres.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.reach.speeds import WALK_M_PER_MIN
from geo.reach.straight_line import Cost
from geo.reach.transit.ground import HORIZONS, TransitGround, as_metres, usual_of
from geo.reach.transit.journeys import USUAL
from geo.reach.transit.timetable import Flags, Floats
from geo.reach.transit.walking import walking_cost
from geo.reach.transit.window import MOST_MINUTES

#: The longest way looked at: four hours.
MOST_M = MOST_MINUTES * WALK_M_PER_MIN
_BLOCK_WAYS = 4 << 20  # ways held at once while riding and walking are compared: 32 MB

#: Returns the way to the fastest of the flagged places at each minute, usual of all minutes, for each cell.
AnyOf = Callable[[Flags], Floats]


@dataclass(frozen=True, eq=False)
class TransitCost(Cost):
    """Pairs with the usual time of each; to any of the places it is the usual time of the fastest at each minute."""

    any_of: AnyOf | None = None
    flags: Flags | None = None

    @cached_property
    def _nearest(self) -> Floats:
        if self.any_of is None or self.flags is None:
            raise ValueError("ways by bus and train without their departures")
        found = self.any_of(self.flags)
        found = np.where(found <= self.limit_m, found, np.inf)
        found.flags.writeable = False
        return found

    def _part(self, kept: Flags, *, limit_m: float | None = None) -> "TransitCost":
        limit = self.limit_m if limit_m is None else limit_m
        parts = {name: getattr(self, name)[kept] for name in ("cell", "site", "cost_m")}
        return replace(self, **parts, limit_m=limit)

    def only(self, mask: ArrayLike) -> "TransitCost":
        """Return the cost without pairs to sites where `mask` does not hold; numbers stay."""
        wanted = self._flags(mask)
        assert self.flags is not None  # noqa: S101 - set whenever there are departures
        return replace(self._part(wanted[self.site]), flags=self.flags & wanted)

    def select_sites(self, mask: ArrayLike) -> "TransitCost":
        """Return the cost to the sites where `mask` holds, numbered anew in their order."""
        wanted = self._flags(mask)
        base = super().select_sites(mask)
        assert self.any_of is not None and self.flags is not None  # noqa: S101
        kept, any_of = np.flatnonzero(wanted), self.any_of
        sites = len(wanted)

        def any_of_these(flags: Flags) -> Floats:
            whole = np.zeros(sites, dtype=np.bool_)
            whole[kept[flags]] = True
            return any_of(whole)

        return TransitCost(
            base.cell, base.site, base.cost_m, base.cells, base.sites, base.limit_m,
            any_of=any_of_these, flags=self.flags[kept],
        )  # fmt: skip


def horizon_m(limit_m: float) -> float:
    """Return the longest way that is found with one of a limit at no more work, in metres walked meanwhile."""
    minutes = next((one for one in HORIZONS if limit_m <= one * WALK_M_PER_MIN), MOST_MINUTES)
    return minutes * WALK_M_PER_MIN


def transit_cost(
    ground: TransitGround,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    slack_m: ArrayLike | None = None,
    step: int = 1,
) -> TransitCost:
    """Return the usual ways by bus and train, walking all the way where that is faster.

    Parameters
    ----------
    demand, supply
        Columns `lon`, `lat` (degrees, EPSG:4326), no gaps.
    limit_m
        Minutes times the speed of walking up to which pairs are kept, four hours at most.
    slack_m
        Metres each place may be moved: they are walked from the last stop, or all the way. A way is below 0 for a cell
        that lies inside the area.
    step
        Of the departures every so many are looked at for the pairs.

    Raises
    ------
    ValueError
        If the limit is longer than four hours.
    """
    if not 0 <= limit_m <= MOST_M:
        msg = f"a limit of 0 to {MOST_M:g} m expected, {limit_m} found"
        raise ValueError(msg)
    slack = np.zeros(len(supply)) if slack_m is None else np.asarray(slack_m, dtype=np.float64)
    ground.use(demand)
    horizon = ground.horizon_of(limit_m)
    wide = ground.wide(
        supply, slack, horizon, step, lambda: _wide_cost(ground, demand, supply, slack, horizon, step=step)
    )
    pairs = wide.within(limit_m)

    def any_of(flags: Flags) -> Floats:
        return _any_way(ground, demand, supply[flags], slack[flags], limit_m=limit_m)

    return TransitCost(
        pairs.cell, pairs.site, pairs.cost_m, pairs.cells, pairs.sites, pairs.limit_m,
        any_of=any_of, flags=np.ones(len(supply), dtype=np.bool_),
    )  # fmt: skip


def _wide_cost(
    ground: TransitGround,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    slack: Floats,
    horizon: int,
    *,
    step: int,
) -> Cost:
    """Return the pairs within a horizon, each with the faster of riding and walking all the way."""
    limit_m = horizon * WALK_M_PER_MIN
    columns = ground.usual(demand, supply, slack, limit_m=limit_m, step=step)
    cells, sites = len(demand), len(supply)
    size = max(1, _BLOCK_WAYS // max(cells, 1))
    found = []
    for begin in range(0, sites, size):
        block = slice(begin, begin + size)
        walk = _walk(ground, demand, supply.iloc[block], slack[block], limit_m)
        ways = np.full((walk.sites, cells), np.inf)
        ways[walk.site, walk.cell] = walk.cost_m
        for own, (cell, seconds) in zip(ways, columns[block], strict=True):
            own[cell] = np.minimum(own[cell], as_metres(seconds))
        rows, columns_near = np.nonzero(ways <= limit_m)
        kept = ways[rows, columns_near]
        found.append((columns_near.astype(np.int32), (rows + begin).astype(np.int32), kept))
    none = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))
    cell, site, ways = (np.concatenate(parts) for parts in zip(none, *found, strict=True))
    return Cost.from_pairs(cell, site, ways, cells=cells, sites=sites, limit_m=limit_m)


def _walk(
    ground: TransitGround, demand: pd.DataFrame, supply: pd.DataFrame, slack: Floats, limit_m: float
) -> Cost:
    return walking_cost(
        demand,
        supply,
        limit_m=limit_m,
        slack_m=slack,
        network=ground.walk_network,
        metric_crs=ground.metric_crs,
    )


def _any_way(
    ground: TransitGround, demand: pd.DataFrame, supply: pd.DataFrame, slack: Floats, *, limit_m: float
) -> Floats:
    """Return the way to the fastest place. A walk takes as long at every minute, so it may be compared afterwards."""
    if supply.empty:
        return np.full(len(demand), np.inf)
    by_minute = ground.by_minute(demand, supply, slack, limit_m=limit_m)
    walk = _walk(ground, demand, supply, slack, limit_m).nearest()
    return np.minimum(as_metres(usual_of(by_minute, USUAL)), walk)


def nearest_transit(
    ground: TransitGround,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    walk_m: Floats,
    *,
    share: float = USUAL,
    slack_m: ArrayLike | None = None,
) -> Floats:
    """Return the way to the fastest of all places, kept in a share of the departures; by foot beyond four hours.

    Parameters
    ----------
    walk_m
        Metres of way from each cell to the nearest place on foot, however far.
    """
    if supply.empty:
        return walk_m
    slack = np.zeros(len(supply)) if slack_m is None else np.asarray(slack_m, dtype=np.float64)
    by_minute = ground.by_minute(demand, supply, slack, limit_m=MOST_M)
    return np.minimum(as_metres(usual_of(by_minute, share)), walk_m)
