"""How far one gets from a place and who lives there, on the line of cells."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import TransitError
from geo.planning.isochrones import isochrone_figures, isochrones
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import at, line_demand, line_world


def place(*metres: float) -> pd.DataFrame:
    return pd.DataFrame([at(x) for x in metres], columns=["lon", "lat"])


def test_people_and_circle_are_those_done_by_hand():
    # 16 minutes are 1280 m of way, 984.6 m as the crow flies: the cells at 0 and 900 m
    found = isochrones(line_world(), place(0), modes=("walk",), minutes=(16, 5))

    five, sixteen = isochrone_figures(found)
    assert (five["minutes"], five["people"], five["foreign"]) == (5, 100.0, 10.0)
    assert (sixteen["people"], sixteen["foreign"]) == (150.0, 30.0)
    assert sixteen["area_km2"] == pytest.approx(math.pi * (1280 / 1.3 / 1000) ** 2, rel=2e-3)


def test_it_is_what_a_loop_over_the_cells_gives():
    demand, metres = line_demand(), np.array([0.0, 900.0, 3000.0, 5000.0])

    found = isochrone_figures(
        isochrones(line_world(), place(1700), modes=("walk", "bike"), minutes=(10, 20, 40, 60))
    )

    for row in found:
        limit = row["minutes"] * (80 if row["mode"] == "walk" else 250)
        people = sum(p for p, x in zip(demand["people"], metres, strict=True) if abs(x - 1700) * 1.3 <= limit)
        assert row["people"] == people


def test_of_several_addresses_the_nearest_counts():
    row = isochrone_figures(isochrones(line_world(), place(0, 5000), modes=("walk",), minutes=(5,)))[0]

    assert row["people"] == 150.0
    assert row["area_km2"] == pytest.approx(2 * math.pi * (400 / 1.3 / 1000) ** 2, rel=5e-3)


def test_outlines_along_streets_hold_what_is_near_by_street_alone(tmp_path: Path):
    points = {1: at(-500), 2: at(1500)}
    streets = make_network(tmp_path, points, [((1, 2), RESIDENTIAL)])
    world = line_world(networks={"walk": streets})

    row = isochrones(world, place(0), modes=("walk",), minutes=(12,)).rows.iloc[0]

    inside = [shapely.contains_xy(row["geometry"], *at(x)) for x in (0, 500, 1300)]
    assert inside == [True, True, False]  # 960 m of way
    assert row["people"] == 150.0
    assert row["ways"] == "street network"


@pytest.mark.parametrize("few", [1.0, 2.0])
def test_few_people_are_withheld_also_those_of_a_ring(few: float):
    demand = line_demand()
    demand["people"] = [100.0, few, 50.0, 50.0]
    demand["foreign_nationals"] = [few, 0.0, 0.0, 20.0]

    inner, outer, wide = isochrone_figures(
        isochrones(line_world(demand=demand), place(0), modes=("walk",), minutes=(5, 16, 60))
    )

    assert inner["people"] is None  # the next outline less this one would tell
    assert outer["people"] == 100 + few
    assert (inner["foreign"], outer["foreign"], wide["foreign"]) == (None, None, None)


def test_an_empty_ring_between_and_the_others_of_a_ring_tell_nothing_either():
    demand = line_demand()
    demand["people"] = [50.0, 0.0, 10.0, 50.0]
    demand["foreign_nationals"] = [20.0, 0.0, 9.0, 20.0]

    inner, middle, wide, all_ = isochrone_figures(
        isochrones(line_world(demand=demand), place(0), modes=("walk",), minutes=(5, 16, 55, 110))
    )

    assert (wide["people"], all_["people"]) == (60.0, 110.0)
    assert (inner["foreign"], middle["foreign"]) == (
        None,
        None,
    )  # 9 of the 10 in the ring: the other would be told
    demand["people"] = [50.0, 0.0, 2.0, 50.0]
    inner, middle, wide, _ = isochrone_figures(
        isochrones(line_world(demand=demand), place(0), modes=("walk",), minutes=(5, 16, 55, 110))
    )
    assert (inner["people"], middle["people"]) == (None, None)  # nobody lives between the first two


def test_bus_and_train_need_a_timetable():
    with pytest.raises(TransitError, match="transit build"):
        isochrones(line_world(), place(0), modes=("transit",), minutes=(5,))


def test_longer_is_never_smaller():
    rows = isochrones(line_world(), place(0), modes=("walk", "bike"), minutes=(5, 10, 15, 30)).rows

    assert (rows.groupby("mode")["area_km2"].diff().dropna() > 0).all()
