"""`python -m bench.coverage`: the measures of reach beside PySAL's `access`, and how they grow up to a whole country.

Every figure comes from a process of its own, so that its memory is its own. Beyond the real district the cells are
copies of it laid side by side, and all offers are drawn where people live: synthetic, and marked so.
"""

import argparse
import ctypes
import gc
import math
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from bench.document import check_line, keep_section
from geo.people.cells import load_cells
from geo.projection import to_degrees, to_metric
from geo.reach.measures import e2sfca, fca_chunked
from geo.reach.speeds import DETOUR_FACTOR, minutes_to_metres
from geo.reach.straight_line import Cost, nearest_way_m, straight_line_chunks, straight_line_cost
from geo.settings import PROJECT_ROOT

LIMIT_M = minutes_to_metres(30, "walk")
TILES_A_ROW, TILE_M = 15, 50_000.0  # copies of the district for a country, each in a square of its own
COUNTRY_CELLS, COUNTRY_OFFERS = 3_000_000, 200_000
STATE_CELLS, STATE_OFFERS = 300_000, 20_000
OFFERS = (200, 2_000, 20_000, 200_000)
PEER_OFFERS = 2_000
PEER, PEER_WHOLE = "access: E2SFCA on ready ways", "access: from points to E2SFCA"
OURS, OURS_WHOLE = "ours: E2SFCA on ready ways", "ours: from points to E2SFCA"
RUNS = ("nearest", "E2SFCA in runs")
REPEATS = 3  # beside the peer; the fastest counts
FASTER, LEANER, MOST_MB = 30.0, 10.0, 1000.0  # what we promise
EVEN = 0.4  # from 2,000 offers on a pair takes about the same time, however many there are


@dataclass(frozen=True)
class Run:
    """One measurement: processor seconds (all work is in one thread) and megabytes above the data themselves.

    `pairs` are those within reach, `total` the sum of access: the same for all who did the same.
    """

    task: str
    cells: int
    offers: int
    seconds: float
    megabytes: float
    pairs: int
    total: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    runs = [_alone(task, *size) for task, size in _plan(is_quick=options.quick)]
    lines = _table(runs) + [""] + [line for line, _ in _checks(runs)]
    print("\n".join(lines))
    if options.write:
        keep_section("coverage", "Reach", lines)
    return 0 if all(passed for _, passed in _checks(runs)) else 1


def _plan(*, is_quick: bool) -> list[tuple[str, tuple[int, int]]]:
    beside = [(task, (0, PEER_OFFERS)) for task in (PEER, OURS, PEER_WHOLE, OURS_WHOLE)]
    growth = [(task, (0, offers)) for offers in OFFERS for task in RUNS]
    larger = [(STATE_CELLS, STATE_OFFERS), (COUNTRY_CELLS, COUNTRY_OFFERS)]
    return beside if is_quick else beside + growth + [(task, size) for size in larger for task in RUNS]


# -- one measurement in a process of its own -----------------------------------------------------------


def _alone(task: str, cells: int, offers: int) -> Run:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        run = pool.apply(_measure, (task, cells, offers))
    print(f"… {task}, {run.cells:,} cells, {offers:,} offers: {run.seconds:.2f} s", flush=True)
    return run


def _measure(task: str, cells: int, offers: int) -> Run:
    demand, supply = _world(cells, offers)
    prepare = {PEER: _peer, PEER_WHOLE: _peer_whole, OURS: _ready}.get(task, _whole)
    work, pairs = prepare(task, demand, supply)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what the making of the data left behind is not free room for the work
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = _megabytes("VmRSS")
    seconds, total = _timed(work)
    peak = _megabytes("VmHWM") - before
    if task in (PEER, PEER_WHOLE, OURS, OURS_WHOLE):
        seconds = min([seconds, *(_timed(work)[0] for _ in range(REPEATS - 1))])
    return Run(task, len(demand), offers, seconds, peak, pairs(), total)


def _timed(work: Callable[[], float]) -> tuple[float, float]:
    start = time.process_time()
    total = work()
    return time.process_time() - start, total


Work = tuple[Callable[[], float], Callable[[], int]]


def _ready(_task: str, demand: pd.DataFrame, supply: pd.DataFrame) -> Work:
    """Return E2SFCA alone; the ways are there already, as the peer gets them."""
    cost = straight_line_cost(demand, supply, limit_m=LIMIT_M)
    people, places = demand["people"].to_numpy(), supply["capacity"].to_numpy()
    return (lambda: float(people @ e2sfca(cost, people, places))), (lambda: cost.pairs)


def _whole(task: str, demand: pd.DataFrame, supply: pd.DataFrame) -> Work:
    """Return ways and measure together, whole or in runs of cells."""
    people, places = demand["people"].to_numpy(), supply["capacity"].to_numpy()
    pairs = [0]

    def chunks() -> Iterator[tuple[slice, Cost]]:
        pairs[0] = 0
        for rows, cost in straight_line_chunks(demand, supply, limit_m=LIMIT_M, is_sorted=False):
            pairs[0] += cost.pairs
            yield rows, cost

    def work() -> float:
        if task == RUNS[0]:
            return float((nearest_way_m(demand, supply) <= LIMIT_M).sum())
        if task == RUNS[1]:
            return float(people @ fca_chunked(chunks, people, places))
        cost = straight_line_cost(demand, supply, limit_m=LIMIT_M, is_sorted=False)
        pairs[0] = cost.pairs
        return float(people @ e2sfca(cost, people, places))

    return work, lambda: pairs[0]


def _peer(_task: str, demand: pd.DataFrame, supply: pd.DataFrame) -> Work:
    from access import fca  # a development library

    cost = straight_line_cost(demand, supply, limit_m=LIMIT_M)
    people = demand["people"].to_numpy()
    homes = pd.DataFrame({"geoid": np.arange(cost.cells), "demand": people})
    places = pd.DataFrame({"supply": supply["capacity"].to_numpy()})
    ways = pd.DataFrame({"origin": cost.cell, "dest": cost.site, "cost": cost.cost_m})

    def work() -> float:
        found = fca.two_stage_fca(homes, places, ways, max_cost=LIMIT_M, weight_fn=_bell(LIMIT_M))
        return float(people @ found.reindex(range(cost.cells)).fillna(0.0).to_numpy())

    return work, lambda: cost.pairs


def _peer_whole(_task: str, demand: pd.DataFrame, supply: pd.DataFrame) -> Work:
    """Return the peer from points to answer, as its documentation shows."""
    from access import Access  # a development library

    radius = LIMIT_M / DETOUR_FACTOR
    homes, places = _points(demand), _points(supply)
    found: list[Access] = []

    def work() -> float:
        peer = Access(demand_df=homes, demand_value="people", supply_df=places, supply_value="capacity")
        peer.create_euclidean_distance(threshold=radius)
        access = peer.enhanced_two_stage_fca("found", max_cost=radius, weight_fn=_bell(radius))
        found.append(peer)
        return float((access["found_capacity"].fillna(0.0) * homes["people"]).sum())

    return work, lambda: len(found[0].cost_df)


def _points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    x, y = to_metric(frame["lon"], frame["lat"])
    values = frame.drop(columns=["lon", "lat"]).reset_index(drop=True).rename_axis("geoid")
    return gpd.GeoDataFrame(values, geometry=gpd.points_from_xy(x, y), crs=25832)


def _bell(limit_m: float) -> Callable[[float], float]:
    """Return the weight for one way, in plain Python as fast as it goes."""
    exp, floor = math.exp, math.exp(-0.5)
    return lambda way: (exp(-0.5 * (way / limit_m) ** 2) - floor) / (1 - floor)


def _world(cells: int, offers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the real cells, or copies of them side by side, and offers drawn where people live."""
    real = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")[["lon", "lat", "people"]]
    demand = pd.DataFrame(real) if not cells else _copies(real, cells)
    rng = np.random.default_rng(1)
    chosen = rng.choice(len(demand), size=offers, p=demand["people"] / demand["people"].sum())
    x, y = to_metric(demand["lon"].to_numpy()[chosen], demand["lat"].to_numpy()[chosen])
    lon, lat = to_degrees(x + rng.uniform(-50, 50, offers), y + rng.uniform(-50, 50, offers))
    return demand, pd.DataFrame({"lon": lon, "lat": lat, "capacity": 1.0})


def _copies(real: pd.DataFrame, cells: int) -> pd.DataFrame:
    x, y = to_metric(real["lon"], real["lat"])
    tile = np.arange(-(-cells // len(real)))
    east = (tile % TILES_A_ROW - TILES_A_ROW // 2) * TILE_M
    north = (tile // TILES_A_ROW - TILES_A_ROW // 2) * TILE_M
    lon, lat = to_degrees((x + east[:, None]).ravel()[:cells], (y + north[:, None]).ravel()[:cells])
    return pd.DataFrame({"lon": lon, "lat": lat, "people": np.tile(real["people"], len(tile))[:cells]})


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6


# -- what came out -------------------------------------------------------------------------------------


def _checks(runs: list[Run]) -> list[tuple[str, bool]]:
    """Return each promise as a line, and whether it is kept."""
    peer, ready, peer_whole, whole = runs[:4]
    same = float(np.isclose(peer.total, ready.total, rtol=1e-9))
    found = [
        check_line("on ready ways, × faster than access", peer.seconds / ready.seconds, least=FASTER),
        check_line("on ready ways, × less memory", peer.megabytes / max(ready.megabytes, 1.0), least=LEANER),
        check_line("from points, × faster than access", peer_whole.seconds / whole.seconds, least=FASTER),
        check_line(
            "from points, × less memory", peer_whole.megabytes / max(whole.megabytes, 1.0), least=LEANER
        ),
        check_line("same sum to 9 digits (1 = yes)", same, least=1.0),
    ]
    for run in runs:
        if run.cells >= COUNTRY_CELLS:
            room = MOST_MB / max(run.megabytes, 1.0)
            found.append(check_line(f"{run.task}, {run.cells:,} cells under 1 GB: × room", room, least=1.0))
    each = [run.seconds / run.pairs for run in runs if run.task == RUNS[1] and run.offers >= PEER_OFFERS]
    if each:
        text = "E2SFCA grows with the pairs: least ÷ most time a pair"
        found.append(check_line(text, min(each) / max(each), least=EVEN))
    return found


def _table(runs: list[Run]) -> list[str]:
    head = [
        f"{date.today().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}. "  # noqa: DTZ011  (a local day)
        f"Ways up to {LIMIT_M:,.0f} m; offers are synthetic, and so are cells beyond the district's.",
        "",
        "| task | cells | offers | processor seconds | MB above the data | million pairs | seconds a million pairs |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    return head + [
        f"| {r.task} | {r.cells:,} | {r.offers:,} | {r.seconds:.3f} | {r.megabytes:,.0f} {_per_pairs(r)}"
        for r in runs
    ]


def _per_pairs(run: Run) -> str:
    """Return pairs and time by pairs, where pairs are made at all."""
    millions = run.pairs / 1e6
    return f"| {millions:.2f} | {run.seconds / millions:.3f} |" if millions else "| – | – |"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.coverage", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only beside access, no growth")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
