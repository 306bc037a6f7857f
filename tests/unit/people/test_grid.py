"""Cells of a grid: exact neighbours, their outline, and the side that their distances tell."""

import numpy as np
import pytest
import shapely

from geo.people.cells import load_cells
from geo.people.grid import outlines, place_on_grid, positions, rings, side_of
from geo.projection import GRID_CRS, shapes_to_degrees, to_metric
from geo.settings import PROJECT_ROOT
from tests.gaps_kit import EAST, NORTH, degrees, on_grid, world


def test_a_neighbour_is_found_in_every_direction_and_nowhere_else():
    cells = on_grid(world((5, 5, 1), (6, 5, 1), (5, 6, 1)))

    assert cells.at(np.array([0]), [(1, 0), (0, 1)]).tolist() == [[2], [1]]
    assert cells.at(np.array([2]), [(-1, 0)]).tolist() == [[0]]
    assert cells.at(np.array([0, 1, 2]), [(1, 1)]).tolist() == [[-1, -1, -1]]


def test_cells_of_two_groups_are_no_neighbours():
    lon, lat = degrees([0, 1], [0, 0])

    cells = place_on_grid(lon, lat, ["one", "other"], side_m=100)

    assert cells.at(np.arange(2), [(1, 0)]).tolist() == [[-1, -1]]


def test_a_far_step_finds_no_cell_of_another_column_or_group():
    cells = on_grid(world((0, 0, 1), (0, 900, 1), (900, 0, 1)))

    assert cells.at(np.arange(3), [(0, step) for step in (-10, -1, 1, 10)]).max() == -1


def test_centres_are_where_the_grid_has_them():
    cells = on_grid(world((3, 7, 1)))

    assert cells.x.tolist() == [EAST + 350]
    assert cells.y.tolist() == [NORTH + 750]


def test_two_points_in_one_square_are_one_cell():
    lon, lat = degrees([0, 0.3, 1], [0, 0.3, 0])

    cells = place_on_grid(lon, lat, ["a", "a", "a"], side_m=100)

    assert len(cells) == 2
    assert cells.of_input.tolist() == [0, 0, 1]


@pytest.mark.parametrize("side_m", [100.0, 250.0, 500.0, 1000.0])
def test_the_side_is_told_by_the_nearest_neighbours(side_m):
    demand = world((0, 0, 1), (1, 0, 1), (5, 5, 1), (5, 6, 1), side_m=side_m)

    assert side_of(*positions(demand)) == side_m


def test_points_on_no_grid_are_as_wide_as_they_are_apart():
    lon, lat = degrees([0.13, 2.61, 5.1, 7.58], [0.4, 0.4, 0.4, 0.4])

    assert side_of(lon, lat) == 250


def test_a_lonely_cell_is_taken_for_one_of_a_hundred_metres():
    assert side_of(*positions(world((0, 0, 1)))) == 100


def test_the_shipped_cells_are_the_squares_their_names_say():
    demand = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")
    lon, lat = positions(demand)

    cells = place_on_grid(lon, lat, demand["ags"].to_numpy(), side_m=side_of(lon, lat))

    corners = demand.index.str.extract(r"RES100mN(?P<north>\d+)E(?P<east>\d+)").astype(float)
    assert len(cells) == len(demand)
    assert (cells.x[cells.of_input] == corners["east"] + 50).all()
    assert (cells.y[cells.of_input] == corners["north"] + 50).all()


def test_positions_are_the_points_where_a_frame_has_no_columns():
    demand = load_cells(PROJECT_ROOT / "data" / "population_cells.csv").head(2)
    points = demand.drop(columns=["lon", "lat"], errors="ignore")

    assert positions(points)[0].tolist() == [7.328864, 7.330304]


def test_rings_come_nearest_first_and_hold_each_step_once():
    steps = [step for ring in rings(2.5) for step in ring]

    assert [len(ring) for ring in rings(2.5)] == [4, 4, 4, 8]
    assert len(steps) == len(set(steps)) == 20
    assert (0, 0) not in steps


def test_an_outline_is_the_union_of_its_cells():
    cells = on_grid(world((0, 0, 1), (1, 0, 1), (5, 5, 1), (9, 9, 1)))

    shapes = outlines(cells, np.array([0, 0, 1, -1]), 2)

    assert [shape.area for shape in shapes] == [20_000, 10_000]
    assert shapes[0].bounds == (EAST, NORTH, EAST + 200, NORTH + 100)


def test_outlines_in_degrees_lie_where_they_lay_in_metres():
    shape = outlines(on_grid(world((0, 0, 1))), np.array([0]), 1)

    there = shapes_to_degrees(shape, crs=GRID_CRS)

    x, y = to_metric(*shapely.get_coordinates(there[0])[0], crs=3035)
    assert min(np.hypot(x - cx, y - cy) for cx, cy in shapely.get_coordinates(shape[0])) < 0.1
