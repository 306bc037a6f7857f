"""A database that is open: transactions for readers and writers, and faults in our own words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from geo.errors import StoreReadOnly
from geo.store.database import engine as engines
from geo.store.database.faults import faults_of, is_worth_another_try

#: How often a transaction is tried that another one got in the way of.
TRIES = 5

Answer = TypeVar("Answer")


class Connected:
    """One open database; safe to share between threads."""

    def __init__(self, engine: Engine, *, name: str, is_read_only: bool = False) -> None:
        self.name = name
        self.is_read_only = is_read_only
        self._engine = engine

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one unchanging view of the database; faults leave as StoreError."""
        with faults_of(self.name), engines.reading(self._engine) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that ends whole or not at all; faults leave as StoreError.

        Raises
        ------
        StoreReadOnly
            If the database takes no writes.
        """
        self._require_writable()
        with faults_of(self.name), engines.writing(self._engine) as connection:
            yield connection

    def transact(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do `work` in one transaction, a few times where another transaction gets in the way.

        Raises
        ------
        StoreReadOnly
            If the database takes no writes.
        StoreError
            If the database refuses; nothing has changed then.
        """
        self._require_writable()
        with faults_of(self.name):
            for _ in range(TRIES - 1):
                try:
                    return self._once(work)
                except DBAPIError as error:
                    if not is_worth_another_try(error):
                        raise
            return self._once(work)

    def _once(self, work: Callable[[Connection], Answer]) -> Answer:
        with engines.writing(self._engine) as connection:
            return work(connection)

    def _require_writable(self) -> None:
        if self.is_read_only:
            msg = f"{self.name}: the database takes no writes"
            raise StoreReadOnly(msg)
