"""The search for sites compared with trying every combination of candidates."""

from itertools import combinations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.people.cells import load_cells
from geo.planning.siting import mclp, p_median, set_cover
from geo.planning.siting.gains import Gains, way_gains
from geo.planning.siting.relaxation import bounds_by_count, relax
from geo.planning.siting.solver import Known, questions, solve
from geo.planning.siting.values import Watch
from geo.reach.speeds import minutes_to_metres
from geo.reach.straight_line import straight_line_cost
from geo.settings import PROJECT_ROOT
from tests.siting_kit import LIMIT_M, World, worlds


@settings(deadline=None, max_examples=300)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4))
def test_no_combination_covers_more_people(world: World, p: int) -> None:
    best = max(world.covered(chosen) for chosen in world.choices(p))

    found = mclp(world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M)

    assert found.optimal
    assert found.method == "exact"
    assert found.after == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert world.covered(found.sites) == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert found.before == pytest.approx(world.covered(()), rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=100)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4))
def test_without_time_the_bound_still_holds(world: World, p: int) -> None:
    best = max(world.covered(chosen) for chosen in world.choices(p))

    found = mclp(
        world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M, time_limit_s=0
    )

    assert found.after <= best * (1 + 1e-9)
    assert found.bound >= best * (1 - 1e-9)
    assert found.after >= world.covered(()) + (1 - 1 / 2.71828) * (best - world.covered(())) - 1e-9
    assert found.optimal == (found.gap == 0)


@settings(deadline=None, max_examples=300)  # a busy machine is no failure
@given(worlds(), st.integers(0, 4), st.sampled_from((1.0, 1.5, 3.0)))
def test_no_combination_makes_the_mean_way_shorter(world: World, p: int, penalty: float) -> None:
    otherwise_m = LIMIT_M * penalty
    best = min(world.walked(chosen, otherwise_m=otherwise_m) for chosen in world.choices(p))
    everybody = sum(world.people)

    found = p_median(
        world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M, penalty=penalty
    )

    assert found.optimal
    assert everybody == 0 or found.mean_after_m * everybody == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert world.walked(found.sites, otherwise_m=otherwise_m) == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert found.after == pytest.approx(world.covered(found.sites))


@settings(deadline=None, max_examples=300)  # a busy machine is no failure
@given(worlds(), st.sampled_from((0.0, 0.3, 0.5, 0.75, 0.9, 1.0)))
def test_no_fewer_sites_reach_the_wished_share(world: World, share: float) -> None:
    need = share * sum(world.people) * (1 - 1e-9)
    enough = [chosen for chosen in world.choices(99) if world.covered(chosen) >= need]

    found = set_cover(world.cost_existing, world.cost_candidates, world.people, share=share, limit_m=LIMIT_M)

    assert found.feasible == bool(enough)
    if enough:
        fewest = min(len(chosen) for chosen in enough)
        most = max(world.covered(chosen) for chosen in enough if len(chosen) == fewest)
        assert (len(found.sites), found.optimal, found.bound) == (fewest, True, fewest)
        assert world.covered(found.sites) == pytest.approx(most)
    else:
        everything = tuple(range(world.candidate_count))
        assert found.best_share == pytest.approx(world.covered(everything) / sum(world.people))
        assert found.sites == ()


def value_of(gains: Gains, rows: tuple[int, ...]) -> float:
    """What some rows give, in plain loops."""
    table = gains.matrix.toarray()
    return sum(max((table[row][column] for row in rows), default=0.0) for column in range(gains.demands))


def best_value(gains: Gains, p: int) -> float:
    rows = range(gains.candidates)
    return max(value_of(gains, chosen) for count in range(p + 1) for chosen in combinations(rows, count))


@settings(deadline=None, max_examples=200)  # a busy machine is no failure
@given(worlds(), st.integers(1, 4))
def test_the_solver_alone_finds_the_best(world: World, p: int) -> None:
    gains = ways_saved(world)
    asked = questions(gains, np.zeros(gains.demands), Watch(60))
    assert asked is not None
    if not len(asked.weights):
        return

    known = Known(base=0.0, value=0.0, bound=np.inf, enough=np.inf)
    solved = solve(asked, p, np.empty(0, dtype=np.int64), Watch(60), known)

    best = best_value(gains, min(p, gains.candidates))
    assert solved.is_finished
    assert value_of(gains, tuple(solved.chosen)) == pytest.approx(best, rel=1e-7)
    assert solved.bound == pytest.approx(best, rel=1e-6)


@settings(deadline=None, max_examples=200)  # a busy machine is no failure
@given(worlds(), st.integers(1, 4), st.data())
def test_no_better_choice_has_a_closed_row_or_lacks_a_needed_one(
    world: World, p: int, data: st.DataObject
) -> None:
    gains = ways_saved(world)
    if gains.candidates == 0:
        return
    start = data.draw(st.lists(st.sampled_from(range(gains.candidates)), max_size=p, unique=True))

    found = relax(gains, p, np.array(start, dtype=np.int64), Watch(60))

    best = best_value(gains, min(p, gains.candidates))
    assert found.bound >= best * (1 - 1e-9)
    assert found.value == pytest.approx(value_of(gains, tuple(found.chosen)))
    assert found.value >= value_of(gains, tuple(start)) * (1 - 1e-9)
    for count in range(1, p + 1):
        for chosen in combinations(range(gains.candidates), count):
            if value_of(gains, chosen) > found.value * (1 + 1e-8):
                assert found.open[list(chosen)].all()
                assert set(np.flatnonzero(found.needed)) <= set(chosen) or count < p


@settings(deadline=None, max_examples=100)  # a busy machine is no failure
@given(worlds(), st.integers(0, 5))
def test_bounds_by_count_hold_for_each_number_of_sites(world: World, price: int) -> None:
    gains = ways_saved(world)

    bounds = bounds_by_count(gains, np.full(gains.demands, price * 100.0))

    for count, bound in enumerate(bounds):
        assert bound >= best_value(gains, count) * (1 - 1e-9) - 1e-9


def ways_saved(world: World) -> Gains:
    people = np.array(world.people)
    return way_gains(
        world.cost_existing, world.cost_candidates, people, limit_m=LIMIT_M, otherwise_m=2 * LIMIT_M
    )


# spopt builds its program in a way that its solver library calls outdated
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("existing", [0, 5])
def test_the_real_district_has_the_same_optimum_as_spopt(existing: int) -> None:
    from spopt.locate import MCLP

    cells = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")
    people = cells["people"].to_numpy()
    sites = cells.iloc[np.random.default_rng(7).choice(len(cells), 25 + existing, replace=False)]
    limit_m = minutes_to_metres(30, "walk")
    there = straight_line_cost(cells, sites.iloc[:existing], limit_m=limit_m)
    possible = straight_line_cost(cells, sites.iloc[existing:], limit_m=limit_m)
    both = there.with_sites(possible)
    table = np.full((both.cells, both.sites), 1e6)
    table[both.cell, both.site] = both.cost_m
    fixed = np.array([1] * existing + [0] * 25) if existing else None

    peer = MCLP.from_cost_matrix(
        table, people, service_radius=limit_m, p_facilities=4 + existing, predefined_facilities_arr=fixed
    ).solve(pulp.HiGHS(msg=False))
    ours = mclp(there, possible, people, p=4, limit_m=limit_m)

    assert ours.optimal
    assert ours.after == pytest.approx(peer.problem.objective.value(), rel=1e-9)
