"""Lists as cities and organisations have them: nothing silently wrong, nothing lost without a word."""

import io
import json

import pytest
from openpyxl import Workbook

from geo.errors import SourceError
from geo.exchange.importing import Known, plan_import
from geo.exchange.sources import Asked, Defaults, read_files
from tests.sources_kit import bench, csv_bytes, json_bytes, ods_bytes, reading_from, table_from, xlsx_bytes

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


@pytest.mark.parametrize(
    "above",
    [
        [["Angebote Integration 2025"]],
        [["Angebote, Stand: März; vorläufig"], []],
        [["Stadt Marl", "", "", "", "", "", "", "Stand: 01.03.2025"]],
        [["Angebot", "", "", "Anschrift", "", "", "", "Kontakt"]],
    ],
)
@pytest.mark.parametrize("write", [lambda rows: csv_bytes(rows, separator=";"), xlsx_bytes])
def test_titles_and_groups_above_the_headings_are_no_headings(above, write):
    rows = [*above, HEADING, MARL, ["Kurs 2", *MARL[1:]], HEADING, ["Kurs 3", *MARL[1:]]]

    reading = reading_from(write(rows), "a.xlsx" if write is xlsx_bytes else "a.csv")

    assert [c.title for c in reading.candidates] == ["Kurs", "Kurs 2", "Kurs 3"]
    assert reading.candidates[0].values["house_number"] == "5"


def test_names_below_groups_are_told_apart():
    rows = [
        ["Träger", "", "Angebot", "", "Anschrift", "", ""],
        ["Name", "Telefon", "Name", "Thema", "Straße", "Nr.", "PLZ Ort"],
        ["Verein", "02365 1234", "Kurs", "Sprache", "Breite Straße", "5", "45770 Marl"],
    ]
    reading = reading_from(csv_bytes(rows, separator=";"))

    assert values(reading.candidates[0], "title", "organization", "phone", *PLACE) == (
        "Kurs", "Verein", "02365 1234", "Breite Straße", "5", "45770", "Marl",
    )  # fmt: skip


def test_the_row_of_headings_can_be_said():
    raw = csv_bytes([["a", "b"], ["c", "d"], ["Kurs", "Marl"]])
    table = read_files({"a.csv": raw}, bench().aids, source="file:a", asked=Asked(heading_row=2))

    assert (table.headings, len(table.rows)) == (("c", "d"), 1)


def book_of(*sheets, merged=()):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_every_sheet_with_a_list_is_read_and_the_others_are_named():
    short = [["Titel", "Träger", "Thema"], ["Treff", "Verein", "Begegnung"]]
    raw = book_of(
        ("Legende", [["Farbe", "Bedeutung"], ["rot", "neu"]]), ("Marl", [HEADING, MARL]), ("Herten", short)
    )
    reading = reading_from(raw, "a.xlsx")

    assert [(c.title, c.values["city"]) for c in reading.candidates] == [
        ("Kurs", "Marl"),
        ("Treff", "Herten"),
    ]
    assert len({c.row for c in reading.candidates}) == 2
    assert [(p.kind, p.column) for p in reading.problems] == [
        ("sheet_not_read", "Legende"),
        ("rows_counted_on", "Herten"),
    ]


def test_one_sheet_can_be_asked_for():
    raw = book_of(("Marl", [HEADING, MARL]), ("Herten", [HEADING, ["Treff", *MARL[1:]]]))
    asked = read_files({"a.xlsx": raw}, bench().aids, source="x", asked=Asked(sheet="Herten"))

    assert [row.cells["Titel"] for row in asked.rows] == ["Treff"]
    with pytest.raises(SourceError) as caught:
        read_files({"a.xlsx": raw}, bench().aids, source="x", asked=Asked(sheet="Berlin"))
    assert caught.value.problem.kind == "no_such_sheet"


def test_merged_cells_count_for_all_their_rows():
    rows = [HEADING, MARL, ["Kurs 2", None, "Sprache"], ["Kurs 3", None, "Sprache"]]
    raw = book_of(("Liste", rows), merged=["B2:B4", "D2:D3", "E2:E3", "F2:F3", "G2:G4"])

    found = reading_from(raw, "a.xlsx").candidates

    assert [c.values["organization"] for c in found] == ["Verein"] * 3
    assert [c.values.get("street", "") for c in found] == ["Breite Straße", "Breite Straße", ""]
    assert [c.values["city"] for c in found] == ["Marl"] * 3


def test_several_lists_come_as_one_and_what_is_none_is_named():
    files = {
        "marl.csv": csv_bytes([HEADING, MARL]),
        "herten.csv": csv_bytes([HEADING, ["Treff", *MARL[1:]]], separator=";"),
        "legende.csv": csv_bytes([["Kürzel", "Bedeutung"], ["SK", "Sprachkurs"]]),
    }
    reading = reading_from(files, "ordner")

    assert [c.title for c in reading.candidates] == ["Kurs", "Treff"]
    assert ("sheet_not_read", "legende") in [(p.kind, p.column) for p in reading.problems]


def test_a_running_number_is_no_identity():
    def listed(*titles):
        rows = [[str(n), title, f"Verein {title}", *MARL[2:]] for n, title in enumerate(titles, start=1)]
        return reading_from(csv_bytes([["lfd. Nr.", *HEADING], *rows]))

    first = plan_import(listed("Nähen", "Kochen"), [])
    known = [Known(p.offer_id, p.row, "file:test") for p in first.new]
    again = plan_import(listed("Lesen", "Nähen", "Kochen"), known)

    assert [p.row["title"] for p in again.new] == ["Lesen"]
    assert sorted(p.row["title"] for p in again.unchanged) == ["Kochen", "Nähen"]


def test_a_number_that_means_quite_another_offer_is_asked_about():
    def listed(*rows):
        cells = [
            [number, title, org, "Sprache", street, "5", "45770", "Marl", ""]
            for number, title, org, street in rows
        ]
        return reading_from(csv_bytes([["ID", *HEADING], *cells]))

    first = plan_import(
        listed(("11", "Nähen", "Verein A", "Hochstraße"), ("17", "Kochen", "Verein B", "Breite Straße")), []
    )
    known = [Known(p.offer_id, p.row, "file:test") for p in first.new]
    again = plan_import(
        listed(("11", "Schwimmkurs", "Verein C", "Seestraße"), ("18", "Nähen", "Verein A", "Hochstraße")),
        known,
    )

    assert [u.candidate.title for u in again.unclear] == ["Schwimmkurs"]
    assert again.changed == ()
    assert [p.row["title"] for p in again.unchanged] == ["Nähen"]
    fresh = plan_import(listed(("11", "Schwimmkurs", "Verein C", "Seestraße")), known, decisions={2: "new"})
    assert [p.row["title"] for p in fresh.new] == ["Schwimmkurs"]
    assert fresh.new[0].offer_id not in {k.offer_id for k in known}


def test_topics_for_the_whole_file_and_words_that_were_mapped():
    table = table_from(
        csv_bytes([["Titel", "Träger", "Ort"], ["Kurs", "Verein", ""], ["Treff", "Verein", "Herten"]])
    )
    reading = bench().read(table, bench().mapping(table), defaults=Defaults("language;education", "Marl"))

    assert [(c.values["topics"], c.values["city"]) for c in reading.candidates] == [
        ("language;education", "Marl"), ("language;education", "Herten"),
    ]  # fmt: skip


def test_unknown_words_appear_once_each_and_can_be_mapped():
    rows = [
        ["Kurs A", "V", "Bildungsarbeit 4.0", "Marl"],
        ["Kurs B", "V", "Bildungsarbeit 4.0; Sprachkurse", "Marl"],
        ["Kurs C", "V", "Integrationskurs (BAMF)", "Musterdorf"],
    ]
    table = table_from(csv_bytes([["Titel", "Träger", "Thema", "Ort"], *rows]))
    before = bench().read(table, bench().mapping(table))

    assert [(u.column, u.word, u.rows) for u in before.unknown] == [
        ("topics", "Bildungsarbeit 4.0", 2), ("city", "Musterdorf", 1),
    ]  # fmt: skip
    assert [c.title for c in before.candidates] == ["Kurs B"]

    chosen = {("topics", "bildungsarbeit40"): ("education",), ("city", "musterdorf"): ("Herten",)}
    after = bench().read(table, bench().mapping(table), chosen=chosen)

    assert [(c.values["topics"], c.values["city"]) for c in after.candidates] == [
        ("education", "Marl"), ("education;language", "Marl"), ("language", "Herten"),
    ]  # fmt: skip
    assert after.unknown == ()


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
