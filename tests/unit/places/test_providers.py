"""Geocoding services: a small server on this machine plays the good, the slow, the broken and the strange ones."""

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from geo import settings
from geo.errors import ProviderError, SettingsError
from geo.model import Address, Match, Precision
from geo.places.geocoding import NominatimProvider, PhotonProvider, make_provider
from geo.places.geocoding.providers import MAX_TRIES
from tests.service_kit import ASKED, DAY, FakeService, Reply, Time, nominatim, photon, provider


@pytest.fixture
def service() -> Iterator[FakeService]:
    made = FakeService()
    yield made
    made.close()


@pytest.fixture
def time() -> Time:
    return Time()


ROAD = {"class": "highway", "type": "residential", "addresstype": "road", "place_rank": 26}
LONG = {"boundingbox": ["51.64", "51.66", "7.09", "7.11"]}


@pytest.mark.parametrize(
    ("changes", "asked", "precision", "least_m"),
    [
        ({}, ASKED, Precision.HOUSE, 50),
        ({"address": {"house_number": "12-14", "road": "Lessingstr."}}, ASKED, Precision.HOUSE, 50),
        ({"address": {"house_number": "14", "road": "Lessingstraße"}}, ASKED, Precision.STREET, 500),
        ({"address": {"house_number": "12a", "road": "Lessingstraße"}}, ASKED, Precision.STREET, 500),
        ({"osm_type": "way"}, ASKED, Precision.STREET, 500),  # interpolated by the service
        (ROAD | {"address": {"road": "Lessingstraße"}}, ASKED, Precision.STREET, 500),
        (ROAD | LONG | {"address": {"road": "Lessingstraße"}}, ASKED, Precision.STREET, 1300),
        (ROAD | {"address": {"road": "Schillerstraße"}}, ASKED, None, 0),  # another street
        ({"address": {}, "type": "townhall"}, Address("Rathaus", "", "", "Marl"), Precision.PLACE, 100),
        ({"type": "postcode", "addresstype": "postcode", "place_rank": 21}, ASKED, Precision.POSTCODE, 1500),
        ({"addresstype": "town", "type": "administrative", "place_rank": 16}, ASKED, Precision.CITY, 1500),
        ({"addresstype": "suburb", "type": "suburb", "place_rank": 19}, ASKED, Precision.CITY, 1500),
        ({"addresstype": "state", "type": "administrative", "place_rank": 8}, ASKED, None, 0),
    ],
)
def test_an_answer_of_nominatim_is_never_taken_for_more_than_it_is(
    service: FakeService,
    time: Time,
    changes: dict[str, Any],
    asked: Address,
    precision: Precision | None,
    least_m: float,
) -> None:
    service.replies = [Reply(nominatim(**changes))]

    match = provider(service, time).ask(asked)

    assert (match.precision if match else None) is precision
    assert (match.uncertainty_m if match else 0) >= least_m


@pytest.mark.parametrize(
    ("changes", "precision"),
    [
        ({}, Precision.HOUSE),
        ({"housenumber": "14"}, Precision.STREET),
        ({"type": "street", "name": "Lessingstraße", "street": ""}, Precision.STREET),
        ({"type": "street", "name": "Schillerstraße", "street": ""}, None),
        ({"type": "district", "name": "Drewer"}, Precision.CITY),
        ({"type": "city", "extent": [7.0, 51.7, 7.2, 51.6]}, Precision.CITY),
        ({"type": "other", "osm_value": "postcode"}, Precision.POSTCODE),
        ({"type": "country"}, None),
    ],
)
def test_an_answer_of_photon_is_never_taken_for_more_than_it_is(
    service: FakeService, time: Time, changes: dict[str, Any], precision: Precision | None
) -> None:
    service.replies = [Reply(photon(**changes))]

    match = provider(service, time, kind="photon").ask(ASKED)

    assert (match.precision if match else None) is precision


@pytest.mark.parametrize(("kind", "answer"), [("nominatim", nominatim()), ("photon", photon())])
def test_longitude_and_latitude_come_out_the_right_way_round(
    service: FakeService, time: Time, kind: str, answer: bytes
) -> None:
    service.replies = [Reply(answer)]

    match = provider(service, time, kind=kind).ask(ASKED)

    assert isinstance(match, Match)
    assert (match.lon, match.lat) == (7.10, 51.65)
    assert (match.source, match.date) == (f"{kind}:{urlsplit(service.url).netloc}", DAY)


def test_an_address_is_asked_in_parts_and_a_name_as_text(service: FakeService, time: Time) -> None:
    service.replies = [Reply(b"[]")]
    asking = provider(service, time)

    asking.ask(ASKED)
    asking.ask(Address("Rathaus", "", "", "Marl"))

    parts, text = service.questions
    assert (parts["street"], parts["postalcode"], parts["city"]) == ("12 Lessingstraße", "45770", "Marl")
    assert text["q"] == "Rathaus, Marl"
    assert parts["path"] == "/some/path/search"
    assert (parts["countrycodes"], text["countrycodes"]) == ("de", "de")
    assert set(service.user_agents) == {"test/1"}


def test_not_found_is_an_answer(service: FakeService, time: Time) -> None:
    service.replies = [Reply(b"[]")]

    assert provider(service, time).ask(ASKED) is None
    assert len(service.questions) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_asked_again_with_growing_waits(
    service: FakeService, time: Time, status: int
) -> None:
    service.replies = [Reply(status=status), Reply(status=status), Reply(nominatim())]

    match = provider(service, time).ask(ASKED)

    assert match is not None
    assert time.slept == [1.0, 2.0]


def test_a_lasting_failure_is_given_up_after_three_questions(service: FakeService, time: Time) -> None:
    service.replies = [Reply(status=500)]

    with pytest.raises(ProviderError):
        provider(service, time).ask(ASKED)

    assert len(service.questions) == MAX_TRIES


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_asked_again(service: FakeService, time: Time, status: int) -> None:
    service.replies = [Reply(status=status)]

    with pytest.raises(ProviderError):
        provider(service, time).ask(ASKED)

    assert len(service.questions) == (MAX_TRIES if status == 404 else 1)


def test_a_wait_that_the_service_asks_for_is_kept(service: FakeService, time: Time) -> None:
    service.replies = [Reply(status=429, headers={"Retry-After": "5"}), Reply(nominatim())]

    assert provider(service, time).ask(ASKED) is not None
    assert time.slept == [5.0]


def test_a_service_that_asks_for_an_hour_is_left_alone(service: FakeService, time: Time) -> None:
    service.replies = [Reply(status=429, headers={"Retry-After": "3600"})]

    with pytest.raises(ProviderError):
        provider(service, time).ask(ASKED)

    assert (len(service.questions), time.slept) == (1, [])


@pytest.mark.parametrize("reply", [Reply(hangs=True), Reply(drips=True)], ids=["silent", "drop by drop"])
def test_a_service_that_hangs_is_given_up(service: FakeService, time: Time, reply: Reply) -> None:
    service.replies = [reply]

    with pytest.raises(ProviderError, match="GeocoderTimedOut"):
        provider(service, time, timeout_s=0.2).ask(ASKED)

    assert len(service.questions) == MAX_TRIES


@pytest.mark.filterwarnings("ignore:Latitude normalization")  # geopy warns before it refuses
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>busy</html>",
        b"null",
        b"42",
        b'"text"',
        b"[1, 2]",
        b"[{}]",
        b"{}",
        b'[{"lat": "51", "lon": "7"}]',
        b"\xff\xfe\x00nonsense",
        b"[" * 100_000,
        b" " * 1_100_000,
        nominatim(lat="north"),
        nominatim(lat="NaN"),
        nominatim(lat="151.0"),
        nominatim(lon=None),
        nominatim(lon="367.1"),
        nominatim(place_rank="first"),
        nominatim(address="Lessingstraße 12"),
        nominatim(boundingbox=["1", "2"]),
    ],
)
@pytest.mark.parametrize("kind", ["nominatim", "photon"])
def test_nonsense_is_an_error_of_the_provider_and_nothing_else(
    service: FakeService, time: Time, kind: str, body: bytes
) -> None:
    service.replies = [Reply(body)]

    try:
        answer = provider(service, time, kind=kind).ask(ASKED)
    except ProviderError as error:
        assert "Lessing" not in str(error)
    else:
        assert answer is None  # an empty object is "nothing found" for geopy


def test_a_redirect_is_not_followed(service: FakeService, time: Time) -> None:
    elsewhere = FakeService()
    elsewhere.replies = [Reply(nominatim())]
    service.replies = [Reply(status=302, headers={"Location": f"{elsewhere.url}/search"})]

    with pytest.raises(ProviderError):
        provider(service, time).ask(ASKED)

    assert elsewhere.questions == []
    elsewhere.close()


def test_a_service_that_is_not_there_is_an_error_of_the_provider(time: Time) -> None:
    gone = FakeService()
    gone.close()

    with pytest.raises(ProviderError, match="GeocoderUnavailable"):
        provider(gone, time).ask(ASKED)


def test_questions_keep_their_distance(service: FakeService, time: Time) -> None:
    service.replies = [Reply(b"[]")]
    asking = provider(service, time, pause_s=1.5)

    for _ in range(3):
        asking.ask(ASKED)

    assert time.slept == [1.5, 1.5]


def test_neither_log_nor_error_holds_the_address(
    service: FakeService, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    service.replies = [Reply(b"Lessingstrasse 12 is unknown", status=500)]
    caplog.set_level(logging.INFO)

    with pytest.raises(ProviderError) as caught:
        provider(service, time).ask(ASKED)

    said = caplog.text + str(caught.value) + repr(caught.value.__cause__)
    assert "lessing" not in said.casefold()


def test_no_provider_is_made_unless_one_is_chosen() -> None:
    assert make_provider(settings.Provider()) is None


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("nominatim", ""),
        ("photon", "geocoder.example.org"),
        ("nominatim", "file:///etc/passwd"),
        ("nominatim", "http://"),
        ("bing", "https://geocoder.example.org"),
    ],
)
def test_a_provider_needs_a_web_address_of_its_own(kind: str, url: str) -> None:
    with pytest.raises(SettingsError):
        make_provider(settings.Provider(kind=kind, url=url))


@pytest.mark.parametrize("maker", [NominatimProvider, PhotonProvider])
def test_the_name_tells_the_host_and_no_password(maker: Callable[[settings.Provider], Any]) -> None:
    named = maker(settings.Provider(url="https://user:secret@geocoder.example.org/api/")).name

    assert named.endswith(":geocoder.example.org")
