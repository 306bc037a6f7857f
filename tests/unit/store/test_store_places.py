"""Loads, points and sites in the history: what a service or a new load changes, and taking it back."""

import pytest

from geo.errors import DataError, StoreError, UndoRefused
from geo.model import Address, ChangeKind, Match, Precision, Role
from geo.store import OfferEdit, Site, Store, location_id
from tests.history_kit import edit
from tests.store_kit import DAY, FakeGeocoder, moved, offer_row, seed


@pytest.fixture
def store(store_of_three: Store) -> Store:
    return store_of_three


# --- loads of shipped offers -------------------------------------------------------------------------------------


def test_first_load_is_one_batch_without_a_row_for_each_offer(store: Store) -> None:
    (batch,) = store.batches()

    assert (batch.kind, batch.who, batch.added, batch.note) == (ChangeKind.SEED, Role.PROGRAM, 3, "offers")
    assert store.changes() == []


def test_later_load_tells_each_offer_it_changed(store: Store) -> None:
    seed(store, offer_row("new"), offer_row("a-2", title="neuer"), offer_row("a-3"), sha256="2")

    batch = store.batches()[0]
    changes = {change.offer_id: change for change in store.changes(batch_id=batch.batch_id)}
    assert (batch.added, batch.changed, batch.removed) == (1, 1, 1)
    assert set(changes) == {"a-1", "a-2"}  # a-3 only stands elsewhere in the table: no event
    assert (changes["a-2"].before, changes["a-2"].after) == ({"title": "Kurs a-2"}, {"title": "neuer"})
    assert changes["a-1"].after is None
    with pytest.raises(UndoRefused):
        store.undo_batch(batch.batch_id, who=Role.EDITOR)


def test_offer_that_is_shipped_again_comes_back(store: Store) -> None:
    seed(store, offer_row("a-2"), sha256="2")

    report = seed(store, offer_row("a-1"), offer_row("a-2"), sha256="3")

    assert (report.added, list(store.offers().index)) == (1, ["a-1", "a-2"])


def test_offer_that_a_person_removed_does_not_come_back_with_the_next_load(store: Store) -> None:
    store.apply([OfferEdit.remove("a-1", version=1)], who=Role.EDITOR)

    report = seed(store, offer_row("a-1"), offer_row("a-2"), offer_row("a-3", title="neu"), sha256="2")

    assert (report.kept, list(store.offers().index)) == (1, ["a-2", "a-3"])


# --- points ------------------------------------------------------------------------------------------------------


def test_moved_pin_stands_in_the_history_of_its_offers_and_can_be_taken_back(store: Store) -> None:
    place = store.offers().loc["a-1", "location_id"]
    store.lock_location(place, lon=7.05, lat=51.65, note="am Tor", who=Role.EDITOR)

    (change,) = store.history("a-1")
    assert (change.location_id, change.batch.kind, change.batch.moved) == (place, ChangeKind.LOCATE, 1)
    assert change.after is not None
    assert (change.after["lon"], change.after["is_locked"]) == (7.05, True)
    store.undo_change(change.change_id, who=Role.EDITOR)
    assert store.locations().loc[place, ["lon", "is_locked"]].tolist() == [7.2, False]


def test_service_moves_no_locked_point_and_a_second_run_changes_nothing(store: Store) -> None:
    locked = store.offers().loc["a-1", "location_id"]
    free = store.offers().loc["a-2", "location_id"]
    store.lock_location(locked, lon=7.05, lat=51.65)
    found = moved(FakeGeocoder().geocode(Address("x", "1")), lon=7.15, source="nominatim")

    batch = store.locate({locked: found, free: found}, who=Role.OPERATOR)

    assert batch is not None
    assert batch.moved == 1
    assert store.locations()["lon"].to_dict() == {locked: 7.05, free: 7.15}
    assert store.locate({locked: found, free: found}, who=Role.OPERATOR) is None


def test_later_load_keeps_a_point_that_a_service_knew_better(store: Store) -> None:
    place = store.offers().loc["a-2", "location_id"]
    store.locate({place: FakeGeocoder().geocode(Address("x", "1"))}, who=Role.OPERATOR)

    seed(store, offer_row("a-2"), sha256="2")

    assert store.locations().loc[place, ["precision", "lon"]].tolist() == ["house", 7.2]


def test_service_puts_no_house_where_only_the_town_hall_is_known(store: Store) -> None:
    seed(
        store,
        offer_row("h-1", street="Markt", house_number="1", is_administration_address="yes"),
        sha256="2",
    )
    place = store.offers().loc["h-1", "location_id"]

    store.locate({place: moved(FakeGeocoder().geocode(Address("x", "1")), lon=7.3)}, who=Role.OPERATOR)

    assert store.locations().loc[place, ["precision", "lon"]].tolist() == ["place", 7.3]


def test_unknown_place_cannot_be_located(store: Store) -> None:
    match = Match("x", 7.0, 51.0, Precision.HOUSE, 1.0, "test", DAY)

    with pytest.raises(StoreError, match="no location 'loc-x'"):
        store.locate({"loc-x": match}, who=Role.EDITOR)


def test_new_address_waits_for_its_point_where_nobody_was_asked(store: Store) -> None:
    edit(store, street="Gasse", house_number="9")

    found = store.offers().loc["a-1"]
    assert (found["precision"], found["location_id"]) == (
        "none",
        location_id(Address("Gasse", "9", "", "Marl")),
    )
    assert store.locations().loc[found["location_id"], "note"] == "not located yet"


# --- several sites -----------------------------------------------------------------------------------------------

SITES = (Site("Gasse", "2", "", "Marl", "Di 14-16"), Site(city="Herten", schedule="n. V."))


def test_offer_with_several_sites_keeps_one_row_on_the_map_and_all_of_them_in_sites(store: Store) -> None:
    store.save("a-1", {}, version=1, who=Role.EDITOR, sites=SITES, geocode=FakeGeocoder().geocode)

    assert len(store.offers()) == 3
    found = store.sites()
    assert found["offer_id"].tolist() == ["a-1", "a-1", "a-1", "a-2", "a-3"]
    own = found[found["offer_id"] == "a-1"]
    assert own["site"].tolist() == [0, 1, 2]
    assert own["schedule"].tolist() == ["", "Di 14-16", "n. V."]
    assert own["precision"].tolist() == ["house", "house", "city"]
    assert store.get("a-1").sites == SITES  # type: ignore[union-attr]


def test_sites_are_part_of_the_history_and_of_undo(store: Store) -> None:
    store.save("a-1", {}, version=1, who=Role.EDITOR, sites=SITES)
    store.save("a-1", {}, version=2, who=Role.EDITOR, sites=SITES[:1])

    store.undo_change(store.history("a-1")[0].change_id, who=Role.EDITOR)

    assert store.get("a-1").sites == SITES  # type: ignore[union-attr]


def test_site_that_does_not_fit_the_schema_is_refused(store: Store) -> None:
    with pytest.raises(DataError) as caught:
        store.save("a-1", {}, version=1, who=Role.EDITOR, sites=(Site(postal_code="1", city="Marl"),))

    assert [problem.column for problem in caught.value.problems] == ["sites"]
