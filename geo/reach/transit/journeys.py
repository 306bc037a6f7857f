"""How long somebody takes, minute by minute of departure, and what is told of it: best, usual, reliable."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.network import StreetNetwork
from geo.reach.transit.changes import Changes
from geo.reach.transit.day import Day, make_day
from geo.reach.transit.sweep import NEVER, Arrivals, egress_table, from_places, sweep
from geo.reach.transit.timetable import Timetable
from geo.reach.transit.trace import Leg, trace
from geo.reach.transit.walking import (
    DIRECT_WALK_M,
    WALK_LIMIT_M,
    Walks,
    seconds_between,
    walk_seconds,
    walking_cost,
)
from geo.reach.transit.window import MOST_MINUTES, Window

Floats = NDArray[np.float64]
BEST, USUAL, RELIABLE = 0.0, 0.5, 0.9


def rank_of(share: float, count: int) -> int:
    """Return which of `count` values in ascending order is the smallest kept in at least a share of them, from 0."""
    return max(math.ceil(share * count - 1e-9), 1) - 1


def kept_within(values: ArrayLike, share: float) -> float:
    """Return the smallest value kept in at least a share of all; what is never reached counts as `inf`.

    Examples
    --------
    >>> kept_within([10, 20, float("inf"), 30], 0.5)
    20.0
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    return float(ordered[rank_of(share, len(ordered))])


@dataclass(frozen=True, eq=False)
class Journeys:
    """Minutes for each departure of a window, `inf` where nothing is reached in time; the legs of the best one."""

    window: Window
    minutes: Floats
    legs: tuple[Leg, ...]
    departures: tuple[int, ...] = ()

    def within(self, share: float) -> float:
        """Return the minutes kept in at least a share of the departures."""
        return kept_within(self.minutes, share)

    @property
    def changes(self) -> int:
        """How often somebody changes on the best journey."""
        return max(sum(leg.is_ride for leg in self.legs) - 1, 0)


def find_walks(
    timetable: Timetable,
    start: tuple[float, float],
    goal: tuple[float, float],
    *,
    network: StreetNetwork | None = None,
    metric_crs: int = 25832,
    access_min: float | None = None,
    egress_min: float | None = None,
    walk_limit_m: float = WALK_LIMIT_M,
) -> Walks:
    """Return the ways on foot between two places (degrees, longitude first) and the stops around them.

    `access_min` and `egress_min` stand for the walk to every stop in reach, and from it.
    """
    stops = timetable.stop_places
    here, there = (pd.DataFrame({"lon": [lon], "lat": [lat]}) for lon, lat in (start, goal))
    limit: dict[str, Any] = {"limit_m": walk_limit_m, "network": network, "metric_crs": metric_crs}
    _, to_stop, to_s = seconds_between(here, stops, **limit)
    from_stop, _, from_s = seconds_between(stops, there, **limit)
    direct = walking_cost(here, there, limit_m=DIRECT_WALK_M, network=network, metric_crs=metric_crs)
    return Walks(
        to_stop,
        to_s if access_min is None else np.full_like(to_s, round(access_min * 60)),
        from_stop,
        from_s if egress_min is None else np.full_like(from_s, round(egress_min * 60)),
        int(walk_seconds(direct.cost_m)[0]) if direct.pairs else None,
    )


def find_journeys(
    timetable: Timetable,
    window: Window,
    changes: Changes,
    walks: Walks,
    *,
    most_minutes: float = MOST_MINUTES,
    on_call: bool = True,
    arrive: bool = False,
    day: Day | None = None,
) -> Journeys:
    """Return how long a journey takes at each minute of departure, and the legs of the best.

    Parameters
    ----------
    arrive
        The minutes of the window are those at which somebody has to be there; counted is the time from the latest
        departure that is early enough to that minute.
    day
        The rides of the window where they were made before, in the same direction.
    """
    rides = day or make_day(
        timetable, window, changes, most_minutes=most_minutes, on_call=on_call, arrive=arrive
    )
    if arrive:
        walks = walks.mirrored
    egress = egress_table(
        walks.from_stop, np.zeros_like(walks.from_stop), walks.from_s, stops=timetable.stops, places=1
    )
    arrivals = sweep(rides, egress, keep_rides=True)
    nobody = np.zeros_like(walks.to_stop)
    found = from_places(arrivals, nobody, walks.to_stop, walks.to_s, places=1)[0, :, 0]
    minutes = in_minutes(found, walks.direct_s, most_minutes)
    best = int(np.argmin(minutes))
    legs = _legs(arrivals, walks, best, minutes[best])
    if arrive:  # minute 0 of the sweep is the last deadline
        end_s = (window.minutes - 1) * 60
        turned = [leg.mirrored(end_s) for leg in reversed(legs)]
        return Journeys(window, minutes[::-1].copy(), tuple(_without_waiting(turned)))
    return Journeys(window, minutes, legs)


def _without_waiting(legs: list[Leg]) -> list[Leg]:
    """Return legs whose last walk begins as soon as the ride before it has arrived, not as late as it may."""
    if len(legs) < 2:
        return legs
    ride, walk = legs[-2:]
    seconds = walk.arrival_s - walk.departure_s
    return [*legs[:-1], replace(walk, departure_s=ride.arrival_s, arrival_s=ride.arrival_s + seconds)]


def in_minutes(arrivals: NDArray[np.int16], direct_s: int | None, most_minutes: float) -> Floats:
    """Return arrivals by minute of departure as minutes on the way; walking all the way where that is faster."""
    seconds = arrivals.astype(np.float64) - 60.0 * np.arange(len(arrivals))
    seconds[arrivals == NEVER] = np.inf
    if direct_s is not None:
        seconds = np.minimum(seconds, direct_s)
    minutes: Floats = seconds / 60
    minutes[minutes > most_minutes] = np.inf
    return minutes


def _legs(arrivals: Arrivals, walks: Walks, minute: int, minutes: float) -> tuple[Leg, ...]:
    if not math.isfinite(minutes):
        return ()
    return tuple(trace(arrivals, walks, minute))
