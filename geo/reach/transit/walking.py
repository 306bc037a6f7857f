"""Walking between places, stops and offers: through the streets where a network was built, else the straight line."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from geo.reach.network import StreetNetwork, network_cost
from geo.reach.speeds import WALK_M_PER_MIN
from geo.reach.straight_line import Cost, straight_line_cost
from geo.reach.transit.timetable import Ints

#: Metres of way somebody walks to the first stop, and from the last: 15 minutes.
WALK_LIMIT_M = 1200.0
#: Metres of way somebody walks from door to door instead of a single journey: 90 minutes.
DIRECT_WALK_M = 7200.0


@dataclass(frozen=True, eq=False)
class Walks:
    """Ways on foot of one journey: to stops and from them (stop, seconds); all the way (seconds, None if too far)."""

    to_stop: Ints
    to_s: Ints
    from_stop: Ints
    from_s: Ints
    direct_s: int | None

    @property
    def mirrored(self) -> "Walks":
        """The same ways from the goal to the start."""
        return Walks(self.from_stop, self.from_s, self.to_stop, self.to_s, self.direct_s)


def walking_cost(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    network: StreetNetwork | None = None,
    slack_m: ArrayLike | None = None,
    metric_crs: int = 25832,
) -> Cost:
    """Return the ways on foot within a limit, in metres; the slack of a place is walked."""
    if network is not None:
        return network_cost(network, demand, supply, limit_m=limit_m, slack_m=slack_m, metric_crs=metric_crs)
    return straight_line_cost(demand, supply, limit_m=limit_m, slack_m=slack_m, metric_crs=metric_crs)


def seconds_between(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    network: StreetNetwork | None = None,
    slack_m: ArrayLike | None = None,
    metric_crs: int = 25832,
) -> tuple[Ints, Ints, Ints]:
    """Return rows of demand, rows of supply, and the whole seconds between them, by demand; never below 0."""
    if demand.empty or supply.empty:
        none = np.empty(0, dtype=np.int32)
        return none, none, none
    cost = walking_cost(
        demand, supply, limit_m=limit_m, network=network, slack_m=slack_m, metric_crs=metric_crs
    )
    return cost.cell, cost.site, walk_seconds(cost.cost_m)


def walk_seconds(metres: ArrayLike) -> Ints:
    """Return the whole seconds that somebody walks so many metres."""
    seconds = np.round(np.asarray(metres, dtype=np.float64) * (60 / WALK_M_PER_MIN))
    return np.maximum(seconds, 0).astype(np.int32)
