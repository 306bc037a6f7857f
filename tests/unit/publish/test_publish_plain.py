"""The list of the published page for browsers without JavaScript."""

import html
import re
from dataclasses import replace

import pytest

from geo.i18n import load_texts
from geo.publish import document, make_content
from geo.publish.columns import harmless
from geo.publish.plain import plain_list
from tests.find_kit import frame_of
from tests.publish_kit import DAY, HOSTILE, sites_of, tiny_material


@pytest.mark.parametrize("text", HOSTILE)
def test_the_list_without_scripts_shows_a_text_letter_by_letter(text):
    texts = ("title", "organization", "phone", "email", "street")
    row = {"offer_id": "t", "city": "Marl", "topics": ("language",), "website": f"javascript:{text}"}
    material = tiny_material(frame_of(row).assign(**dict.fromkeys(texts, text)))

    plain = (
        document(material, make_content(material, today=DAY)).split("<noscript>")[1].split("</noscript>")[0]
    )

    bold = html.unescape(re.findall(r"<b>(.*?)</b>", plain)[-1])
    assert bold == harmless(text)
    assert re.findall(r"<(?:script|img|style|iframe)", plain) == []
    assert all(link.startswith(("#", "tel:", "mailto:")) for link in re.findall(r'href="([^"]*)"', plain))


def test_the_list_without_scripts_holds_every_offer_under_its_city_or_its_reach(shipped):

    sections, left_out = plain_list(shipped)

    headings = [section.heading for section in sections]
    assert headings[: len(shipped.cities)] == sorted(shipped.cities)
    assert headings[len(shipped.cities) :] == ["per Telefon oder Internet", "im ganzen Kreis"]
    assert left_out == 0
    titles = [offer.title for section in sections for offer in section.offers]
    assert sorted(titles) == sorted(shipped.frame["title"])


def test_the_list_without_scripts_tells_how_to_get_in_touch(tiny):
    row = {"phone": "02365 / 99-1", "email": "info@example.org", "website": "https://www.example.org/kurs/"}
    material = replace(tiny, frame=tiny.frame.assign(**row))

    page = document(material, make_content(material, today=DAY))

    assert '<a href="tel:02365991">02365 / 99-1</a>' in page
    assert '<a href="mailto:info@example.org">info@example.org</a>' in page
    assert '<a href="https://www.example.org/kurs/">example.org/kurs</a>' in page


def test_a_list_without_scripts_that_would_be_too_long_says_what_is_missing(tiny):
    sections, left_out = plain_list(tiny, most=2)

    assert sum(len(section.offers) for section in sections) == 2
    assert left_out == len(tiny.frame) - 2


def test_a_protected_place_in_the_list_without_scripts_is_called_protected():
    row = {"offer_id": "shelter", "title": "Frauenhaus", "street": "Geheimweg", "city": "Marl", "topics": ()}
    material = tiny_material(frame_of(row).assign(is_protected=True))

    (section, *others), _ = plain_list(material)

    assert (section.heading, others) == ("Marl", [])
    assert section.offers[0].place == load_texts("de")("place.protected", city="Marl")


def test_the_list_without_scripts_tells_a_further_address_in_both_cities(tiny):
    material = replace(tiny, sites=sites_of("debts"))

    sections, left_out = plain_list(material)

    titles = {section.heading: [offer.title for offer in section.offers] for section in sections}
    assert "Schuldnerberatung" in titles["Marl"]
    assert "Schuldnerberatung" in titles["Herten"]
    assert left_out == 0
    plain = document(material, make_content(material, today=DAY)).split("<noscript>")[1]
    assert "Auch hier: Weg 1, 45699 Herten: Mo 9 Uhr" in plain


def test_an_offer_that_stands_in_two_cities_is_left_out_once(tiny):
    material = replace(tiny, sites=sites_of("debts"))

    sections, left_out = plain_list(material, most=4)

    assert sum(len(section.offers) for section in sections) == 4
    assert left_out == len(tiny.frame) - len({o.title for section in sections for o in section.offers})


def test_the_list_without_scripts_says_how_many_offers_are_confirmed(tiny):
    plain = document(tiny, make_content(tiny, today=DAY)).split("<noscript>")[1].split("</noscript>")[0]

    assert "1 von 6 Angeboten ist bestätigt (31. Mai 2024)" in plain
    assert load_texts("de")("print.unconfirmed") not in plain
