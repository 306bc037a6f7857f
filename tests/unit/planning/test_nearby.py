"""What is nearest to a point: in order of the way, as exact as it is known, never what is protected."""

import pandas as pd
import pytest

from geo.planning.answer import Answer, answer
from geo.planning.nearby import location_names, offers_near
from geo.planning.scenario import Add, Scenario, apply
from tests.planning_kit import METRES, at, line_offers, line_world


def asked(offers: pd.DataFrame | None = None, scenario: Scenario | None = None) -> Answer:
    world = line_world(offers=offers)
    supply = apply(scenario, world.supply_of(METRES)) if scenario else None
    return answer(world, METRES, supply=supply)


def test_offers_come_nearest_first_with_their_way() -> None:
    near = offers_near(asked(), *at(2900.0))

    assert [offer.title for offer in near] == ["place", "house"]
    assert [offer.way_m for offer in near] == pytest.approx([1.3 * 200, 1.3 * 2900], rel=1e-3)
    assert [offer.uncertainty_m for offer in near] == [100.0, 0.0]


def test_no_more_offers_are_told_than_asked_for() -> None:
    assert [offer.title for offer in offers_near(asked(), *at(0.0), most=1)] == ["house"]


def test_offers_known_only_to_their_city_are_not_placed() -> None:
    near = offers_near(asked(line_offers().assign(city="Neu")), *at(5500.0))

    assert "postcode" not in [offer.title for offer in near]


def test_a_protected_offer_never_comes_up() -> None:
    offers = line_offers().assign(is_protected=[True, False, False])

    near = offers_near(asked(offers), *at(0.0))

    assert "house" not in [offer.title for offer in near]
    assert not any("house" in name for name in location_names(asked(offers)).values())


def test_a_place_of_a_scenario_has_no_title() -> None:
    near = offers_near(asked(scenario=Scenario("", (Add(*at(2800.0)),))), *at(2800.0))

    assert (near[0].offer_id, near[0].title) == ("", "")
    assert near[0].way_m == pytest.approx(0.0, abs=2.0)


def test_offers_at_one_location_are_told_each() -> None:
    offers = line_offers().assign(location_id=["l1", "l1", "l2"])
    offers.loc["place", ["lon", "lat", "precision", "uncertainty_m"]] = [*at(0.0), "house", 0.0]

    near = offers_near(asked(offers), *at(0.0))

    assert [offer.title for offer in near] == ["house", "place"]


def test_locations_are_named_by_who_offers_what() -> None:
    offers = line_offers().assign(
        location_id=["l1", "l1", "l2"], organization="VHS", city="Marl", street="Weg"
    )

    assert location_names(asked(offers)) == {"l1": "VHS, Marl: house (+1)", "l2": "VHS, Marl: postcode"}


def test_without_any_located_offer_nothing_is_near() -> None:
    offers = line_offers({"postcode": (5500.0, "postcode", 2000.0)})

    assert offers_near(asked(offers), *at(0.0)) == ()
