"""Where one more site helps most: choices one can make in the head, and what happens when time runs out."""

import math
from itertools import combinations

import highspy
import numpy as np
import pandas as pd
import pytest

from geo.planning.siting import Progress, Reason, mclp, p_median, reasons, set_cover
from geo.planning.siting.engine import choose
from geo.planning.siting.gains import cover_gains
from geo.planning.siting.solver import Known, Questions, Solved
from geo.planning.siting.values import Watch
from tests.siting_kit import FAR, LIMIT_M, World

#: Cells of 5, 4, 3, 3 people; A covers the first two, B the second and third, C the last two.
STREET = World(
    existing=[[], [], [], []],
    candidates=[[0, FAR, FAR], [0, 0, FAR], [FAR, 0, 0], [FAR, FAR, 0]],
    people=[5, 4, 3, 3],
)
#: Greedy takes the middle site (6 of 10 people) first; the two outer ones together cover all 10.
TRAP = World(
    existing=[[]] * 4,
    candidates=[[0, FAR, FAR], [0, 0, FAR], [FAR, 0, 0], [FAR, FAR, 0]],
    people=[2, 3, 3, 2],
)


def covering(world: World, *, p: int, **options: object):
    return mclp(world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M, **options)


def test_the_best_single_site_covers_most_people() -> None:
    found = covering(STREET, p=1)

    assert found.sites == (0,)
    assert (found.before, found.after, found.people) == (0.0, 9.0, 15.0)
    assert (found.optimal, found.gap, found.bound, found.method, found.stopped) == (
        True,
        0.0,
        9.0,
        "exact",
        "",
    )


def test_sites_come_in_order_of_the_people_they_newly_reach() -> None:
    found = covering(STREET, p=2)

    assert found.sites == (0, 2)
    assert found.newly_covered == (9.0, 6.0)


def test_the_best_pair_is_found_where_the_best_single_site_is_none_of_it() -> None:
    found = covering(TRAP, p=2)

    assert found.sites == (0, 2)
    assert found.after == 10.0


def test_people_whom_existing_sites_reach_do_not_count_again() -> None:
    world = World(existing=[[0], [0], [FAR], [FAR]], candidates=STREET.candidates, people=STREET.people)

    found = covering(world, p=1)

    assert found.sites == (2,)
    assert (found.before, found.newly_covered) == (9.0, (6.0,))


def test_no_site_is_chosen_that_reaches_nobody_new() -> None:
    found = covering(STREET, p=3)

    assert found.sites == (0, 2)
    assert found.after == 15.0


@pytest.mark.parametrize(
    "world",
    [
        World(existing=[[]], candidates=[[]], people=[7.0]),
        World(existing=[[]], candidates=[[FAR]], people=[7.0]),
        World(existing=[[]], candidates=[[0.0]], people=[0.0]),
        World(existing=[[0.0]], candidates=[[0.0]], people=[7.0]),
    ],
)
def test_where_nothing_helps_nothing_is_chosen_and_that_is_sure(world: World) -> None:
    found = covering(world, p=2)

    assert found.sites == ()
    assert found.after == found.before == found.bound
    assert found.optimal


def test_of_equal_sites_the_first_is_chosen() -> None:
    world = World(existing=[[], []], candidates=[[FAR, 0, 0], [0, FAR, FAR]], people=[3, 3])

    assert covering(world, p=1).sites == (0,)
    assert covering(world, p=2).sites == (0, 1)


def test_a_way_as_long_as_the_limit_counts_as_reached() -> None:
    world = World(existing=[[]], candidates=[[1000.5, 1000.0]], people=[1])

    assert covering(world, p=1).sites == (1,)


def test_without_time_the_greedy_choice_is_told_as_such() -> None:
    found = covering(TRAP, p=2, time_limit_s=0)

    assert found.sites == (1, 0)
    assert found.newly_covered == (6.0, 2.0)
    assert (found.optimal, found.method, found.stopped) == (False, "greedy", "time")
    assert found.bound >= 10.0
    assert found.gap == pytest.approx(1 - 8 / found.bound)


def test_who_asks_to_stop_gets_what_is_there_so_far() -> None:
    asked = iter([False, False, True])

    found = covering(STREET, p=2, should_stop=lambda: next(asked, True))

    assert len(found.sites) <= 2
    assert (found.method, found.stopped) == ("greedy", "user")
    assert found.bound >= 15.0


def test_progress_tells_a_value_that_grows_and_a_bound_above_it() -> None:
    told: list[Progress] = []

    covering(TRAP, p=2, progress=told.append)

    assert {"greedy", "bound"} <= {step.phase for step in told}
    assert [s.value for s in told] == sorted(s.value for s in told)
    assert all(step.value <= step.bound + 1e-6 for step in told)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"p": -1}, "new sites"),
        ({"limit_m": -1.0}, "limit"),
        ({"limit_m": np.nan}, "limit"),
        ({"limit_m": 9999.0}, "asked for"),
        ({"people": [1, 2]}, "people of 4 cells"),
        ({"people": [1, 2, 3, -4]}, "0 or more"),
        ({"people": [1, 2, 3, np.nan]}, "0 or more"),
        ({"time_limit_s": -1}, "time limit"),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object], message: str) -> None:
    options = {"people": STREET.people, "p": 1, "limit_m": LIMIT_M, **change}

    with pytest.raises(ValueError, match=message):
        mclp(STREET.cost_existing, STREET.cost_candidates, **options)


def test_costs_of_different_cells_are_refused() -> None:
    other = World(existing=[[]], candidates=[[0.0]], people=[1])

    with pytest.raises(ValueError, match="cells"):
        mclp(other.cost_existing, STREET.cost_candidates, STREET.people, p=1, limit_m=LIMIT_M)


# -- a solver that fails, or has no time -------------------------------------------------------------

PAIRS = list(combinations(range(6), 2))
#: A cell between each two of six candidates: three of them reach 12 of 15, but no prices prove less than 15.
HARD = World(
    existing=[[]] * 15,
    candidates=[[0.0 if site in pair else FAR for site in range(6)] for pair in PAIRS],
    people=[1.0] * 15,
)


def gains_of(world: World):
    return cover_gains(world.cost_existing, world.cost_candidates, np.array(world.people), limit_m=LIMIT_M)


def test_what_the_bound_leaves_open_the_solver_decides() -> None:
    asked: list[tuple[int, float, float]] = []

    def solver(questions: Questions, p: int, start: object, watch: Watch, known: Known) -> Solved:
        asked.append((p, known.value, known.bound))
        return Solved(np.array([0, 1, 2]), 12.0, is_finished=True)

    found = choose(gains_of(HARD), 3, Watch(60), solver=solver)

    assert asked == [(3, 12.0, pytest.approx(15.0))]
    assert (found.value, found.bound, found.method, found.stopped) == (12.0, 12.0, "exact", "")


def test_the_real_solver_proves_what_the_bound_cannot() -> None:
    found = covering(HARD, p=3)

    assert (found.after, found.bound, found.method) == (12.0, 12.0, "exact")


def test_the_solver_works_beside_another_one_that_took_two_threads() -> None:
    highspy.Highs.resetGlobalScheduler(True)
    other = highspy.Highs()
    other.setOptionValue("output_flag", False)
    other.setOptionValue("threads", 2)
    other.maximize(other.addBinary())

    found = covering(HARD, p=3)

    highspy.Highs.resetGlobalScheduler(True)
    assert (found.after, found.method, found.stopped) == (12.0, "exact", "")


def test_a_solver_that_fails_leaves_the_greedy_choice_with_its_bound() -> None:
    def solver(questions: Questions, p: int, start: object, watch: Watch, known: Known) -> Solved:
        raise MemoryError

    found = choose(gains_of(HARD), 3, Watch(60), solver=solver)

    assert (found.method, found.stopped) == ("greedy", "failed")
    assert found.value < found.bound


def test_a_solver_that_ends_early_tells_how_far_it_came() -> None:
    def solver(questions: Questions, p: int, start: object, watch: Watch, known: Known) -> Solved:
        return Solved(np.empty(0, dtype=np.int64), known.bound - 0.25, is_finished=False)

    found = choose(gains_of(HARD), 3, Watch(60), solver=solver)

    assert (found.method, found.stopped) == ("greedy", "failed")
    assert (found.value, found.bound) == (12.0, pytest.approx(14.75))


def test_a_watch_ends_when_its_time_is_over_or_somebody_says_so() -> None:
    clock = iter([0.0, 3.0, 11.0, 11.0])
    watch = Watch(10, clock=lambda: next(clock))

    assert watch.left_s == 7.0
    assert watch.why_over == "time"
    said = iter([False, True, False])
    stopped = Watch(10, should_stop=lambda: next(said))
    assert [stopped.is_stopped, stopped.is_stopped, stopped.is_stopped] == [False, True, True]


# -- shorter ways --------------------------------------------------------------------------------------

#: Three cells in a row, 100 m apart, with 1, 1 and 4 people, and a candidate in each.
ROW = World(existing=[[], [], []], candidates=[[0, 100, 200], [100, 0, 100], [200, 100, 0]], people=[1, 1, 4])


def shortening(world: World, *, p: int, **options: object):
    return p_median(world.cost_existing, world.cost_candidates, world.people, p=p, limit_m=LIMIT_M, **options)


def test_the_mean_way_is_shortest_from_where_most_people_live() -> None:
    found = shortening(ROW, p=1)

    assert found.sites == (2,)
    assert (found.mean_before_m, found.mean_after_m, found.bound) == (2000.0, 50.0, 50.0)
    assert (found.saved_m, found.newly_covered) == ((11_700.0,), (6.0,))
    assert (found.before, found.after) == (0.0, 6.0)


def test_a_second_site_may_shorten_ways_without_reaching_anybody_new() -> None:
    found = shortening(ROW, p=2)

    assert found.sites == (2, 0)
    assert found.mean_after_m == pytest.approx(100 / 6)
    assert (found.saved_m, found.newly_covered) == ((11_700.0, 200.0), (6.0, 0.0))


def test_the_penalty_says_how_much_it_counts_to_reach_nothing() -> None:
    assert shortening(ROW, p=0, penalty=1.5).mean_before_m == 1500.0
    with pytest.raises(ValueError, match="penalty"):
        shortening(ROW, p=1, penalty=0.9)


def test_without_people_there_is_no_mean_way() -> None:
    found = shortening(World(existing=[[]], candidates=[[0]], people=[0]), p=1)

    assert found.sites == ()
    assert math.isnan(found.mean_after_m)
    assert (found.gap, found.optimal) == (0.0, True)


# -- the fewest sites ------------------------------------------------------------------------------------


def sharing(world: World, *, share: float, **options: object):
    return set_cover(
        world.cost_existing, world.cost_candidates, world.people, share=share, limit_m=LIMIT_M, **options
    )


def test_so_many_sites_are_chosen_as_the_share_needs() -> None:
    assert sharing(STREET, share=0.6).sites == (0,)
    assert sharing(STREET, share=0.61).sites == (0, 2)
    assert sharing(STREET, share=1.0).sites == (0, 2)


def test_of_the_fewest_those_are_chosen_that_reach_most() -> None:
    found = sharing(STREET, share=0.4)  # 6 people: each of the three sites is enough

    assert found.sites == (0,)
    assert (found.after, found.bound, found.optimal, found.method) == (9.0, 1.0, True, "exact")


def test_fewer_sites_than_the_greedy_choice_needs_are_found() -> None:
    assert sharing(TRAP, share=1.0).sites == (0, 2)


def test_a_share_that_is_there_already_needs_no_site() -> None:
    found = sharing(World(existing=[[0], [FAR]], candidates=[[0], [0]], people=[3, 1]), share=0.75)

    assert found.sites == ()
    assert (found.bound, found.optimal, found.feasible) == (0.0, True, True)


def test_a_share_that_cannot_be_reached_says_what_could() -> None:
    found = sharing(World(existing=[[FAR], [FAR]], candidates=[[0], [FAR]], people=[3, 1]), share=0.9)

    assert (found.feasible, found.best_share, found.sites) == (False, 0.75, ())
    assert (found.optimal, found.after) == (False, 0.0)


def test_without_time_enough_sites_are_chosen_but_perhaps_too_many() -> None:
    found = sharing(TRAP, share=1.0, time_limit_s=0)

    assert len(found.sites) == 3
    assert (found.optimal, found.method, found.stopped) == (False, "greedy", "time")
    assert found.bound <= 2
    assert found.gap == pytest.approx(1 - found.bound / 3)


def test_who_stops_before_it_is_enough_gets_no_site() -> None:
    found = sharing(STREET, share=1.0, should_stop=lambda: True)

    assert (found.sites, found.stopped, found.optimal) == ((), "user", False)


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        sharing(STREET, share=share)


# -- why -------------------------------------------------------------------------------------------------


def test_each_site_says_whom_it_reaches_and_how_far_they_had_to_go() -> None:
    world = World(
        existing=[[1500], [1900], [1200], [300]],
        candidates=[[100, FAR], [500, FAR], [900, 0], [0, 0]],
        people=[5, 3, 2, 9],
    )
    demand = pd.DataFrame(
        {"people": world.people, "foreign_nationals": [1.0, 1, 2, 3], "ags": ["01", "01", "02", "02"]}
    )
    found = covering(world, p=2)

    told = reasons(found, world.cost_existing, world.cost_candidates, demand, limit_m=LIMIT_M)

    assert told == [
        Reason(
            site=0,
            people=10.0,
            foreign_nationals=4.0,
            ags="01",
            city_share=0.8,
            way_before_m=(5 * 1500 + 3 * 1900 + 2 * 1200) / 10,
            way_after_m=(5 * 100 + 3 * 500 + 2 * 900) / 10,
        )
    ]


def test_where_no_way_before_is_known_it_has_no_end() -> None:
    demand = pd.DataFrame({"people": [5.0], "foreign_nationals": [1.0], "ags": ["01"]})
    world = World(existing=[[]], candidates=[[0]], people=[5])

    told = reasons(covering(world, p=1), world.cost_existing, world.cost_candidates, demand, limit_m=LIMIT_M)

    assert told[0].way_before_m == math.inf


def test_a_site_that_only_shortens_ways_reaches_nobody_new() -> None:
    demand = pd.DataFrame({"people": ROW.people, "foreign_nationals": 0.0, "ags": "01"})

    told = reasons(shortening(ROW, p=2), ROW.cost_existing, ROW.cost_candidates, demand, limit_m=LIMIT_M)

    assert (told[1].site, told[1].people, told[1].ags) == (0, 0.0, "")
    assert math.isnan(told[1].way_after_m)
