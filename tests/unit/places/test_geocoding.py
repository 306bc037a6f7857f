"""The chain: who is asked in which order, what is kept, what is refused, and that there is always an answer."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.errors import ProviderError, StoreError
from geo.model import Address, Match, Precision
from geo.places.gazetteer import Gazetteer, KnownAddress, PostcodePoint, Tables
from geo.places.geocoding import Geocoder, MemoryCache, cache_key

DAY = date(2026, 3, 1)
HOUSE = Match("", 7.105, 51.65, Precision.HOUSE, 50.0, "fake", DAY)
UNKNOWN = "Schillerstraße 3, 45770 Marl"

TABLES = Tables(
    cities=("Marl", "Herten"),
    centres={"Marl": (7.10, 51.65), "Herten": (7.20, 51.65)},
    addresses=(KnownAddress("Lessingstraße", "12", "45770", "Marl", 7.101, 51.65),),
    postcodes=(PostcodePoint("45770", "Marl", 7.10, 51.65), PostcodePoint("45699", "Herten", 7.20, 51.65)),
)

#: Two squares side by side; one degree of longitude is 69 km here.
BOUNDARIES = gpd.GeoDataFrame(
    {"name": ["Marl", "Herten"]},
    index=["1", "2"],
    geometry=[box(7.05, 51.60, 7.15, 51.70), box(7.15, 51.60, 7.25, 51.70)],
    crs=4326,
)


class FakeProvider:
    """Answers every question with the same, or fails."""

    name = "fake"

    def __init__(self, answer: Match | None = HOUSE, *, fails: bool = False) -> None:
        self.answer = answer
        self.fails = fails
        self.asked: list[Address] = []

    def ask(self, address: Address) -> Match | None:
        self.asked.append(address)
        if self.fails:
            raise ProviderError("fake: GeocoderTimedOut")
        return self.answer


class FakeLocked:
    """One point set by hand."""

    def __init__(self, match: Match) -> None:
        self.match = match

    def find(self, address: Address) -> Match | None:
        return self.match if address.street == "Lessingstraße" else None


class BrokenStore:
    """A store that another process holds."""

    def get(self, key: str) -> Match | None:
        raise StoreError(key)

    def put(self, key: str, match: Match) -> None:
        raise StoreError(key)

    def find(self, address: Address) -> Match | None:
        raise StoreError(str(address))


def geocoder(provider: FakeProvider | None = None, **options: object) -> Geocoder:
    return Geocoder(Gazetteer(TABLES), BOUNDARIES, provider=provider, clock=lambda: DAY, **options)  # type: ignore[arg-type]  # options of the tests below


def test_without_a_provider_the_list_answers() -> None:
    match = geocoder().geocode("Lessingstr. 12, Marl")

    assert (match.lon, match.lat, match.precision, match.inside_city) == (7.101, 51.65, Precision.HOUSE, True)
    assert (match.query, match.date) == ("Lessingstr. 12, Marl", DAY)


def test_an_address_in_parts_is_answered_too() -> None:
    match = geocoder().geocode(Address("Lessingstraße", "12", "45770", "Marl"))

    assert (match.query, match.precision) == ("Lessingstraße 12, 45770 Marl", Precision.HOUSE)


def test_a_point_set_by_hand_wins_over_everything() -> None:
    by_hand = Match("", 7.0, 51.0, Precision.HOUSE, 10.0, "by hand", DAY)
    provider = FakeProvider()

    match = geocoder(provider, locked=FakeLocked(by_hand)).geocode("Lessingstraße 12, Marl")

    assert (match.lon, match.source) == (7.0, "by hand")
    assert provider.asked == []


def test_an_exact_house_of_the_list_asks_nobody() -> None:
    provider = FakeProvider()

    assert geocoder(provider).geocode("Lessingstraße 12, Marl").source == "gazetteer"
    assert provider.asked == []


def test_a_provider_is_asked_where_the_list_has_not_the_house() -> None:
    provider = FakeProvider()

    match = geocoder(provider).geocode(UNKNOWN)

    assert (match.lon, match.source, match.city, match.inside_city) == (7.105, "fake", "Marl", True)
    assert provider.asked == [Address("Schillerstraße", "3", "45770", "Marl")]


def test_offline_asks_nobody_but_remembers() -> None:
    provider, cache = FakeProvider(), MemoryCache()
    chain = geocoder(provider, cache=cache)

    first = chain.geocode(UNKNOWN, offline=True)
    chain.geocode(UNKNOWN)
    later = chain.geocode(UNKNOWN, offline=True)

    assert (first.precision, later.precision) == (Precision.POSTCODE, Precision.HOUSE)
    assert len(provider.asked) == 1


def test_an_answer_is_asked_for_once_whatever_its_spelling() -> None:
    provider = FakeProvider()
    chain = geocoder(provider, cache=MemoryCache())

    matches = [
        chain.geocode(text)
        for text in (UNKNOWN, "Schillerstr. 3, 45770 Marl", "45770 Marl, Schillerstrasse 3")
    ]

    assert len(provider.asked) == 1
    assert len({(match.lon, match.precision) for match in matches}) == 1


def test_not_found_is_kept_and_the_list_answers() -> None:
    provider = FakeProvider(None)
    chain = geocoder(provider, cache=MemoryCache())

    matches = [chain.geocode(UNKNOWN) for _ in range(3)]

    assert len(provider.asked) == 1
    assert {match.precision for match in matches} == {Precision.POSTCODE}
    assert "fake knows no answer" in matches[-1].note


def test_a_failure_is_not_kept_and_the_list_answers() -> None:
    provider, cache = FakeProvider(fails=True), MemoryCache()
    chain = geocoder(provider, cache=cache)

    failed = chain.geocode(UNKNOWN)
    provider.fails = False
    answered = chain.geocode(UNKNOWN)

    assert (failed.precision, answered.precision) == (Precision.POSTCODE, Precision.HOUSE)
    assert "fake gave no usable answer" in failed.note


def test_a_failing_provider_is_left_alone_for_a_while() -> None:
    provider = FakeProvider(fails=True)
    now = [0.0]
    chain = geocoder(provider, timer=lambda: now[0])

    notes = [chain.geocode(UNKNOWN).note for _ in range(10)]
    now[0] = 301.0
    chain.geocode(UNKNOWN)

    assert len(provider.asked) == 3 + 1
    assert "was not asked: it failed a moment ago" in notes[-1]


def test_failures_count_only_in_a_row() -> None:
    provider = FakeProvider()
    chain = geocoder(provider)

    for fails in (True, True, False) * 4:
        provider.fails = fails
        chain.geocode(UNKNOWN)

    assert len(provider.asked) == 12


@pytest.mark.parametrize(
    ("lon", "taken"),
    [
        (7.149, True),
        (7.1535, True),  # 242 m beyond the border
        (7.1538, False),  # 263 m
        (7.20, False),
        (9.00, False),
    ],
)
def test_a_point_outside_the_named_city_is_refused_beyond_the_tolerance(lon: float, taken: bool) -> None:
    provider, cache = FakeProvider(replace(HOUSE, lon=lon)), MemoryCache()
    chain = geocoder(provider, cache=cache)

    matches = [chain.geocode(UNKNOWN) for _ in range(2)]

    assert {match.source == "fake" for match in matches} == {taken}
    assert all(("refused: it lies outside Marl" in match.note) is not taken for match in matches)
    assert len(provider.asked) == 1  # a refusal for its place is an answer too


def test_with_only_a_postcode_its_city_is_meant() -> None:
    provider = FakeProvider(replace(HOUSE, lon=7.20))

    match = geocoder(provider).geocode("Schillerstraße 3, 45770")

    assert "refused: it lies outside Marl" in match.note
    assert match.inside_city is None


def test_a_place_without_a_city_must_lie_in_the_district() -> None:
    near, far = (replace(HOUSE, precision=Precision.PLACE, lon=lon) for lon in (7.20, 9.0))

    inside = geocoder(FakeProvider(near)).geocode("Haus der Begegnung")
    outside = geocoder(FakeProvider(far)).geocode("Haus der Begegnung")

    assert (inside.precision, inside.city, inside.inside_city) == (Precision.PLACE, "Herten", None)
    assert (outside.precision, outside.lon) == (Precision.NONE, None)
    assert "refused: it lies outside the district" in outside.note


@pytest.mark.parametrize(
    "text", ["Schillerstraße 3", "Schillerstraße", "Hauptstr. 1, 44135 Dortmund", "44135", ""]
)
def test_nobody_is_asked_to_guess_a_city(text: str) -> None:
    provider = FakeProvider()

    match = geocoder(provider).geocode(text)

    assert match.precision is Precision.NONE
    assert provider.asked == []


def test_a_street_that_a_provider_knows_without_a_city_is_not_taken() -> None:
    provider = FakeProvider(replace(HOUSE, precision=Precision.STREET))

    match = geocoder(provider).geocode("Broadway")

    assert match.precision is Precision.NONE
    assert "ambiguous" in match.note


def test_the_more_precise_answer_is_taken() -> None:
    coarse = FakeProvider(replace(HOUSE, precision=Precision.CITY, uncertainty_m=5000.0))

    match = geocoder(coarse).geocode("Lessingstraße 14, Marl")

    assert (match.precision, match.source) == (Precision.STREET, "gazetteer")


@pytest.mark.parametrize("part", ["cache", "locked"])
def test_a_store_that_fails_stops_nothing(part: str, caplog: pytest.LogCaptureFixture) -> None:
    match = geocoder(FakeProvider(), **{part: BrokenStore()}).geocode(UNKNOWN)

    assert match.precision is Precision.HOUSE
    assert "goes on without" in caplog.text
    assert "Schiller" not in caplog.text


def test_the_log_never_holds_an_address(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    geocoder(FakeProvider(fails=True)).geocode(UNKNOWN)

    assert "fake: GeocoderTimedOut" in caplog.text
    assert "Schiller" not in caplog.text


def test_hostile_text_is_answered_with_nothing() -> None:
    match = geocoder().geocode("\x00\u202e<script>" + "9" * 1_000_000)

    assert match.precision is Precision.NONE
    assert len(match.query) <= 300
    assert not set("\x00\u202e") & set(match.query)


def test_the_key_tells_providers_and_addresses_apart() -> None:
    address = Address("Schillerstraße", "3", "45770", "Marl")

    assert cache_key("a", address) == cache_key("a", replace(address, street="Schillerstr."))
    assert cache_key("a", address) != cache_key("b", address)
    assert cache_key("a", address) != cache_key("a", replace(address, house_number="4"))


def test_the_memory_forgets_what_was_not_used_longest() -> None:
    cache = MemoryCache(max_entries=2)

    cache.put("one", HOUSE)
    cache.put("two", HOUSE)
    cache.get("one")
    cache.put("three", HOUSE)

    assert [cache.get(key) is None for key in ("one", "two", "three")] == [False, True, False]


def test_another_service_needs_only_a_name_and_an_ask() -> None:
    class Bkg:
        name = "bkg"

        def ask(self, address: Address) -> Match | None:
            return replace(HOUSE, query=address.street, source="bkg")

    make: Callable[..., Geocoder] = geocoder

    assert make(Bkg()).geocode(UNKNOWN).source == "bkg"
