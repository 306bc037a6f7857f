"""When each offer was last changed, for the feed of new and changed offers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from geo.model import Role
from geo.store import NEW, OfferEdit, Store
from tests.store_kit import offer_row, open_memory, seed


@pytest.fixture
def store() -> Iterator[Store]:
    with open_memory() as opened:
        seed(opened, offer_row("a-1"), offer_row("a-2"), offer_row("a-3"))
        yield opened


def test_offers_of_a_load_are_new_since_it(store: Store) -> None:
    found = store.last_changes()

    assert set(found) == {"a-1", "a-2", "a-3"}
    assert {change.is_new for change in found.values()} == {True}
    age = datetime.now(UTC) - found["a-1"].updated
    assert timedelta(0) <= age < timedelta(minutes=5)


def test_a_changed_offer_is_changed_and_the_others_stay_as_they_were(store: Store) -> None:
    before = store.last_changes()

    store.save("a-2", {"schedule": "Mo 10"}, version=1, who=Role.EDITOR)

    found = store.last_changes()
    assert (found["a-1"], found["a-3"]) == (before["a-1"], before["a-3"])
    assert not found["a-2"].is_new
    assert found["a-2"].updated > before["a-2"].updated


def test_a_later_load_makes_only_what_it_changes_younger(store: Store) -> None:
    before = store.last_changes()

    seed(store, offer_row("a-1"), offer_row("a-2", title="Neu"), offer_row("a-3"), sha256="2")

    found = store.last_changes()
    assert (found["a-1"], found["a-3"]) == (before["a-1"], before["a-3"])
    assert (found["a-2"].is_new, found["a-2"].updated > before["a-2"].updated) == (False, True)


def test_an_added_offer_is_new_until_it_is_changed_and_gone_when_removed(store: Store) -> None:
    store.apply([OfferEdit("b-1", offer_row("b-1"), NEW)], who=Role.EDITOR, kind="edit")
    assert store.last_changes()["b-1"].is_new

    store.save("b-1", {"title": "Anders"}, version=1, who=Role.EDITOR)
    assert not store.last_changes()["b-1"].is_new

    store.apply([OfferEdit("b-1", None, 2)], who=Role.EDITOR, kind="edit")
    assert "b-1" not in store.last_changes()
