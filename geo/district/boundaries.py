"""The cities of the district and its outline: load the shapes, say which city holds a point."""

import json
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import DataError, Problem
from geo.projection import WGS84, shapes_to_metres, to_metric

#: The shipped borders are simplified; the true one lies up to 224 m away (docs/DATA.md).
TOLERANCE_M = 250.0
_AREAS = ("Polygon", "MultiPolygon")


def load_boundaries(path: Path) -> gpd.GeoDataFrame:
    """Read the cities.

    Returns
    -------
    GeoDataFrame
        Index `ags` (unique), columns `name` and `geometry` (areas, EPSG:4326).

    Raises
    ------
    DataError
        If the file does not load, a property is missing, a shape is no valid area, or an `ags` stands twice.
    """
    frame = _load(path, ("ags", "name"))
    if not frame["ags"].is_unique:
        twice = sorted(frame.loc[frame["ags"].duplicated(), "ags"])
        raise DataError([Problem(path.name, 0, "ags", ", ".join(twice), "each city once")])
    return frame.set_index("ags")[["name", "geometry"]]


def load_shapes(path: Path) -> gpd.GeoDataFrame:
    """Read areas for drawing (outline, neighbours, settlement) with whatever properties they have.

    Raises
    ------
    DataError
        If the file does not load or a shape is no valid area.
    """
    return _load(path, ())


def city_at(boundaries: gpd.GeoDataFrame, lon: float, lat: float) -> str:
    """Return the name of the city that holds a point (degrees), "" outside of all."""
    point = Point(lon, lat)
    for name, area in zip(boundaries["name"], boundaries.geometry, strict=True):
        if area.covers(point):
            return str(name)
    return ""


def is_inside_city(
    boundaries: gpd.GeoDataFrame,
    city: str,
    lon: float,
    lat: float,
    *,
    tolerance_m: float = TOLERANCE_M,
    metric_crs: int = 25832,
) -> bool:
    """Say whether a point (degrees) lies in the named city or at most `tolerance_m` metres beyond its border.

    A city that `boundaries` does not know holds no point.
    """
    areas = boundaries.geometry[boundaries["name"] == city]
    point = Point(lon, lat)
    return any(area.covers(point) or _distance_m(area, point, metric_crs) <= tolerance_m for area in areas)


def outside_city(
    boundaries: gpd.GeoDataFrame,
    cities: ArrayLike,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    tolerance_m: float = TOLERANCE_M,
    metric_crs: int = 25832,
) -> NDArray[np.bool_]:
    """Say of many points which lie farther than `tolerance_m` metres outside the city named with them.

    Parameters
    ----------
    cities
        A name for each point; a point of a city that `boundaries` does not know lies outside.
    lon, lat
        Degrees; a point that is NaN lies nowhere and so not outside.
    """
    names, x, y = np.asarray(cities, dtype=object), np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    outside: NDArray[np.bool_] = ~np.isnan(x)
    areas = zip(boundaries["name"], boundaries.geometry, boundaries.geometry.to_crs(metric_crs), strict=True)
    for name, area, metric_area in areas:
        here = (names == name) & outside
        outside[here] = ~shapely.intersects_xy(area, x[here], y[here])
        near = here & outside
        points = shapely.points(*to_metric(x[near], y[near], crs=metric_crs))
        outside[near] = shapely.distance(metric_area, points) > tolerance_m
    return outside


def outside_all(
    boundaries: gpd.GeoDataFrame,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    tolerance_m: float = TOLERANCE_M,
    metric_crs: int = 25832,
) -> NDArray[np.bool_]:
    """Say of points (degrees) which lie farther than `tolerance_m` metres outside every area."""
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    outside: NDArray[np.bool_] = np.ones(len(x), dtype=np.bool_)
    for area, metric_area in zip(boundaries.geometry, boundaries.geometry.to_crs(metric_crs), strict=True):
        outside[outside] = ~shapely.intersects_xy(area, x[outside], y[outside])
        points = shapely.points(*to_metric(x[outside], y[outside], crs=metric_crs))
        distance_m = shapely.distance(metric_area, points)
        outside[outside] = ~(distance_m <= tolerance_m)  # so far away that no map holds it: not near, either
    return outside


def _distance_m(area: BaseGeometry, point: Point, metric_crs: int) -> float:
    metric_area, metric_point = (shapes_to_metres(shape, crs=metric_crs) for shape in (area, point))
    return float(metric_area.distance(metric_point))


def _load(path: Path, properties: Sequence[str]) -> gpd.GeoDataFrame:
    try:
        features = json.loads(path.read_bytes())["features"]
        frame = gpd.GeoDataFrame(
            [dict(feature["properties"]) for feature in features],
            geometry=[shapely.geometry.shape(feature["geometry"]) for feature in features],
            crs=WGS84,
        )
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        shapely.errors.GEOSException,
    ) as error:
        raise _unusable(path, f"a GeoJSON feature collection expected ({type(error).__name__})") from error
    problems = _problems(path.name, frame, properties)
    if problems:
        raise DataError(problems)
    shapely.prepare(frame.geometry.to_numpy())
    return frame


def _unusable(path: Path, expectation: str) -> DataError:
    return DataError([Problem(path.name, 0, "", "", expectation)])


def _problems(file: str, frame: gpd.GeoDataFrame, properties: Sequence[str]) -> list[Problem]:
    """Check the features; rows count from 1."""
    if frame.empty:
        return [Problem(file, 0, "", "", "at least one feature")]
    problems = [Problem(file, 0, name, "", "property is missing") for name in properties if name not in frame]
    for number, area in enumerate(frame.geometry, start=1):
        if area.geom_type not in _AREAS or area.is_empty or not area.is_valid:
            problems.append(Problem(file, number, "geometry", area.geom_type, "a valid area"))
        elif not _in_degrees(area):
            problems.append(
                Problem(file, number, "geometry", str(area.bounds), "longitude and latitude in degrees")
            )
    if not problems:
        problems = [
            Problem(file, number, name, str(value), "a text")
            for name in properties
            for number, value in enumerate(frame[name], start=1)
            if not isinstance(value, str) or not value
        ]
    return problems


def _in_degrees(area: BaseGeometry) -> bool:
    west, south, east, north = area.bounds
    return bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)
