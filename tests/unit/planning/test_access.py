"""The measures of access as they are told: in their unit, their mean, the cities at both ends."""

from dataclasses import replace

import numpy as np
import pytest

from geo.planning.access import Supplied, access_figures, access_unit, access_values, city_ends, summed
from geo.planning.answer import answer
from tests.planning_kit import METRES, line_offers, line_world


def test_the_best_city_has_the_shortest_ways():
    ends = city_ends(answer(line_world(), METRES))

    assert ends is not None
    assert (ends.best, round(ends.best_value)) == ("A", 390)  # 50 * 1170 / 150
    assert (ends.worst, round(ends.worst_value)) == ("B", 416)  # (200 * 26 + 50 * 1976) / 250


@pytest.mark.parametrize("measure", ["cumulative", "2sfca", "bfca"])
def test_the_best_city_has_most_of_everything_else(measure):
    found = answer(line_world(), replace(METRES, measure=measure))

    ends = city_ends(found)

    assert ends is not None
    assert ends.best_value >= ends.worst_value


def test_where_nobody_has_anything_no_city_is_best():
    nobody = answer(line_world(offers=line_offers({})), METRES)

    assert city_ends(nobody) is None
    assert access_figures(nobody)["mean"] is None


def test_the_balanced_measure_is_told_beside_its_own_mean():
    found = answer(line_world(), replace(METRES, measure="bfca"))

    assert np.average(access_values(found), weights=found.people) == pytest.approx(1.0)
    assert access_unit(found) == "times the mean of all"
    assert summed(found) is Supplied.OFFERS
