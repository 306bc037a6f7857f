"""What the tests of the command line share; `tests/unit/cli/conftest.py` makes a `Run`."""

import json
from collections.abc import Callable
from typing import Any

#: Runs a command in this process; gives exit code, stdout, stderr.
Run = Callable[..., tuple[int, str, str]]
METRES = ("--mode", "metres", "--threshold", "1300", "--topic", "language")


def json_of(answer: tuple[int, str, str]) -> dict[str, Any]:
    """Return what a command that went well wrote."""
    code, out, err = answer
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found
