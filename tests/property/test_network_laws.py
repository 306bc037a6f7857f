"""Laws of ways through streets, on small random networks."""

import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.projection import great_circle_m
from geo.reach.network import (
    StreetNetwork,
    load_network,
    nearest_cost,
    network_cost,
    save_network,
    snap_frame,
)
from geo.reach.network.files import ARRAYS
from geo.reach.network.reach import snapped_cost
from tests.network_kit import Point, make_network, places

LIMIT_M = 20_000.0  # further than any way here
TINY_M = 0.01

spots = st.tuples(
    st.integers(0, 300).map(lambda n: 7.2 + n * 1e-4), st.integers(0, 180).map(lambda n: 51.6 + n * 1e-4)
)
tags = st.sampled_from(
    [
        {"highway": "residential"},
        {"highway": "residential", "oneway": "yes"},
        {"highway": "cycleway", "foot": "yes"},
    ]
)
streets = st.lists(
    st.tuples(st.lists(st.integers(1, 9), min_size=2, max_size=5), tags), min_size=3, max_size=8
)
points = st.lists(spots, min_size=9, max_size=9, unique=True).map(lambda found: dict(enumerate(found, 1)))
several = st.lists(spots, min_size=2, max_size=5)
modes = st.sampled_from(("walk", "bike"))
slacks = st.sampled_from((0.0, 40.0, 300.0, 900.0))


def network_of(points, streets, mode: str = "walk") -> StreetNetwork:
    assume(any(a != b for refs, _ in streets for a, b in pairwise(refs)))
    with tempfile.TemporaryDirectory() as folder:
        return make_network(Path(folder), points, streets, mode=mode)


def table(network: StreetNetwork, cells: list[Point], sites: list[Point], **options) -> np.ndarray:
    """Return all ways as a dense table, `inf` where there is none; fit for small worlds only."""
    cost = network_cost(network, places(*cells), places(*sites), limit_m=LIMIT_M, **options)
    ways = np.full((cost.cells, cost.sites), np.inf)
    ways[cost.cell, cost.site] = cost.cost_m
    return ways


@settings(deadline=None, max_examples=50)
@given(points, streets, several)
def test_on_foot_the_way_back_is_as_long_as_the_way_there(points, streets, spots):
    ways = table(network_of(points, streets), spots, spots)

    assert np.allclose(ways, ways.T, rtol=0, atol=TINY_M)


@settings(deadline=None, max_examples=50)
@given(points, streets, several, modes)
def test_no_way_is_longer_than_one_with_a_stop(points, streets, spots, mode):
    ways = table(network_of(points, streets, mode), spots, spots)

    with_stop = (ways[:, :, None] + ways[None, :, :]).min(axis=1)
    assert (ways <= with_stop + TINY_M).all()


@settings(deadline=None, max_examples=50)
@given(points, streets, several, several, modes)
def test_no_way_is_shorter_than_the_straight_line(points, streets, cells, sites, mode):
    ways = table(network_of(points, streets, mode), cells, sites, detour_factor=1.0)

    c, s = places(*cells), places(*sites)
    straight = great_circle_m(
        c["lon"].to_numpy()[:, None], c["lat"].to_numpy()[:, None], s["lon"].to_numpy(), s["lat"].to_numpy()
    )
    assert (ways >= straight - TINY_M).all()


@settings(deadline=None, max_examples=50)
@given(points, streets, several, several, modes)
def test_one_search_for_the_nearest_agrees_with_all_pairs(points, streets, cells, sites, mode):
    network = network_of(points, streets, mode)

    nearest = nearest_cost(network, places(*cells), places(*sites))

    assert np.allclose(nearest, table(network, cells, sites).min(axis=1), rtol=0, atol=1e-6)


@settings(deadline=None, max_examples=50)
@given(points, streets, several, several, st.floats(0, 3000), modes)
def test_a_smaller_limit_gives_the_same_ways_only_fewer(points, streets, cells, sites, limit_m, mode):
    network = network_of(points, streets, mode)
    c, s = (snap_frame(network, places(*found)) for found in (cells, sites))

    near = snapped_cost(network, c, s, limit_m=limit_m, chunk_bytes=1)  # one site after the other

    part = snapped_cost(network, c, s, limit_m=LIMIT_M).within(limit_m)
    assert near.cell.tolist() == part.cell.tolist()
    assert np.allclose(np.sort(near.cost_m), np.sort(part.cost_m), rtol=0, atol=1e-6)


@settings(deadline=None, max_examples=50)
@given(points, streets, several, several, slacks, slacks, modes)
def test_a_less_certain_place_is_never_further(points, streets, cells, sites, one, other, mode):
    network = network_of(points, streets, mode)
    sure, unsure = sorted((one, other))

    near, nearer = (table(network, cells, sites, slack_m=np.full(len(sites), m)) for m in (sure, unsure))

    assert (nearer <= near + TINY_M).all()
    assert (nearer <= table(network, cells, sites) + TINY_M).all()


@settings(deadline=None, max_examples=50)
@given(points, streets, several, several, slacks, modes)
def test_a_less_certain_place_is_not_nearer_than_its_area(points, streets, cells, sites, slack_m, mode):
    network = network_of(points, streets, mode)

    ways = table(network, cells, sites, slack_m=np.full(len(sites), slack_m), detour_factor=1.0)

    c, s = places(*cells), places(*sites)
    straight = great_circle_m(
        c["lon"].to_numpy()[:, None], c["lat"].to_numpy()[:, None], s["lon"].to_numpy(), s["lat"].to_numpy()
    )
    assert (ways >= straight - slack_m * 1.005 - TINY_M).all()  # the flat map's metres are 0.3 % others


@settings(deadline=None, max_examples=50)
@given(points, streets, modes)
def test_contracting_keeps_every_metre_of_street(points, streets, mode):
    network = network_of(points, streets, mode)

    stretches = {(min(a, b), max(a, b)) for refs, _ in streets for a, b in pairwise(refs) if a != b}
    total = sum(float(great_circle_m(*points[a], *points[b])) for a, b in stretches)
    assert network.edge_m.sum() == pytest.approx(total, abs=TINY_M)
    assert network.nodes <= len(points)


@settings(deadline=None, max_examples=50)
@given(points, streets, modes)
def test_a_kept_network_is_read_back_as_it_was(points, streets, mode):
    network = network_of(points, streets, mode)

    with tempfile.TemporaryDirectory() as folder:
        save_network(network, Path(folder))
        again = load_network(Path(folder), mode)

    assert again is not None
    assert (again.mode, again.source, again.cut) == (network.mode, network.source, network.cut)
    assert all((getattr(again, name) == getattr(network, name)).all() for name in ARRAYS)
