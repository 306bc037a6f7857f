"""What is said about an offer: everything known, nothing invented, unknown said as unknown."""

import math

import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup
from geo.offers.columns import PLAIN_FACTS
from geo.offers.place_wording import precision_words
from geo.offers.wording import confirmed_words, offer_words

DE = load_texts("de")
LABELS = {"de": "Sprache", "en": "Language", "ar": "اللغة"}
TAXONOMY = Taxonomy(
    groups={"g": TopicGroup("g", LABELS, "#D55E00", "map")},
    topics={"language": Topic("language", "g", "translate", LABELS, {})},
    target_groups={"women": TargetGroup("women", "woman", {"de": "Frauen", "en": "Women", "ar": "نساء"}, {})},
)
BARE = dict.fromkeys(PLAIN_FACTS, "") | {
    "title": "Sprachcafé",
    "organization": "Haus der Kulturen",
    "description": "",
    "topics": ("language",),
    "target_groups": (),
    "target_groups_stated": "",
    "languages": (),
    "languages_stated": "",
    "schedule": "",
    "fee_kind": "not_stated",
    "fees": "",
    "application": "",
    "barrier_free": "",
    "phone": "",
    "email": "",
    "website": "",
    "street": "",
    "house_number": "",
    "postal_code": "",
    "city": "Herten",
    "scope": "local",
    "is_protected": False,
    "is_administration_address": False,
    "status": "not_confirmed",
    "assured_date": "",
    "page_date": "",
    "source_host": "",
    "lon": math.nan,
    "lat": math.nan,
    "precision": "city",
    "uncertainty_m": 3000.0,
}
FULL = BARE | {
    "description": "Offener Treff.",
    "target_groups": ("women",),
    "target_groups_stated": "geflüchtete Frauen",
    "languages": ("tr", "uk"),
    "schedule": "Mo 10-12 Uhr",
    "fee_kind": "free",
    "phone": "02366 180-714",
    "email": "info@example.org",
    "website": "https://www.example.org/",
    "street": "Vitusstraße",
    "house_number": "20",
    "postal_code": "45699",
    "page_date": "2024-03",
    "source_host": "example.org",
    "lon": 7.1,
    "lat": 51.6,
    "precision": "house",
    "uncertainty_m": 100.0,
}
WAY = {
    "distance_m": 1200.0,
    "walk_min": 15.0,
    "bike_min": 4.8,
    "walk_low_min": 10.0,
    "walk_high_min": 20.0,
    "is_about": False,
}


def words(row, *, way=None, texts=DE):
    return offer_words("re-001", row, texts=texts, taxonomy=TAXONOMY, way=way, detail=True)


def facts(row):
    return {fact.heading: fact for fact in words(row).facts}


def test_an_offer_of_which_little_is_known_says_what_is_not_known():
    said = words(BARE)

    assert said.unknown == (
        "Nicht bekannt: für wen, Zeiten, Anschrift, Kontakt, Kosten, Sprachen der Beratung und Barrierefreiheit."
    )
    assert {fact.heading for fact in said.facts} == {"Wo", "Genauigkeit", "Aktualität", "Quelle"}
    assert said.as_of == "Stand unbekannt, nicht bestätigt"


def test_contact_can_be_tapped_and_leads_only_on_a_click():
    found = facts(FULL)

    assert found["Telefon"].link == "tel:02366180714"
    assert found["E-Mail"].link == "mailto:info@example.org"
    assert (found["Internet"].text, found["Internet"].link) == ("example.org", "https://www.example.org/")
    assert found["Internet"].is_external
    assert found["Weg"].is_external
    assert not found["Telefon"].is_external


def test_the_sources_words_are_marked_as_german_and_ours_are_not():
    found = facts(FULL)

    assert found["Was"].is_source_text
    assert found["Wortlaut der Quelle"].text == "geflüchtete Frauen"
    assert not found["Für wen"].is_source_text


def test_the_wording_of_the_source_is_left_out_where_it_says_the_same():
    assert "Wortlaut der Quelle" not in facts(FULL | {"target_groups_stated": "Frauen"})


def test_an_exact_place_leads_to_its_point_and_a_rough_one_to_its_address():
    exact = facts(FULL)["Weg"].link
    rough = facts(FULL | {"precision": "street", "uncertainty_m": 500.0})["Weg"].link

    assert exact == "https://www.openstreetmap.org/directions?to=51.60000%2C7.10000"
    assert rough.startswith("https://www.openstreetmap.org/search?query=Vitusstra")


def test_the_way_is_said_in_minutes_and_with_its_range_where_the_place_is_rough():
    exact, rough = words(FULL, way=WAY), words(FULL, way=WAY | {"is_about": True})

    assert exact.way == "etwa 15 Min. zu Fuß, 5 Min. mit dem Rad (1,2 km)"
    assert exact.way_range == ""
    assert rough.way_range == "(Ort ungenau: 10 bis 20 Min. zu Fuß)"


def test_no_minutes_are_told_for_a_place_that_is_not_known():
    said = words(
        BARE, way=dict.fromkeys((*WAY, "area_low_min", "area_high_min"), math.nan) | {"is_about": True}
    )

    assert said.way == "genauer Ort unbekannt"
    assert said.way_range == ""


def test_a_protected_offer_tells_its_city_and_that_its_address_is_protected():
    said = words(BARE | {"is_protected": True, "precision": "none"}, way=WAY)

    assert said.place == "Herten – Anschrift geschützt"
    assert said.way == ""
    assert {fact.heading for fact in said.facts}.isdisjoint({"Weg", "Genauigkeit"})


@pytest.mark.parametrize(
    ("scope", "expected"), [("online", "per Telefon oder Internet"), ("district", "im ganzen Kreis")]
)
def test_an_offer_for_everywhere_says_so(scope, expected):
    assert words(BARE | {"scope": scope}).place == expected


@pytest.mark.parametrize("precision", ["street", "place", "postcode", "city"])
def test_every_rough_precision_names_its_radius(precision):
    assert "3 km" in precision_words(FULL | {"precision": precision, "uncertainty_m": 3000.0}, DE)


def test_the_town_halls_address_is_said_to_be_one():
    assert "kann woanders sein" in precision_words(FULL | {"is_administration_address": True}, DE)


def test_a_confirmed_offer_says_when():
    said = words(FULL | {"status": "confirmed", "assured_date": "2026-03-01"})

    assert said.as_of == "Bestätigt am 1. März 2026"


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ([], ""),
        (["", ""], "Die Angaben sind nicht bestätigt; bitte vorher anrufen."),
        (
            ["2026-03-01", "", ""],
            "1 von 3 Angeboten ist bestätigt (1. März 2026); bei den anderen bitte vorher anrufen.",
        ),
        (
            ["2026-03", "", "2025-11-30"],
            "2 von 3 Angeboten sind bestätigt (30. November 2025 bis März 2026); bei den anderen bitte vorher anrufen.",
        ),
        (["2026-03-01"], "Das Angebot ist bestätigt (1. März 2026)."),
        (["2026-03-01"] * 2, "Alle 2 Angebote sind bestätigt (1. März 2026)."),
    ],
)
def test_paper_says_how_many_offers_are_confirmed_and_when(dates, said):
    status = ["confirmed" if date else "not_confirmed" for date in dates]
    offers = pd.DataFrame({"status": status, "assured_date": dates}, dtype="str")

    assert confirmed_words(offers, DE) == said


def test_a_confirmation_without_a_date_is_none():
    offers = pd.DataFrame({"status": ["confirmed"], "assured_date": [""]})

    assert confirmed_words(offers, DE) == DE("print.unconfirmed")


def test_tags_wear_the_colour_of_their_group_and_name_languages_in_the_visitors():
    tags = words(FULL).tags

    assert tags[0].color == "#D55E00"
    assert [tag.label for tag in tags] == ["Sprache", "kostenlos", "Türkisch und Ukrainisch"]


def test_an_offer_is_said_in_arabic_but_for_the_sources_own_words():
    said = words(FULL, texts=load_texts("ar"))

    german = [fact.text for fact in said.facts if not fact.is_source_text and "Stand" in fact.text]
    assert said.tags[0].label == "اللغة"
    assert german == []
