"""What if: one more, one less, one elsewhere; the link that keeps it; who gains by it."""

import math

import numpy as np
import pandas as pd
import pytest

from geo.planning.scenario import (
    Add,
    Change,
    Close,
    Move,
    Scenario,
    apply,
    compare,
    from_link,
    missing,
    ranges,
    scenario_from_text,
    to_link,
)
from geo.reach.supply import SUPPLY_COLUMNS

SUPPLY = pd.DataFrame(
    {
        "lon": [7.1, 7.2],
        "lat": [51.6, 51.7],
        "uncertainty_m": [0.0, 800.0],
        "precision": ["house", "postcode"],
        "offers": [2, 1],
        "capacity": [30.0, 1.0],
        "weight": [0.75, 1.0],
        "kept": [0.5, 1.0],
        "city": ["Marl", "Herten"],
    },
    index=pd.Index(["l-1", "l-2"], name="location_id"),
)[list(SUPPLY_COLUMNS)]

#: Two cities; the first cell is covered, and one more site covers the second.
DEMAND = pd.DataFrame(
    {
        "people": [10.0, 20.0, 30.0],
        "foreign_nationals": [1.0, 4.0, 3.0],
        "ags": ["01", "01", "02"],
    }
)


def after(*steps: object) -> pd.DataFrame:
    return apply(Scenario("", steps), SUPPLY, city_of=lambda lon, lat: f"city at {lon} {lat}")


def test_an_added_location_is_exact_and_has_an_offer() -> None:
    row = after(Add(7.15, 51.65)).loc["new-1"]

    assert row.to_dict() == {
        "lon": 7.15,
        "lat": 51.65,
        "uncertainty_m": 0.0,
        "precision": "house",
        "offers": 1,
        "capacity": 1.0,
        "weight": 1.0,
        "kept": 1.0,
        "city": "city at 7.15 51.65",
    }


def test_added_locations_come_last_and_are_numbered() -> None:
    assert list(after(Add(7.0, 51.0), Add(7.0, 51.0, offers=3)).index) == ["l-1", "l-2", "new-1", "new-2"]


def test_a_moved_location_is_exact_and_keeps_its_offers() -> None:
    row = after(Move("l-2", 7.3, 51.5)).loc["l-2"]

    assert (row["lon"], row["lat"], row["uncertainty_m"], row["precision"]) == (7.3, 51.5, 0.0, "house")
    assert (row["offers"], row["capacity"], row["city"]) == (1, 1.0, "city at 7.3 51.5")


def test_a_closed_location_is_gone() -> None:
    assert list(after(Close("l-1")).index) == ["l-2"]


@pytest.mark.parametrize(
    ("change", "offers", "capacity"),
    [
        (Change("l-1", capacity=12.0), 2, 12.0),
        (Change("l-1", offers=4), 4, 60.0),
        (Change("l-1", offers=1, capacity=5.0), 1, 5.0),
    ],
)
def test_a_changed_location_has_other_numbers(change: Change, offers: int, capacity: float) -> None:
    row = after(change).loc["l-1"]

    assert (row["offers"], row["capacity"], row["weight"], row["kept"]) == (offers, capacity, 0.75, 0.5)


def test_steps_follow_one_another() -> None:
    steps = (Add(7.0, 51.0), Move("new-1", 7.1, 51.1), Change("new-1", offers=5), Close("l-1"))

    found = after(*steps)

    assert list(found.index) == ["l-2", "new-1"]
    assert (found.loc["new-1", "lon"], found.loc["new-1", "offers"]) == (7.1, 5)


def test_the_supply_stays_as_it_was_and_keeps_its_types() -> None:
    before = SUPPLY.copy()

    found = after(Add(7.0, 51.0), Move("l-1", 7.0, 51.0), Change("l-2", offers=2), Close("l-1"))

    pd.testing.assert_frame_equal(SUPPLY, before)
    assert found.dtypes.to_dict() == SUPPLY.dtypes.to_dict()
    assert found.index.name == "location_id"


def test_the_first_offer_of_a_topic_nobody_offers_can_be_added() -> None:
    found = apply(Scenario("", (Add(7.0, 51.0),)), SUPPLY.iloc[:0])

    assert list(found.index) == ["new-1"]
    assert found.dtypes.to_dict() == SUPPLY.dtypes.to_dict()


def test_steps_about_locations_that_are_not_there_change_nothing_and_are_told() -> None:
    steps = (Close("l-9"), Close("l-1"), Move("l-1", 7.0, 51.0), Add(7.0, 51.0), Change("new-1", offers=2))
    scenario = Scenario("", steps)

    assert missing(scenario, SUPPLY) == (steps[0], steps[2])
    assert list(apply(scenario, SUPPLY).index) == ["l-2", "new-1"]


def test_an_id_that_is_taken_is_not_given_again() -> None:
    supply = SUPPLY.rename(index={"l-1": "new-1"})

    assert list(apply(Scenario("", (Add(7.0, 51.0),)), supply).index) == ["new-1", "l-2", "new-2"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Add(181.0, 51.0),
        lambda: Add(7.0, math.nan),
        lambda: Add(7.0, 51.0, offers=0),
        lambda: Add(7.0, 51.0, offers=1001),
        lambda: Move("", 7.0, 51.0),
        lambda: Move("x" * 81, 7.0, 51.0),
        lambda: Close("a\nb"),
        lambda: Change("l-1"),
        lambda: Change("l-1", capacity=0.0),
        lambda: Change("l-1", capacity=math.inf),
        lambda: Scenario("", (Close("l-1"),) * 21),
    ],
)
def test_steps_that_make_no_sense_are_refused(build: object) -> None:
    with pytest.raises(ValueError, match=r"expected|no place on earth"):
        build()


def test_a_link_is_short_and_says_what_is_planned() -> None:
    steps = (
        Add(7.123456, 51.6, 2, "Kita, neu!"),
        Move("l-1", 7, 51),
        Close("l-2"),
        Change("l-1", capacity=5),
    )

    text = to_link(Scenario("Plan A", steps))

    assert text == "Plan A!a7.12346,51.6,2,Kita~c neu~s!ml-1,7,51!cl-2!hl-1,,5.0"


def test_no_scenario_is_an_empty_text() -> None:
    assert to_link(Scenario()) == ""
    assert from_link("") == (Scenario(), ())


@pytest.mark.parametrize(
    "piece",
    ["x1,2", "a7,51", "a7,51,1,n,m", "aseven,51,1,", "anan,51,1,", "a7,51,9999,", "c", "hl-1,,", "hl-1,1.5,"],
)
def test_a_broken_piece_is_left_out_and_told(piece: str) -> None:
    scenario, refused = from_link(f"Plan!{piece}!cl-1")

    assert scenario == Scenario("Plan", (Close("l-1"),))
    assert refused == (piece,)


def test_where_nothing_may_be_left_out_a_broken_piece_is_an_error() -> None:
    assert scenario_from_text("Plan!cl-1") == Scenario("Plan", (Close("l-1"),))
    with pytest.raises(ValueError, match="no scenario: 'x1'"):
        scenario_from_text("Plan!x1!cl-1")
    with pytest.raises(ValueError, match="longer than"):
        scenario_from_text("x" * 8001)


def test_more_steps_than_allowed_are_left_out() -> None:
    scenario, refused = from_link("!cl-1" * 25)

    assert (len(scenario.steps), len(refused)) == (20, 5)


def test_who_gains_is_told_by_people_cells_and_cities() -> None:
    found = compare(DEMAND, [True, False, False], [True, True, False])

    assert (found.people, found.before, found.after, found.difference) == (60, 10, 30, 20)
    assert (found.share_before, found.share_after) == (pytest.approx(1 / 6), pytest.approx(1 / 2))
    assert (found.gained, found.gained_foreign, found.gained_cells) == (20, 4, 1)
    assert (found.lost, found.lost_foreign, found.lost_cells) == (0, 0, 0)
    assert found.cities["difference"].to_dict() == {"01": 20, "02": 0}
    assert found.cities.loc["01", "share_after"] == 1.0


def test_who_loses_is_told_beside_who_gains() -> None:
    found = compare(DEMAND, [True, False, False], [False, False, True], group="foreign_nationals")

    assert (found.gained, found.lost, found.difference) == (3, 1, 2)
    assert (found.gained_cells, found.lost_cells) == (1, 1)


def test_chances_between_no_and_yes_count_in_part() -> None:
    found = compare(DEMAND, [1, 0.5, 0], [1, 0.75, 0])

    assert found.gained == 5
    assert found.gained_foreign == 1


def test_unknown_foreign_nationals_are_not_counted_as_none() -> None:
    demand = DEMAND.assign(foreign_nationals=[1.0, math.nan, 3.0])

    found = compare(demand, [0, 0, 0], [1, 1, 1])

    assert math.isnan(found.gained_foreign)
    assert found.gained == 60


def test_without_people_there_are_no_shares() -> None:
    found = compare(DEMAND.iloc[:0], [], [])

    assert (found.people, found.difference, found.gained_cells) == (0, 0, 0)
    assert math.isnan(found.share_before)
    assert found.cities.empty


def test_who_gains_and_who_loses_is_counted_in_every_draw() -> None:
    before = np.array([[True, False, False], [True, True, False]])
    after = np.array([[True, True, False], [False, True, True]])
    people = DEMAND["people"].to_numpy()

    gained, lost = ranges(people, before, after)

    by_draw = [people[1], people[2]], [0.0, people[0]]  # plain: gained and lost in draw 1, in draw 2
    assert (gained.expected, lost.expected) == (np.mean(by_draw[0]), np.mean(by_draw[1]))
    assert (gained.low, gained.high) == pytest.approx(np.quantile(by_draw[0], (0.05, 0.95)))
    assert ranges(people, before, before) == ((0, 0, 0), (0, 0, 0))
