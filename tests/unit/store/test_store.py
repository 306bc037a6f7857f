"""The store: its tables and versions, what goes in comes out, places are shared, answers remembered."""

from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text, update

from geo.errors import SettingsError, StoreError
from geo.model import Address, Match, Precision, Role
from geo.offers.columns import OFFER_FRAME
from geo.store import OfferEdit, Store, location_id
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import MIGRATIONS, SCHEMA_VERSIONS, downgrade, upgrade
from geo.store.offers.tables import metadata, offer
from tests.store_kit import (
    DAY,
    Database,
    FakeGeocoder,
    moved,
    offer_row,
    open_store,
    seed,
    settings_for,
)


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


# --- opening and migrating ---------------------------------------------------------------------------------------


def test_opening_makes_the_folder_and_the_database(tmp_path: Path) -> None:
    with open_store(tmp_path / "var" / "deep 100%") as opened:
        assert opened.counts() == {"offer": 0, "organization": 0, "location": 0, "geocode_cache": 0}


def test_database_keeps_a_write_ahead_log_and_checks_foreign_keys(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.reading() as connection:
        pragmas = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys")
        }

    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}


def test_migrations_lead_to_the_tables_of_the_code(store: Store) -> None:
    with store.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


def test_known_versions_are_those_of_the_migration_files() -> None:
    files = sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))

    assert files == list(SCHEMA_VERSIONS)


def test_migrations_go_down_to_nothing_and_up_again(blank_database: Database) -> None:
    engine = make_engine(parse_url(blank_database.url))
    upgrade(engine)

    downgrade(engine, "base")
    left = set(inspect(engine).get_table_names())
    upgrade(engine)

    assert left == {"alembic_version"}
    assert set(metadata.tables) < set(inspect(engine).get_table_names())
    engine.dispose()


def test_offers_outlive_every_migration_and_what_was_removed_does_not_come_back(
    blank_database: Database,
) -> None:
    with blank_database.open() as opened:
        seed(
            opened, offer_row("a-1", street="Weg", house_number="1", topics="work;language"), offer_row("a-2")
        )
        opened.save("a-1", {"title": "von Hand"}, version=1, who=Role.EDITOR)
        opened.apply([OfferEdit.remove("a-2", version=1)], who=Role.EDITOR)
        before = opened.offers()
    engine = make_engine(parse_url(blank_database.url))

    downgrade(engine, SCHEMA_VERSIONS[0])
    upgrade(engine)

    with blank_database.open() as opened:
        pd.testing.assert_frame_equal(opened.offers(), before)
        assert opened.history("a-1") == []
    engine.dispose()


def test_newer_database_is_refused_with_a_clear_word(blank_database: Database) -> None:
    with blank_database.open() as opened, opened.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
        name = opened.name

    with pytest.raises(StoreError, match=r"schema 0999 is newer than this program") as caught:
        blank_database.open()

    assert str(caught.value).startswith(name)


@pytest.mark.parametrize("url", ["no database", "mysql://host/karte", "postgresql+psycopg2://host/karte"])
def test_address_of_no_database_of_ours_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="KARTE_DATABASE_URL"):
        Store.open(settings_for(tmp_path), url=url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_postgresql_means_the_driver_that_comes_with_us(scheme: str) -> None:
    assert parse_url(f"{scheme}://karte:geheim@host:5433/karte").drivername == "postgresql+psycopg"


def test_store_works_in_memory() -> None:
    with Store.open(settings_for(Path("/nowhere")), url="sqlite://") as opened:
        seed(opened, offer_row("a-1"))

        assert list(opened.offers().index) == ["a-1"]


# --- what goes in comes out --------------------------------------------------------------------------------------


def test_offers_have_the_columns_and_types_of_the_frame_even_when_there_are_none(store: Store) -> None:
    empty = store.offers()
    seed(store, offer_row("a-1", street="Weg", house_number="1"))
    filled = store.offers()

    assert [empty.index.name, *empty.columns] == [spec.name for spec in OFFER_FRAME]
    pd.testing.assert_series_equal(empty.dtypes, filled.dtypes)
    assert set(filled.dtypes.astype(str)) == {"str", "object", "bool", "float64"}


def test_a_row_comes_back_as_it_went_in(store: Store) -> None:
    row = offer_row(
        "a-1",
        topics="work;language; advice;work",
        languages="tr;ar;de",
        website="https://example.org/?a=1&b=<script>",
        schedule="=1+1",
        is_administration_address="yes",
        remark='"onerror=alert(1)',
    )

    seed(store, row)

    found = store.offers().loc["a-1"]
    assert found["topics"] == ("work", "language", "advice")
    assert found["languages"] == ("tr", "ar", "de")
    assert found["target_groups"] == ()
    assert found["is_administration_address"]
    unchanged = ["title", "organization", "website", "schedule", "remark", "city", "fees"]
    assert found[unchanged].to_dict() == {name: row[name] for name in unchanged}


def test_offers_keep_the_order_of_the_shipped_table(store: Store) -> None:
    seed(store, *[offer_row(name) for name in ("c", "a", "b")])

    assert list(store.offers().index) == ["c", "a", "b"]


def test_many_offers_are_read_with_few_questions(store: Store) -> None:
    seed(store, *[offer_row(f"a-{number}", topics="work;language") for number in range(300)])
    statements: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    store.offers()

    questions = [s for s in statements if s.startswith("SELECT") and "pg_catalog" not in s]
    assert len(questions) == 4


def test_organization_id_differs_for_names_that_look_alike(store: Store) -> None:
    names = ["AWO Marl", "AWO  Marl", "awo marl", "صداقة", "???"]

    seed(store, *[offer_row(f"a-{i}", organization=name) for i, name in enumerate(names)])

    assert list(store.offers()["organization"]) == names
    assert store.counts()["organization"] == len(names)


# --- places ------------------------------------------------------------------------------------------------------


def test_offers_with_the_same_address_share_a_location(store: Store) -> None:
    geocoder = FakeGeocoder()
    spellings = ["Hülsstraße", "Hülsstr.", "HÜLSSTRASSE"]

    seed(store, *[offer_row(name, street=name, house_number="3") for name in spellings], geocoder=geocoder)

    assert store.offers()["location_id"].nunique() == 1
    assert len(geocoder.asked) == 1


def test_offer_without_an_address_has_the_point_of_its_city(store: Store) -> None:
    seed(store, offer_row("a-1"))

    found = store.offers().loc["a-1"]
    assert (found["precision"], found["uncertainty_m"]) == ("city", 4000.0)
    assert found["location_id"] == location_id(Address(city="Marl"))


@pytest.mark.parametrize(
    "values",
    [
        {"is_protected": "yes"},
        {"scope": "district", "street": "Weg", "house_number": "1"},
        {"scope": "online"},
        {"city": ""},
    ],
)
def test_offer_without_a_place_of_its_own_has_none(store: Store, values: dict[str, str]) -> None:
    geocoder = FakeGeocoder()

    seed(store, offer_row("a-1", **values), geocoder=geocoder)

    found = store.offers().loc["a-1"]
    assert (found["location_id"], found["precision"]) == ("", "none")
    assert found[["lon", "lat", "uncertainty_m"]].isna().all()
    assert geocoder.asked == []


def test_address_that_is_not_found_says_so(store: Store) -> None:
    seed(store, offer_row("a-1", street="Nirgendweg"))

    found = store.offers().loc["a-1"]
    assert (found["precision"], found["location_id"] != "") == ("none", True)
    assert store.locations()["note"].tolist() == ["unknown street"]


def test_address_of_the_city_administration_is_at_best_a_place(store: Store) -> None:
    address = {"street": "Rathausplatz", "house_number": "1"}

    seed(store, offer_row("a-1", **address, is_administration_address="yes"), offer_row("a-2", **address))

    assert store.offers()["precision"].to_dict() == {"a-1": "place", "a-2": "house"}


def test_database_itself_refuses_an_address_of_a_protected_offer(store: Store) -> None:
    seed(store, offer_row("a-1", is_protected="yes"))

    for values in ({"street": "Geheimweg"}, {"house_number": "1"}, {"postal_code": "45768"}):
        with pytest.raises(StoreError, match="protected_has_no_address"), store.writing() as connection:
            connection.execute(update(offer).values(values))

    assert store.offers()["street"].tolist() == [""]


def test_protected_row_with_a_street_stops_the_load_and_the_message_keeps_the_secret(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        seed(store, offer_row("a-1"), offer_row("a-2", is_protected="yes", street="Geheimweg"))

    assert store.counts()["offer"] == 0
    assert "Geheimweg" not in str(caught.value) + str(caught.value.__cause__)


@pytest.mark.parametrize(
    "values",
    [
        {"lon": None},
        {"lon": 181.0},
        {"precision": Precision.NONE},
        {"uncertainty_m": -1.0},
        {"lon": None, "lat": None},
    ],
)
def test_database_refuses_a_point_that_cannot_be(store: Store, values: dict[str, object]) -> None:
    good = FakeGeocoder().geocode(Address("Weg", "1", "", "Marl"))

    with pytest.raises(StoreError, match="ck_location"):
        store.seed([offer_row("a-1")], lambda _: moved(good, **values), source_name="offers", sha256="1")


# --- what the geocoder's memory keeps ----------------------------------------------------------------------------


def test_stored_answer_comes_back_equal_and_the_last_one_counts(store: Store) -> None:
    first = Match("Weg 1", 7.1, 51.6, Precision.HOUSE, 12.5, "nominatim", DAY, "Marl", True, "n")
    none = Match("Weg 2", None, None, Precision.NONE, None, "nominatim", DAY)

    store.geocode_cache.put("k", none)
    store.geocode_cache.put("k", first)
    store.geocode_cache.put("n", none)

    assert store.geocode_cache.get("k") == first
    assert store.geocode_cache.get("n") == none
    assert store.geocode_cache.get("other") is None
    assert store.counts()["geocode_cache"] == 2


def test_empty_memory_is_still_a_memory(store: Store) -> None:
    assert bool(store.geocode_cache)
    assert bool(store.locked_points)


def test_locked_point_is_found_by_any_spelling_and_an_unlocked_one_is_not(store: Store) -> None:
    seed(store, offer_row("a-1", street="Bergstraße", house_number="2"), offer_row("a-2", street="Weg"))
    store.lock_location(store.offers().loc["a-1", "location_id"], lon=7.05, lat=51.65, note="am Tor")

    found = store.locked_points.find(Address("Bergstr.", "2", "", "marl"))

    assert found is not None
    assert (found.lon, found.lat, found.precision, found.note) == (7.05, 51.65, Precision.HOUSE, "am Tor")
    assert store.locked_points.find(Address("Weg", "", "", "Marl")) is None
