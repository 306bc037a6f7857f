"""Laws that hold for every world: more never takes reach away, order is nothing, and no place is handed out twice."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.people.disclosure import LEAST_PEOPLE, suppress_small
from geo.reach.agreement import worst_off
from geo.reach.interval import narrowing, overlap_share, share_interval, straight_line_reach
from geo.reach.measures import (
    bfca,
    chance_within,
    coverage,
    cumulative,
    e2sfca,
    gap_index,
    gaussian,
    two_step_fca,
)
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_chunks, straight_line_cost
from tests.reach_kit import demand_at, supply_at

WIDEST_M = 4000.0
calm = settings(deadline=None, max_examples=60)  # a busy machine is no failure

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


@calm
@given(demands(), supplies(), limits, limits)
def test_larger_limit_never_covers_less(
    demand: pd.DataFrame, supply: pd.DataFrame, one: float, other: float
) -> None:
    reach = straight_line_reach(demand, supply, limit_m=WIDEST_M)

    near, far = (share_interval(demand["people"], reach.chances(limit)) for limit in sorted((one, other)))

    assert demand["people"].sum() == 0 or (
        near.value <= far.value and near.low <= far.low and near.high <= far.high
    )


@calm
@given(demands(), supplies(), limits)
def test_low_is_at_most_value_and_value_at_most_high(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    chances = straight_line_reach(demand, supply, limit_m=WIDEST_M).chances(limit)

    interval = share_interval(demand["people"], chances)

    assert (chances.low <= chances.value).all()
    assert (chances.value <= chances.high).all()
    assert demand["people"].sum() == 0 or 0 <= interval.low <= interval.value <= interval.high <= 1


@calm
@given(demands(), supplies(least=1), limits)
def test_an_added_offer_never_lowers_coverage(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    fewer = straight_line_reach(demand, supply.iloc[:-1], limit_m=WIDEST_M).chances(limit)
    more = straight_line_reach(demand, supply, limit_m=WIDEST_M).chances(limit)

    for before, after in zip(fewer, more, strict=True):
        assert (before <= after + 1e-15).all()  # logarithms of doubtful entries are added in another order
        assert demand["people"].sum() == 0 or coverage(demand["people"], before) <= (
            coverage(demand["people"], after) + 1e-15
        )


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
    one = straight_line_reach(demand, supply, limit_m=WIDEST_M)
    other = straight_line_reach(mixed_demand, mixed_supply, limit_m=WIDEST_M)
    if demand["people"].sum() > 0:
        assert share_interval(mixed_demand["people"], other.chances(900)) == pytest.approx(
            share_interval(demand["people"], one.chances(900))
        )


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


@calm
@given(demands(), supplies(), limits)
def test_what_addresses_would_settle_is_part_of_what_is_open(
    demand: pd.DataFrame, supply: pd.DataFrame, limit: float
) -> None:
    reach = straight_line_reach(demand, supply, limit_m=WIDEST_M)
    chances = reach.chances(limit)
    is_open = float((demand["people"] * (chances.high - chances.low)).sum())

    ranked = narrowing(reach, supply, demand["people"], limit_m=limit)

    assert (ranked["only"] <= ranked["narrowing"] + 1e-9).all()
    assert (ranked["narrowing"] <= ranked["possible"] + 1e-9).all()
    assert (ranked["possible"] <= is_open + 1e-9).all()
    assert ranked["narrowing"].is_monotonic_decreasing


@calm
@given(st.floats(0, 5000), st.floats(0.01, 3000), st.floats(0, 3000))
def test_overlap_is_a_share_and_grows_with_reach(distance: float, radius: float, reach: float) -> None:
    share, wider = (float(overlap_share([distance], [radius], r)[0]) for r in (reach, reach + 50))

    assert 0 <= share <= wider + 1e-9 <= 1 + 1e-9


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
