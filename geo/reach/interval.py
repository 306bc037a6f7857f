"""How sure a share is: value, low and high from uncertain locations, and what better addresses would buy.

* *value*: every offer at its best-known point; those known only to their postcode or city are left out.
* *low*: only offers located to the house or street.
* *high*: every offer reaches whatever it could reach from the best place within its radius of uncertainty.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.measures import GROUPS, chance_within, coverage, covered_people
from geo.reach.speeds import DETOUR_FACTOR
from geo.reach.straight_line import Cost, straight_line_cost
from geo.reach.supply import has_point, is_sure

_TOUCHING = 1e-9  # circles alike whose centres lie nearer than this part of them are one

Floats = NDArray[np.float64]


class Interval(NamedTuple):
    """A share (0 to 1) or a number of people, and how far it may be off."""

    value: float
    low: float
    high: float


class Chances(NamedTuple):
    """The chance of each cell (0 to 1) to reach an offer: at the best-known points, at least, at most."""

    value: Floats
    low: Floats
    high: Floats


class HasChances(Protocol):
    """Whatever tells the chances within a limit of way, in metres."""

    def chances(self, limit_m: float) -> Chances:
        """Return the chances within a limit."""
        ...


@dataclass(frozen=True, eq=False)
class Reach:
    """What can be reached three times over; the sites are numbered alike, pairs that do not count are left out.

    A way of `high` is below 0 where the cell lies inside the area of the location.
    `weight` is how likely each site still offers what its entry says (1 unless discounted by age).
    """

    value: Cost
    low: Cost
    high: Cost
    weight: Floats

    def chances(self, limit_m: float) -> Chances:
        """Return the chances within a limit; low ≤ value ≤ high holds in every cell."""
        low, value, high = (
            chance_within(cost, limit_m, weight=self.weight) for cost in (self.low, self.value, self.high)
        )
        value = np.maximum(value, low)  # the sums of logarithms may differ in their last digit
        return Chances(value, low, np.maximum(high, value))

    def nearest(self) -> Chances:
        """Return the metres to the next offer at the best-known points, at most (`low`) and at least (`high`)."""
        return Chances(self.value.nearest(), self.low.nearest(), np.maximum(self.high.nearest(), 0.0))


def make_reach(cost: Cost, best_case: Cost, supply: pd.DataFrame) -> Reach:
    """Sort the ways to all locations into what is sure, known and possible.

    Parameters
    ----------
    cost
        Ways to the best-known points of the rows of `supply` that have a point of their own, or of all.
    best_case
        Ways to the best place within each location's radius: `straight_line_cost` with `slack_m`, or `shortened`.
    supply
        As `geo.reach.supply.make_supply` gives it.
    """
    weight = supply["weight"].to_numpy(dtype=np.float64)
    return Reach(cost.only(has_point(supply)), cost.only(is_sure(supply)), best_case, weight)


def straight_line_reach(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
) -> Reach:
    """Return the reach along the straight line for limits up to `limit_m` metres of way."""

    def ways(places: pd.DataFrame, slack_m: ArrayLike | None = None) -> Cost:
        return straight_line_cost(
            demand,
            places,
            limit_m=limit_m,
            detour_factor=detour_factor,
            slack_m=slack_m,
            metric_crs=metric_crs,
        )

    rows = np.flatnonzero(has_point(supply)).astype(np.int32)  # no other is looked at for what is known
    known = ways(supply.iloc[rows])
    of_all = replace(known, site=rows[known.site], sites=len(supply))
    return make_reach(of_all, ways(supply, supply["uncertainty_m"]), supply)


def shortened(
    cost: Cost, slack_m: ArrayLike, *, limit_m: float, detour_factor: float = DETOUR_FACTOR
) -> Cost:
    """Return ways made shorter by detour factor times slack, below 0 inside the area: the best case on a network.

    Parameters
    ----------
    cost
        Ways up to at least `limit_m` plus detour factor times the largest slack.
    slack_m
        Metres each site may lie nearer, one number a site.

    Raises
    ------
    ValueError
        If the ways do not go far enough.
    """
    slack = np.asarray(slack_m, dtype=np.float64)
    needed = limit_m + detour_factor * float(slack.max(initial=0.0))
    if cost.limit_m < needed:
        msg = f"ways up to {needed:g} m needed, known up to {cost.limit_m:g} m"
        raise ValueError(msg)
    ways = cost.cost_m - detour_factor * slack[cost.site]
    return Cost.from_pairs(cost.cell, cost.site, ways, cells=cost.cells, sites=cost.sites, limit_m=limit_m)


# -- shares ----------------------------------------------------------------------------------------


def share_interval(people: ArrayLike, chances: Chances) -> Interval:
    """Return the share of people who reach an offer; NaN where there are no people."""
    return Interval(*(coverage(people, chance) for chance in chances))


def people_interval(people: ArrayLike, chances: Chances) -> Interval:
    """Return the number of people who reach an offer."""
    return Interval(*(covered_people(people, chance) for chance in chances))


def curve_interval(reach: HasChances, people: ArrayLike, limits_m: Sequence[float]) -> pd.DataFrame:
    """Return the share for each limit; index `limit_m`, columns `share`, `share_low`, `share_high`."""
    rows = [share_interval(people, reach.chances(limit)) for limit in limits_m]
    index = pd.Index(list(limits_m), name="limit_m", dtype="float64")
    return pd.DataFrame(rows, index=index, columns=["share", "share_low", "share_high"], dtype="float64")


def interval_by_city(demand: pd.DataFrame, chances: Chances, *, group: str = "all") -> pd.DataFrame:
    """Return people and shares of each city.

    Returns
    -------
    DataFrame
        Index `ags`, sorted; `people`, `covered`, `covered_low`, `covered_high` (persons), `share`, `share_low`,
        `share_high` (0 to 1, NaN where nobody lives).
    """
    people = demand[GROUPS[group]].to_numpy(dtype=np.float64)
    covered = {f"covered{part}": people * chance for part, chance in _parts(chances)}
    sums = pd.DataFrame({"people": people, **covered}, index=demand["ags"]).groupby(level="ags").sum()
    living = sums["people"].where(sums["people"] > 0)
    shares = {f"share{part}": sums[f"covered{part}"] / living for part, _ in _parts(chances)}
    return sums.assign(**shares)


def _parts(chances: Chances) -> list[tuple[str, Floats]]:
    return [("", chances.value), ("_low", chances.low), ("_high", chances.high)]


# -- what better addresses would buy ---------------------------------------------------------------


def narrowing(
    reach: Reach,
    supply: pd.DataFrame,
    people: ArrayLike,
    *,
    limit_m: float,
    detour_factor: float = DETOUR_FACTOR,
) -> pd.DataFrame:
    """Rank the locations by how much knowing their address would narrow the interval of the share.

    The people between low and high are those whom some offer may reach and none surely does. Were one location known
    to the house, those whom no other may reach would be decided. Of the others it would surely reach the part of its
    area from which they are in reach (its true place taken as equally likely all over the area).

    Parameters
    ----------
    reach, supply
        Of the same locations.
    limit_m
        Metres of way that count as reached.
    detour_factor
        That of the ways; it turns them back into straight lines.

    Returns
    -------
    DataFrame
        Index `location_id`, most first, only locations with a radius; `offers`, `precision`, `uncertainty_m`,
        `city`; `possible`: people between low and high whom it may reach; `only`: those whom no other may reach;
        `narrowing`: people by whom the interval is expected to shrink.
    """
    chances = reach.chances(limit_m)
    open_people = np.asarray(people, dtype=np.float64) * (chances.high - chances.low)
    near = reach.high.within(limit_m)
    alone = np.bincount(near.cell, minlength=near.cells)[near.cell] == 1
    decided = np.where(alone, 1.0, _place_share(reach, supply, near, limit_m, detour_factor))
    at_stake = open_people[near.cell]
    sums = {
        "possible": np.bincount(near.site, weights=at_stake, minlength=near.sites),
        "only": np.bincount(near.site, weights=at_stake * alone, minlength=near.sites),
        "narrowing": np.bincount(near.site, weights=at_stake * decided, minlength=near.sites),
    }
    table = supply[["offers", "precision", "uncertainty_m", "city"]].assign(**sums)
    ranked = table[table["uncertainty_m"] > 0].sort_index(kind="stable")
    return ranked.sort_values(["narrowing", "possible"], ascending=False, kind="stable")


def _place_share(
    reach: Reach, supply: pd.DataFrame, near: Cost, limit_m: float, detour_factor: float
) -> Floats:
    """Return for each possible pair the part of the location's area from which the cell is in reach."""
    radius = supply["uncertainty_m"].to_numpy(dtype=np.float64)[near.site]
    straight = np.maximum(near.cost_m / detour_factor + radius, 0.0)
    return overlap_share(straight, radius, limit_m / detour_factor)


def overlap_share(distance: ArrayLike, radius: ArrayLike, reach: float) -> Floats:
    """Return the part of circles that another circle covers.

    Parameters
    ----------
    distance
        Between the two centres.
    radius
        Of the circles whose part is asked for, above 0 (a circle of radius 0 is covered or not).
    reach
        Radius of the circle that covers.
    """
    d, u = np.broadcast_arrays(np.asarray(distance, dtype=np.float64), np.asarray(radius, dtype=np.float64))
    inside = d <= np.maximum(np.abs(reach - u), _TOUCHING * (reach + u))
    apart = (d >= reach + u) & ~inside
    share = np.where(apart, 0.0, np.minimum(1.0, _square_ratio(reach, u)))
    crossing = ~inside & ~apart
    share[crossing] = _lens(d[crossing], u[crossing], reach) / (np.pi * u[crossing] ** 2)
    return np.clip(share, 0.0, 1.0)


def _square_ratio(reach: float, radius: Floats) -> Floats:
    return np.divide(reach, radius, out=np.ones_like(radius), where=radius > 0) ** 2


def _lens(d: Floats, u: Floats, r: float) -> Floats:
    """Return the area common to two crossing circles of radius u and r, d apart."""
    at_u = np.arccos(np.clip((d**2 + u**2 - r**2) / (2 * d * u), -1.0, 1.0))
    at_r = np.arccos(np.clip((d**2 + r**2 - u**2) / (2 * d * r), -1.0, 1.0))
    kite = (u + r - d) * (d + u - r) * (d - u + r) * (d + u + r)
    area: Floats = u**2 * at_u + r**2 * at_r - 0.5 * np.sqrt(np.maximum(kite, 0.0))
    return area
