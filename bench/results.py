"""What was measured, as values: medians, ratios, checks, and the table for people."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

MEASURES = ("first map", "filter", "clear")
APPS = ("real", "plain")
CLEAR_FACTOR = 20.0  # the real app clears a filter at least so many times faster
GROWTH_LIMIT = 1.6  # its first map at the most offers takes at most so many times that at the fewest
START_LIMIT_MS = 5000.0
LARGE, SMALL = 10_000, 100
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

Key = tuple[int, str, str]  # number of offers, app, measure


@dataclass(frozen=True)
class Check:
    """One promise with the figure that decides it; `passed` None where it was not measured."""

    text: str
    figure: float | None
    passed: bool | None

    @property
    def line(self) -> str:
        """One line: PASS, FAIL or not measured."""
        if self.passed is None or self.figure is None:
            return f"----  {self.text}: not measured"
        return f"{'PASS' if self.passed else 'FAIL'}  {self.text}: {self.figure:.2f}"


@dataclass(frozen=True)
class Results:
    """All single times in milliseconds by number of offers, app and measure.

    `start` holds those from a second start to the first answer with the data loaded, `page` to the complete page.
    `load` is how many processes of others wanted a core before the run: with more than a few tenths, only the
    ratios say something.
    """

    times: Mapping[Key, Sequence[float]]
    start: Sequence[float] = ()
    page: Sequence[float] = ()
    load: float | None = None

    @property
    def sizes(self) -> list[int]:
        """The numbers of offers measured."""
        return sorted({size for size, _, _ in self.times})

    def median(self, size: int, app: str, measure: str) -> float | None:
        """Return the median in milliseconds, None where nothing was measured."""
        found = self.times.get((size, app, measure))
        return median(found) if found else None

    def ratio(self, size: int, measure: str) -> float | None:
        """Return how many times longer the plain app takes."""
        return _ratio(self.median(size, "plain", measure), self.median(size, "real", measure))

    def checks(self) -> list[Check]:
        """Return the promises of the project."""
        clear = self.ratio(LARGE, "clear")
        growth = _ratio(self.median(LARGE, "real", "first map"), self.median(SMALL, "real", "first map"))
        start = median(self.start) / 1000 if self.start else None
        return [
            Check(
                f"clear at {LARGE:,} at least {CLEAR_FACTOR:g} × faster",
                clear,
                None if clear is None else clear >= CLEAR_FACTOR,
            ),
            Check(
                f"first map at {LARGE:,} within {GROWTH_LIMIT:g} × of that at {SMALL:,}",
                growth,
                None if growth is None else growth <= GROWTH_LIMIT,
            ),
            Check(
                f"second start to first answer within {START_LIMIT_MS / 1000:g} s",
                start,
                None if start is None else start * 1000 <= START_LIMIT_MS,
            ),
        ]


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


def table(results: Results) -> str:
    """Return the medians as a Markdown table; runs in brackets."""
    lines = [
        "| offers | measure | real app, ms | plain app, ms | plain ÷ real |",
        "|---:|---|---:|---:|---:|",
    ]
    for size in results.sizes:
        for measure in MEASURES:
            cells = [_cell(results, size, app, measure) for app in APPS]
            ratio = results.ratio(size, measure)
            lines.append(f"| {size:,} | {measure} | {cells[0]} | {cells[1]} | {_times(ratio)} |")
    return "\n".join(lines)


def _cell(results: Results, size: int, app: str, measure: str) -> str:
    found = results.times.get((size, app, measure))
    return f"{median(found):,.0f} ({len(found)})" if found else "–"


def _times(ratio: float | None) -> str:
    return f"{ratio:.1f} ×" if ratio is not None else "–"


def machine(chromium: str = "") -> str:
    """Say what the figures were measured on, without naming the machine; "" where no browser took part."""
    return (
        f"Measured on {date.today().isoformat()}: {os.cpu_count()} cores, {platform.system()}, "  # noqa: DTZ011 - the day here
        f"Python {platform.python_version()}{f', Chromium {chromium} headless' if chromium else ''}."
    )


def section(results: Results, chromium: str) -> str:
    """Return the generated part of docs/PERFORMANCE.md."""
    checks = "\n".join(f"- {check.line}" for check in results.checks())
    note = "Medians in milliseconds, number of runs in brackets."
    if results.load is not None:
        note += f" Load of the machine before the run: {results.load:.1f}."
    if results.page:
        checks += (
            f"\n\nFrom a second start to the complete page in a browser: {median(results.page) / 1000:.1f} s."
        )
    return f"{machine(chromium)}\n{note}\n\n{table(results)}\n\n{checks}"


def write_section(path: Path, text: str) -> None:
    """Put the generated part between its marks and leave the rest of the file as it is.

    Raises
    ------
    ValueError
        If the marks are missing.
    """
    old = path.read_text(encoding="utf-8")
    pattern = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    if not pattern.search(old):
        msg = f"{path.name} lacks the marks {BEGIN} … {END}"
        raise ValueError(msg)
    path.write_text(pattern.sub(lambda _: f"{BEGIN}\n\n{text}\n\n{END}", old), encoding="utf-8")
