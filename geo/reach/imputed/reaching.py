"""The way to the next offer in each draw, and what follows from it for each cell."""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
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


@dataclass(frozen=True, eq=False)
class WaysTable:
    """All ways at once, shape (places, cells): what a district has room for."""

    ways_m: Ways32

    def nearest(self, places: NDArray[np.int64]) -> Ways32:
        """Return metres to the nearest of some places by cell."""
        found = np.full(self.ways_m.shape[1], np.inf, dtype=np.float32)
        for place in places:
            np.minimum(found, self.ways_m[place], out=found)
        return found


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
