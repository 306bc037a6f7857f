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
from geo.reach.imputed import spread
from geo.reach.interval import Chances, countable

Floats = NDArray[np.float64]

#: Two files never draw a border alike: a cell that lies in areas to this part lies in them wholly.
_WHOLE = 0.98
#: Less of a cell than this is the width of a line.
_NOTHING = 1e-6
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
    of_all, by_draw = np.empty(len(reached)), np.empty((len(reached), len(everybody)))
    for draw, row in enumerate(reached):
        there = row.astype(np.float64)
        of_all[draw], by_draw[draw] = people @ there, living @ there
    sure, possible = living @ chances.certain, living @ chances.possible
    rows = [
        _row(by_draw[:, n], float(sure[n]), float(possible[n]), float(everybody[n]))
        for n in range(len(everybody))
    ]
    columns = [f"{name}{end}" for name in ("covered", "share") for end in _ENDS]
    table = pd.DataFrame(rows, columns=columns, dtype="float64")
    table.insert(0, "people", everybody)
    return table.assign(above=_above(by_draw, everybody, of_all, float(people.sum())))


def mean_by_area(parts: Any, people: Floats, values: Floats) -> Floats:
    """Return the mean of a value of the cells over the people of each area who have one, NaN where nobody has."""
    told = np.isfinite(values)
    weights = parts @ np.where(told, people, 0.0)
    sums = parts @ np.where(told, people * np.where(told, values, 0.0), 0.0)
    found: Floats = np.divide(sums, weights, out=np.full(len(weights), np.nan), where=weights > 0)
    return found


def _row(by_draw: Floats, sure: float, possible: float, everybody: float) -> list[float]:
    """Put the parts together; rounding never puts what is certain above the range, or what is possible below it."""
    expected, low, high = spread(by_draw)
    covered = [expected, low, high, min(sure, low), max(possible, high)]
    return [*covered, *(value / everybody if everybody > 0 else np.nan for value in covered)]


def _above(by_draw: Floats, everybody: Floats, of_all: Floats, total: float) -> Floats:
    """Return in which share of the draws each area's share is above that of all; halves where they are equal."""
    if not total > 0 or not len(by_draw):
        return np.full(len(everybody), np.nan)
    of_all = np.round(of_all / total, 12)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.round(by_draw / everybody, 12)
    above = ((own > of_all) + 0.5 * (own == of_all)).mean(axis=0)
    return np.where(everybody > 0, above, np.nan)
