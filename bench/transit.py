"""`python -m bench.transit`: ways by bus and train, on a timetable made up for the whole district and copies of it.

No line of it is real (`tools/made_timetable.py`). Offers are drawn where people live, every fifth known only to 500 m.
Each measurement has a process of its own; told are processor seconds, so that a busy machine is no slower one.
"""

import argparse
import multiprocessing
import platform
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from bench.document import check_line, keep_section
from geo.people.cells import load_cells
from geo.reach.speeds import WALK_M_PER_MIN
from geo.reach.transit import Window, find_journeys, find_walks, parse_arrival, parse_window, read_feed
from geo.reach.transit.cost import transit_cost
from geo.reach.transit.ground import TransitGround
from geo.reach.transit.sweep import egress_table, sweep
from geo.reach.transit.timetable import Timetable
from geo.settings import load_settings
from tools.made_timetable import write_feed

DAY, HOURS = date(2026, 3, 10), "08:00-10:00"
DENSE, COPIES, OFFERS, SEED = 2.4, 15, 344, 5562
_PART = 175  # places swept at once: the memory promised
NATIONAL_CALLS = 7_000_000
LIMIT_M = 45 * WALK_M_PER_MIN
#: What is promised: seconds, megabytes.
PROMISES = {
    "first answer": (10.0, 800.0),
    "first answer, in time": (10.0, 800.0),
    "another threshold": (1.0, 800.0),
    "another topic": (1.0, 800.0),
    "single journey": (0.1, 800.0),
    "state: 350 places": (15.0, 1500.0),
    "reading 7 million calls": (60.0, 1500.0),
}


@dataclass(frozen=True)
class Run:
    """One measurement: processor seconds, and the most memory of its process so far."""

    task: str
    size: str
    seconds: float
    megabytes: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        feed = write_feed(
            Path(folder) / "feed", first=date(2026, 1, 1), dense=1.0 if options.quick else DENSE
        )
        copies = 2 if options.quick else COPIES
        calls = 300_000 if options.quick else NATIONAL_CALLS
        for work, size in ((_district, 0), (_in_time, 0), (_state, copies), (_national, calls)):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                runs += pool.apply(work, (feed, size))
    checks = [check for run in runs for check in _checks(run)]
    lines = [*_table(runs), "", *(line for line, _ in checks)]
    print("\n".join(lines))
    if options.write:
        keep_section("transit", "By bus and train", lines)
    return 0 if all(passed for _, passed in checks) else 1


def _timed(task: str, size: str, work: Callable[[], object]) -> Run:
    start = time.process_time()
    work()
    seconds = time.process_time() - start
    return Run(task, size, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


@dataclass(frozen=True)
class _Asked:
    """What the page asks: who reaches any offer, and every pair for catchments and sites."""

    ground: TransitGround
    cells: pd.DataFrame
    supply: pd.DataFrame
    slack: np.ndarray

    def answer(self, limit_m: float, places: np.ndarray) -> None:
        """Answer for some of the offers."""
        chosen, slack = self.supply.iloc[places], self.slack[places]
        for radius in (np.zeros(len(places)), slack):
            cost = transit_cost(self.ground, self.cells, chosen, limit_m=2 * limit_m, slack_m=radius)
            (cost.nearest() <= limit_m).sum()
            cost.only(slack == 0).nearest()

    @property
    def size(self) -> str:
        """How much there is to look at."""
        return f"{len(self.cells):,} cells, {OFFERS} offers"


def _asked(feed: Path, window: Window) -> _Asked:
    cells = load_cells(load_settings().district.file("population"))
    rng = np.random.default_rng(SEED)
    people = cells["people"].to_numpy(dtype=np.float64)
    chosen = rng.choice(len(cells), OFFERS, replace=False, p=people / people.sum())
    supply = cells.iloc[chosen][["lon", "lat"]].reset_index(drop=True)
    slack = np.where(np.arange(OFFERS) % 5 == 0, 500.0, 0.0)
    return _Asked(TransitGround(_read(feed), window), cells, supply, slack)


def _district(feed: Path, _: int) -> list[Run]:
    """Answer for departures, as the page does."""
    asked, every = _asked(feed, parse_window(DAY, HOURS)), np.arange(OFFERS)
    ground = asked.ground
    first = _timed("first answer", "", lambda: asked.answer(LIMIT_M, every))
    rides = int((ground.day(120).dep < 7200).sum())
    size = f"{rides:,} departures, {asked.size}"
    ends = [(float(row.lon), float(row.lat)) for row in asked.supply.iloc[[0, 100]].itertuples()]

    def journey() -> None:
        walks = find_walks(ground.timetable, *ends)
        find_journeys(ground.timetable, ground.window, ground.changes, walks, day=ground.day(120))

    return [
        replace(first, size=size),
        _timed("another threshold", size, lambda: asked.answer(30 * WALK_M_PER_MIN, every)),
        _timed("another topic", size, lambda: asked.answer(LIMIT_M, every[::3])),
        _timed("single journey", f"{rides:,} departures", journey),
    ]


def _in_time(feed: Path, _: int) -> list[Run]:
    """Answer for a time to be there by."""
    asked = _asked(feed, parse_arrival(DAY, "09:00"))
    run = _timed("first answer, in time", "", lambda: asked.answer(LIMIT_M, np.arange(OFFERS)))
    rides = int((asked.ground.day(120).dep < 7200).sum())
    return [replace(run, size=f"{rides:,} departures, {asked.size}")]


def _state(feed: Path, copies: int) -> list[Run]:
    """Sweep a state: the district many times side by side."""
    table = _side_by_side(_read(feed), copies)
    rng = np.random.default_rng(SEED)
    near = rng.choice(table.stops, 350, replace=False)
    supply = table.stop_places.iloc[near].reset_index(drop=True)
    ground = TransitGround(table, parse_window(DAY, HOURS))

    def swept() -> None:
        stop, place, seconds = ground.egress(supply, np.zeros(len(supply)))
        for begin in range(0, len(supply), _PART):
            part = (place >= begin) & (place < begin + _PART)
            own = min(_PART, len(supply) - begin)
            egress = egress_table(
                stop[part], place[part] - begin, seconds[part], stops=table.stops, places=own
            )
            sweep(ground.day(120), egress)

    run = _timed("state: 350 places", "", swept)
    rides = int((ground.day(120).dep < 7200).sum())
    return [replace(run, size=f"{rides:,} departures in the window, {ground.day(120).rides:,} in all")]


def _national(feed: Path, calls: int) -> list[Run]:
    """Read a feed of a whole country from a zip: the district's trips again and again."""
    times = (feed / "stop_times.txt").read_text(encoding="utf-8")
    copies = -(-calls // (times.count("\n") - 1))
    path = feed.parent / "national.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for table in feed.glob("*.txt"):
            if table.name not in ("trips.txt", "stop_times.txt"):
                archive.write(table, table.name)
        rows = pd.read_csv(feed / "trips.txt")[["trip_id", "route_id", "service_id"]].to_csv(index=False)
        for name, text in (("trips.txt", rows), ("stop_times.txt", times)):
            heading, body = text.split("\n", 1)
            with archive.open(name, "w", force_zip64=True) as out:
                out.write(f"{heading.strip()}\n".encode())
                for copy in range(copies):
                    out.write("".join(f"{copy}-{line}" for line in body.splitlines(keepends=True)).encode())
    return [
        _timed(
            "reading 7 million calls",
            f"{copies * (times.count(chr(10)) - 1):,} calls",
            lambda: read_feed(path, name="country", box=(6.0, 51.0, 8.0, 52.0), today=DAY),
        )
    ]


def _read(feed: Path) -> Timetable:
    return read_feed(feed, name="made", box=None, today=DAY)[0]


def _side_by_side(table: Timetable, copies: int) -> Timetable:
    """Return the timetable so many times, each a degree further east."""
    calls = len(table.call_stop)
    again = np.arange(copies)
    starts = [table.trip_start[:-1] + calls * copy for copy in again]
    arrays = {
        name: np.tile(getattr(table, name), copies)
        for name in (
            "stop_lat", "call_arr", "call_dep", "call_pick", "call_drop",
            "trip_service", "trip_route", "trip_block", "trip_is_about",
        )
    }  # fmt: skip
    return replace(
        table,
        **arrays,
        stop_lon=np.concatenate([table.stop_lon + copy for copy in again]),
        call_stop=np.concatenate([table.call_stop + np.int32(table.stops * copy) for copy in again]),
        trip_start=np.append(np.concatenate(starts), calls * copies),
        stop_ids=table.stop_ids * copies,
        stop_names=table.stop_names * copies,
        trip_heads=table.trip_heads * copies,
    )


def _table(runs: list[Run]) -> list[str]:
    rows = [f"| {run.task} | {run.size} | {run.seconds:.2f} s | {run.megabytes:,.0f} MB |" for run in runs]
    return [
        f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {platform.machine()}, processor seconds.",
        "",
        "| What | how much | time | most memory of the process |",
        "| --- | --- | ---: | ---: |",
        *rows,
    ]


def _checks(run: Run) -> list[tuple[str, bool]]:
    seconds, megabytes = PROMISES[run.task]
    return [
        check_line(f"{run.task}, promised over measured seconds", seconds / max(run.seconds, 1e-3), least=1),
        check_line(f"{run.task}, promised over measured memory", megabytes / run.megabytes, least=1),
    ]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.transit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a smaller timetable")
    parser.add_argument("--write", action="store_true", help="keep the figures in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
