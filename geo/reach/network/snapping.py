"""From points beside the streets to places on them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import STRtree

from geo.projection import great_circle_m, to_degrees, to_metric
from geo.reach.network.graph import Flags, Floats, Ints, StreetNetwork

#: A place further than this from any street is not joined to it: it is likely that the street is missing.
SNAP_LIMIT_M = 300.0

_AT_ONCE = 200_000  # points held as shapes at once: about 50 MB
_WIDER = 1.01  # the map's metres are up to this much longer than the earth's, far from its middle
_TINY_M = 1e-6
_EVERYWHERE_M = 1e8


@dataclass(frozen=True, eq=False)
class Snapped:
    """Where points lie on the network, in their order.

    `edge` is the number of the edge, -1 for a point too far from all; `position_m` metres along it from its first
    node; `off_m` metres from the point to that place. `is_island` marks points that only an island is near to.
    """

    lon: Floats
    lat: Floats
    edge: Ints
    position_m: Floats
    off_m: Floats
    is_island: Flags

    def __len__(self) -> int:
        """Return how many points there are."""
        return len(self.edge)

    def part(self, rows: NDArray[np.int64]) -> "Snapped":
        """Return some of the points."""
        return Snapped(*(column[rows] for column in vars(self).values()))

    @property
    def is_snapped(self) -> Flags:
        """Which points have a place on the network."""
        return self.edge >= 0


def snap_frame(
    network: StreetNetwork, frame: pd.DataFrame, *, limit_m: float = SNAP_LIMIT_M, metric_crs: int = 25832
) -> Snapped:
    """Snap the points of a frame by its columns `lon` and `lat`; see `snap`."""
    return snap(network, frame["lon"], frame["lat"], limit_m=limit_m, metric_crs=metric_crs)


def snap(
    network: StreetNetwork,
    lon: ArrayLike,
    lat: ArrayLike,
    *,
    limit_m: float = SNAP_LIMIT_M,
    metric_crs: int = 25832,
) -> Snapped:
    """Return the place on the nearest edge for each point.

    The edge's line counts, not only its ends. Islands (`StreetNetwork.is_island`) come second: a point is put on one
    only if no other street lies within the limit, so that nobody is stranded on a path that is not joined up.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    limit_m
        Metres up to which a point is joined to a street.

    Raises
    ------
    ValueError
        If a point is no place on earth, or the limit no length.
    """
    lons, lats = _checked(lon, lat, limit_m)
    main, islands = street_layers(network, metric_crs)
    runs = range(0, len(lons), _AT_ONCE)
    parts = [_snap_run(main, islands, lons[i : i + _AT_ONCE], lats[i : i + _AT_ONCE], limit_m) for i in runs]
    return _joined(parts) if parts else _nowhere(lons, lats)


def _checked(lon: ArrayLike, lat: ArrayLike, limit_m: float) -> tuple[Floats, Floats]:
    lons, lats = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not ((np.abs(lons) <= 180).all() and (np.abs(lats) <= 90).all()):
        msg = "a longitude within ±180 and a latitude within ±90 degrees expected for every point"
        raise ValueError(msg)
    if not limit_m >= 0:
        msg = f"a snapping limit of 0 m or more expected, {limit_m} found"
        raise ValueError(msg)
    return lons, lats


def _snap_run(main: "Layer", islands: "Layer", lon: Floats, lat: Floats, limit_m: float) -> Snapped:
    found = main.nearest(lon, lat, limit_m)
    rest = ~found.is_snapped
    second = islands.nearest(lon[rest], lat[rest], limit_m)
    found.edge[rest], found.position_m[rest], found.off_m[rest] = second.edge, second.position_m, second.off_m
    found.is_island[rest] = second.is_snapped
    return found


@dataclass(frozen=True, eq=False)
class Layer:
    """Some edges as lines in metres, and a tree to find them."""

    edges: Ints
    lines: NDArray[np.object_]
    tree: STRtree
    ruler: "Ruler"
    metric_crs: int

    def nearest(self, lon: Floats, lat: Floats, limit_m: float) -> Snapped:
        """Return the nearest place on these edges for each point."""
        found = _nowhere(lon, lat)
        if not len(lon) or not len(self.edges):
            return found
        points = _as_points(lon, lat, crs=self.metric_crs)
        reach = min(limit_m * _WIDER + _TINY_M, _EVERYWHERE_M)
        row, line = self.tree.query_nearest(points, max_distance=reach, all_matches=False)
        along = shapely.line_locate_point(self.lines[line], points[row])
        place = shapely.line_interpolate_point(self.lines[line], along)
        to_lon, to_lat = to_degrees(shapely.get_x(place), shapely.get_y(place), crs=self.metric_crs)
        off_m = great_circle_m(lon[row], lat[row], to_lon, to_lat)
        off_m = np.where(off_m < _TINY_M, 0.0, off_m)  # on the street, but for rounding
        near = off_m <= limit_m
        row, edge = row[near], self.edges[line[near]]
        found.edge[row], found.off_m[row] = edge, off_m[near]
        found.position_m[row] = self.ruler.on_ground(edge, along[near])
        return found


def _as_points(lon: Floats, lat: Floats, *, crs: int) -> NDArray[np.object_]:
    """Return shapes in metres."""
    return np.asarray(shapely.points(*to_metric(lon, lat, crs=crs)), dtype=np.object_)


@dataclass(frozen=True, eq=False)
class Ruler:
    """Turns metres of the map into metres on the ground: the two differ by direction, up to some in a thousand.

    `x`, `y` are the points of all lines on the map; `flat_m`, `ground_m` add up the lengths from point to point.
    `start` and `edge_m` are the network's (`shape_start`).
    """

    start: NDArray[np.int64]
    x: Floats
    y: Floats
    edge_m: Floats
    flat_m: Floats
    ground_m: Floats

    def on_ground(self, edge: Ints, along_m: Floats) -> Floats:
        """Return the metres on the ground from the start of each edge to the place so many map metres along it."""
        first, last = self.start[edge], self.start[edge.astype(np.int64) + 1] - 1
        goal = self.flat_m[first] + along_m
        piece = np.clip(np.searchsorted(self.flat_m, goal, side="right") - 1, first, last - 1)
        step = self.flat_m[piece + 1] - self.flat_m[piece]
        share = np.clip((goal - self.flat_m[piece]) / np.where(step > 0, step, 1.0), 0.0, 1.0)
        return self.at(edge, piece, share)

    def at(self, edge: NDArray[np.integer[Any]], piece: NDArray[np.int64], share: Floats) -> Floats:
        """Return the metres on the ground from the start of each edge to a share of one of its straight pieces."""
        before = self.ground_m[piece] - self.ground_m[self.start[edge]]
        into = share * (self.ground_m[piece + 1] - self.ground_m[piece])
        ground: Floats = np.minimum(before + into, self.edge_m[edge])
        return ground


def _ruler(network: StreetNetwork, x: Floats, y: Floats) -> Ruler:
    lon, lat = network.shape_lon, network.shape_lat
    steps = np.hypot(np.diff(x), np.diff(y)), great_circle_m(lon[:-1], lat[:-1], lon[1:], lat[1:])
    flat, ground = (np.concatenate(([0.0], step)) for step in steps)
    for each in (flat, ground):
        each[network.shape_start[1:-1]] = 0.0  # from the end of one line to the start of the next
    return Ruler(network.shape_start, x, y, network.edge_m, np.cumsum(flat), np.cumsum(ground))


@lru_cache(maxsize=2)
def street_layers(network: StreetNetwork, metric_crs: int) -> tuple[Layer, Layer]:
    """Return the main streets and the islands; kept, because the lines of a network do not change."""
    x, y = to_metric(network.shape_lon, network.shape_lat, crs=metric_crs)
    edge = np.repeat(np.arange(network.edges), np.diff(network.shape_start))
    lines = np.asarray(shapely.linestrings(np.column_stack((x, y)), indices=edge), dtype=np.object_)
    ruler = _ruler(network, x, y)

    def layer(edges: NDArray[np.int64]) -> Layer:
        own = lines[edges]
        return Layer(edges.astype(np.int32), own, STRtree(own), ruler, metric_crs)

    return layer(np.flatnonzero(~network.is_island)), layer(np.flatnonzero(network.is_island))


def _nowhere(lon: Floats, lat: Floats) -> Snapped:
    count = len(lon)
    return Snapped(
        lon=lon,
        lat=lat,
        edge=np.full(count, -1, dtype=np.int32),
        position_m=np.zeros(count),
        off_m=np.full(count, np.inf),
        is_island=np.zeros(count, dtype=np.bool_),
    )


def _joined(parts: list[Snapped]) -> Snapped:
    columns = zip(*(vars(part).values() for part in parts), strict=True)
    return Snapped(*(np.concatenate(column) for column in columns))
