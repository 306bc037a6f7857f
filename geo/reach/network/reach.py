"""What the way through the streets costs: sparse pairs within reach, or only the way to the nearest site.

Ways are sought with Dijkstra's algorithm (scipy) from the sites, which are fewer, against the direction of travel.
Sites go in tiles with a rim as wide as the limit, so memory and time grow with what is in reach, not with the country.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.projection import EARTH_RADIUS_M
from geo.reach.network import stops as on_street
from geo.reach.network.graph import Flags, Floats, Ints, Longs, StreetNetwork
from geo.reach.network.snapping import SNAP_LIMIT_M, Snapped, snap_frame
from geo.reach.network.stops import Doors, Stops
from geo.reach.network.watch import go_on_with
from geo.reach.speeds import DETOUR_FACTOR
from geo.reach.straight_line import Cost

_CHUNK_BYTES = 64 << 20  # of distances held at once
_TILE_LIMITS = (
    2.0  # a tile of sites is so many limits wide: below, the rims weigh; above, each site sees too much
)
_SMALLEST_TILE_M = 2000.0
_ROUNDING = 1 + 1e-9
_DEGREE_M = EARTH_RADIUS_M * np.pi / 180


def network_cost(
    network: StreetNetwork,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    slack_m: ArrayLike | None = None,
    snap_limit_m: float = SNAP_LIMIT_M,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
) -> Cost:
    """Return the ways through the streets, from each cell to each site within the limit.

    Parameters
    ----------
    demand, supply
        Columns `lon`, `lat` (degrees, EPSG:4326), no gaps.
    limit_m
        Metres of way up to which pairs are kept, the ways to the street and from it included.
    slack_m
        Metres each site may be moved, one number a site; the way is then that to the best place within.
    snap_limit_m
        Points further from any street have no way at all.
    detour_factor
        How much longer the way to the street is than the straight line to it.
    metric_crs
        EPSG code of the metric system in which the nearest street is sought.

    Raises
    ------
    ValueError
        If a point is no place on earth, or the limit, a slack or the factor cannot be.
    """
    cells = snap_frame(network, demand, limit_m=snap_limit_m, metric_crs=metric_crs)
    sites = snap_frame(network, supply, limit_m=snap_limit_m, metric_crs=metric_crs)
    return snapped_cost(
        network,
        cells,
        sites,
        limit_m=limit_m,
        slack_m=slack_m,
        detour_factor=detour_factor,
        metric_crs=metric_crs,
    )


def snapped_cost(
    network: StreetNetwork,
    cells: Snapped,
    sites: Snapped,
    *,
    limit_m: float,
    slack_m: ArrayLike | None = None,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
    chunk_bytes: int = _CHUNK_BYTES,
) -> Cost:
    """Return the same as `network_cost` for points snapped before, so that many questions share the snapping."""
    _check(limit_m, detour_factor)
    slack = np.zeros(len(sites)) if slack_m is None else np.asarray(slack_m, dtype=np.float64)
    if slack.shape != (len(sites),) or not (np.isfinite(slack) & (slack >= 0)).all():
        raise ValueError("a slack of 0 m or more expected for every site")
    search = _Search(
        network,
        cells,
        sites,
        slack_m=slack,
        limit_m=limit_m,
        detour_factor=detour_factor,
        metric_crs=metric_crs,
    )
    found: list[tuple[Ints, Ints, Floats]] = []
    tiles = list(_tiles(sites, slack, limit_m))
    for number, tile in enumerate(tiles):
        go_on_with(number, len(tiles))
        found += search.pairs(tile, chunk_bytes)
    cell, site, cost_m = (
        np.concatenate(column)
        for column in zip((np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0)), *found, strict=True)
    )
    return Cost.from_pairs(cell, site, cost_m, cells=len(cells), sites=len(sites), limit_m=limit_m)


def nearest_cost(
    network: StreetNetwork,
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float = np.inf,
    snap_limit_m: float = SNAP_LIMIT_M,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
) -> Floats:
    """Return the metres from each cell to the site nearest through the streets, `inf` where none is within the limit.

    Parameters are those of `network_cost`; one search serves all sites.
    """
    cells = snap_frame(network, demand, limit_m=snap_limit_m, metric_crs=metric_crs)
    sites = snap_frame(network, supply, limit_m=snap_limit_m, metric_crs=metric_crs)
    return snapped_nearest(network, cells, sites, limit_m=limit_m, detour_factor=detour_factor)


def snapped_nearest(
    network: StreetNetwork,
    cells: Snapped,
    sites: Snapped,
    *,
    limit_m: float = np.inf,
    detour_factor: float = DETOUR_FACTOR,
) -> Floats:
    """Return the same as `nearest_cost` for points snapped before."""
    _check(limit_m, detour_factor, may_be_endless=True)
    factor = on_street.approach_factor(network, detour_factor)
    places = on_street.place_stops(sites, factor)
    doors = on_street.arrivals(network, places)
    one_goal = Doors(np.zeros_like(doors.owner), doors.node, doors.metres)
    to_node = _distances(network.reversed_graph, one_goal, 1, limit_m)[0]
    node, metres = on_street.departures(network, cells, factor)
    nearest: Floats = (to_node[node] + metres).min(axis=0)
    _, cell, along_m = on_street.along_edge(network, cells, places, factor)
    np.minimum.at(nearest, cell, along_m)
    return np.where(nearest <= limit_m, nearest, np.inf)


def _check(limit_m: float, detour_factor: float, *, may_be_endless: bool = False) -> None:
    if not (limit_m >= 0 and (may_be_endless or np.isfinite(limit_m))):
        msg = f"a limit of 0 m or more expected, {limit_m} found"
        raise ValueError(msg)
    if not (detour_factor >= 1 and np.isfinite(detour_factor)):
        msg = f"a detour factor of 1 or more expected, {detour_factor} found"
        raise ValueError(msg)


def _distances(graph: csr_array, doors: Doors, goals: int, limit_m: float) -> Floats:
    """Return the metres from every node to each goal, shape (goals, nodes); each goal becomes a node of its own."""
    nodes = graph.shape[0]
    order = np.argsort(doors.owner, kind="stable")
    counts = np.bincount(doors.owner, minlength=goals)
    indptr = np.concatenate((graph.indptr, graph.indptr[-1] + np.cumsum(counts))).astype(np.int32)
    indices = np.concatenate((graph.indices, doors.node[order])).astype(np.int32)
    data = np.concatenate((graph.data, doors.metres[order]))
    joined = csr_array((data, indices, indptr), shape=(nodes + goals, nodes + goals))
    found: Floats = dijkstra(joined, indices=np.arange(nodes, nodes + goals), limit=limit_m * _ROUNDING)
    return found[:, :nodes]


@dataclass(frozen=True, eq=False)
class _Tile:
    """Sites that lie close together, and the box in degrees that holds all their ways."""

    sites: Longs
    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: Floats, lat: Floats) -> Flags:
        """Return which points lie in the box."""
        return (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)


def _tiles(sites: Snapped, slack_m: Floats, limit_m: float) -> Iterator[_Tile]:
    """Yield the sites tile by tile; those that are nowhere on the network are in none."""
    used = np.flatnonzero(sites.is_snapped | (slack_m > 0))
    size = max(_TILE_LIMITS * limit_m, _SMALLEST_TILE_M) / _DEGREE_M
    column, row = np.floor(sites.lon[used] / size), np.floor(sites.lat[used] / size)
    _, tile = np.unique(np.column_stack((row, column)), axis=0, return_inverse=True)
    order = np.argsort(tile, kind="stable")
    for members in np.split(used[order], np.flatnonzero(np.diff(tile[order])) + 1):
        if len(members):
            yield _tile(np.sort(members), sites, limit_m + float(slack_m[members].max()))


def _tile(members: Longs, sites: Snapped, rim_m: float) -> _Tile:
    lon, lat = sites.lon[members], sites.lat[members]
    rim = rim_m * 1.001 / _DEGREE_M
    narrowest = max(float(np.cos(np.radians(min(float(np.abs(lat).max()) + rim, 90.0)))), 1e-3)
    return _Tile(
        members,
        float(lon.min() - rim / narrowest),
        float(lat.min() - rim),
        float(lon.max() + rim / narrowest),
        float(lat.max() + rim),
    )


class _Search:
    """Seeks the ways to the sites of one tile after the other."""

    def __init__(
        self,
        network: StreetNetwork,
        cells: Snapped,
        sites: Snapped,
        *,
        slack_m: Floats,
        limit_m: float,
        detour_factor: float,
        metric_crs: int,
    ) -> None:
        self.network, self.cells, self.sites = network, cells, sites
        self.slack_m, self.limit_m, self.metric_crs = slack_m, limit_m, metric_crs
        self.factor = on_street.approach_factor(network, detour_factor)

    def pairs(self, tile: _Tile, chunk_bytes: int) -> Iterator[tuple[Ints, Ints, Floats]]:
        """Yield (cells, sites, metres) of the pairs within the limit."""
        node = np.flatnonzero(tile.holds(self.network.node_lon, self.network.node_lat))
        near = np.flatnonzero(tile.holds(self.cells.lon, self.cells.lat))
        around = _Around(self.network, node, self.cells.part(near), self.factor)
        chunk = max(1, int(chunk_bytes // (8 * (len(node) + 3 * len(near) + 1))))
        for start in range(0, len(tile.sites), chunk):
            sites = tile.sites[start : start + chunk]
            ways = around.ways(self._stops(sites), len(sites), self.limit_m)
            self._open_areas(ways, around.cells, sites)
            row, column = np.nonzero(ways <= self.limit_m)
            yield near[column].astype(np.int32), sites[row].astype(np.int32), ways[row, column]

    def _stops(self, sites: Longs) -> Stops:
        snapped = self.sites.part(sites)
        places = on_street.place_stops(snapped, self.factor)
        if not (self.slack_m[sites] > 0).any():
            return places
        areas = on_street.area_stops(self.network, snapped, self.slack_m[sites], metric_crs=self.metric_crs)
        return places.joined(areas)

    def _open_areas(self, ways: Floats, cells: Snapped, sites: Longs) -> None:
        """Put the way to 0 where a site may be next to a cell."""
        for row in np.flatnonzero(self.slack_m[sites] > 0):
            site = sites[row]
            lon, lat = float(self.sites.lon[site]), float(self.sites.lat[site])
            ways[row, on_street.within_area(cells, lon, lat, float(self.slack_m[site]))] = 0.0


class _Around:
    """The part of the network and the cells that the sites of a tile can be reached from."""

    def __init__(self, network: StreetNetwork, node: Longs, cells: Snapped, factor: float) -> None:
        self.network, self.cells, self.factor = network, cells, factor
        self.number = np.full(network.nodes, -1, dtype=np.int32)
        self.number[node] = np.arange(len(node), dtype=np.int32)
        whole = network.reversed_graph
        self.graph = whole if len(node) == network.nodes else whole[node][:, node]
        door, metres = on_street.departures(network, cells, factor)
        local = self.number[door]
        self.metres = np.where(local >= 0, metres, np.inf)
        self.door = np.maximum(local, 0)

    def ways(self, stops: Stops, sites: int, limit_m: float) -> Floats:
        """Return the metres from each cell to each site, shape (sites, cells), `inf` where none is known."""
        ways = self._through_nodes(on_street.arrivals(self.network, stops), sites, limit_m)
        stop, cell, along_m = on_street.along_edge(self.network, self.cells, stops, self.factor)
        np.minimum.at(ways, (stops.site[stop], cell), along_m)
        return ways

    def _through_nodes(self, doors: Doors, sites: int, limit_m: float) -> Floats:
        local = self.number[doors.node]
        is_near = (local >= 0) & (doors.metres <= limit_m)
        near = Doors(doors.owner[is_near], local[is_near], doors.metres[is_near])
        if not self.graph.shape[0]:
            return np.full((sites, len(self.cells)), np.inf)
        to_node = _distances(self.graph, near, sites, limit_m)
        ways: Floats = to_node[:, self.door[0]] + self.metres[0]
        np.minimum(ways, to_node[:, self.door[1]] + self.metres[1], out=ways)
        return ways
