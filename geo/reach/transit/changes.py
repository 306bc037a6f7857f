"""How long a change takes: by the feed's rule, else walking to the other stop, at least two minutes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.reach.network import StreetNetwork
from geo.reach.transit.stops import BY_DEFAULT
from geo.reach.transit.timetable import FORBIDDEN, Ints, Longs, Timetable
from geo.reach.transit.walking import seconds_between

#: Seconds between alighting and boarding where the feed has no rule (docs/METHODS.md, "By bus and train").
LEAST_CHANGE_S = 120
#: Metres of way somebody walks from one stop to another.
CHANGE_WALK_M = 600.0


@dataclass(frozen=True, eq=False)
class Changes:
    """Stops that can be reached from each, and the seconds it takes: those of stop i at start[i] to start[i + 1]."""

    start: Longs
    stop: Ints
    seconds: Ints


def make_changes(
    timetable: Timetable,
    *,
    network: StreetNetwork | None = None,
    metric_crs: int = 25832,
    least_change_s: int = LEAST_CHANGE_S,
    walk_m: float = CHANGE_WALK_M,
) -> Changes:
    """Return all changes of a timetable.

    A rule of the feed decides where there is one. Else a change at one stop takes `least_change_s`, to another the
    walk there, at least as long.
    """
    one, other, seconds = seconds_between(
        timetable.stop_places, timetable.stop_places, limit_m=walk_m, network=network, metric_crs=metric_crs
    )
    walked = pd.Series(np.maximum(seconds, least_change_s), index=pd.MultiIndex.from_arrays([one, other]))
    same = np.arange(timetable.stops)
    at_stop = pd.Series(least_change_s, index=pd.MultiIndex.from_arrays([same, same]))
    known = pd.concat([at_stop, walked[one != other]])
    rules = pd.Series(
        timetable.change_s, index=pd.MultiIndex.from_arrays([timetable.change_from, timetable.change_to])
    )
    lasting = rules[rules >= 0]
    opened = rules[rules == BY_DEFAULT]  # the feed lets change there without telling how long
    opened = pd.Series(least_change_s, index=opened.index.difference(known.index))
    known = pd.concat([known[~known.index.isin(lasting.index)], lasting, opened])
    known = known[~known.index.isin(rules[rules == FORBIDDEN].index)].sort_index()
    return from_pairs(
        known.index.get_level_values(0).to_numpy(), known.index.get_level_values(1).to_numpy(),
        known.to_numpy(), stops=timetable.stops,
    )  # fmt: skip


def from_pairs(one: Longs, other: Longs, seconds: Longs, *, stops: int) -> Changes:
    """Return changes of pairs (from, to, seconds) in any order, each pair once."""
    order = np.lexsort((other, one))
    start = np.searchsorted(one[order], np.arange(stops + 1)).astype(np.int64)
    return Changes(start, other[order].astype(np.int32), seconds[order].astype(np.int32))


def mirrored_changes(changes: Changes) -> Changes:
    """Return the same changes in the other direction."""
    stops = len(changes.start) - 1
    one = np.repeat(np.arange(stops), np.diff(changes.start))
    return from_pairs(changes.stop.astype(np.int64), one, changes.seconds.astype(np.int64), stops=stops)
