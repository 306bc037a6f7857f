"""Degrees to metres and back; the only room that speaks about axis order.

Everywhere in this package a position is longitude first, then latitude (x, y), in EPSG:4326 at rest.
geopy and Leaflet want latitude first: their callers swap at the call, and nowhere else.
"""

from functools import lru_cache
from typing import TypeVar

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from pyproj.transformer import TransformerGroup
from shapely.geometry.base import BaseGeometry

from geo.errors import UnexpectedCrs

WGS84 = 4326
GRID_CRS = 3035  # the metres of Europe's official grids (INSPIRE, Zensus)
_LOOKED_UP_LATER = "unavailable until proj_trans"  # PROJ's words for a choice it has not made yet
_DECIMALS = 6  # of a degree: about ten centimetres
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG

#: One shape or an array of them.
Shapes = TypeVar("Shapes", BaseGeometry, NDArray[np.object_])


@lru_cache(maxsize=8)
def _transformer(source: int, target: int) -> Transformer:
    """Return the way from one system to the other as a plain formula.

    PROJ makes a transformer anew in every thread, and a page runs in a new one for every click: looking up two systems
    takes up to 60 ms each time, the formula itself less than one.
    """
    between = Transformer.from_crs(source, target, always_xy=True)
    if (
        _LOOKED_UP_LATER in between.definition
    ):  # several ways for several regions; the first is the most exact
        between = TransformerGroup(source, target, always_xy=True).transformers[0]
    return Transformer.from_pipeline(between.definition)


def to_metric(
    lon: ArrayLike, lat: ArrayLike, *, crs: int = 25832
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project degrees to metres.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, same shape.
    crs
        EPSG code of the metric system.

    Returns
    -------
    x, y
        Metres, same shape as the input.
    """
    x, y = _transformer(WGS84, crs).transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


def to_degrees(
    x: ArrayLike, y: ArrayLike, *, crs: int = 25832
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project metres to degrees (EPSG:4326); the inverse of `to_metric`."""
    lon, lat = _transformer(crs, WGS84).transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def shapes_to_metres(shapes: Shapes, *, crs: int) -> Shapes:
    """Project one shape, or an array of them, from degrees (EPSG:4326) to metres.

    It takes the formula that is kept between threads, other than `GeoSeries.to_crs`.
    """
    result: Shapes = shapely.transform(
        shapes, lambda at: np.column_stack(to_metric(at[:, 0], at[:, 1], crs=crs))
    )
    return result


def shapes_to_degrees(shapes: Shapes, *, crs: int) -> Shapes:
    """Project one shape, or an array of them, from metres to EPSG:4326, rounded to about ten centimetres."""

    def project(metres: NDArray[np.float64]) -> NDArray[np.float64]:
        degrees = np.column_stack(to_degrees(metres[:, 0], metres[:, 1], crs=crs))
        return np.asarray(np.round(degrees, _DECIMALS), dtype=np.float64)

    result: Shapes = shapely.transform(shapes, project)
    return result


def great_circle_m(
    lon: ArrayLike, lat: ArrayLike, to_lon: ArrayLike, to_lat: ArrayLike
) -> NDArray[np.float64]:
    """Return the distance in metres on the sphere (haversine); inputs in degrees broadcast against each other."""
    lon1, lat1, lon2, lat2 = (np.radians(np.asarray(v, dtype=float)) for v in (lon, lat, to_lon, to_lat))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    distance: NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
    return distance


def require_wgs84(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return `frame` unchanged when it is in EPSG:4326.

    Raises
    ------
    UnexpectedCrs
        If the frame has no coordinate system or another one.
    """
    if frame.crs is None or frame.crs.to_epsg() != WGS84:
        msg = f"EPSG:4326 expected, got {frame.crs}"
        raise UnexpectedCrs(msg)
    return frame
