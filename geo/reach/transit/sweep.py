"""The earliest arrival at every destination, for every departure: one sweep from the last departure to the first.

V[ride] = min(stay seated, leave and walk to the destination, P[first departure that can be caught after each change]),
P[row] = min of V over this and all later departures at the stop, so overtaking needs no special case. Departures of the
same second depend on each other only where riding and changing take no time: these are repeated until nothing changes.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.reach.transit.day import Day
from geo.reach.transit.timetable import Ints, Longs

Shorts = NDArray[np.int16]
#: No arrival at all; seconds after the first departure stay below it, 9.1 hours.
NEVER = np.int16(32767)
_FEW_PLACES = 8  # for fewer destinations one call over all changes is faster than a call a change


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Earliest arrivals in seconds after the first departure: `by_row` (rows of the day, destinations)."""

    day: Day
    by_row: Shorts
    by_ride: Shorts | None = None


def egress_table(stop: Ints, place: Ints, seconds: Ints, *, stops: int, places: int) -> Shorts:
    """Return the seconds from each stop to each destination, `NEVER` where it is too far to walk."""
    table = np.full((stops, places), NEVER, dtype=np.int16)
    near = seconds < NEVER
    np.minimum.at(table, (stop[near], place[near]), seconds[near].astype(np.int16))
    return table


def sweep(day: Day, egress: Shorts, *, keep_rides: bool = False) -> Arrivals:
    """Return the earliest arrivals.

    Parameters
    ----------
    egress
        Seconds from each stop to each destination, shape (stops, destinations), `NEVER` where there is no way.
    keep_rides
        Also keep the arrivals of every ride, to tell the way of a single journey.
    """
    work = _Sweep(day, egress, keep_rides=keep_rides)
    edges = np.flatnonzero(np.diff(day.dep)) + 1
    for start, stop in zip([0, *edges.tolist()], [*edges.tolist(), day.rides], strict=True):
        if stop > start:
            work.second(start, stop)
    return Arrivals(day, work.by_row, work.by_ride)


class _Sweep:
    """Looks at all rides of one second after the other."""

    def __init__(self, day: Day, egress: Shorts, *, keep_rides: bool) -> None:
        places = egress.shape[1]
        self.day, self.egress = day, egress
        self.by_row = np.full((day.rows, places), NEVER, dtype=np.int16)
        self.by_seat = np.full((int(day.seat.max(initial=-1)) + 1, places), NEVER, dtype=np.int16)
        self.by_ride = np.full((day.rides, places), NEVER, dtype=np.int16) if keep_rides else None
        self.arr = np.minimum(day.arr, int(NEVER)).astype(np.int16)[:, None]
        self.rest = NEVER - self.arr
        ride = np.repeat(np.arange(day.rides), np.diff(day.target_start))
        is_tight = day.row_second[day.target] == day.dep[ride]
        self.is_tight = np.bincount(ride[is_tight], minlength=day.rides) > 0

    def second(self, start: int, stop: int) -> None:
        """Look at the rides from `start` to `stop`, which all leave in the same second."""
        day = self.day
        rows = day.row[start:stop]
        boarded = np.flatnonzero(rows >= 0)
        order = boarded[np.argsort(rows[boarded], kind="stable")]
        first = np.flatnonzero(np.diff(rows[order], prepend=-1))
        own = rows[order[first]]
        if len(own):
            self.by_row[own] = self.by_row.take(own + 1, axis=0)
        one_each = len(own) == len(order)
        values = self._left(start, stop)
        levels = _runs(day.level[start:stop])
        while True:
            before = values.copy() if self.is_tight[start:stop].any() else None
            for low, high in levels:
                self._stay(values, start, low, high)
                self._change(values, start, low, high)
            if len(own):
                boarded_values = values.take(order, axis=0)
                least = boarded_values if one_each else np.minimum.reduceat(boarded_values, first, axis=0)
                self.by_row[own] = np.minimum(self.by_row[own], least)
            if before is None or np.array_equal(before, values):
                break
        for (
            low,
            high,
        ) in levels:  # the ride that is boarded first is looked at last, and stands for the vehicle
            self.by_seat[day.seat[start + low : start + high]] = values[low:high]
        if self.by_ride is not None:
            self.by_ride[start:stop] = values

    def _left(self, start: int, stop: int) -> Shorts:
        """Return the arrivals of those who leave and walk to their destination."""
        day = self.day
        values: Shorts = self.egress.take(day.stop[start:stop], axis=0)
        np.minimum(values, self.rest[start:stop], out=values)
        values += self.arr[start:stop]
        shut = ~day.can_alight[start:stop]
        if shut.any():
            values[shut] = NEVER
        return values

    def _stay(self, values: Shorts, start: int, low: int, high: int) -> None:
        nxt = self.day.nxt[start + low : start + high]
        goes_on = np.flatnonzero(nxt >= 0)
        if not len(goes_on):
            return
        following = nxt[goes_on]
        is_here = following >= start  # of the same second: its value is in the making
        later, here = goes_on[~is_here], goes_on[is_here]
        if len(later):
            seats = self.day.seat[following[~is_here]]
            values[low + later] = np.minimum(values[low + later], self.by_seat[seats])
        if len(here):
            values[low + here] = np.minimum(values[low + here], values[following[is_here] - start])

    def _change(self, values: Shorts, start: int, low: int, high: int) -> None:
        """Look at the first change of all rides, then at the second of those that have two, and so on."""
        day = self.day
        begin = day.target_start[start + low : start + high]
        counts = day.target_start[start + low + 1 : start + high + 1] - begin  # most first
        if self.by_row.shape[1] < _FEW_PLACES:
            some = int(np.searchsorted(-counts, 0))
            if some:
                first, last = int(begin[0]), int(begin[some - 1] + counts[some - 1])
                caught = self.by_row.take(day.target[first:last], axis=0)
                least = np.minimum.reduceat(caught, begin[:some] - first, axis=0)
                np.minimum(values[low : low + some], least, out=values[low : low + some])
            return
        for rank in range(int(counts[0])):
            some = int(np.searchsorted(-counts, -rank))
            part = values[low : low + some]
            np.minimum(part, self.by_row.take(day.target[begin[:some] + rank], axis=0), out=part)


def _runs(level: Ints) -> list[tuple[int, int]]:
    """Return the runs of rides of one level; levels come in order."""
    edges = [0, *(np.flatnonzero(np.diff(level)) + 1).tolist(), len(level)]
    return list(pairwise(edges))


def from_places(arrivals: Arrivals, place: Ints, stop: Ints, seconds: Ints, *, places: int) -> Shorts:
    """Return the earliest arrival for each place, minute of the window and destination; `NEVER` for none.

    Parameters
    ----------
    place, stop, seconds
        The ways on foot to stops, sorted by place.

    Returns
    -------
    ndarray
        Shape (places, minutes of the window, destinations), seconds after the first departure.
    """
    entries = make_entries(arrivals.day, place, stop, seconds, places=places)
    found = entries.durations(arrivals.by_row)
    minutes = found.shape[0]
    found += 60 * np.arange(minutes, dtype=np.int16)[:, None, None]
    return found.swapaxes(0, 1)


@dataclass(frozen=True, eq=False)
class Entries:
    """Where people get on: the rows that become new at each minute of the window, for each place.

    Who leaves at a minute may also wait, so minutes are looked at from last to first and only what is new counts.
    Entries of minute m are the passes `first_pass[m]` to `first_pass[m + 1]`; pass p stands at `start[p]` to
    `start[p + 1]` and has each place once.
    """

    places: int
    first_pass: Longs
    start: Longs
    place: Ints
    row: Ints

    def durations(self, by_row: Shorts, *, step: int = 1) -> Shorts:
        """Return the seconds on the way, shape (minutes, places, destinations); of every `step`th minute alone.

        Where nothing is reached a number remains that no journey of a window takes: `NEVER` less the seconds gone.
        """
        minutes, width = len(self.first_pass) - 1, by_row.shape[1]
        found = np.empty((-(-minutes // step), self.places, width), dtype=np.int16)
        current = np.full((self.places, width), NEVER, dtype=np.int16)
        for minute in range(minutes - 1, -1, -1):
            for number in range(self.first_pass[minute], self.first_pass[minute + 1]):
                part = slice(self.start[number], self.start[number + 1])
                owner = self.place[part]
                caught = by_row.take(self.row[part], axis=0)
                current[owner] = np.minimum(current.take(owner, axis=0), caught, out=caught)
            if minute % step == 0:
                np.subtract(current, np.int16(60 * minute), out=found[minute // step])
        return found


def make_entries(day: Day, place: Ints, stop: Ints, seconds: Ints, *, places: int) -> Entries:
    """Return where people get on who walk to stops; ways are sorted by place."""
    minutes = day.window.minutes
    first = day.row_at(stop, seconds)
    last = day.row_at(stop, seconds.astype(np.int64) + (minutes - 1) * 60)
    counts = last - first + 1
    way = np.repeat(np.arange(len(stop), dtype=np.int64), counts)
    row = np.arange(len(way), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts) + first[way]
    second = day.row_second[row]
    minute = np.minimum((second - seconds[way]) // 60, minutes - 1)
    kept = np.ones(len(way), dtype=np.bool_)
    kept[1:] = (way[1:] != way[:-1]) | (
        minute[1:] != minute[:-1]
    )  # of one minute the first to leave is enough
    kept &= ~day.is_nothing[row]
    owner, row, minute = place[way[kept]], row[kept].astype(np.int32), minute[kept].astype(np.int16)
    order = np.argsort(minute, kind="stable")
    owner, row, minute = owner[order], row[order], minute[order]
    rank = _rank_in_group(minute, owner)
    order = np.lexsort((rank, minute))
    owner, row, minute, rank = owner[order], row[order], minute[order], rank[order]
    begins = np.flatnonzero(_is_new(minute, rank))
    first_pass = np.searchsorted(minute[begins], np.arange(minutes + 1)).astype(np.int64)
    return Entries(places, first_pass, np.append(begins, len(row)).astype(np.int64), owner, row)


def _is_new(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Say for each row whether it differs from the one before."""
    new = np.ones(len(columns[0]), dtype=np.bool_)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


def _rank_in_group(*columns: NDArray[Any]) -> Longs:
    """Return the number of each row within its run of equal rows."""
    at = np.arange(len(columns[0]), dtype=np.int64)
    return at - np.maximum.accumulate(np.where(_is_new(*columns), at, 0))
