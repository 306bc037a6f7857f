"""The languages of contact points: entered by editors, taken back, unknown where nobody entered any."""

from datetime import date

import pytest

from geo.errors import AccessDenied, DataError
from geo.kim.contacts import MOST_LANGUAGES, set_languages, with_languages
from geo.model import CityContact, Role
from geo.publish.content import city_contact
from geo.store import Store
from geo.upkeep.access import Actor
from geo.upkeep.desk import Desk
from tests.access_kit import BRIDGE, NOW

EDITOR = Actor(Role.EDITOR, login="redaktion")
TODAY = date(2026, 11, 30)
MARL, HERTEN = (CityContact(city, f"Stelle {city}", *[""] * 7, is_kim=True) for city in ("Marl", "Herten"))
POINTS = {"Marl": MARL, "Herten": HERTEN}


def _set(store: Store, *languages: str, city: str = "Marl", actor: Actor = EDITOR) -> int:
    return set_languages(store, actor, city, languages, places=POINTS, today=TODAY).batch_id


def test_what_an_editor_enters_is_told_with_its_day_and_nothing_of_the_others(store: Store) -> None:
    _set(store, "tr", "ar", "tr")

    found = with_languages(POINTS, store)

    assert (found["Marl"].languages, found["Marl"].languages_date) == (("tr", "ar"), "2026-11-30")
    assert found["Herten"] == HERTEN
    assert city_contact(found["Marl"], POINTS)["languages"] == ["tr", "ar"]


def test_the_last_entry_counts_and_undo_brings_the_one_before_back(store: Store) -> None:
    _set(store, "tr")
    batch = _set(store)
    assert with_languages(POINTS, store)["Marl"].languages == ()

    Desk(store, EDITOR, now=NOW).undo_batch(batch)

    assert with_languages(POINTS, store)["Marl"].languages == ("tr",)
    assert store.faults() == []


def test_an_editor_of_marl_enters_those_of_marl_and_no_others(store: Store) -> None:
    marl = Actor(Role.EDITOR, login="redaktion-marl", cities=("Marl",))
    _set(store, "tr", actor=marl)

    with pytest.raises(AccessDenied, match="foreign_city"):
        _set(store, "tr", city="Herten", actor=marl)

    found = with_languages(POINTS, store)
    assert (found["Marl"].languages, found["Herten"].languages) == (("tr",), ())


def test_a_coordinator_takes_back_what_a_coordinator_entered_and_a_case_manager_does_not(
    store: Store,
) -> None:
    coordinator = Actor(Role.COORDINATOR, login="kim")
    batch = _set(store, "tr", actor=coordinator)

    with pytest.raises(AccessDenied):
        Desk(store, Actor(Role.CASE_MANAGER, city="Marl"), now=NOW).undo_batch(batch)
    undone = Desk(store, coordinator, now=NOW).undo_batch(batch)

    assert with_languages(POINTS, store)["Marl"].languages == ()
    Desk(store, coordinator, now=NOW).undo_batch(undone.batch_id)  # back again, as any undo
    assert with_languages(POINTS, store)["Marl"].languages == ("tr",)
    assert store.faults() == []


@pytest.mark.parametrize(
    ("city", "languages"),
    [
        ("Marl", ("Türkisch",)),
        ("Nirgends", ("tr",)),
        ("Marl", tuple(f"a{chr(97 + n)}" for n in range(MOST_LANGUAGES + 1))),
    ],
)
def test_what_is_no_language_or_no_contact_point_is_refused(
    store: Store, city: str, languages: tuple[str, ...]
) -> None:
    with pytest.raises(DataError):
        _set(store, *languages, city=city)

    assert store.advice.contacts() == {}


@pytest.mark.parametrize(
    "actor",
    [
        Actor(Role.VISITOR),
        Actor(Role.ORGANIZATION, organization_id=BRIDGE),
        Actor(Role.CASE_MANAGER, city="Marl"),
    ],
)
def test_who_is_no_editor_and_no_coordinator_enters_nothing(store: Store, actor: Actor) -> None:
    with pytest.raises(AccessDenied):
        _set(store, "tr", actor=actor)
