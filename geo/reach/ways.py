"""What ways cross: the people's cells, the streets where a network was built, a timetable for who takes the bus."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.projection import to_metric
from geo.reach.imputed import PlaceWays, StraightTable, WaysByTree, WaysTable
from geo.reach.interval import Bounds
from geo.reach.network import StreetNetwork, nearest_cost, network_cost
from geo.reach.speeds import DETOUR_FACTOR, METRES, TRANSIT
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_cost
from geo.reach.supply import is_exact
from geo.reach.transit.cost import MOST_M, nearest_transit, transit_cost
from geo.reach.transit.ground import TransitGround

Floats = NDArray[np.float64]

#: So many ways fit into a table (160 MB); beyond, straight lines are found anew for each draw.
_MOST_WAYS = 40_000_000
#: Up to so many points a loop is faster than a tree.
_FEW = 8

#: To drawn places, of which there are many and none is real, the usual time is that of so many departures at least.
_DRAWN_DEPARTURES = 30

#: What uses the network for walking; a threshold in metres is one of walked metres, and stops are walked to.
_ON_FOOT = frozenset({"walk", "walk_slow", METRES, TRANSIT})


@dataclass(frozen=True, eq=False)
class Ways:
    """Cells (`lon`, `lat`, degrees), street networks by way of travel, and the map in metres (EPSG code).

    `transit` is the timetable with a window of departures, needed by bus and train only.
    """

    demand: pd.DataFrame
    networks: Mapping[str, StreetNetwork]
    metric_crs: int
    transit: TransitGround | None = None

    def network_of(self, mode: str) -> StreetNetwork | None:
        """Return the street network for a way of travel, None where the straight line has to do.

        By bus and train it is that for walking to the stops, between them, and from them.
        """
        return self.networks.get("walk" if mode in _ON_FOOT else mode)

    def ways(self, mode: str, supply: pd.DataFrame, *, limit_m: float) -> Cost:
        """Return the ways from all cells to some places."""
        if mode == TRANSIT:
            return transit_cost(self._timetable, self.demand, supply, limit_m=min(limit_m, MOST_M))
        network = self.network_of(mode)
        if network is not None:
            return network_cost(network, self.demand, supply, limit_m=limit_m, metric_crs=self.metric_crs)
        return straight_line_cost(self.demand, supply, limit_m=limit_m, metric_crs=self.metric_crs)

    def nearest_m(self, mode: str, supply: pd.DataFrame) -> Floats:
        """Return the metres from each cell to the nearest of some places, however far."""
        if mode == TRANSIT:
            return nearest_transit(self._timetable, self.demand, supply, self.nearest_m("walk", supply))
        network = self.network_of(mode)
        if network is not None:
            return nearest_cost(network, self.demand, supply, metric_crs=self.metric_crs)
        return nearest_way_m(self.demand, supply, metric_crs=self.metric_crs)

    def place_ways(self, mode: str, lon: Floats, lat: Floats, *, limit_m: float) -> PlaceWays:
        """Return the ways from all cells to the places of a directory (degrees).

        Parameters
        ----------
        limit_m
            Along streets and by timetable no longer way is looked for; straight lines are known however long.
        """
        network = self.network_of(mode)
        places = pd.DataFrame({"lon": lon, "lat": lat})
        if mode == TRANSIT:
            ground, limit = self._timetable, min(limit_m, MOST_M)
            step = max(1, ground.window.minutes // _DRAWN_DEPARTURES)
            return WaysTable(_dense(transit_cost(ground, self.demand, places, limit_m=limit, step=step)))
        if network is not None:
            return WaysTable(_dense(self.ways(mode, places, limit_m=limit_m)))
        cells, points = self._points, np.column_stack(to_metric(lon, lat, crs=self.metric_crs))
        if len(cells) * len(points) > _MOST_WAYS:
            return WaysByTree(cells, points, DETOUR_FACTOR)
        return StraightTable(cells, points, DETOUR_FACTOR)

    def bounds(self, mode: str, supply: pd.DataFrame, *, limit_m: float) -> Bounds:
        """Return the ways to the next offer from the worst place inside each radius, and from the best.

        Along streets and by timetable the worst place of a wide radius is not known: only what is exact is certain
        there. By bus and train a radius is walked, and the worst place of a small one is told by its point.

        Parameters
        ----------
        supply
            As `geo.reach.supply.make_supply` gives it; a location with a weight below 1 is never certain.
        limit_m
            Ways that are longer need not be told.
        """
        radius = supply["uncertainty_m"].to_numpy(dtype=np.float64)
        is_there = supply["weight"].to_numpy(dtype=np.float64) >= 1
        network = self.network_of(mode)
        if mode == TRANSIT:
            limit = min(limit_m, MOST_M)
            sure = supply[is_there & is_exact(supply)]
            by_bus = transit_cost(self._timetable, self.demand, supply, limit_m=limit, slack_m=radius)
            return Bounds(self.nearest_m(mode, sure), np.maximum(by_bus.nearest(), 0.0))
        if network is None:
            return _straight_bounds(self._points, self._at(supply), radius, is_there)
        exact = is_there & is_exact(supply)
        known = self.ways(mode, supply[exact], limit_m=limit_m)
        worst = replace_ways(known, known.cost_m + DETOUR_FACTOR * radius[exact][known.site])
        best = network_cost(
            network, self.demand, supply, limit_m=limit_m, slack_m=radius, metric_crs=self.metric_crs
        )
        return Bounds(worst.nearest(), np.maximum(best.nearest(), 0.0))

    @property
    def _timetable(self) -> TransitGround:
        if self.transit is None:
            raise ValueError("ways by bus and train need a timetable")
        return self.transit

    @cached_property
    def _points(self) -> Floats:
        """The cells in metres, shape (n, 2)."""
        return self._at(self.demand)

    def _at(self, places: pd.DataFrame) -> Floats:
        return np.column_stack(to_metric(places["lon"], places["lat"], crs=self.metric_crs))


def _dense(cost: Cost) -> NDArray[np.float32]:
    """Return all ways as a table of shape (sites, cells), `inf` beyond the limit."""
    table = np.full((cost.sites, cost.cells), np.inf, dtype=np.float32)
    table[cost.site, cost.cell] = cost.cost_m
    return table


def replace_ways(cost: Cost, ways_m: Floats) -> Cost:
    """Return the same pairs with other ways, those beyond the limit dropped."""
    return Cost.from_pairs(
        cost.cell, cost.site, ways_m, cells=cost.cells, sites=cost.sites, limit_m=cost.limit_m
    )


def _straight_bounds(cells: Floats, points: Floats, radius: Floats, is_there: NDArray[np.bool_]) -> Bounds:
    """Go through the locations by radius: of those alike only the nearest counts."""
    certain, possible = np.full(len(cells), np.inf), np.full(len(cells), np.inf)
    for wide in np.unique(radius):
        for found, mine, sign in ((certain, is_there, 1.0), (possible, np.ones_like(is_there), -1.0)):
            here = points[mine & (radius == wide)]
            if len(here):
                away = cKDTree(here).query(cells, k=1)[0] if len(here) > _FEW else _least(cells, here)
                np.minimum(found, DETOUR_FACTOR * np.maximum(away + sign * wide, 0.0), out=found)
    return Bounds(certain, possible)


def _least(cells: Floats, points: Floats) -> Floats:
    """Return the metres from each cell to the nearest of a few points."""
    found = np.full(len(cells), np.inf)
    for x, y in points:
        np.minimum(found, (cells[:, 0] - x) ** 2 + (cells[:, 1] - y) ** 2, out=found)
    return np.asarray(np.sqrt(found), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Varied:
    """Makes the ways of one variation (`geo.reach.agreement`); a plain value, so that it can travel to other machines.

    Streets are as long as they are: only the straight line has a detour factor to vary.
    """

    ground: Ways
    mode: str

    def __call__(self, supply: pd.DataFrame, limit_m: float, detour_factor: float) -> Cost:
        """Return the ways within the limit."""
        ground = self.ground
        if self.mode == TRANSIT or ground.network_of(self.mode) is not None:
            return ground.ways(self.mode, supply, limit_m=limit_m)
        return straight_line_cost(
            ground.demand,
            supply,
            limit_m=limit_m,
            detour_factor=detour_factor,
            metric_crs=ground.metric_crs,
        )
