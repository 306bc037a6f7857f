"""Twenty writers at once lose nothing, and two processes on one database see each other's changes."""

import json
import os
import subprocess
from collections.abc import Callable

import pytest

from geo.model import Role
from tests.integration.store_load import EDITS, WRITERS
from tests.store_kit import Database, offer_row, seed, start_module, start_python

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_twenty_writers_lose_no_update(
    database: Database, record_property: Callable[[str, object], None]
) -> None:
    process = start_module("tests.integration.store_load", database.url)

    out, errors = process.communicate(timeout=150)

    assert process.returncode == 0, errors
    counts = json.loads(out)
    record_property(
        "counts", f"{WRITERS} writers x {EDITS} edits on {database.url.split(':', 1)[0]}: {counts}"
    )
    made = WRITERS * EDITS
    assert counts.pop("conflicts", 0) >= 0  # each was seen by its writer, who tried again
    assert counts.pop("busy", 0) >= 0
    names = ("edits", "marks", "different marks", "versions", "changes", "changes by one mark")
    assert counts == {**dict.fromkeys(names, made), "batches": made + 1, "faults": 0, "crashed": 0}


#: An app process: answers each line of its input with the version token and the first title it sees now.
WATCHER = """
import sys
from tests.store_kit import *
with Database(sys.argv[1]).open() as store:
    for line in sys.stdin:
        print(store.version(), store.offers()["title"].iloc[0], flush=True)
"""


def test_two_processes_on_one_database_see_each_others_changes(database: Database) -> None:
    with database.open() as store:
        seed(store, offer_row("a-1", title="alt"))
        watcher = start_python(WATCHER, database.url)

        first = _ask(watcher)
        store.save("a-1", {"title": "neu"}, version=1, who=Role.EDITOR)
        second, third = _ask(watcher), _ask(watcher)
        own = store.version()

    watcher.communicate(timeout=60)
    assert (first[1], second[1]) == ("alt", "neu")
    assert first[0] != second[0] == third[0] == own


def _ask(process: "subprocess.Popen[str]") -> list[str]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("?\n")
    process.stdin.flush()
    return process.stdout.readline().split()
