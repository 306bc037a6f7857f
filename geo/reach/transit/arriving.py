"""To be there by a time: the latest departure that is early enough, read off the same sweep as all departures.

The rides are those of the time before the deadline. At a stop later departures arrive no earlier, so those that are in
time come first, and the last of them is the one to catch. Counted is the time from leaving the door to the deadline.
"""

import numpy as np
from numpy.typing import NDArray

from geo.reach.transit.sweep import NEVER, Arrivals, Shorts
from geo.reach.transit.timetable import Ints

#: Seconds that stand for "no departure is early enough"; any walk before it stays below 0.
_NONE = -1


def latest_leaving(arrivals: Arrivals, deadline_s: int) -> NDArray[np.int32]:
    """Return the second of the last departure at each stop that is at a destination by a second, -1 for none.

    Returns
    -------
    ndarray
        Shape (stops, destinations).
    """
    day = arrivals.day
    ends = np.flatnonzero(day.is_nothing)
    starts = np.append(0, ends[:-1] + 1)
    in_time = arrivals.by_row <= min(deadline_s, int(NEVER) - 1)
    counts = np.add.reduceat(in_time.view(np.uint8), starts, axis=0, dtype=np.int64)
    last = np.maximum(starts[:, None] + counts - 1, 0)
    return np.where(counts > 0, day.row_second[last], _NONE).astype(np.int32)


def seconds_before(
    leaving: NDArray[np.int32], place: Ints, stop: Ints, seconds: Ints, *, places: int, deadline_s: int
) -> Shorts:
    """Return the seconds from leaving a place to the deadline, shape (places, destinations), `NEVER` for none.

    Parameters
    ----------
    leaving
        As `latest_leaving` gives it.
    place, stop, seconds
        The ways on foot to stops, sorted by place.
    """
    found = np.full((places, leaving.shape[1]), NEVER, dtype=np.int16)
    if not len(place):
        return found
    first = np.flatnonzero(np.diff(place, prepend=-1))
    latest = np.maximum.reduceat(leaving[stop] - seconds[:, None], first, axis=0)
    found[place[first]] = np.where(latest >= 0, deadline_s - latest, NEVER)
    return found
