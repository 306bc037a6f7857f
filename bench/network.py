"""`python -m bench.network`: ways through streets, and how they grow with the streets and the offers.

The streets are made up: a net of blocks of 100 m around the middle of the district, the same in every run, and marked
so. People live at every third crossing, offers are drawn among the crossings.
"""

import argparse
import gc
import multiprocessing
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from bench.document import check_line, keep_section
from geo.projection import great_circle_m, to_degrees
from geo.reach.measures import e2sfca
from geo.reach.network import Snapped, Source, StreetNetwork, snap_frame, snapped_cost, snapped_nearest
from geo.reach.network.tags import Way
from geo.reach.speeds import minutes_to_metres

LIMIT_M = minutes_to_metres(30, "walk")
BLOCK_M = 100.0
MIDDLE = (370_000.0, 5_720_000.0)  # EPSG:25832
SNAP, NEAREST, WAYS = "join cells and offers to the streets", "nearest", "ways within 30 minutes, E2SFCA"
#: Crossings along one side of the net, and offers.
SIZES = ((245, 200), (245, 2_000), (490, 2_000), (490, 8_000))
QUICK = ((120, 200),)
#: What we promise: a pair takes about the same time, however many there are.
EVEN = 0.3


@dataclass(frozen=True)
class Run:
    """One measurement, in processor seconds."""

    task: str
    nodes: int
    offers: int
    seconds: float
    pairs: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if the promise is broken."""
    options = _options(arguments)
    runs = [run for size in (QUICK if options.quick else SIZES) for run in _alone(*size)]
    checks = _checks(runs)
    lines = [*_table(runs), "", *(line for line, _ in checks)]
    print("\n".join(lines))
    if options.write:
        keep_section("network", "Street network", lines)
    return 0 if all(passed for _, passed in checks) else 1


def _alone(side: int, offers: int) -> list[Run]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (side, offers))


def _measure(side: int, offers: int) -> list[Run]:
    network = lattice(side)
    people = _at(network, np.arange(0, network.nodes, 3)).assign(people=10.0)
    drawn = np.random.default_rng(1).choice(network.nodes, offers, replace=False)
    supply = _at(network, drawn).assign(capacity=1.0)
    snapped: list[Snapped] = []
    snapping = _timed(
        SNAP, lambda: snapped.extend(snap_frame(network, f) for f in (people, supply)), network, offers
    )
    cells, sites = snapped
    nearest = _timed(NEAREST, partial(snapped_nearest, network, cells, sites), network, offers)
    pairs = [0]

    def everything() -> None:
        cost = snapped_cost(network, cells, sites, limit_m=LIMIT_M)
        e2sfca(cost, people["people"], supply["capacity"])
        pairs[0] = cost.pairs

    ways = _timed(WAYS, everything, network, offers)
    return [snapping, nearest, replace(ways, pairs=pairs[0])]


def _timed(task: str, work: Callable[[], object], network: StreetNetwork, offers: int) -> Run:
    gc.collect()
    start = time.process_time()
    work()
    run = Run(task, network.nodes, offers, time.process_time() - start, 0)
    print(f"… {task}, {run.nodes:,} crossings, {offers:,} offers: {run.seconds:.2f} s", flush=True)
    return run


def lattice(side: int) -> StreetNetwork:
    """Return a net of so many crossings along each side, every street open both ways."""
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    metres = (np.column_stack((column.ravel(), row.ravel())) - side / 2) * BLOCK_M + np.array(MIDDLE)
    lon, lat = to_degrees(metres[:, 0], metres[:, 1])
    number = np.arange(side * side).reshape(side, side)
    east, north = (number[:, :-1], number[:, 1:]), (number[:-1], number[1:])
    start, end = (np.concatenate((east[k].ravel(), north[k].ravel())) for k in (0, 1))
    line = np.column_stack((start, end)).ravel()
    return StreetNetwork(
        mode="walk",
        source=Source("synthetic", "", ""),
        node_lon=lon,
        node_lat=lat,
        edge_from=start.astype(np.int32),
        edge_to=end.astype(np.int32),
        edge_m=great_circle_m(lon[start], lat[start], lon[end], lat[end]),
        edge_way=np.full(len(start), Way.FORWARD.value | Way.BACKWARD.value, dtype=np.uint8),
        shape_lon=lon[line],
        shape_lat=lat[line],
        shape_start=np.arange(0, len(line) + 1, 2),
    )


def _at(network: StreetNetwork, nodes: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"lon": network.node_lon[nodes], "lat": network.node_lat[nodes]})


def _checks(runs: Sequence[Run]) -> list[tuple[str, bool]]:
    most = max(run.offers for run in runs)
    each = [run.seconds / run.pairs for run in runs if run.pairs and run.offers >= min(most, 2_000)]
    return [
        check_line("ways grow with the pairs: least ÷ most time a pair", min(each) / max(each), least=EVEN)
    ]


def _table(runs: Sequence[Run]) -> list[str]:
    head = [
        f"{date.today().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}. "  # noqa: DTZ011  (a local day)
        "Streets, people and offers are synthetic.",
        "",
        "| task | crossings | offers | processor seconds | million pairs | seconds a million pairs |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    return head + [f"| {r.task} | {r.nodes:,} | {r.offers:,} | {r.seconds:.2f} {_per_pairs(r)}" for r in runs]


def _per_pairs(run: Run) -> str:
    millions = run.pairs / 1e6
    return f"| {millions:.2f} | {run.seconds / millions:.2f} |" if millions else "| – | – |"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.network", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small net")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
