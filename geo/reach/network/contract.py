"""From single stretches between neighbouring points to edges between crossings and ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.projection import great_circle_m
from geo.reach.network.graph import Flags, Floats, Ints, Longs

Bits = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Stretches:
    """Straight stretches between two points, in the order of the ways; `way` holds their `Way`."""

    start: Ints
    end: Ints
    way: Bits

    def part(self, kept: Flags | Longs) -> "Stretches":
        """Return some of the stretches."""
        return Stretches(self.start[kept], self.end[kept], self.way[kept])


@dataclass(frozen=True, eq=False)
class Edges:
    """Edges as in `StreetNetwork`; `node` and `shape` are numbers of points, start and end numbers of nodes."""

    node: Longs
    start: Ints
    end: Ints
    metres: Floats
    way: Bits
    shape: Ints
    shape_start: Longs


def contract(stretches: Stretches, lon: Floats, lat: Floats) -> Edges:
    """Join the stretches between crossings and ends to edges, their lengths added up.

    A point where exactly two stretches meet, with the same directions, is no node any more. A closed ring without a
    crossing keeps one of its points.

    Parameters
    ----------
    lon, lat
        Degrees of the points that the stretches number.
    """
    single = _each_once(stretches, len(lon))
    is_node = _is_node(single, len(lon))
    runs = _runs(single, is_node)
    chains = _chains(single, runs, is_node)
    return _edges(single, runs, chains, lon, lat)


def _swapped(way: Bits) -> Bits:
    """Return the directions seen from the other end."""
    return (((way & 1) << 1) | (way >> 1)).astype(np.uint8)


def _each_once(stretches: Stretches, points: int) -> Stretches:
    """Leave out stretches of no extent, and join the directions of those that several ways share."""
    real = stretches.part(stretches.start != stretches.end)
    low, high = np.minimum(real.start, real.end), np.maximum(real.start, real.end)
    key = low.astype(np.int64) * points + high
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    upward = np.where(real.start == low, real.way, _swapped(real.way))
    joined = np.zeros(len(first), dtype=np.uint8)
    np.bitwise_or.at(joined, group, upward)
    way = np.where(real.start[first] == low[first], joined, _swapped(joined))
    order = np.argsort(first)
    return Stretches(real.start[first][order], real.end[first][order], way[order])


def _is_node(stretches: Stretches, points: int) -> Flags:
    """Return which points are crossings, ends, or where the directions change."""
    point = np.concatenate((stretches.start, stretches.end))
    leaving = np.concatenate((stretches.way, _swapped(stretches.way)))  # bit 1: may be left, bit 2: reached
    degree = np.bincount(point, minlength=points)
    two = degree == 2
    order = np.argsort(point, kind="stable")
    ends = leaving[order[two[point[order]]]].reshape(-1, 2)
    is_same = ends[:, 0] == _swapped(ends[:, 1])
    is_node: Flags = degree > 0
    is_node[np.flatnonzero(two)[is_same]] = False
    return is_node


@dataclass(frozen=True, eq=False)
class _Runs:
    """Stretches that follow each other without a node between: number of the first, and how many."""

    first: Longs
    count: Longs


def _runs(stretches: Stretches, is_node: Flags) -> _Runs:
    goes_on = (stretches.start[1:] == stretches.end[:-1]) & ~is_node[stretches.start[1:]]
    first = np.flatnonzero(np.concatenate(([True], ~goes_on))).astype(np.int64)
    return _Runs(first, np.diff(np.append(first, len(stretches.start))))


def _chains(stretches: Stretches, runs: _Runs, is_node: Flags) -> list[list[tuple[int, bool]]]:
    """Join runs that meet where no node is; a chain is its runs, each with whether it is turned round."""
    start = stretches.start[runs.first]
    end = stretches.end[runs.first + runs.count - 1]
    is_whole = is_node[start] & is_node[end]
    chains = [[(run, False)] for run in np.flatnonzero(is_whole).tolist()]
    walker = _Walker(start, end, is_node, np.flatnonzero(~is_whole))
    for run in walker.open_runs:
        if is_node[start[run]]:
            chains += walker.walk(run, turned=False)
        elif is_node[end[run]]:
            chains += walker.walk(run, turned=True)
    for run in walker.open_runs:  # what is left are rings
        chains += walker.walk(run, turned=False)
    return chains


class _Walker:
    """Walks from run to run through the points that are no nodes."""

    def __init__(self, start: Ints, end: Ints, is_node: Flags, open_runs: Longs) -> None:
        self.open_runs: list[int] = open_runs.tolist()
        self._start = dict(zip(self.open_runs, start[open_runs].tolist(), strict=True))
        self._end = dict(zip(self.open_runs, end[open_runs].tolist(), strict=True))
        self._is_node = is_node
        self._left = set(self.open_runs)
        self._at: dict[int, list[int]] = {}
        for run in self.open_runs:
            self._at.setdefault(self._start[run], []).append(run)
            self._at.setdefault(self._end[run], []).append(run)

    def walk(self, run: int, *, turned: bool) -> list[list[tuple[int, bool]]]:
        """Return the chain that begins with a run, as a list of one; none if it was walked before."""
        chain: list[tuple[int, bool]] = []
        while run in self._left:
            self._left.remove(run)
            chain.append((run, turned))
            point = self._start[run] if turned else self._end[run]
            if self._is_node[point]:
                break
            run = next((other for other in self._at[point] if other in self._left), run)
            turned = self._start[run] != point
        return [chain] if chain else []


def _edges(
    stretches: Stretches, runs: _Runs, chains: list[list[tuple[int, bool]]], lon: Floats, lat: Floats
) -> Edges:
    run = np.array([run for chain in chains for run, _ in chain], dtype=np.int64)
    turned = np.array([turned for chain in chains for _, turned in chain], dtype=np.bool_)
    chain_of_run = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    order, is_turned = _unrolled(runs, run, turned)
    part = stretches.part(order)
    tail, head = np.where(is_turned, (part.end, part.start), (part.start, part.end))
    way = np.where(is_turned, _swapped(part.way), part.way)
    chain = np.repeat(chain_of_run, runs.count[run])
    first = np.flatnonzero(np.concatenate(([True], chain[1:] != chain[:-1])))
    last = np.append(first[1:], len(chain)) - 1
    metres = np.add.reduceat(great_circle_m(lon[tail], lat[tail], lon[head], lat[head]), first)
    shape = np.empty(len(chain) + len(chains), dtype=np.int32)
    shape[np.arange(len(chain)) + chain] = tail
    shape[last + chain[last] + 1] = head[last]
    node, number = np.unique(np.concatenate((tail[first], head[last])), return_inverse=True)
    start, end = number.astype(np.int32).reshape(2, -1)
    bounds = np.append(first + np.arange(len(chains)), len(shape)).astype(np.int64)
    return Edges(node.astype(np.int64), start, end, metres, way[first].astype(np.uint8), shape, bounds)


def _unrolled(runs: _Runs, run: Longs, turned: Flags) -> tuple[Longs, Flags]:
    """Return the stretches of runs in the order they are walked, and which of them are turned round."""
    count = runs.count[run]
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    is_turned = np.repeat(turned, count)
    upward = np.repeat(runs.first[run], count) + offset
    downward = np.repeat(runs.first[run] + count - 1, count) - offset
    return np.where(is_turned, downward, upward), is_turned
