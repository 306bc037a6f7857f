"""Numbers of one or two persons are never shown singly."""

import pandas as pd

from geo.people.disclosure import is_small, suppress_small

NAN = float("nan")


def series(*numbers: float) -> pd.Series:
    return pd.Series(numbers, index=[f"c{n}" for n in range(len(numbers))], dtype=float)


def shown(found: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in found]


def test_one_and_two_are_small_and_nobody_is_not() -> None:
    assert is_small(series(0, 0.4, 1, 2, 2.99, 3, 50)).tolist() == [
        False,
        True,
        True,
        True,
        True,
        False,
        False,
    ]


def test_small_numbers_are_hidden_and_the_index_stays() -> None:
    found = suppress_small(series(0, 2, 3))

    assert shown(found) == [0, None, 3]
    assert found.index.tolist() == ["c0", "c1", "c2"]


def test_beside_a_total_a_single_hidden_number_takes_the_next_smallest_with_it() -> None:
    assert shown(suppress_small(series(2, 9, 5, 0), has_total=True)) == [None, 9, None, 0]


def test_beside_a_total_hidden_numbers_that_make_less_than_three_are_hidden_better() -> None:
    assert shown(suppress_small(series(1, 1, 8, 5), has_total=True)) == [None, None, 8, None]
    assert shown(suppress_small(series(2, 2, 8, 5), has_total=True)) == [None, None, 8, 5]


def test_nothing_small_hides_nothing() -> None:
    assert shown(suppress_small(series(0, 3, 4), has_total=True)) == [0, 3, 4]


def test_where_all_is_small_all_is_hidden() -> None:
    assert shown(suppress_small(series(1), has_total=True)) == [None]


def test_unknown_numbers_are_not_taken_for_hidden_ones() -> None:
    assert shown(suppress_small(series(NAN, 5, 6), has_total=True)) == [None, 5, 6]


def test_another_least_number_can_be_asked_for() -> None:
    assert shown(suppress_small(series(3, 9, 10), least=10)) == [None, None, 10]
