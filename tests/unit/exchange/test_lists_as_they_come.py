"""Lists as cities and organisations have them: nothing silently wrong, nothing lost without a word."""

import pytest

from geo.exchange.importing import Known, plan_import
from tests.sources_kit import csv_bytes, reading_from

HEADING = ["Titel", "Träger", "Thema", "Straße", "Nr.", "PLZ", "Ort", "Telefon"]
MARL = ["Kurs", "Verein", "Sprache", "Breite Straße", "5", "45770", "Marl", "02365 1234"]


def read_one(columns, cells, **options):
    """Return the only candidate of a list of one row, and the kinds of what is said of it."""
    raw = csv_bytes(
        [["Titel", "Träger", "Thema", *columns], ["Kurs", "Verein", "Sprache", *cells]], separator=";"
    )
    reading = reading_from(raw, **options)
    found = reading.candidates[0] if reading.candidates else None
    return found, [problem.kind for problem in reading.problems]


def values(candidate, *names):
    return tuple(candidate.values.get(name, "") for name in names)


PLACE = ("street", "house_number", "postal_code", "city")


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        (["Adresse"], ["Breite Str. 5, 45770 Marl, Tel. 02305 12345"], ("Breite Str.", "5", "45770", "Marl")),
        (["Adresse"], ["Breite Straße 5, 45659 RE"], ("Breite Straße", "5", "45659", "Recklinghausen")),
        (["Straße", "PLZ"], ["Breite Straße 5", "45770"], ("Breite Straße", "5", "45770", "Marl")),
        (["Straße, Hausnr.", "PLZ/Ort"], ["Breite Straße 5", "45770 Marl"], ("Breite Straße", "5", "45770", "Marl")),
        (["Anschrift", "PLZ und Stadt"], ["Breite Straße 5", "D-45770 Marl"], ("Breite Straße", "5", "45770", "Marl")),
        (["Straße", "Hausnummer", "Ort"], ["Breite Straße 5", "", "45770 Marl"], ("Breite Straße", "5", "45770", "Marl")),
        (["Straße", "Hausnr.", "Ort"], ["Breite Straße", "Nr. 68 und 70", "Marl"], ("Breite Straße", "68+70", "", "Marl")),
        (["Straße", "Hausnr.", "Ort"], ["Breite Straße", "3a - c", "Marl"], ("Breite Straße", "3a-c", "", "Marl")),
        (["Straße", "Hausnr.", "Ort"], ["Breite Straße", "3½", "Marl"], ("Breite Straße", "3½", "", "Marl")),
        (["StraÃŸe", "Hausnr.", "PLZ", "Ort"], ["Breite StraÃŸe", "5", "45770", "Marl"], ("Breite Straße", "5", "45770", "Marl")),
        (["Adresse"], ["Postfach 12 34, 45770 Marl"], ("", "", "45770", "Marl")),
        (["Adresse"], ["Breite Straße 5, 45770 Marl, P.O. Box 99"], ("Breite Straße", "5", "45770", "Marl")),
        (["Straße", "PLZ Ort"], ["Postfach 1234", "45770 Marl"], ("", "", "45770", "Marl")),
        (["Adresse"], ["Postfach 1234 45770 Marl"], ("", "", "45770", "Marl")),
        (["Adresse"], ["Postfach 123 45770 Marl"], ("", "", "45770", "Marl")),
        (["Adresse"], ["Postfach 10 01 12 45770 Marl"], ("", "", "45770", "Marl")),
        (["Straße", "Ort"], ["Postfachweg 12", "Marl"], ("Postfachweg", "12", "", "Marl")),
        (["Straße", "Hausnr.", "PLZ", "Ort"], ["Breite StraÃŸe", "5", "45770", "M&auml;rl"], ("Breite Straße", "5", "45770", "Marl")),
    ],
)  # fmt: skip
def test_addresses_go_through_one_door_whatever_their_columns(columns, cells, expected):
    found, _ = read_one(columns, cells)

    assert values(found, *PLACE) == expected


@pytest.mark.parametrize(
    ("columns", "cells"),
    [
        (["Adresse"], ["Kortumstraße 5, 44787 Bochum"]),
        (["Straße", "PLZ Ort"], ["Kortumstraße 5", "44787 Bochum"]),
        (["Ort"], ["Bochum"]),
    ],
)
def test_what_lies_elsewhere_is_told_and_kept_out(columns, cells):
    found, kinds = read_one(columns, cells)

    assert found is None
    assert "unknown_city" in kinds


def test_two_addresses_of_a_cell_become_two_sites():
    cell = "Mo: Breite Straße 5, 45770 Marl\nDi: Hochstraße 3, 45699 Herten"
    found, kinds = read_one(["Adresse"], [cell])

    assert values(found, *PLACE) == ("Breite Straße", "5", "45770", "Marl")
    assert [(s.street, s.house_number, s.postal_code, s.city, s.schedule) for s in found.sites] == [
        ("Hochstraße", "3", "45699", "Herten", "Di")
    ]
    assert kinds == ["several_addresses"]


@pytest.mark.parametrize(
    ("place", "scope", "city", "cities"),
    [
        ("kreisweit", "district", "", []),
        ("Kreis Recklinghausen", "district", "", []),
        ("alle Städte", "district", "", []),
        ("online per Zoom", "online", "", []),
        ("Marl und Herten", "", "Marl", ["Herten"]),
        ("Marl / Castrop-Rauxel", "", "Marl", ["Castrop-Rauxel"]),
        ("Marl-Hüls", "", "Marl", []),
        ("Oer-Erkenschwick", "", "Oer-Erkenschwick", []),
    ],
)
def test_places_that_are_no_single_city_are_understood_and_told(place, scope, city, cities):
    found, kinds = read_one(["Ort"], [place])

    assert values(found, "scope", "city") == (scope, city)
    assert [site.city for site in found.sites or ()] == cities
    assert bool(kinds) == bool(scope or cities)


@pytest.mark.parametrize(
    "word", ["k.A.", "k. A.", "–", "./.", "n/a", "?", "keine", "entfällt", "unbekannt", "-", "o. Nr.", "N.N."]
)
def test_words_for_nothing_are_empty_cells(word):
    found, kinds = read_one(
        ["Ort", "Telefon", "E-Mail", "Website", "Hausnr.", "Zielgruppe"], ["Marl", *[word] * 5]
    )

    assert values(found, "phone", "email", "website", "house_number", "target_groups") == ("",) * 5
    assert kinds == []


def test_no_fees_and_no_registration_are_answers():
    found, _ = read_one(["Ort", "Kosten", "Anmeldung", "barrierefrei"], ["Marl", "keine", "keine", "-"])

    assert found.derived == {"fee_kind": "free"}
    assert values(found, "application", "barrier_free") == ("keine", "no")


@pytest.mark.parametrize(
    ("column", "odd"),
    [
        ("Telefon", "auf Anfrage"), ("E-Mail", "siehe Website"), ("Website", "im Aufbau"), ("PLZ", "4577"),
        ("Hausnr.", "hinten"), ("Sprachen", "Marsianisch"), ("Zielgruppe", "Marsmenschen"), ("Kostenart", "je nachdem"),
        ("Stand", "neulich"), ("barrierefrei", "weiß nicht"), ("Längengrad", "sieben"), ("Angebotsstatus", "NRW"),
    ],
)  # fmt: skip
def test_one_odd_optional_cell_keeps_no_row_out_and_is_told(column, odd):
    found, kinds = read_one(["Ort", column], ["Marl", odd])

    assert found.title == "Kurs"
    assert len(kinds) == 1


def test_an_odd_cell_leaves_what_is_stored():
    row = {
        "title": "Kurs",
        "organization": "Verein",
        "topics": "language",
        "city": "Marl",
        "phone": "02365 1",
    }
    found, _ = read_one(["Ort", "Telefon"], ["Marl", "auf Anfrage"])
    reading = reading_from(
        csv_bytes(
            [
                ["Titel", "Träger", "Thema", "Ort", "Telefon"],
                ["Kurs", "Verein", "Sprache", "Marl", "auf Anfrage"],
            ]
        )
    )

    assert "phone" not in found.values
    known = Known(
        "kurs",
        {
            **row,
            "offer_id": "kurs",
            "scope": "local",
            "status": "not_confirmed",
            "fee_kind": "not_stated",
            "is_protected": "no",
            "is_administration_address": "no",
        },
        "file:test",
    )
    plan = plan_import(reading, [known])
    assert plan.changed == ()
    assert len(plan.unchanged) == 1


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("Marl und Recklinghausen", ("Marl", "Recklinghausen")),
        ("Recklinghausen / Marl", ("Recklinghausen", "Marl")),
        ("Marl, Marl", ("Marl",)),
    ],
)
def test_a_cell_of_cities_is_no_street_of_the_last(text, cities):
    found, kinds = read_one(["Adresse"], [text])

    assert (found.values["city"], found.values.get("street", "")) == (cities[0], "")
    assert [site.city for site in found.sites or ()] == list(cities[1:])
    assert kinds == (["several_cities"] if cities[1:] else [])


def test_a_post_box_is_said_to_be_none_of_its_places():
    found, kinds = read_one(["Adresse"], ["Postfach 1234, 45770 Marl"])

    assert kinds == ["post_box"]
    assert found.values["city"] == "Marl"


@pytest.mark.parametrize(
    ("text", "phone", "kinds"),
    [
        ("(02365) 1234", "02365 1234", []),
        ("02365/1234 (AB)", "02365/1234", ["phone_rest"]),
        ("02365 1234 oder 02365 5678", "02365 1234", ["phone_rest"]),
        ("Tel.: 02365-1234", "02365-1234", []),
        ("2365123456", "02365123456", ["phone_zero_added"]),
        ("1701234567", "", ["mobile_number"]),
        ("0 17 0 / 1 23 45 67", "", ["mobile_number"]),
        ("+49 (0)170 1234567", "", ["mobile_number"]),
        ("Mobil 0170 1234567, Büro 02365 1234", "02365 1234", ["mobile_number"]),
        ("Fax 02365 99", "", ["form_phone"]),
        ("2.36112345E+09", "", ["form_phone"]),
        ("2,36E+9", "", ["form_phone"]),
    ],
)
def test_telephone_numbers_are_read_in_every_spelling(text, phone, kinds):
    found, told = read_one(["Ort", "Telefon"], ["Marl", text])

    assert (found.values.get("phone", ""), told) == (phone, kinds)


@pytest.mark.parametrize(
    ("column", "name", "text", "expected"),
    [
        ("Website", "website", "verein.de", "https://verein.de"),
        ("Website", "website", "HTTP://WWW.VEREIN.DE/Kurse", "http://www.verein.de/Kurse"),
        ("Website", "website", "www.verein.de; www.andere.de", "https://www.verein.de"),
        ("E-Mail", "email", "info@verein.de / post@verein.de", "info@verein.de"),
        ("E-Mail", "email", "mailto:Info@Verein.DE", "Info@verein.de"),
        ("E-Mail", "email", "info [at] verein [dot] de", "info@verein.de"),
        ("E-Mail", "email", "erika_muster@verein.de", ""),
        ("E-Mail", "email", "e.muster (at) web.de", ""),
        ("Beschreibung", "description", "Anruf bei 0171/1234567 genügt", "Anruf bei … genügt"),
        ("Öffnungszeiten", "schedule", "Mo 9-12, erika.muster@gmx.de", "Mo 9-12, …"),
        ("Beschreibung", "description", "<p>F&uuml;r alle</p><script>x</script>", "Für alle"),
        ("Öffnungszeiten", "schedule", "Mo&ndash;Fr 9&ndash;12<br/>Sa 10", "Mo–Fr 9–12; Sa 10"),
        ("Beschreibung", "description", "Kinder <3 Jahre & Eltern", "Kinder <3 Jahre & Eltern"),
        ("Beschreibung", "description", "FÃ¼r MÃ¼tter â€“ kostenlos", "Für Mütter – kostenlos"),
        ("Sprachen", "languages", "tur, deu; ukr", "tr;de;uk"),
    ],
)
def test_cells_are_brought_into_one_form(column, name, text, expected):
    found, _ = read_one(["Ort", column], ["Marl", text])

    assert found.values.get(name, "") == expected
