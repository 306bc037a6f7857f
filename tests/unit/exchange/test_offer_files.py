"""Offers as files: exactly those asked for, public columns only, nothing protected, no false point, no formula."""

import html
import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from geo.exchange.formulas import restored, without_formula
from geo.exchange.offer_files import FORMATS, Page, hsds_json
from geo.exchange.offer_files.records import PUBLIC_COLUMNS, public_records
from geo.i18n import load_texts
from geo.offers.columns import BY_NAME, FURTHER_SITES, TRANSLATIONS
from geo.offers.filters import OfferFilter
from tests.hsds_rules import faults, page_faults
from tests.offers_kit import (
    CITY,
    DAY,
    DISTRICT_WIDE,
    FURTHER,
    HOSTILE,
    HOUSE,
    ONLINE,
    ROWS,
    SECRETS,
    SHELTER,
    STREET,
    TEXTS,
    frame_of,
    further_of,
    selection,
)  # fmt: skip
from tests.offers_reading import READERS, read_csv
from tests.unit.exchange.test_coverage_files import is_golden

IDS = [str(row["offer_id"]) for row in ROWS]
ATOM = "{http://www.w3.org/2005/Atom}"

#: What stands beside the columns of offers.
BESIDE = {"sites": further_of(*FURTHER), "translations": TEXTS}


def written(kind, *rows, **options):
    return FORMATS[kind].write(selection(*rows, **options))


def plain(raw):
    """Return everything a file says as text, whatever it is packed in."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return html.unescape("\n".join(packed.read(name).decode() for name in packed.namelist()))
    if raw.startswith(b"SQLite"):
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(raw)
            return "\n".join(database.iterdump())
    return raw.decode()


def cells(row):
    """Return a row of the kit as the shipped table writes it, as far as a visitor may see it."""
    return {name: row.get(name, "") for name in row if BY_NAME[name].is_public}


def services(*rows):
    return json.loads(written("hsds", *rows))["contents"]


def graph(*rows, **options):
    return json.loads(written("jsonld", *rows, **options))["@graph"]


# --- all formats --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", READERS)
def test_offers_come_in_the_order_of_the_list(kind):
    backwards = ROWS[::-1]

    assert [row["offer_id"] for row in READERS[kind](written(kind, *backwards))] == IDS[::-1]


@pytest.mark.parametrize("kind", READERS)
def test_every_public_value_comes_back(kind):
    found = READERS[kind](written(kind, HOUSE))[0]

    wanted = cells(HOUSE) | {"topics": "language", "target_groups": "women", "languages": "ar;en"}
    wanted |= {"lon": "7.091234", "lat": "51.656123", "uncertainty_m": "30"}
    assert {name: found[name] for name in wanted} == wanted | {"uncertainty_m": found["uncertainty_m"]}
    assert float(found["uncertainty_m"]) == 30


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_tells_where_a_shelter_is_or_what_is_for_editors(kind):
    told = plain(written(kind, **BESIDE))

    assert "Frauenhaus" in told
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_the_scan_would_find_the_place_of_another_offer(kind):
    told = plain(written(kind, {**SHELTER, "is_protected": False}))

    assert ("Geheimweg" in told) == (kind != "atom")


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_file_tells_licence_age_and_that_nobody_confirmed(kind, language):
    texts = load_texts(language)
    told = plain(written(kind, CITY, language=language))

    for part in (
        "facts only",
        "Own collection",
        "© Office",
        texts.partial_date("2026-08"),
        texts("about.unconfirmed", number="1", all="1"),
        texts("export.points"),
        texts("export.protected"),
    ):
        assert part in html.unescape(told).replace('\\"', '"').replace("''", "'"), part
    assert "© Cells" not in told


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_offers_give_the_same_bytes(kind):
    assert written(kind) == written(kind)


@pytest.mark.parametrize("kind", FORMATS)
def test_no_offer_is_a_whole_file_too(kind):
    raw = FORMATS[kind].write(selection(offers=frame_of(HOUSE).iloc[:0]))

    assert "0 offers" in plain(raw) or kind in ("csv", "atom")
    if kind in READERS:
        assert READERS[kind](raw) == []


def test_only_public_columns_are_told():
    record = public_records(frame_of(HOUSE))[0]

    assert tuple(record) == (*PUBLIC_COLUMNS, FURTHER_SITES, TRANSLATIONS)
    assert not {"source_url", "remark"} & set(record)


@pytest.mark.parametrize(
    ("row", "has_point"), [(HOUSE, True), (STREET, True), (CITY, False), (SHELTER, False)]
)
def test_a_point_is_told_only_where_one_is_known(row, has_point):
    record = public_records(frame_of(row))[0]

    assert [record[name] is not None for name in ("lon", "lat", "uncertainty_m")] == [has_point] * 3
    for kind in ("geojson", "gpkg", "hsds"):
        assert (READERS[kind](written(kind, row))[0]["lon"] != "") == has_point, kind


def test_the_filter_is_said_in_words():
    wanted = OfferFilter(
        text="Kurs", topics=("language", "own"), target_groups=("not_stated",), cities=("Marl",),
        languages=("ar",), free_only=True,
    )  # fmt: skip

    assert dict(selection(wanted=wanted).about.parameters) | {"Program": ""} == {
        "Search word": "Kurs", "Topic": "Language or own", "For whom": "not stated", "City": "Marl",
        "Language of advice": "Arabic", "Free of charge": "✓", "Program": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (OfferFilter(), "angebote-2026-11-26.csv"),
        (OfferFilter(topics=("language",), cities=("Oer-Erkenschwick",)), "angebote-language-Oer-Erkenschwick-2026-11-26.csv"),
        (OfferFilter(text="../../etc", target_groups=("not_stated",)), "angebote-filter-2026-11-26.csv"),
    ],
)  # fmt: skip
def test_name_of_a_file_is_plain(wanted, expected):
    assert selection(wanted=wanted).file_name("csv", day=DAY) == expected


# --- CSV and Excel ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("", ""), ("Kurs", "Kurs"), ("=1", "'=1"), ("+49", "'+49"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"),
        ("\r1", "'\r1"), ("\n1", "'\n1"), ("＝1", "'＝1"), ("＠a", "'＠a"), ("'=1", "''=1"), ("''=1", "'''=1"),
        ("'s Café", "'s Café"), ("a=1", "a=1"), ("'", "'"), ("''", "''"), (" =1", " =1"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_compute_is_guarded_and_comes_back(text, guarded):
    assert without_formula(text) == guarded
    assert restored(guarded) == text


def test_no_cell_of_the_csv_is_a_formula():
    cells = re.findall(r'(?:^|,)"?([^,"]?)', written("csv", HOSTILE, HOUSE).decode("utf-8-sig"), re.MULTILINE)

    assert not [cell for cell in cells if cell in tuple("=+-@＝\t")]
    found = read_csv(written("csv", HOSTILE))[0]
    assert {name: found[name] for name in HOSTILE} == HOSTILE


def test_no_cell_of_the_workbook_is_a_formula():
    book = load_workbook(io.BytesIO(written("xlsx", HOSTILE, HOUSE)))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert HOSTILE["title"] in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_workbook_speaks_the_readers_language(language):
    texts = load_texts(language)
    book = load_workbook(io.BytesIO(written("xlsx", HOUSE, SHELTER, CITY, language=language)))

    assert book.sheetnames == [texts("export.sheet_offers"), "data", texts("export.sheet_about")]
    heading, house, shelter, city = book.worksheets[0].values
    told = dict(zip(heading, house, strict=True))
    assert told[texts("detail.as_of")] == texts("as_of.confirmed", date=texts.partial_date("2026-05-31"))
    assert told[texts("detail.languages")] == ", ".join(texts.language_name(code) for code in ("ar", "en"))
    assert texts("place.protected", city="Marl") in shelter
    assert texts("precision.city", radius=texts.distance(4000)) in city
    assert [sheet.sheet_view.rightToLeft for sheet in book] == [language == "ar"] * 3


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
        ({**STREET, "is_administration_address": True}, "GovernmentService"),
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


# --- files kept to see what changes -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "geojson", "hsds", "jsonld", "atom"])
def test_files_are_as_they_were(kind):
    raw = written(kind, HOUSE, CITY, SHELTER, HOSTILE, **BESIDE)

    assert is_golden(f"offers.{FORMATS[kind].suffix}", raw)
