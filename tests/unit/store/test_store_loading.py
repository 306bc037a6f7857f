"""Loading: loaded twice is loaded once, corrections made by hand stay, a load is whole or not there at all."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from sqlalchemy import update

from geo.errors import StoreError
from geo.model import Address, Match
from geo.store import Store
from geo.store.offers.tables import offer
from tests.store_kit import (
    Database,
    FakeGeocoder,
    moved,
    offer_row,
    seed,
    start_python,
)


@pytest.fixture
def store(empty_store: Store) -> Store:
    return empty_store


# --- loading again -----------------------------------------------------------------------------------------------


def test_second_load_of_the_same_state_does_nothing(store: Store) -> None:
    geocoder = FakeGeocoder()
    seed(store, offer_row("a-1"))
    before = store.version()

    report = seed(store, offer_row("a-1"), geocoder=geocoder)

    assert report.is_unchanged
    assert (store.version(), geocoder.asked) == (before, [])


def test_changed_table_changes_only_what_differs(store: Store) -> None:
    seed(store, offer_row("same"), offer_row("new-title"), offer_row("new-topics"), offer_row("gone"))

    report = seed(
        store,
        offer_row("same"),
        offer_row("new-title", title="Neu"),
        offer_row("new-topics", topics="work;advice"),
        offer_row("more"),
        sha256="2",
    )

    assert (report.added, report.changed, report.removed, report.unchanged) == (1, 2, 1, 1)
    found = store.offers()
    assert set(found.index) == {"same", "new-title", "new-topics", "more"}
    assert found.loc["new-title", "title"] == "Neu"
    assert found.loc["new-topics", "topics"] == ("work", "advice")


def test_offer_that_a_person_edited_stays_as_it_is(store: Store) -> None:
    seed(store, offer_row("a-1"), offer_row("a-2"), offer_row("a-3"))
    with store.writing() as connection:
        values = {"title": "von Hand", "edited_at": datetime.now(UTC)}
        connection.execute(update(offer).where(offer.c.offer_id != "a-3").values(values))

    report = seed(store, offer_row("a-1", title="geliefert"), offer_row("a-3"), sha256="2")

    assert report.kept == 1
    assert store.offers()["title"].to_dict() == {"a-1": "von Hand", "a-2": "von Hand", "a-3": "Kurs a-3"}


def test_locked_point_stays_when_the_table_is_loaded_again(store: Store) -> None:
    row = offer_row("a-1", street="Weg", house_number="1")
    seed(store, row, offer_row("a-2", street="Gasse", house_number="1"))
    store.lock_location(store.offers().loc["a-1", "location_id"], lon=7.05, lat=51.65)

    seed(store, row, sha256="2")
    seed(store, sha256="3")

    kept = store.locations()
    assert kept[["lon", "lat", "match_source", "is_locked"]].values.tolist() == [
        [7.05, 51.65, "by hand", True]
    ]


def test_better_geocoder_moves_an_unlocked_point(store: Store) -> None:
    row = offer_row("a-1", street="Weg", house_number="1")
    seed(store, row)
    better = moved(FakeGeocoder().geocode(Address("Weg", "1")), lon=7.21)

    store.seed([row], lambda _: better, source_name="offers", sha256="2")

    assert store.offers()["lon"].tolist() == [7.21]


def test_locking_a_place_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no location 'loc-x'"):
        store.lock_location("loc-x", lon=7.0, lat=51.0)


def test_what_was_loaded_is_remembered(store: Store) -> None:
    seed(store, offer_row("a-1"), offer_row("a-2"), sha256="abc")

    loaded = store.datasets().loc["offers"]
    assert (loaded["sha256"], loaded["rows"]) == ("abc", 2)
    assert datetime.now(UTC) - loaded["loaded_at"].to_pydatetime() < pd.Timedelta(minutes=5)


def test_version_differs_after_every_change_and_only_then(store: Store) -> None:
    versions = [store.version()]
    seed(store, offer_row("a-1"))
    versions += [store.version()]
    store.geocode_cache.put("k", FakeGeocoder().geocode(Address("Weg")))
    unchanged = store.version()
    store.lock_location(store.offers().loc["a-1", "location_id"], lon=7.0, lat=51.0)
    versions += [store.version()]

    assert len(set(versions)) == 3
    assert unchanged == versions[1]


def test_progress_counts_each_address_once(store: Store) -> None:
    seen: list[tuple[int, int]] = []
    rows = [offer_row("a-1", street="Weg"), offer_row("a-2", street="Weg"), offer_row("a-3")]

    store.seed(
        rows, FakeGeocoder().geocode, progress=lambda *step: seen.append(step), source_name="o", sha256="1"
    )

    assert seen == [(1, 2), (2, 2)]


# --- whole or not at all -----------------------------------------------------------------------------------------


def test_geocoder_that_fails_leaves_nothing_behind(store: Store) -> None:
    def fail(_: Address) -> Match:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.seed([offer_row("a-1")], fail, source_name="offers", sha256="1")

    assert store.counts()["offer"] == 0
    assert store.datasets().empty


KILLED = """
import os, signal, sys
from geo.store.offers import seeding
from tests.store_kit import *
def kill(*args, **options):   # all offers are written, the load is not complete
    os.kill(os.getpid(), signal.SIGKILL)
seeding.note_dataset = kill
seed(Database(sys.argv[1]).open(), *[offer_row(f"a-{i}") for i in range(50)])
"""


LOADING = """
import sys
from tests.store_kit import *
with Database(sys.argv[1]).open() as store:
    seed(store, *[offer_row(f"a-{i}", street="Weg", house_number=str(i + 1)) for i in range(200)])
    print(len(store.offers()), store.counts()["location"], len(store.datasets()))
"""


def test_process_killed_in_the_middle_leaves_nothing_half_written(database: Database) -> None:
    process = start_python(KILLED, database.url)
    process.communicate(timeout=120)

    with database.open() as opened:
        report = seed(opened, offer_row("a-1"))

    assert process.returncode == -9
    assert (report.added, report.changed, report.removed) == (1, 0, 0)


def test_processes_that_start_at_the_same_time_all_succeed(blank_database: Database) -> None:
    processes = [start_python(LOADING, blank_database.url) for _ in range(3)]

    answers = [process.communicate(timeout=120) for process in processes]

    assert answers == [("200 200 1\n", "")] * 3
