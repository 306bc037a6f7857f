"""The measures of reach on a street of four cells; docs/METHODS.md walks through the same numbers by hand."""

import math

import numpy as np
import pytest

from geo.reach.measures import (
    MEASURES,
    bfca,
    chance_within,
    coverage,
    cumulative,
    e2sfca,
    gap_index,
    gaussian,
    mean_access,
    measure,
    two_step_fca,
)
from geo.reach.straight_line import Cost

PEOPLE = [10.0, 30.0, 20.0, 40.0]
PLACES = [2.0, 1.0]  # what the two sites supply


def ways(limit_m: float = 1000.0) -> Cost:
    """Return the ways from 0, 400, 1,000 and 5,000 m to sites at 0 and 1,000 m."""
    cell, site, metres = [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [0.0, 1000.0, 400.0, 600.0, 1000.0, 0.0]
    return Cost.from_pairs(cell, site, metres, cells=4, sites=2, limit_m=limit_m)


# -- coverage ------------------------------------------------------------------------------------------


def test_coverage_counts_people_not_cells() -> None:
    assert coverage(PEOPLE, chance_within(ways(), 300)) == 0.3
    assert coverage(PEOPLE, chance_within(ways(), 400)) == 0.6


def test_coverage_of_nobody_is_not_a_number() -> None:
    assert math.isnan(coverage([0.0, 0.0], [1, 1]))
    assert math.isnan(coverage([], []))


def test_offers_that_may_be_gone_give_a_chance() -> None:
    chance = chance_within(ways(), 600, weight=[0.5, 0.8])

    assert chance.tolist() == pytest.approx([0.5, 1 - 0.5 * 0.2, 0.8, 0.0])


def test_a_sure_offer_is_sure_beside_a_doubtful_one() -> None:
    chance = chance_within(ways(), 600, weight=[1.0, 0.5])

    assert chance.tolist() == pytest.approx([1.0, 1.0, 0.5, 0.0])
    assert chance_within(ways(), 600, weight=[0.0, 0.0]).tolist() == [0, 0, 0, 0]


# -- cumulative and catchments -------------------------------------------------------------------------


def test_cumulative_counts_sites_or_what_they_supply() -> None:
    assert cumulative(ways(600)).tolist() == [1, 2, 1, 0]
    assert cumulative(ways(600), PLACES).tolist() == [2, 3, 1, 0]


def test_two_step_shares_each_site_among_those_in_reach() -> None:
    # site 0: 2 places for 10 + 30 people; site 1: 1 place for 30 + 20
    access = two_step_fca(ways(600), PEOPLE, PLACES)

    assert access.tolist() == pytest.approx([0.05, 0.07, 0.02, 0.0])


def test_weight_falls_from_one_at_the_door_to_nothing_at_the_limit() -> None:
    weights = gaussian([0, 400, 600, 1000, 1001], 1000)

    assert weights.tolist() == pytest.approx([1, 0.804600, 0.581340, 0, 0], abs=1e-6)
    assert gaussian([-5, 0, 0.5, 1], 0).tolist() == [1, 1, 0, 0]


def test_enhanced_two_step_weighs_both_steps() -> None:
    access = e2sfca(ways(), PEOPLE, PLACES)

    # site 0: 2/(10 + 30·0.8046) = 0.058586; site 1: 1/(30·0.58134 + 20) = 0.026710
    assert access.tolist() == pytest.approx([0.058586, 0.062666, 0.026710, 0.0], abs=1e-6)


def test_balanced_method_divides_people_and_service_once() -> None:
    access = bfca(ways(), PEOPLE, PLACES)

    # 30 people split 0.8046 : 0.58134 = 17.4166 : 12.5834; levels 2/27.4166 and 1/32.5834
    assert access.tolist() == pytest.approx([0.040424, 0.043808, 0.019408, 0.0], abs=1e-6)
    assert access.sum() == pytest.approx(2 / 27.4166 + 1 / 32.5834, abs=1e-6)


@pytest.mark.parametrize("catchment", [two_step_fca, e2sfca])
def test_all_places_of_reached_sites_are_handed_out(catchment: object) -> None:
    access = catchment(ways(), PEOPLE, PLACES)  # type: ignore[operator]

    assert float(np.dot(PEOPLE, access)) == pytest.approx(3.0)


def test_a_site_nobody_reaches_hands_out_nothing() -> None:
    lonely = Cost.from_pairs([0], [0], [10.0], cells=2, sites=2, limit_m=100)

    for catchment in (two_step_fca, e2sfca, bfca):
        assert catchment(lonely, [5.0, 5.0], [1.0, 1.0])[1] == 0


def test_people_who_are_not_there_divide_nothing() -> None:
    assert two_step_fca(ways(), [0.0] * 4, PLACES).tolist() == [0, 0, 0, 0]


def test_measures_grow_with_access_and_keep_the_cells() -> None:
    found = {name: measure(name, ways(600), PEOPLE, PLACES) for name in MEASURES}

    assert all(len(access) == 4 for access in found.values())
    assert all(access[0] > access[3] for access in found.values())
    assert found["nearest"].tolist() == [0, -400, 0, -np.inf]


def test_an_unknown_measure_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'3sfca'"):
        measure("3sfca", ways(), PEOPLE, PLACES)


# -- gaps ----------------------------------------------------------------------------------------------


def test_gap_is_people_times_how_far_below_the_standard() -> None:
    access = [0.05, 0.07, 0.02, 0.0]

    gaps = gap_index(PEOPLE, access, standard=0.05)

    assert gaps.tolist() == pytest.approx([0, 0, 20 * 0.6, 40])


def test_mean_access_is_that_of_the_average_person() -> None:
    assert mean_access(PEOPLE, [0.05, 0.07, 0.02, 0.0]) == pytest.approx(0.03)
    assert math.isnan(mean_access([0.0], [1.0]))


@pytest.mark.parametrize("standard", [0.0, -1.0, float("nan")])
def test_a_standard_must_be_above_nothing(standard: float) -> None:
    with pytest.raises(ValueError, match="standard"):
        gap_index(PEOPLE, [0.0] * 4, standard=standard)
