"""The history: who changed what and when, taking it back, and two people who change the same offer."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from geo.errors import DataError, OfferConflict, StoreError, UndoRefused
from geo.model import Address, ChangeKind, Role
from geo.settings import load_settings
from geo.store import NEW, OfferEdit, Site, Store, location_id
from tests.history_kit import edit, everything, title
from tests.store_kit import FakeGeocoder, offer_row, seed


@pytest.fixture
def store(store_of_three: Store) -> Store:
    return store_of_three


# --- one change --------------------------------------------------------------------------------------------------


def test_saving_changes_the_named_columns_and_no_other(store: Store) -> None:
    before = store.stored_offers()

    saved = store.save(
        "a-1", {"schedule": "Mo 9-12", "languages": "de; ar;de"}, version=1, who=Role.ORGANIZATION
    ).offer

    assert saved.version == 2
    assert saved.row == {**before["a-1"].row, "schedule": "Mo 9-12", "languages": "de;ar"}
    assert store.offers().loc["a-1", "languages"] == ("de", "ar")
    assert store.get("a-2") == before["a-2"]


def test_history_tells_who_when_what_before_and_after(store: Store) -> None:
    store.save("a-1", {"title": "Neu"}, version=1, who=Role.ORGANIZATION, note="am Telefon")

    (change,) = store.history("a-1")

    assert (change.batch.who, change.batch.kind, change.batch.note) == (
        Role.ORGANIZATION,
        ChangeKind.EDIT,
        "am Telefon",
    )
    assert (change.before, change.after, change.version) == ({"title": "Kurs a-1"}, {"title": "Neu"}, 2)
    assert datetime.now(UTC) - change.batch.made_at < timedelta(minutes=5)


def test_change_that_changes_nothing_leaves_no_trace(store: Store) -> None:
    before = store.version(), store.batches()

    assert edit(store, title="Kurs a-1") == 1
    assert (
        store.apply([OfferEdit.change("a-1", {"topics": "language;language"}, version=1)], who=Role.EDITOR)
        is None
    )
    assert (store.version(), store.batches()) == before


def test_every_change_gives_a_new_version_token(store: Store) -> None:
    tokens = [store.version()]
    for value in ("Eins", "Zwei"):
        edit(store, title=value)
        tokens.append(store.version())

    assert len(set(tokens)) == 3


def test_added_offer_comes_last_and_its_history_begins_with_all_of_it(store: Store) -> None:
    row = offer_row("b-1", topics="work;language")

    stored = store.save("b-1", row, version=NEW, who=Role.EDITOR).offer

    assert list(store.offers().index) == ["a-1", "a-2", "a-3", "b-1"]
    assert (stored.version, stored.dataset) == (1, "own")
    (change,) = store.history("b-1")
    assert (change.before, change.after) == (None, {**stored.row, "sites": [], "runs": []})


def test_confirming_sets_the_date_and_closing_the_status(store: Store) -> None:
    confirmed = store.confirm("a-1", who=Role.ORGANIZATION, today=date(2026, 3, 1)).offer
    closed = store.close_offer("a-1", who=Role.ORGANIZATION).offer

    assert (confirmed.row["status"], confirmed.row["assured_date"]) == ("confirmed", "2026-03-01")
    assert (closed.row["status"], closed.row["assured_date"]) == ("closed", "2026-03-01")
    assert [change.batch.kind for change in store.history("a-1")] == [ChangeKind.CLOSE, ChangeKind.CONFIRM]


def test_value_that_does_not_fit_the_schema_is_refused_with_its_place(store: Store) -> None:
    before = everything(store)
    edits = [
        OfferEdit.change("a-2", {"title": "gut"}, version=1),
        OfferEdit.change("a-1", {"postal_code": "4565", "phone": "ruf an"}, version=1),
    ]

    with pytest.raises(DataError) as caught:
        store.apply(edits, who=Role.EDITOR)

    assert [(p.row, p.column) for p in caught.value.problems] == [(3, "phone"), (3, "postal_code")]
    assert everything(store) == before


def test_same_offer_twice_in_one_go_is_refused(store: Store) -> None:
    twice = [OfferEdit.change("a-1", {"title": value}, version=1) for value in ("x", "y")]

    with pytest.raises(DataError, match="only one change of an offer"):
        store.apply(twice, who=Role.EDITOR)


def test_an_unknown_role_is_refused_because_a_name_must_never_get_in(store: Store) -> None:
    with pytest.raises(StoreError, match="who_known"):
        store.save("a-1", {"title": "x"}, version=1, who="Erika")  # type: ignore[arg-type]  # the point of the test

    assert title(store) == "Kurs a-1"


# --- two people --------------------------------------------------------------------------------------------------


def test_second_of_two_savers_sees_yours_and_theirs_and_nothing_is_lost(store: Store) -> None:
    store.save("a-1", {"title": "meins", "fees": "5 Euro"}, version=1, who=Role.EDITOR)

    with pytest.raises(OfferConflict) as caught:
        store.save("a-1", {"title": "deins", "schedule": "Di"}, version=1, who=Role.ORGANIZATION)

    found = {field.column: (field.yours, field.theirs) for field in caught.value.fields}
    assert found == {"title": ("deins", "meins"), "schedule": ("Di", "")}
    assert title(store) == "meins"
    assert "meins" not in str(caught.value)
    assert caught.value.key == "error.offer_conflict"


def test_two_who_say_the_same_do_not_meet(store: Store) -> None:
    edit(store, title="gleich")

    assert store.save("a-1", {"title": "gleich"}, version=1, who=Role.EDITOR).offer.version == 2


def test_conflict_in_one_offer_stops_them_all(store: Store) -> None:
    edit(store, "a-2", title="schneller")
    edits = [OfferEdit.change(f"a-{n}", {"title": "Import"}, version=1) for n in (1, 2, 3)]

    with pytest.raises(OfferConflict):
        store.apply(edits, who=Role.EDITOR, kind=ChangeKind.IMPORT)

    assert store.offers()["title"].tolist() == ["Kurs a-1", "schneller", "Kurs a-3"]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (OfferEdit.change("a-2", {"title": "x"}, version=1), "removed"),
        (OfferEdit.change("x-9", {"title": "x"}, version=1), "missing"),
        (OfferEdit.remove("x-9", version=None), "missing"),
        (OfferEdit.add(offer_row("a-1", title="x")), "exists"),
        (OfferEdit.remove("a-3", version=1), "changed"),
    ],
)
def test_conflict_says_what_happened_meanwhile(store: Store, made: OfferEdit, reason: str) -> None:
    store.apply([OfferEdit.remove("a-2", version=1)], who=Role.EDITOR)
    edit(store, "a-3", title="anders")

    with pytest.raises(OfferConflict) as caught:
        store.apply([made], who=Role.EDITOR)

    assert {field.reason for field in caught.value.fields} == {reason}


# --- removing ----------------------------------------------------------------------------------------------------


def test_removed_offer_is_out_of_sight_and_not_lost(store: Store) -> None:
    batch = store.apply([OfferEdit.remove("a-1", version=1)], who=Role.EDITOR)

    assert batch is not None
    assert (batch.added, batch.changed, batch.removed) == (0, 0, 1)
    assert list(store.offers().index) == ["a-2", "a-3"]
    assert store.get("a-1") is None
    assert list(store.stored_offers()) == ["a-2", "a-3"]
    assert location_id(Address("Weg", "1", "", "Marl")) not in store.locations().index
    kept = store.get("a-1", removed=True)
    assert kept is not None
    assert (kept.row["street"], kept.version) == ("Weg", 2)


def test_removed_offer_comes_back_with_its_point(store: Store) -> None:
    before = everything(store)
    batch = store.apply([OfferEdit.remove("a-1", version=1)], who=Role.EDITOR)
    assert batch is not None

    store.undo_batch(batch.batch_id, who=Role.EDITOR)

    assert everything(store) == before
    assert list(store.offers().index) == ["a-1", "a-2", "a-3"]


# --- taking back -------------------------------------------------------------------------------------------------


def test_undo_brings_back_what_was_and_is_itself_a_change(store: Store) -> None:
    edit(store, title="falsch", topics="work")
    (change,) = store.history("a-1")

    batch = store.undo_change(change.change_id, who=Role.ADMIN)

    assert (title(store), store.offers().loc["a-1", "topics"]) == ("Kurs a-1", ("language",))
    assert (batch.kind, batch.undoes, batch.who) == (ChangeKind.UNDO, change.batch.batch_id, Role.ADMIN)
    assert [c.undoes for c in store.history("a-1")] == [change.change_id, None]


def test_undo_of_an_undo_does_it_again(store: Store) -> None:
    edit(store, title="doch richtig")
    first = store.undo_change(store.history("a-1")[0].change_id, who=Role.EDITOR)

    store.undo_batch(first.batch_id, who=Role.EDITOR)

    assert title(store) == "doch richtig"
    assert store.get("a-1").version == 4  # type: ignore[union-attr]


def test_undo_of_an_older_change_keeps_the_newer_one_in_other_columns(store: Store) -> None:
    edit(store, title="falsch")
    older = store.history("a-1")[0].change_id
    edit(store, schedule="Mo 9-12")

    store.undo_change(older, who=Role.EDITOR)

    found = store.offers().loc["a-1"]
    assert (found["title"], found["schedule"]) == ("Kurs a-1", "Mo 9-12")


def test_undo_that_would_run_over_a_later_change_is_refused(store: Store) -> None:
    edit(store, title="erst")
    older = store.history("a-1")[0].change_id
    edit(store, title="dann")

    with pytest.raises(OfferConflict) as caught:
        store.undo_change(older, who=Role.EDITOR)

    (field,) = caught.value.fields
    assert (field.column, field.yours, field.theirs) == ("title", "Kurs a-1", "dann")
    assert title(store) == "dann"


def test_whole_import_is_taken_back_at_once(store: Store) -> None:
    before = everything(store)
    geocoder = FakeGeocoder()
    batch = store.apply(
        [
            OfferEdit.change("a-1", {"title": "anders", "street": "Gasse"}, version=1),
            OfferEdit.remove("a-2", version=1),
            OfferEdit.add(offer_row("b-1", street="Gasse", house_number="7", organization="Neuer Verein")),
        ],
        who=Role.EDITOR,
        kind=ChangeKind.IMPORT,
        note="liste.xlsx",
        dataset="liste",
        geocode=geocoder.geocode,
    )
    assert batch is not None
    assert (batch.kind, batch.added, batch.changed, batch.removed) == (ChangeKind.IMPORT, 1, 1, 1)
    assert [address.house_number for address in geocoder.asked] == ["1", "7"]

    store.undo_batch(batch.batch_id, who=Role.EDITOR)

    assert everything(store) == before
    with pytest.raises(OfferConflict):
        store.undo_batch(batch.batch_id, who=Role.EDITOR)


def test_undo_of_an_import_is_whole_or_not_at_all(store: Store) -> None:
    edits = [OfferEdit.change(f"a-{n}", {"title": "Import"}, version=1) for n in (1, 2, 3)]
    batch = store.apply(edits, who=Role.EDITOR, kind=ChangeKind.IMPORT)
    assert batch is not None
    edit(store, "a-2", title="von Hand")

    with pytest.raises(OfferConflict) as caught:
        store.undo_batch(batch.batch_id, who=Role.EDITOR)

    assert [field.offer_id for field in caught.value.fields] == ["a-2"]
    assert store.offers()["title"].tolist() == ["Import", "von Hand", "Import"]


def test_offer_whose_edit_was_taken_back_follows_the_shipped_table_again(store: Store) -> None:
    edit(store, title="falsch")
    store.undo_change(store.history("a-1")[0].change_id, who=Role.EDITOR)

    report = seed(store, offer_row("a-1", title="geliefert"), offer_row("a-2"), offer_row("a-3"), sha256="2")

    assert (report.kept, title(store)) == (0, "geliefert")


@pytest.mark.parametrize("number", [0, 999])
def test_what_is_not_there_cannot_be_taken_back(store: Store, number: int) -> None:
    with pytest.raises(UndoRefused):
        store.undo_change(number, who=Role.EDITOR)
    with pytest.raises(UndoRefused):
        store.undo_batch(number, who=Role.EDITOR)


# --- what must be forgotten --------------------------------------------------------------------------------------


def test_offer_that_becomes_protected_leaves_its_address_nowhere(store: Store) -> None:
    geocode = FakeGeocoder().geocode
    store.save(
        "a-2", {"street": "Geheimweg", "house_number": "7"}, version=1, who=Role.EDITOR, geocode=geocode
    )
    hidden = store.offers().loc["a-2", "location_id"]
    store.lock_location(hidden, lon=7.123456, lat=51.654321)
    store.geocode_cache.put(
        "nominatim|" + "geheimweg|7||marl", geocode(Address("Geheimweg", "7", "", "Marl"))
    )
    store.save("a-2", {}, version=2, who=Role.EDITOR, sites=(Site("Geheimgasse", "1", "", "Marl"),))
    address = {"street": "", "house_number": "", "postal_code": "", "is_protected": "yes"}

    store.save("a-2", address, version=3, who=Role.EDITOR)

    told = _dump(store)
    assert "Geheim" not in told
    assert "geheim" not in told
    assert "7.123456" not in told
    assert store.get("a-2").sites == ()  # type: ignore[union-attr]
    assert store.offers().loc["a-2", "location_id"] == ""


def test_texts_of_an_offer_that_becomes_protected_lose_its_streets(store: Store) -> None:
    first = {"street": "Hohenzollernstraße", "house_number": "3", "postal_code": "45659"}
    store.save("a-2", {**first, "description": "Früher Alter Weg 9."}, version=1, who=Role.EDITOR)
    texts = {
        "street": "Breite Straße",
        "house_number": "12a",
        "postal_code": "45770",
        "description": "Treff in der Breiten Stadt, Breite Str. 12 a, D-45770 Marl; vorher HOHENZOLLERNSTRASSE 3.",
        "schedule": "Mo 9-12 (Eingang Breitestr. 12a)",
        "remark": "Anfahrt: Hohenzollernstr.",
    }
    store.save("a-2", texts, version=2, who=Role.EDITOR)
    store.save(
        "a-2",
        {"street": "", "house_number": "", "postal_code": "", "is_protected": "yes"},
        version=3,
        who=Role.EDITOR,
    )

    row = store.get("a-2").row  # type: ignore[union-attr]
    assert row["description"] == "Treff in der Breiten Stadt, … Marl; vorher …."
    assert row["schedule"] == "Mo 9-12 (Eingang …)"
    assert row["remark"] == "Anfahrt: …"
    told = _dump(store).casefold()
    for secret in ("hohenzollern", "breite str", "breitestr", "45770", "45659"):
        assert secret not in told


def test_the_log_of_the_database_forgets_what_was_hidden(tmp_path: Path) -> None:
    with Store.open(load_settings({"KARTE_VAR": str(tmp_path)})) as store:
        seed(store, offer_row("a-1", street="Geheimweg", house_number="7", description="Am Geheimweg 7"))
        hidden = {"street": "", "house_number": "", "is_protected": "yes"}
        store.save("a-1", hidden, version=1, who=Role.EDITOR)

        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert files
        assert [path.name for path in files if b"Geheimweg" in path.read_bytes()] == []


def test_no_undo_brings_a_forgotten_address_back(store: Store) -> None:
    store.save("a-1", {"is_protected": "yes", "street": "", "house_number": ""}, version=1, who=Role.EDITOR)

    store.undo_change(store.history("a-1")[0].change_id, who=Role.EDITOR)

    found = store.offers().loc["a-1"]
    assert (found["is_protected"], found["street"], found["precision"]) == (False, "", "city")


def test_protected_offer_with_an_address_is_refused(store: Store) -> None:
    with pytest.raises(DataError) as caught:
        store.save("a-1", {"is_protected": "yes"}, version=1, who=Role.EDITOR)

    assert {problem.column for problem in caught.value.problems} == {"street", "house_number"}
    assert "Weg" not in str(caught.value)


def _dump(store: Store) -> str:
    """Return every value of every table as one text."""
    from geo.store.offers.tables import metadata

    with store.reading() as connection:
        return json.dumps(
            [[str(row) for row in connection.execute(table.select())] for table in metadata.sorted_tables]
            + [[str(row) for row in connection.execute(text("SELECT 1"))]]
        )
