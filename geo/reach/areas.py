"""Areas that cut cells: which part of each cell lies in which area, and who of an area reaches an offer.

A cell is a square of its size, and its people live evenly in it: an area that covers a third of a cell has a third of
its people, and the chance of those to reach an offer is that of the cell. Cells are 100 m wide, areas a thousand: what
this assumes touches only the people along borders.
"""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse

from geo.people.grid import place_on_grid
from geo.projection import shapes_to_metres
from geo.reach.imputed import spread_of_each
from geo.reach.interval import Chances, countable

Floats = NDArray[np.float64]

#: Two files never draw a border alike: a cell that lies in areas to this part lies in them wholly.
_WHOLE = 0.98
#: Less of a cell than this is the width of a line.
_NOTHING = 1e-6
#: A table of cells × draws is made for so many draws: what is in memory stays small.
_DRAWS_AT_ONCE = 50
_ENDS = ("", "_low", "_high", "_certain", "_possible")


def cell_parts(lon: Floats, lat: Floats, areas: NDArray[np.object_], *, side_m: float, crs: int) -> Any:
    """Return which part of each cell lies in which area.

    Parameters
    ----------
    lon, lat
        Centres of the cells, degrees.
    areas
        Polygons, EPSG:4326. Where slivers of two lie on each other, a cell is shared among them.
    side_m, crs
        Side of the cells in metres and the EPSG code of the system in which they are squares.

    Returns
    -------
    csr_array
        Shape (areas, cells), 0 to 1; a column sums to 1 at most, what is missing lies in no area.
    """
    grid = place_on_grid(lon, lat, np.zeros(len(lon)), side_m=side_m, crs=crs)
    x, y, half = grid.x[grid.of_input], grid.y[grid.of_input], side_m / 2
    squares = shapely.box(x - half, y - half, x + half, y + half)
    shapes = shapes_to_metres(areas, crs=crs)
    shapely.prepare(shapes)
    cell, area = shapely.STRtree(shapes).query(squares, predicate="intersects")
    is_whole = shapely.contains_properly(shapes[area], squares[cell])
    part = np.ones(len(cell))
    cut = ~is_whole
    part[cut] = shapely.area(shapely.intersection(shapes[area[cut]], squares[cell[cut]])) / side_m**2
    kept = part > _NOTHING
    cell, area, part = cell[kept], area[kept], part[kept]
    inside = np.bincount(cell, weights=part, minlength=len(lon))
    part = np.where(inside[cell] >= _WHOLE, part / inside[cell], part)
    return sparse.csr_array((part, (area, cell)), shape=(len(areas), len(lon)))


def outside_part(parts: Any) -> Floats:
    """Return which part of each cell (0 to 1) lies in no area."""
    found = np.clip(1.0 - np.asarray(parts.sum(axis=0), dtype=np.float64), 0.0, 1.0)
    return np.where(found > _NOTHING, found, 0.0)


def with_outside(parts: Any) -> Any:
    """Return the parts of the cells with one more row, the last: what lies in no area."""
    return sparse.csr_array(sparse.vstack([parts, sparse.csr_array(outside_part(parts)[None, :])]))


def interval_by_area(
    parts: Any, people: Floats, reached: NDArray[np.bool_], chances: Chances
) -> pd.DataFrame:
    """Return people and shares of each area.

    Parameters
    ----------
    parts
        As `cell_parts` gives them, shape (areas, cells).
    people
        Of each cell.
    reached
        Which cells reach an offer in which draw, shape (draws, cells).
    chances
        What is certain and possible for each cell.

    Returns
    -------
    DataFrame
        A row an area; `people`; `covered` with `_low`, `_high`, `_certain`, `_possible` (persons), `share` with the
        same (0 to 1, NaN where nobody lives); `above`: in which share of the draws the area is ahead of all cells.
    """
    living = sparse.csr_array(parts.multiply(people[None, :]))
    living.data = countable(living.data)  # sums of parts are then the same in whatever order
    everybody = np.asarray(living.sum(axis=1), dtype=np.float64)
    of_all, by_draw = _by_draw(living, people, reached)
    expected, low, high = spread_of_each(by_draw)
    # rounding never puts what is certain above the range, or what is possible below it
    sure = np.fmin(low, living @ chances.certain)
    possible = np.fmax(high, living @ chances.possible)
    covered = dict(zip(_ENDS, (expected, low, high, sure, possible), strict=True))
    divisor = np.where(everybody > 0, everybody, np.nan)
    columns = {f"covered{end}": value for end, value in covered.items()}
    columns |= {f"share{end}": value / divisor for end, value in covered.items()}
    above = _above(by_draw, everybody, of_all, float(people.sum()))
    return pd.DataFrame({"people": everybody, **columns, "above": above}, dtype="float64")


def _by_draw(living: Any, people: Floats, reached: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the people who reach an offer by draw: of all cells, and of each area (shape (draws, areas)).

    Most cells are reached in every draw or in none; those are looked at once, which changes no sum (`countable`).
    """
    surely = reached.all(axis=0) if len(reached) else np.zeros(len(people), dtype=np.bool_)
    open_cells = np.flatnonzero(reached.any(axis=0) & ~surely)
    heads, of_areas = people[open_cells], living[:, open_cells]
    of_all = np.full(len(reached), people @ surely.astype(np.float64))
    by_draw = np.tile(living @ surely.astype(np.float64), (len(reached), 1))
    for start in range(0, len(reached), _DRAWS_AT_ONCE):
        some = slice(start, start + _DRAWS_AT_ONCE)
        there = np.ascontiguousarray(reached[some][:, open_cells].T, dtype=np.float64)
        of_all[some] += heads @ there
        by_draw[some] += (of_areas @ there).T
    return of_all, by_draw


def mean_by_area(parts: Any, people: Floats, values: Floats) -> Floats:
    """Return the mean of a value of the cells over the people of each area who have one, NaN where nobody has."""
    told = np.isfinite(values)
    weights = parts @ np.where(told, people, 0.0)
    sums = parts @ np.where(told, people * np.where(told, values, 0.0), 0.0)
    found: Floats = np.divide(sums, weights, out=np.full(len(weights), np.nan), where=weights > 0)
    return found


def _above(by_draw: Floats, everybody: Floats, of_all: Floats, total: float) -> Floats:
    """Return in which share of the draws each area's share is above that of all; halves where they are equal."""
    if not total > 0 or not len(by_draw):
        return np.full(len(everybody), np.nan)
    of_all = np.round(of_all / total, 12)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.round(by_draw / everybody, 12)
    above = ((own > of_all) + 0.5 * (own == of_all)).mean(axis=0)
    return np.where(everybody > 0, above, np.nan)
