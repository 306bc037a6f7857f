"""Gaps against plain Python: flood fill, sums by hand, and figures counted cell by cell on the real district."""

import math
import random
from collections import defaultdict

import numpy as np
import pytest

from geo.people.cells import load_cells
from geo.people.places_of_cells import connect
from geo.reach.gaps import IN_OTHERS, SERVED, gap_areas
from geo.settings import PROJECT_ROOT
from tests.gaps_kit import groups_of, on_grid, world


def flood_fill(cells: set[tuple[int, int]]) -> set[frozenset[str]]:
    """Connect cells at most 250 m apart, one after the other."""
    left, found = set(cells), set()
    while left:
        patch, edge = set(), [left.pop()]
        while edge:
            col, row = edge.pop()
            patch.add(f"c{col}r{row}")
            near = {c for c in left if (c[0] - col) ** 2 + (c[1] - row) ** 2 <= 2.5**2}
            left -= near
            edge += near
        found.add(frozenset(patch))
    return found


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_connected_cells_are_those_of_a_flood_fill(share, seed):
    chance = random.Random(seed)
    taken = [(col, row) for col in range(18) for row in range(18) if chance.random() < share]
    demand = world(*[(col, row, 1) for col, row in taken])
    cells = on_grid(demand)

    found = groups_of(demand, connect(cells)[cells.of_input])

    assert found == flood_fill(set(taken))


def test_small_villages_are_exactly_the_flood_fill():
    """No town, no crumb: the first of the three steps alone decides."""
    taken = [(c, r) for c in (0, 1, 5, 6, 20, 30) for r in (0, 2, 3, 9)]
    demand = world(*[(col, row, 150) for col, row in taken])

    gaps = gap_areas(demand, np.full(len(demand), np.inf), limit_m=1)

    assert groups_of(demand, gaps.rank_of_cell) == flood_fill(set(taken))


@pytest.fixture(scope="module")
def district():
    return load_cells(PROJECT_ROOT / "data" / "population_cells.csv")


@pytest.fixture(scope="module")
def ways(district):
    """Metres that differ from cell to cell without any pattern of their own; some cells reach nothing."""
    chance = random.Random(5)
    columns = district.index.str.extract(r"N(\d+)E(\d+)").astype(float).to_numpy()
    hill = [3000 + 2500 * math.sin(n / 9000) * math.cos(e / 7000) for n, e in columns]
    return np.array([math.inf if chance.random() < 0.01 else way for way in hill])


def test_figures_of_the_district_are_those_counted_cell_by_cell(district, ways):
    gaps = gap_areas(district, ways, limit_m=2400)

    members = defaultdict(list)
    for cell, rank in enumerate(gaps.rank_of_cell):
        members[rank].append(cell)
    people, foreign = district["people"].tolist(), district["foreign_nationals"].tolist()
    for rank, area in gaps.areas.iterrows():
        mine = members[rank]
        reaching = [c for c in mine if math.isfinite(ways[c])]
        weight = math.fsum(people[c] for c in reaching)
        assert area["people"] == pytest.approx(math.fsum(people[c] for c in mine), rel=1e-12)
        assert area["cells"] == len(mine)
        assert area["unreachable_people"] == pytest.approx(area["people"] - weight, abs=1e-6)
        assert math.isnan(area["mean_m"]) is (not reaching)
        if reaching:
            mean = math.fsum(people[c] * ways[c] for c in reaching) / weight
            assert area["worst_m"] == max(ways[c] for c in reaching)
            assert area["mean_m"] == pytest.approx(mean, rel=1e-9)
        assert {district["ags"].iloc[c] for c in mine} == {area["ags"]}
        if not math.isnan(area["foreign_nationals"]):
            assert area["foreign_nationals"] == pytest.approx(math.fsum(foreign[c] for c in mine))
    assert {c for rank, cells in members.items() if rank != SERVED for c in cells} == {
        c for c, way in enumerate(ways) if way > 2400
    }
    rest = math.fsum(people[c] for c in members[IN_OTHERS])
    assert gaps.people == pytest.approx(gaps.areas["people"].sum() + rest, rel=1e-12)


def test_ranks_go_by_people(district, ways):
    areas = gap_areas(district, ways, limit_m=2400).areas

    assert areas["people"].is_monotonic_decreasing
    assert areas.index.tolist() == list(range(1, len(areas) + 1))
