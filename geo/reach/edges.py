"""Where the border decides: cells from which the border is nearer than the next known offer."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from geo.projection import require_wgs84, shapes_to_metres, to_metric
from geo.reach.speeds import DETOUR_FACTOR

Floats = NDArray[np.float64]

#: A border at the limit itself is never lost to rounding.
_A_LITTLE_MORE = 1.001


def edge_cells(
    demand: pd.DataFrame,
    boundary: gpd.GeoDataFrame,
    nearest_m: ArrayLike,
    *,
    limit_m: float,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
) -> NDArray[np.bool_]:
    """Say for each cell whether an offer beyond the border could be nearer than the next known one.

    Parameters
    ----------
    demand
        Columns `lon`, `lat` (degrees).
    boundary
        The outline of the district (EPSG:4326); inner borders between its areas do not count.
    nearest_m
        Metres of way to the next offer, `inf` where none is in reach.
    limit_m
        Metres of way that count as reached: a border farther away changes nothing.
    """
    far = limit_m / detour_factor * _A_LITTLE_MORE
    way = border_m(demand, boundary, metric_crs=metric_crs, most_m=far) * detour_factor
    return (way < np.asarray(nearest_m, dtype=np.float64)) & (way <= limit_m)


def border_m(
    demand: pd.DataFrame, boundary: gpd.GeoDataFrame, *, metric_crs: int = 25832, most_m: float = np.inf
) -> Floats:
    """Return the straight metres from each cell to the border, 0 outside of it.

    Parameters
    ----------
    most_m
        Whoever asks does not care how far a border beyond is: it may be `inf` (looking for near ones is quicker).
    """
    area = shapes_to_metres(require_wgs84(boundary).geometry.union_all(), crs=metric_crs)
    x, y = to_metric(demand["lon"], demand["lat"], crs=metric_crs)
    points = np.asarray(shapely.points(x, y), dtype=object)
    distance = np.full(len(points), np.inf)
    if len(points):
        tree = shapely.STRtree(_segments(area))
        (rows, _), found = tree.query_nearest(
            points,
            max_distance=most_m if 0 < most_m < np.inf else None,
            return_distance=True,
            all_matches=False,
        )
        distance[rows] = found
    shapely.prepare(area)
    return np.where(shapely.intersects(area, points), distance, 0.0)


def _segments(area: BaseGeometry) -> NDArray[np.object_]:
    """Return every straight piece of the outline as a line of its own."""
    found: list[NDArray[np.object_]] = []
    for ring in shapely.get_parts(shapely.get_rings(area)):
        corners = shapely.get_coordinates(ring)
        pieces = shapely.linestrings(np.stack((corners[:-1], corners[1:]), axis=1))
        found.append(np.asarray(pieces, dtype=object))
    return np.concatenate(found)
