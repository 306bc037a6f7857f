"""Ways through small random networks compared with plain Python: no contraction, no numpy, a heap."""

import heapq
import math
import tempfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from geo.reach.network import nearest_cost, network_cost
from tests.network_kit import Point, Street, make_network, places

EARTH_M = 6_371_008.8
E2 = 0.00669438  # GRS 80
LIMIT_M = 1200.0
SNAP_M = 300.0
DETOUR = 1.3
NEAR_M = 0.5  # a straight line on a map is a little bent on the oracle's flat earth
Graph = dict[object, dict[object, float]]


def metres(a: Point, b: Point) -> float:
    lon1, lat1, lon2, lat2 = map(math.radians, (*a, *b))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


class PlainNetwork:
    """Every stretch between neighbouring points as it stands in the file."""

    def __init__(self, points: dict[int, Point], streets: list[Street], mode: str) -> None:
        self.points = points
        self.directed: set[tuple[int, int]] = set()
        for refs, tags in streets:
            for a, b in pairwise(refs):
                if a != b:
                    self.directed.add((a, b))
                    if mode == "walk" or tags.get("oneway") != "yes":
                        self.directed.add((b, a))
        self.stretches = sorted({(min(pair), max(pair)) for pair in self.directed})
        self.islands = self._islands()

    def graph(self) -> Graph:
        graph: Graph = defaultdict(dict)
        for a, b in self.directed:
            graph[a][b] = metres(self.points[a], self.points[b])
        return graph

    def _islands(self) -> set[tuple[int, int]]:
        reached = {n: set(ways_from(self.graph(), n)) for n in self.points}
        parts: dict[frozenset[int], list[tuple[int, int]]] = defaultdict(list)
        outside = set()
        for a, b in self.stretches:
            if b in reached[a] and a in reached[b]:
                parts[frozenset(n for n in reached[a] if a in reached[n])].append((a, b))
            else:
                outside.add((a, b))
        length = {
            part: sum(metres(self.points[a], self.points[b]) for a, b in inside)
            for part, inside in parts.items()
        }
        longest = max(length.values(), default=0.0)
        small = [part for part in parts if length[part] < min(2000.0, longest)]
        return outside.union(*(parts[part] for part in small))

    def foot(self, place: Point, stretch: tuple[int, int]) -> tuple[float, Point, float]:
        """Return metres off the stretch, the nearest place on it, and its share along it; on a flat earth.

        Its degrees are as long as on the ellipsoid: there the two radii of curvature differ by (1 - e²) / (1 - e² sin²).
        """
        a, b = (self.points[n] for n in stretch)
        sine = math.sin(math.radians(place[1]))
        east = math.cos(math.radians(place[1])) * (1 - E2 * sine**2) / (1 - E2)
        ax, ay, bx, by = (a[0] - place[0]) * east, a[1] - place[1], (b[0] - place[0]) * east, b[1] - place[1]
        square = (bx - ax) ** 2 + (by - ay) ** 2
        share = 0.0 if square == 0 else min(max((-ax * (bx - ax) - ay * (by - ay)) / square, 0.0), 1.0)
        on = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
        return metres(place, on), on, share

    def snapped(self, place: Point) -> tuple[float, tuple[int, int], float] | None:
        main = [s for s in self.stretches if s not in self.islands]
        for layer in (main, sorted(self.islands)):
            feet = sorted((*self.foot(place, stretch), stretch) for stretch in layer)
            if not feet:
                continue
            off, on, share, stretch = feet[0]
            assume(abs(off - SNAP_M) > NEAR_M)
            near = [foot[3] for foot in feet if foot[0] < off + NEAR_M and foot[3] != stretch]
            rivals = [other for other in near if not self._meet_at(on, stretch, other)]
            assume(not rivals)  # two streets equally near: either answer is right
            if off < SNAP_M:
                return off, stretch, share
        return None

    def _meet_at(self, place: Point, one: tuple[int, int], other: tuple[int, int]) -> bool:
        return any(metres(self.points[n], place) < NEAR_M / 10 for n in {*one} & {*other})

    def ways(self, cells: list[Point], sites: list[Point], factor: float) -> dict[tuple[int, int], float]:
        graph, on_stretch = self.graph(), defaultdict(list)
        off_m = {}
        for kind, found in (("cell", cells), ("site", sites)):
            for number, place in enumerate(found):
                if (spot := self.snapped(place)) is not None:
                    off_m[kind, number], stretch, share = spot
                    on_stretch[stretch].append((share, (kind, number)))
        for stretch, spots in on_stretch.items():
            self._insert(graph, stretch, sorted(spots))
        ways = {}
        for kind, number in [key for key in off_m if key[0] == "cell"]:
            for goal, far in ways_from(graph, (kind, number)).items():
                if isinstance(goal, tuple) and goal[0] == "site":
                    ways[number, goal[1]] = far + (off_m[kind, number] + off_m[goal]) * factor
        return ways

    def _insert(self, graph: Graph, stretch: tuple[int, int], spots: list[tuple[float, object]]) -> None:
        """Put the spots of a stretch between its ends, one after the other."""
        a, b = stretch
        whole = metres(self.points[a], self.points[b])
        row = [(0.0, a), *spots, (1.0, b)]
        for (share, near), (next_share, far) in pairwise(row):
            gap = (next_share - share) * whole
            if (a, b) in self.directed or gap < 0.01:
                graph[near][far] = min(gap, graph[near].get(far, math.inf))
            if (b, a) in self.directed or gap < 0.01:
                graph[far][near] = min(gap, graph[far].get(near, math.inf))


def ways_from(graph: Graph, start: object) -> dict[object, float]:
    """Dijkstra's algorithm as in the textbook."""
    done: dict[object, float] = {}
    heap: list[tuple[float, int, object]] = [(0.0, 0, start)]
    count = 0
    while heap:
        far, _, node = heapq.heappop(heap)
        if node in done:
            continue
        done[node] = far
        for other, length in graph.get(node, {}).items():
            count += 1
            heapq.heappush(heap, (far + length, count, other))
    return done


lons = st.integers(0, 100).map(lambda n: 7.2 + n * 1e-4)
lats = st.integers(0, 60).map(lambda n: 51.6 + n * 1e-4)
spots = st.tuples(lons, lats)
refs = st.lists(st.integers(1, 9), min_size=2, max_size=5)
tags = st.sampled_from([{"highway": "residential"}, {"highway": "residential", "oneway": "yes"}])
worlds = st.fixed_dictionaries(
    {
        "points": st.lists(spots, min_size=9, max_size=9, unique=True).map(lambda p: dict(enumerate(p, 1))),
        "streets": st.lists(st.tuples(refs, tags), min_size=3, max_size=8),
        "cells": st.lists(spots, min_size=1, max_size=6),
        "sites": st.lists(spots, min_size=1, max_size=6),
        "mode": st.sampled_from(("walk", "bike")),
    }
)


@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(worlds)
def test_ways_are_those_of_plain_dijkstra_on_the_uncontracted_streets(world):
    points, streets, mode = world["points"], world["streets"], world["mode"]
    cells, sites = places(*world["cells"]), places(*world["sites"])
    assume(any(a != b for refs, _ in streets for a, b in pairwise(refs)))
    factor = DETOUR * (15 / 4.8 if mode == "bike" else 1.0)
    every = PlainNetwork(points, streets, mode).ways(world["cells"], world["sites"], factor)
    assume(all(abs(far - LIMIT_M) > NEAR_M for far in every.values()))
    expected = {pair: far for pair, far in every.items() if far <= LIMIT_M}

    with tempfile.TemporaryDirectory() as folder:
        network = make_network(Path(folder), points, streets, mode=mode)
    cost = network_cost(network, cells, sites, limit_m=LIMIT_M)
    nearest = nearest_cost(network, cells, sites, limit_m=LIMIT_M)

    found = dict(zip(zip(cost.cell.tolist(), cost.site.tolist(), strict=True), cost.cost_m, strict=True))
    event(f"{mode}, {len(expected)} pairs")
    assert set(found) == set(expected)
    assert all(abs(found[pair] - expected[pair]) < NEAR_M for pair in expected)
    assert np.allclose(nearest, cost.nearest(), rtol=0, atol=1e-6)
