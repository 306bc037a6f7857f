"""From a question to its answer, on a line of four cells and three offers (see tests.planning_kit)."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.places.naming import Anchor, Namer
from geo.planning.access import city_ends
from geo.planning.answer import CURVE_SHARES, Answer, answer
from geo.planning.ground import World
from geo.planning.question import Question
from geo.reach.agreement import agreement
from geo.reach.equity import gini
from geo.reach.speeds import metres_per_minute
from geo.reach.supply import make_supply
from geo.reach.ways import Varied
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import METRES, OFFERS, at, line_demand, line_offers, line_world


def answer_on_line(**changes: object) -> Answer:
    return answer(line_world(), replace(METRES, **changes))


def test_expected_range_certain_and_possible_are_those_done_by_hand():
    found = answer_on_line()

    assert tuple(found.covered) == pytest.approx((360.0, 350.0, 400.0, 350.0, 400.0))
    assert tuple(found.share) == pytest.approx((0.9, 350 / 400, 1.0, 350 / 400, 1.0))
    assert found.chances.out.tolist() == pytest.approx([0, 0, 0, 0.8])


def test_foreign_nationals_are_counted_when_the_question_is_about_them():
    found = answer_on_line(people="foreign")

    assert tuple(found.covered) == pytest.approx((76.0, 70.0, 100.0, 70.0, 100.0))
    assert found.population == {"all": 400.0, "foreign": 100.0}


def test_cities_add_up_to_the_district():
    found = answer_on_line().by_city

    assert found["name"].to_dict() == {"A": "Alt", "B": "Neu"}
    assert found["people"].to_dict() == {"A": 150.0, "B": 250.0}
    assert found["covered"].to_dict() == pytest.approx({"A": 150.0, "B": 210.0})
    assert found["covered_low"].to_dict() == pytest.approx({"A": 150.0, "B": 200.0})
    assert found["covered_high"].to_dict() == pytest.approx({"A": 150.0, "B": 250.0})
    assert found["above"].to_dict() == pytest.approx(
        {"A": 0.9, "B": 0.1}
    )  # all are reached in one draw of five


def test_curve_steps_where_the_ways_end():
    curve = answer_on_line().curve

    assert curve["threshold"].tolist() == pytest.approx([share * 1300 for share in CURVE_SHARES])
    assert curve["share"].tolist() == pytest.approx([0.775] * 5 + [0.9] * 6 + [1.0])  # 1170 m, 2470 m


def test_way_to_the_next_offer_is_the_mean_of_all_draws_however_long():
    # four of five draws have the third offer at 3000 m, one has it at 5000 m
    assert answer_on_line().nearest_m.tolist() == pytest.approx(
        [0.0, 1170.0, 130 / 5, 2470 * 4 / 5], abs=0.01
    )


def test_gap_is_the_last_cell_with_its_minutes_on_foot():
    gaps = answer_on_line().gaps.areas

    assert gaps["people"].tolist() == pytest.approx([40.0])
    assert gaps["foreign_nationals"].tolist() == pytest.approx([24.0])
    assert gaps["chance"].tolist() == pytest.approx([0.8])
    assert gaps["mean_min"].tolist() == pytest.approx([2470 * 4 / 5 / 80], abs=0.01)


def test_a_cell_that_may_well_be_reached_is_no_gap():
    demand = line_demand()
    demand["people"] = [100.0, 50.0, 50.0, 100.0]  # now two of three draws reach the last cell

    assert answer(line_world(demand=demand), METRES).gaps.areas.empty


def test_people_in_gaps_and_people_covered_are_everybody():
    found = answer_on_line()

    assert found.gaps.people + found.covered.value == pytest.approx(400.0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nearest", [0.0, -1170.0, -26.0, -1976.0]),
        ("cumulative", [1.0, 1.0, 1.8, 0.2]),
        ("2sfca", [1 / 150, 1 / 150, 1.8 / 200, 0.2 / 50]),
    ],
)
def test_each_measure_gives_each_cell_what_it_has_by_hand(name, expected):
    found = answer_on_line(measure=name)

    assert found.access.tolist() == pytest.approx(expected, rel=1e-5, abs=1e-2 if name == "nearest" else 1e-9)


def test_equity_by_way_counts_how_much_shorter_a_way_is_than_twice_the_threshold():
    found = answer_on_line()

    shorter = [2600, 2600 - 1170, 2600 - 26, 2600 - 1976]
    assert found.nearest_m.round(1).tolist() == [0, 1170, 26, 1976]
    assert found.equity.gini.value == pytest.approx(gini(shorter, found.people), rel=1e-4)


def test_few_who_reach_anything_are_no_equality():
    """100 of 400 people stand at the only offer, nobody else is near: G = 1 - 100/400; before it was near 0."""
    lonely = answer(
        line_world(offers=line_offers({"house": OFFERS["house"]})), replace(METRES, threshold=100.0)
    )
    nobody = answer(line_world(offers=line_offers({"far": (9000.0, "house", 0.0)})), METRES)

    assert lonely.share.value == 0.25
    assert lonely.equity.gini.value == pytest.approx(0.75)
    assert lonely.equity.palma.value == np.inf
    assert np.isnan(nobody.equity.gini.value)
    assert np.isnan(nobody.equity.palma.value)


def test_foreign_nationals_whom_the_cells_do_not_tell_stay_unknown():
    demand = line_demand().assign(foreign_nationals=[1.0, np.nan, 1.0, 1.0])

    found = answer(line_world(demand=demand), METRES)

    assert found.population["all"] == 400.0
    assert np.isnan(found.population["foreign"])
    assert np.isnan(found.equity.foreign_ratio.value)


def test_an_offer_known_to_its_postcode_alone_is_expected_where_people_live():
    found = answer(line_world(offers=line_offers({"postcode": OFFERS["postcode"]})), METRES)

    assert found.covered.value == pytest.approx(0.8 * 200 + 0.2 * 50)
    assert (found.covered.certain, found.covered.possible) == (0.0, 250.0)


def test_without_any_offer_nobody_is_covered_and_equity_is_unknown():
    found = answer(line_world(offers=line_offers({})), METRES)

    assert (found.covered.value, found.covered.low) == (0.0, 0.0)
    assert np.isinf(found.nearest_m).all()
    assert np.isnan(found.equity.gini.value)
    assert city_ends(found) is None
    assert found.gaps.people == 400.0
    assert found.curve["share"].tolist() == [0.0] * len(CURVE_SHARES)


def test_scenario_supply_stands_for_the_offers():
    world = line_world()
    supply = world.supply_of(METRES)

    found = answer(world, METRES, supply=supply.drop("place"))

    assert found.covered.value == pytest.approx(150 + 0.8 * 200 + 0.2 * 50)
    assert found.offers.count == 3


def test_offers_discounted_by_age_cover_part_of_the_people():
    offers = line_offers({"house": OFFERS["house"]}).assign(page_date="2023-01-01")

    found = answer(line_world(offers=offers), replace(METRES, counted="by_age"))

    assert found.covered.value == pytest.approx(150 * 0.5, rel=1e-3)  # three years: one half-life


def test_all_topics_count_when_none_is_chosen():
    offers = line_offers()
    offers.at["house", "topics"] = ("advice",)

    assert answer(line_world(offers=offers), METRES).offers.count == 2
    assert answer(line_world(offers=offers), replace(METRES, topics=())).offers.count == 3


def test_minutes_are_metres_at_the_speed_of_the_mode():
    walked = answer_on_line(mode="walk", threshold=1300 / 80)

    assert walked.covered.value == answer_on_line().covered.value
    assert [metres_per_minute(mode) for mode in ("walk", "walk_slow", "bike", "metres")] == [80, 60, 250, 80]


def test_cells_without_a_city_do_not_break_the_sums():
    demand = line_demand().assign(ags=["A", "A", "", ""])

    found = answer(line_world(demand=demand, centres={"": at(4000.0)}), METRES)

    assert found.by_city["people"].sum() == 400.0
    assert found.by_city.loc["", "covered"] == pytest.approx(210.0)


# --- streets ------------------------------------------------------------------------------------------------------


@pytest.fixture
def street_world(tmp_path) -> World:
    """The line with a street along it that is interrupted between the second and the third cell."""
    points = {n: at(x) for n, x in enumerate([-100.0, 1000.0, 2900.0, 5600.0], start=1)}
    network = make_network(tmp_path, points, [((1, 2), RESIDENTIAL), ((3, 4), RESIDENTIAL)])
    return line_world(networks={"walk": network})


def test_streets_replace_the_straight_line(street_world):
    found = answer(street_world, METRES)

    expected = [0.0, 900.0, 100.0 / 5, 1900.0 * 4 / 5]
    assert found.nearest_m.tolist() == pytest.approx(expected, rel=0.005, abs=0.1)
    assert tuple(found.covered) == pytest.approx((360.0, 350.0, 400.0, 350.0, 400.0))


@pytest.mark.parametrize(
    ("mode", "is_used"), [("walk", True), ("walk_slow", True), ("metres", True), ("bike", False)]
)
def test_walking_network_serves_every_way_on_foot(street_world, mode, is_used):
    assert (street_world.network_of(Question(mode=mode)) is not None) is is_used


def test_low_value_and_high_keep_their_order_on_streets(street_world):
    for threshold in (100.0, 500.0, 900.0, 2000.0):
        share = answer(street_world, replace(METRES, threshold=threshold)).share

        assert share.certain <= share.low <= share.value <= share.high <= share.possible


# --- laws ---------------------------------------------------------------------------------------------------------


def test_order_of_offers_and_cells_does_not_matter():
    world = line_world(demand=line_demand().iloc[::-1], offers=line_offers().iloc[::-1])

    found, same = answer(world, METRES), answer_on_line()

    assert tuple(found.share) == tuple(same.share)
    assert found.equity == same.equity
    pd.testing.assert_frame_equal(found.by_city, same.by_city)


def test_gap_has_a_name_where_something_is_known_nearby():
    lon, lat = at(4900.0)
    world = line_world(namer=Namer([Anchor("station", "Ende", "Neu", lon, lat)]))

    names = answer(world, METRES).gaps.areas["name"]

    assert [name.anchor for name in names] == ["Ende"]


def test_supply_of_a_question_is_that_of_its_offers():
    world = line_world()

    pd.testing.assert_frame_equal(world.supply_of(METRES), make_supply(line_offers()))


def test_agreement_of_an_answer_is_that_of_its_ways() -> None:
    straight = answer_on_line()
    level = straight.agreement(variations=5)

    placed = straight.known.placed
    drawn = [placed.in_draw(number) for number in range(5)]
    found = agreement(straight.demand, drawn, limit_m=straight.limit_m, variations=5)
    assert level.tolist() == found["agreement"].tolist()
    assert level[3] > level[0]  # the last cell has no sure offer in reach, the first stands beside a house


def test_streets_have_no_detour_to_vary(tmp_path) -> None:
    points = {1: at(-100.0), 2: at(5600.0)}
    network = make_network(tmp_path, points, [((1, 2), RESIDENTIAL)])
    world = line_world(networks={"walk": network})
    varied = Varied(world.ground, "walk")
    places = world.supply_of(METRES)

    assert varied(places, 1000.0, 1.1).cost_m.tolist() == varied(places, 1000.0, 1.5).cost_m.tolist()
