"""Cells cut into tiles: each cell once, with everybody its figures depend on."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial import cKDTree

from geo.planning.answer import answer
from geo.planning.tiled import tiled_answer
from geo.reach.measures import KINDS
from geo.reach.tiles import make_tiles, may_be_nearest, split
from tests.network_kit import RESIDENTIAL, make_network
from tests.planning_kit import METRES, at, line_world
from tests.reach_kit import demand_at, supply_at

#: Cells on a line of metres; sites stand at 900 and 2,700 m, the threshold is 1,000 m as the crow flies.
LINE = np.array([[0.0, 0.0], [1800.0, 0.0], [3600.0, 0.0]])
SITES = np.array([[900.0, 0.0], [2700.0, 0.0]])


def test_every_cell_is_in_one_tile_of_at_most_so_many() -> None:
    cells = np.random.default_rng(3).uniform(0, 9000, (100, 2))

    tiles = list(split(cells, most_cells=7))

    assert sorted(np.concatenate(tiles).tolist()) == list(range(100))
    assert max(len(rows) for rows in tiles) <= 7
    assert all((np.diff(rows) > 0).all() for rows in tiles)


def test_cells_at_one_place_are_parted_too_and_no_cells_give_no_tile() -> None:
    assert [len(rows) for rows in split(np.zeros((4, 2)), most_cells=1)] == [1, 1, 1, 1]
    assert list(split(np.zeros((0, 2)), most_cells=5)) == []
    with pytest.raises(ValueError, match="at least one cell"):
        list(split(LINE, most_cells=0))


@pytest.mark.parametrize(
    ("measure", "cells", "sites"),
    [
        ("nearest", [0], [0]),
        ("cumulative", [0], [0]),
        ("2sfca", [0, 1], [0]),  # whoever also uses the site lives up to 2,000 m away
        ("e2sfca", [0, 1], [0]),
        ("bfca", [0, 1], [0, 1]),  # … and may go to a site up to 3,000 m away instead
    ],
)
def test_a_tile_holds_as_far_as_its_measure_looks(measure: str, cells: list[int], sites: list[int]) -> None:
    kind = KINDS[measure]
    rims = {"site_rim_m": 1000.0 * kind.site_rim, "cell_rim_m": 1000.0 * kind.cell_rim}

    first = next(tile for tile in make_tiles(LINE, SITES, most_cells=1, **rims) if 0 in tile.own)

    assert (first.own.tolist(), first.cells.tolist(), first.sites.tolist()) == ([0], cells, sites)


@pytest.mark.parametrize(("measure", "too_narrow"), [("2sfca", "cell_rim"), ("bfca", "site_rim")])
def test_a_narrower_rim_would_give_other_figures(
    monkeypatch: pytest.MonkeyPatch, measure: str, too_narrow: str
) -> None:
    world = line_world(demand=demand_at([0, 1800, 3600], [10, 30, 60]))
    sites, question = supply_at([900, 2700]), replace(METRES, measure=measure)
    whole = answer(world, question, supply=sites)

    if measure == "2sfca":  # docs/METHODS.md, "Large areas": 10 and 30 people share the first site
        assert whole.access[0] == 1 / 40
    assert tiled_answer(world, question, supply=sites, most_cells=1).access.tolist() == whole.access.tolist()
    narrower = replace(KINDS[measure], **{too_narrow: getattr(KINDS[measure], too_narrow) - 1})
    monkeypatch.setitem(KINDS, measure, narrower)
    # the curve looks twice as far as the threshold, and would widen the rim of the sites
    monkeypatch.setattr("geo.planning.tiled.CURVE_SHARES", (1.0,))
    monkeypatch.setattr("geo.planning.answer.CURVE_SHARES", (1.0,))
    assert tiled_answer(world, question, supply=sites, most_cells=1).access.tolist() != whole.access.tolist()


def test_a_roughly_known_site_is_looked_for_as_far_as_it_may_be() -> None:
    far = np.array([[5000.0, 0.0]])

    def sites_of_first(slack_m: float) -> list[int]:
        rims = {"site_rim_m": 1000.0, "cell_rim_m": 0.0, "slack_m": np.array([slack_m])}
        return next(make_tiles(LINE[:1], far, most_cells=1, **rims)).sites.tolist()

    assert sites_of_first(3900.0) == []
    assert sites_of_first(4000.0) == [0]


def test_the_nearest_site_is_among_those_that_may_be_and_the_hopeless_are_not() -> None:
    cells = np.array([[0.0, 0.0], [200.0, 0.0]])
    sites = np.array([[0.0, 600.0], [0.0, 700.0], [0.0, 900.0]])  # from the middle 608, 707 and 906 m

    assert may_be_nearest(cKDTree(sites), cells).tolist() == [0, 1]  # 608 + 2·100 m


def test_ways_through_streets_are_the_same_tile_by_tile(tmp_path) -> None:
    points = {1: at(-100.0), 2: at(1000.0), 3: at(2900.0), 4: at(5600.0)}
    network = make_network(tmp_path, points, [((1, 2), RESIDENTIAL), ((3, 4), RESIDENTIAL)])
    world = line_world(networks={"walk": network})

    whole = answer(world, METRES)
    tiled = tiled_answer(world, METRES, most_cells=1)

    assert tiled.share == whole.share
    assert tiled.curve.equals(whole.curve)
    assert tiled.nearest_m.tolist() == whole.nearest_m.tolist()


def test_progress_is_told_and_other_measures_are_still_there() -> None:
    told: list[tuple[int, int]] = []
    world = line_world()

    tiled = tiled_answer(world, METRES, most_cells=2, progress=lambda *now: told.append(now))

    assert told == [(1, 2), (2, 2)]
    assert tiled.access_by("2sfca").tolist() == answer(world, METRES).access_by("2sfca").tolist()


def test_a_tile_that_never_came_back_is_no_answer() -> None:
    def forgetful(work, shared, tasks):
        yield from [(number, work(shared, task)) for number, task in enumerate(tasks)][1:]

    with pytest.raises(RuntimeError, match="2 tiles expected, 1 done"):
        tiled_answer(line_world(), METRES, most_cells=2, run=forgetful)


def test_nobody_and_nothing_have_an_answer_too() -> None:
    world = line_world()
    nothing = world.supply_of(METRES).iloc[:0]

    tiled = tiled_answer(world, METRES, supply=nothing, most_cells=1)

    assert tiled.share == answer(world, METRES, supply=nothing).share == (0, 0, 0, 0, 0)
    assert np.isinf(tiled.nearest_m).all()
