"""A small store of either kind for the tests of access."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.store import Store
from tests.access_kit import fill, prepared_file
from tests.store_kit import Database


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    """Two offers of one organisation, of which one is protected, and one of another; on either kind of database."""
    if database.is_sqlite:
        Path(database.url.removeprefix("sqlite:///")).write_bytes(prepared_file())
    with database.open() as opened:
        if not database.is_sqlite:
            fill(opened)
        yield opened
