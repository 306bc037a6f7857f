"""`python -m bench.page`: what the server needs for the first answer of "Coverage", and after the slider was moved.

The page runs as in Streamlit, on the shipped data, without a browser. The first answer is measured apart from the page:
offers, people and names are read before, the 200 directories are not yet drawn. Every threshold is one that nobody
asked for before, so nothing of the answer is remembered. What counts is the thread that runs the page, as on a server:
beside it waits a test harness that asks a hundred times a second whether the page is done.
"""

import argparse
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from streamlit.testing.v1 import AppTest

from bench.document import keep_section
from geo.settings import load_settings
from geo.upkeep.opening import prepare

THRESHOLDS = (20, 25, 35, 40, 45, 50, 55, 60)
QUICK = THRESHOLDS[:3]
MOST_S = 0.3  # what we promise of the whole page
MOST_FIRST_S = 1.5  # … of the first answer
MOST_MB = 200  # … of what the draws hold
TIMEOUT_S = 120


@dataclass(frozen=True)
class Update:
    """One run of the page: seconds by the clock with the harness, and of the processor in the page's thread."""

    minutes: int
    seconds: float
    processor: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if the promise is broken."""
    options = _options(arguments)
    logging.getLogger("streamlit").setLevel(logging.CRITICAL)  # it misses its server
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        os.environ["KARTE_VAR"] = name
        prepare(load_settings()).close()
        first = first_answer()
        updates = measure(QUICK if options.quick else THRESHOLDS)
    checks = [_check(updates), *_checks_of(first)]
    lines = [*_table(updates), "", *(line for line, _ in checks)]
    passed = all(kept for _, kept in checks)
    print("\n".join(lines))
    if options.write:
        keep_section("page", "Page update", lines)
    return 0 if passed else 1


class First(NamedTuple):
    """Seconds of the processor for the first answer and the next threshold, and the memory held after both."""

    processor: float
    next_one: float
    megabytes: float


def first_answer() -> First:
    """Answer the question of the start with all that the page says of it, then for another threshold."""
    from geo.planning.question import Question
    from ui.shared import answers, loading

    world = answers.world_of(loading.load_data())
    before = _resident_mb()
    took = []
    for question in (Question(), Question(threshold=23)):
        start = time.thread_time()
        found = answers.answer_to(world, question)
        _ = (found.share, found.by_city, found.curve, found.gaps)
        took.append(time.thread_time() - start)
    return First(took[0], took[1], _resident_mb() - before)


def _resident_mb() -> float:
    """Return the memory this process holds, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _checks_of(first: First) -> list[tuple[str, bool]]:
    told = (
        ("seconds of the processor for the first answer", first.processor, MOST_FIRST_S),
        ("megabytes held after it", first.megabytes, MOST_MB),
    )
    lines = [
        (
            f"- {'PASS' if found <= most else 'FAIL'}  {what}: {found:.2f} (promised {most:g} at most)",
            found <= most,
        )
        for what, found, most in told
    ]
    return [
        *lines,
        (f"- seconds for the next threshold without the page around it: {first.next_one:.2f}", True),
    ]


def measure(thresholds: Sequence[int]) -> list[Update]:
    """Move the slider to each threshold."""
    page = AppTest.from_function(_page, default_timeout=TIMEOUT_S).run()
    _slider(page)
    return [_moved(page, minutes) for minutes in thresholds]


def _page() -> None:
    """Stand for the shell, which shows one page; note what it took."""
    import time

    import streamlit as st

    from ui.coverage import page as coverage
    from ui.shared import address_bar, loading

    start = time.thread_time()
    coverage.show(loading.texts_for(address_bar.choose_language()))
    st.session_state["processor"] = time.thread_time() - start


def _slider(page: AppTest) -> object:
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    return next(slider for slider in page.slider if "threshold" in str(slider.key))


def _moved(page: AppTest, minutes: int) -> Update:
    from ui.shared import answers

    slider, before = _slider(page), answers.answer_to.cache_info().misses
    slider.set_value(type(slider.value)(minutes))
    clock = time.perf_counter()
    page.run()
    update = Update(minutes, time.perf_counter() - clock, page.session_state["processor"])
    if answers.answer_to.cache_info().misses == before:
        raise RuntimeError("the page did not answer anew: nothing was measured")
    return update


def _check(updates: Sequence[Update]) -> tuple[str, bool]:
    """Compare with the median of the processor's seconds: others may be at work beside it."""
    found = statistics.median(update.processor for update in updates)
    passed = found <= MOST_S
    return (
        f"- {'PASS' if passed else 'FAIL'}  seconds of the server after moving the slider, median: {found:.2f} "
        f"(promised {MOST_S:g} at most)",
        passed,
    )


def _table(updates: Sequence[Update]) -> list[str]:
    head = [
        f"{date.today().isoformat()}, {os.cpu_count()} cores, Python {platform.python_version()}. "  # noqa: DTZ011  (a local day)
        "Language courses, on foot; every threshold for the first time.",
        "",
        "| minutes | seconds by the clock | processor seconds |",
        "|--:|--:|--:|",
    ]
    return head + [f"| {u.minutes} | {u.seconds:.2f} | {u.processor:.2f} |" for u in updates]


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three moves, a first impression")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
