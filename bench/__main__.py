"""`python -m bench`: run every benchmark, one after the other, and print what was promised and what came out."""

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence

from geo.settings import PROJECT_ROOT

#: Each is a module of its own: `python -m bench.<name>`.
BENCHES = ("start", "search", "find", "coverage", "page", "network", "siting", "transit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all, print the promises once more at the end; return 1 if one is broken or a benchmark failed."""
    options = _options(arguments)
    found = {name: _run(name, is_quick=options.quick) for name in options.only or BENCHES}
    print("\n".join(["", "# Promises", "", *_summary(found)]))
    return 1 if any(code for code, _ in found.values()) else 0


def _run(name: str, *, is_quick: bool) -> tuple[int, list[str]]:
    """Run one benchmark; return its exit code and the lines of its promises."""
    print(f"\n# {name}\n", flush=True)
    command = [sys.executable, "-m", f"bench.{name}", "--quick" if is_quick else "--write"]
    running = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True)
    lines: list[str] = []
    for line in running.stdout or ():
        print(line, end="", flush=True)
        lines.append(line.rstrip())
    return running.wait(), [line for line in lines if re.match(r"- (PASS|FAIL|----)", line)]


def _summary(found: dict[str, tuple[int, list[str]]]) -> list[str]:
    lines = []
    for name, (code, promises) in found.items():
        ended = "" if code == 0 or promises else f" (ended with {code})"
        lines += [f"{name}{ended}", *promises, ""]
    return lines


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short runs, which write nothing")
    parser.add_argument("--only", nargs="+", choices=BENCHES, help="some of them")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
