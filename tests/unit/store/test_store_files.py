"""Database and backups are their owner's alone, whatever the umask says."""

import os
import stat
from pathlib import Path

import pytest

from geo.settings import load_settings
from geo.store import Store
from tests.store_kit import offer_row, seed


@pytest.fixture(params=[0o000, 0o022])
def var(tmp_path: Path, request: pytest.FixtureRequest):
    before = os.umask(request.param)
    yield tmp_path / "new" / "var"
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_what_is_made_is_read_by_its_owner_alone(var: Path) -> None:
    with Store.open(load_settings({"KARTE_VAR": str(var)})) as store:
        seed(store, offer_row("a-1"))
        store.backup(var / "karte.zip")

        assert stat.S_IMODE(var.stat().st_mode) == 0o700
        assert {name: oct(mode) for name, mode in modes(var).items() if mode & 0o077} == {}


def test_an_older_open_database_is_tightened_at_the_next_start(var: Path) -> None:
    settings = load_settings({"KARTE_VAR": str(var)})
    Store.open(settings).close()
    file = next(path for path in var.iterdir() if path.suffix == ".sqlite3")
    file.chmod(0o644)

    Store.open(settings).close()

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
