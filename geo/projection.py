"""Degrees to metres and back; the only room that speaks about axis order.

Everywhere in this package a position is longitude first, then latitude (x, y), in EPSG:4326 at rest.
geopy and Leaflet want latitude first: their callers swap at the call, and nowhere else.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.errors import UnexpectedCrs

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS, Transformer
    from shapely.geometry.base import BaseGeometry

WGS84 = 4326
GRID_CRS = 3035  # the metres of Europe's official grids (INSPIRE, Zensus)
#: The systems in metres that districts use (ETRS89 / UTM, LAEA Europe): known without asking PROJ, which takes a while.
_METRIC = frozenset({GRID_CRS, *range(25828, 25839)})
_LOOKED_UP_LATER = "unavailable until proj_trans"  # PROJ's words for a choice it has not made yet
_DECIMALS = 6  # of a degree: about ten centimetres
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG

#: One shape or an array of them.
Shapes = TypeVar("Shapes", "BaseGeometry", "NDArray[np.object_]")


@lru_cache(maxsize=8)
def _transformer(source: int, target: int) -> "Transformer":
    """Return the way from one system to the other as a plain formula.

    PROJ makes a transformer anew in every thread, and a page runs in a new one for every click: looking up two systems
    takes up to 60 ms each time, the formula itself less than one.
    """
    from pyproj import Transformer  # heavy, and who measures on the sphere needs none of it
    from pyproj.exceptions import CRSError
    from pyproj.transformer import TransformerGroup

    try:
        between = Transformer.from_crs(source, target, always_xy=True)
    except CRSError as error:
        raise _unknown(source if target == WGS84 else target) from error
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


def require_metric(crs: int) -> None:
    """Make sure that an EPSG code is that of a system in metres.

    Raises
    ------
    UnexpectedCrs
        If there is no such system, or it counts in degrees or feet.
    """
    if crs in _METRIC:
        return
    system = _known(crs)
    units = {axis.unit_name for axis in system.axis_info}
    if not system.is_projected or units != {"metre"}:
        msg = f"a system in metres such as 25832 expected, EPSG:{crs} ({system.name}) counts in {', '.join(units)}"
        raise UnexpectedCrs(msg)


@lru_cache(maxsize=8)
def _known(crs: int) -> "CRS":
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_epsg(crs)
    except CRSError as error:
        raise _unknown(crs) from error


def _unknown(crs: int) -> UnexpectedCrs:
    return UnexpectedCrs(f"a system in metres such as 25832 expected, there is none with the code EPSG:{crs}")


def shapes_to_metres(shapes: Shapes, *, crs: int) -> Shapes:
    """Project one shape, or an array of them, from degrees (EPSG:4326) to metres.

    It takes the formula that is kept between threads, other than `GeoSeries.to_crs`.
    """
    import shapely  # heavy, and who measures on the sphere needs none of it

    result: Shapes = shapely.transform(
        shapes, lambda at: np.column_stack(to_metric(at[:, 0], at[:, 1], crs=crs))
    )
    return result


def shapes_to_degrees(shapes: Shapes, *, crs: int) -> Shapes:
    """Project one shape, or an array of them, from metres to EPSG:4326, rounded to about ten centimetres."""
    import shapely

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


def require_wgs84(frame: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
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
