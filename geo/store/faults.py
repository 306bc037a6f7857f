"""Faults of the database in our own words: what happened, to which database, and what helps."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from geo.errors import StoreBusy, StoreError, StoreReadOnly

#: SQLite's primary result codes (https://sqlite.org/rescode.html) and what an operator can do about them.
SQLITE_FAULTS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, "another process holds the database; try again in a moment"),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "another process holds the database; try again in a moment"),
    sqlite3.SQLITE_READONLY: (
        StoreReadOnly,
        "the database takes no writes; allow writing to the file and its folder, "
        "or set KARTE_VAR to another folder",
    ),
    sqlite3.SQLITE_FULL: (StoreError, "the disk is full; nothing was changed, free some space and try again"),
    sqlite3.SQLITE_IOERR: (StoreError, "the disk failed or is full; nothing was changed, check the disk"),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "the database cannot be opened; check that its folder exists and may be read and written",
    ),
    sqlite3.SQLITE_PERM: (StoreError, "access to the database is denied; check its permissions"),
    sqlite3.SQLITE_CORRUPT: (
        StoreError,
        "the database file is damaged; put a backup in its place, "
        "or move it away and run `python -m geo prepare`",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreError,
        "the file is no database or is damaged; put a backup in its place, "
        "or move it away and run `python -m geo prepare`",
    ),
}

DISK_FAULTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)

#: The same for PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html).
POSTGRES_FAULTS: dict[str, tuple[type[StoreError], str]] = {
    "55P03": SQLITE_FAULTS[sqlite3.SQLITE_BUSY],
    "40P01": SQLITE_FAULTS[sqlite3.SQLITE_BUSY],
    "25006": (StoreReadOnly, "the database takes no writes"),
    "53100": SQLITE_FAULTS[sqlite3.SQLITE_FULL],
}


@contextmanager
def faults_of(name: str) -> Iterator[None]:
    """Turn whatever the database raises inside into a StoreError about the database `name`.

    The message never carries the values of a statement: they may be somebody's address.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        kind, text = _meaning(error)
        msg = f"{name}: {text}"
        raise kind(msg) from error


def is_disk_fault(error: StoreError) -> bool:
    """Whether the disk stands in the way and not the database itself, so that reading may still work."""
    return _sqlite_code(error.__cause__) in DISK_FAULTS


def _sqlite_code(error: BaseException | None) -> int | None:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(cause, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF  # the low byte is the primary code


def _meaning(error: Exception) -> tuple[type[StoreError], str]:
    code = _sqlite_code(error)
    if code in SQLITE_FAULTS:
        return SQLITE_FAULTS[code]
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    known = POSTGRES_FAULTS.get(getattr(cause, "sqlstate", None) or "")
    return known or (StoreError, f"the database refused ({type(cause).__name__}: {_first_line(cause)})")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
