"""Cells of a regular grid as whole numbers: who is a neighbour of whom, and the outline of many cells together.

Europe's official grids (INSPIRE, Zensus) are squares in EPSG:3035, so centres become exact column and row numbers
there. A cell of another grid is taken for the square that holds its centre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.projection import GRID_CRS, to_metric

#: Sides of the cells that official grids come in, metres.
_USUAL_SIDES_M = (100.0, 200.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0, 10000.0)

_BITS = 20  # so many bits for a column or row: a million cells either way
_MARGIN = 1 << 10  # a neighbour further away than so many cells is never asked for
_SAMPLE = 2_000
_OFF_CENTRE_M = 2.0  # six decimals of a degree are ten centimetres, five are a metre

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Step = tuple[int, int]  # columns, rows


@dataclass(frozen=True)
class Cells:
    """Cells of one grid, sorted by group, column and row: the order of the input leaves no trace.

    `key` is unique; `of_input` says for each row of the input which cell it became; `x`, `y` are centres in metres.
    """

    key: Ints
    x: Floats
    y: Floats
    of_input: Ints
    side_m: float

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.key)

    def at(self, rows: Ints, steps: Sequence[Step]) -> Ints:
        """Return for each step (axis 0) and row (axis 1) the cell there in the row's own group, -1 where none is."""
        away = np.array([(columns << _BITS) + up for columns, up in steps], dtype=np.int64)
        wanted = self.key[rows] + away[:, None]
        found = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        result: Ints = np.where(self.key[found] == wanted, found, -1)
        return result


def positions(demand: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return longitude and latitude of a frame, from its columns or its points."""
    if "lon" in demand and "lat" in demand:
        return demand["lon"].to_numpy(dtype=float), demand["lat"].to_numpy(dtype=float)
    points = demand["geometry"].to_numpy()
    return shapely.get_x(points), shapely.get_y(points)


def side_of(lon: Floats, lat: Floats, *, crs: int = GRID_CRS) -> float:
    """Return the side of the cells in metres: the largest whose squares have all the points as their centres.

    Points that are on no usual grid are taken for cells as wide as the least distance between neighbours.
    """
    some = slice(None, None, max(1, len(lon) // _SAMPLE))
    points = np.column_stack(to_metric(lon[some], lat[some], crs=crs))
    for side in reversed(_USUAL_SIDES_M):
        off = (points + side / 2) % side
        if len(points) and np.mean(np.minimum(off, side - off).max(axis=1) <= _OFF_CENTRE_M) > 0.99:
            return side
    if len(lon) < 2:
        return _USUAL_SIDES_M[0]
    apart = cKDTree(np.column_stack(to_metric(lon, lat, crs=crs))).query(points, k=2)[0][:, 1]
    least = max(float(np.percentile(apart, 5)), 1.0)
    return min(_USUAL_SIDES_M, key=lambda side: float(abs(np.log(side / least))))


def place_on_grid(
    lon: Floats,
    lat: Floats,
    group: Sequence[object] | NDArray[np.generic],
    *,
    side_m: float,
    crs: int = GRID_CRS,
) -> Cells:
    """Turn centres in degrees into cells of the grid.

    Parameters
    ----------
    group
        What parts the cells, as a city does: cells of two groups are never neighbours.
    """
    x, y = to_metric(lon, lat, crs=crs)
    col, row = np.floor(x / side_m).astype(np.int64), np.floor(y / side_m).astype(np.int64)
    codes = np.unique(np.asarray(group).astype(str), return_inverse=True)[1].astype(np.int64)
    first_col, first_row = (int(v.min()) - _MARGIN if len(v) else 0 for v in (col, row))
    key = (codes << 2 * _BITS) | ((col - first_col) << _BITS) | (row - first_row)
    unique, of_input = np.unique(key, return_inverse=True)
    mask = (1 << _BITS) - 1
    return Cells(
        key=unique,
        x=(((unique >> _BITS) & mask) + first_col + 0.5) * side_m,
        y=((unique & mask) + first_row + 0.5) * side_m,
        of_input=of_input.astype(np.int64),
        side_m=side_m,
    )


def sums(label: Ints, values: Floats, count: int) -> Floats:
    """Return the sum of the values of each label 0 … `count` - 1."""
    return np.asarray(np.bincount(label, values, minlength=count), dtype=np.float64)


@lru_cache(maxsize=32)
def rings(reach: float) -> tuple[tuple[Step, ...], ...]:
    """Return the steps to all neighbours up to `reach` cells away, those of one distance together, nearest first."""
    most = range(-int(reach), int(reach) + 1)
    by_distance: dict[int, list[Step]] = {}
    for step in product(most, most):
        by_distance.setdefault(step[0] ** 2 + step[1] ** 2, []).append(step)
    return tuple(tuple(by_distance[far]) for far in sorted(by_distance) if 0 < far <= reach * reach)


def outlines(cells: Cells, label: Ints, wanted: int) -> NDArray[np.object_]:
    """Return the union of the cells of each label 0 … `wanted` - 1, in metres; labels outside are left out."""
    chosen = np.flatnonzero((label >= 0) & (label < wanted))
    chosen = chosen[np.argsort(label[chosen], kind="stable")]
    ends = np.searchsorted(label[chosen], np.arange(wanted + 1))
    half = cells.side_m / 2
    shapes = np.empty(wanted, dtype=object)
    for number in range(wanted):
        mine = chosen[ends[number] : ends[number + 1]]
        x, y = cells.x[mine], cells.y[mine]
        shapes[number] = shapely.coverage_union_all(shapely.box(x - half, y - half, x + half, y + half))
    return shapes
