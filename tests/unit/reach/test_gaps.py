"""Gaps as places: figures of each area, ranks, small numbers, names."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.people.cells import load_cells
from geo.places.naming import STREET, Anchor, Namer
from geo.reach.gaps import IN_OTHERS, SERVED, gap_areas
from geo.settings import PROJECT_ROOT
from tests.gaps_kit import degrees, world

INF = np.inf
LIMIT_M = 2000.0


def example():
    """The worked example of docs/METHODS.md: cells in one row, people, foreign nationals; metres to the next offer."""
    demand = world(
        (0, 0, 100, 20), (1, 0, 50, 4), (3, 0, 50, 6), (6, 0, 150, 10), (9, 0, 30, 4), (20, 0, 40, 5)
    )
    return demand, [2500.0, 2400.0, 2600.0, INF, 4000.0, 1000.0]


def test_the_worked_example_of_the_methods():
    demand, nearest_m = example()

    areas = gap_areas(demand, nearest_m, limit_m=LIMIT_M).areas

    assert areas["people"].tolist() == [200, 180]
    assert areas["foreign_nationals"].tolist() == [30, 14]
    assert areas["cells"].tolist() == [3, 2]
    assert areas["mean_m"].tolist() == [2500, 4000]
    assert areas["worst_m"].tolist() == [2600, 4000]
    assert areas["mean_min"].tolist() == [31.25, 50]
    assert areas["worst_min"].tolist() == [32.5, 50]
    assert areas["unreachable_people"].tolist() == [0, 150]
    assert areas["radius_m"].tolist() == [100, 50]


def test_every_cell_knows_its_area():
    demand, nearest_m = example()

    rank = gap_areas(demand, nearest_m, limit_m=LIMIT_M).rank_of_cell

    assert rank.to_dict() == {"c0r0": 1, "c1r0": 1, "c3r0": 1, "c6r0": 2, "c9r0": 2, "c20r0": SERVED}


def test_an_area_is_found_at_the_cell_in_the_middle_of_its_people():
    demand, nearest_m = example()

    areas = gap_areas(demand, nearest_m, limit_m=LIMIT_M).areas

    lon, lat = degrees([1, 6], [0, 0])
    assert areas["lon"].to_numpy() == pytest.approx(lon, abs=1e-6)
    assert areas["lat"].to_numpy() == pytest.approx(lat, abs=1e-6)


def test_the_outline_holds_the_middle_of_every_cell():
    demand = world(*[(column, column, 100) for column in range(8)])

    areas = gap_areas(demand, [INF] * 8, limit_m=LIMIT_M).areas

    assert areas.crs.to_epsg() == 4326
    assert shapely.covers(areas.geometry.iloc[0], shapely.points(demand["lon"], demand["lat"])).all()


def test_a_way_as_long_as_the_limit_is_no_gap():
    demand = world((0, 0, 100))

    assert len(gap_areas(demand, [2000.0], limit_m=2000).areas) == 0
    assert len(gap_areas(demand, [2000.1], limit_m=2000).areas) == 1


def test_cells_without_people_are_in_no_gap():
    demand = world((0, 0, 100), (1, 0, 0))

    gaps = gap_areas(demand, [INF, INF], limit_m=LIMIT_M)

    assert gaps.areas["cells"].tolist() == [1]
    assert gaps.rank_of_cell.tolist() == [1, SERVED]


def test_where_nobody_reaches_an_offer_there_is_no_mean():
    areas = gap_areas(world((0, 0, 100)), [INF], limit_m=LIMIT_M).areas

    assert areas[["mean_m", "worst_m", "mean_min", "worst_min"]].isna().all(axis=None)
    assert areas["unreachable_people"].tolist() == [100]


def test_the_speed_turns_metres_into_minutes():
    areas = gap_areas(world((0, 0, 100)), [3000.0], limit_m=LIMIT_M, m_per_min=250).areas

    assert areas["mean_min"].tolist() == [12]


def test_two_people_are_never_a_gap_of_their_own():
    demand = world((0, 0, 200), (50, 0, 2), (90, 0, 1.5))

    gaps = gap_areas(demand, [INF] * 3, limit_m=LIMIT_M)

    assert gaps.areas["people"].tolist() == [200]
    assert (gaps.others.areas, gaps.others.cells, gaps.others.people) == (2, 2, 3.5)
    assert gaps.rank_of_cell.tolist() == [1, IN_OTHERS, IN_OTHERS]
    assert gaps.people == 203.5


def test_others_who_are_too_few_are_joined_by_the_smallest_area():
    demand = world((0, 0, 200), (50, 0, 2), (90, 0, 150))

    gaps = gap_areas(demand, [INF] * 3, limit_m=LIMIT_M)

    assert gaps.areas["people"].tolist() == [200]
    assert gaps.others.people == 152


def test_two_people_alone_are_told_nowhere():
    gaps = gap_areas(world((0, 0, 2)), [INF], limit_m=LIMIT_M)

    assert len(gaps.areas) == 0
    assert np.isnan(gaps.others.people)


def test_two_foreign_nationals_are_not_told_and_cannot_be_told_from_the_sum():
    demand = world((0, 0, 200, 20), (50, 0, 190, 2), (90, 0, 180, 10))

    areas = gap_areas(demand, [INF] * 3, limit_m=LIMIT_M).areas

    assert areas["foreign_nationals"].isna().tolist() == [False, True, True]


def test_areas_below_the_wished_size_are_counted_together():
    demand = world((0, 0, 200), (50, 0, 120), (90, 0, 110))

    gaps = gap_areas(demand, [INF] * 3, limit_m=LIMIT_M, min_people=150)

    assert gaps.areas["people"].tolist() == [200]
    assert gaps.others.people == 230


def test_no_more_areas_are_listed_than_wished():
    demand = world((0, 0, 200), (50, 0, 120), (90, 0, 110))

    gaps = gap_areas(demand, [INF] * 3, limit_m=LIMIT_M, max_areas=1)

    assert gaps.areas["people"].tolist() == [200]
    assert (gaps.others.areas, gaps.others.people, gaps.people) == (2, 230, 430)


def test_areas_are_ranked_by_the_chosen_people():
    demand = world((0, 0, 200, 20), (50, 0, 150, 90))

    areas = gap_areas(demand, [INF] * 2, limit_m=LIMIT_M, rank_by="foreign_nationals").areas

    assert areas.index.tolist() == [1, 2]
    assert areas["foreign_nationals"].tolist() == [90, 20]


def test_the_way_of_the_chosen_people_is_the_mean():
    demand = world((0, 0, 100, 30), (1, 0, 100, 10))

    areas = gap_areas(demand, [3000.0, 4000.0], limit_m=LIMIT_M, rank_by="foreign_nationals").areas

    assert areas["mean_m"].tolist() == [pytest.approx(3250)]


def test_names_and_cities_come_with_the_areas():
    demand, nearest_m = example()
    lon, lat = degrees([1], [1])
    names = Namer([Anchor(STREET, "Ahornstraße", "Castrop-Rauxel", lon[0], lat[0])])

    areas = gap_areas(
        demand, nearest_m, limit_m=LIMIT_M, names=names, cities={"05562004": "Castrop-Rauxel"}
    ).areas

    assert areas["city"].tolist() == ["Castrop-Rauxel"] * 2
    assert [(name.anchor, name.direction) for name in areas["name"]] == [
        ("Ahornstraße", ""),
        ("Ahornstraße", "east"),
    ]


def test_without_a_gap_everything_is_empty():
    demand, _ = example()

    gaps = gap_areas(demand, np.zeros(6), limit_m=LIMIT_M)

    assert len(gaps.areas) == gaps.people == gaps.others.people == 0
    assert (gaps.rank_of_cell == SERVED).all()
    assert gaps.areas.crs.to_epsg() == 4326


def test_without_a_demand_everything_is_empty():
    demand, _ = example()

    gaps = gap_areas(demand.iloc[:0], [], limit_m=LIMIT_M)

    assert len(gaps.areas) == len(gaps.rank_of_cell) == 0


def test_the_whole_district_falls_into_quarters_and_villages():
    demand = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")

    gaps = gap_areas(demand, np.full(len(demand), INF), limit_m=LIMIT_M)

    largest = gaps.areas["people"]
    assert gaps.people == pytest.approx(618_350, abs=10)
    assert 100 < len(largest) < 250
    assert largest.iloc[0] < 25_000
    assert largest.iloc[:50].sum() > 0.7 * gaps.people
    assert gaps.areas.geometry.is_valid.all()


def test_the_arguments_stay_as_they_were():
    demand, nearest_m = example()
    before = demand.copy()

    gap_areas(demand, nearest_m, limit_m=LIMIT_M)

    pd.testing.assert_frame_equal(demand, before)
