"""Inequality compared with the definition: every person beside every other."""

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.reach.equity import gini, measure_equity, palma
from tests.unit.reach.test_equity import DEMAND

cells = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 4).map(float), st.floats(0, 1e4, allow_subnormal=False)),
        st.one_of(st.integers(0, 5).map(float), st.floats(0.01, 1e3)),
    ),
    max_size=12,
)
whole_people = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 6)), max_size=8)


def gini_of_pairs(table: list[tuple[float, float]]) -> float:
    people = sum(n for _, n in table)
    held = sum(a * n for a, n in table)
    if people == 0 or held == 0:
        return math.nan
    apart = sum(n * m * abs(a - b) for a, n in table for b, m in table)
    return apart / (2 * people * held)


def palma_of_persons(table: list[tuple[int, int]]) -> float:
    """Everybody ten times, so that a tenth is a whole number of them."""
    persons = sorted(a for a, n in table for _ in range(10 * n))
    if sum(persons) == 0:
        return math.nan
    tenth = len(persons) // 10
    bottom = sum(persons[: 4 * tenth])
    return sum(persons[-tenth:]) / bottom if bottom else math.inf


@settings(deadline=None)  # a busy machine is no failure
@given(cells)
def test_gini_is_the_mean_difference_between_any_two_people(table: list[tuple[float, float]]) -> None:
    expected = gini_of_pairs(table)

    assert gini([a for a, _ in table], [n for _, n in table]) == pytest.approx(
        expected, abs=1e-9, nan_ok=True
    )


@settings(deadline=None)  # a busy machine is no failure
@given(whole_people)
def test_palma_is_what_persons_in_a_row_hold(table: list[tuple[int, int]]) -> None:
    found = palma([a for a, _ in table], [n for _, n in table])

    assert found == pytest.approx(palma_of_persons(table), nan_ok=True)


@settings(deadline=None, max_examples=30)  # a busy machine is no failure
@example([0.0, 7.0, 2.2250738585072014e-308], 0)  # a share of the poorest beside which all others are endless
@given(st.lists(st.floats(0, 100, allow_subnormal=False), min_size=3, max_size=3), st.integers(0, 9))
def test_every_interval_holds_its_value(access: list[float], seed: int) -> None:
    found = measure_equity(DEMAND, access, [a > 1 for a in access], replications=20, seed=seed)

    for figure in (found.gini, found.palma, found.foreign_ratio, found.foreign_coverage_ratio):
        assert math.isnan(figure.value) or figure.low <= figure.value <= figure.high
