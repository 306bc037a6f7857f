"""Distances and minutes from a place, their range, and the order of the list."""

import numpy as np
import pandas as pd
import pytest

from geo.reach.from_place import Place, distances, nearest_first
from geo.reach.speeds import BIKE_KMH, DETOUR_FACTOR, WALK_KMH, bike_minutes, walk_minutes
from geo.reach.whereabouts import Whereabouts, make_whereabouts
from tests.find_kit import NAN, frame_of, tiny_frame

DEGREE_M = 111_195.08  # one degree of latitude on the mean sphere
ORIGIN = Place(7.0, 51.0, "hier")


def offer(offer_id: str, lat: float, precision: str = "house", **more: object) -> dict[str, object]:
    values = {"offer_id": offer_id, "title": offer_id, "lon": 7.0, "lat": lat, "precision": precision}
    return {**values, "uncertainty_m": 0.0, **more}


def test_distance_is_the_straight_line_with_the_detour() -> None:
    found = distances(frame_of(offer("north", 51.01)), ORIGIN)

    assert found.at["north", "distance_m"] == pytest.approx(DEGREE_M / 100 * 1.3, rel=1e-6)


def test_detour_factor_is_an_option() -> None:
    found = distances(frame_of(offer("north", 51.01)), ORIGIN, detour_factor=1.0)

    assert found.at["north", "distance_m"] == pytest.approx(DEGREE_M / 100, rel=1e-6)


def test_minutes_follow_the_speeds() -> None:
    found = distances(frame_of(offer("north", 51.01)), ORIGIN)

    assert (WALK_KMH, BIKE_KMH, DETOUR_FACTOR) == (4.8, 15.0, 1.3)
    assert walk_minutes(800) == pytest.approx(10)
    assert bike_minutes(2500) == pytest.approx(10)
    assert found.at["north", "walk_min"] == pytest.approx(found.at["north", "distance_m"] / 80)
    assert found.at["north", "bike_min"] == pytest.approx(found.at["north", "distance_m"] / 250)


def test_range_holds_the_uncertainty_of_both_ends() -> None:
    here = Place(7.0, 51.0, "hier", uncertainty_m=100)

    found = distances(frame_of(offer("north", 51.01, "street", uncertainty_m=200.0)), here, detour_factor=1.0)

    assert found.at["north", "low_m"] == pytest.approx(DEGREE_M / 100 - 300, rel=1e-6)
    assert found.at["north", "high_m"] == pytest.approx(DEGREE_M / 100 + 300, rel=1e-6)
    assert found.at["north", "walk_high_min"] == pytest.approx(walk_minutes(DEGREE_M / 100 + 300), rel=1e-6)
    assert found.at["north", "bike_low_min"] == pytest.approx(bike_minutes(DEGREE_M / 100 - 300), rel=1e-6)


def test_nobody_is_nearer_than_there() -> None:
    found = distances(frame_of(offer("here", 51.0, "street", uncertainty_m=500.0)), ORIGIN)

    assert found.at["here", "low_m"] == 0
    assert found.at["here", "walk_low_min"] == 0


@pytest.mark.parametrize(
    ("precision", "uncertainty_m", "own_m", "is_about"),
    [
        ("house", 30.0, 0.0, False),
        ("house", 30.0, 1500.0, True),
        ("house", 150.0, 0.0, True),
        ("house", NAN, 0.0, True),
        ("street", 20.0, 0.0, True),
        ("place", 20.0, 0.0, True),
        ("postcode", 2000.0, 0.0, True),
    ],
)
def test_about_is_said_where_the_range_matters(
    precision: str, uncertainty_m: float, own_m: float, is_about: bool
) -> None:
    frame = frame_of(offer("north", 51.01, precision, uncertainty_m=uncertainty_m))

    found = distances(frame, Place(7.0, 51.0, uncertainty_m=own_m))

    assert bool(found.at["north", "is_about"]) is is_about


@pytest.mark.parametrize("precision", ["postcode", "city"])
def test_point_of_an_area_sorts_and_gives_a_range_but_no_distance(precision: str) -> None:
    found = distances(frame_of(offer("area", 51.01, precision, uncertainty_m=2000.0)), ORIGIN)

    numbers = found.drop(columns=["sort_m", "is_about", "area_low_min", "area_high_min"])
    assert numbers.isna().all(axis=None)
    assert found.at["area", "sort_m"] == pytest.approx(DEGREE_M / 100 * 1.3, rel=1e-6)
    assert found.at["area", "area_low_min"] == 0
    assert found.at["area", "area_high_min"] == pytest.approx(
        (DEGREE_M / 100 + 2000) * 1.3 * walk_minutes(1), rel=1e-6
    )


def test_an_offer_known_only_to_its_city_is_ordered_by_the_way_to_be_expected() -> None:
    frame = frame_of(
        offer("beyond", 51.06), offer("here", 51.0, "city", uncertainty_m=9000.0), offer("near", 51.01)
    )
    frame["city"] = ["Marl", "Herten", "Marl"]
    north = np.column_stack([np.full(20, 7.0), 51.0 + np.arange(20) / 200])  # 0 to 0.095 degrees away
    known = Whereabouts({"Herten": north})

    ways = distances(frame, ORIGIN, detour_factor=1.0, whereabouts=known)

    assert list(nearest_first(frame, ways)) == ["near", "here", "beyond"]
    assert ways.at["here", "sort_m"] == pytest.approx(DEGREE_M * 0.0475, rel=1e-6)
    assert ways.at["here", "area_low_min"] == pytest.approx(DEGREE_M * 0.005 * walk_minutes(1), rel=1e-6)
    assert ways.at["here", "area_high_min"] == pytest.approx(DEGREE_M * 0.09 * walk_minutes(1), rel=1e-6)
    assert ways.drop(columns=["sort_m", "is_about"]).loc["here"].filter(like="distance").isna().all()


def test_the_way_to_be_expected_is_the_mean_over_the_people_drawn_to_the_centre() -> None:
    cells = pd.DataFrame(
        [(7.0 + 0.01 * n, 51.0, "1", 100.0) for n in range(5)], columns=["lon", "lat", "ags", "people"]
    )
    nothing_known = tiny_frame().iloc[:0].assign(site=0)

    made = make_whereabouts(nothing_known, cells, {"Ort": "1", "Leer": "2"}, {"1": (7.0, 51.0)}, points=5)

    assert list(made.points) == ["Ort"]
    assert sorted(made.points["Ort"][:, 0].round(2)) == [7.0, 7.01, 7.02, 7.03, 7.04]


def test_without_a_point_nothing_is_claimed() -> None:
    found = distances(frame_of(offer("lost", NAN, "none", lon=NAN)), ORIGIN)

    assert found.drop(columns="is_about").isna().all(axis=None)
    assert not found.at["lost", "is_about"]


def test_nobody_travels_to_an_offer_on_the_web() -> None:
    found = distances(frame_of(offer("web", 51.01, scope="online")), ORIGIN)

    assert found.drop(columns="is_about").isna().all(axis=None)


def test_office_of_a_district_wide_offer_has_a_distance() -> None:
    found = distances(tiny_frame(), Place(7.20, 51.61))

    assert found.at["volunteers", "distance_m"] == 0


def test_list_goes_from_known_near_to_unknown() -> None:
    frame = frame_of(
        offer("unknown", NAN, "none", lon=NAN),
        offer("far", 51.10),
        offer("city-near", 51.001, "city"),
        offer("web", 51.0, scope="online"),
        offer("near", 51.02, "street"),
        offer("postcode-far", 51.2, "postcode"),
    )

    order = nearest_first(frame, distances(frame, ORIGIN))

    assert list(order) == ["city-near", "near", "far", "postcode-far", "unknown", "web"]


def test_equal_distances_keep_the_order_of_the_frame() -> None:
    frame = frame_of(offer("b", 51.01), offer("a", 51.01), offer("c", 51.01))

    assert list(nearest_first(frame, distances(frame, ORIGIN))) == ["b", "a", "c"]


def test_order_of_a_part_uses_the_distances_of_all() -> None:
    frame = tiny_frame()
    ways = distances(frame, Place(7.13, 51.60))

    assert list(nearest_first(frame.loc[["online", "cafe", "course"]], ways)) == ["course", "cafe", "online"]


def test_result_keeps_the_index_and_leaves_the_frame_alone() -> None:
    frame = tiny_frame()

    found = distances(frame, ORIGIN)

    assert found.index.equals(frame.index)
    pd.testing.assert_frame_equal(frame, tiny_frame())


def test_empty_frame_has_no_distances() -> None:
    frame = tiny_frame().iloc[:0]

    assert distances(frame, ORIGIN).empty
    assert nearest_first(frame, distances(frame, ORIGIN)).empty


@pytest.mark.parametrize(
    ("lon", "lat", "uncertainty_m"),
    [
        (NAN, 51.0, 0.0),
        (7.0, float("inf"), 0.0),
        (181.0, 51.0, 0.0),
        (7.0, -91.0, 0.0),
        (7.0, 51.0, -1.0),
        (7.0, 51.0, NAN),
    ],
)
def test_a_place_is_on_earth(lon: float, lat: float, uncertainty_m: float) -> None:
    with pytest.raises(ValueError, match="no place on earth"):
        Place(lon, lat, "", uncertainty_m)
