"""Formats of others as they are sent: shapes, map programs, workbooks of LibreOffice, services and things."""

import io
import json
import zipfile

import pytest

from geo.errors import SourceError
from geo.exchange.importing import Known, plan_import
from geo.exchange.sources.kinds import kind_of
from tests.sources_kit import csv_bytes, json_bytes, ods_bytes, reading_from, table_from

HEADING = ["Titel", "Träger", "Thema", "Straße", "Nr.", "PLZ", "Ort", "Telefon"]
MARL = ["Kurs", "Verein", "Sprache", "Breite Straße", "5", "45770", "Marl", "02365 1234"]


def values(candidate, *names):
    return tuple(candidate.values.get(name, "") for name in names)


PLACE = ("street", "house_number", "postal_code", "city")


@pytest.mark.parametrize(
    ("crs", "geometry", "point"),
    [
        ("urn:ogc:def:crs:EPSG::25832", {"type": "Point", "coordinates": [375023.4018, 5719034.2888]}, (7.19516, 51.608458)),
        ("", {"type": "Point", "coordinates": [375023.4018, 5719034.2888]}, (7.19516, 51.608458)),
        ("", {"type": "MultiPoint", "coordinates": [[7.19516, 51.608458, 0]]}, (7.19516, 51.608458)),
        ("", {"type": "Polygon", "coordinates": [[[7.19, 51.6], [7.2, 51.6], [7.2, 51.61], [7.19, 51.61], [7.19, 51.6]]]}, (7.195, 51.605)),
        ("", {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [7.19516, 51.608458]}]}, (7.19516, 51.608458)),
    ],
)  # fmt: skip
def test_shapes_of_every_kind_give_their_point(crs, geometry, point):
    told = {
        "Titel": "Kurs",
        "Träger": "Verein",
        "Thema": "Sprache",
        "addr:street": "Hohenzollernstraße",
        "addr:housenumber": "3",
        "addr:city": "Recklinghausen",
    }
    content = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": told, "geometry": geometry}],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    found = reading_from(json_bytes(content), "a.geojson").candidates[0]

    assert (found.lon, found.lat) == pytest.approx(point, abs=1e-5)
    assert values(found, "street", "house_number", "city") == ("Hohenzollernstraße", "3", "Recklinghausen")


def test_layers_of_umap_and_answers_of_overpass_are_read():
    feature = {
        "type": "Feature",
        "properties": {"name": "Treff", "Träger": "Verein", "Thema": "Begegnung"},
        "geometry": {"type": "Point", "coordinates": [7.19516, 51.608458]},
    }
    layers = [
        {"type": "FeatureCollection", "_umap_options": {"name": name}, "features": [feature]}
        for name in ("A", "B")
    ]
    umap = reading_from(json_bytes({"type": "umap", "layers": layers}), "karte.umap")
    node = {
        "type": "node",
        "id": 7,
        "lat": 51.608458,
        "lon": 7.19516,
        "tags": {"name": "Treff", "operator": "Verein", "Thema": "Begegnung"},
    }
    overpass = reading_from(
        json_bytes({"version": 0.6, "elements": [node, {"type": "node", "id": 8}]}), "a.json"
    )

    assert [c.title for c in umap.candidates] == ["Treff", "Treff"]
    assert [(c.title, c.values["city"], c.external_id) for c in overpass.candidates] == [
        ("Treff", "Recklinghausen", "node/7")
    ]


def test_map_programs_give_their_places_with_named_fields():
    kml = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Sprache</name>
    <Placemark><name>Kurs</name><description>&lt;p&gt;F&#252;r alle&lt;/p&gt;</description><ExtendedData><Data name="Träger"><value>Verein</value></Data></ExtendedData>
    <Point><coordinates>7.19516,51.608458,0</coordinates></Point></Placemark></Folder></Document></kml>"""
    gpx = '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="51.608458" lon="7.19516"><name>Kurs</name><desc>x</desc></wpt></gpx>'
    found = reading_from(kml.encode(), "a.kml").candidates[0]
    points = table_from(gpx.encode(), "a.gpx")

    assert values(found, "title", "organization", "topics", "city", "description") == (
        "Kurs",
        "Verein",
        "language",
        "Recklinghausen",
        "Für alle",
    )
    assert points.rows[0].cells["lon"] == "7.19516"


def test_workbooks_of_libreoffice_are_read_and_bounded():
    heading = ["Titel", "Träger", "Thema", "PLZ", "Telefon"]
    raw = ods_bytes(["Liste"], heading, ["Kurs", "Verein", "Sprache", 45770, 2365123456])
    reading = reading_from(raw, "a.ods")

    assert values(reading.candidates[0], "title", "postal_code", "city", "phone") == (
        "Kurs",
        "45770",
        "Marl",
        "02365123456",
    )
    with pytest.raises(SourceError) as caught:
        table_from(ods_bytes(heading, ["Kurs"] * 5, repeat=1_000_000), "a.ods")
    assert caught.value.problem.kind == "too_many_rows"
    for broken in (raw[:300], raw[:-40], b"\xd0\xcf\x11\xe0" + bytes(600) + "Workbook".encode("utf-16-le")):
        with pytest.raises(SourceError):
            table_from(broken, "a.ods")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "mac_roman", "utf-16"])
def test_umlauts_of_every_table_are_read(encoding):
    raw = csv_bytes([HEADING, ["Nähen für Mütter", "Größe e.V.", *MARL[2:]]], encoding=encoding)

    assert values(reading_from(raw).candidates[0], "title", "organization") == (
        "Nähen für Mütter",
        "Größe e.V.",
    )


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"BEGIN:VCALENDAR\r\n", "not_read_calendar"),
        (b"<!DOCTYPE html><html><body>", "not_read_html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "not_read_feed"),
        (b"<?xml version='1.0'?><liste/>", "not_read_xml"),
        (b"\x89PNG\r\n\x1a\n", "not_read_picture"),
        (b"\x1f\x8b\x08", "not_read_packed"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><kml><a/></kml>', "broken_xml"),
        (b"<kml><Placemark>", "broken_xml"),
        (b"<kml></kml>", "no_places"),
    ],
)
def test_what_is_not_read_is_named(raw, kind):
    with pytest.raises(SourceError) as caught:
        table_from(raw, "liste.dat")

    assert caught.value.problem.kind == kind


def at(number, street, city, *, location="", hours=True):
    schedules = (
        [{"byday": "MO", "freq": "WEEKLY", "opens_at": f"0{number}:00", "closes_at": "12:00"}]
        if hours
        else []
    )
    address = {"address_1": street, "city": city, "postal_code": ""}
    return {
        "id": f"at{number}",
        "schedules": schedules,
        "phones": [{"number": f"02361 {number}{number}{number}"}],
        "location": {"id": location or f"l{number}", "addresses": [address]},
    }


def service(*places, **more):
    term = {
        "link_type": more.pop("link_type", "service_type"),
        "taxonomy_term": {"name": "Sprachkurs", "taxonomy": "Liste"},
    }
    return {
        "id": "s1",
        "name": "Kurs",
        "status": "active",
        "attributes": [term],
        "service_at_locations": list(places),
        **more,
    }


def test_services_are_read_from_every_answer_of_the_specification():
    places = (at(1, "Breite Straße 5", "Marl"), at(2, "Hochstraße 3", "Herten"))
    of_organization = {"id": "o", "name": "Verein", "services": [service(*places)]}
    at_locations = [
        {**place, "service": {**service(organization={"name": "Verein"}), "service_at_locations": []}}
        for place in places
    ]

    for content in (of_organization, {"contents": [of_organization]}, {"contents": at_locations}):
        found = reading_from(json_bytes(content), "a.json").candidates
        assert [values(c, "organization", "city", "schedule", "phone") for c in found] == [
            ("Verein", "Marl", "Mo 01:00–12:00", "02361 111"), ("Verein", "Herten", "Mo 02:00–12:00", "02361 222"),
        ]  # fmt: skip


def test_places_told_twice_count_once_and_links_are_open():
    twice = service(
        at(1, "Breite Straße 5", "Marl", location="l"),
        at(1, "Breite Straße 5", "Marl", location="l"),
        organization={"name": "V"},
        link_type="schwerpunkt",
        languages=[{"code": "tur"}],
    )
    reading = reading_from(json_bytes({"contents": [twice]}), "a.json")

    assert [values(c, "topics", "languages") for c in reading.candidates] == [("language", "tr")]


def test_a_page_of_more_says_so_and_lets_nothing_be_gone():
    content = {
        "contents": [service(at(1, "Breite Straße 5", "Marl"), organization={"name": "V"})],
        "page_number": 2,
        "total_pages": 9,
        "total_items": 90,
    }
    reading = reading_from(json_bytes(content), "a.json")
    other = Known("other", {"offer_id": "other", "title": "Ganz anders", "organization": "X"}, "file:test")

    assert [p.kind for p in reading.problems] == ["page_of_more"]
    assert plan_import(reading, [other]).gone == ()


@pytest.mark.parametrize("where", ["channels", "location", "provider", "sessions"])
def test_all_places_of_a_thing_are_taken(where):
    def place(street, code, city):
        return {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": street,
                "postalCode": code,
                "addressLocality": city,
            },
        }

    places = [place("Breite Straße 5", "45770", "Marl"), place("Hochstraße 3", "45699", "Herten")]
    thing = {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": "Kurs",
        "serviceType": "Sprachkurs",
        "provider": {"@type": "Organization", "name": "Verein"},
    }
    if where == "channels":
        thing["availableChannel"] = [{"@type": "ServiceChannel", "serviceLocation": one} for one in places]
    elif where == "location":
        thing["location"] = places
    elif where == "provider":
        thing["provider"]["location"] = places
    else:
        thing |= {
            "@type": "Course",
            "hasCourseInstance": [{"@type": "CourseInstance", "location": one} for one in places],
        }
    found = reading_from(json.dumps(thing).encode(), "a.jsonld").candidates[0]

    assert values(found, *PLACE) == ("Breite Straße", "5", "45770", "Marl")
    assert [(s.street, s.house_number, s.city) for s in found.sites] == [("Hochstraße", "3", "Herten")]


def test_a_folder_ends_where_it_is_closed():
    mark = (
        "<Placemark><name>{}</name><Point><coordinates>7.19516,51.608458,0</coordinates></Point></Placemark>"
    )
    kml = (
        "<kml><Document><Folder><name>Oben</name><Folder><name>Unten</name>"
        f"{mark.format('eins')}</Folder>{mark.format('zwei')}</Folder>{mark.format('drei')}</Document></kml>"
    )

    rows = table_from(kml.encode(), "a.kml").rows

    assert [(row.cells["name"], row.cells.get("folder", "")) for row in rows] == [
        ("eins", "Unten"), ("zwei", "Oben"), ("drei", ""),
    ]  # fmt: skip


def test_packed_bytes_say_nothing_of_what_an_archive_is():
    with_pictures = io.BytesIO()
    with zipfile.ZipFile(with_pictures, "w") as archive:
        archive.writestr("picture.bin", b"any xl/ bytes word/ .shp")
        archive.writestr("places.kml", "<kml/>")

    assert kind_of(with_pictures.getvalue()) == "kml"


def test_a_repeat_in_a_form_that_nobody_writes_is_refused():
    raw = ods_bytes(HEADING, MARL)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(packed, "w") as after:
        for part in before.infolist():
            text = before.read(part)
            after.writestr(part, text.replace(b'rows-repeated="1"', b'rows-repeated="&#49;000000"'))

    with pytest.raises(SourceError) as caught:
        table_from(packed.getvalue(), "a.ods")
    assert caught.value.problem.kind == "broken_workbook"


def test_contacts_of_persons_in_translations_are_taken_out_as_in_german():
    heading = [*HEADING, "description_en"]

    reading = reading_from(csv_bytes([heading, [*MARL, "Call 0171 1234567 or erika.muster@gmx.de"]]))

    (found,) = reading.candidates
    assert found.translations["en"]["description"] == "Call … or …"
    kinds = {problem.kind for problem in reading.problems}
    assert {"mobile_number_in_text", "personal_email_in_text"} <= kinds
