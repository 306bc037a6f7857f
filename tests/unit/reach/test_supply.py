"""Offers become locations: what counts, how many, how well their place is known."""

from datetime import date

import pandas as pd
import pytest

from geo.reach.supply import (
    UNKNOWN_AGE_WEIGHT,
    age_weight,
    count_offers,
    has_point,
    is_sure,
    make_supply,
    stored_location,
    strength,
)
from tests.find_kit import NAN, frame_of

TODAY = date(2026, 7, 1)


def offer(offer_id: str, **more: object) -> dict[str, object]:
    house = {"lon": 7.1, "lat": 51.6, "precision": "house", "uncertainty_m": 30.0, "city": "Herten"}
    return {"offer_id": offer_id, "title": offer_id, **house, **more}


def offers(*rows: dict[str, object], **columns: object) -> pd.DataFrame:
    return frame_of(*rows).assign(page_date="", **columns)


def test_offers_at_one_location_become_one_row() -> None:
    frame = offers(
        offer("a"), offer("b", lon=7.2, precision="city", uncertainty_m=5000.0), offer("c")
    ).assign(location_id=["here", "there", "here"], street="Weg")

    supply = make_supply(frame)

    assert supply.index.tolist() == ["here", "there"]
    assert supply.index.name == "location_id"
    assert supply["offers"].tolist() == [2, 1]
    assert supply["capacity"].tolist() == [2.0, 1.0]
    assert supply["weight"].tolist() == [1.0, 1.0]
    assert supply["uncertainty_m"].tolist() == [30.0, 5000.0]
    assert (has_point(supply).tolist(), is_sure(supply).tolist()) == ([True, False], [True, False])


def test_an_office_is_no_known_place_of_its_offers_until_somebody_sets_a_pin() -> None:
    frame = offers(offer("office", precision="place"), offer("pin"), is_administration_address=True)

    supply, counts = make_supply(frame), count_offers(frame)

    assert supply["precision"].tolist() == ["city", "house"]
    assert has_point(supply).tolist() == [False, True]
    assert (counts.located, counts.uncertain) == (1, 1)


@pytest.mark.parametrize(
    ("precision", "point", "sure"),
    [
        ("house", True, True),
        ("street", True, True),
        ("place", True, False),
        ("postcode", False, False),
        ("city", False, False),
    ],
)
def test_only_house_street_and_site_are_points_and_only_the_first_two_are_sure(
    precision: str, point: bool, sure: bool
) -> None:
    supply = make_supply(offers(offer("a", precision=precision)))

    assert (has_point(supply)[0], is_sure(supply)[0]) == (point, sure)


def test_web_closed_and_unlocated_offers_are_no_locations() -> None:
    frame = offers(
        offer("here"),
        offer("web", scope="online"),
        offer("closed", status="closed"),
        offer("lost", lon=NAN, lat=NAN, precision="none", uncertainty_m=NAN),
        offer("office", scope="district"),
    )

    assert make_supply(frame).index.tolist() == ["here", "office"]


def test_known_capacities_count_unknown_ones_are_one_and_none_is_none() -> None:
    frame = offers(offer("a"), offer("b"), offer("c"), capacity=[25.0, NAN, 0.0], location_id="x")

    supply = make_supply(frame)

    assert supply["capacity"].tolist() == [26.0]  # the third states that it has no place
    assert count_offers(frame).capacity_known == 1


def test_an_exact_point_without_a_radius_is_exact() -> None:
    assert make_supply(offers(offer("a", uncertainty_m=NAN)))["uncertainty_m"].tolist() == [0.0]


def test_only_confirmed_offers_with_a_date_count_if_so_wished() -> None:
    frame = offers(
        offer("a", status="confirmed", assured_date="2026-05"), offer("b", status="confirmed"), offer("c")
    )

    assert make_supply(frame, counted="confirmed").index.tolist() == ["a"]
    assert count_offers(frame, counted="confirmed").count == 1


def test_old_entries_count_less_and_the_date_of_confirmation_goes_before_that_of_the_page() -> None:
    frame = offers(
        offer("fresh", assured_date="2026-07-01"),
        offer("old"),
        offer("undated"),
        offer("both", assured_date="2026-07"),
    ).assign(page_date=["2017", "2023-07-01", "", "2010"])

    supply = make_supply(frame, counted="by_age", today=TODAY)

    assert supply["weight"].tolist() == pytest.approx([1.0, 0.5, UNKNOWN_AGE_WEIGHT, 1.0], abs=1e-3)
    assert strength(supply).tolist() == pytest.approx(supply["weight"].tolist())


def test_a_location_of_several_entries_is_there_as_long_as_one_of_them_holds() -> None:
    """Two entries of three and one of six years: 1 - 1/2 * 1/2 * 3/4; METHODS: over entries, not over locations."""
    frame = offers(offer("a"), offer("b"), offer("c"), location_id="x").assign(
        page_date=["2023-07-01", "2023-07-01", "2020-07-01"]
    )

    supply = make_supply(frame, counted="by_age", today=TODAY)

    assert supply["weight"].tolist() == pytest.approx([1 - 0.5 * 0.5 * 0.75], abs=1e-3)
    assert strength(supply).tolist() == pytest.approx([0.5 + 0.5 + 0.25], abs=2e-3)


def test_what_a_location_supplies_is_the_mean_of_its_places() -> None:
    frame = offers(
        offer("fresh", assured_date="2026-07-01"), offer("undated"), capacity=[3.0, 1.0], location_id="x"
    )

    supply = make_supply(frame, counted="by_age", today=TODAY)

    assert supply["weight"].tolist() == [1.0]  # one surely holds
    assert supply["kept"].tolist() == pytest.approx([(3 * 1 + 1 * 0.25) / 4])
    assert strength(supply).tolist() == pytest.approx([3.25])


@pytest.mark.parametrize(
    ("text", "weight"),
    [("2026-07-01", 1.0), ("2023-07-01", 0.5), ("2023", 0.5), ("2020-07", 0.25), ("2027", 1.0), ("", 0.25)],
)
def test_age_is_halved_every_three_years(text: str, weight: float) -> None:
    found = age_weight(pd.Series([text]), today=TODAY, half_life_years=3.0)

    assert found.tolist() == pytest.approx([weight], abs=0.005)


def test_ages_need_a_day_and_a_wrong_wish_is_refused() -> None:
    with pytest.raises(ValueError, match="need a day"):
        make_supply(offers(offer("a")), counted="by_age")
    with pytest.raises(ValueError, match="sometimes"):
        make_supply(offers(offer("a")), counted="sometimes")


def test_counts_say_how_well_places_are_known() -> None:
    frame = offers(
        offer("house"),
        offer("site", precision="place"),
        offer("postcode", precision="postcode"),
        offer("city", precision="city"),
        offer("lost", lon=NAN, lat=NAN, precision="none"),
        offer("web", scope="online"),
        offer("closed", status="closed"),
    )

    counts = count_offers(frame)

    assert (counts.count, counts.located, counts.uncertain) == (6, 2, 2)
    assert (counts.unlocated, counts.online, counts.capacity_known) == (1, 1, 0)


def test_no_offers_are_no_supply() -> None:
    frame = offers(offer("a")).iloc[:0]

    supply = make_supply(frame)

    assert supply.empty
    assert supply.columns.tolist() == make_supply(offers(offer("a"))).columns.tolist()
    assert count_offers(frame).count == 0


def test_an_offer_without_a_named_location_is_one_of_its_own() -> None:
    frame = offers(offer("a"), offer("b"), location_id=["", "x"])

    assert make_supply(frame).index.tolist() == ["a", "x"]


def test_frame_is_left_alone() -> None:
    frame = offers(offer("a"), offer("b", status="closed"))
    before = frame.copy()

    make_supply(frame)

    pd.testing.assert_frame_equal(frame, before)


# --- offers that name no street -----------------------------------------------------------------------------------


def test_offers_without_a_street_are_as_many_unknown_places() -> None:
    frame = offers(
        offer("a", precision="city", uncertainty_m=4000.0),
        offer("b", precision="city", uncertainty_m=4000.0),
        offer("c", precision="postcode", uncertainty_m=2000.0),
        location_id="loc-city",
    ).assign(street="")
    supply = make_supply(frame)

    assert supply.index.tolist() == ["loc-city~a", "loc-city~b", "loc-city~c"]
    assert {stored_location(name) for name in supply.index} == {"loc-city"}
    assert supply["offers"].tolist() == [1, 1, 1]


def test_offers_at_one_street_share_it_also_where_it_is_not_found() -> None:
    frame = offers(
        offer("a", precision="city", uncertainty_m=4000.0),
        offer("b", precision="city", uncertainty_m=4000.0),
        location_id="loc-street",
    ).assign(street="Unbekannte Straße")

    assert make_supply(frame).index.tolist() == ["loc-street"]
