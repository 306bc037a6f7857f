"""Two offers that are no duplicates: remembered with who said it, taken back, and forgotten where it must be."""

from collections.abc import Iterator

import pytest

from geo.errors import AccessDenied, OfferConflict, UndoRefused
from geo.model import ChangeKind, Role
from geo.store import OfferEdit, Store, ids_of
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.duplicates import Entry, find_duplicates, undecided
from geo.upkeep.merging import keep_apart, merge
from tests.store_kit import Database, FakeGeocoder, offer_row, seed

EDITOR = Actor(Role.EDITOR)
ADDRESS = {"street": "Weg", "house_number": "1", "postal_code": "45770"}
TWINS = (
    offer_row("h-1", title="Sprachcafé", **ADDRESS),
    offer_row("a-1", title="Sprachcafe", **ADDRESS),
)


def listed(store: Store) -> list[tuple[str, str]]:
    """Return the pairs that the page would show."""
    entries = [Entry.of(key, stored.row) for key, stored in store.stored_offers().items()]
    found = undecided(find_duplicates(entries), entries, store.apart.decided())
    return [(alike.first, alike.second) for alike in found]


def say(store: Store, *, actor: Actor = EDITOR):
    stored = store.stored_offers()
    return keep_apart(store, actor, stored["h-1"], stored["a-1"])


@pytest.fixture
def twins(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        seed(opened, *TWINS)
        assert listed(opened) == [("a-1", "h-1")]
        yield opened


def test_a_pair_that_was_said_to_be_two_is_not_listed_any_more(twins: Store) -> None:
    version = twins.version()

    batch = say(twins)

    assert listed(twins) == []
    assert twins.version() != version
    assert (batch.kind, batch.who, ids_of(batch)) == (ChangeKind.APART, Role.EDITOR, ("a-1", "h-1"))
    assert twins.batches()[0] == batch


def test_it_changes_neither_offer(twins: Store) -> None:
    before = twins.stored_offers()

    say(twins)

    assert twins.stored_offers() == before
    assert twins.faults() == []


def test_undo_brings_the_pair_back_once(twins: Store) -> None:
    batch = say(twins)

    undone = twins.undo_batch(batch.batch_id, who=Role.ADMIN)

    assert listed(twins) == [("a-1", "h-1")]
    assert (undone.kind, undone.undoes, undone.who) == (ChangeKind.UNDO, batch.batch_id, Role.ADMIN)
    with pytest.raises(UndoRefused):
        twins.undo_batch(batch.batch_id, who=Role.ADMIN)


@pytest.mark.parametrize(
    "column", ["title", "organization", "street", "house_number", "postal_code", "phone"]
)
def test_a_pair_comes_back_as_soon_as_what_is_compared_changes(twins: Store, column: str) -> None:
    say(twins)
    values = {"title": "Sprachcafé!", "house_number": "1a", "postal_code": "45768", "phone": "02365 1234"}

    twins.save("a-1", {column: values.get(column, "Anders")}, version=1, who=Role.EDITOR)

    entries = [Entry.of(key, stored.row) for key, stored in twins.stored_offers().items()]
    found = find_duplicates(entries, from_score=0.1)
    assert undecided(found, entries, twins.apart.decided()) == found != []


def test_a_pair_stays_away_where_something_else_changes_or_a_change_is_taken_back(twins: Store) -> None:
    say(twins)

    twins.save("a-1", {"schedule": "Mo 9 Uhr", "description": "Neu"}, version=1, who=Role.EDITOR)
    twins.save("a-1", {"title": "Kaffee"}, version=2, who=Role.EDITOR)
    twins.undo_change(twins.history("a-1")[0].change_id, who=Role.EDITOR)

    assert listed(twins) == []


def test_a_decision_may_be_made_anew_and_only_the_new_one_is_taken_back(twins: Store) -> None:
    first = say(twins)
    twins.save("a-1", {"title": "SprachCafé"}, version=1, who=Role.EDITOR)
    assert listed(twins) == [("a-1", "h-1")]

    second = say(twins)

    assert listed(twins) == []
    with pytest.raises(UndoRefused):
        twins.undo_batch(first.batch_id, who=Role.EDITOR)
    twins.undo_batch(second.batch_id, who=Role.EDITOR)
    assert listed(twins) == [("a-1", "h-1")]


def test_an_offer_that_was_changed_since_it_was_looked_at_is_a_conflict(twins: Store) -> None:
    stored = twins.stored_offers()
    twins.save("a-1", {"phone": "02365 1234"}, version=1, who=Role.EDITOR)
    before = twins.batches()

    with pytest.raises(OfferConflict):
        keep_apart(twins, EDITOR, stored["h-1"], stored["a-1"])

    assert (twins.apart.decided(), twins.batches()) == ({}, before)


def test_an_offer_that_is_gone_is_a_conflict(twins: Store) -> None:
    stored = twins.stored_offers()
    twins.apply([OfferEdit.remove("a-1", version=1)], who=Role.EDITOR)

    with pytest.raises(OfferConflict):
        keep_apart(twins, EDITOR, stored["h-1"], stored["a-1"])


def test_who_may_not_merge_may_not_keep_apart(twins: Store) -> None:
    with pytest.raises(AccessDenied):
        say(twins, actor=VISITOR)


def test_two_that_were_kept_apart_may_still_be_merged_and_come_back_apart(twins: Store) -> None:
    say(twins)
    stored = twins.stored_offers()

    batch = merge(twins, EDITOR, stored["h-1"], stored["a-1"], {}, geocode=FakeGeocoder().geocode)
    assert batch is not None
    twins.undo_batch(batch.batch_id, who=Role.EDITOR)

    assert listed(twins) == []


def test_nothing_is_kept_of_an_offer_that_becomes_protected(twins: Store) -> None:
    say(twins)

    twins.save("a-1", {"is_protected": "yes", **dict.fromkeys(ADDRESS, "")}, version=1, who=Role.EDITOR)

    assert twins.apart.decided() == {}
    assert twins.faults() == []


def test_a_backup_carries_decisions(twins: Store, tmp_path) -> None:
    batch = say(twins)
    twins.backup(tmp_path / "s.zip")
    twins.undo_batch(batch.batch_id, who=Role.EDITOR)

    twins.restore(tmp_path / "s.zip", keep=tmp_path / "before.zip")

    assert listed(twins) == []
    twins.undo_batch(batch.batch_id, who=Role.EDITOR)
    assert listed(twins) == [("a-1", "h-1")]


def test_an_older_database_learns_to_keep_apart_and_forgets_it_on_the_way_down(
    blank_database: Database,
) -> None:
    from geo.store.database.engine import make_engine, parse_url
    from geo.store.database.migrate import downgrade, upgrade

    engine = make_engine(parse_url(blank_database.url))
    upgrade(engine, "0004")
    with blank_database.open() as opened:
        seed(opened, *TWINS)
        opened.save("a-1", {"description": "Neu"}, version=1, who=Role.EDITOR)
        opened.undo_batch(say(opened).batch_id, who=Role.EDITOR)
        say(opened)

    downgrade(engine, "0004")
    upgrade(engine)

    with blank_database.open() as opened:
        assert listed(opened) == [("a-1", "h-1")]
        assert ChangeKind.APART not in {batch.kind for batch in opened.batches()}
        assert len(opened.history("a-1")) == 1
        assert opened.faults() == []
        say(opened)
        assert listed(opened) == []
    engine.dispose()
