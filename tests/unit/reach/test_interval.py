"""Low, value and high: what is sure, what is known, what is possible, and which address would settle most."""

import math

import pandas as pd
import pytest

from geo.reach.interval import (
    Interval,
    curve_interval,
    interval_by_city,
    make_reach,
    narrowing,
    overlap_share,
    people_interval,
    share_interval,
    shortened,
    straight_line_reach,
)
from geo.reach.straight_line import straight_line_cost
from tests.reach_kit import street, supply_at

LIMIT_M = 410.0


def offers(**more: object) -> pd.DataFrame:
    """Return a house at 0 m, a site at 1,000 m (±210 m), a city's centre at 5,000 m (±2 km) and a street far away."""
    values = {
        "precision": ["house", "place", "city", "street"],
        "uncertainty_m": [0.0, 210.0, 2000.0, 300.0],
        "city": ["A", "A", "B", "B"],
    }
    return supply_at([0, 1000, 5000, 9000], **{**values, **more})


def reach(supply: pd.DataFrame, limit_m: float = LIMIT_M):
    return straight_line_reach(street(), supply, limit_m=limit_m, detour_factor=1.0)


def test_low_is_sure_value_is_known_high_is_possible() -> None:
    chances = reach(offers()).chances(LIMIT_M)

    # sure: the house for cells 0 and 1; known: the site for cell 2; possible: the city for cell 3
    assert chances.low.tolist() == [1, 1, 0, 0]
    assert chances.value.tolist() == [1, 1, 1, 0]
    assert chances.high.tolist() == [1, 1, 1, 1]
    assert share_interval(street()["people"], chances) == Interval(0.6, 0.4, 1.0)
    assert people_interval(street()["people"], chances) == Interval(60, 40, 100)


def test_a_radius_reaches_as_far_as_its_best_place() -> None:
    site_only = offers().iloc[[1]]

    chances = reach(site_only).chances(LIMIT_M)

    assert chances.value.tolist() == [0, 0, 1, 0]  # 600 m are too far for cell 1 …
    assert chances.high.tolist() == [0, 1, 1, 0]  # … but not 600 − 210 m


def test_detour_makes_the_radius_longer_too() -> None:
    found = straight_line_reach(street(), offers().iloc[[1]], limit_m=510, detour_factor=1.3)

    assert found.chances(510).high.tolist() == [0, 1, 1, 0]  # 1.3 · (600 − 210) = 507
    assert found.chances(506).high.tolist() == [0, 0, 1, 0]


def test_nearest_says_the_way_at_best_and_at_worst() -> None:
    nearest = reach(offers()).nearest()

    assert nearest.value.tolist() == pytest.approx([0, 400, 0, math.inf], abs=1e-6)
    assert nearest.low.tolist() == pytest.approx([0, 400, math.inf, math.inf], abs=1e-6)
    assert nearest.high.tolist() == pytest.approx([0, 390, 0, 0], abs=1e-6)


def test_curve_and_cities_tell_all_three() -> None:
    found = reach(offers())

    curve = curve_interval(found, street()["people"], [0, LIMIT_M])
    cities = interval_by_city(street(), found.chances(LIMIT_M))

    assert curve.loc[LIMIT_M].tolist() == [0.6, 0.4, 1.0]
    assert curve.loc[0].tolist() == [0.3, 0.1, 0.7]
    assert cities["share"].tolist() == [1.0, pytest.approx(1 / 3)]
    assert cities["share_low"].tolist() == [1.0, 0.0]
    assert cities["share_high"].tolist() == [1.0, 1.0]
    assert cities["covered"].tolist() == [40, 20]
    foreign = interval_by_city(street(), found.chances(LIMIT_M), group="foreign")
    assert foreign["covered_high"].tolist() == [4, 12]


def test_without_any_offer_nobody_reaches_one() -> None:
    chances = reach(offers().iloc[:0]).chances(LIMIT_M)

    assert share_interval(street()["people"], chances) == Interval(0, 0, 0)


def test_doubtful_entries_lower_all_three() -> None:
    chances = reach(offers(weight=[0.5, 0.5, 0.5, 0.5])).chances(LIMIT_M)

    assert share_interval(street()["people"], chances) == Interval(0.3, 0.2, pytest.approx(0.5 + 0.3 * 0.25))


def test_ways_of_a_network_are_shortened_alike() -> None:
    supply = offers()
    wide = straight_line_cost(street(), supply, limit_m=LIMIT_M + 2000, detour_factor=1.0)

    best = shortened(wide, supply["uncertainty_m"], limit_m=LIMIT_M, detour_factor=1.0)

    found = make_reach(wide.within(LIMIT_M), best, supply)
    assert found.chances(LIMIT_M).high.tolist() == reach(supply).chances(LIMIT_M).high.tolist()
    with pytest.raises(ValueError, match="needed"):
        shortened(wide.within(LIMIT_M), supply["uncertainty_m"], limit_m=LIMIT_M, detour_factor=1.0)


# -- which address would settle most -------------------------------------------------------------------


def test_locations_that_alone_decide_most_people_come_first() -> None:
    supply = offers(offers=[1, 2, 3, 1])

    ranked = narrowing(reach(supply), supply, street()["people"], limit_m=LIMIT_M, detour_factor=1.0)

    # cell 3 (40 people) hangs on the city alone, cell 2 (20) on the site alone; the street reaches nobody
    assert ranked.index.tolist() == ["s2", "s1", "s3"]
    assert ranked["narrowing"].tolist() == [40, 20, 0]
    assert ranked["only"].tolist() == [40, 20, 0]
    assert ranked["offers"].tolist() == [3, 2, 1]


def test_exact_locations_have_no_address_to_fix() -> None:
    ranked = narrowing(reach(offers()), offers(), street()["people"], limit_m=LIMIT_M, detour_factor=1.0)

    assert "s0" not in ranked.index


def test_where_several_may_reach_a_cell_the_part_of_the_area_counts() -> None:
    both = supply_at([5000, 5000], precision="city", uncertainty_m=820.0)

    ranked = narrowing(reach(both), both, street()["people"], limit_m=LIMIT_M, detour_factor=1.0)

    assert ranked["only"].tolist() == [0, 0]
    assert ranked["possible"].tolist() == [40, 40]
    assert ranked["narrowing"].tolist() == pytest.approx([40 / 4, 40 / 4])  # (410 / 820)² of the area


def test_part_of_the_area_is_that_around_its_middle_and_not_around_the_cell() -> None:
    both = supply_at([5800, 5800], precision="city", uncertainty_m=820.0)

    ranked = narrowing(reach(both), both, street()["people"], limit_m=LIMIT_M, detour_factor=1.0)

    part = overlap_share([800.0], [820.0], LIMIT_M)[0]
    assert 0.1 < part < 0.2
    assert ranked["narrowing"].tolist() == pytest.approx([40 * part] * 2, rel=1e-6)


def test_equal_locations_stand_in_the_order_of_their_names() -> None:
    both = supply_at([5000, 5000], precision="city", uncertainty_m=820.0).iloc[::-1]

    ranked = narrowing(reach(both), both, street()["people"], limit_m=LIMIT_M, detour_factor=1.0)

    assert ranked.index.tolist() == ["s0", "s1"]


@pytest.mark.parametrize(
    ("distance", "radius", "reach_m", "share"),
    [
        (0, 100, 50, 0.25),  # a small circle inside a large one
        (0, 50, 100, 1.0),
        (30, 50, 100, 1.0),
        (200, 100, 50, 0.0),
        (150, 100, 50, 0.0),  # they touch
        (100, 100, 100, 2 / 3 - math.sqrt(3) / (2 * math.pi)),  # each centre on the other's rim
        (10, 0, 20, 1.0),
        (30, 0, 20, 0.0),
        (5e-324, 0.25, 0.25, 1.0),  # alike but for rounding
        (0, 100, 0, 0.0),
    ],
)
def test_overlap_of_circles(distance: float, radius: float, reach_m: float, share: float) -> None:
    assert overlap_share([distance], [radius], reach_m).tolist() == pytest.approx([share])
