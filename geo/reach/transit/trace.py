"""The legs of a single journey, read off the arrivals of a sweep."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.reach.transit.sweep import NEVER, Arrivals
from geo.reach.transit.walking import Walks


@dataclass(frozen=True)
class Leg:
    """A walk or a ride; stops are rows of the timetable, -1 for start and goal; seconds after the first departure."""

    is_ride: bool
    from_stop: int
    to_stop: int
    departure_s: int
    arrival_s: int
    trip: int = -1

    def mirrored(self, end_s: int) -> "Leg":
        """Return the same leg when time runs the other way from a second."""
        return Leg(
            self.is_ride,
            self.to_stop,
            self.from_stop,
            end_s - self.arrival_s,
            end_s - self.departure_s,
            self.trip,
        )


def trace(arrivals: Arrivals, walks: Walks, minute: int) -> Iterator[Leg]:
    """Yield the legs of the fastest journey that starts at a minute of the window; needs the arrivals of every ride."""
    now = minute * 60
    direct = now + walks.direct_s if walks.direct_s is not None else None
    rows = arrivals.day.row_at(walks.to_stop, now + walks.to_s)
    by_stop = arrivals.by_row[rows, 0]
    best = int(np.argmin(by_stop)) if len(rows) else -1
    if direct is not None and (best < 0 or direct <= by_stop[best]):
        yield Leg(False, -1, -1, now, direct)
        return
    if best < 0 or by_stop[best] == NEVER:
        return
    yield Leg(False, -1, int(walks.to_stop[best]), now, now + int(walks.to_s[best]))
    egress = dict(zip(walks.from_stop.tolist(), walks.from_s.tolist(), strict=True))
    yield from _rides(arrivals, int(rows[best]), egress)


def _rides(arrivals: Arrivals, row: int, egress: dict[int, int]) -> Iterator[Leg]:
    """Yield rides and walks from a row on."""
    search = _Search(arrivals, egress, int(arrivals.by_row[row, 0]))
    found = search.legs(row)
    if found is None:
        raise ValueError("an arrival without a journey: the arrivals are not those of this day")
    yield from found


class _Search:
    """Finds legs that arrive when the sweep says; rows are tried once, as rides of no time may go in circles."""

    def __init__(self, arrivals: Arrivals, egress: dict[int, int], goal: int) -> None:
        if arrivals.by_ride is None:
            raise ValueError("the arrivals of every ride are needed")
        self.day, self.by_row, self.by_ride = arrivals.day, arrivals.by_row, arrivals.by_ride
        self.egress, self.goal, self.tried = egress, goal, set[int]()

    def legs(self, row: int) -> list[Leg] | None:
        """Return the legs from a row on, None where none of its rides leads on to a row not tried before."""
        self.tried.add(row)
        for boarded in self._boarded(row):
            ride, chain = boarded, [boarded]
            while (nxt := int(self.day.nxt[ride])) >= 0 and int(self.by_ride[nxt, 0]) == self.goal:
                ride = nxt
                chain.append(ride)
            for left in reversed(chain):  # stay as long as nothing is lost by it
                found = self._after(boarded, left)
                if found is not None:
                    return found
        return None

    def _after(self, boarded: int, left: int) -> list[Leg] | None:
        """Return the leg of a ride and all behind it."""
        day = self.day
        if not day.can_alight[left]:
            return None
        stop, arr = int(day.stop[left]), int(day.arr[left])
        leg = Leg(True, int(day.origin[boarded]), stop, int(day.dep[boarded]), arr, int(day.trip[boarded]))
        if arr + self.egress.get(stop, int(NEVER)) == self.goal:
            return [leg, Leg(False, stop, -1, arr, self.goal)]
        for target in day.target[day.target_start[left] : day.target_start[left + 1]].tolist():
            if target in self.tried or int(self.by_row[target, 0]) != self.goal:
                continue
            further = self.legs(target)
            if further is not None:
                other = int(day.row_key[target] >> 20)
                between = [] if other == stop else [Leg(False, stop, other, arr, further[0].departure_s)]
                return [leg, *between, *further]
        return None

    def _boarded(self, row: int) -> list[int]:
        """Return the rides that arrive in time, the first to leave from the row's stop first."""
        day = self.day
        stop, second = int(day.row_key[row] >> 20), int(day.row_second[row])
        fits = (day.origin == stop) & (day.row >= 0) & (day.dep >= second)
        found = np.flatnonzero(fits & (self.by_ride[:, 0] == self.goal))
        ordered: list[int] = found[np.argsort(day.dep[found], kind="stable")].tolist()
        return ordered
