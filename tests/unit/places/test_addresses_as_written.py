"""Addresses as people write them into lists: with phones, corners, brackets, slips, broken letters, two in a cell."""

from datetime import date

import pytest

from geo.model import Precision
from geo.places.address import find_city, normalize_street, parse_address
from geo.places.address_text import addresses_in
from geo.places.gazetteer import Gazetteer
from geo.places.gazetteer.shipped import read_tables
from geo.places.mending import has_lost_letters, mended
from geo.settings import load_settings

CITIES = ("Castrop-Rauxel", "Haltern am See", "Herten", "Marl", "Oer-Erkenschwick", "Recklinghausen")


def parts(text):
    found = parse_address(text, cities=CITIES)
    return (found.street, found.house_number, found.postal_code, found.city)


@pytest.mark.parametrize(
    "beside",
    ["Tel. 02365 12345", "Fax 02365/12345-67", "(02365) 45659", "02365 123456", "Mobil: 0171 1234567", "☎ 02365-45 65 9",
     "+49 2365 123456", "info@example.org", "www.example.org", "T: 02365 9999"],
)  # fmt: skip
def test_what_reaches_somebody_is_no_part_of_an_address(beside):
    expected = ("Westfalenstraße", "68a", "45770", "Marl")

    assert parts(f"Westfalenstraße 68a, 45770 Marl, {beside}") == expected
    assert parts(f"{beside}, Westfalenstraße 68a, 45770 Marl") == expected


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Hohenzollernstraße 3a-c", "Hohenzollernstraße", "3a-c"),
        ("Hohenzollernstraße 68 und 70", "Hohenzollernstraße", "68+70"),
        ("Hohenzollernstraße 3 1/2", "Hohenzollernstraße", "3½"),
        ("Hohenzollernstraße Hausnummer 3", "Hohenzollernstraße", "3"),
        ("Hohenzollernstraße, Haus-Nr.: 3", "Hohenzollernstraße", "3"),
        ("Hohenzollernstraße HsNr. 3", "Hohenzollernstraße", "3"),
        ("2. Parallelstraße 12", "2. Parallelstraße", "12"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135"),
    ],
)
def test_house_numbers_are_read_in_every_spelling(text, street, number):
    assert parts(f"{text}, 45659 Recklinghausen") == (street, number, "45659", "Recklinghausen")


def test_streets_written_apart_are_those_written_together():
    for apart in ("Bahnhof Straße", "Bahnhof-Str.", "BAHNHOF STRASSE"):
        assert normalize_street(apart) == normalize_street("Bahnhofstraße")
    assert normalize_street("Am Bahnhof") != normalize_street("Am Bahnhofstraße")


@pytest.mark.parametrize(
    ("name", "city"),
    [("RE", "Recklinghausen"), ("C.-Rauxel", "Castrop-Rauxel"), ("Oer-Erk.", "Oer-Erkenschwick"), ("Recklingh.", "Recklinghausen"),
     ("Haltern a. See", "Haltern am See"), ("DO", ""), ("HER", ""), ("Re.", ""), ("GLA", "")],
)  # fmt: skip
def test_short_forms_of_cities_count_only_where_one_city_alone_may_be_meant(name, city):
    assert find_city(name, CITIES) == city


@pytest.mark.parametrize(
    "district", ["Kr. Recklinghausen", "Krs. RE", "(Kreis Recklinghausen)", "Landkreis Recklinghausen"]
)
def test_the_district_behind_a_city_is_not_its_city(district):
    assert parts(f"Westfalenstraße 68a, Marl, {district}") == ("Westfalenstraße", "68a", "", "Marl")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Bahnhofstraße 115, 44575 Castrop-Rauxel\nKaiserstraße 7, 45699 Herten", ["44575", "45699"]),
        ("45659 Recklinghausen, Am Wall 3; 45770 Marl, Breite Straße 5", ["45659", "45770"]),
        ("Bahnhofstraße 115, 44575 Castrop-Rauxel / Kaiserstraße 7, 45699 Herten", ["44575", "45699"]),
        ("Mo: Hochstraße 3, 45659 Recklinghausen; Di: Breite Straße 5, 45770 Marl", ["45659", "45770"]),
        ("Breite Straße 5 und Hochstraße 3, 45770 Marl", ["45770", "45770"]),
        ("Breite Straße 5-7, 45770 Marl", ["45770"]),
        ("Breite Straße 5, Postfach 100112, 45770 Marl", ["45770"]),
    ],
)
def test_two_addresses_of_a_cell_are_never_mixed(cell, expected):
    found = [parts(text) for text, _ in addresses_in(cell, CITIES)]

    assert [code for _, _, code, _ in found] == expected
    assert len({street for street, *_ in found}) == len(found)
    assert all(number for _, number, *_ in found)


def test_days_before_addresses_come_apart_from_them():
    found = addresses_in("Mo: Hochstraße 3, 45659 Recklinghausen; Di-Do: Breite Straße 5, 45770 Marl", CITIES)

    assert [days for _, days in found] == ["Mo", "Di-Do"]


@pytest.mark.parametrize(
    "broken", ["BahnhofstraÃŸe", "Bahnhofstra&szlig;e", "Bahnhofstraβe", "Bahnhofstra&#223;e"]
)
def test_broken_letters_become_whole(broken):
    assert mended(broken) == "Bahnhofstraße"
    assert not has_lost_letters(mended(broken))


def test_whole_texts_of_any_language_stay_as_they_are():
    for text in ("Größe & Maß", "مركز الاندماج", "ΑΒΓ αβγ", "Ça va? Łódź", "R&B"):
        assert mended(text) == text
    assert (
        has_lost_letters("Stra?e") and has_lost_letters("Stra\ufffde") and not has_lost_letters("Wer? Alle")
    )


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(read_tables(load_settings().district))


@pytest.mark.parametrize(
    ("text", "least", "note"),
    [
        ("Hohenzollernstaße 3, Recklinghausen", Precision.STREET, "read as Hohenzollernstraße"),
        ("Hohenzollernstrsse 3, Recklinghausen", Precision.STREET, "read as Hohenzollernstraße"),
        ("Hohenzollernstra\ufffde 3, Recklinghausen", Precision.STREET, "read as Hohenzollernstraße"),
        ("Westfalenstraße (Aloysiusschule), 45770 Marl", Precision.STREET, "read as Westfalenstraße"),
        ("Bahnhofstr./Ecke Unbekannte Str., 44575 Castrop-Rauxel", Precision.STREET, "read as Bahnhofstr."),
        (
            "Ecke Unbekannte Straße/Bahnhofstraße, 44575 Castrop-Rauxel",
            Precision.STREET,
            "read as Bahnhofstraße",
        ),
    ],
)
def test_what_a_street_may_mean_is_found_and_told(gazetteer, text, least, note):
    match = gazetteer.find(parse_address(text, cities=gazetteer.cities), today=date(2026, 1, 1))

    assert match.precision is least
    assert note in match.note
