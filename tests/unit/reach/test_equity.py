"""How evenly access is shared: figures one can do in the head, and the edges."""

import math

import numpy as np
import pandas as pd
import pytest

from geo.reach.equity import capped, gini, measure_equity, palma

#: Two cities: in Ahausen 10 people with access 4 and 10 with 2, in Bedorf 20 people with none.
DEMAND = pd.DataFrame(
    {
        "people": [10.0, 10.0, 20.0],
        "foreign_nationals": [1.0, 1.0, 8.0],
        "ags": ["01", "01", "02"],
    },
    index=["a", "b", "c"],
)
ACCESS = np.array([4.0, 2.0, 0.0])
COVERED = np.array([True, True, False])


def test_one_with_three_and_three_with_one_each_give_a_quarter() -> None:
    assert gini([3, 1], [1, 3]) == pytest.approx(0.25)
    assert gini([3, 1, 1, 1], [1, 1, 1, 1]) == pytest.approx(0.25)


def test_where_all_have_the_same_there_is_no_inequality() -> None:
    assert gini([2.5, 2.5, 2.5], [7, 0.1, 30]) == 0.0
    assert palma([2.5, 2.5, 2.5], [7, 0.1, 30]) == pytest.approx(0.25)


def test_where_one_of_a_hundred_has_all_the_gini_is_nearly_one() -> None:
    assert gini([1, 0], [1, 99]) == pytest.approx(0.99)


def test_ten_people_with_one_to_ten_have_a_palma_of_one() -> None:
    assert palma(range(1, 11), [1] * 10) == pytest.approx(1.0)


def test_a_cell_on_the_edge_of_a_tenth_counts_in_part() -> None:
    # 5 people with 4, 5 with 1: the top tenth is 1 person with 4, the bottom four tenths are 4 with 1
    assert palma([4, 1], [5, 5]) == pytest.approx(4 / 4)


def test_palma_has_no_end_where_four_tenths_have_nothing() -> None:
    assert palma([0, 1], [4, 6]) == math.inf


@pytest.mark.parametrize(
    ("access", "people"), [([], []), ([0, 0], [3, 4]), ([1, 2], [0, 0]), ([5, 0], [0, 4])]
)
def test_without_people_or_access_nothing_is_told(access: list[float], people: list[float]) -> None:
    assert math.isnan(gini(access, people))
    assert math.isnan(palma(access, people))


def test_cells_without_people_do_not_count() -> None:
    assert gini([3, 1, 99], [1, 3, 0]) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("access", "people"), [([math.inf], [1]), ([math.nan], [1]), ([-1], [1]), ([1], [-1]), ([1, 2], [1])]
)
def test_what_is_no_access_is_refused(access: list[float], people: list[float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        gini(access, people)


def test_ways_without_an_end_count_with_the_cap() -> None:
    assert capped([300, 2000, math.inf], 1500).tolist() == [300, 1500, 1500]


def test_a_group_nobody_belongs_to_has_no_ratio() -> None:
    found = measure_equity(DEMAND.assign(foreign_nationals=0.0), ACCESS, COVERED, replications=5)

    assert math.isnan(found.foreign_ratio.value)
    assert math.isnan(found.foreign_coverage_ratio.value)


def test_all_figures_come_together() -> None:
    found = measure_equity(DEMAND, ACCESS, COVERED, replications=50)

    assert found.gini.value == pytest.approx(gini(ACCESS, DEMAND["people"]))
    assert found.palma.value == math.inf
    # all: (40 + 20) / 40 = 1.5; foreign nationals: (4 + 2) / 10 = 0.6
    assert found.foreign_ratio.value == pytest.approx(0.6 / 1.5)
    # covered: 2 of 10 and 20 of 40
    assert found.foreign_coverage_ratio.value == pytest.approx(0.2 / 0.5)


def test_where_nobody_reaches_anything_no_figure_is_made_up() -> None:
    found = measure_equity(DEMAND, np.zeros(3), np.zeros(3), replications=5)

    figures = (found.gini, found.palma, found.foreign_ratio, found.foreign_coverage_ratio)
    assert all(math.isnan(end) for f in figures for end in (f.value, f.low, f.high))


def test_without_cells_no_figure_is_made_up() -> None:
    found = measure_equity(DEMAND.iloc[:0], [], [])

    assert math.isnan(found.gini.low)


def test_unknown_foreign_nationals_give_no_ratio_but_all_else() -> None:
    demand = DEMAND.assign(foreign_nationals=[1.0, math.nan, 8.0])

    found = measure_equity(demand, ACCESS, COVERED, replications=5)

    assert math.isnan(found.foreign_ratio.value)
    assert found.gini.value > 0


def test_the_interval_is_the_same_for_the_same_seed_in_any_order() -> None:
    demand = pd.concat([DEMAND] * 10, ignore_index=True)
    access = np.arange(30.0) % 7
    turned = np.arange(30)[::-1]

    one = measure_equity(demand, access, access > 2)
    other = measure_equity(demand.iloc[turned], access[turned], access[turned] > 2)

    assert one == other
    assert one.gini.low < one.gini.value < one.gini.high


def test_another_seed_gives_another_interval() -> None:
    demand = pd.concat([DEMAND] * 10, ignore_index=True)
    access = np.arange(30.0) % 7

    assert measure_equity(demand, access, access > 2, seed=1) != measure_equity(
        demand, access, access > 2, seed=2
    )
