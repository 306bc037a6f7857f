"""`kill -9` at any point of an edit, import, undo, load, migration, backup or restore leaves the old or the new state."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.store_kill import OPERATIONS
from tests.store_kit import Database, start_module

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_killed_process_leaves_the_old_or_the_new_state(
    operation: str,
    blank_database: Database,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    process = start_module("tests.integration.store_kill", operation, blank_database.url, str(tmp_path))

    out, errors = process.communicate(timeout=150)

    assert process.returncode == 0, errors
    counts = json.loads(out)
    record_property("counts", f"{operation} on {blank_database.url.split(':', 1)[0]}: {counts}")
    assert counts.get("between", 0) == 0
    assert counts["new"] == 1
    assert counts["old"] >= 4
