"""Cuts cells into tiles that can be worked on apart: each with the neighbours its own figures depend on.

T is the threshold in metres; no way is shorter than the straight line, so what is in reach lies within T.

* *Nearest, coverage, cumulative* of a cell look at the sites in reach: sites within T of the tile.
* *2SFCA, E2SFCA* also look at everybody who reaches those sites, R_j = S_j / Σ_i P_i·W_ij. A site j in reach of the
  tile is within T of it, and a person i whom j serves within T of j, so within 2T of the tile: cells need twice the
  rim. Of sites further away the tile may lack people, but none of its own cells has a share in them.
* *BFCA* divides these people over all sites they reach, W_ij / Σ_j W_ij: sites within T of a cell within 2T, so sites
  need three times the rim.

The rims of each measure stand in `geo.reach.measures.KINDS`.

Row numbers stay in ascending order, so every sum adds the same numbers in the same order as without tiles: the figures
are the same to the last digit.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

#: A map's metres are up to this much longer than those on the ground, along which streets are measured.
_WIDER = 1.01
_ROUNDING = 1 + 1e-9

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tile:
    """Row numbers in ascending order: cells whose figures are wanted, and cells and sites these depend on."""

    own: Longs
    cells: Longs
    sites: Longs

    @property
    def own_among_cells(self) -> Longs:
        """Return where the own cells stand among `cells`."""
        return np.searchsorted(self.cells, self.own)


def make_tiles(
    cells: Floats,
    sites: Floats,
    *,
    site_rim_m: float,
    cell_rim_m: float,
    slack_m: Floats | None = None,
    most_cells: int,
) -> Iterator[Tile]:
    """Yield the tiles; every cell is an own cell of exactly one.

    Parameters
    ----------
    cells, sites
        Metres of the map, shape (rows, 2).
    site_rim_m, cell_rim_m
        How far around the box of its own cells a tile needs sites and cells, in metres.
    slack_m
        Metres that each site may lie nearer, one number a site.
    most_cells
        Own cells of a tile; at least 1.
    """
    slack = np.zeros(len(sites)) if slack_m is None else slack_m
    widest = float(slack.max(initial=0.0))
    all_cells, all_sites = _Strip(cells), _Strip(sites)
    for own in split(cells, most_cells=most_cells):
        box = _Box.around(cells[own])
        near = all_sites.inside(box.wider((site_rim_m + widest) * _WIDER))
        near = near[box.distance(sites[near]) <= (site_rim_m + slack[near]) * _WIDER]
        around = all_cells.inside(box.wider(cell_rim_m * _WIDER)) if cell_rim_m else own
        yield Tile(own, around, near)


def split(cells: Floats, *, most_cells: int) -> Iterator[Longs]:
    """Yield the rows of cells in groups of at most so many, halved across their longer side again and again."""
    if most_cells < 1:
        msg = f"at least one cell a tile expected, {most_cells} found"
        raise ValueError(msg)
    waiting = [np.arange(len(cells))] if len(cells) else []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= most_cells:
            yield rows
            continue
        axis = int(np.ptp(cells[rows], axis=0).argmax())
        order = np.argsort(cells[rows, axis], kind="stable")
        half = len(rows) // 2
        waiting += [np.sort(rows[order[half:]]), np.sort(rows[order[:half]])]


def may_be_nearest(tree: cKDTree, cells: Floats) -> Longs:
    """Return the rows of sites, ascending, one of which is the nearest to each of some cells.

    With r the distance from the middle c of the cells to the furthest of them and D that from c to its nearest site,
    every cell has a site within r + D, and no site further than D + 2r from c lies within that.
    """
    middle = (cells.min(axis=0) + cells.max(axis=0)) / 2
    reach = float(np.hypot(*(cells - middle).T).max())
    nearest = float(tree.query(middle)[0])
    found = tree.query_ball_point(middle, (nearest + 2 * reach) * _ROUNDING + 1e-6)
    return np.sort(np.asarray(found, dtype=np.int64))


@dataclass(frozen=True)
class _Box:
    """A rectangle in metres of the map."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, points: Floats) -> "_Box":
        (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
        return cls(float(west), float(south), float(east), float(north))

    def wider(self, rim_m: float) -> "_Box":
        return _Box(self.west - rim_m, self.south - rim_m, self.east + rim_m, self.north + rim_m)

    def distance(self, points: Floats) -> Floats:
        """Return the metres to the box, 0 inside."""
        x, y = points[:, 0], points[:, 1]
        beside = np.maximum(np.maximum(self.west - x, x - self.east), 0.0)
        above = np.maximum(np.maximum(self.south - y, y - self.north), 0.0)
        distance: Floats = np.hypot(beside, above)
        return distance


class _Strip:
    """Finds the points in a box without looking at all of them: they are kept from west to east."""

    def __init__(self, points: Floats) -> None:
        self._order = np.argsort(points[:, 0], kind="stable")
        self._sorted = points[self._order]

    def inside(self, box: _Box) -> Longs:
        """Return the rows of the points in a box, ascending."""
        first = np.searchsorted(self._sorted[:, 0], box.west, side="left")
        last = np.searchsorted(self._sorted[:, 0], box.east, side="right")
        north = self._sorted[first:last, 1]
        rows = self._order[first:last][(north >= box.south) & (north <= box.north)]
        return np.sort(rows)
