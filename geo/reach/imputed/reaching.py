"""The way to the next offer in each draw, and what follows from it for each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
#: Metres of way in half the memory: to the millimetre on the longest way of a district.
Ways32 = NDArray[np.float32]
Places = NDArray[np.int32]


class PlaceWays(Protocol):
    """Knows the ways from all cells to the places of a directory."""

    def nearest(self, places: NDArray[np.int64]) -> Ways32:
        """Return metres to the nearest of some places by cell, `inf` where none is reached."""
        ...

    def reaching(self, places: NDArray[np.int64], cells: NDArray[np.int64], limit_m: float) -> csr_array:
        """Return which places reach which cells within a limit: 1 or 0, shape (places, cells)."""
        ...


@dataclass(frozen=True, eq=False)
class WaysTable:
    """All ways at once, shape (places, cells): what a district has room for.

    `row` finds the row of each place where the table has only some of them, -1 for one that is never asked for.
    """

    ways_m: Ways32
    row: NDArray[np.int64] | None = None

    def nearest(self, places: NDArray[np.int64]) -> Ways32:
        """Return metres to the nearest of some places by cell."""
        found = np.full(self.ways_m.shape[1], np.inf, dtype=np.float32)
        for row in self._rows(places):
            np.minimum(found, self.ways_m[row], out=found)
        return found

    def reaching(self, places: NDArray[np.int64], cells: NDArray[np.int64], limit_m: float) -> csr_array:
        """Return which places reach which cells within a limit."""
        near = [np.flatnonzero(self.ways_m[row, cells] <= np.float32(limit_m)) for row in self._rows(places)]
        return _pattern(near, len(cells))

    def _rows(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        return places if self.row is None else self.row[places]


class StraightTable:
    """Straight lines with a detour, kept from when they are first asked for: most questions need a part of the places.

    `cells`, `places`: metres of a map, shape (n, 2). Two threads may find the same row, to the same numbers.
    """

    def __init__(self, cells: Floats, places: Floats, detour_factor: float) -> None:
        self._x, self._y = (np.ascontiguousarray(cells[:, axis]) for axis in (0, 1))
        self._places, self._detour_factor = places, detour_factor
        self._table = WaysTable(np.empty((len(places), len(cells)), dtype=np.float32))
        self._is_there = np.zeros(len(places), dtype=np.bool_)

    def nearest(self, places: NDArray[np.int64]) -> Ways32:
        """Return metres to the nearest of some places by cell."""
        self._find(places)
        return self._table.nearest(places)

    def reaching(self, places: NDArray[np.int64], cells: NDArray[np.int64], limit_m: float) -> csr_array:
        """Return which places reach which cells within a limit."""
        self._find(places)
        return self._table.reaching(places, cells, limit_m)

    def _find(self, places: NDArray[np.int64]) -> None:
        for place in places[~self._is_there[places]]:
            x, y = self._places[place]
            away = (self._x - x) ** 2
            away += (self._y - y) ** 2
            np.sqrt(away, out=away)
            self._table.ways_m[place] = self._detour_factor * away
            self._is_there[place] = True


@dataclass(frozen=True, eq=False)
class WaysByTree:
    """Straight lines found anew each time, where a table would be too large; metres of a map, shape (n, 2)."""

    cells: Floats
    places: Floats
    detour_factor: float

    def nearest(self, places: NDArray[np.int64]) -> Ways32:
        """Return metres to the nearest of some places by cell."""
        if not len(places):
            return np.full(len(self.cells), np.inf, dtype=np.float32)
        away: Floats = cKDTree(self.places[places]).query(self.cells, k=1)[0]
        return (away * self.detour_factor).astype(np.float32)

    def reaching(self, places: NDArray[np.int64], cells: NDArray[np.int64], limit_m: float) -> csr_array:
        """Return which places reach which cells within a limit."""
        points, near = self.cells[cells], []
        for x, y in self.places[places]:
            away = np.sqrt((points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2) * self.detour_factor
            near.append(np.flatnonzero(away.astype(np.float32) <= np.float32(limit_m)))
        return _pattern(near, len(cells))


def _pattern(columns: Sequence[NDArray[np.int64]], width: int) -> csr_array:
    """Return a matrix with a row for each list of columns, 1 where one is named."""
    counts = [len(row) for row in columns]
    found = np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)
    start = np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))
    return csr_array((np.ones(len(found)), found, start), shape=(len(columns), width))


@dataclass(frozen=True, eq=False)
class Drawn:
    """Metres to the next offer, shape (draws, cells), `inf` where none is reached; never to be changed."""

    nearest_m: Ways32

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.nearest_m.shape[0])

    def reached(self, limit_m: float) -> NDArray[np.bool_]:
        """Return which cells reach an offer in which draw; a way as long as the limit counts."""
        return self.nearest_m <= np.float32(limit_m)

    def chance(self, limit_m: float) -> Floats:
        """Return for each cell in which share of the draws it reaches an offer."""
        count = self.reached(limit_m).view(np.uint8).sum(axis=0, dtype=np.uint32)
        return np.asarray(count / self.draws, dtype=np.float64)

    @cached_property
    def ends_m(self) -> tuple[Ways32, Ways32]:
        """The shortest and the longest way of each cell over the draws."""
        return self.nearest_m.min(axis=0), self.nearest_m.max(axis=0)

    @cached_property
    def mean_m(self) -> Floats:
        """The mean way of each cell over the draws; `inf` where half of them or more reach nothing."""
        ways = np.asarray(self.nearest_m, dtype=np.float64)
        there = np.isfinite(ways)
        count = there.sum(axis=0)
        total = np.where(there, ways, 0.0).sum(axis=0)
        mean: Floats = np.divide(total, count, out=np.full(len(count), np.inf), where=2 * count > self.draws)
        mean.flags.writeable = False
        return mean


def drawn_reach(places: Places, ways: PlaceWays | None, exact_m: ArrayLike) -> Drawn:
    """Return the way to the next offer in each draw.

    Parameters
    ----------
    places
        Of the offers that are not exact, shape (offers, draws); -1 where an offer is not there.
    ways
        From the cells to these places; None where no offer is at any.
    exact_m
        Metres of each cell to the nearest offer at a point that is known, `inf` for none.
    """
    known = np.asarray(exact_m, dtype=np.float64).astype(np.float32)
    found = np.empty((places.shape[1], len(known)), dtype=np.float32)
    found[:] = known
    if ways is not None:
        for draw in range(places.shape[1]):
            here = np.unique(places[:, draw])
            np.minimum(known, ways.nearest(here[here >= 0].astype(np.int64)), out=found[draw])
    found.flags.writeable = False
    return Drawn(found)
