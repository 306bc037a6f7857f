"""Read and write second factors; what they mean is decided in `geo.upkeep.access`."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from geo.store.accounts import tables
from geo.store.accounts.accounts import rows_of
from geo.store.accounts.values import FactorRow
from geo.store.database.connected import Connected


class Factors:
    """Second factors by login."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def all(self) -> dict[str, FactorRow]:
        """Return all second factors by login."""
        with self._store.reading() as connection:
            rows = rows_of(connection, select(tables.second_factor))
        return {row["login"]: _from_row(row) for row in rows}

    def get(self, login: str) -> FactorRow | None:
        """Return the second factor of a login, None where there is none."""
        with self._store.reading() as connection:
            rows = rows_of(
                connection, select(tables.second_factor).where(tables.second_factor.c.login == login)
            )
        return _from_row(rows[0]) if rows else None

    def put(self, factor: FactorRow) -> None:
        """Write a second factor in place of the one with the same login."""
        with self._store.writing() as connection:
            _put(connection, factor)

    def remove(self, login: str) -> bool:
        """Forget a second factor; False where there is none."""
        with self._store.writing() as connection:
            found = delete(tables.second_factor).where(tables.second_factor.c.login == login)
            return bool(connection.execute(found).rowcount)

    def use(self, login: str, decide: Callable[[FactorRow], tuple[FactorRow, bool]]) -> bool | None:
        """Let a pure function decide over a second factor in one transaction: two at once use no code twice.

        Returns
        -------
        bool | None
            What it decided; None where there is no second factor.
        """
        query = select(tables.second_factor).where(tables.second_factor.c.login == login)
        with self._store.writing() as connection:
            rows = rows_of(connection, query)
            if not rows:
                return None
            known = _from_row(rows[0])
            factor, verdict = decide(known)
            if factor != known:
                _put(connection, factor)
            return verdict


def _put(connection: Connection, factor: FactorRow) -> None:
    connection.execute(delete(tables.second_factor).where(tables.second_factor.c.login == factor.login))
    values = asdict(factor) | {"recovery_hashes": " ".join(factor.recovery_hashes)}
    connection.execute(insert(tables.second_factor).values(values))


def _from_row(row: dict[str, Any]) -> FactorRow:
    found = FactorRow(**row)
    return replace(found, recovery_hashes=tuple(str(row["recovery_hashes"]).split()))
