"""Getting places right: what comes first, what it may mean, and what is kept."""

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model import PRECISIONS, Address, Match, Precision, Role
from geo.places.gazetteer import Gazetteer
from geo.places.geocoding import Geocoder, MemoryCache
from geo.store import Store
from geo.upkeep.locating import (
    Entry,
    Reason,
    better_places,
    is_better,
    look_up,
    make_queue,
    rows_of,
)
from tests.locating_kit import Answers, match
from tests.store_kit import Database, offer_row, open_memory
from tests.unit.places.test_gazetteer import DAY, TABLES
from tests.unit.places.test_geocoding import BOUNDARIES, FakeProvider

OUTSIDE = (7.30, 51.65)  # of Marl


def stored(*rows: dict[str, str], **answers: Match) -> Store:
    """Return a database with these offers, located by these answers."""
    store = open_memory()
    store.seed(rows, Answers(**answers), source_name="offers", sha256="1")
    return store


def queue_of(store: Store, narrowing: pd.DataFrame | None = None) -> list[Entry]:
    return make_queue(store.locations(), store.offers(), store.sites(), BOUNDARIES, narrowing=narrowing)


# --- the queue -------------------------------------------------------------------------------------------------


def test_addresses_that_are_not_exact_come_with_their_reason() -> None:
    store = stored(
        offer_row("exact", street="Hausweg", house_number="1"),
        offer_row("city"),
        offer_row("street", street="Langweg"),
        offer_row("number", street="Langweg", house_number="900"),
        offer_row("unknown", street="Neuweg", house_number="2"),
        offer_row("refused", street="Fernweg", house_number="2"),
        offer_row("twice", street="Zweiweg", house_number="2"),
        offer_row("hall", street="Amtsweg", house_number="1", is_administration_address="yes"),
        offer_row("site", street="Bahnhof"),
        offer_row("off", street="Irrweg", house_number="3"),
        Hausweg=match("house", 25.0),
        Langweg=match("street", 300.0),
        Fernweg=match("city", 5000.0, note="the answer of x was refused: it lies outside Marl"),
        Zweiweg=match("street", 900.0, note="ambiguous: Marl has this number in several streets"),
        Amtsweg=match("house", 25.0),
        Bahnhof=match("place", 200.0),
        Irrweg=match("house", 25.0, lon=OUTSIDE[0]),
    )

    found = {
        f"{entry.address.street} {entry.address.house_number}".strip(): (entry.reason, entry.in_city)
        for entry in queue_of(store)
    }

    assert found == {
        "": (Reason.NO_STREET, True),
        "Langweg": (Reason.NO_NUMBER, True),
        "Langweg 900": (Reason.NUMBER_UNKNOWN, True),
        "Neuweg 2": (Reason.STREET_UNKNOWN, True),
        "Fernweg 2": (Reason.REFUSED, True),
        "Zweiweg 2": (Reason.AMBIGUOUS, True),
        "Amtsweg 1": (Reason.ADMINISTRATION, True),
        "Bahnhof": (Reason.SITE, True),
        "Irrweg 3": (Reason.OUTSIDE_CITY, False),
    }


def test_what_narrows_the_interval_most_comes_first_then_what_most_offers_share() -> None:
    store = stored(
        *(offer_row(f"few{n}", street="Einweg", house_number="1") for n in range(1)),
        *(offer_row(f"many{n}", street="Vielweg", house_number="1") for n in range(3)),
        *(offer_row(f"some{n}", street="Paarweg", house_number="1") for n in range(2)),
    )
    ids = {entry.address.street: entry.location_id for entry in queue_of(store)}
    gains = pd.DataFrame(
        {"narrowing": [120.0], "possible": [400.0]}, index=pd.Index([ids["Einweg"]], name="location_id")
    )

    by_offers = [(entry.address.street, entry.offers) for entry in queue_of(store)]
    by_people = [(entry.address.street, entry.narrowing) for entry in queue_of(store, gains)]

    assert by_offers == [("Vielweg", 3), ("Paarweg", 2), ("Einweg", 1)]
    assert [street for street, _ in by_people] == ["Einweg", "Vielweg", "Paarweg"]
    assert by_people[0][1] == 120.0
    assert math.isnan(by_people[1][1])


def test_closed_offers_protected_places_and_locked_points_are_not_in_the_queue() -> None:
    store = stored(
        offer_row("closed", street="Zuweg", status="closed"),
        offer_row("shelter", is_protected="yes", city=""),
        offer_row("locked", street="Festweg", house_number="1"),
        offer_row("open", street="Offenweg", house_number="1"),
    )
    locked = next(entry for entry in queue_of(store) if entry.address.street == "Festweg")
    store.lock_location(locked.location_id, lon=7.1, lat=51.65)

    assert [entry.address.street for entry in queue_of(store)] == ["Offenweg"]


@settings(max_examples=50, deadline=None)  # other work on the machine makes single runs slow
@given(gains=st.lists(st.tuples(st.floats(0, 1e6), st.floats(0, 1e6)), min_size=4, max_size=4))
def test_queue_is_sorted_by_what_each_would_narrow(gains: list[tuple[float, float]]) -> None:
    keys = ["a", "b", "c", "d"]
    empty = {"street": "x", "house_number": "1", "postal_code": "", "city": "Marl", "lon": 7.1, "lat": 51.65}
    row = {
        **empty,
        "precision": "city",
        "uncertainty_m": 9.0,
        "match_source": "",
        "is_locked": False,
        "note": "",
    }
    locations = pd.DataFrame([row] * 4, index=pd.Index(keys, name="location_id"))
    offers = pd.DataFrame({"status": ["confirmed"] * 4}, index=pd.Index(keys, name="offer_id"))
    sites = pd.DataFrame({"offer_id": keys, "location_id": keys})
    narrowing = pd.DataFrame(gains, columns=["narrowing", "possible"], index=keys)

    queue = make_queue(locations, offers, sites, BOUNDARIES, narrowing=narrowing)

    order = [(entry.narrowing, entry.possible) for entry in queue]
    assert order == sorted(order, reverse=True)
    assert sorted(entry.location_id for entry in queue) == keys


# --- what is kept ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (match("house", 25.0), True),
        (match("street", 400.0), True),  # the same precision, a smaller radius
        (match("street", 500.0), False),  # the same answer again
        (match("street", 500.0, lon=7.2), True),  # the same source has moved it
        (match("street", 500.0, lon=7.2, source="nominatim:host"), False),  # as good, but from elsewhere
        (match("street", 600.0), False),
        (match("city", 100.0), False),
        (Match("x", None, None, Precision.NONE, None, "gazetteer", DAY), False),
    ],
)
def test_only_a_better_answer_is_taken(new: Match, expected: bool) -> None:
    row = {
        "lon": 7.1,
        "lat": 51.65,
        "precision": "street",
        "uncertainty_m": 500.0,
        "match_source": "gazetteer",
    }

    assert is_better(new, row) is expected


grades = st.tuples(st.sampled_from([p for p in PRECISIONS if p != "none"]), st.floats(0, 1e4))


@settings(max_examples=50, deadline=None)
@given(first=grades, second=grades)
def test_of_two_answers_at_most_one_is_better(
    first: tuple[Precision, float], second: tuple[Precision, float]
) -> None:
    def row(grade: tuple[Precision, float]) -> dict[str, Any]:
        return {
            "lon": 7.1,
            "lat": 51.65,
            "precision": grade[0],
            "uncertainty_m": grade[1],
            "match_source": "x",
        }

    forth, back = is_better(match(*second), row(first)), is_better(match(*first), row(second))

    assert not (forth and back)
    assert (forth or back) == (first != second)


def test_looking_again_moves_what_is_better_once_and_never_a_locked_point(database: Database) -> None:
    with database.open() as store:
        rows = [offer_row(name, street=f"{name}weg", house_number="1") for name in ("A", "B", "C")]
        store.seed(rows, Answers(), source_name="offers", sha256="1")
        ids = {row["street"]: key for key, row in rows_of(store.locations()).items()}
        store.lock_location(ids["Cweg"], lon=7.11, lat=51.66)
        answers = Answers(Aweg=match("house", 25.0), Cweg=match("house", 5.0))

        better = better_places(store.locations(), answers)
        batch = store.locate(better, who=Role.PROGRAM, note="official addresses")
        again = better_places(store.locations(), answers)

        assert set(better) == {ids["Aweg"]}
        assert batch is not None
        assert (batch.moved, batch.note) == (1, "official addresses")
        assert again == {}
        assert store.locations().loc[ids["Cweg"], "lon"] == 7.11
        store.undo_batch(batch.batch_id, who=Role.EDITOR)
        assert store.locations().loc[ids["Aweg"], "precision"] == "city"


def test_town_hall_is_never_more_than_a_place() -> None:
    """The office may sit elsewhere."""
    store = stored(offer_row("hall", street="Amtsweg", house_number="1", is_administration_address="yes"))

    (better,) = better_places(store.locations(), Answers(Amtsweg=match("house", 25.0))).values()

    assert (better.precision, better.uncertainty_m) == (Precision.PLACE, 25.0)
    assert "the offer may be elsewhere" in better.note


# --- a run -----------------------------------------------------------------------------------------------------


def run_store() -> Store:
    return stored(
        *(offer_row(name, street=f"{name}weg", house_number="1") for name in "ABCD"), offer_row("none")
    )


def test_run_finds_what_is_better_and_asks_nobody_about_a_bare_city() -> None:
    store, answers = run_store(), Answers(Aweg=match("house", 25.0), Bweg=match("city", 9000.0))

    run = look_up(queue_of(store), rows_of(store.locations()), answers)

    assert sorted(answers.asked) == ["Aweg", "Bweg", "Cweg", "Dweg"]
    assert (run.looked_up, len(run.better), run.failed, run.is_stopped) == (4, 1, 0, False)


def test_run_that_is_stopped_keeps_what_it_found_and_goes_on_later() -> None:
    store, provider, cache = run_store(), FakeProvider(), MemoryCache()
    chain = Geocoder(Gazetteer(TABLES), BOUNDARIES, provider=provider, cache=cache, clock=lambda: DAY)
    stops = iter([False, False, True])

    first = look_up(
        queue_of(store), rows_of(store.locations()), chain.geocode, should_stop=lambda: next(stops)
    )
    asked_first = len(provider.asked)
    second = look_up(queue_of(store), rows_of(store.locations()), chain.geocode)

    assert (first.is_stopped, first.looked_up, asked_first) == (True, 2, 2)
    assert (second.is_stopped, second.looked_up, len(second.better)) == (False, 4, 4)
    assert len(provider.asked) == len(set(provider.asked)) == 4  # nobody is asked twice


def test_interruption_by_the_keyboard_ends_a_run_like_a_stop() -> None:
    store = run_store()

    def interrupted(address: Address) -> Match:
        if address.street == "Cweg":
            raise KeyboardInterrupt
        return match("house", 25.0)

    run = look_up(
        sorted(queue_of(store), key=lambda e: e.address.street), rows_of(store.locations()), interrupted
    )

    assert (run.is_stopped, len(run.better)) == (True, 2)


def test_failures_of_a_service_are_counted() -> None:
    store, provider = run_store(), FakeProvider(fails=True)
    chain = Geocoder(Gazetteer(TABLES), BOUNDARIES, provider=provider, clock=lambda: DAY)

    run = look_up(queue_of(store), rows_of(store.locations()), chain.geocode)

    assert (run.looked_up, run.failed, run.better) == (4, 4, {})
    assert len(provider.asked) == 3  # then it is left alone for a while
