"""Open the database a URL names: made or brought up to date where needed, for reading alone where it must be."""

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from geo.errors import StoreError, StoreReadOnly
from geo.files import owners_alone, owners_folder
from geo.store.database import engine as engines
from geo.store.database.faults import faults_of, is_disk_fault
from geo.store.database.migrate import needs_upgrade, upgrade

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """An engine, how its database is called in messages, and whether it takes writes."""

    engine: Engine
    name: str
    is_read_only: bool = False


def open_database(database_url: str, *, busy_timeout_s: float) -> Opened:
    """Do what `Store.open` promises."""
    url = engines.parse_url(database_url)
    path = engines.sqlite_file(url)
    if path is None:
        return _open_server(url, busy_timeout_s)
    if _is_writable(path):
        try:
            return _open_file(url, path, busy_timeout_s)
        except StoreError as error:
            if not (is_disk_fault(error) and path.is_file() and path.stat().st_size):
                raise
    return _open_read_only(url, path, busy_timeout_s)


def _open_file(url: URL, path: Path, busy_timeout_s: float) -> Opened:
    engine = engines.make_engine(url, busy_timeout_s=busy_timeout_s)
    try:
        with faults_of(str(path)):
            engines.use_write_ahead_log(engine, wait_s=busy_timeout_s)
            if needs_upgrade(engine, str(path)):
                upgrade(engine)
    except StoreError:
        engine.dispose()
        raise
    _tighten(path)
    return Opened(engine, str(path))


def _tighten(path: Path) -> None:
    """Let the owner alone read the database and what SQLite keeps beside it: addresses and links are in there."""
    beside = [path, *(path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm"))]
    if path.stat().st_size and [one for one in beside if owners_alone(one)]:
        LOG.info("%s: readable by its owner alone from now on", path)


def _open_read_only(url: URL, path: Path, busy_timeout_s: float) -> Opened:
    """Open a file that takes no writes: beside a running writer if possible, else as it lies there."""
    if not path.exists():
        msg = f"{path}: no database yet, and its folder takes no writes; set KARTE_VAR to another folder"
        raise StoreReadOnly(msg)
    LOG.warning("%s takes no writes: opened for reading alone", path)
    engine = engines.make_engine(url, mode="ro", busy_timeout_s=busy_timeout_s)
    if not engines.can_read(engine):
        engine.dispose()
        engine = engines.make_engine(url, mode="immutable", busy_timeout_s=busy_timeout_s)
    try:
        with faults_of(str(path)):
            _require_current(engine, path)
    except StoreError:
        engine.dispose()
        raise
    return Opened(engine, str(path), is_read_only=True)


def _open_server(url: URL, busy_timeout_s: float) -> Opened:
    """Open what is no file of ours: a server, a database in memory, a SQLite URL with options."""
    name = url.render_as_string(hide_password=True)
    with faults_of(name):
        engine = engines.make_engine(url, busy_timeout_s=busy_timeout_s)
    try:
        with faults_of(name):
            if needs_upgrade(engine, name):
                upgrade(engine)
    except StoreError:
        engine.dispose()
        raise
    return Opened(engine, name, is_read_only=url.query.get("mode") == "ro")


def _require_current(engine: Engine, path: Path) -> None:
    if needs_upgrade(engine, str(path)):
        msg = f"{path}: has to be brought up to date, but takes no writes; allow writing once"
        raise StoreReadOnly(msg)


def _is_writable(path: Path) -> bool:
    try:
        owners_folder(path.parent)
    except OSError:
        return False
    return engines.may_write(path)
