"""A real Nominatim on a small synthetic map, asked through geopy; `make test-nominatim` starts it."""

import os
from datetime import date

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo import settings
from geo.model import Address, Precision
from geo.places.gazetteer import Gazetteer, PostcodePoint, Tables
from geo.places.geocoding import Geocoder, MemoryCache, NominatimProvider, make_provider

URL = os.environ.get("KARTE_TEST_NOMINATIM_URL", "")
DAY = date(2026, 3, 1)

pytestmark = [
    pytest.mark.nominatim,
    pytest.mark.skipif(not URL, reason="KARTE_TEST_NOMINATIM_URL is not set: run make test-nominatim"),
]


@pytest.fixture
def provider() -> NominatimProvider:
    service = settings.Provider(kind="nominatim", url=URL, user_agent="integrationskarte-test", pause_s=0.0)
    made = make_provider(service, clock=lambda: DAY)
    assert isinstance(made, NominatimProvider)
    return made


@pytest.fixture
def geocoder(provider: NominatimProvider) -> Geocoder:
    """A district of Musterstadt alone, whose boundary holds only the western half of the map's Musterstadt."""
    boundaries = gpd.GeoDataFrame(
        {"name": ["Musterstadt"]},
        index=["99999001"],
        geometry=[box(7.10, 51.64, 7.12, 51.66)],
        crs=4326,
    )
    tables = Tables(
        cities=("Musterstadt",),
        centres={"Musterstadt": (7.11, 51.65)},
        postcodes=(PostcodePoint("99001", "Musterstadt", 7.11, 51.65),),
    )
    return Geocoder(Gazetteer(tables), boundaries, provider=provider, cache=MemoryCache(), clock=lambda: DAY)


def test_free_text_finds_the_house(geocoder: Geocoder) -> None:
    match = geocoder.geocode("Probierstr. 7, 99001 Musterstadt")

    assert (match.lon, match.lat, match.precision) == (7.108, 51.6502, Precision.HOUSE)
    assert (match.city, match.inside_city, match.source) == ("Musterstadt", True, f"nominatim:{URL[7:]}")


def test_an_address_in_parts_finds_the_house(provider: NominatimProvider) -> None:
    match = provider.ask(Address("Probierstraße", "12", "99001", "Musterstadt"))

    assert match is not None
    assert (match.lon, match.lat, match.precision, match.date) == (7.112, 51.6498, Precision.HOUSE, DAY)


def test_the_city_decides_between_two_streets_of_one_name(provider: NominatimProvider) -> None:
    match = provider.ask(Address("Probierstraße", "7", "", "Nachbarstadt"))

    assert match is not None
    assert (match.lon, match.lat) == (7.155, 51.6552)


def test_an_arabic_name_finds_the_place(geocoder: Geocoder) -> None:
    match = geocoder.geocode("بيت اللقاء")

    assert (match.lon, match.lat, match.precision, match.city) == (
        7.109,
        51.651,
        Precision.PLACE,
        "Musterstadt",
    )


def test_an_unknown_number_is_only_the_street(geocoder: Geocoder) -> None:
    match = geocoder.geocode("Probierstraße 99, Musterstadt")

    assert match.precision is Precision.STREET
    assert (match.uncertainty_m or 0) >= 500


def test_a_house_outside_the_boundary_is_refused(geocoder: Geocoder) -> None:
    match = geocoder.geocode("Randweg 3, 99001 Musterstadt")

    assert match.precision is Precision.POSTCODE
    assert "refused: it lies outside Musterstadt" in match.note


def test_an_unknown_street_falls_back_to_the_city(geocoder: Geocoder) -> None:
    match = geocoder.geocode("Nirgendwoallee 1, Musterstadt")

    assert match.precision is Precision.CITY
    assert "knows no answer" in match.note
