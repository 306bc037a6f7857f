"""No count under five can be derived: not by whoever knows the program, not from all views together, not by a solver."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo.kim.disclosure import LEAST, Path, Told, as_record, of_record, release
from geo.kim.figures import SMOOTH, beside

TOPICS, CITIES, OUTCOMES = ("t1", "t2", "t3"), ("a", "b", "c"), ("x", "y")
LEAVES = [*itertools.product(TOPICS, CITIES, OUTCOMES)]
#: Mostly small, now and then large, often nothing: as advice in small cities is.
NUMBERS = st.one_of(st.just(0), st.integers(1, 6), st.integers(0, 40))
TABLES = st.fixed_dictionaries(dict.fromkeys(LEAVES, NUMBERS))


def shown(counts: Mapping[Path, int]) -> tuple[tuple[Path, Told], ...]:
    """Return all that leaves the program for a table."""
    return tuple(release(counts).told.items())


def tables(leaves: Iterable[Path], most: int) -> Iterable[dict[Path, int]]:
    """Give every table there can be."""
    names = list(leaves)
    return (
        dict(zip(names, numbers, strict=True))
        for numbers in itertools.product(range(most + 1), repeat=len(names))
    )


def test_whoever_knows_the_program_and_tries_every_table_learns_no_count_under_five() -> None:
    for leaves, most in (
        ([("t", "a", "x"), ("t", "a", "y"), ("t", "b", "x"), ("u", "a", "x"), ("u", "b", "x")], 5),
        ([("t", "a", one) for one in "uvwxy"], 5),
        ([("t", city, "x") for city in "abcde"], 5),
    ):
        found: dict[object, list[dict[Path, int]]] = defaultdict(list)
        for table in tables(leaves, most):
            found[shown(table)].append(table)
        for possible in found.values():
            for leaf in leaves:
                values = {table[leaf] for table in possible}
                assert len(values) > 1 or values.pop() not in range(1, LEAST)


def marked(
    leaves: Iterable[tuple[Path, Iterable[int]]], marks: int, per_talk: int
) -> Iterable[tuple[int, ...]]:
    """Give all there can be of talks by leaf and of marks: none is borne by more talks than can bear it."""
    names, ranges = zip(*leaves, strict=True)
    for numbers in itertools.product(*ranges):
        talks = sum(n for name, n in zip(names, numbers, strict=True) if name[-1] not in SMOOTH)
        for borne in itertools.product(range(talks + 1), repeat=marks):
            if sum(borne) <= per_talk * talks:
                yield (*numbers, *borne)


@pytest.mark.parametrize(
    ("leaves", "marks", "per_talk"),
    [
        ([(("t", "a", "not_found"), range(5, 8)), (("t", "b", "waiting"), range(5))], 2, 3),
        ([(("t", "a", "not_found"), range(5)), (("t", "b", "waiting"), range(5))], 2, 1),
        ([(("t", "a", "not_found"), range(7)), (("t", "a", "placed"), range(5, 8))], 2, 3),
        (
            [
                (("t", "a", "not_found"), range(5, 6)),
                (("t", "b", "waiting"), range(5)),
                (("t", "b", "placed"), range(5, 8)),
            ],
            1,
            3,
        ),
        # sixteen in four hidden counts are four each, fifteen are not
        (
            [*(((("t", city, "x"), range(3, 5))) for city in "abcd"), (("t", "e", "x"), range(5, 6))],
            1,
            1,
        ),
        ([(("t", "a", "not_found"), range(7))], 4, 3),
        ([(("t", "a", "not_found"), range(13))], 2, 1),
        ([(("t", "a", "not_found"), range(12))], 3, 1),
    ],
)
def test_whoever_knows_the_program_and_tries_all_marks_learns_no_count_under_five(
    leaves: list[tuple[Path, range]], marks: int, per_talk: int
) -> None:
    """Marks are told beside talks; where a talk bears one, those that bear none are a count, too."""
    found: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    names = [name for name, _ in leaves]
    for numbers in marked(leaves, marks, per_talk):
        talks = dict(zip(names, numbers, strict=False))
        borne = {("t", f"m{number}"): n for number, n in enumerate(numbers[len(names) :])}
        needs = release(talks)
        told = beside(borne, needs, per_talk=per_talk, without=SMOOTH if per_talk > 1 else ())
        rest = (sum(talks.values()) - sum(borne.values()),) if per_talk == 1 else ()
        found[tuple(needs.told.items()), tuple(sorted(told.items()))].append((*numbers, *rest))
    for possible in found.values():
        for values in map(set, zip(*possible, strict=True)):
            assert len(values) > 1 or values.pop() not in range(1, LEAST)


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_a_solver_that_knows_every_number_told_finds_no_count_under_five(counts: dict[Path, int]) -> None:
    found = release(counts)
    leaves = [path for path, _ in found.leaves()]
    rows, low, high = [], [], []
    for path, told in found.told.items():
        rows.append([1.0 if leaf[: len(path)] == path else 0.0 for leaf in leaves])
        low.append(told.low)
        high.append(told.high)
    if not leaves:
        return
    above = np.array([*rows, *(-np.array(rows))])
    bounds = np.array([*high, *(-np.array(low))])
    for number, leaf in enumerate(leaves):
        if counts[leaf] >= LEAST:
            continue
        aim = np.zeros(len(leaves))
        aim[number] = 1
        least, most = (
            sign * linprog(sign * aim, A_ub=above, b_ub=bounds, bounds=(0, None)).fun for sign in (1, -1)
        )
        assert most - least > 0.99


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_each_hidden_count_could_be_another_without_anything_told_being_different(
    counts: dict[Path, int],
) -> None:
    """Change one hidden count and make up for it elsewhere: the tables a thief cannot tell apart."""
    told = shown(counts)
    hidden = [leaf for leaf in LEAVES if 0 < counts[leaf] < LEAST]
    for leaf in hidden:
        others = [counts | {leaf: counts[leaf] + step} for step in (-1, 1) if 0 < counts[leaf] + step < LEAST]
        others += [
            counts | {leaf: counts[leaf] + step, other: counts[other] - step}
            for step in (-3, -2, -1, 1, 2, 3)
            for other in hidden
            if other != leaf and 0 < counts[leaf] + step < LEAST and 0 < counts[other] - step < LEAST
        ]
        assert any(shown(table) == told for table in others)


@settings(max_examples=30, deadline=None)
@given(TABLES)
def test_what_is_told_is_true_and_says_no_more_across_than_its_leaves(counts: dict[Path, int]) -> None:
    found = release(counts)
    for path, told in found.told.items():
        truth = sum(number for leaf, number in counts.items() if leaf[: len(path)] == path)
        assert told.low <= truth <= told.high
        assert told.is_exact or told.high - told.low >= 1
    for city in CITIES:
        across = found.across({1: city})
        assert across.low <= sum(n for leaf, n in counts.items() if leaf[1] == city) <= across.high
    assert of_record(as_record(found)) == found


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_counts_of_five_and_more_are_told_and_smaller_ones_are_not(counts: dict[Path, int]) -> None:
    for leaf, told in release(counts).leaves():
        assert told.count == (counts[leaf] if counts[leaf] >= LEAST else None)
