"""Setting a point by hand: candidates to choose from, and pins that stay."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import DataError, OutsideCity
from geo.model import Address, Match, Precision, Role
from geo.places.geocoding import MemoryCache
from geo.store import Store
from geo.upkeep.locating import (
    CandidateReason,
    better_places,
    candidates,
    choose,
    pin,
)
from tests.locating_kit import Answers, chain, match
from tests.store_kit import Database, FakeGeocoder, offer_row, open_memory, seed
from tests.unit.places.test_gazetteer import DAY
from tests.unit.places.test_geocoding import BOUNDARIES, FakeProvider

INSIDE, OUTSIDE = (7.12, 51.65), (7.30, 51.65)  # of Marl


# --- candidates ------------------------------------------------------------------------------------------------


def test_candidates_are_the_answer_the_same_street_elsewhere_and_names_alike() -> None:
    found = candidates(Address("Bahnhofstraße", "5", "", "Marl"), chain(), BOUNDARIES)

    assert [(c.label, c.reason, c.city_fits) for c in found] == [
        ("Bahnhofstraße 5, Marl", CandidateReason.LIST, True),
        ("Bahnhofstraße 5, Herten", CandidateReason.OTHER_CITY, False),
    ]


def test_candidates_offer_a_name_alike() -> None:
    found = candidates(Address("Lessingweg", "12", "45770", "Marl"), chain(), BOUNDARIES)

    assert [(c.label, c.reason, c.match.precision) for c in found] == [
        ("Lessingstraße 12, Marl", CandidateReason.SIMILAR, Precision.HOUSE)
    ]


def test_candidates_remember_what_a_service_said_and_ask_nobody() -> None:
    provider, cache = FakeProvider(), MemoryCache()
    address = Address("Schillerstraße", "3", "45770", "Marl")

    before = candidates(address, chain(provider, cache), BOUNDARIES)
    chain(provider, cache).geocode(address)
    after = candidates(address, chain(provider, cache), BOUNDARIES)

    assert before == []
    assert [(c.reason, c.match.source) for c in after] == [(CandidateReason.SERVICE, "fake")]
    assert len(provider.asked) == 1


@settings(max_examples=50, deadline=None)
@given(
    text=st.text(max_size=40),
    number=st.text(max_size=6),
    city=st.sampled_from(["", "Marl", "Herten", "Dortmund"]),
)
def test_any_address_has_candidates_that_are_points(text: str, number: str, city: str) -> None:
    for found in candidates(Address(text, number, "", city), chain(), BOUNDARIES):
        assert found.match.is_found
        assert found.match.precision in ("house", "street", "place")


# --- pins ------------------------------------------------------------------------------------------------------


def one_place(store: Store) -> str:
    seed(store, offer_row("a", street="Aweg", house_number="1"), geocoder=FakeGeocoder())
    return str(store.locations().index[0])


def test_pin_in_the_city_is_set_and_locked(database: Database) -> None:
    with database.open() as store:
        key = one_place(store)

        pin(store, BOUNDARIES, key, lon=INSIDE[0], lat=INSIDE[1])

        row = store.locations().loc[key]
        assert (row["lon"], row["lat"], row["precision"], row["is_locked"]) == (*INSIDE, "house", True)
        (change,) = [c for c in store.history("a") if c.location_id]
        assert change.batch.who is Role.EDITOR


def test_pin_outside_the_city_needs_a_reason_and_keeps_it() -> None:
    store = open_memory()
    key = one_place(store)
    before = store.version()

    with pytest.raises(OutsideCity, match="more than 250 m outside Marl"):
        pin(store, BOUNDARIES, key, lon=OUTSIDE[0], lat=OUTSIDE[1])
    assert store.version() == before
    pin(store, BOUNDARIES, key, lon=OUTSIDE[0], lat=OUTSIDE[1], reason="the\x00 entrance is in Herten ")

    assert store.locations().loc[key, "note"] == "the entrance is in Herten"
    assert store.locations().loc[key, "lon"] == OUTSIDE[0]


def test_pin_just_beyond_the_border_is_in_the_city() -> None:
    """The shipped borders are up to 224 m off."""
    store = open_memory()
    key = one_place(store)

    pin(store, BOUNDARIES, key, lon=7.153, lat=51.65)  # 207 m beyond
    with pytest.raises(OutsideCity):
        pin(store, BOUNDARIES, key, lon=7.155, lat=51.65)  # 345 m


@pytest.mark.parametrize(
    ("lon", "lat", "word"),
    [(math.nan, 51.6, "lon"), (7.1, math.inf, "lat"), (181.0, 51.6, "lon"), (7.1, -91.0, "lat")],
)
def test_pin_that_is_no_place_on_earth_is_refused(lon: float, lat: float, word: str) -> None:
    store = open_memory()

    with pytest.raises(DataError, match=f"{word}.*degrees from"):
        pin(store, BOUNDARIES, one_place(store), lon=lon, lat=lat, reason="because")


def test_pin_needs_a_stored_location() -> None:
    with pytest.raises(DataError, match="the id of a stored location"):
        pin(open_memory(), BOUNDARIES, "loc-nowhere", lon=7.1, lat=51.65)


def test_chosen_candidate_keeps_its_precision_and_is_locked() -> None:
    store = open_memory()
    key = one_place(store)
    (candidate,) = candidates(Address("Lessingweg", "12", "45770", "Marl"), chain(), BOUNDARIES)

    choose(store, BOUNDARIES, key, candidate.match)
    row = store.locations().loc[key]

    assert (row["lon"], row["precision"], row["match_source"]) == (candidate.match.lon, "house", "gazetteer")
    assert (row["uncertainty_m"], bool(row["is_locked"])) == (100.0, True)
    with pytest.raises(OutsideCity):
        choose(store, BOUNDARIES, key, match("house", 25.0, lon=OUTSIDE[0]))
    with pytest.raises(DataError):
        choose(
            store, BOUNDARIES, key, Match("x", None, None, Precision.NONE, None, "x", DAY), reason="because"
        )


def test_pin_survives_looking_again_and_a_new_load() -> None:
    store = open_memory()
    key = one_place(store)
    pin(store, BOUNDARIES, key, lon=INSIDE[0], lat=INSIDE[1])

    assert better_places(store.locations(), Answers(Aweg=match("house", 1.0))) == {}
    seed(store, offer_row("a", street="Aweg", house_number="1", title="Neu"), sha256="2")

    assert store.locations().loc[key, "lon"] == INSIDE[0]
