"""Open connections; the only place that knows one database from another."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from geo.errors import SettingsError

#: How long a statement waits for another process before it gives up.
BUSY_TIMEOUT_S = 10.0
#: Any number that means this program to PostgreSQL's advisory locks.
WRITE_LOCK = 5562
#: psycopg 3, the driver that comes with us.
_SERVER_DRIVER = "postgresql+psycopg"
#: In `Connection.info`: what this transaction hid must leave SQLite's log, too.
EMPTY_LOG = "empty_log"

logger = logging.getLogger(__name__)


def parse_url(url: str) -> URL:
    """Return the parts of a database URL.

    Raises
    ------
    SettingsError
        If it is no database URL, or that of a database this program does not know.
    """
    expected = (
        "an address like sqlite:////folder/karte.sqlite3 or postgresql+psycopg://user@host/karte expected"
    )
    try:
        parts = make_url(url)
    except ArgumentError as error:
        msg = f"KARTE_DATABASE_URL: {expected}"
        raise SettingsError(msg) from error
    if parts.drivername in ("postgres", "postgresql"):
        parts = parts.set(drivername=_SERVER_DRIVER)
    if parts.drivername not in ("sqlite", "sqlite+pysqlite", _SERVER_DRIVER):
        msg = f"KARTE_DATABASE_URL: {parts.drivername!r} is not known; {expected}"
        raise SettingsError(msg)
    return parts


def sqlite_file(url: URL) -> Path | None:
    """Return the file behind a SQLite URL, None for another database or one in memory."""
    name = url.database or ""
    if url.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(name)


def make_engine(url: URL, *, mode: str = "rwc", busy_timeout_s: float = BUSY_TIMEOUT_S) -> Engine:
    """Return an engine for `url`.

    Parameters
    ----------
    mode
        For a SQLite file: `rwc` reads, writes and creates; `ro` only reads; `immutable` reads a file on a
        disk that takes no writes at all, not even the small file SQLite keeps beside a database.
    busy_timeout_s
        Seconds a statement waits for another process.
    """
    if url.get_backend_name() != "sqlite":
        return _make_server_engine(url, busy_timeout_s)
    path = sqlite_file(url)
    options: dict[str, Any] = {"hide_parameters": True}
    if path is not None:
        options |= {"creator": _opener(path, mode), "poolclass": QueuePool}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_connection(busy_timeout_s))
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give one unchanging view of the database."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that no other writer can enter until it ends; an error that leaves it undoes it.

    PostgreSQL takes a new snapshot for every statement here, so that all that follow the lock see what the last
    writer left.
    """
    with engine.connect().execution_options(karte_write=True) as connection:
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})
            yield connection
        has_secrets = connection.info.pop(EMPTY_LOG, False)
    if has_secrets:
        _empty_log(engine)


def _empty_log(engine: Engine) -> None:
    """Write SQLite's log into the database and cut it to nothing, so that no older page of it tells what was hidden.

    While somebody reads, the log stays until the next time; the database itself has forgotten already.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        logger.warning("the write-ahead log could not be emptied: %s", type(error).__name__)
    finally:
        connection.close()


def use_write_ahead_log(engine: Engine, *, wait_s: float = BUSY_TIMEOUT_S) -> None:
    """Let readers go on while one process writes; SQLite remembers this in the file.

    Two processes that switch a new file at once meet a lock which SQLite does not wait for; this does.
    """
    if engine.dialect.name != "sqlite":
        return
    give_up = time.monotonic() + wait_s
    while True:
        try:
            _switch_to_wal(engine)
            break
        except OperationalError as error:
            code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
            if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > give_up:
                raise
        time.sleep(0.05)


def can_read(engine: Engine) -> bool:
    """Whether a read-only connection works: SQLite may want a file beside the database and fail."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT count(*) FROM sqlite_master"))
    except DBAPIError:
        return False
    return True


def may_write(path: Path) -> bool:
    """Whether this process may write a SQLite file and the files SQLite keeps beside it."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _switch_to_wal(engine: Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] not in ("wal", "memory"):
            cursor.execute("PRAGMA journal_mode=WAL").fetchone()
    except sqlite3.Error as error:
        raise OperationalError("PRAGMA journal_mode", None, error) from error
    finally:
        connection.close()


def _make_server_engine(url: URL, busy_timeout_s: float) -> Engine:
    """Return an engine that looks whether a connection still lives, and waits for nothing without end."""
    options: dict[str, Any] = {}
    if url.get_backend_name() == "postgresql":
        options["connect_args"] = {"connect_timeout": max(2, int(busy_timeout_s))}
    engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, **options)
    if url.get_backend_name() == "postgresql":
        event.listen(engine, "connect", _prepare_server_connection(busy_timeout_s))
    return engine


def _prepare_server_connection(busy_timeout_s: float) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {max(1, int(busy_timeout_s * 1000))}")
        connection.execute("SET timezone = 'UTC'")
        connection.commit()

    return prepare


def _opener(path: Path, mode: str) -> Callable[[], sqlite3.Connection]:
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    uri = f"file:{quote(path.resolve().as_posix())}?{query}"
    return lambda: sqlite3.connect(uri, uri=True, check_same_thread=False)


def _prepare_connection(busy_timeout_s: float) -> Callable[[Any, Any], None]:
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = (
            None  # we say BEGIN ourselves: the driver would leave CREATE TABLE outside
        )
        connection.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(
            "PRAGMA secure_delete = ON"
        )  # what is hidden or removed leaves no letters in free pages
        connection.execute("PRAGMA synchronous = NORMAL")  # safe with a write-ahead log, and far fewer waits

    return prepare


def _begin(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("karte_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
