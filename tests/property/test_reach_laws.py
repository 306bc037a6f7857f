"""Laws that hold for every world: more never takes reach away, order is nothing, and no place is handed out twice."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.people.disclosure import LEAST_PEOPLE, suppress_small
from geo.planning.answer import Answer, answer
from geo.planning.narrowing import narrowing
from geo.reach.agreement import worst_off
from geo.reach.interval import Interval, share_interval
from geo.reach.measures import (
    bfca,
    chance_within,
    cumulative,
    e2sfca,
    gap_index,
    gaussian,
    two_step_fca,
)
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_chunks, straight_line_cost
from tests.planning_kit import METRES, line_world, offers_of
from tests.reach_kit import demand_at, supply_at

WIDEST_M = 4000.0
calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

slow = settings(deadline=None, max_examples=12)  # each draws complete directories

metres = st.integers(0, 3000).map(float)
people = st.floats(0, 500, allow_subnormal=False).map(lambda p: round(p, 2))
limits = st.floats(0, WIDEST_M)


@st.composite
def demands(draw: st.DrawFn) -> pd.DataFrame:
    size = draw(st.integers(1, 8))
    east, north, heads = (
        draw(st.lists(kind, min_size=size, max_size=size)) for kind in (metres, metres, people)
    )
    ags = draw(st.lists(st.sampled_from(["01", "02"]), min_size=size, max_size=size))
    return demand_at(east, heads, north_m=north, ags=ags)


@st.composite
def supplies(draw: st.DrawFn, *, least: int = 0) -> pd.DataFrame:
    size = draw(st.integers(least, 6))

    def several(kind: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(kind, min_size=size, max_size=size))

    return supply_at(
        several(metres),
        north_m=several(metres),
        capacity=several(st.sampled_from([1.0, 2.0, 25.0])),
        weight=several(st.sampled_from([1.0, 1.0, 0.5, 0.25, 0.0])),
        precision=several(st.sampled_from(["house", "street", "place", "postcode", "city"])),
        uncertainty_m=several(st.sampled_from([0.0, 100.0, 850.0, 2500.0])),
    ).astype({"capacity": float, "weight": float, "kept": float, "uncertainty_m": float})


def cost_of(demand: pd.DataFrame, supply: pd.DataFrame, limit_m: float = WIDEST_M) -> Cost:
    return straight_line_cost(demand, supply, limit_m=limit_m)


def drawn_answer(demand: pd.DataFrame, supply: pd.DataFrame, limit_m: float) -> Answer:
    """Answer about offers that are where a supply says, as well as it is known."""
    world = line_world(demand=demand, offers=offers_of(supply))
    return answer(world, replace(METRES, threshold=limit_m))


def all_of(found: Answer) -> Interval:
    return share_interval(found.people, found.people_by_draw.sum(axis=1), found.chances)


@slow
@given(demands(), supplies(), limits, limits)
def test_larger_limit_never_covers_less(
    demand: pd.DataFrame, supply: pd.DataFrame, one: float, other: float
) -> None:
    near, far = (drawn_answer(demand, supply, limit) for limit in sorted((one, other)))

    assert (near.people_by_draw <= far.people_by_draw).all()
    assert not (near.known.drawn.reached(near.limit_m) & ~far.known.drawn.reached(far.limit_m)).any()
    assert demand["people"].sum() == 0 or all(
        a <= b + 1e-12 for a, b in zip(all_of(near), all_of(far), strict=True)
    )


@slow
@given(demands(), supplies(), limits)
def test_what_is_certain_is_in_every_draw_and_what_is_drawn_is_possible(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    found = drawn_answer(demand, supply, limit)
    reached = found.known.drawn.reached(found.limit_m)
    told = all_of(found)

    assert (found.chances.certain <= reached.min(axis=0, initial=True)).all()
    assert (reached.max(axis=0, initial=False) <= found.chances.possible).all()
    if found.people.sum() > 0:
        assert 0 <= told.certain <= told.low <= told.value <= told.high <= told.possible <= 1
        missed = float((found.people * found.chances.out).sum())
        assert told.value == pytest.approx(1 - missed / found.people.sum(), abs=1e-9)


@slow
@given(demands(), supplies(), limits)
def test_exact_offers_have_no_range(demand: pd.DataFrame, supply: pd.DataFrame, limit: float) -> None:
    told = all_of(drawn_answer(demand, supply.assign(precision="house", uncertainty_m=0.0), limit))

    assert demand["people"].sum() == 0 or len(set(told)) == 1


@slow
@given(demands(), supplies(least=1), limits)
def test_an_added_place_never_lowers_coverage_in_any_draw(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    world = line_world(demand=demand, offers=offers_of(supply.iloc[:-1]))
    question = replace(METRES, threshold=limit)
    usual = world.supply_of(question)
    extra = supply.iloc[-1:].assign(precision="house", uncertainty_m=0.0, weight=1.0)
    before, after = answer(world, question), answer(world, question, supply=pd.concat([usual, extra]))

    assert (before.people_by_draw <= after.people_by_draw).all()
    assert (before.chances.value <= after.chances.value).all()


@calm
@given(demands(), supplies(least=1), st.randoms(use_true_random=False))
def test_order_of_offers_and_cells_does_not_matter(
    demand: pd.DataFrame, supply: pd.DataFrame, shuffler: Any
) -> None:
    cells, sites = list(range(len(demand))), list(range(len(supply)))
    shuffler.shuffle(cells)
    shuffler.shuffle(sites)
    mixed_demand, mixed_supply = demand.iloc[cells], supply.iloc[sites]

    straight, mixed = cost_of(demand, supply), cost_of(mixed_demand, mixed_supply)

    assert mixed.nearest().tolist() == straight.nearest()[cells].tolist()
    assert cumulative(mixed).tolist() == cumulative(straight)[cells].tolist()
    for measure in (two_step_fca, e2sfca, bfca):
        there = measure(straight, demand["people"], supply["capacity"])
        here = measure(mixed, mixed_demand["people"], mixed_supply["capacity"])
        assert here.tolist() == pytest.approx(there[cells].tolist(), rel=1e-9)


@slow
@given(demands(), supplies(least=1), st.randoms(use_true_random=False))
def test_order_of_offers_and_cells_does_not_matter_to_the_draws(
    demand: pd.DataFrame, supply: pd.DataFrame, shuffler: Any
) -> None:
    cells, sites = list(range(len(demand))), list(range(len(supply)))
    shuffler.shuffle(cells)
    shuffler.shuffle(sites)

    mixed, straight = (
        drawn_answer(demand.iloc[cells], supply.iloc[sites], 900),
        drawn_answer(demand, supply, 900),
    )

    assert demand["people"].sum() == 0 or all_of(mixed) == pytest.approx(all_of(straight), abs=1e-9)


@calm
@given(demands(), supplies(), st.floats(1, WIDEST_M))
def test_every_place_of_a_reached_site_is_handed_out_once(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    cost = cost_of(demand, supply, limit)
    heads, places = demand["people"].to_numpy(), supply["capacity"].to_numpy()

    for measure, weights in (
        (two_step_fca, np.ones(cost.pairs)),
        (e2sfca, gaussian(cost.cost_m, cost.limit_m)),
    ):
        users = np.bincount(cost.site, weights=heads[cost.cell] * weights, minlength=cost.sites)
        given_out = float(heads @ measure(cost, heads, places))
        assert given_out == pytest.approx(float(places[users > 0].sum()), rel=1e-9)


@calm
@given(demands(), supplies(), st.floats(1, WIDEST_M))
def test_balanced_method_conserves_people_and_level_of_service(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    cost = cost_of(demand, supply, limit)
    heads, places = demand["people"].to_numpy(), supply["capacity"].to_numpy()
    weights = cost.to_csr(gaussian(cost.cost_m, cost.limit_m)).toarray()
    row, column = weights.sum(axis=1, keepdims=True), weights.sum(axis=0)
    shares = np.divide(weights, row, out=np.zeros_like(weights), where=row > 0)
    users = heads @ shares
    levels = np.divide(places, users, out=np.zeros_like(places), where=users > 0)

    access = bfca(cost, heads, places)

    assert users.sum() == pytest.approx(heads[row[:, 0] > 0].sum())
    assert access.sum() == pytest.approx(levels[column > 0].sum(), rel=1e-9)


@calm
@given(demands(), supplies(), limits, st.integers(1, 9), st.integers(1, 20))
def test_runs_and_limits_find_the_same_pairs(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float, chunk_cells: int, chunk_pairs: int
) -> None:
    whole = cost_of(demand, supply, limit)

    cut = cost_of(demand, supply).within(limit)
    runs = straight_line_chunks(
        demand, supply, limit_m=limit, chunk_cells=chunk_cells, chunk_pairs=chunk_pairs
    )

    found = [
        (rows.start + int(c), int(s)) for rows, run in runs for c, s in zip(run.cell, run.site, strict=True)
    ]
    assert found == list(zip(whole.cell.tolist(), whole.site.tolist(), strict=True))
    alone = nearest_way_m(demand, supply)
    assert np.where(alone <= limit, alone, np.inf).tolist() == whole.nearest().tolist()
    assert cut.site.tolist() == whole.site.tolist()
    assert cut.cost_m.tolist() == whole.cost_m.tolist()


@slow
@given(demands(), supplies(), limits)
def test_what_an_address_narrows_is_part_of_the_range(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    found = drawn_answer(demand, supply, limit)
    told = all_of(found)

    ranked = narrowing(found)

    width = (told.high - told.low) * found.people.sum() if found.people.sum() > 0 else 0.0
    assert (ranked["narrowing"] <= width + 1e-6).all()
    assert (ranked["narrowing"] >= -1e-9).all()
    assert (ranked["possible"] <= found.people.sum() + 1e-9).all()
    assert ranked["narrowing"].is_monotonic_decreasing


@calm
@given(st.lists(st.tuples(people, st.sampled_from([0.0, 0.1, 0.2, 3.0])), min_size=1, max_size=12))
def test_the_worst_off_are_never_better_off_than_the_others(rows: list[tuple[float, float]]) -> None:
    heads, access = (np.array(column) for column in zip(*rows, strict=True))

    worst = worst_off(heads, access)

    if worst.any():
        assert access[worst].max() < access[~worst].min()
        below = heads[access < access[worst].max()].sum()
        assert below < 0.2 * heads.sum() or heads.sum() == 0


@calm
@given(demands(), supplies(), st.floats(0.001, 10))
def test_gap_is_at_most_everybody(demand: pd.DataFrame, supply: pd.DataFrame, standard: float) -> None:
    access = e2sfca(cost_of(demand, supply), demand["people"], supply["capacity"])

    gaps = gap_index(demand["people"], access, standard=standard)

    assert (gaps >= 0).all()
    assert (gaps <= demand["people"].to_numpy()).all()


@calm
@given(st.lists(st.sampled_from([0.0, 1.0, 2.0, 2.5, 3.0, 7.0, 40.0]), max_size=9))
def test_hidden_numbers_cannot_be_told_from_the_total(numbers: list[float]) -> None:
    series = pd.Series(numbers, dtype=float)

    shown = suppress_small(series, has_total=True)

    hidden = series[shown.isna()]
    assert not shown.between(0, LEAST_PEOPLE, inclusive="neither").any()
    if shown.gt(0).any():
        assert hidden.empty or (len(hidden) > 1 and hidden.sum() >= LEAST_PEOPLE)


@calm
@given(demands(), supplies(), limits)
def test_a_certain_offer_is_reached_or_not(demand: pd.DataFrame, supply: pd.DataFrame, limit: float) -> None:
    chance = chance_within(cost_of(demand, supply), limit, weight=np.ones(len(supply)))

    assert set(chance.tolist()) <= {0.0, 1.0}
