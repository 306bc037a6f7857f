"""The gazetteer with the official list: every house, what is absent is known to be absent, and still no guess."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from geo.model import Match, Precision
from geo.places.address import parse_address
from geo.places.gazetteer import Gazetteer
from geo.places.geocoding import Geocoder
from geo.places.official_addresses import OfficialHouses, open_houses
from geo.places.official_addresses.files import About, House, new_houses
from tests.unit.places.test_gazetteer import DAY, LAT, TABLES
from tests.unit.places.test_geocoding import BOUNDARIES

STEP = 0.0002  # degrees of longitude for one house number: 13.8 m
METRES = 13.8
CITIES = ("Marl", "Herten", "Haltern am See")


def row(
    street: str, numbers: Sequence[int], lon: float, *, quality: str = "A", code: str = "1"
) -> list[House]:
    return [House(street, str(n), code, quality, round(lon + STEP * n, 6), LAT) for n in numbers]


HOUSES = {
    "Marl": [
        *row("Goethestraße", range(1, 21), 7.10),
        House("Goethestraße", "7a", "1", "B", 7.1015, LAT),
        *row("Am Markt", [1, 2], 7.11, quality="C"),
        *row("Am Markt", [2, 3], 7.13, code="2"),
        *row("Lessingstraße", [2, 4], 7.12),
    ],
    "Herten": [*row("Am Markt", [1], 7.23), *row("Finkenstraße", [1, 3], 7.24)],
    "Haltern am See": row("Rochfordstraße", [1], 7.30),
}


def houses_of(folder: Path, cities: Sequence[str] = CITIES) -> OfficialHouses:
    kept = {city: HOUSES[city] for city in cities}
    with new_houses(folder) as draft:
        for city, houses in kept.items():
            draft.add([(city, house) for house in houses])
        about = About("gebref.txt", "0" * 64, "2026-07-01", "2026-08-01", draft.cities(), draft.streets)
        draft.finish(about)
    found = open_houses(folder)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def gazetteer(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer(TABLES, houses_of(tmp_path_factory.mktemp("official")))


def find(gazetteer: Gazetteer, text: str) -> Match:
    return gazetteer.find(parse_address(text, cities=gazetteer.cities), today=DAY)


@pytest.mark.parametrize(
    ("text", "precision", "lon", "radius"),
    [
        # the house itself, its radius by the quality of its point
        ("Goethestraße 7, Marl", Precision.HOUSE, 7.1014, 25.0),
        ("goethestr. 7 A, Marl", Precision.HOUSE, 7.1015, 50.0),
        ("Am Markt 1, Marl", Precision.HOUSE, 7.1102, 100.0),
        ("Goethestr 9-11, Marl", Precision.HOUSE, 7.1018, 25.0),  # the first of the range
        # a number that is not there lies near its neighbours
        ("Goethestr 7b, Marl", Precision.STREET, 7.1015, 100.0),
        ("Goethestr 25, Marl", Precision.STREET, 7.1040, None),
        # a street without a number: the middle, and nearly all its houses
        ("Goethestraße, Marl", Precision.STREET, None, 125.0),
        # what only the shipped list has
        ("Lessingstraße 13, Marl", Precision.HOUSE, 7.1013, 100.0),
        ("Zur Baut 8, Herten", Precision.HOUSE, 7.22, 100.0),
        # a slip of the pen is never a house
        ("Rochfortstraße 1, Haltern", Precision.STREET, 7.3002, 25.0),
        # absent by the complete list
        ("Finkenstraße 1, Marl", Precision.CITY, 7.10, None),
        # no city: decided where one city alone has the street
        ("Finkenstraße 3", Precision.HOUSE, 7.2406, 25.0),
        ("Am Markt 1", Precision.NONE, None, None),
        ("Nirgendwostraße 1", Precision.NONE, None, None),
    ],
)
def test_address_gets_the_best_that_is_known(
    gazetteer: Gazetteer, text: str, precision: Precision, lon: float | None, radius: float | None
) -> None:
    match = find(gazetteer, text)

    assert match.precision is precision, match.note
    if lon is not None:
        assert match.lon == pytest.approx(lon, abs=1e-6)
    if radius is not None:
        assert match.uncertainty_m == pytest.approx(radius, abs=1.0)


def test_source_names_the_official_list_and_its_date(gazetteer: Gazetteer) -> None:
    assert find(gazetteer, "Goethestraße 7, Marl").source == "gazetteer: Gebäudereferenzen NRW, 2026-07-01"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Finkenstraße 1, Marl", "Marl has no Finkenstraße by the official list; known in Herten"),
        ("Finkenstraße 3", "no city is named; of the district Herten alone has this street"),
        ("Am Markt 1", "ambiguous: no city is named; Am Markt is known in Herten, Marl"),
        (
            "Goethestr 7b, Marl",
            "7 is not among the official addresses of the street: placed between 7a and 9",
        ),
        ("Rochfortstraße 1, Haltern", "the street was read as Rochfordstraße"),
        ("Am Markt 2, Marl", "ambiguous: Marl has this number in several streets of this name"),
    ],
)
def test_note_says_why_it_is_no_more(gazetteer: Gazetteer, text: str, note: str) -> None:
    assert find(gazetteer, text).note == note


def test_number_in_two_streets_of_one_name_is_no_house_and_the_radius_holds_both(
    gazetteer: Gazetteer,
) -> None:
    match = find(gazetteer, "Am Markt 2, Marl")

    assert match.precision is Precision.STREET
    assert match.uncertainty_m == pytest.approx(0.02 / STEP * METRES + 100, rel=0.01)


def test_radius_of_a_missing_number_reaches_its_neighbours(gazetteer: Gazetteer, tmp_path: Path) -> None:
    far = replace(HOUSES["Herten"][1], number="31", lon=7.25)  # 650 m from number 3
    with new_houses(tmp_path) as draft:
        draft.add([("Herten", HOUSES["Herten"][2]), ("Herten", far)])
        draft.finish(About("g", "0", "", "2026-08-01", draft.cities(), draft.streets))

    match = find(Gazetteer(TABLES, open_houses(tmp_path)), "Finkenstraße 17, Herten")

    assert match.precision is Precision.STREET
    assert 640 < (match.uncertainty_m or 0) < 660
    assert 7.2406 < (match.lon or 0) < 7.25


@pytest.mark.parametrize(
    "text", ["Finkenstraße 3, Dortmund", "Finkenstraße 3 Dortmund", "44137 Finkenstraße 3"]
)
def test_text_that_says_more_than_the_street_is_not_decided(gazetteer: Gazetteer, text: str) -> None:
    """The rest may be a city of another district."""
    chain = Geocoder(gazetteer, BOUNDARIES, clock=lambda: DAY)

    assert chain.geocode("Finkenstraße 3").precision is Precision.HOUSE
    assert chain.geocode(text).precision is Precision.NONE


def test_list_of_some_cities_decides_nothing_about_the_others(tmp_path: Path) -> None:
    partial = Gazetteer(TABLES, houses_of(tmp_path, ["Herten"]))

    assert find(partial, "Finkenstraße 3").precision is Precision.NONE
    assert (
        find(partial, "Finkenstraße 3").note == "ambiguous: no city is named; Finkenstraße is known in Herten"
    )
    assert find(partial, "Finkenstraße 3, Marl").note == "Finkenstraße is not in the list of Marl"


def test_without_the_official_list_nothing_has_changed() -> None:
    plain = Gazetteer(TABLES)

    assert find(plain, "Finkenstraße 3").precision is Precision.NONE
    assert find(plain, "Lessingstraße 12, Marl").source == "gazetteer"


def test_official_streets_are_suggested(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("Goethe") == ["Goethestraße, Marl"]
    assert gazetteer.suggest("rochf") == ["Rochfordstraße, Haltern am See"]


def test_streets_alike_are_found_in_the_city(gazetteer: Gazetteer) -> None:
    assert gazetteer.similar_streets("Marl", "Goetheweg") == ["Goethestraße"]
    assert gazetteer.similar_streets("Herten", "Goetheweg") == []


def test_many_threads_may_look_up_at_once(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    gazetteer = Gazetteer(TABLES, houses_of(tmp_path))
    texts = [f"Goethestraße {n % 20 + 1}, Marl" for n in range(200)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: find(gazetteer, text).lon, texts))

    assert found == [pytest.approx(7.10 + STEP * (n % 20 + 1), abs=1e-6) for n in range(200)]
