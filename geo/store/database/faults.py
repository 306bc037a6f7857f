"""Faults of the database in our own words: what happened, to which database, and what helps."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from geo.errors import StoreBusy, StoreError, StoreReadOnly

#: SQLite's primary result codes (https://sqlite.org/rescode.html) and what an operator can do about them.
_SQLITE_FAULTS: dict[int, tuple[type[StoreError], str]] = {
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

_DISK_FAULTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)

_GONE = "the database does not answer; what was sent last may or may not be saved, look before you repeat it"

#: The same for PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_POSTGRES_FAULTS: dict[str, tuple[type[StoreError], str]] = {
    "55P03": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],
    "40P01": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],
    "25006": (StoreReadOnly, "the database takes no writes"),
    "40001": _SQLITE_FAULTS[sqlite3.SQLITE_BUSY],
    "53100": _SQLITE_FAULTS[sqlite3.SQLITE_FULL],
    "53300": (StoreBusy, "the database takes no more connections; try again in a moment"),
    "57P01": (StoreError, _GONE),
    "57P02": (StoreError, _GONE),
    "57P03": (StoreError, _GONE),
    "55000": (StoreError, _GONE),
    "42501": (StoreError, "the database user lacks rights; give it those of the owner"),
}
#: One of two transactions that met has to begin again (serialization failure, deadlock).
_WORTH_ANOTHER_TRY = ("40001", "40P01")


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
        raise kind(msg) from _without_values(error)


def is_worth_another_try(error: DBAPIError) -> bool:
    """Whether another transaction got in the way, so that the same work may succeed now."""
    return _sqlstate(error) in _WORTH_ANOTHER_TRY


def is_disk_fault(error: StoreError) -> bool:
    """Whether the disk stands in the way and not the database itself, so that reading may still work."""
    return _sqlite_code(error.__cause__) in _DISK_FAULTS


def _sqlite_code(error: BaseException | None) -> int | None:
    code = None if error is None else getattr(_cause(error), "sqlite_errorcode", None)
    return None if code is None else code & 0xFF  # the low byte is the primary code


def _meaning(error: Exception) -> tuple[type[StoreError], str]:
    code = _sqlite_code(error)
    if code in _SQLITE_FAULTS:
        return _SQLITE_FAULTS[code]
    state, cause = _sqlstate(error), _cause(error)
    if state in _POSTGRES_FAULTS:
        return _POSTGRES_FAULTS[state]
    if isinstance(error, OperationalError) and not state and _is_of_server(error):
        is_reached = "connection failed" not in str(cause)  # libpq says why, and never the password
        return StoreError, _GONE if is_reached else f"the database does not answer: {_first_line(cause)}"
    if state.startswith("08"):
        return StoreError, _GONE
    return StoreError, f"the database refused ({type(cause).__name__}: {_first_line(cause)})"


def _cause(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _sqlstate(error: BaseException) -> str:
    return getattr(_cause(error), "sqlstate", None) or ""


def _is_of_server(error: BaseException) -> bool:
    return not isinstance(_cause(error), sqlite3.Error)


def _without_values(error: Exception) -> Exception:
    """Return what a message may be chained to: PostgreSQL tells in its second line what stood in the row."""
    if not isinstance(error, DBAPIError) or not _is_of_server(error):
        return error
    return RuntimeError(f"{type(_cause(error)).__name__} {_sqlstate(error)}: {_first_line(_cause(error))}")


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n", 1)[0][:200]
