"""Every measure of reach beside plain loops over a random small world, and beside PySAL's `access` on the real district."""

import math
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from access import fca

from geo.people.cells import load_cells
from geo.planning.answer import answer
from geo.projection import to_metric
from geo.reach.measures import (
    bfca,
    chance_within,
    coverage,
    cumulative,
    e2sfca,
    fca_chunked,
    gap_index,
    two_step_fca,
)
from geo.reach.straight_line import Cost, straight_line_chunks, straight_line_cost
from geo.reach.ways import Ways
from tests.planning_kit import METRES, line_world, offers_of
from tests.reach_kit import demand_at, supply_at

DATA = Path(__file__).resolve().parents[2] / "data"
LIMIT_M, DETOUR = 1500.0, 1.3
LOOSE = 1e-9


class World(NamedTuple):
    demand: pd.DataFrame
    supply: pd.DataFrame

    @property
    def people(self) -> list[float]:
        return self.demand["people"].tolist()

    @property
    def places(self) -> list[float]:
        return self.supply["capacity"].tolist()

    def way(self, cell: int, site: int) -> float:
        """Return the metres of way by the theorem of Pythagoras."""
        (x, y), (u, v) = (
            to_metric(frame["lon"].iloc[row], frame["lat"].iloc[row])
            for frame, row in ((self.demand, cell), (self.supply, site))
        )
        return math.hypot(float(x - u), float(y - v)) * DETOUR

    def ways(self) -> dict[tuple[int, int], float]:
        pairs = ((i, j) for i in range(len(self.demand)) for j in range(len(self.supply)))
        return {pair: way for pair in pairs if (way := self.way(*pair)) <= LIMIT_M}


def world(seed: int) -> World:
    draw = random.Random(seed)

    def metres(count: int) -> list[float]:
        return [draw.uniform(0, 4000) for _ in range(count)]

    people = [draw.choice([0.0, 1.0, 12.5, 80.0]) for _ in range(14)]
    precision = [draw.choice(["house", "street", "place", "postcode", "city"]) for _ in range(9)]
    supply = supply_at(
        metres(9),
        north_m=metres(9),
        capacity=[draw.choice([1.0, 2.0, 30.0]) for _ in range(9)],
        precision=precision,
        uncertainty_m=[{"house": 0.0, "street": 300.0}.get(p, 900.0) for p in precision],
    )
    return World(demand_at(metres(14), people, north_m=metres(14)), supply)


WORLDS = [world(seed) for seed in range(6)]


def cost_of(one: World) -> Cost:
    return straight_line_cost(one.demand, one.supply, limit_m=LIMIT_M, detour_factor=DETOUR)


def no_weight(_way: float) -> float:
    return 1.0


def bell(way: float) -> float:
    floor = math.exp(-0.5)
    return (math.exp(-0.5 * (way / LIMIT_M) ** 2) - floor) / (1 - floor)


def plain_catchment(one: World, weight: Callable[[float], float]) -> list[float]:
    ways, access = one.ways(), [0.0] * len(one.people)
    for site, places in enumerate(one.places):
        users = {i: weight(way) for (i, j), way in ways.items() if j == site}
        wanted = sum(one.people[i] * w for i, w in users.items())
        for i, w in users.items():
            access[i] += places / wanted * w if wanted > 0 else 0.0
    return access


def plain_balanced(one: World) -> list[float]:
    weights = {pair: bell(way) for pair, way in one.ways().items()}
    by_cell = [sum(w for (i, _), w in weights.items() if i == cell) for cell in range(len(one.people))]
    by_site = [sum(w for (_, j), w in weights.items() if j == site) for site in range(len(one.places))]
    wanted = [
        sum(one.people[i] * w / by_cell[i] for (i, j), w in weights.items() if j == site and by_cell[i] > 0)
        for site in range(len(one.places))
    ]
    access = [0.0] * len(one.people)
    for (i, j), w in weights.items():
        if wanted[j] > 0 and by_site[j] > 0:
            access[i] += one.places[j] / wanted[j] * w / by_site[j]
    return access


@pytest.mark.parametrize("one", WORLDS)
def test_ways_are_those_of_a_loop(one: World) -> None:
    cost = cost_of(one)

    found = {(int(i), int(j)): float(m) for i, j, m in zip(cost.cell, cost.site, cost.cost_m, strict=True)}
    assert found == pytest.approx(one.ways(), abs=1e-6)


@pytest.mark.parametrize("one", WORLDS)
def test_nearest_and_coverage_are_those_of_a_loop(one: World) -> None:
    ways = one.ways()
    nearest = [
        min((way for (i, _), way in ways.items() if i == cell), default=math.inf)
        for cell in range(len(one.people))
    ]

    assert cost_of(one).nearest().tolist() == pytest.approx(nearest, abs=1e-6)
    for limit in (0.0, 400.0, 900.0, LIMIT_M):
        covered = sum(p for p, way in zip(one.people, nearest, strict=True) if way <= limit)
        share = coverage(one.people, chance_within(cost_of(one), limit))
        assert share == pytest.approx(covered / sum(one.people))


@pytest.mark.parametrize("one", WORLDS)
def test_doubtful_coverage_is_that_of_a_loop(one: World) -> None:
    weight = [0.1 * (site + 1) for site in range(len(one.places))]
    gone = [1.0] * len(one.people)
    for i, j in one.ways():
        gone[i] *= 1 - weight[j]

    chance = chance_within(cost_of(one), LIMIT_M, weight=weight)

    assert chance.tolist() == pytest.approx([1 - g for g in gone])


@pytest.mark.parametrize("one", WORLDS)
def test_cumulative_is_that_of_a_loop(one: World) -> None:
    counts = [sum(1 for i, _ in one.ways() if i == cell) for cell in range(len(one.people))]

    assert cumulative(cost_of(one)).tolist() == counts


@pytest.mark.parametrize("one", WORLDS)
def test_catchments_are_those_of_a_loop(one: World) -> None:
    cost = cost_of(one)

    two_step, enhanced = plain_catchment(one, no_weight), plain_catchment(one, bell)

    assert two_step_fca(cost, one.people, one.places).tolist() == pytest.approx(two_step, abs=LOOSE)
    assert e2sfca(cost, one.people, one.places).tolist() == pytest.approx(enhanced, abs=LOOSE)
    assert bfca(cost, one.people, one.places).tolist() == pytest.approx(plain_balanced(one), abs=LOOSE)


@pytest.mark.parametrize("one", WORLDS)
def test_gap_index_is_that_of_a_loop(one: World) -> None:
    access, standard = plain_catchment(one, bell), 0.05
    gaps = [p * max(0.0, (standard - a) / standard) for p, a in zip(one.people, access, strict=True)]

    assert gap_index(one.people, access, standard=standard).tolist() == pytest.approx(gaps)


@pytest.mark.parametrize("one", WORLDS)
def test_certain_and_possible_are_those_of_a_loop(one: World) -> None:
    radii = one.supply["uncertainty_m"].tolist()

    found = Ways(one.demand, {}, 25832).bounds("metres", one.supply, limit_m=LIMIT_M)

    for cell in range(len(one.people)):
        ways = [(one.way(cell, site), DETOUR * radius) for site, radius in enumerate(radii)]
        assert found.certain_m[cell] == pytest.approx(min(way + slack for way, slack in ways), abs=1e-6)
        assert found.possible_m[cell] == pytest.approx(
            min(max(way - slack, 0) for way, slack in ways), abs=1e-6
        )


@pytest.mark.parametrize("one", WORLDS)
def test_shares_by_draw_are_those_of_a_loop(one: World) -> None:
    world = line_world(demand=one.demand, offers=offers_of(one.supply))
    found = answer(world, replace(METRES, threshold=800.0))
    directory = world.unknown.directory

    x, y = to_metric(one.demand["lon"], one.demand["lat"])
    u, v = to_metric(directory.lon, directory.lat)
    for draw in range(0, directory.draws, 40):
        reached = [
            any(
                math.hypot(x[cell] - u[place], y[cell] - v[place]) * DETOUR <= 800
                for place in directory.place[:, draw]
            )
            for cell in range(len(one.people))
        ]
        people = sum(heads for heads, is_there in zip(one.people, reached, strict=True) if is_there)
        assert float(found.people_by_draw[draw].sum()) == pytest.approx(people, abs=1e-4)


@pytest.mark.parametrize("chunk_cells", [1, 3, 5])
def test_runs_give_what_the_whole_gives(chunk_cells: int) -> None:
    one = WORLDS[0]
    cost = cost_of(one)

    def chunks():
        return straight_line_chunks(
            one.demand,
            one.supply,
            limit_m=LIMIT_M,
            detour_factor=DETOUR,
            chunk_cells=chunk_cells,
            chunk_pairs=4,
        )

    nearest = np.full(14, np.inf)
    for rows, run in chunks():
        nearest[rows] = run.nearest()
    assert nearest.tolist() == cost.nearest().tolist()
    loose = straight_line_cost(one.demand, one.supply, limit_m=LIMIT_M, detour_factor=DETOUR, is_sorted=False)
    unsorted_access = e2sfca(loose, one.people, one.places)
    assert unsorted_access.tolist() == pytest.approx(e2sfca(cost, one.people, one.places).tolist(), rel=1e-12)
    enhanced = fca_chunked(chunks, one.people, one.places)
    assert enhanced.tolist() == pytest.approx(e2sfca(cost, one.people, one.places).tolist(), rel=1e-12)


# -- the real district beside PySAL's access -----------------------------------------------------------


@pytest.fixture(scope="module")
def district() -> tuple[pd.DataFrame, pd.DataFrame, Cost]:
    """Return the shipped cells, the known addresses of the district as sites, and the ways up to 30 minutes."""
    cells = load_cells(DATA / "population_cells.csv")
    points = pd.read_csv(DATA / "gazetteer_addresses.csv")[["lon", "lat"]].drop_duplicates()
    sites = points.reset_index(drop=True).assign(capacity=1.0 + np.arange(len(points)) % 5)
    return cells, sites, straight_line_cost(cells, sites, limit_m=2400)


@pytest.mark.parametrize("is_enhanced", [False, True])
def test_catchments_on_the_real_district_are_those_of_access(
    district: tuple[pd.DataFrame, pd.DataFrame, Cost], is_enhanced: bool
) -> None:
    cells, sites, cost = district
    floor = math.exp(-0.5)

    peer = fca.two_stage_fca(
        pd.DataFrame({"geoid": np.arange(cost.cells), "demand": cells["people"].to_numpy()}),
        pd.DataFrame({"supply": sites["capacity"]}),
        pd.DataFrame({"origin": cost.cell, "dest": cost.site, "cost": cost.cost_m}),
        max_cost=cost.limit_m,
        weight_fn=(lambda d: (math.exp(-0.5 * (d / 2400) ** 2) - floor) / (1 - floor))
        if is_enhanced
        else None,
    )

    ours = (e2sfca if is_enhanced else two_step_fca)(cost, cells["people"], sites["capacity"])
    expected = peer.reindex(range(cost.cells)).fillna(0.0).to_numpy()
    assert cost.pairs > 50_000
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12)
