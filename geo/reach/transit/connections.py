"""From one place to several: how long it usually takes, how often something leaves, and the next connections."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.reach.transit.ground import TransitGround
from geo.reach.transit.journeys import USUAL, in_minutes, kept_within, rank_of
from geo.reach.transit.sweep import Arrivals, egress_table, from_places, sweep
from geo.reach.transit.timetable import Floats
from geo.reach.transit.trace import Leg, trace
from geo.reach.transit.walking import WALK_LIMIT_M, Walks, seconds_between

_HORIZON = 120  # minutes: nobody is shown a way that takes longer
_LEAST_GAPS = 2  # between so many departures a headway can be told


@dataclass(frozen=True)
class Connection:
    """A departure that arrives earlier than all later ones: minutes after the first of the window, and its legs."""

    leave_min: int
    arrive_s: int
    legs: tuple[Leg, ...]

    @property
    def changes(self) -> int:
        """How often somebody changes."""
        return max(sum(leg.is_ride for leg in self.legs) - 1, 0)


@dataclass(frozen=True, eq=False)
class Connections:
    """What leads to one place: usual minutes, a journey that takes as long, minutes between two (NaN for few), all."""

    usual_min: float
    usual: Connection
    every_min: float
    departures: tuple[Connection, ...]


def connections(
    ground: TransitGround,
    start: tuple[float, float],
    goals: pd.DataFrame,
    *,
    most: int = 3,
    not_before: int = 0,
    arrive_by_s: float | None = None,
) -> list[Connections | None]:
    """Return what leads from a place to others, None where nothing usually does, or walking is as fast.

    Parameters
    ----------
    start
        Longitude and latitude.
    goals
        Columns `lon`, `lat` (degrees), no gaps.
    most
        So many departures are told.
    not_before
        Minute of the window from which on they are.
    arrive_by_s
        Seconds after the first departure of the window by which somebody wants to be there: the last departures are
        told that are.
    """
    if goals.empty:
        return []
    here = pd.DataFrame({"lon": [start[0]], "lat": [start[1]]})
    table, walk = ground.timetable, {"network": ground.walk_network, "metric_crs": ground.metric_crs}
    _, to_stop, to_s = seconds_between(here, table.stop_places, limit_m=WALK_LIMIT_M, **walk)  # type: ignore[arg-type]
    stop, goal, from_s = ground.egress(goals, np.zeros(len(goals)))
    egress = egress_table(stop, goal, from_s, stops=table.stops, places=len(goals))
    arrivals = sweep(ground.day(_HORIZON), egress, keep_rides=True)
    by_minute = from_places(arrivals, np.zeros_like(to_stop), to_stop, to_s, places=1)[0]
    _, near, direct_s = seconds_between(here, goals, limit_m=_HORIZON * 80.0, **walk)  # type: ignore[arg-type]
    on_foot = dict(zip(near.tolist(), direct_s.tolist(), strict=True))
    found: list[Connections | None] = []
    for number in range(len(goals)):
        own = goal == number
        walks = Walks(to_stop, to_s, stop[own], from_s[own], None)
        minutes = in_minutes(by_minute[:, number], None, _HORIZON)
        usual = kept_within(minutes, USUAL)
        if not np.isfinite(usual) or usual * 60 >= on_foot.get(number, np.inf):
            found.append(None)
            continue
        told = _told(
            _of(arrivals, number), walks, minutes, most=most, not_before=not_before, arrive_by_s=arrive_by_s
        )
        found.append(told if told.departures or arrive_by_s is None else None)
    return found


def _of(arrivals: Arrivals, goal: int) -> Arrivals:
    """Return the arrivals at one of the places."""
    by_ride = arrivals.by_ride
    column = slice(goal, goal + 1)
    return replace(
        arrivals, by_row=arrivals.by_row[:, column], by_ride=None if by_ride is None else by_ride[:, column]
    )


def _told(
    arrivals: Arrivals,
    walks: Walks,
    minutes: Floats,
    *,
    most: int,
    not_before: int,
    arrive_by_s: float | None,
) -> Connections:
    arrive = minutes * 60 + 60 * np.arange(len(minutes))
    last = np.flatnonzero(np.isfinite(minutes) & np.append(arrive[1:] != arrive[:-1], True))  # of one arrival
    gaps = np.diff(last)
    usual = int(np.argsort(minutes, kind="stable")[rank_of(USUAL, len(minutes))])
    coming = [int(minute) for minute in last if minute >= not_before]
    in_time = [minute for minute in coming if arrive_by_s is None or arrive[minute] <= arrive_by_s]
    shown = in_time[:most] if arrive_by_s is None else in_time[-most:]
    return Connections(
        usual_min=float(minutes[usual]),
        usual=_connection(arrivals, walks, usual, float(arrive[usual])),
        every_min=float(np.median(gaps)) if len(gaps) >= _LEAST_GAPS else float("nan"),
        departures=tuple(_connection(arrivals, walks, minute, float(arrive[minute])) for minute in shown),
    )


def _connection(arrivals: Arrivals, walks: Walks, minute: int, arrive_s: float) -> Connection:
    return Connection(minute, round(arrive_s), tuple(trace(arrivals, walks, minute)))
