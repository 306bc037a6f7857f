"""A small store, and what can be counted in the shipped district."""

from collections.abc import Iterator

import pytest

from geo.kim.counting import Field
from geo.kim.summary import known_of
from geo.settings import load_settings
from geo.store import Store
from geo.upkeep.opening import taxonomy_of
from tests.store_kit import offer_row, open_memory, seed


@pytest.fixture
def store() -> Iterator[Store]:
    """A store with two offers."""
    with open_memory() as opened:
        seed(opened, offer_row("a-1"), offer_row("h-1", organization="Hafen"))
        yield opened


@pytest.fixture(scope="session")
def known() -> Field:
    """What can be counted in the shipped district."""
    settings = load_settings({})
    return known_of(settings, taxonomy_of(settings), ("a-1", "h-1"))
