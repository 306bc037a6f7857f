"""Tiny worlds for the search for sites: few cells, few candidates, every answer found by trying all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from geo.reach.straight_line import Cost

FAR = 10_000.0
LIMIT_M = 1000.0


@dataclass(frozen=True)
class World:
    """Ways in metres (rows are cells), people in each cell."""

    existing: list[list[float]]
    candidates: list[list[float]]
    people: list[float]

    @property
    def cost_existing(self) -> Cost:
        return cost_of(self.existing, cells=len(self.people))

    @property
    def cost_candidates(self) -> Cost:
        return cost_of(self.candidates, cells=len(self.people))

    @property
    def candidate_count(self) -> int:
        return len(self.candidates[0]) if self.candidates else 0

    def choices(self, p: int) -> Iterator[tuple[int, ...]]:
        for count in range(min(p, self.candidate_count) + 1):
            yield from combinations(range(self.candidate_count), count)

    def way(self, cell: int, chosen: tuple[int, ...]) -> float:
        """The metres from a cell to the nearest of the existing and chosen sites."""
        ways = [*self.existing[cell], *(self.candidates[cell][site] for site in chosen)]
        return min(ways, default=float("inf"))

    def covered(self, chosen: tuple[int, ...]) -> float:
        return sum(n for cell, n in enumerate(self.people) if self.way(cell, chosen) <= LIMIT_M)

    def walked(self, chosen: tuple[int, ...], *, otherwise_m: float) -> float:
        """All person-metres; who has no site within the limit counts with `otherwise_m`."""
        total = 0.0
        for cell, n in enumerate(self.people):
            way = self.way(cell, chosen)
            total += n * (way if way <= LIMIT_M else otherwise_m)
        return total


def cost_of(ways: list[list[float]], *, cells: int, limit_m: float = 2 * LIMIT_M) -> Cost:
    """The sparse cost of a full table of ways."""
    table = np.array(ways, dtype=float).reshape(cells, -1)
    cell, site = np.nonzero(table <= limit_m)
    return Cost.from_pairs(cell, site, table[cell, site], cells=cells, sites=table.shape[1], limit_m=limit_m)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    cells = draw(st.integers(1, 9))
    way = st.sampled_from((0.0, 200.0, 500.0, 999.5, 1000.0, 1000.5, 1500.0, FAR))
    people = st.one_of(st.integers(0, 9).map(float), st.floats(0, 100, allow_subnormal=False))

    def table(sites: int) -> list[list[float]]:
        row = st.lists(way, min_size=sites, max_size=sites)
        return draw(st.lists(row, min_size=cells, max_size=cells))

    return World(
        existing=table(draw(st.integers(0, 2))),
        candidates=table(draw(st.integers(0, 7))),
        people=draw(st.lists(people, min_size=cells, max_size=cells)),
    )
