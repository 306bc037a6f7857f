"""Stores of either kind to begin with: one without a row, one with three offers."""

from collections.abc import Iterator

import pytest

from geo.store import Store
from tests.store_kit import Database, offer_row, seed


@pytest.fixture
def empty_store(database: Database) -> Iterator[Store]:
    """A store without a row."""
    with database.open() as opened:
        yield opened


@pytest.fixture
def store_of_three(empty_store: Store) -> Store:
    """A store with three shipped offers, one of which has an address."""
    seed(empty_store, offer_row("a-1", street="Weg", house_number="1"), offer_row("a-2"), offer_row("a-3"))
    return empty_store
