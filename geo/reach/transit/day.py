"""One day and window as rides between two stops, in the order in which they can be looked at.

Independent of where anybody wants to go. Times are seconds after the first departure of the window.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.reach.transit.changes import Changes, mirrored_changes
from geo.reach.transit.timetable import Flags, Ints, Longs, Timetable
from geo.reach.transit.window import MOST_MINUTES, Window, day_shift_s, start_s

_NO, _PHONE = 1, 2  # pick-up and drop-off: 0 yes, 1 no, 2 phone before, 3 tell the driver
#: A key is a stop and a second; behind the last second of a stop stands the row of "nothing more leaves here".
_SPAN = np.int64(1 << 20)
_LAST = int(_SPAN) - 1


@dataclass(frozen=True, eq=False)
class Day:
    """The rides of a window, latest departure first; of one second and level those with the most changes first.

    A ride goes from one stop of a trip to its next. `nxt` is the ride that who stays seated is in afterwards, -1 at
    the end. `seat` numbers the vehicle: rides of one seat are one after the other; `level` counts those of the same
    second that follow. `row` is where a ride can be boarded (-1 where it cannot), `target` the rows that can be caught
    after alighting from ride i, at `target_start[i]` to `target_start[i + 1]`.

    Rows are pairs of stop and departure, by stop, then time, `row_key` in order; the last row of each stop stands for
    "nothing more".
    """

    window: Window
    horizon_s: int
    stops: int
    dep: Ints
    arr: Ints
    origin: Ints
    stop: Ints
    trip: Ints
    call: Ints
    seat: Ints
    nxt: Ints
    level: Ints
    can_alight: Flags
    row: Ints
    row_key: Longs
    target_start: Longs
    target: Ints
    shift: Ints

    @property
    def rides(self) -> int:
        """How many rides there are."""
        return len(self.dep)

    @property
    def rows(self) -> int:
        """How many rows there are, those that stand for "nothing more" included."""
        return len(self.row_key)

    def row_at(self, stop: NDArray[np.integer], second: NDArray[np.integer]) -> Longs:
        """Return the row of the first departure at a stop that leaves no earlier than a second."""
        key = stop.astype(np.int64) * _SPAN + np.clip(second, 0, _LAST).astype(np.int64)
        found: Longs = np.searchsorted(self.row_key, key)
        return found

    @cached_property
    def row_second(self) -> Longs:
        """The seconds at which the rows leave."""
        return self.row_key % _SPAN

    @cached_property
    def is_nothing(self) -> Flags:
        """Which rows stand for "nothing more leaves here"."""
        found: Flags = self.row_second == _LAST
        return found


def make_day(
    timetable: Timetable,
    window: Window,
    changes: Changes,
    *,
    most_minutes: float = MOST_MINUTES,
    on_call: bool = True,
    arrive: bool = False,
) -> Day:
    """Return the rides of a window.

    Parameters
    ----------
    changes
        How long it takes to change, walking included (`geo.reach.transit.changes`).
    most_minutes
        Longest journey; what leaves later than the last departure of the window plus this is left out. Where the
        window is a time to be there by, seconds count from so many minutes before it.
    on_call
        Whether stops that have to be ordered by telephone count.
    arrive
        The minutes of the window are those at which somebody has to be there. Time then runs backwards from the last
        of them, and every ride leads from where one gets off to where one gets on: who sweeps from the last departure
        to the first finds the latest departures, minute 0 being the last deadline.
    """
    zone = timetable.about.timezone
    horizon = (window.minutes - 1) * 60 + round(most_minutes * 60)
    start = start_s(window, zone) - (round(most_minutes * 60) if window.arrive else 0)
    parts = []
    for step in (-1, 0, 1):  # times beyond 24:00 belong to the day before; a late window goes on in the next
        day = window.day + timedelta(days=step)
        shift = day_shift_s(window.day, day, zone) - start
        low, high = ((window.minutes - 1) * 60 - horizon, horizon) if arrive else (0, horizon)
        parts.append(_rides_of(timetable, timetable.runs_on(day), shift, (low, high), on_call=on_call))
    rides = _Rides.joined(parts)
    if arrive:
        rides, changes = _mirrored(rides, (window.minutes - 1) * 60), mirrored_changes(changes)
    return _ordered(rides, timetable, window, changes, horizon)


@dataclass(frozen=True, eq=False)
class _Rides:
    """Rides in the order of trips and stops; `nxt` as in `Day`."""

    trip: Ints
    call: Ints
    shift: Ints
    dep: Ints
    arr: Ints
    origin: Ints
    stop: Ints
    can_board: Flags
    can_alight: Flags
    nxt: Ints

    @classmethod
    def joined(cls, parts: list["_Rides"]) -> "_Rides":
        """Put the rides of several service days one after the other."""
        offsets = np.cumsum([0, *(len(part.dep) for part in parts)])
        moved = [
            np.where(part.nxt >= 0, part.nxt + offset, -1).astype(np.int32)
            for part, offset in zip(parts, offsets[:-1], strict=True)
        ]
        names = tuple(cls.__dataclass_fields__)[:-1]
        columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
        return cls(**columns, nxt=np.concatenate(moved))


def _rides_of(
    timetable: Timetable, runs: Flags, shift: int, within: tuple[int, int], *, on_call: bool
) -> _Rides:
    """Return the rides of one service day that leave within the time looked at."""
    calls = len(timetable.call_stop)
    trip_of = np.repeat(np.arange(timetable.trips, dtype=np.int32), np.diff(timetable.trip_start))
    is_ride = np.zeros(calls, dtype=np.bool_)
    is_ride[:-1] = trip_of[1:] == trip_of[:-1]
    leaves = timetable.call_dep.astype(np.int64) + shift
    is_ride &= runs[trip_of] & (leaves >= within[0]) & (leaves <= within[1])
    at = np.flatnonzero(is_ride)
    pick, drop = timetable.call_pick[at], timetable.call_drop[at + 1]
    return _Rides(
        trip=trip_of[at],
        call=at.astype(np.int32),
        shift=np.full(len(at), shift, dtype=np.int32),
        dep=leaves[at].astype(np.int32),
        arr=(timetable.call_arr[at + 1].astype(np.int64) + shift).astype(np.int32),
        origin=timetable.call_stop[at],
        stop=timetable.call_stop[at + 1],
        can_board=_allowed(pick, on_call=on_call),
        can_alight=_allowed(drop, on_call=on_call),
        nxt=_next_rides(timetable, at, trip_of, runs),
    )


def _mirrored(rides: _Rides, end_s: int) -> _Rides:
    """Return the rides with time running backwards from a second; those that arrive after it are left out."""
    before = np.full(len(rides.dep) + 1, -1, dtype=np.int32)
    before[rides.nxt] = np.arange(len(rides.dep), dtype=np.int32)
    kept = np.flatnonzero(rides.arr <= end_s)
    number = np.full(len(rides.dep) + 1, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return _Rides(
        trip=rides.trip[kept],
        call=rides.call[kept],
        shift=rides.shift[kept],
        dep=(end_s - rides.arr[kept]).astype(np.int32),
        arr=(end_s - rides.dep[kept]).astype(np.int32),
        origin=rides.stop[kept],
        stop=rides.origin[kept],
        can_board=rides.can_alight[kept],
        can_alight=rides.can_board[kept],
        nxt=number[before[:-1][kept]],
    )


def _allowed(kind: NDArray[np.uint8], *, on_call: bool) -> Flags:
    forbidden = kind == _NO
    allowed: Flags = ~forbidden if on_call else ~(forbidden | (kind == _PHONE))
    return allowed


def _next_rides(timetable: Timetable, call: Longs, trip_of: Ints, runs: Flags) -> Ints:
    """Return the ride after each when staying seated, -1 for none; vehicles go on in the next trip of their block."""
    ride_of = np.full(len(timetable.call_stop) + 1, -1, dtype=np.int32)
    ride_of[call] = np.arange(len(call), dtype=np.int32)
    trip = trip_of[call]
    is_last = call == timetable.trip_start[trip + 1] - 2
    following = _following(timetable, runs)[trip]
    first_call = np.where(following >= 0, timetable.trip_start[np.maximum(following, 0)], -1)
    nxt: Ints = ride_of[np.where(is_last, first_call, call + 1)]
    return nxt


def _following(timetable: Timetable, runs: Flags) -> Ints:
    """Return the trip that the vehicle of each drives next with its passengers: same block, same place, in order."""
    found = np.full(timetable.trips, -1, dtype=np.int32)
    active = np.flatnonzero(runs & (timetable.trip_block >= 0))
    first, last = timetable.trip_start[active], timetable.trip_start[active + 1] - 1
    order = np.lexsort((timetable.call_dep[first], timetable.trip_block[active]))
    one, other = order[:-1], order[1:]
    fits = timetable.trip_block[active[one]] == timetable.trip_block[active[other]]
    fits &= timetable.call_stop[last[one]] == timetable.call_stop[first[other]]
    fits &= timetable.call_arr[last[one]] <= timetable.call_dep[first[other]]
    found[active[one[fits]]] = active[other[fits]]
    return found


def _ordered(rides: _Rides, timetable: Timetable, window: Window, changes: Changes, horizon: int) -> Day:
    count = len(rides.dep)
    seat = _seats(rides.nxt)
    level = _levels(rides.dep, rides.nxt)
    keys = rides.origin.astype(np.int64) * _SPAN + rides.dep
    ends = np.arange(timetable.stops, dtype=np.int64) * _SPAN + _LAST
    row_key = np.unique(np.concatenate((keys[rides.can_board], ends)))
    start, _ = _targets(rides.arr, rides.stop, rides.can_alight, changes, row_key)
    order = np.lexsort((-np.diff(start), level, -rides.dep.astype(np.int64)))
    place = np.empty(count + 1, dtype=np.int32)
    place[order] = np.arange(count, dtype=np.int32)
    place[-1] = -1
    row = np.where(rides.can_board, np.searchsorted(row_key, keys), -1).astype(np.int32)
    alight = rides.can_alight[order]
    arr, stop = rides.arr[order], rides.stop[order]
    start, target = _targets(arr, stop, alight, changes, row_key)
    return Day(
        window=window, horizon_s=horizon, stops=timetable.stops,
        dep=rides.dep[order], arr=arr, origin=rides.origin[order], stop=stop,
        trip=rides.trip[order], call=rides.call[order], seat=seat[order], nxt=place[rides.nxt[order]],
        level=level[order], can_alight=alight, row=row[order], row_key=row_key,
        target_start=start, target=target, shift=rides.shift[order],
    )  # fmt: skip


def _seats(nxt: Ints) -> Ints:
    """Return the number of the vehicle of each ride: rides that follow each other share one."""
    seat = np.arange(len(nxt), dtype=np.int64)
    step = np.where(nxt >= 0, nxt, seat)
    while True:
        further = step[step]
        if np.array_equal(further, step):
            break
        step = further
    _, numbers = np.unique(step, return_inverse=True)
    return numbers.astype(np.int32)


def _levels(dep: Ints, nxt: Ints) -> Ints:
    """Return how many rides of the same second follow each while staying seated: these have to be looked at before."""
    level = np.zeros(len(dep), dtype=np.int32)
    has = np.flatnonzero((nxt >= 0) & (dep[np.maximum(nxt, 0)] == dep))
    while len(has):
        deeper = level[nxt[has]] + 1
        changed = deeper > level[has]
        if not changed.any():
            break
        level[has] = deeper
    return level


def _targets(arr: Ints, stop: Ints, alight: Flags, changes: Changes, row_key: Longs) -> tuple[Longs, Ints]:
    """Return for each ride the rows that can be caught after alighting; "nothing more" is left out."""
    counts = np.where(alight, changes.start[stop + 1] - changes.start[stop], 0)
    ride = np.repeat(np.arange(len(arr), dtype=np.int64), counts)
    begin = np.cumsum(counts) - counts
    at = (
        np.arange(len(ride), dtype=np.int64)
        - np.repeat(begin, counts)
        + np.repeat(changes.start[stop], counts)
    )
    second = arr[ride].astype(np.int64) + changes.seconds[at]
    key = changes.stop[at].astype(np.int64) * _SPAN + np.clip(second, 0, _LAST)
    target = np.searchsorted(row_key, key)
    is_some = row_key[target] % _SPAN != _LAST
    starts = np.zeros(len(arr) + 1, dtype=np.int64)
    np.cumsum(np.bincount(ride[is_some], minlength=len(arr)), out=starts[1:])
    return starts, target[is_some].astype(np.int32)
