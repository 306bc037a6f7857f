"""Keeps what a benchmark measured in its own section of docs/PERFORMANCE.md."""

from collections.abc import Sequence
from pathlib import Path

from geo.settings import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "PERFORMANCE.md"


def keep_section(name: str, heading: str, lines: Sequence[str], *, path: Path = DOCUMENT) -> None:
    """Replace the section of a benchmark (`python -m bench.<name>`), or add it with its heading."""
    begin, end = f"<!-- bench {name}: begin -->", f"<!-- bench {name}: end -->"
    text = path.read_text(encoding="utf-8")
    section = "\n".join([begin, "", *lines, "", end])
    if begin in text:
        before, rest = text.split(begin)
        text = before + section + rest.split(end)[1]
    else:
        again = f"`python -m bench.{name} --write` measures again."
        text = f"{text.rstrip()}\n\n## {heading}\n\n{again}\n\n{section}\n"
    path.write_text(text, encoding="utf-8")


def check_line(text: str, figure: float, *, least: float) -> tuple[str, bool]:
    """Return a promise as a line, and whether the figure is at least what was promised."""
    passed = figure >= least
    return f"- {'PASS' if passed else 'FAIL'}  {text}: {figure:.1f} (promised {least:g})", passed
