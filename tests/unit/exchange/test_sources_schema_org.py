"""JSON-LD of others: which things are offers, what their words mean, and what is never read."""

import json

import pytest

from geo.errors import SourceError
from geo.exchange.sources import jsonld, schema_org
from tests.sources_kit import json_bytes, reading_from, table_from

COURSE = {
    "@type": "EducationEvent",
    "@id": "https://vhs.example/kurs/7",
    "name": "Deutschkurs A1",
    "description": "<p>Ein Kurs &amp; mehr.</p><script>alert(1)</script>",
    "keywords": "Sprache, Unsinn",
    "organizer": {"@type": "Organization", "name": "VHS Marl"},
    "startDate": "2026-05-04T18:00:00+02:00",
    "endDate": "2026-05-04T20:30:00+02:00",
    "inLanguage": "de-DE",
    "isAccessibleForFree": True,
    "location": {
        "@type": "Place",
        "name": "die insel",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Wiesenstraße 22",
            "postalCode": "45770",
            "addressLocality": "Marl",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": "51.6566", "longitude": "7.0905"},
    },
}
LIBRARY = {
    "@type": "Library",
    "name": "Bücherei",
    "category": "Freizeit",
    "address": "Wiesenstraße 22, 45770 Marl",
    "telephone": "02365 123456",
    "url": "https://buecherei.example",
    "openingHoursSpecification": [
        {"dayOfWeek": ["https://schema.org/Monday", "Tuesday"], "opens": "09:00:00", "closes": "12:00"}
    ],
}


def document(*things, **more):
    return json_bytes({"@context": "https://schema.org", "@graph": list(things), **more})


def cells(thing, *others):
    return dict(table_from(document(thing, *others), "a.jsonld").rows[0].cells)


def refused(raw, **options):
    with pytest.raises(SourceError) as caught:
        table_from(raw, "a.jsonld", **options)
    return caught.value.problem.kind


def test_an_event_becomes_an_offer():
    reading = reading_from(document(COURSE), "a.jsonld")

    (candidate,) = reading.candidates
    told = {name: text for name, text in candidate.values.items() if text}
    assert told == {
        "title": "Deutschkurs A1",
        "organization": "VHS Marl",
        "description": "Ein Kurs & mehr.",
        "topics": "language",
        "languages": "de",
        "schedule": "4. Mai 2026 18:00–20:30",
        "fee_kind": "free",
        "street": "Wiesenstraße",
        "house_number": "22",
        "postal_code": "45770",
        "city": "Marl",
        "status": "not_confirmed",
    }
    assert (candidate.external_id, candidate.lon, candidate.lat) == (
        "https://vhs.example/kurs/7",
        7.0905,
        51.6566,
    )


def test_a_house_that_is_an_organization_offers_itself():
    values = reading_from(document(LIBRARY), "a.jsonld").candidates[0].values

    assert (values["organization"], values["topics"]) == ("Bücherei", "leisure")
    assert (values["street"], values["house_number"], values["city"]) == ("Wiesenstraße", "22", "Marl")
    assert (values["schedule"], values["phone"]) == ("Mo, Di 09:00–12:00", "02365 123456")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda thing: thing | {"@context": "http://schema.org/"},
        lambda thing: [thing | {"@context": "https://schema.org"}],
        lambda thing: {
            "@context": "https://schema.org",
            "@graph": [{"@type": "WebSite", "name": "x"}, thing],
        },
        lambda thing: {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": thing}]},
        lambda thing: {"@type": "DataFeed", "dataFeedElement": {"@type": "DataFeedItem", "item": thing}},
        lambda thing: {"@type": "WebPage", "mainEntity": thing},
    ],
)
def test_things_are_found_wherever_they_stand(wrap):
    assert [row.cells["title"] for row in table_from(json_bytes(wrap(COURSE)), "a.json").rows] == [
        "Deutschkurs A1"
    ]


@pytest.mark.parametrize("prefix", ["schema:", "http://schema.org/", "https://schema.org/"])
def test_terms_may_be_written_with_their_address(prefix):
    thing = {
        "@type": f"{prefix}Event",
        f"{prefix}name": {"@value": "Fest"},
        f"{prefix}organizer": [{"@value": "AWO"}],
    }

    told = cells(thing | {f"{prefix}organizer": {f"{prefix}name": "AWO"}})

    assert (told["title"], told["organization"]) == ("Fest", "AWO")


def test_what_a_thing_refers_to_is_read_and_is_no_offer_of_its_own():
    place = COURSE["location"] | {"@id": "#insel"}
    table = table_from(document(COURSE | {"location": {"@id": "#insel"}}, place), "a.jsonld")

    assert [row.cells["title"] for row in table.rows] == ["Deutschkurs A1"]
    assert table.rows[0].cells["city"] == "Marl"


def test_references_in_a_circle_end():
    one = {"@type": "Event", "@id": "#a", "name": {"@id": "#b"}}
    two = {"@type": "Thing", "@id": "#b", "name": {"@id": "#c"}}
    three = {"@type": "Thing", "@id": "#c", "name": {"@id": "#b"}}

    assert cells(one, two, three)["title"] == ""


def test_a_text_in_several_languages_is_read_in_that_of_the_district():
    name = [{"@value": "Party", "@language": "en"}, {"@value": "Fest", "@language": "de"}]

    assert cells(COURSE | {"name": name})["title"] == "Fest"


@pytest.mark.parametrize(
    ("values", "kind", "fees"),
    [
        ({"offers": {"@type": "Offer", "price": "0"}}, "free", ""),
        ({"offers": [{"price": 12.5, "priceCurrency": "EUR"}]}, "paid", "12.5 EUR"),
        ({"offers": {"description": "nach Einkommen"}}, "not_stated", "nach Einkommen"),
        ({}, "not_stated", ""),
    ],
)
def test_costs_say_their_kind(values, kind, fees):
    told = cells({name: value for name, value in COURSE.items() if name != "isAccessibleForFree"} | values)

    assert (told["fee_kind"], told["fees"]) == (kind, fees)


def test_a_cancelled_event_is_closed_and_one_without_a_place_is_online():
    told = cells(
        COURSE
        | {"eventStatus": "https://schema.org/EventCancelled", "location": {"@type": "VirtualLocation"}}
    )

    assert (told["status"], told["scope"]) == ("closed", "online")


@pytest.mark.parametrize(
    "kind", [{"@type": "Person"}, {"@type": ["Thing", "schema:Person"]}, {"familyName": "Muster"}]
)
def test_persons_are_never_read(kind):
    person = {
        **kind,
        "name": "Erika Muster",
        "telephone": "02365 99",
        "email": "erika@muster.example",
    }
    raw = document(COURSE | {"organizer": person, "performer": person, "contactPoint": person})

    table = table_from(raw, "a.jsonld")

    assert "Muster" not in json.dumps([dict(row.cells) for row in table.rows], ensure_ascii=False)
    assert "02365 99" not in str(table.rows)


def test_groups_that_are_known_are_taken_and_the_wording_is_kept():
    audience = [
        {"@type": "Audience", "audienceType": "Frauen"},
        {"@type": "Audience", "audienceType": "Gäste"},
    ]

    told = cells(COURSE | {"audience": audience})

    assert (told["target_groups"], told["target_groups_stated"]) == ("Frauen", "Frauen; Gäste")


def test_a_blank_node_has_no_id():
    assert cells(COURSE | {"@id": "_:b0"})["external_id"] == ""


def test_types_that_are_no_offers_are_told_once():
    cars = [{"@type": "Car", "name": "Golf"}] * 3

    table = table_from(document(COURSE, *cars, {"@type": "Organization", "name": "VHS"}), "a.jsonld")

    assert [(p.kind, p.value, p.is_hint) for p in table.problems] == [("thing_left_out", "Car", True)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"@context": "https://schema.org"}, "no_things"),
        ({"@type": "Organization", "name": "VHS"}, "no_things"),
        ({"@graph": [None, 1, "x", [], {}]}, "no_things"),
    ],
)
def test_a_document_without_offers_is_refused(content, kind):
    assert refused(json_bytes(content)) == kind


def test_more_things_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(schema_org, "MAX_ROWS", 3)

    assert refused(document(*[COURSE] * 4)) == "too_many_rows"


@pytest.mark.parametrize(
    "raw",
    [
        b'{"@graph":' * 100_000,
        b'{"@type":"Event","name":' + b"[" * 100_000,
        b'{"@graph":[' * 400 + b'{"@type":"Event","name":"x"}' + b"]}" * 400,
    ],
)
def test_deep_nesting_is_read_or_refused(raw):
    try:
        table_from(raw, "a.jsonld", file_format="jsonld")
    except SourceError as error:
        assert error.problem.kind == "no_json"


def test_only_so_many_texts_of_one_property_are_looked_at(monkeypatch):
    seen = []
    monkeypatch.setattr(jsonld, "clean", lambda text: seen.append(text) or text)

    cells(COURSE | {"keywords": [f"w{i}" for i in range(5000)]})

    assert len([text for text in seen if text.startswith("w")]) == jsonld._MOST_TEXTS


@pytest.mark.parametrize("name", [["#a"], {"x": 1}, None, 7, ""])
def test_an_id_that_is_no_text_is_no_fault(name):
    assert cells(COURSE | {"@id": name})["title"] == "Deutschkurs A1"
