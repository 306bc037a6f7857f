"""What is expected, the range of nine of ten draws, what is certain and what is possible."""

import math

import numpy as np
import pandas as pd
import pytest

from geo.reach.imputed import Drawn
from geo.reach.interval import (
    Chances,
    Interval,
    Reach,
    countable,
    curve_interval,
    interval_by_city,
    people_interval,
    share_interval,
)
from geo.reach.ways import Ways
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


@pytest.fixture(autouse=True)
def _straight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.reach.ways.DETOUR_FACTOR", 1.0)


def bounds(supply: pd.DataFrame) -> tuple[list[float], list[float]]:
    found = Ways(street(), {}, 25832).bounds("metres", supply, limit_m=LIMIT_M)
    return tuple(np.round(ways, 3).tolist() for ways in found)  # type: ignore[return-value]


def reach(supply: pd.DataFrame, ways_m: list[list[float]]) -> Reach:
    """Return the reach of two draws (or more): the metres of each cell to the next offer, set by hand."""
    ground = Ways(street(), {}, 25832)
    people = street()["people"].to_numpy()
    return Reach(
        Drawn(np.array(ways_m, dtype=np.float32)),
        ground.bounds("metres", supply, limit_m=LIMIT_M),
        people,
        np.array([0, 0, 1, 1]),
        2,
    )


DRAWS = [[0, 400, 100, 3000], [0, 400, 150, 200]]


# -- certain and possible --------------------------------------------------------------------------


def test_certain_is_from_the_worst_place_and_possible_from_the_best() -> None:
    certain, possible = bounds(offers().iloc[[1]])  # a site at 1,000 m, ± 210 m

    assert certain == [1210, 810, 210, 4210]
    assert possible == [790, 390, 0, 3790]


def test_the_nearest_of_all_locations_counts() -> None:
    certain, possible = bounds(offers())

    assert certain == [0, 400, 210, 2000]
    assert possible == [0, 390, 0, 0]


def test_an_entry_that_may_be_gone_is_never_certain() -> None:
    certain, possible = bounds(offers(weight=[0.5, 1.0, 1.0, 1.0]))

    assert certain == [1210, 810, 210, 2000]
    assert possible[0] == 0


def test_without_any_offer_nothing_is_possible() -> None:
    assert bounds(offers().iloc[:0]) == ([math.inf] * 4, [math.inf] * 4)


def test_the_centre_of_a_wide_circle_is_not_certain() -> None:
    """What was counted as certain before 2026-11: radii of up to 3.8 km had been taken for their middle."""
    found = reach(offers().iloc[[3]], [[8000, 7000, 6000, 3000]])

    assert found.chances(9100.0).certain.tolist() == [0, 1, 1, 1]  # 9,000 + 300 m are too far for the first


# -- chances and shares ----------------------------------------------------------------------------


def test_chances_are_shares_of_the_draws_between_certain_and_possible() -> None:
    chances = reach(offers(), DRAWS).chances(LIMIT_M)

    assert chances.certain.tolist() == [1, 1, 1, 0]
    assert chances.value.tolist() == [1, 1, 1, 0.5]
    assert chances.possible.tolist() == [1, 1, 1, 1]
    assert chances.out.tolist() == [0, 0, 0, 0.5]


def test_a_drawn_place_is_possible_and_what_a_draw_misses_is_not_certain() -> None:
    chances = reach(offers().iloc[[0]], [[0, 9000, 9000, 100], [500, 9000, 9000, 9000]]).chances(LIMIT_M)

    assert chances.certain.tolist() == [0, 0, 0, 0]  # the house was told as certain, but not in every draw
    assert chances.possible.tolist() == [1, 1, 0, 1]


def test_shares_and_people_are_the_mean_of_the_draws() -> None:
    found = reach(offers(), DRAWS)
    people, by_draw = street()["people"], found.by_city(LIMIT_M).sum(axis=1)

    assert by_draw.tolist() == [60, 100]
    assert people_interval(people, by_draw, found.chances(LIMIT_M)) == Interval(80, 62, 98, 60, 100)
    assert share_interval(people, by_draw, found.chances(LIMIT_M)) == Interval(0.8, 0.62, 0.98, 0.6, 1.0)


def test_a_share_of_nobody_is_unknown() -> None:
    nobody = Chances(np.ones(2), np.ones(2), np.ones(2))

    assert all(math.isnan(value) for value in share_interval([0, 0], [0.0], nobody))


def test_cities_have_the_same_figures_and_say_how_often_they_are_ahead() -> None:
    found = reach(offers(), DRAWS)

    cities = interval_by_city(street()["ags"], found.people, found.by_city(LIMIT_M), found.chances(LIMIT_M))

    assert cities["people"].tolist() == [40, 60]
    assert cities["share"].tolist() == pytest.approx([1.0, 2 / 3])
    assert cities["share_low"].tolist() == pytest.approx([1.0, (20 + 0.05 * 40) / 60])
    assert cities["share_certain"].tolist() == pytest.approx([1.0, 20 / 60])
    assert cities["share_possible"].tolist() == [1.0, 1.0]
    assert cities["above"].tolist() == [0.75, 0.25]  # ahead once, equal once


def test_the_curve_tells_each_limit_and_never_falls() -> None:
    found = reach(offers(), DRAWS)

    curve = curve_interval(found, found.people, [0, 150, LIMIT_M])

    assert curve["share"].tolist() == pytest.approx([0.1, 0.3, 0.8])
    assert curve.loc[LIMIT_M].tolist() == pytest.approx([0.8, 0.62, 0.98, 0.6, 1.0])
    assert found.totals([0, 150, LIMIT_M]).tolist() == [[10, 10], [30, 30], [60, 100]]


def test_people_add_up_exactly_in_whatever_order() -> None:
    people = countable(np.random.default_rng(2).uniform(0, 300, 5000))

    assert float(people.sum()) == float(people[::-1].sum()) == sum(people.tolist())
    assert np.abs(people - np.random.default_rng(2).uniform(0, 300, 5000)).max() < 1e-6
