"""What bytes are thrown at: every reader of files and the parser of addresses, with small real files to begin from.

`tools/fuzz.py` feeds them for as long as one likes; `tests/property/test_fuzz_targets.py` a little at every run.
"""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.errors import DataError, SourceError
from geo.exchange.importing import Messages, plan_import
from geo.exchange.offer_files import FORMATS
from geo.exchange.sources.html_text import html_to_text
from geo.i18n import load_texts
from geo.places.address import address_key, format_address, parse_address
from geo.places.official_addresses import import_houses
from geo.settings import load_settings
from tests.gebref_kit import MadeUp, line
from tests.offers_kit import CITY, FURTHER, HOSTILE, HOUSE, ONLINE, SHELTER, TEXTS, further_of, selection
from tests.sources_kit import (
    bench,
    changed_archive,
    csv_bytes,
    json_bytes,
    ods_bytes,
    place,
    service,
    table_from,
    xlsx_bytes,
)

#: So many problems of one file are said in words.
SAID = 20
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "[Content_Types].xml",
)
ROWS = [
    ["title", "organization", "topics", "street", "house_number", "city", "lon", "lat"],
    ["Deutschkurs", "VHS Marl", "language", "Wiesenstraße", "22", "Marl", "7,0905", "51,6566"],
]
EVENT = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "Event", "@id": "#a", "name": [{"@value": "Fest", "@language": "de"}], "location": {"@id": "#b"},
         "organizer": {"@type": "Organization", "name": "AWO"}, "startDate": "2026-05-04T18:00:00+02:00",
         "offers": {"price": "3.5"}, "audience": {"audienceType": "Frauen"}, "eventStatus": "schema:EventCancelled"},
        {"@type": "Place", "@id": "#b", "address": "Wiesenstraße 22, 45770 Marl", "geo": {"latitude": 51.6, "longitude": 7}},
        {"@type": "Library", "schema:name": "Bücherei", "openingHoursSpecification": [{"dayOfWeek": "Monday", "opens": "09:00"}]},
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """Something that takes any bytes; whatever it raises is a fault. `seeds` are what it is made for."""

    seeds: Callable[[], tuple[bytes, ...]]
    feed: Callable[[bytes], None]


@lru_cache
def messages() -> Messages:
    """Return the words of a page: every refusal and every problem has some."""
    return Messages(load_texts("de"), bench().taxonomy)


def read(raw: bytes, file: str, file_format: str = "") -> None:
    """Do all that an import does before it writes."""
    try:
        table = table_from(raw, file, file_format=file_format)
        plan = plan_import(bench().read(table, bench().mapping(table)), [])
    except SourceError as error:
        messages().fault(error)
        return
    for problem in plan.problems[:SAID]:
        messages().problem(problem)


def _exported(kind: str) -> bytes:
    offers = (HOUSE, CITY, SHELTER, ONLINE, HOSTILE)
    return FORMATS[kind].write(selection(*offers, sites=further_of(*FURTHER), translations=TEXTS))


def _reader(file: str, file_format: str, *seeds: Callable[[], bytes]) -> Target:
    return Target(lambda: tuple(seed() for seed in seeds), lambda raw: read(raw, file, file_format))


@lru_cache
def workbook() -> bytes:
    """Return the workbook whose parts are changed."""
    return xlsx_bytes(ROWS)


def _parts() -> tuple[bytes, ...]:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        names = archive.namelist()
        return tuple(bytes([n]) + archive.read(name) for n, name in enumerate(PARTS) if name in names)


def _feed_part(raw: bytes) -> None:
    """Put bytes in the place of one part: an archive with broken bytes would only be refused for its checksum."""
    name = PARTS[raw[0] % len(PARTS)] if raw else PARTS[0]
    read(changed_archive(workbook(), name, lambda _: raw[1:]), "a.xlsx", "xlsx")


def _small_geopackage() -> bytes:
    """Return a GeoPackage in small pages, so that a changed byte is likely to matter."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        for command in (
            "PRAGMA page_size = 512",
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)",
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)",
            "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER)",
            "INSERT INTO gpkg_contents VALUES ('orte', 'features')",
            "INSERT INTO gpkg_geometry_columns VALUES ('orte', 'geom', 25832)",
            "INSERT INTO gpkg_spatial_ref_sys VALUES (25832, 'EPSG', 25832)",
            "CREATE TABLE orte (fid INTEGER PRIMARY KEY, geom BLOB, title TEXT, city TEXT, is_new BOOLEAN, number REAL)",
            "INSERT INTO orte VALUES (1, x'47500001E8640000010100000000000000804F1641000000008CD75541', 'Kurs', 'Marl', 1, 2.5)",
        ):
            database.execute(command)
        return database.serialize()


def _feed_address(raw: bytes) -> None:
    address = parse_address(raw.decode("utf-8", "replace"), cities=bench().vocabulary.cities)
    parse_address(format_address(address), cities=bench().vocabulary.cities)
    address_key(address)


def _feed_houses(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "gebref.txt"
        file.write_bytes(raw)
        try:
            import_houses(file, load_settings({"KARTE_VAR": folder}), today=date(2026, 8, 1))
        except DataError:
            return


def _houses() -> tuple[bytes, ...]:
    rows = [line(replace(MadeUp(), number=str(number)), crs=crs) for number, crs in ((1, 25832), (2, 4647))]
    return ("\n".join(rows).encode(), ("\ufeff" + rows[0]).encode())


ADDRESSES = (
    "Wiesenstraße 22, 45770 Marl",
    "c/o Verein e.V., Str. des 17. Juni 7-9a, D-45657 Recklinghausen",
    "Am Markt",
)

KML = """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Sprache</name>
<Placemark><name>Kurs</name><description>&lt;p&gt;Alle&lt;/p&gt;</description><ExtendedData><Data name="Träger">
<value>Verein</value></Data></ExtendedData><MultiGeometry><Point><coordinates>7.19,51.6,0</coordinates></Point>
</MultiGeometry></Placemark></Folder></Document></kml>""".encode()
GPX = (
    b'<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="51.6" lon="7.19"><name>Kurs</name></wpt></gpx>'
)
#: As an answer of a course finder has it, synthetic.
COURSE = {
    "kursId": 7,
    "kursart": "Allgemeiner Integrationskurs",
    "kurstraeger": {"name": "Volkshochschule", "telefon": "02361 1234", "ansprechpartner": {"name": "x"}},
    "adresse": {"strasse": "Weg", "hausnummer": "1", "plz": "45770", "ort": "Marl"},
    "x": 367_800.0,
    "y": 5_724_900.0,
}

TARGETS: Mapping[str, Target] = {
    "address": Target(lambda: tuple(text.encode() for text in ADDRESSES), _feed_address),
    "any": _reader(
        "any", "", lambda: b"PK\x03\x04xl/", lambda: b"SQLite format 3\0", lambda: b'[{"@type":"Event"}]'
    ),
    "courses": _reader("a.json", "courses", lambda: json_bytes([COURSE])),
    "csv": _reader("a.csv", "csv", lambda: csv_bytes(ROWS, separator=";"), lambda: _exported("csv")),
    "gebref": Target(_houses, _feed_houses),
    "geojson": _reader("a.geojson", "geojson", lambda: _exported("geojson")),
    "gpkg": _reader("a.gpkg", "gpkg", _small_geopackage),
    "gpx": _reader("a.gpx", "gpx", lambda: GPX),
    "hsds": _reader("a.json", "hsds", lambda: json_bytes([service()]), lambda: _exported("hsds")),
    "html": Target(
        lambda: (b"<p>Ein <b>Kurs</b> &amp; mehr</p>",), lambda raw: _words(raw.decode("utf-8", "replace"))
    ),
    "integreat": _reader("a.json", "integreat", lambda: json_bytes([place(7)])),
    "jsonld": _reader("a.jsonld", "jsonld", lambda: json_bytes(EVENT), lambda: _exported("jsonld")),
    "kml": _reader("a.kml", "kml", lambda: KML),
    "ods": _reader("a.ods", "ods", lambda: ods_bytes(["Titel", "Träger", "Thema"], ["Kurs", "Verein", 3])),
    "xlsx": Target(_parts, _feed_part),
}


def _words(html: str) -> None:
    assert "<script" not in html_to_text(f"<script>{html}</script>")[: len("<script")]
