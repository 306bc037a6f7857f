"""`python -m bench.start`: what a command costs before it answers, beside `import pandas` alone.

Each command runs in a process of its own, right after one that only imports pandas, and both are asked for the
processor time they took (user and system). So the ratio says what our own code and libraries add, on any machine.
The database of the shipped offers is made before: a first start is measured elsewhere.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.document import keep_section
from bench.results import machine
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare

BESIDE = ("-c", "import pandas")
ROUNDS = 9
QUICK = 2
#: Where this is set, Python translates our own modules anew at each start, and those of the libraries not.
NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


@dataclass(frozen=True)
class Task:
    """A command, and how many times what pandas takes it may take; None where nothing is promised."""

    arguments: tuple[str, ...]
    most: float | None = None

    @property
    def name(self) -> str:
        """The command as one writes it."""
        return " ".join(("python -m geo", *self.arguments))


TASKS = (
    Task(("--help",), most=0.7),
    Task(("find",), most=2.0),
    Task(("find", "--text", "Deutschkurs")),
    Task(("find", "--near", "45770")),
)


@dataclass(frozen=True)
class Result:
    """Processor seconds of a command and of pandas beside it, one pair a round."""

    task: Task
    pairs: Sequence[tuple[float, float]]

    @property
    def seconds(self) -> float:
        """The median of the command."""
        return median(own for own, _ in self.pairs)

    @property
    def beside(self) -> float:
        """The median of pandas."""
        return median(pandas for _, pandas in self.pairs)

    @property
    def ratio(self) -> float:
        """The median of the ratios: each pair met the machine in the same mood."""
        return median(own / pandas for own, pandas in self.pairs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, keep; return 1 if a promise is broken."""
    options = _options(arguments)
    rounds = QUICK if options.quick else ROUNDS
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-start-") as folder:
        environ = {"KARTE_VAR": str(Path(folder) / "var")}
        prepare(load_settings(environ)).close()
        results = [_measure(task, environ, rounds) for task in TASKS]
    lines = [machine(), _note(rounds, load), "", *table(results), "", *(line for line, _ in checks(results))]
    print("\n".join(lines))
    if options.write:
        keep_section("start", "Start of a command", lines)
    return 0 if all(passed for _, passed in checks(results)) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.start", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} rounds: a first impression")
    parser.add_argument("--write", action="store_true", help="keep the table in docs/PERFORMANCE.md")
    return parser.parse_args(arguments)


def _measure(task: Task, environ: Mapping[str, str], rounds: int) -> Result:
    """Run command and pandas in turn; a first pair, which warms the disk, does not count."""
    command = ("-m", "geo", *task.arguments)
    pairs = [(processor_time(command, environ), processor_time(BESIDE, environ)) for _ in range(rounds + 1)]
    return Result(task, pairs[1:])


def processor_time(arguments: Sequence[str], environ: Mapping[str, str]) -> float:
    """Run Python with some arguments; return the processor seconds it took, of the user and of the system.

    Raises
    ------
    CalledProcessError
        If it fails.
    """
    before = _of_children()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT_ROOT,
        env={**{key: value for key, value in os.environ.items() if key != NO_BYTECODE}, **environ},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return _of_children() - before


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# -- what came out -------------------------------------------------------------------------------------


def _note(rounds: int, load: float) -> str:
    return (
        f"Processor time in seconds, medians of {rounds} pairs; the ratio is the median over the pairs. "
        f"Load of the machine before the run: {load:.1f}."
    )


def table(results: Sequence[Result]) -> list[str]:
    """Return the medians as a Markdown table."""
    lines = ["| command | s | import pandas, s | command ÷ pandas |", "|---|---:|---:|---:|"]
    for result in results:
        cells = (f"`{result.task.name}`", f"{result.seconds:.2f}", f"{result.beside:.2f}")
        lines.append(f"| {' | '.join(cells)} | {result.ratio:.2f} × |")
    return lines


def checks(results: Sequence[Result]) -> list[tuple[str, bool]]:
    """Return each promise as a line, and whether it is kept."""
    return [_check(result, result.task.most) for result in results if result.task.most is not None]


def _check(result: Result, most: float) -> tuple[str, bool]:
    passed = result.ratio <= most
    text = f"`{result.task.name}` beside import pandas"
    return f"- {'PASS' if passed else 'FAIL'}  {text}: {result.ratio:.2f} (promised at most {most:g})", passed


if __name__ == "__main__":
    sys.exit(main())
