"""The street network as a value: nodes, edges between them, and the line each edge takes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.reach.network.tags import Way

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: A part with less street than this, and not the largest, is an island: a yard, a car park, a path not joined up.
#: An islet where people live has more. Metres and not a share, so that it means the same in every extract.
_ISLAND_BELOW_M = 2000.0


@dataclass(frozen=True)
class Source:
    """Where a network comes from: file name, its date (ISO; of the data where the file says it), its SHA-256."""

    name: str
    date: str
    sha256: str


@dataclass(frozen=True, eq=False)
class StreetNetwork:
    """Streets for one way of travel.

    Nodes are crossings and ends (`node_lon`, `node_lat`, degrees). Edge e leads from node `edge_from[e]` to node
    `edge_to[e]`, is `edge_m[e]` metres long and may be used in the directions `edge_way[e]` (`Way`). Its line runs
    through the points `shape_start[e]` to `shape_start[e + 1]` of `shape_lon`, `shape_lat`, both ends included.
    `cut` counts the stretches that were left out because the file does not tell where they lie.
    """

    mode: str
    source: Source
    node_lon: Floats
    node_lat: Floats
    edge_from: Ints
    edge_to: Ints
    edge_m: Floats
    edge_way: NDArray[np.uint8]
    shape_lon: Floats
    shape_lat: Floats
    shape_start: Longs
    cut: int = 0

    @property
    def nodes(self) -> int:
        """How many crossings and ends there are."""
        return len(self.node_lon)

    @property
    def edges(self) -> int:
        """How many stretches of street lie between them."""
        return len(self.edge_m)

    @cached_property
    def forth(self) -> Flags:
        """Which edges may be used from `edge_from` to `edge_to`."""
        return (self.edge_way & Way.FORWARD.value) > 0

    @cached_property
    def back(self) -> Flags:
        """Which edges may be used from `edge_to` to `edge_from`."""
        return (self.edge_way & Way.BACKWARD.value) > 0

    @cached_property
    def reversed_graph(self) -> csr_array:
        """Metres from the end of each directed edge to its start, so that ways can be sought from their goals."""
        start = np.concatenate((self.edge_to[self.forth], self.edge_from[self.back]))
        end = np.concatenate((self.edge_from[self.forth], self.edge_to[self.back]))
        metres = np.concatenate((self.edge_m[self.forth], self.edge_m[self.back]))
        order = np.lexsort((metres, end, start))
        start, end, metres = start[order], end[order], metres[order]
        is_shortest = np.ones(len(start), dtype=np.bool_)  # of edges between the same two nodes
        is_shortest[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
        counts = np.bincount(start[is_shortest], minlength=self.nodes)
        indptr = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
        return csr_array((metres[is_shortest], end[is_shortest], indptr), shape=(self.nodes, self.nodes))

    @cached_property
    def edge_part(self) -> Ints:
        """Return the number of the part each edge belongs to, -1 for an edge that leads out of its part for good.

        Inside a part every place is reached from every other; one-way streets count.
        """
        _, part = connected_components(self.reversed_graph, directed=True, connection="strong")
        own = part[self.edge_from]
        return np.where(own == part[self.edge_to], own, -1).astype(np.int32)

    @cached_property
    def part_m(self) -> Floats:
        """Metres of street of each part, by its number; 0 for a part that is a mere crossing."""
        inside = self.edge_part >= 0
        metres = np.bincount(self.edge_part[inside], weights=self.edge_m[inside], minlength=1)
        return metres.astype(np.float64)

    @cached_property
    def is_small_part(self) -> Flags:
        """Which parts are too small to strand anyone on (see `_ISLAND_BELOW_M`)."""
        is_small: Flags = self.part_m < _ISLAND_BELOW_M
        is_small[int(self.part_m.argmax())] = False
        return is_small

    @cached_property
    def is_island(self) -> Flags:
        """Which edges belong to a small part, or lead out of theirs for good."""
        return (self.edge_part < 0) | self.is_small_part[self.edge_part]
