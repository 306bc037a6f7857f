"""How far one gets from a place in 5, 10, 15, 30 minutes, and who lives there.

Who lives inside follows from the ways of the people's cells, as every share does. The outline is a circle where the
straight line has to do (its radius is the way divided by the detour factor), else the squares of a grid round the place
from whose middles the way is short enough.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.figures import people
from geo.planning.ground import World
from geo.planning.question import Question
from geo.projection import WGS84, shapes_to_degrees, to_degrees, to_metric
from geo.reach.speeds import DETOUR_FACTOR, TRANSIT, minutes_to_metres

#: More squares than these take too long by timetable; then they are larger.
_MOST_SQUARES = 40_000
_SIDES_M = (100.0, 200.0, 250.0, 500.0, 1000.0)
#: Nobody gets further by bus and train than this in a minute, metres as the crow flies: 160 km/h, the most that trains
#: run on lines without continuous train control (Eisenbahn-Bau- und Betriebsordnung, § 15).
_FASTEST_M = 160_000 / 60
_CORNERS = 32  # of a quarter circle
#: Foreign nationals of all people: a difference as small as this is rounding.
_ROUNDED = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Isochrones:
    """Outlines with who lives inside.

    `rows` has one row a way of travel and number of minutes: `mode`, `minutes`, `people`, `foreign` (persons; NaN where
    they, or the difference to the next outline, are too few to be shown, or nobody knows), `area_km2`, `ways` (what
    they follow), `geometry` (EPSG:4326). `asked` has a question a way of travel, with the day by bus and train.
    """

    places: pd.DataFrame
    rows: gpd.GeoDataFrame
    asked: tuple[Question, ...]


def isochrones(
    world: World,
    places: pd.DataFrame,
    *,
    modes: Sequence[str],
    minutes: Sequence[float],
    day: str = "",
    window: str = "",
) -> Isochrones:
    """Return how far one gets.

    Parameters
    ----------
    places
        `lon`, `lat` (degrees) of one place, or of several addresses of one offer: the nearest counts.
    minutes
        Of way, in any order.
    day, window
        Of departures by bus and train.

    Raises
    ------
    TransitError
        If bus and train are asked for and no timetable was built.
    """
    limits = sorted(set(minutes))
    questions = [Question(topics=(), mode=mode, day=day, window=window) for mode in modes]
    found = [row for question in questions for row in _of_mode(world, places, question, limits)]
    return Isochrones(places, gpd.GeoDataFrame(found, geometry="geometry", crs=WGS84), tuple(questions))


def _of_mode(
    world: World, places: pd.DataFrame, question: Question, minutes: Sequence[float]
) -> list[dict[str, Any]]:
    mode = question.mode
    ways_m = world.nearest_m(question, places)
    limits_m = [minutes_to_metres(one, mode) for one in minutes]
    inside = [ways_m <= limit for limit in limits_m]
    counts = {
        name: _told(world.demand, inside, column)
        for name, column in (("people", "people"), ("foreign", "foreign_nationals"))
    }
    is_straight = mode != TRANSIT and world.network_of(question) is None
    shapes = (
        _circles(world, places, limits_m)
        if is_straight
        else _squares(world, question, places, minutes, limits_m)
    )
    ways = "straight line times detour factor" if is_straight else "street network"
    return [
        {
            "mode": mode,
            "minutes": minutes[n],
            **{name: told[n] for name, told in counts.items()},
            "area_km2": float(shapely.area(shapes[n])) / 1e6,
            "ways": "timetable, walking to the stops" if mode == TRANSIT else ways,
            "geometry": shapes_to_degrees(shapes[n], crs=world.metric_crs),
        }
        for n in range(len(minutes))
    ]


def _told(demand: pd.DataFrame, inside: Sequence[NDArray[np.bool_]], column: str) -> list[float]:
    """Return the people inside, NaN where they, the others there, or those of the ring to the next one told are few."""
    heads = demand[column].to_numpy(dtype=np.float64)
    rest = demand["people"].to_numpy(dtype=np.float64) - heads if column != "people" else np.zeros(len(heads))
    counts = [(float(heads[here].sum()), float(rest[here].sum())) for here in inside]
    told, outer = [math.nan] * len(counts), (math.nan, math.nan)
    for n in reversed(range(len(counts))):
        ring = [outside - within for outside, within in zip(outer, counts[n], strict=True)]
        if not any(map(_is_few, (*counts[n], *ring))):
            told[n], outer = counts[n][0], counts[n]
    return told


def _is_few(count: float) -> bool:
    return _ROUNDED < count < LEAST_PEOPLE


def _circles(world: World, places: pd.DataFrame, limits_m: Sequence[float]) -> list[Any]:
    points = shapely.points(np.column_stack(to_metric(places["lon"], places["lat"], crs=world.metric_crs)))
    return [
        shapely.union_all(shapely.buffer(points, limit / DETOUR_FACTOR, quad_segs=_CORNERS))
        for limit in limits_m
    ]


def _squares(
    world: World,
    question: Question,
    places: pd.DataFrame,
    minutes: Sequence[float],
    limits_m: Sequence[float],
) -> list[Any]:
    """Return the squares of a grid whose middles are near enough, in metres of the world's map."""
    reach = minutes[-1] * _FASTEST_M if question.mode == TRANSIT else limits_m[-1]
    x, y, side = _grid(*to_metric(places["lon"], places["lat"], crs=world.metric_crs), reach)
    lon, lat = to_degrees(x, y, crs=world.metric_crs)
    known = world.ground_of(question)
    own = (
        known.transit.at(known.transit.window) if known.transit else None
    )  # the answers' tables are of other cells
    ground = replace(known, demand=pd.DataFrame({"lon": lon, "lat": lat}), transit=own)
    ways_m, half = ground.nearest_m(question.mode, places), side / 2
    boxes = shapely.box(x - half, y - half, x + half, y + half)
    return [shapely.coverage_union_all(boxes[ways_m <= limit]) for limit in limits_m]


def _grid(x: Floats, y: Floats, reach: float) -> tuple[Floats, Floats, float]:
    """Return the middles of squares that hold every place within reach, and their side."""
    west, east, south, north = x.min() - reach, x.max() + reach, y.min() - reach, y.max() + reach
    fits = [side for side in _SIDES_M if (east - west) * (north - south) / side**2 <= _MOST_SQUARES]
    side = fits[0] if fits else _SIDES_M[-1]
    across = np.arange(math.floor(west / side), math.ceil(east / side)) * side + side / 2
    up = np.arange(math.floor(south / side), math.ceil(north / side)) * side + side / 2
    columns, rows = np.meshgrid(across, up)
    return columns.ravel(), rows.ravel(), side


def isochrone_figures(found: Isochrones) -> list[dict[str, Any]]:
    """Return the rows without their shapes, ready for JSON; too few is null."""
    return [
        {
            "mode": row["mode"],
            "minutes": row["minutes"],
            "people": people(row["people"]),
            "foreign": people(row["foreign"]),
            "area_km2": round(row["area_km2"], 3),
            "ways": row["ways"],
        }
        for row in found.rows.drop(columns="geometry").to_dict("records")
    ]
