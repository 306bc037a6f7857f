"""`python -m bench.find`: the page "Find" beside a plain app; prints the table, and keeps it in docs/PERFORMANCE.md."""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import Browser

from bench import visits
from bench.document import DOCUMENT
from bench.results import APPS, Key, Results, section, write_section
from bench.servers import PLAIN_APP, REAL_APP, running, wait_until_up
from bench.synthetic import Workspace, make_workspace
from geo.maps import markers
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.opening import prepare

SIZES = (100, 1_000, 10_000)
TOPIC = "language"
SCRIPTS = {"real": REAL_APP, "plain": PLAIN_APP}
CONTROLS = {"real": visits.REAL, "plain": visits.PLAIN}
#: From so many offers on the plain app needs the better part of a minute for a click: it is visited once.
SLOW_FROM = 5_000


@dataclass(frozen=True)
class Plan:
    """How often to measure: rounds through all sizes and apps, visits in each, clicks in each visit, starts."""

    rounds: int
    visits: int
    clicks: int
    starts: int


USUAL = Plan(rounds=3, visits=2, clicks=2, starts=3)
QUICK = Plan(rounds=1, visits=1, clicks=1, starts=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    plan = QUICK if options.quick else USUAL
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    with tempfile.TemporaryDirectory(prefix="bench-") as name, visits.chromium() as browser:
        folder = Path(name)
        workspaces = [make_workspace(folder / str(size), size) for size in options.sizes]
        times: defaultdict[Key, list[float]] = defaultdict(list)
        for turn in range(plan.rounds):
            _round(turn, workspaces, plan, browser, times)
        starts = [second_start(folder / "start", browser) for _ in range(plan.starts)]
        results = Results(dict(times), [answer for answer, _ in starts], [page for _, page in starts], load)
        text = section(results, browser.version)
    print(f"\n{text}\n")
    if options.write:
        write_section(DOCUMENT, text)
    return 1 if any(check.passed is False for check in results.checks()) else 0


def _round(
    turn: int,
    workspaces: Sequence[Workspace],
    plan: Plan,
    browser: Browser,
    times: defaultdict[Key, list[float]],
) -> None:
    """Go through all sizes and apps, each second time in reverse: whatever drifts meets all of them alike."""
    steps = [(workspace, app) for workspace in workspaces for app in APPS]
    for workspace, app in steps if turn % 2 == 0 else steps[::-1]:
        is_slow = app == "plain" and workspace.offers >= SLOW_FROM
        if is_slow and turn:
            continue
        _measure(app, workspace, replace(plan, visits=1, clicks=1) if is_slow else plan, browser, times)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.find", description=__doc__)
    parser.add_argument("--sizes", type=_sizes, default=SIZES, help="numbers of offers, such as 100,1000")
    parser.add_argument("--quick", action="store_true", help="each thing once: a first impression")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    options = parser.parse_args(arguments)
    options.write = options.write and not options.quick and tuple(options.sizes) == SIZES
    return options


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _measure(
    app: str, workspace: Workspace, plan: Plan, browser: Browser, times: defaultdict[Key, list[float]]
) -> None:
    """Start one app and visit it; a first visit, which loads the data, does not count."""
    size, controls = workspace.offers, CONTROLS[app]
    few = _offers_of(workspace)
    with running(SCRIPTS[app], workspace.environ, log=workspace.folder / f"{app}.log") as server:
        wait_until_up(server)
        with visits.visitor(browser) as page:
            visits.first_map(page, server.url, offers=size)
        for _ in range(plan.visits):
            with visits.visitor(browser) as page:
                times[size, app, "first map"].append(visits.first_map(page, server.url, offers=size))
                for _ in range(plan.clicks):
                    times[size, app, "filter"].append(visits.toggle(page, controls, TOPIC, offers=few))
                    times[size, app, "clear"].append(visits.toggle(page, controls, TOPIC, offers=size))
    _tell(app, size, times)


def _offers_of(workspace: Workspace) -> int:
    """Return how many offers the topic leaves."""
    with Store.open(load_settings(workspace.environ)) as store:
        return sum(TOPIC in topics for topics in store.offers()["topics"])


def _tell(app: str, size: int, times: defaultdict[Key, list[float]]) -> None:
    figures = {
        measure: [round(t) for t in found]
        for (n, a, measure), found in times.items()
        if (n, a) == (size, app)
    }
    print(f"{app:>5} {size:>6,}: {figures}", flush=True)


def second_start(folder: Path, browser: Browser) -> tuple[float, float]:
    """Start the real app with the shipped data, loaded before; return ms to its first answer and the complete page."""
    environ = {"KARTE_VAR": str(folder / "var")}
    with prepare(load_settings(environ)) as store:
        on_map = int((markers.spot_ids(store.offers()) != "").sum())
    folder.mkdir(parents=True, exist_ok=True)
    with running(REAL_APP, environ, log=folder / "start.log") as server, visits.visitor(browser) as page:
        wait_until_up(server, path="/healthz")
        answered = time.time() - server.started
        complete = visits.drawn_after(page, server.url, offers=on_map) - server.started * 1000
        return answered * 1000, complete


if __name__ == "__main__":
    sys.exit(main())
