"""Who can answer about an offer without a phone: the next that has one, said as what it is."""

import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.model import CityContact, FoundContact
from geo.offers.actions import actions, check_key
from geo.offers.whom_to_ask import Directory, answerer_record, answerer_words, what_key

DE = load_texts("de")
DISTRICT = "Kreis Probe"
OFFER = {
    "title": "Sprachcafé",
    "organization": "Stadt Marl",
    "city": "Marl",
    "scope": "local",
    "status": "not_confirmed",
    "phone": "",
    "email": "",
    "website": "",
    "street": "",
    "house_number": "",
    "postal_code": "",
    "precision": "city",
    "is_protected": False,
    "page_date": "",
    "assured_date": "",
}


def found(
    phone="", *, offer_id="", email="", website="", whose="organization", kind="switchboard", date="2020"
):
    return FoundContact(
        offer_id, "Stadt Marl", "Marl", whose, "Stadt Marl", kind, phone, email, website, "", date
    )


def contact(city, phone="", email="", confidence="office"):
    return CityContact(city, f"Stelle {city}", "", "", "", phone, email, "", "2019", False, confidence)


def frame(*rows):
    return pd.DataFrame([OFFER | row for row in rows], index=[f"t-{n}" for n in range(len(rows))])


def whom(row=None, *, table=(), offers=({},), cities=()):
    directory = Directory(
        frame(*offers), found=table, contacts={one.city: one for one in cities}, district=DISTRICT
    )
    return directory.whom("t-0", OFFER | (row or {}))


def steps(asked):
    return [(one.step, one.phone or one.email or one.website) for one in asked]


CITY, KREIS = contact("Marl", "02365 2"), contact(DISTRICT, "02361 1")
SIBLING = ({}, {"title": "Frauentreff", "phone": "02365 77"})


@pytest.mark.parametrize(
    ("table", "offers", "cities", "expected"),
    [
        ((found("02365 0", offer_id="t-0", whose="offer"),), SIBLING, (CITY,), [("offer", "02365 0")]),
        ((found("02365 99-0"),), SIBLING, (CITY,), [("organization", "02365 99-0")]),
        ((), SIBLING, (CITY, KREIS), [("sibling", "02365 77")]),
        ((), ({},), (CITY, KREIS), [("city", "02365 2")]),
        ((), ({},), (KREIS,), [("district", "02361 1")]),
        ((), ({},), (contact("Marl", email="a@b.de"), KREIS), [("city", "a@b.de"), ("district", "02361 1")]),
        (
            (found(email="info@marl.de"),),
            ({},),
            (CITY,),
            [("organization", "info@marl.de"), ("city", "02365 2")],
        ),
        ((found(website="https://marl.de"),), ({},), (), [("organization", "https://marl.de")]),
        ((), ({},), (), []),
    ],
)
def test_the_next_who_has_a_phone_is_told_and_what_comes_before_if_it_can_be_reached(
    table, offers, cities, expected
):
    assert steps(whom(table=table, offers=offers, cities=cities)) == expected


def test_who_has_a_phone_or_hides_needs_nobody():
    assert whom({"phone": "02365 1"}, cities=(CITY,)) == ()
    assert whom({"is_protected": True}, table=(found("02365 99-0"),), cities=(CITY,)) == ()


def test_beside_an_own_mail_address_only_a_phone_is_news():
    asked = whom({"email": "treff@marl.de"}, table=(found(email="info@marl.de"),), cities=(CITY,))

    assert steps(asked) == [("city", "02365 2")]


def test_the_number_of_the_organisation_is_the_one_most_of_its_offers_state():
    offers = ({}, {"phone": "02365 5"}, {"phone": "02365 99-0"}, {"phone": "0236599-0", "title": "zweites"})

    (asked,) = whom(offers=offers)

    assert (asked.phone, asked.step, asked.beside) == ("02365 99-0", "sibling", "Sprachcafé")


@pytest.mark.parametrize(
    "other",
    [
        {"is_protected": True},
        {"scope": "online"},
        {"organization": "Stadt Marl, Jugendamt"},
        {"city": "Herten"},
    ],
)
def test_no_number_is_taken_from_shelters_hotlines_and_others(other):
    assert whom(offers=({}, {"phone": "02365 77"} | other)) == ()


def test_a_number_that_somebody_confirmed_beside_another_offer_says_so():
    stated = {
        "phone": "02365 99-0",
        "title": "bestätigt",
        "status": "confirmed",
        "assured_date": "2026-05-31",
    }

    (asked,) = whom(offers=({}, {"phone": "0236599-0"}, stated))

    assert (asked.beside, answerer_record(asked)["is_confirmed"]) == ("bestätigt", True)
    assert answerer_words(asked, OFFER, DE).as_of == "Bestätigt am 31. Mai 2026"


def test_what_somebody_is_to_the_offer_is_said_with_its_age():
    parent = found("02365 99-0", whose="parent")
    (asked,) = whom(table=(parent,))

    words = answerer_words(asked, OFFER, DE)

    assert words.what == "Zentrale, nicht das Angebot selbst"
    assert words.as_of == "Stand 2020, nicht bestätigt"
    assert words.phone_link == "tel:02365990"
    assert answerer_record(asked)["is"] == "parent"


@pytest.mark.parametrize(("confidence", "key"), [("office", "ask.city"), ("fallback", "ask.city_fallback")])
def test_a_town_hall_is_not_called_a_contact_point(confidence, key):
    (asked,) = whom(cities=(contact("Marl", "02365 2", confidence=confidence),))

    assert what_key(asked) == key


@pytest.mark.parametrize(
    ("row", "cities", "key"),
    [
        ({"phone": "02365 1"}, (), "detail.check_first"),
        ({}, (CITY,), "detail.check_asked"),
        ({"email": "a@b.de"}, (), "detail.check_ask"),
        ({}, (), ""),
        ({"status": "confirmed", "phone": "1234"}, (), ""),
        ({"is_protected": True}, (CITY,), ""),
    ],
)
def test_nobody_is_told_to_call_where_there_is_no_number(row, cities, key):
    assert check_key(OFFER | row, whom(row, cities=cities)) == key


def test_own_contacts_come_before_those_of_others_and_say_whose_they_are():
    row = {"website": "https://treff.example", "street": "Weg", "house_number": "3"}
    asked = whom(row, table=(found("02365 99-0", email="info@marl.de", website="https://marl.de"),))

    told = actions(OFFER | row, asked, DE)

    assert [(one.kind, one.who) for one in told] == [
        ("call", "Stadt Marl"), ("mail", "Stadt Marl"), ("web", ""), ("way", ""),
    ]  # fmt: skip
    assert told[0].href == "tel:02365990"
    assert told[2].href == "https://treff.example"
