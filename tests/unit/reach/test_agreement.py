"""In how many variations and measures a cell is among the worst off."""

from itertools import cycle, repeat

import numpy as np
import pandas as pd
import pytest

from geo.reach.agreement import agreement, worst_off
from geo.reach.measures import MEASURES
from geo.reach.straight_line import straight_line_cost
from tests.reach_kit import demand_at, street, supply_at, two_sites


@pytest.mark.parametrize(
    ("people", "access", "worst"),
    [
        ([10, 10, 80], [1, 2, 3], [True, True, False]),  # 10 % are worse off than the second cell
        ([20, 10, 70], [1, 2, 3], [True, False, False]),
        ([40, 10, 50], [1, 2, 3], [True, False, False]),  # more than a fifth, but alike
        ([10, 10, 10, 70], [0, 0, 0, 1], [True, True, True, False]),
        ([10, 10, 80], [3, 1, 2], [False, True, True]),
        ([10, 90], [1, 1], [False, False]),  # everybody has the same
        ([10, 90], [-np.inf, -5], [True, False]),
        ([0, 100], [1, 2], [True, False]),
        ([10, 90], [0.1 + 0.2, 0.3], [False, False]),  # the same but for rounding
    ],
)
def test_worst_off_are_those_with_less_than_a_fifth_below_them(
    people: list[float], access: list[float], worst: list[bool]
) -> None:
    assert worst_off(people, access).tolist() == worst


def test_a_cell_far_from_everything_is_always_among_the_worst() -> None:
    found = agreement(street(), repeat(two_sites()), limit_m=1000, variations=5)

    assert found.index.equals(street().index)
    assert found.columns.tolist() == [*MEASURES, "agreement"]
    assert found.loc["c3"].tolist() == [1.0] * 6
    assert found["agreement"].between(0, 1).all()
    assert found.loc["c0", "agreement"] == 0


def test_same_seed_gives_the_same_and_order_does_not_matter() -> None:
    places = [supply_at([0, 250 + 40 * draw]) for draw in range(6)]

    first = agreement(street(), places, limit_m=1000, variations=6, seed=7)
    mixed = agreement(
        street().iloc[::-1], [one.iloc[::-1] for one in places], limit_m=1000, variations=6, seed=7
    )
    other = agreement(street(), places, limit_m=1000, variations=6, seed=8)

    pd.testing.assert_frame_equal(mixed.loc[first.index], first)
    assert not other.equals(first)


def test_uncertain_places_make_gaps_less_sure() -> None:
    cells = demand_at([0, 1500, 9000], [30, 30, 40])

    sure = agreement(cells, repeat(supply_at([0, 9000])), limit_m=1500, variations=30)
    unsure = agreement(
        cells, cycle([supply_at([0, 9000]), supply_at([1500, 6000])]), limit_m=1500, variations=30
    )

    assert sure.loc["c1", "nearest"] == 1
    assert 0 < unsure.loc["c1", "nearest"] < 1
    assert unsure.loc["c2", "nearest"] > 0


def test_whoever_does_the_variations_first_counts_alike() -> None:
    places = [supply_at([100 * draw, 1000]) for draw in range(6)]

    def backwards(work, shared, tasks):
        yield from [(number, work(shared, task)) for number, task in enumerate(tasks)][::-1]

    one = agreement(street(), places, limit_m=1000, variations=6)
    other = agreement(street(), places, limit_m=1000, variations=6, run=backwards)

    assert other.equals(one)


def test_ways_can_come_from_a_network() -> None:
    asked: list[tuple[float, float]] = []

    def build(supply: pd.DataFrame, limit_m: float, detour_factor: float):
        asked.append((limit_m, detour_factor))
        return straight_line_cost(street(), supply, limit_m=limit_m, detour_factor=detour_factor)

    agreement(street(), repeat(two_sites()), limit_m=1000, variations=20, build=build)

    limits, detours = zip(*asked, strict=True)
    assert len(asked) == 20
    assert 800 <= min(limits) < 900 < 1100 < max(limits) <= 1200
    assert 1.17 <= min(detours) < max(detours) <= 1.43


def test_without_offers_nobody_is_worse_off_than_others() -> None:
    found = agreement(street(), repeat(two_sites().iloc[:0]), limit_m=1000, variations=2)

    assert found["agreement"].tolist() == [0, 0, 0, 0]
