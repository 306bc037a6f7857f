"""What imports write besides offers: texts in other languages and remembered decisions."""

from collections.abc import Iterator

import pytest

from geo.errors import OfferConflict
from geo.model import Role
from geo.store import OfferEdit, Store
from tests.store_kit import Database, FakeGeocoder, offer_row

TEXTS = {"aa": {"en": {"title": "Course", "description": "For all"}, "ar": {"title": "دورة"}}}


@pytest.fixture
def store(blank_database: Database) -> Iterator[Store]:
    with blank_database.open() as opened:
        yield opened


def take_in(store: Store, *edits: OfferEdit, **more):
    geocode = FakeGeocoder().geocode
    return store.take_in(edits, who=Role.OPERATOR, note="file:x", dataset="file:x", geocode=geocode, **more)


def test_texts_of_each_language_are_kept_and_replaced_language_by_language(store: Store) -> None:
    take_in(store, OfferEdit.add(offer_row("aa")), translations=TEXTS)
    before = store.version()

    batch = take_in(store, translations={"aa": {"en": {"title": "New course"}}})

    assert batch is None
    assert store.version() != before
    assert store.translations() == {"aa": {"en": {"title": "New course"}, "ar": {"title": "دورة"}}}


def test_a_conflict_writes_neither_offers_nor_texts_nor_decisions(store: Store) -> None:
    take_in(store, OfferEdit.add(offer_row("aa")))
    late = OfferEdit.change("aa", {"title": "Zu spät"}, version=7)

    with pytest.raises(OfferConflict):
        take_in(store, OfferEdit.add(offer_row("bb")), late, translations=TEXTS, aliases={"x": "aa"})

    assert list(store.stored_offers()) == ["aa"]
    assert (store.translations(), store.aliases()) == ({}, {})


def test_the_last_decision_about_an_id_counts(store: Store) -> None:
    edits = [OfferEdit.add(offer_row(name)) for name in ("aa", "bb")]
    take_in(store, *edits, aliases={"x": "aa", "y": "aa"})

    take_in(store, aliases={"x": "bb"})

    assert store.aliases() == {"x": "bb", "y": "aa"}


def test_an_import_is_one_batch_that_names_its_source(store: Store) -> None:
    batch = take_in(store, OfferEdit.add(offer_row("aa")), OfferEdit.add(offer_row("bb")))

    assert batch is not None
    assert (batch.added, batch.note, str(batch.kind)) == (2, "file:x", "import")
    assert {offer.dataset for offer in store.stored_offers().values()} == {"file:x"}
