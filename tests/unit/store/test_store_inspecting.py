"""`check` finds a database whose history does not lead to what is stored, and rows that hang in the air."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.model import Role
from geo.store import OfferEdit, Store
from tests.store_kit import Database, offer_row, open_store, seed


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        seed(opened, offer_row("a-1", street="Weg", house_number="1"), offer_row("a-2"), offer_row("a-3"))
        opened.save("a-1", {"title": "Eins"}, version=1, who=Role.EDITOR)
        opened.save("a-1", {"title": "Zwei", "schedule": "Mo"}, version=2, who=Role.EDITOR)
        opened.apply([OfferEdit.remove("a-2", version=1)], who=Role.EDITOR)
        opened.save("b-1", offer_row("b-1"), version=0, who=Role.EDITOR)
        yield opened


def test_history_that_the_store_wrote_is_whole(store: Store) -> None:
    store.undo_change(store.history("a-1")[0].change_id, who=Role.EDITOR)
    store.undo_change(store.history("a-2")[0].change_id, who=Role.EDITOR)

    assert store.faults() == []


@pytest.mark.parametrize(
    ("damage", "table", "column"),
    [
        ("UPDATE offer SET title = 'heimlich' WHERE offer_id = 'a-1'", "offer", "title"),
        ("UPDATE offer SET version = 9 WHERE offer_id = 'a-1'", "offer", "version"),
        ("UPDATE offer SET version = 2 WHERE offer_id = 'a-3'", "offer", "version"),
        ("UPDATE offer SET deleted_at = NULL WHERE offer_id = 'a-2'", "offer", "deleted_at"),
        ("UPDATE offer_topic SET topic = 'work' WHERE offer_id = 'b-1'", "offer", "topics"),
        ("DELETE FROM change WHERE version = 2 AND offer_id = 'a-1'", "offer", "version"),
        ("UPDATE change SET after = '{' WHERE offer_id = 'b-1'", "change", "after"),
        ("UPDATE change SET before = '[]' WHERE offer_id = 'a-1' AND version = 3", "change", "before"),
        ("""UPDATE change SET before = '{"title": "x"}' WHERE version = 3""", "change", "title"),
    ],
)  # fmt: skip
def test_damage_is_found_with_its_place(store: Store, damage: str, table: str, column: str) -> None:
    with store.writing() as connection:
        connection.execute(text(damage))

    found = {(fault.table, fault.column) for fault in store.faults()}

    assert (table, column) in found


def test_address_of_a_protected_offer_in_the_history_is_found(store: Store) -> None:
    store.save("a-3", {"street": "Geheimweg"}, version=1, who=Role.EDITOR)
    with store.writing() as connection:
        connection.execute(
            text(
                "UPDATE offer SET is_protected = true, street = '', location_id = NULL WHERE offer_id = 'a-3'"
            )
        )

    (fault,) = [fault for fault in store.faults() if fault.table == "change"]

    assert (fault.column, "Geheim" in str(fault)) == ("street", False)


def test_rows_that_hang_in_the_air_are_found(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        seed(store, offer_row("a-1"))
        store.save("a-1", {"title": "x"}, version=1, who=Role.EDITOR)
        with store.reading() as connection:
            connection.execute(text("COMMIT"))
            connection.execute(text("PRAGMA foreign_keys = OFF"))
            connection.execute(text("DELETE FROM offer"))
            connection.execute(text("BEGIN"))

        found = {(fault.table, fault.column, fault.what) for fault in store.faults()}

    assert ("change", "offer_id", "names no row of offer") in found
    assert ("offer_topic", "offer_id", "names no row of offer") in found
