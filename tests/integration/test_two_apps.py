"""Two app processes on one PostgreSQL: both may start at once, and each shows what the other one saved."""

import os
import subprocess
import sys
from pathlib import Path

from geo.model import Role
from geo.settings import load_settings
from geo.store import Store
from tests.store_kit import PROJECT, Database

#: What a page does: gather the data, made anew where the database has changed.
APP = """
import sys
from ui.shared import loading
for line in sys.stdin:
    data = loading.load_data()
    found = data.table.frame.loc[line.strip()] if line.strip() in data.table.frame.index else None
    print("-" if found is None else found["title"], len(data.table.frame), flush=True)
"""
OFFER = "two-apps"


def test_two_apps_on_one_database_show_the_same(postgres_blank: Database, tmp_path: Path) -> None:
    apps = [_start(postgres_blank, tmp_path / str(number)) for number in (1, 2)]
    try:
        for app in apps:
            _tell(app)  # both make the tables and load the shipped offers at the same time
        shipped = [_hear(app) for app in apps]
        settings = load_settings({"KARTE_DATABASE_URL": postgres_blank.url, "KARTE_VAR": str(tmp_path)})
        with Store.open(settings) as store:
            first = next(iter(store.stored_offers().values()))
            row = {**first.row, "offer_id": OFFER, "title": "Neu"}
            store.save(OFFER, row, version=0, who=Role.EDITOR)
            batches = store.batches()
        for app in apps:
            _tell(app)
        after = [_hear(app) for app in apps]
    finally:
        for app in apps:
            app.communicate(timeout=60)

    count = int(shipped[0].split()[-1])
    assert shipped == [f"- {count}"] * 2
    assert count > 300
    assert after == [f"Neu {count + 1}"] * 2
    assert [str(batch.kind) for batch in batches] == ["edit", "seed"]  # loaded once, not twice


def _start(database: Database, var: Path) -> "subprocess.Popen[str]":
    environ = {"KARTE_DATABASE_URL": database.url, "KARTE_VAR": str(var), "PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(
        [sys.executable, "-c", APP],
        env={**os.environ, **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _tell(app: "subprocess.Popen[str]") -> None:
    assert app.stdin is not None
    app.stdin.write(f"{OFFER}\n")
    app.stdin.flush()


def _hear(app: "subprocess.Popen[str]") -> str:
    assert app.stdout is not None
    return app.stdout.readline().strip()
