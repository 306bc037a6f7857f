"""What ways cross: the people's cells, the streets where a network was built, a timetable for who takes the bus."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.reach.interval import Reach, make_reach, straight_line_reach
from geo.reach.network import StreetNetwork, nearest_cost, network_cost
from geo.reach.speeds import METRES, TRANSIT
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_cost
from geo.reach.transit.cost import MOST_M, nearest_transit, transit_cost
from geo.reach.transit.ground import TransitGround

Floats = NDArray[np.float64]

#: What uses the network for walking; a threshold in metres is one of walked metres.
_ON_FOOT = frozenset({"walk", "walk_slow", METRES})


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
        """Return the street network for a way of travel, None where the straight line has to do."""
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

    def reach(self, mode: str, supply: pd.DataFrame, *, limit_m: float) -> Reach:
        """Return what is surely, probably and possibly reached."""
        if mode == TRANSIT:
            limit = min(limit_m, MOST_M)
            slack = supply["uncertainty_m"]
            possible = transit_cost(self._timetable, self.demand, supply, limit_m=limit, slack_m=slack)
            return make_reach(self.ways(mode, supply, limit_m=limit), possible, supply)
        network = self.network_of(mode)
        if network is None:
            return straight_line_reach(self.demand, supply, limit_m=limit_m, metric_crs=self.metric_crs)
        best = network_cost(
            network,
            self.demand,
            supply,
            limit_m=limit_m,
            slack_m=supply["uncertainty_m"],
            metric_crs=self.metric_crs,
        )
        return make_reach(self.ways(mode, supply, limit_m=limit_m), best, supply)

    @property
    def _timetable(self) -> TransitGround:
        if self.transit is None:
            raise ValueError("ways by bus and train need a timetable")
        return self.transit


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
