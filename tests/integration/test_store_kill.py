"""`kill -9` at any point of an edit, import, undo, load, migration, backup or restore leaves the old or the new state."""

import json
import os
from pathlib import Path

import pytest

from tests.store_kit import Database, start_module

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def test_killed_process_leaves_the_old_or_the_new_state(blank_database: Database, tmp_path: Path) -> None:
    process = start_module("tests.integration.store_kill", blank_database.url, str(tmp_path))

    out, errors = process.communicate(timeout=150)

    assert process.returncode == 0, errors
    found = json.loads(out)
    assert set(found) == {"edit", "apply", "undo", "seed", "migrate", "backup", "restore"}
    for operation, counts in found.items():
        print(f"{operation} on {blank_database.url.split(':', 1)[0]}: {counts}")
        assert counts.get("between", 0) == 0
        assert counts["new"] == 1
        assert counts["old"] >= 4
