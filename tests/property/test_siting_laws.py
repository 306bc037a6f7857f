"""Laws of the search for sites: more is never worse, the order of candidates is nothing, the numbers add up."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.people.cells import load_cells
from geo.planning.siting import Siting, mclp, p_median, set_cover
from geo.reach.speeds import minutes_to_metres
from geo.reach.straight_line import straight_line_cost
from geo.settings import PROJECT_ROOT
from tests.siting_kit import LIMIT_M, World, worlds


def covering(world: World, p: int) -> Siting:
    return mclp(world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M)


def same(siting: Siting) -> Siting:
    return replace(siting, seconds=0.0)


@settings(deadline=None)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4))
def test_one_more_site_never_covers_fewer_people(world: World, p: int) -> None:
    fewer, more = covering(world, p), covering(world, p + 1)

    assert more.after >= fewer.after - 1e-9
    assert len(more.sites) <= p + 1


@settings(deadline=None)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_change_what_can_be_reached(
    world: World, p: int, random
) -> None:
    order = list(range(world.candidate_count))
    random.shuffle(order)
    turned = replace(world, candidates=[[row[site] for site in order] for row in world.candidates])

    assert covering(turned, p).after == pytest.approx(covering(world, p).after)


@settings(deadline=None)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4))
def test_what_each_site_adds_makes_the_whole_and_never_grows(world: World, p: int) -> None:
    found = covering(world, p)

    assert found.before + sum(found.newly_covered) == pytest.approx(found.after)
    assert all(a >= b - 1e-9 for a, b in zip(found.newly_covered, found.newly_covered[1:], strict=False))
    assert all(added > 0 for added in found.newly_covered)
    assert len(set(found.sites)) == len(found.sites)


@settings(deadline=None)  # a busy machine is no failure
@given(worlds(), st.integers(0, 3))
def test_the_best_sites_made_existing_leave_nothing_to_gain_by_choosing_them_again(
    world: World, p: int
) -> None:
    found = covering(world, p)
    chosen = [
        [*have, *(row[s] for s in found.sites)]
        for have, row in zip(world.existing, world.candidates, strict=True)
    ]

    again = covering(replace(world, existing=chosen), p)

    assert again.before == pytest.approx(found.after)
    assert not set(again.sites) & set(found.sites)


@settings(deadline=None, max_examples=50)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4))
def test_the_same_question_has_the_same_answer(world: World, p: int) -> None:
    people, there, possible = world.people, world.cost_existing, world.cost_candidates

    for ask in (
        lambda: mclp(there, possible, people, p=p, limit_m=LIMIT_M),
        lambda: set_cover(there, possible, people, share=p / 4, limit_m=LIMIT_M),
    ):
        assert same(ask()) == same(ask())
    one, two = (p_median(there, possible, people, p=p, limit_m=LIMIT_M) for _ in range(2))
    assert (one.sites, one.saved_m, one.newly_covered) == (two.sites, two.saved_m, two.newly_covered)


@pytest.fixture(scope="module")
def district():
    cells = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")
    sites = cells.iloc[np.random.default_rng(5).choice(len(cells), 530, replace=False)]
    limit_m = minutes_to_metres(30, "walk")
    ways = [straight_line_cost(cells, part, limit_m=limit_m) for part in (sites.iloc[:30], sites.iloc[30:])]
    return ways[0], ways[1], cells["people"].to_numpy(), limit_m


def test_five_hundred_candidates_on_the_real_cells_are_decided_exactly(district) -> None:
    there, possible, people, limit_m = district

    best = mclp(there, possible, people, p=10, limit_m=limit_m)
    short = p_median(there, possible, people, p=10, limit_m=limit_m)
    fewest = set_cover(there, possible, people, share=0.9, limit_m=limit_m)

    assert (best.optimal, short.optimal, fewest.optimal) == (True, True, True)
    assert best.after >= short.after
    assert fewest.after >= 0.9 * people.sum()
    assert len(mclp(there, possible, people, p=len(fewest.sites), limit_m=limit_m).sites) == len(fewest.sites)


def test_one_site_less_than_the_fewest_is_not_enough(district) -> None:
    there, possible, people, limit_m = district
    fewest = set_cover(there, possible, people, share=0.8, limit_m=limit_m)

    best = mclp(there, possible, people, p=len(fewest.sites) - 1, limit_m=limit_m)

    assert best.bound < 0.8 * people.sum() <= fewest.after
