"""Tiny files of others, made in memory, and the district's words to read them with."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from geo.exchange.importing import Workbench
from geo.exchange.sources import RawTable, Reading, read_files
from geo.settings import load_settings

NOWHERE = Path("/nonexistent/var")


@lru_cache
def bench(var: str = str(NOWHERE)) -> Workbench:
    """Return what the shipped district reads files with."""
    return Workbench(load_settings({"KARTE_VAR": var}))


def table_from(raw: bytes | Mapping[str, bytes], name: str = "offers.csv", **options: str) -> RawTable:
    """Read bytes as if somebody had handed the file in."""
    files = raw if isinstance(raw, Mapping) else {name: raw}
    source = options.pop("source", "file:test")
    return read_files(
        files, bench().aids, source=source, name=name, file_format=options.pop("file_format", "")
    )


def reading_from(raw: bytes | Mapping[str, bytes], name: str = "offers.csv", **options: str) -> Reading:
    """Read bytes to candidates, columns as guessed."""
    table = table_from(raw, name, **options)
    return bench().read(table, bench().mapping(table))


def csv_bytes(rows: Sequence[Sequence[str]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Write rows as an office program does."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[Any]], *, title: str = "Tabelle1") -> bytes:
    """Write rows as a workbook with one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ods_bytes(*rows: Sequence[Any], repeat: int = 1) -> bytes:
    """Return a workbook as LibreOffice writes it, one sheet called Marl; its last row repeated."""
    space = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: Any) -> str:
        kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
        return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'

    def row(values: Sequence[Any], times: int) -> str:
        return f'<table:table-row table:number-rows-repeated="{times}">{"".join(map(cell, values))}</table:table-row>'

    body = "".join(row(values, repeat if values is rows[-1] else 1) for values in rows)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{space}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0">'
            f'<office:body><office:spreadsheet><table:table table:name="Marl">{body}</table:table></office:spreadsheet></office:body></office:document-content>',
        )
    return written.getvalue()


def changed_archive(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one part rewritten; the archive itself stays whole."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return written.getvalue()


def json_bytes(value: Any) -> bytes:
    """Write a value as JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


def place(place_id: int | None = 7, *, language: str = "de", **values: Any) -> dict[str, Any]:
    """Return one place as Integreat answers it."""
    entry: dict[str, Any] = {
        "id": 100 + (place_id or 0),
        "url": f"https://integreat.example.org/kreis/{language}/locations/platz-{place_id}/",
        "path": f"/kreis/{language}/locations/platz-{place_id}/",
        "title": f"Beratungsstelle {place_id}",
        "excerpt": "Beratung für alle.",
        "content": "<p>Beratung für <b>alle</b>.</p>",
        "last_updated": "2026-05-04T10:11:12.000Z",
        "available_languages": {code: {"id": 1, "url": "", "path": ""} for code in ("de", "en")},
        "category": {"id": 3, "name": "Beratung", "color": "red", "icon": "x"},
        "temporarily_closed": False,
        "opening_hours": None,
        "appointment_url": None,
        "website": "https://beratung.example.org",
        "contacts": [],
        "organization": {"id": 1, "slug": "awo", "name": "AWO", "logo": "", "website": ""},
        "barrier_free": True,
        "location": {
            "id": place_id,
            "name": f"Beratungsstelle {place_id}",
            "address": f"Wiesenstraße {place_id}",
            "town": "Marl",
            "postcode": "45770",
            "country": "DE",
            "latitude": 51.6566,
            "longitude": 7.0905,
        },
    }
    return {**entry, **values}


def service(service_id: str = "s-1", **values: Any) -> dict[str, Any]:
    """Return one service of HSDS 3."""
    entry: dict[str, Any] = {
        "id": service_id,
        "name": f"Deutschkurs {service_id}",
        "description": "Ein Kurs.",
        "url": "https://kurse.example.org",
        "email": "info@kurse.example.org",
        "status": "active",
        "organization": {"id": "o-1", "name": "VHS Marl", "description": ""},
        "phones": [{"id": "p-1", "number": "02365 123456", "type": "voice"}],
        "languages": [{"id": "l-1", "code": "ar", "name": "Arabisch"}],
        "attributes": [
            {
                "id": "a-1",
                "link_type": "topic",
                "taxonomy_term": {"id": "t-1", "name": "Sprache", "taxonomy": "x"},
            }
        ],
        "service_at_locations": [
            {
                "id": "sl-1",
                "location": {
                    "id": "loc-1",
                    "location_type": "physical",
                    "latitude": 51.6566,
                    "longitude": 7.0905,
                    "addresses": [
                        {"id": "ad-1", "address_1": "Wiesenstraße 22", "city": "Marl", "postal_code": "45770"}
                    ],
                },
            }
        ],
    }
    return {**entry, **values}


def feature(lon: float = 7.0905, lat: float = 51.6566, **properties: Any) -> dict[str, Any]:
    """Return one offer as a GeoJSON feature."""
    told = {"title": "Deutschkurs", "organization": "VHS Marl", "topics": ["language"], "city": "Marl"}
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": {**told, **properties}}
