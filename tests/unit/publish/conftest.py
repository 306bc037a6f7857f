"""The published page of the shipped offers, made once, and what a page of a few offers is made of."""

import pytest

from geo.publish import document, make_content
from tests.find_kit import tiny_frame
from tests.publish_kit import (
    DAY,
    shipped_material,
    tiny_material,
)


@pytest.fixture(scope="session")
def shipped(prepared_var):
    return shipped_material(prepared_var)


@pytest.fixture(scope="session")
def page(shipped):
    return document(shipped, make_content(shipped, today=DAY))


@pytest.fixture(scope="session")
def tiny():
    return tiny_material(tiny_frame())
