"""Scenarios are saved by name: nobody overwrites what somebody else saved meanwhile, on either database."""

from collections.abc import Iterator

import pytest

from geo.errors import ScenarioRefused
from geo.store import Store
from geo.store.scenarios import saved
from tests.store_kit import Database

STEPS = "!a7.02,51.58,1,Hier"


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        yield opened


def refused(reason: str) -> object:
    return pytest.raises(ScenarioRefused, check=lambda error: error.reason == reason)


def test_what_is_saved_is_listed_by_the_alphabet_and_found_by_name(store: Store) -> None:
    version = store.version()
    for name in ("süd", "Nord", "mitte"):
        store.scenarios.save(name, STEPS)

    found = store.scenarios.get("NORD")

    assert [row.name for row in store.scenarios.all()] == ["mitte", "Nord", "süd"]
    assert found is not None
    assert (found.name, found.steps, found.version) == ("Nord", STEPS, 1)
    assert found.saved_at.utcoffset() is not None
    assert store.scenarios.get("Ost") is None
    assert store.version() == version  # readers of offers see no change
    assert store.faults() == []


def test_a_name_is_taken_once_whatever_its_capitals(store: Store) -> None:
    store.scenarios.save("Nord", STEPS)

    with refused("taken"):
        store.scenarios.save("NORD", "!cb")
    store.scenarios.save("Süd", STEPS)
    with refused("taken"):
        store.scenarios.rename("Süd", "nord", version=1)

    assert [row.steps for row in store.scenarios.all()] == [STEPS, STEPS]


def test_the_database_keeps_names_apart_also_where_two_looked_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each saw no such name when it looked: what the other wrote since only the database knows."""
    store.scenarios.save("Straße", STEPS)
    sued = store.scenarios.save("Süd", STEPS)
    monkeypatch.setattr(
        saved, "_of", lambda rows, name: next((row for row in rows if row.name == name), None)
    )

    with refused("taken"):
        store.scenarios.save("STRASSE", "!cb")
    with refused("taken"):
        store.scenarios.rename("Süd", "strasse", version=sued.version)

    assert [row.name for row in store.scenarios.all()] == ["Straße", "Süd"]


def test_a_later_save_takes_the_place_of_the_version_it_was_made_from_alone(store: Store) -> None:
    first = store.scenarios.save("Nord", STEPS)
    second = store.scenarios.save("nord", "!ca", version=first.version)

    for late in (
        lambda: store.scenarios.save("Nord", "!cb", version=first.version),
        lambda: store.scenarios.rename("Nord", "West", version=first.version),
        lambda: store.scenarios.remove("Nord", version=first.version),
    ):
        with refused("changed"):
            late()

    assert store.scenarios.all() == [second]
    assert (second.name, second.steps, second.version) == ("Nord", "!ca", 2)


def test_it_is_renamed_removed_and_brought_back(store: Store) -> None:
    made = store.scenarios.save("Nord", STEPS)
    renamed = store.scenarios.rename("nord", "NORD", version=made.version)
    gone = store.scenarios.remove("NORD", version=renamed.version)
    left = store.scenarios.all()
    back = store.scenarios.save(gone.name, gone.steps)

    assert (renamed.name, gone, left) == ("NORD", renamed, [])
    assert (back.name, back.steps) == ("NORD", STEPS)
    with refused("unknown"):
        store.scenarios.remove("Süd", version=1)
    with refused("unknown"):
        store.scenarios.save("Süd", STEPS, version=1)


def test_no_more_are_saved_than_somebody_finds_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST_SCENARIOS", 1)
    first = store.scenarios.save("Nord", STEPS)

    with refused("too_many"):
        store.scenarios.save("Süd", STEPS)

    assert store.scenarios.save("Nord", "!ca", version=first.version).version == 2
