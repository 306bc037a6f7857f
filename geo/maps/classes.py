"""What the coverage map draws, as plain values: classes of a few colours, merged cells, calm outlines.

One hue from light to dark, so that the order is seen in colour, by colour-blind eyes and in grey print. Classes know
only numbers; the page says them in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo import colors
from geo.people.grid import (
    Cells,
    Floats,
    Ints,
    outlines,
    place_on_grid,
    positions,
    side_of,
    sums,
)
from geo.projection import GRID_CRS, WGS84, shapes_to_degrees, shapes_to_metres

#: Light to dark by steps of about a sixth of the way from black to white.
COLORS = colors.CLASSES
#: Shares are told in fifths.
SHARE_BREAKS = (0.2, 0.4, 0.6, 0.8)
NO_VALUE_COLOR = colors.PAPER
NO_VALUE = -1

#: What a phone still draws at ease (under 300 kB); beyond either, cells are drawn in larger blocks.
_MOST_SQUARES = 40_000
_MOST_CORNERS = 15_000
#: Corners nearer to an outline than so many sides are left out; larger would join cells that are apart.
_SIMPLE_SIDES = 0.4
#: Outlines of gaps on maps: the side of the cells, the share of an area that is a crumb, cells that are a pinhole.
_CALM_SIDE_M = 100.0
_CRUMB_SHARE = 0.06
_PINHOLE_CELLS = 12


@dataclass(frozen=True)
class ColorClass:
    """Values above `low` up to `high`; an open end is infinite."""

    low: float
    high: float
    color: str


def color_classes(breaks: Sequence[float]) -> list[ColorClass]:
    """Return the classes between the breaks, lightest first.

    Raises
    ------
    ValueError
        If the breaks do not grow, or make more classes than there are colours.
    """
    ends = [-np.inf, *(float(value) for value in breaks), np.inf]
    if len(ends) - 1 > len(COLORS) or not np.all(np.diff(ends) > 0):
        msg = f"at most {len(COLORS) - 1} growing breaks expected, got {list(breaks)}"
        raise ValueError(msg)
    colors = [COLORS[round(k)] for k in np.linspace(0, len(COLORS) - 1, len(ends) - 1)]
    return [ColorClass(low, high, color) for low, high, color in zip(ends, ends[1:], colors, strict=False)]


def classify(values: ArrayLike, breaks: Sequence[float]) -> Ints:
    """Return the class of each value: 0 for up to the first break, `NO_VALUE` for NaN; `inf` is in the last."""
    array = np.asarray(values, dtype=float)
    found = np.searchsorted(np.asarray(breaks, dtype=float), array, side="left")
    return np.where(np.isnan(array), NO_VALUE, found).astype(np.int64)


def cities_to_classes(
    boundaries: gpd.GeoDataFrame, values: "pd.Series[float]", breaks: Sequence[float]
) -> gpd.GeoDataFrame:
    """Return the cities with `value`, `class` and `color`; a city without a value has NaN and `NO_VALUE_COLOR`.

    Parameters
    ----------
    boundaries
        As `geo.district.boundaries.load_boundaries` gives.
    values
        By `ags`.
    """
    value = values.reindex(boundaries.index).astype(float)
    number = classify(value, breaks)
    colors = [*(one.color for one in color_classes(breaks)), NO_VALUE_COLOR]  # -1 is the last
    drawn = boundaries.copy()
    drawn["value"], drawn["class"], drawn["color"] = value, number, [colors[k] for k in number]
    return drawn


def cells_to_classes(
    demand: pd.DataFrame,
    values: ArrayLike,
    breaks: Sequence[float],
    *,
    most_corners: int = _MOST_CORNERS,
    cell_m: float | None = None,
    grid_crs: int = GRID_CRS,
) -> gpd.GeoDataFrame:
    """Merge the populated cells of each class into one shape, light enough for a page.

    Parameters
    ----------
    demand
        Cells with `people` and their centre, as for `geo.reach.gaps.gap_areas`.
    values
        One a cell; cells without a value (NaN) or people are not drawn.
    breaks
        Upper ends of all classes but the last.
    most_corners
        Beyond it cells are drawn in blocks of twice, four times … the side, in the class of most of their people.

    Returns
    -------
    GeoDataFrame
        One row a class that has cells, indexed by its number: `low`, `high`, `color`, `cells`, `people`,
        `geometry` (EPSG:4326).
    """
    classes = color_classes(breaks)
    people = demand["people"].to_numpy(dtype=float)
    number = classify(values, breaks)
    rows = np.flatnonzero((number != NO_VALUE) & (people > 0))
    lon, lat = (v[rows] for v in positions(demand))
    side_m = cell_m or side_of(lon, lat, crs=grid_crs)
    while True:
        cells = place_on_grid(lon, lat, np.zeros(len(rows)), side_m=side_m, crs=grid_crs)
        if len(cells) <= _MOST_SQUARES:
            shapes = _merged(cells, number[rows], people[rows], len(classes))
            if shapely.get_num_coordinates(shapes).sum() <= most_corners:
                break
        side_m *= 2
    frame = pd.DataFrame(
        [(one.low, one.high, one.color) for one in classes], columns=["low", "high", "color"]
    )
    frame["cells"] = np.bincount(number[rows], minlength=len(classes))
    frame["people"] = sums(number[rows], people[rows], len(classes))
    in_degrees = shapes_to_degrees(shapes, crs=grid_crs)
    drawn = gpd.GeoDataFrame(frame, geometry=in_degrees, crs=WGS84).rename_axis("class")
    return drawn[drawn["cells"] > 0]


def calm_outlines(
    areas: gpd.GeoDataFrame, *, side_m: float = _CALM_SIDE_M, grid_crs: int = GRID_CRS
) -> gpd.GeoDataFrame:
    """Return gaps with outlines fit for a small map: round corners, no crumbs, no pinholes.

    The figures stay those of all cells; only the drawing leaves out parts smaller than `_CRUMB_SHARE` of their area
    (the largest part always stays).

    Parameters
    ----------
    areas
        With outlines in degrees (EPSG:4326), such as `geo.reach.gaps.Gaps.areas`.
    side_m
        Side of the cells in metres; lanes narrower than two of them are closed.
    """
    metric = shapes_to_metres(areas.geometry.to_numpy(), crs=grid_crs)
    closed = shapely.buffer(shapely.buffer(metric, side_m), -1.5 * side_m)
    opened = shapely.buffer(closed, 0.5 * side_m)
    calm = [_without_crumbs(shape, rough, side_m) for shape, rough in zip(opened, metric, strict=True)]
    shapes = np.asarray(shapely.simplify(np.asarray(calm, dtype=object), 0.15 * side_m), dtype=object)
    degrees = shapes_to_degrees(shapes, crs=grid_crs)
    return areas.set_geometry(gpd.GeoSeries(degrees, index=areas.index, crs=WGS84))


def _without_crumbs(shape: BaseGeometry, rough: BaseGeometry, side_m: float) -> BaseGeometry:
    """Leave out small parts and small holes; what smoothing would make vanish stays as it was."""
    if shape.is_empty:
        return rough
    parts = [_without_pinholes(part, side_m) for part in shapely.get_parts(shape)]
    least = _CRUMB_SHARE * sum(part.area for part in parts)
    largest = max(part.area for part in parts)
    return MultiPolygon([part for part in parts if part.area >= least or part.area == largest])


def _without_pinholes(part: Polygon, side_m: float) -> Polygon:
    holes = [ring for ring in part.interiors if Polygon(ring).area >= _PINHOLE_CELLS * side_m**2]
    return Polygon(part.exterior, holes)


def _merged(cells: Cells, number: Ints, people: Floats, count: int) -> NDArray[np.object_]:
    """Return the shape of each class in metres; what two classes share stays one line."""
    by_class = sums(cells.of_input * count + number, people, len(cells) * count).reshape(-1, count)
    shapes = outlines(cells, by_class.argmax(axis=1).astype(np.int64), count)
    there = ~shapely.is_empty(shapes)
    shapes[there] = shapely.coverage_simplify(shapes[there], _SIMPLE_SIDES * cells.side_m)
    return shapes
