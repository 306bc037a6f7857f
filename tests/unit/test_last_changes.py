"""When each offer was last changed, for the feed of new and changed offers."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from geo.model import LastChange
from tests.store_kit import offer_row, open_memory, seed


def test_offers_of_a_load_are_new_since_it():
    with open_memory() as store:
        seed(store, offer_row("a-1"), offer_row("a-2"))

        found = store.last_changes()

    assert set(found) == {"a-1", "a-2"}
    assert {change.is_new for change in found.values()} == {True}
    assert timedelta(0) <= datetime.now(UTC) - found["a-1"].updated < timedelta(minutes=5)


def test_what_a_person_edited_is_changed_since_then():
    with open_memory() as store:
        seed(store, offer_row("a-1"), offer_row("a-2"))
        before = store.last_changes()
        with store.writing() as connection:
            connection.execute(
                text("UPDATE offer SET edited_at = '2027-01-02 03:04:05' WHERE offer_id = 'a-2'")
            )

        found = store.last_changes()

    assert found["a-1"] == before["a-1"]
    assert found["a-2"] == LastChange(datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC), is_new=False)


def test_an_empty_store_has_no_changes():
    with open_memory() as store:
        assert store.last_changes() == {}
