"""Gaps as places: cells too far from the next offer, gathered into areas a person can point at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.people.disclosure import LEAST_PEOPLE, is_small, suppress_small
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
from geo.people.places_of_cells import find_patches
from geo.places.naming import Namer, PointToName
from geo.projection import GRID_CRS, WGS84, shapes_to_degrees, to_degrees
from geo.reach.speeds import WALK_M_PER_MIN

#: An outline closes over one empty cell between two others, and loses corners of less than half a cell.
_CLOSED_SIDES = 0.6
_SIMPLE_SIDES = 0.5

#: A cell is told as a gap where at least this share of the draws leaves it without an offer.
GAP_CHANCE = 0.66
_ROUNDING = 1e-9

IN_OTHERS = -1
SERVED = 0


@dataclass(frozen=True)
class Others:
    """The gap areas that are not listed, together; NaN where even these are too few people to be told."""

    areas: int
    cells: int
    people: float
    foreign_nationals: float


@dataclass(frozen=True)
class Gaps:
    """All gaps of one measure.

    `areas` has one row a gap area, indexed by `rank` from 1, most people first; `others` what is not listed;
    `rank_of_cell` for each row of the demand its area, `IN_OTHERS`, or `SERVED`; `people` and
    `foreign_nationals` count all who live in gaps, listed or not.
    """

    areas: gpd.GeoDataFrame
    others: Others
    rank_of_cell: "pd.Series[int]"
    people: float
    foreign_nationals: float


def gap_areas(
    demand: pd.DataFrame,
    nearest_m: ArrayLike,
    *,
    limit_m: float,
    chance: ArrayLike | None = None,
    names: Namer | None = None,
    cities: Mapping[str, str] | None = None,
    rank_by: str = "people",
    min_people: float = LEAST_PEOPLE,
    max_areas: int | None = None,
    m_per_min: float = WALK_M_PER_MIN,
    cell_m: float | None = None,
    grid_crs: int = GRID_CRS,
) -> Gaps:
    """Gather the cells that probably reach no offer within `limit_m` into areas, ranked by expected people.

    Parameters
    ----------
    demand
        One row per cell, indexed by `cell_id`: `ags`, `people`, `foreign_nationals`, and its centre as `lon`,
        `lat` or `geometry` (EPSG:4326). Cells without people are in no gap.
    nearest_m
        Metres to the next offer by cell, `inf` where none can be reached.
    limit_m
        The longest way that still counts as served, metres.
    chance
        Of each cell to reach none (0 to 1); only those from `GAP_CHANCE` up are gaps, and their persons count as many
        as are expected. Without it a cell is a gap if its way is longer than the limit.
    names
        Gives the areas their names; without it the column `name` holds None.
    cities
        Name of each city by `ags`.
    rank_by
        The column of persons that ranks, and weighs means and middles: `people` or `foreign_nationals`.
    min_people
        Areas with fewer are counted in `others`, and never below `LEAST_PEOPLE`.
    max_areas
        List no more than so many; the rest is counted in `others`.
    m_per_min
        Speed that turns metres into minutes.
    cell_m
        Side of a cell in metres; found from the centres if not given.
    grid_crs
        EPSG code of the system in which cells are squares.

    Returns
    -------
    Gaps
        Columns of `areas`: `people`, `foreign_nationals` (expected; NaN where fewer than `LEAST_PEOPLE`: not shown),
        `chance` (of a person who lives there to reach none, 0 to 1), `cells`, `ags`, `city`, `mean_m`, `worst_m`,
        `mean_min`, `worst_min` (of those who reach any offer, NaN if nobody does), `unreachable_people`, `lon`, `lat`
        (the populated cell in the middle of the people), `radius_m` (mean distance of the people from it), `name`,
        `geometry` (outline, EPSG:4326).
    """
    way = np.asarray(nearest_m, dtype=float)
    out: Floats = np.asarray(~(way <= limit_m) if chance is None else chance, dtype=np.float64)
    rows = np.flatnonzero((out >= GAP_CHANCE - _ROUNDING) & (demand["people"].to_numpy(dtype=float) > 0))
    gap = _expected(demand.iloc[rows], out[rows])
    lon, lat = positions(gap)
    side_m = cell_m or side_of(*positions(demand), crs=grid_crs)
    cells = place_on_grid(lon, lat, gap["ags"].to_numpy(), side_m=side_m, crs=grid_crs)
    patch = find_patches(cells, _by_cell(cells, gap["people"]))
    figures = _figures(gap, way[rows], patch[cells.of_input], rank_by)
    order = _ranking(figures, rank_by)
    shown = _shown(figures, order, rank_by, min_people)[:max_areas]
    rank = np.full(len(figures), IN_OTHERS, dtype=np.int64)
    rank[shown] = np.arange(1, len(shown) + 1)
    areas = _areas(cells, figures.iloc[shown], rank[patch], _weights(cells, gap, rank_by), grid_crs)
    areas = _with_minutes(areas, m_per_min).assign(city=[(cities or {}).get(ags, "") for ags in areas["ags"]])
    areas["name"] = pd.Series(_names(areas, names), index=areas.index, dtype=object)
    areas, others = _without_small(areas[_COLUMNS], _others(figures[rank == IN_OTHERS]))
    of_cell = np.full(len(demand), SERVED, dtype=np.int64)
    of_cell[rows] = rank[patch[cells.of_input]]
    return Gaps(
        areas=areas,
        others=others,
        rank_of_cell=pd.Series(of_cell, index=demand.index, name="rank"),
        people=float(figures["people"].sum()),
        foreign_nationals=float(figures["foreign_nationals"].sum()),
    )


_COLUMNS = [
    "people",
    "foreign_nationals",
    "chance",
    "cells",
    "ags",
    "city",
    "mean_m",
    "worst_m",
    "mean_min",
    "worst_min",
    "unreachable_people",
    "lon",
    "lat",
    "radius_m",
    "name",
    "geometry",
]


def _expected(gap: pd.DataFrame, out: Floats) -> pd.DataFrame:
    """Return the cells with as many persons as are expected to reach nothing, and all who live there as `living`."""
    return gap.assign(
        living=gap["people"], people=gap["people"] * out, foreign_nationals=gap["foreign_nationals"] * out
    )


def _by_cell(cells: Cells, values: "pd.Series[float]") -> Floats:
    return sums(cells.of_input, np.asarray(values, dtype=np.float64), len(cells))


def _weights(cells: Cells, gap: pd.DataFrame, rank_by: str) -> Floats:
    """Return the persons that weigh each cell; all people where the chosen group is nowhere."""
    return _by_cell(cells, gap[rank_by]) + 1e-9 * _by_cell(cells, gap["people"])


def _figures(gap: pd.DataFrame, way: Floats, patch: Ints, rank_by: str) -> pd.DataFrame:
    """Return the figures of every patch, shown or not."""
    count = int(patch.max()) + 1 if len(patch) else 0

    def total(values: Floats) -> Floats:
        return sums(patch, values, count)

    people, weight = (np.asarray(gap[name], dtype=np.float64) for name in ("people", rank_by))
    finite = np.isfinite(way)
    metres = np.where(finite, way, 0.0)
    reaching = total(weight * finite)
    worst = np.full(count, -np.inf)
    np.maximum.at(worst, patch[finite], way[finite])
    first = np.zeros(count, dtype=np.int64)
    first[patch[::-1]] = np.arange(len(patch))[::-1]
    return pd.DataFrame(
        {
            "people": total(people),
            "foreign_nationals": total(np.asarray(gap["foreign_nationals"], dtype=np.float64)),
            "chance": total(people) / total(np.asarray(gap["living"], dtype=np.float64)),
            "cells": total(np.ones(len(patch))).astype(np.int64),
            "ags": gap["ags"].to_numpy()[first],
            "mean_m": np.divide(
                total(weight * metres), reaching, out=np.full(count, np.nan), where=reaching > 0
            ),
            "worst_m": np.where(np.isfinite(worst), worst, np.nan),
            "unreachable_people": total(weight * ~finite),
        }
    )


def _ranking(figures: pd.DataFrame, rank_by: str) -> Ints:
    """Return the patches, most people first; as many people come in the order of the grid."""
    return np.lexsort((np.arange(len(figures)), -np.round(figures[rank_by].to_numpy(), 6)))


def _shown(figures: pd.DataFrame, order: Ints, rank_by: str, min_people: float) -> Ints:
    """Return the patches to list; the last one joins the others when they alone would be too few to be told."""
    least = max(min_people, LEAST_PEOPLE)
    people, ranked = figures["people"].to_numpy(), figures[rank_by].to_numpy()
    is_shown = (people >= least) & (ranked >= LEAST_PEOPLE)
    shown, hidden = order[is_shown[order]], people[~is_shown].sum()
    return shown[:-1] if 0 < hidden < LEAST_PEOPLE else shown


def _others(figures: pd.DataFrame) -> Others:
    people = pd.Series([figures["people"].sum()], dtype=float)
    foreign = float(figures["foreign_nationals"].sum())
    return Others(
        len(figures), int(figures["cells"].sum()), float(people.mask(is_small(people)).iloc[0]), foreign
    )


def _without_small(areas: gpd.GeoDataFrame, others: Others) -> tuple[gpd.GeoDataFrame, Others]:
    """Hide small numbers of foreign nationals so that the total of all gaps does not tell them either."""
    every = pd.Series([*areas["foreign_nationals"], others.foreign_nationals], dtype=float)
    told = suppress_small(every, has_total=True).to_numpy()
    return areas.assign(foreign_nationals=told[:-1]), replace(others, foreign_nationals=float(told[-1]))


def _areas(cells: Cells, figures: pd.DataFrame, rank: Ints, weight: Floats, crs: int) -> gpd.GeoDataFrame:
    """Give the listed patches their middle and outline."""
    count, number = len(figures), rank - 1
    heart, radius_m = _hearts(cells, number, weight, count)
    lon, lat = to_degrees(cells.x[heart], cells.y[heart], crs=crs)
    shapes = _drawn(outlines(cells, number, count), cells.side_m)
    index = pd.RangeIndex(1, count + 1, name="rank")
    frame = figures.set_index(index).assign(lon=lon, lat=lat, radius_m=radius_m)
    return gpd.GeoDataFrame(frame, geometry=shapes_to_degrees(shapes, crs=crs), crs=WGS84)


def _drawn(shapes: NDArray[np.object_], side_m: float) -> NDArray[np.object_]:
    """Return outlines fit for drawing; the middle of every cell stays inside."""
    reach = _CLOSED_SIDES * side_m
    wide = shapely.buffer(shapes, reach, join_style="mitre")
    closed = shapely.buffer(wide, -reach, join_style="mitre")
    return np.asarray(shapely.simplify(closed, _SIMPLE_SIDES * side_m), dtype=object)


def _hearts(cells: Cells, number: Ints, weight: Floats, count: int) -> tuple[Ints, Floats]:
    """Return for each area the cell that is its medoid for squared distances, and the mean distance to it."""
    mine = np.flatnonzero(number >= 0)
    area, w = number[mine], weight[mine]
    total = sums(area, w, count)
    x, y = (sums(area, w * v[mine], count) / total for v in (cells.x, cells.y))
    off = np.hypot(cells.x[mine] - x[area], cells.y[mine] - y[area])
    order = np.lexsort((mine, np.round(off, 3), area))
    heart = mine[order[np.searchsorted(area[order], np.arange(count))]]
    away = np.hypot(cells.x[mine] - cells.x[heart][area], cells.y[mine] - cells.y[heart][area])
    return heart, sums(area, w * away, count) / total


def _with_minutes(areas: gpd.GeoDataFrame, m_per_min: float) -> gpd.GeoDataFrame:
    return areas.assign(mean_min=areas["mean_m"] / m_per_min, worst_min=areas["worst_m"] / m_per_min)


def _names(areas: pd.DataFrame, names: Namer | None) -> list[object]:
    if names is None:
        return [None] * len(areas)
    columns = zip(areas["lon"], areas["lat"], areas["city"], areas["radius_m"], strict=True)
    return list(names.name_all([PointToName(lon, lat, city, radius) for lon, lat, city, radius in columns]))
