"""`python -m bench.publish`: the published page beside "Find" and the plain folium app, the same offers in one run.

The page is a file opened from disk. From the click to the screen: a script in the page notes the click and the first
picture after it, and reads in that moment how many offers markers and summary tell and how many cards are listed; a
wrong number is no measurement.
"""

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page

from bench import visits
from bench.document import keep_section
from bench.page_search import question_times
from bench.results import machine
from bench.servers import PLAIN_APP, REAL_APP, running, wait_until_up
from bench.synthetic import make_workspace
from geo.maps import markers
from geo.publish import gather, make_content, write_files
from geo.settings import Settings, load_settings
from geo.upkeep.opening import make_geocoder, prepare

TOPIC = "language"
SHIPPED = 0
SIZES = (SHIPPED, 10_000, 50_000)
#: From so many offers on the plain app needs minutes for one click: it is left out.
PLAIN_UP_TO = 10_000
#: Milliseconds from the click to the screen, as orientation for the machine of the project.
WITHIN_MS = {SHIPPED: 50.0, 10_000: 100.0, 50_000: 400.0}
FIRST_LIST_MS = 1000.0
#: A question at 10,000 offers, in the page's own script.
QUESTION_MS = 10.0
FASTER = 100.0
#: So many cards the list shows at first.
FIRST_CARDS = 20
APPS = ("page", "find", "plain")
MEASURES = ("first list", "filter", "clear", "question")
PEERS = {"find": (REAL_APP, visits.REAL), "plain": (PLAIN_APP, visits.PLAIN)}
DAY = date(2024, 1, 1)

_WATCH = r"""
const number = (icon) => Number((icon.textContent || "").replace(/\D/g, "")) || 1;
const painted = (tell) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => tell(performance.now());
  channel.port2.postMessage(0);
});
// Promises, for the page's policy forbids what Playwright does to ask again and again.
window.benchFirst = new Promise((tell) => {
  const first = new MutationObserver(() => {
    if (!document.querySelector("#list > .card")) return;
    first.disconnect();
    painted(tell);
  });
  first.observe(document, { childList: true, subtree: true });
});
window.benchAwait = () => { window.benchPainted = new Promise((tell) => { window.benchTell = tell; }); };
addEventListener("change", (event) => {
  const pressed = event.timeStamp;
  painted((at) => {
    const icons = [...document.querySelectorAll(".leaflet-marker-pane > .leaflet-interactive")];
    const told = Number(document.querySelector(".summary strong").textContent.replace(/\D/g, ""));
    const listed = document.querySelectorAll("#list > .card").length;
    window.benchTell({ ms: at - pressed, told, listed, drawn: icons.reduce((sum, icon) => sum + number(icon), 0) });
  });
}, true);
"""


@dataclass(frozen=True)
class Case:
    """One number of offers: where they are, and how many all and the topic leave, in all and on the map."""

    size: int
    settings: Settings
    environ: dict[str, str]
    all: int
    few: int
    all_drawn: int
    few_drawn: int


Times = defaultdict[tuple[int, str, str], list[float]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    times: Times = defaultdict(list)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    with tempfile.TemporaryDirectory(prefix="bench-publish-") as name, visits.chromium() as browser:
        for size in options.sizes:
            case = _case(Path(name) / str(size), size)
            _page(case, Path(name) / f"page-{size}", browser, times, clicks=options.clicks)
            for app in options.peers:
                if app != "plain" or case.all <= PLAIN_UP_TO:
                    _peer(
                        app, case, Path(name), browser, times, clicks=1 if app == "plain" else options.clicks
                    )
        note = f"Medians in milliseconds. Load of the machine before the run: {load:.1f}."
        lines = [
            machine(browser.version),
            note,
            "",
            *_table(times),
            "",
            *(line for line, _ in _checks(times)),
        ]
    print("\n".join(lines))
    if options.write:
        keep_section("publish", "The published page", lines)
    return 0 if all(passed for _, passed in _checks(times)) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.publish", description=__doc__)
    parser.add_argument(
        "--sizes", type=_sizes, default=SIZES, help="numbers of offers; 0 for the shipped ones"
    )
    parser.add_argument(
        "--peers", nargs="*", choices=tuple(PEERS), default=list(PEERS), help="what it is compared with"
    )
    parser.add_argument("--clicks", type=int, default=5, help="clicks in each app")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _case(folder: Path, size: int) -> Case:
    """Make the offers, or take the shipped ones."""
    if size == SHIPPED:
        folder.mkdir(parents=True, exist_ok=True)
        environ = {"KARTE_VAR": str(folder / "var"), "BENCH_PLAIN_TABLE": str(folder / "plain.csv")}
    else:
        environ = make_workspace(folder, size).environ
    settings = load_settings(environ)
    with prepare(settings) as store:
        offers = store.offers()
    drawn = markers.spot_ids(offers) != ""
    few = offers["topics"].map(lambda topics: TOPIC in topics)
    if size == SHIPPED:
        table = offers.loc[drawn, ["title", "organization", "lon", "lat"]]
        table.assign(topics=offers["topics"].str.join(";")).to_csv(environ["BENCH_PLAIN_TABLE"], index=False)
    counts = (len(offers), int(few.sum()), int(drawn.sum()), int((few & drawn).sum()))
    return Case(size, settings, environ, *counts)


def _page(case: Case, folder: Path, browser: Browser, times: Times, *, clicks: int) -> None:
    """Write the page and visit it as a file, once in a fresh browser for the start, then for the clicks."""
    with prepare(case.settings) as store:
        material = gather(
            case.settings,
            store.offers(),
            make_geocoder(case.settings, store),
            sites=store.sites(further_only=True),
            translations=store.translations(),
        )
    content = make_content(material, today=DAY)
    file, *_ = write_files(material, content, folder)
    times[case.size, "page", "question"].extend(question_times(content, browser))
    for _ in range(clicks):
        context = browser.new_context(viewport=visits.WINDOW, locale="de-DE")  # type: ignore[arg-type]  # width and height
        context.add_init_script(_WATCH)
        page = context.new_page()
        page.set_default_timeout(visits.LIMIT_MS)
        page.goto(file.as_uri())
        times[case.size, "page", "first list"].append(float(page.evaluate("window.benchFirst")))
        page.locator('[data-filter="topics"]').click()
        times[case.size, "page", "filter"].append(_toggle(page, case.few, case.few_drawn))
        times[case.size, "page", "clear"].append(_toggle(page, case.all, case.all_drawn))
        context.close()


def _toggle(page: Page, told: int, drawn: int) -> float:
    """Click the topic; return the milliseconds from the click to the picture with all markers and the list.

    Raises
    ------
    RuntimeError
        If that picture tells another number of offers.
    """
    page.wait_for_timeout(visits.IDLE_MS)
    page.evaluate("window.benchAwait()")
    page.locator(f'input[data-facet="topics"][value="{TOPIC}"]').click()
    found = page.evaluate("window.benchPainted")
    listed = min(told, FIRST_CARDS)
    if found["told"] != told or found["drawn"] != drawn or found["listed"] != listed:
        msg = f"{told} offers, {listed} of them listed and {drawn} on the map expected, {found} found"
        raise RuntimeError(msg)
    return float(found["ms"])


def _peer(app: str, case: Case, folder: Path, browser: Browser, times: Times, *, clicks: int) -> None:
    """Visit one of the apps as `python -m bench` does."""
    script, controls = PEERS[app]
    with running(script, case.environ, log=folder / f"{app}-{case.size}.log") as server:
        wait_until_up(server)
        with visits.visitor(browser) as page:
            times[case.size, app, "first list"].append(
                visits.first_map(page, server.url, offers=case.all_drawn)
            )
            for _ in range(clicks):
                times[case.size, app, "filter"].append(
                    visits.toggle(page, controls, TOPIC, offers=case.few_drawn)
                )
                times[case.size, app, "clear"].append(
                    visits.toggle(page, controls, TOPIC, offers=case.all_drawn)
                )


# -- what came out -------------------------------------------------------------------------------------


def _median(times: Times, size: int, app: str, measure: str) -> float | None:
    found = times.get((size, app, measure))
    return median(found) if found else None


def _table(times: Times) -> list[str]:
    lines = ["| offers | measure | page, ms | Find, ms | plain app, ms |", "|---:|---|---:|---:|---:|"]
    for size in sorted({size for size, _, _ in times}):
        for measure in MEASURES:
            cells = [_cell(_median(times, size, app, measure)) for app in APPS]
            lines.append(f"| {f'{size:,}' if size else 'shipped'} | {measure} | {' | '.join(cells)} |")
    return lines


def _cell(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:,.{0 if milliseconds >= 10 else 1}f}"


def _checks(times: Times) -> list[tuple[str, bool]]:
    """Return each promise that was measured as a line, and whether it is kept."""
    found = [
        _check(f"{measure} at {size or 'the shipped'} offers, ms", value, value <= limit, limit)
        for size, limit in WITHIN_MS.items()
        for measure in ("filter", "clear")
        if (value := _median(times, size, "page", measure)) is not None
    ]
    first = _median(times, 10_000, "page", "first list")
    if first is not None:
        found.append(_check("first list at 10000 offers, ms", first, first <= FIRST_LIST_MS, FIRST_LIST_MS))
    question = _median(times, 10_000, "page", "question")
    if question is not None:
        found.append(_check("a question at 10000 offers, ms", question, question <= QUESTION_MS, QUESTION_MS))
    for measure in ("filter", "clear"):
        page, plain = (_median(times, 10_000, app, measure) for app in ("page", "plain"))
        if page is not None and plain is not None:
            ratio = plain / page
            found.append(_check(f"× faster than plain at 10000, {measure}", ratio, ratio >= FASTER, FASTER))
    return found


def _check(text: str, figure: float, passed: bool, promised: float) -> tuple[str, bool]:
    return f"- {'PASS' if passed else 'FAIL'}  {text}: {figure:,.0f} (promised {promised:g})", passed


if __name__ == "__main__":
    sys.exit(main())
