"""Where on the streets a site is: a place, or all stretches inside the area that holds it."""

from dataclasses import dataclass

import numpy as np
import shapely

from geo.projection import great_circle_m, to_metric
from geo.reach.network.graph import Flags, Floats, Ints, Longs, StreetNetwork
from geo.reach.network.snapping import Layer, Ruler, Snapped, street_layers
from geo.reach.speeds import BIKE_KMH, WALK_KMH

_AT_NODE_M = 0.01  # so near to the end of an edge, a place is the crossing itself


@dataclass(frozen=True, eq=False)
class Stops:
    """Stretches of edges where sites are, from `first_m` to `last_m` along the edge, one row a stretch.

    `extra_m` is what the way from the street to the site costs.
    """

    site: Longs
    edge: Ints
    first_m: Floats
    last_m: Floats
    extra_m: Floats

    def joined(self, other: "Stops") -> "Stops":
        """Return the stops of both."""
        columns = zip(vars(self).values(), vars(other).values(), strict=True)
        return Stops(*(np.concatenate(column) for column in columns))


def approach_factor(network: StreetNetwork, detour_factor: float) -> float:
    """Return what a metre off the street costs: it is walked, in the metres that the way of travel makes meanwhile.

    On foot that is the detour factor alone; a bicycle is pushed, so a metre costs as much time as 3.1 m of riding.
    """
    return detour_factor * (BIKE_KMH / WALK_KMH if network.mode == "bike" else 1.0)


def place_stops(sites: Snapped, factor: float) -> Stops:
    """Return the places that sites were snapped to."""
    site = np.flatnonzero(sites.is_snapped)
    place = sites.position_m[site]
    return Stops(site, sites.edge[site], place, place, sites.off_m[site] * factor)


def area_stops(network: StreetNetwork, sites: Snapped, slack_m: Floats, *, metric_crs: int) -> Stops:
    """Return all stretches of street inside the circles of `slack_m` metres round the sites; no circle at 0 m."""
    site = np.flatnonzero(slack_m > 0)
    x, y = to_metric(sites.lon[site], sites.lat[site], crs=metric_crs)
    circles = _Circles(site, x, y, slack_m[site])
    main, islands = (_inside(layer, circles) for layer in street_layers(network, metric_crs))
    return main.joined(islands)


@dataclass(frozen=True, eq=False)
class _Circles:
    """Areas that hold a site; centre and radius in metres of the map."""

    site: Longs
    x: Floats
    y: Floats
    radius: Floats


def _inside(layer: Layer, circles: _Circles) -> Stops:
    """Return the stretches inside the circles; what runs on from one straight piece to the next is one stretch."""
    circle, line = layer.tree.query(
        shapely.points(circles.x, circles.y), predicate="dwithin", distance=circles.radius
    )
    edge, ruler = layer.edges[line].astype(np.int64), layer.ruler
    count = np.diff(ruler.start)[edge] - 1  # straight pieces
    piece = np.repeat(ruler.start[edge] - (np.cumsum(count) - count), count) + np.arange(count.sum())
    enters, leaves, is_hit = _crossed(ruler, piece, circles, np.repeat(circle, count))
    pair, piece = np.repeat(np.arange(len(edge)), count)[is_hit], piece[is_hit]
    enters, leaves = enters[is_hit], leaves[is_hit]
    goes_on = (np.diff(pair) == 0) & (np.diff(piece) == 1) & (leaves[:-1] == 1) & (enters[1:] == 0)
    begin = np.flatnonzero(np.concatenate(([len(pair) > 0], ~goes_on)))
    end = np.append(begin[1:], len(pair)) - 1 if len(begin) else begin
    found = edge[pair[begin]]
    return Stops(
        circles.site[circle[pair[begin]]],
        found.astype(np.int32),
        ruler.at(found, piece[begin], enters[begin]),
        ruler.at(found, piece[end], leaves[end]),
        np.zeros(len(found)),
    )


def _crossed(ruler: Ruler, piece: Longs, circles: _Circles, circle: Longs) -> tuple[Floats, Floats, Flags]:
    """Return where straight pieces enter and leave their circles, as shares of the piece, and whether they do."""
    x, y = ruler.x[piece] - circles.x[circle], ruler.y[piece] - circles.y[circle]
    dx, dy = ruler.x[piece + 1] - ruler.x[piece], ruler.y[piece + 1] - ruler.y[piece]
    # |start + t · step|² = radius² is a·t² + 2·b·t + c = 0
    a, b, c = dx**2 + dy**2, x * dx + y * dy, x**2 + y**2 - circles.radius[circle] ** 2
    root = np.sqrt(np.maximum(b**2 - a * c, 0.0))
    scale = np.where(a > 0, a, 1.0)
    enters, leaves = np.maximum((-b - root) / scale, 0.0), np.minimum((-b + root) / scale, 1.0)
    is_hit = np.where(a > 0, (b**2 >= a * c) & (enters <= leaves), c <= 0)
    return np.where(a > 0, enters, 0.0), np.where(a > 0, leaves, 1.0), is_hit


@dataclass(frozen=True, eq=False)
class Doors:
    """Where a place touches the network: a node and the metres to it; one row a door, `owner` numbers the places."""

    owner: Longs
    node: Ints
    metres: Floats


def arrivals(network: StreetNetwork, stops: Stops) -> Doors:
    """Return from which nodes the sites are reached; one-way streets count, but not for a site at the node itself."""
    rest_m = network.edge_m[stops.edge] - stops.last_m
    forth = network.forth[stops.edge] | (stops.first_m <= _AT_NODE_M)
    back = network.back[stops.edge] | (rest_m <= _AT_NODE_M)
    return Doors(
        np.concatenate((stops.site[forth], stops.site[back])),
        np.concatenate((network.edge_from[stops.edge[forth]], network.edge_to[stops.edge[back]])),
        np.concatenate(((stops.first_m + stops.extra_m)[forth], (rest_m + stops.extra_m)[back])),
    )


def departures(network: StreetNetwork, cells: Snapped, factor: float) -> tuple[Ints, Floats]:
    """Return the two nodes each cell can leave through and the metres to them, both of shape (2, cells).

    Where there is no such way the node is 0 and the metres are `inf`.
    """
    edge = np.maximum(cells.edge, 0)
    metres = np.full((2, len(cells)), np.inf)
    extra_m = np.where(cells.is_snapped, cells.off_m, 0.0) * factor
    rest_m = network.edge_m[edge] - cells.position_m
    back = cells.is_snapped & (network.back[edge] | (cells.position_m <= _AT_NODE_M))
    forth = cells.is_snapped & (network.forth[edge] | (rest_m <= _AT_NODE_M))
    metres[0, back] = (cells.position_m + extra_m)[back]
    metres[1, forth] = (rest_m + extra_m)[forth]
    node = np.stack((network.edge_from[edge], network.edge_to[edge])) * cells.is_snapped
    return node.astype(np.int32), metres


def along_edge(
    network: StreetNetwork, cells: Snapped, stops: Stops, factor: float
) -> tuple[Longs, Longs, Floats]:
    """Return (stop, cell, metres) for cells and stops on the same edge, along it; `inf` against a one-way street."""
    order = np.argsort(cells.edge, kind="stable")
    edges = cells.edge[order]
    begin, end = np.searchsorted(edges, stops.edge), np.searchsorted(edges, stops.edge, side="right")
    count = end - begin
    stop = np.repeat(np.arange(len(stops.edge)), count)
    cell = order[np.repeat(begin - (np.cumsum(count) - count), count) + np.arange(count.sum())]
    place = cells.position_m[cell]
    ahead, behind = stops.first_m[stop] - place, place - stops.last_m[stop]
    edge = stops.edge[stop]
    is_barred = ((ahead > _AT_NODE_M) & ~network.forth[edge]) | ((behind > _AT_NODE_M) & ~network.back[edge])
    metres = np.maximum(np.maximum(ahead, behind), 0.0) + stops.extra_m[stop] + cells.off_m[cell] * factor
    return stop, cell, np.where(is_barred, np.inf, metres)


def within_area(cells: Snapped, lon: float, lat: float, slack_m: float) -> Flags:
    """Return which cells lie in the area that holds a site: the site may be next to them."""
    is_near: Flags = great_circle_m(cells.lon, cells.lat, lon, lat) <= slack_m
    return is_near
