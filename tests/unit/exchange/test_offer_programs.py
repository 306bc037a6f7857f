"""Offers for other programs: HSDS, JSON-LD and Atom, each by the rules of those who made it."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from geo.exchange.offer_files import Page, hsds_json
from geo.offers.filters import OfferFilter
from tests.hsds_rules import faults, page_faults
from tests.offers_kit import (
    BESIDE,
    CITY,
    DISTRICT_WIDE,
    HOSTILE,
    HOUSE,
    ONLINE,
    ROWS,
    STREET,
    selection,
    written,
)  # fmt: skip

ATOM = "{http://www.w3.org/2005/Atom}"


def services(*rows):
    return json.loads(written("hsds", *rows))["contents"]


def graph(*rows, **options):
    return json.loads(written("jsonld", *rows, **options))["@graph"]


# --- HSDS ---------------------------------------------------------------------------------------------------------


def test_services_follow_the_published_rules():
    assert list(page_faults(json.loads(written("hsds", **BESIDE)))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "re-001"}, "uuid expected"),
        ({"status": "confirmed"}, "not one of"),
        ({"email": "nobody"}, "email expected"),
        ({"assured_date": "2026-05"}, "date expected"),
        ({"url": "https://x.example/ü"}, "uri expected"),
        ({"phones": [{"id": "x"}]}, "number: is missing"),
        ({"name": None}, "a text expected"),
    ],
)
def test_the_rules_find_what_breaks_them(change, fault):
    service = services(HOUSE)[0] | change

    assert [text for text in faults(service) if fault in text]


def test_what_hsds_has_no_field_for_stands_in_attributes():
    labels = {a["label"]: a["value"] for a in services(ONLINE)[0]["attributes"] if "label" in a}

    assert labels["website"] == ONLINE["website"]
    assert labels["assured_date"] == "2026-05"
    assert (labels["status"], labels["scope"], labels["offer_id"]) == ("closed", "online", "online")
    assert services(ONLINE)[0]["status"] == "defunct"


def test_an_offer_for_the_whole_district_has_its_area_and_no_location():
    service = services(DISTRICT_WIDE)[0]

    assert [area["name"] for area in service["service_areas"]] == ["Testkreis"]
    assert "service_at_locations" not in service


def test_ids_stay_the_same_and_are_others_in_another_district():
    here, again = services(*ROWS), services(*ROWS[::-1])[::-1]
    other = selection(district=replace(selection().district, ags="05558"))

    assert here == again
    there = json.loads(hsds_json(other))["contents"]
    assert not {one["id"] for one in here} & {one["id"] for one in there}


def test_pages_together_are_the_whole_list():
    pages = [json.loads(hsds_json(selection(), Page(number, 3))) for number in (1, 2, 3, 4)]

    assert [page["size"] for page in pages] == [3, 3, 1, 0]
    assert [one for page in pages for one in page["contents"]] == services(*ROWS)
    assert [(page["first_page"], page["last_page"], page["empty"]) for page in pages] == [
        (True, False, False), (False, False, False), (False, True, False), (False, True, True),
    ]  # fmt: skip
    assert {(page["total_items"], page["total_pages"]) for page in pages} == {(7, 3)}


# --- JSON-LD ------------------------------------------------------------------------------------------------------


def test_schema_org_gets_coordinates_only_of_a_house():
    _, house, street, *_ = graph(HOUSE, STREET)

    place = house["availableChannel"]["serviceLocation"]
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 51.656123, "longitude": 7.091234}
    assert place["address"]["streetAddress"] == "Creiler Platz 1"
    assert "geo" not in street["availableChannel"]["serviceLocation"]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (HOUSE, "GovernmentService"),
        (STREET, "Service"),
        ({**STREET, "is_administration_address": True}, "Service"),  # an office is not always a city's
        ({**STREET, "organization": "Stadt Herten, Jugendamt"}, "GovernmentService"),
        ({**STREET, "organization": "Stadtteilverein"}, "Service"),
        ({**STREET, "organization": "Testkreis"}, "GovernmentService"),
    ],
)
def test_a_service_of_the_government_is_called_so_only_where_the_row_says_it(row, kind):
    assert graph(row)[1]["@type"] == kind


def test_schema_org_hears_that_nobody_confirmed():
    _, house, city = graph(HOUSE, CITY)

    assert house["subjectOf"]["creativeWorkStatus"] == "confirmed"
    assert city["subjectOf"] == {
        "@type": "CreativeWork",
        "creativeWorkStatus": "not confirmed",
        "dateModified": "2019",
    }
    costs = {name: value for name, value in house["offers"].items() if name != "additionalProperty"}
    assert costs == {"@type": "Offer", "price": 0, "priceCurrency": "EUR", "description": "kostenlos"}
    assert city["offers"].keys() == {"@type", "additionalProperty"}


def test_what_schema_org_has_no_word_for_stands_where_it_allows_further_properties():
    _, street, online = graph(STREET, ONLINE)

    place = street["availableChannel"]["serviceLocation"]["additionalProperty"]
    assert {one["propertyID"]: one["value"] for one in place} == {
        "integrationskarte:street": "Langer Weg",
        "integrationskarte:location_id": "loc-2",
        "integrationskarte:precision": "street",
        "integrationskarte:uncertainty_m": 250.5,
        "integrationskarte:lon": 7.13,
        "integrationskarte:lat": 51.6,
    }
    told = {one["propertyID"]: one["value"] for one in online["offers"]["additionalProperty"]}
    assert told["integrationskarte:status"] == "closed"
    assert told["integrationskarte:languages_stated"] == "viele"
    assert "additionalProperty" not in online  # schema.org does not know it at a service


def test_topics_and_groups_tell_label_and_id():
    house = graph(HOUSE)[1]

    assert house["serviceType"] == ["Language"]
    assert house["category"] == [
        {
            "@type": "CategoryCode",
            "codeValue": "language",
            "name": "Language",
            "inCodeSet": "integrationskarte:topics",
        }
    ]
    assert house["audience"] == [{"@type": "Audience", "identifier": "women", "audienceType": "Women"}]


def test_without_a_server_there_is_no_address():
    things = graph(HOUSE, origin="")

    assert not [thing for thing in things if "@id" in thing or "url" in thing]


# --- Atom ---------------------------------------------------------------------------------------------------------


def test_feed_tells_new_and_changed_latest_first():
    feed = ElementTree.fromstring(written("atom"))

    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        "New: Frauenhaus", "Changed: Deutschkurs",
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}updated") == "2026-11-03T00:00:00Z"
    terms = {(c.get("scheme", "").rsplit(":", 1)[-1], c.get("term")) for c in feed.iter(f"{ATOM}category")}
    assert {("topics", "language"), ("cities", "Marl"), ("change", "new"), ("change", "changed")} <= terms
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]


def test_hostile_texts_stay_texts_in_the_feed():
    changes = {"hostile": next(iter(selection().changes.values()))}

    feed = ElementTree.fromstring(written("atom", HOSTILE, changes=changes))

    entry = next(feed.iter(f"{ATOM}entry"))
    assert entry.findtext(f"{ATOM}title") == f"Changed: {HOSTILE['title']}"
    assert "<script>alert(1)</script>" in entry.findtext(f"{ATOM}summary")


def test_feeds_of_other_filters_are_other_feeds():
    ids = {
        ElementTree.fromstring(written("atom", wanted=wanted)).findtext(f"{ATOM}id")
        for wanted in (OfferFilter(), OfferFilter(cities=("Marl",)), OfferFilter(cities=("Herten",)))
    }

    assert len(ids) == 3
