"""The gazetteer: the best point the local list can give, and never a guess."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geo.errors import DataError
from geo.model import Address, Match, Precision
from geo.places.address import parse_address
from geo.places.gazetteer import (
    Gazetteer,
    KnownAddress,
    KnownPlace,
    PeopleCells,
    PostcodePoint,
    Tables,
    load_gazetteer,
    read_tables,
)
from geo.settings import District

DAY = date(2026, 3, 1)
LAT = 51.65
STEP = 0.0001  # degrees of longitude for one house number: 6.9 m


def known(street: str, number: str, city: str, lon: float, *, code: str = "", **more: str) -> KnownAddress:
    return KnownAddress(street, number, code, city, lon, LAT, **more)


TABLES = Tables(
    cities=("Marl", "Herten", "Haltern am See"),
    centres={"Marl": (7.10, LAT), "Herten": (7.20, LAT), "Haltern am See": (7.30, LAT)},
    addresses=(
        known("Lessingstraße", "2", "Marl", 7.1000, code="45770"),
        known("Lessingstraße", "12", "Marl", 7.1010, code="45770"),
        known("Lessingstraße", "13", "Marl", 7.1013, code="45770"),
        known("Lessingstraße", "40-44", "Marl", 7.1040, code="45772"),
        known("Bahnhofstraße", "5", "Marl", 7.1100, code="45772"),
        known("Bahnhofstraße", "5", "Herten", 7.2100, code="45699"),
        known("Wildermannstraße", "7", "Marl", 7.1200, code="45770"),
        known("Zur Baut", "8", "Herten", 7.2200, code="45699", kind="school", name="Martinischule"),
        known("Am Markt", "", "Herten", 7.2300, code="45699"),
        known("Kampstraße", "1", "Herten", 7.2400, code="45699", kind="fuel", name="Tankstelle Meier"),
    ),
    places=(
        KnownPlace("Stadtverwaltung Marl", "town_hall", "Marl", 7.1050, LAT, "a list"),
        KnownPlace(
            "Amtsgericht Marl", "court", "Marl", 7.1051, LAT, addresses=("Gerichtsweg 3-5", "Kampstraße 9")
        ),
        KnownPlace("Amtsgericht Herten", "court", "Herten", 7.2051, LAT),
        KnownPlace(
            "Stiftungsklinikum Vest Betriebsstätte Paracelsus-Klinik", "hospital", "Marl", 7.1060, LAT
        ),
        KnownPlace("Marl Mitte", "station", "Marl", 7.1070, LAT),
        KnownPlace("Marl-Sinsen", "station", "Marl", 7.1080, LAT),
        KnownPlace("Haltern am See", "station", "Haltern am See", 7.3080, LAT),
    ),
    postcodes=(
        PostcodePoint("45770", "Marl", 7.100, LAT),
        PostcodePoint("45772", "Marl", 7.110, LAT),
        PostcodePoint("45699", "Herten", 7.200, LAT),
        PostcodePoint("45721", "Haltern am See", 7.300, LAT),
    ),
    cells=PeopleCells(
        lon=np.array([7.06, 7.10, 7.13, 7.20, 7.16, 7.24, 7.30]),
        lat=np.array([LAT] * 7),
        people=np.array([100.0] * 7),
        city=np.array(["Marl"] * 4 + ["Herten"] * 2 + ["Haltern am See"]),
    ),
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(TABLES)


def find(gazetteer: Gazetteer, text: str) -> Match:
    return gazetteer.find(parse_address(text, cities=gazetteer.cities), today=DAY)


@pytest.mark.parametrize(
    ("text", "precision", "lon"),
    [
        # exact house
        ("Lessingstraße 12, 45770 Marl", Precision.HOUSE, 7.1010),
        ("lessingstr. 12 marl", Precision.HOUSE, 7.1010),
        ("Lessingstr 42, Marl", Precision.HOUSE, 7.1040),  # inside the range 40-44
        ("Lessingstr 44-46, Marl", Precision.HOUSE, 7.1040),  # overlaps it
        ("Lessingstr 43, Marl", Precision.STREET, None),  # the other side of the street
        ("Lessingstr 12a, Marl", Precision.STREET, 7.1010),  # another door
        # between known numbers: 10 lies 8 of 10 numbers from 2 to 12
        ("Lessingstr 10, Marl", Precision.STREET, 7.1008),
        ("Lessingstr 26, Marl", Precision.STREET, 7.1025),
        # nearest known number
        ("Lessingstr 1, Marl", Precision.STREET, 7.1000),
        ("Lessingstr 60, Marl", Precision.STREET, 7.1040),
        ("Wildermannstraße 9, Marl", Precision.STREET, 7.1200),
        # the street alone
        ("Lessingstraße, Marl", Precision.STREET, None),
        ("Am Markt 3, Herten", Precision.STREET, 7.2300),
        # typos
        ("Wildermanstr 7, Marl", Precision.STREET, 7.1200),
        ("Wildermannweg 7, Marl", Precision.CITY, 7.10),
        ("Bahnhofsweg 5, Marl", Precision.CITY, 7.10),
        # the city decides, or the postcode
        ("Bahnhofstr. 5, Marl", Precision.HOUSE, 7.1100),
        ("Bahnhofstr. 5, Herten", Precision.HOUSE, 7.2100),
        ("Bahnhofstr. 5, 45699", Precision.HOUSE, 7.2100),
        ("Bahnhofstr. 5, Haltern", Precision.CITY, 7.30),
        ("Bahnhofstr. 5", Precision.NONE, None),
        ("Zur Baut 8", Precision.NONE, None),
        # named places
        ("Rathaus Marl", Precision.PLACE, 7.1050),
        ("Stadtverwaltung, Marl", Precision.PLACE, 7.1050),
        ("Amtsgericht Herten", Precision.PLACE, 7.2051),
        ("Amtsgericht", Precision.NONE, None),
        ("Amtsgericht Haltern", Precision.CITY, 7.30),
        ("Paracelsus-Klinik Marl", Precision.PLACE, 7.1060),
        ("Klinikum Marl", Precision.CITY, 7.10),  # one word of several
        ("Bahnhof Marl-Sinsen", Precision.PLACE, 7.1080),
        ("Bahnhof Marl Sinsen", Precision.PLACE, 7.1080),
        ("Bahnhof Haltern", Precision.PLACE, 7.3080),
        ("Bahnhof Marl", Precision.CITY, 7.10),  # there are two
        ("Marl-Sinsen", Precision.CITY, 7.10),  # a quarter, not its station
        ("Martinischule, Herten", Precision.PLACE, 7.2200),
        ("Tankstelle Meier, Herten", Precision.CITY, 7.20),  # a filling station is no place to go by name
        # areas
        ("45772", Precision.POSTCODE, 7.165),
        ("45772 Marl", Precision.POSTCODE, 7.165),
        ("Nirgendwo 3, 45772 Marl", Precision.POSTCODE, 7.165),
        ("Marl", Precision.CITY, 7.10),
        ("45772 Herten", Precision.CITY, 7.20),
        # outside, and nothing
        ("Hauptstr. 1, 44135 Dortmund", Precision.NONE, None),
        ("44135", Precision.NONE, None),
        ("Dortmund", Precision.NONE, None),
        ("Kreis Recklinghausen", Precision.NONE, None),
        ("", Precision.NONE, None),
        ("\u202e\x00", Precision.NONE, None),
    ],
)
def test_the_best_point_is_found(
    gazetteer: Gazetteer, text: str, precision: Precision, lon: float | None
) -> None:
    match = find(gazetteer, text)

    assert match.precision is precision
    assert match.is_found is (precision is not Precision.NONE)
    if lon is not None:
        assert match.lon == pytest.approx(lon, abs=STEP)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Bahnhofstr. 5", "ambiguous: no city is named; Bahnhofstr. is known in Herten, Marl"),
        ("Zur Baut 8", "ambiguous: no city is named; Zur Baut is known in Herten"),
        ("Hauptstr. 1, 44135 Dortmund", "outside the district: neither city nor postcode is one of it"),
        ("Nirgendwo 3", "not found: no city is named"),
        ("", "not found: nothing to look for"),
        ("Lessingstr 10, Marl", "placed between the known numbers 2 and 12 of the street"),
        ("Lessingstr 60, Marl", "placed at number 40-44, the nearest known of the street"),
        ("Wildermanstr 7, Marl", "the street was read as Wildermannstraße"),
        ("Nirgendwo 3, 45772 Marl", "Nirgendwo is not in the list of Marl"),
        ("45772 Herten", "the postcode 45772 belongs to Marl"),
        ("Lessingstraße 12, 45777 Marl", "the postcode 45777 is not in the list"),
        ("45772 Drewer", "the city is not known; the postcode 45772 belongs to Marl"),
        ("Lessingstr 700, 45770 Marl", "the known numbers of Lessingstr are too far from 700"),
        ("Lessingstraße 12, Marl", ""),
    ],
)
def test_the_note_says_why_there_is_no_better_answer(gazetteer: Gazetteer, text: str, note: str) -> None:
    assert find(gazetteer, text).note == note


def test_the_first_and_only_answer_tells_source_date_and_city(gazetteer: Gazetteer) -> None:
    match = find(gazetteer, "Rathaus Marl")

    assert (match.query, match.source, match.date) == ("Rathaus, Marl", "gazetteer: a list", DAY)
    assert (match.city, match.inside_city, match.uncertainty_m) == ("Marl", True, 200.0)


def test_inside_city_is_open_where_no_city_was_named(gazetteer: Gazetteer) -> None:
    assert find(gazetteer, "45772").inside_city is None


def test_a_corrected_street_name_is_never_a_house(gazetteer: Gazetteer) -> None:
    exact, corrected = find(gazetteer, "Wildermannstr 7, Marl"), find(gazetteer, "Wildermanstr 7, Marl")

    assert (exact.precision, corrected.precision) == (Precision.HOUSE, Precision.STREET)
    assert (exact.lon, exact.lat) == (corrected.lon, corrected.lat)


@pytest.mark.parametrize(
    ("typed", "streets", "lon"),
    [
        ("Recklinghäusr Str. 1, Marl", {"Recklinghäuser Straße": 7.11, "Recklinghauser Straße": 7.12}, 7.11),
        ("Petersennstr. 1, Marl", {"Petersenstraße": 7.11}, 7.11),
        (
            "Petersennstr. 1, Marl",
            {"Petersenstraße": 7.11, "Petersensstraße": 7.12},
            7.10,
        ),  # either: so the city
    ],
)
def test_a_typo_takes_the_nearest_name_and_neither_of_two(
    typed: str, streets: Mapping[str, float], lon: float
) -> None:
    addresses = tuple(known(street, "1", "Marl", at) for street, at in streets.items())
    gazetteer = Gazetteer(replace(TABLES, addresses=addresses))

    assert find(gazetteer, typed).lon == lon


def test_a_larger_gap_between_numbers_is_less_certain(gazetteer: Gazetteer) -> None:
    radii = [
        find(gazetteer, f"Wildermannstr. {number}, Marl").uncertainty_m or 0 for number in (8, 9, 20, 40)
    ]

    assert radii == sorted(radii)
    assert radii[0] < radii[-1]


def test_an_area_holds_nearly_all_of_its_people(gazetteer: Gazetteer) -> None:
    marl = find(gazetteer, "Marl")

    farthest_m = 0.10 * 69_000  # the cell at 7.20, degrees of longitude at this latitude to metres
    assert (marl.uncertainty_m or 0) == pytest.approx(farthest_m, abs=100)
    assert (marl.uncertainty_m or 0) >= farthest_m


def test_an_area_without_people_has_a_wide_radius() -> None:
    nobody = PeopleCells(np.empty(0), np.empty(0), np.empty(0), np.empty(0, dtype=np.str_))
    gazetteer = Gazetteer(replace(TABLES, cells=nobody))

    assert find(gazetteer, "45772").uncertainty_m == 10_000
    assert find(gazetteer, "Marl").uncertainty_m == 10_000


def test_a_city_without_any_point_has_no_answer() -> None:
    gazetteer = Gazetteer(Tables(cities=("Marl",)))

    assert find(gazetteer, "Marl").note == "no point is known for Marl"
    assert find(gazetteer, "Lessingstr 1, Marl").note == "Lessingstr is not in the list of Marl"


def test_the_street_of_two_postcodes_follows_the_one_named(gazetteer: Gazetteer) -> None:
    assert find(gazetteer, "Lessingstraße, 45772 Marl").lon == pytest.approx(7.1040)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("les", "Lessingstraße, Marl"),
        ("lessingstr 12", "Lessingstraße 12, Marl"),
        ("Lesingstr", "Lessingstraße, Marl"),
        ("4577", "45770 Marl"),
        ("Mar", "Marl"),
        ("rath", "Stadtverwaltung Marl"),
        ("martini", "Martinischule, Herten"),
        ("sinsen", "Bahnhof Marl-Sinsen"),
    ],
)
def test_suggestions_go_on_from_what_was_typed(gazetteer: Gazetteer, typed: str, first: str) -> None:
    assert gazetteer.suggest(typed)[0] == first


def test_there_are_no_suggestions_for_next_to_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("") == []
    assert gazetteer.suggest("l") == []
    assert gazetteer.suggest("qqqqqq") == []
    assert len(gazetteer.suggest("mar", limit=2)) == 2


# --- reading the tables ------------------------------------------------------------------------------------------

FILES = {
    "cities": "ags,name,lon,lat\n1,Marl,7.1,51.65\n",
    "addresses": "street,house_number,postal_code,city,lon,lat,kind,name,source\nWeg,1,45770,Marl,7.1,51.6,,,x\n",
    "places": "name,kind,postal_code,city,lon,lat,source\nRathaus Marl,town_hall,,Marl,7.1,51.6,x\n",
    "postcodes": "postal_code,city,lon,lat\n45770,Marl,7.1,51.6\n",
    "population": "ags,lon,lat,people\n1,7.1,51.6,10\n",
    "stations": "name,city,lon,lat\nMarl Mitte,Marl,7.1,51.6\n",
}


def district(folder: Path, changes: Mapping[str, str | bytes | None]) -> District:
    files = {}
    for name, content in {**FILES, **changes}.items():
        if content is not None:
            files[name] = folder / f"{name}.csv"
            files[name].write_bytes(content if isinstance(content, bytes) else content.encode())
    return District("Test", "0", "DE", 25832, ("de",), "Europe/Berlin", files)


def test_the_tables_are_read_from_the_files_of_the_district(tmp_path: Path) -> None:
    gazetteer = load_gazetteer(district(tmp_path, {}))

    assert gazetteer.find(Address("Weg", "1", "", "Marl"), today=DAY).precision is Precision.HOUSE
    assert gazetteer.find(Address("Rathaus", "", "", "Marl"), today=DAY).precision is Precision.PLACE


def test_population_and_stations_may_be_missing(tmp_path: Path) -> None:
    tables = read_tables(district(tmp_path, {"population": None, "stations": None}))

    assert tables.cells.people.size == 0
    assert [place.name for place in tables.places] == ["Rathaus Marl"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("addresses", "street,city\nWeg,Marl\n", "addresses.csv, row 1, house_number '': column is missing"),
        ("addresses", None, "addresses: a readable CSV file (FileNotFoundError)"),
        ("addresses", b"\xff\xfe\x00", "addresses.csv: a readable CSV file (UnicodeDecodeError)"),
        ("cities", "ags,name,lon,lat\n1,Marl,east,51\n", "cities.csv, row 2, lon 'east': a number"),
        (
            "postcodes",
            "postal_code,city,lon,lat\n4,Marl,nan,51\n",
            "postcodes.csv, row 2, lon 'nan': a number",
        ),
        (
            "places",
            "name,kind,postal_code,city,lon,lat,source\nX,,,Marl,51.6,711,\n",
            "places.csv, row 2, lon '51.6 711.0': degrees, longitude first",
        ),
        ("population", "ags,lon,lat,people\n1,7.1,51.6\n", "population.csv, row 2, people '': a number"),
    ],
)
def test_a_broken_table_is_named_with_row_and_column(
    tmp_path: Path, name: str, content: str | bytes | None, told: str
) -> None:
    with pytest.raises(DataError) as caught:
        read_tables(district(tmp_path, {name: content}))

    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["Gerichtsweg 5, Marl", "Gerichtsweg 3-5, 45770 Marl", "Kampstr. 9, Marl"])
def test_an_address_of_a_named_site_is_that_site(gazetteer: Gazetteer, text: str) -> None:
    match = find(gazetteer, text)

    assert (match.precision, match.lon, match.uncertainty_m) == (Precision.PLACE, 7.1051, 200.0)
    assert "belongs to Amtsgericht Marl" in match.note


@pytest.mark.parametrize("text", ["Gerichtsweg 7, Marl", "Gerichtsweg, Marl", "Gerichtsweg 4, Herten"])
def test_other_numbers_and_other_cities_are_no_site(gazetteer: Gazetteer, text: str) -> None:
    assert find(gazetteer, text).precision == Precision.CITY


def test_a_house_that_is_known_goes_before_the_site_of_its_address() -> None:
    tables = replace(TABLES, addresses=(*TABLES.addresses, known("Gerichtsweg", "5", "Marl", 7.1055)))

    match = find(Gazetteer(tables), "Gerichtsweg 5, Marl")

    assert (match.precision, match.lon) == (Precision.HOUSE, 7.1055)
