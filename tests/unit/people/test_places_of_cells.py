"""Cells that belong together: bridges of one empty cell, towns parted at their seams, farms that join a village."""

import numpy as np
import pytest

from geo.people.places_of_cells import connect, find_patches
from tests.gaps_kit import groups_of, on_grid, world


def patches(demand, *, side_m=100.0):
    cells = on_grid(demand, side_m=side_m)
    people = np.bincount(cells.of_input, demand["people"])
    return groups_of(demand, find_patches(cells, people)[cells.of_input])


@pytest.mark.parametrize(
    ("there", "is_one"),
    [
        ((1, 0), True),
        ((1, 1), True),
        ((2, 0), True),  # over one empty cell
        ((2, 1), True),
        ((-1, 2), True),
        ((2, 2), False),  # 283 m
        ((3, 0), False),
    ],
)
def test_cells_are_connected_over_one_empty_cell(there, is_one):
    demand = world((10, 10, 500), (10 + there[0], 10 + there[1], 500))

    assert (len(patches(demand)) == 1) is is_one


def test_a_chain_of_neighbours_is_one_patch():
    demand = world(*[(column, column % 2, 200) for column in range(10)])

    assert len(patches(demand)) == 1


def test_a_border_parts_neighbours():
    demand = world((0, 0, 500), (1, 0, 500))
    demand.iloc[1, demand.columns.get_loc("ags")] = "05562008"

    assert len(patches(demand)) == 2


def test_a_farm_joins_the_nearest_village_within_a_kilometre():
    demand = world((0, 0, 500), (20, 0, 500), (9, 0, 10))

    assert patches(demand) == {frozenset({"c0r0", "c9r0"}), frozenset({"c20r0"})}


def test_a_farm_beyond_a_kilometre_stays_alone():
    demand = world((0, 0, 500), (11, 0, 10))

    assert len(patches(demand)) == 2


def test_a_farm_between_two_villages_never_joins_them():
    demand = world((0, 0, 500), (5, 0, 10), (10, 0, 400))

    assert patches(demand) == {frozenset({"c0r0", "c5r0"}), frozenset({"c10r0"})}  # as near: the larger one


def test_scattered_farms_become_one_hamlet():
    demand = world(*[(4 * number, 0, 10) for number in range(6)])

    assert len(patches(demand)) == 1


def test_a_town_is_parted_where_fewer_people_live():
    """Two quarters of 1.5 km each, hung together by a thin road."""
    hearts = [
        (column, row, 100) for start in (0, 20) for column in range(start, start + 15) for row in range(15)
    ]
    road = [(column, 7, 2) for column in range(15, 20)]
    demand = world(*hearts, *road)

    found = sorted(patches(demand), key=len)

    assert len(found) == 2
    assert {cell for cell in found[0] if cell in {f"c{c}r{r}" for c, r, _ in hearts}} <= {
        f"c{c}r{r}" for c, r, _ in hearts if (c < 15) is ("c0r0" in found[0])
    }


def test_a_village_is_never_parted():
    demand = world(*[(column, 0, 100 if column in (0, 9) else 1) for column in range(10)])

    assert len(patches(demand)) == 1


def test_cells_of_a_kilometre_know_their_eight_neighbours():
    demand = world((0, 0, 200), (1, 1, 200), (3, 1, 300), side_m=1000)

    assert patches(demand, side_m=1000) == {frozenset({"c0r0", "c1r1"}), frozenset({"c3r1"})}


def test_no_cells_have_no_patches():
    demand = world((0, 0, 1)).iloc[:0]

    assert len(find_patches(on_grid(demand), np.empty(0))) == 0


def test_connecting_only_counts_cells_within_reach():
    cells = on_grid(world((0, 0, 1), (4, 0, 1)))

    assert connect(cells).tolist() == [0, 1]
    assert connect(cells, reach_m=400).tolist() == [0, 0]
