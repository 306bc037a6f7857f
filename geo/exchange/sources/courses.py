"""Answers of course finders as JSON, such as that of the federal office: a list of courses, places in metres.

Such answers are not documented and change their names. So a list of objects is looked for, however it is wrapped, and
the words for a title, a street or a place are known in several forms; what is not known is left alone. Never taken:
contact persons, mobile numbers, mail addresses of persons.
"""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from geo.errors import Problem, refuse, shown
from geo.exchange.sources.cells import clean
from geo.exchange.sources.html_text import html_to_text
from geo.exchange.sources.values import MAX_ROWS, RawRow, RawTable
from geo.offers.columns import BY_NAME
from geo.offers.private_contact import is_mobile, is_private_mail
from geo.places.address import fold, parse_address
from geo.projection import to_degrees

#: A course finder's point is that of an address; nothing says how exactly.
_UNCERTAINTY_M = 100.0
_STATED_BY = "course finder"
_TOPIC = "language"
#: Words of the fields by column, the most telling first; compared folded, without what stands between letters.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "external_id": ("kursid", "kursnummer", "kursnr", "angebotid", "id"),
    "title": ("kursbezeichnung", "kurstitel", "kursname", "titel", "bezeichnung", "kursart", "kurstyp", "name"),
    "organization": (
        "kurstraegername", "kurstraeger", "traegername", "traeger", "anbietername", "anbieter", "organisation",
    ),
    "description": ("beschreibung", "kursbeschreibung", "hinweis", "zusatzinformation"),
    "street": ("strasse", "str"),
    "house_number": ("hausnummer", "hausnr", "hnr"),
    "street_line": ("strassehausnummer", "strasseundhausnummer", "anschrift", "adresse"),
    "postal_code": ("plz", "postleitzahl"),
    "city": ("ort", "stadt", "gemeinde", "ortsname"),
    "phone": ("telefon", "telefonnummer", "tel"),
    "email": ("email", "mail", "emailadresse"),
    "website": ("internet", "homepage", "website", "webseite", "url"),
    "schedule": ("kurszeiten", "unterrichtszeiten", "zeiten", "wochentage"),
    "page_date": ("stand", "aktualisiert", "aktualisiertam", "letzteaenderung"),
}  # fmt: skip
_BEGINS, _ENDS = ("kursbeginn", "beginn", "startdatum", "start"), ("kursende", "ende", "enddatum")
_POINTS = (
    ("x", "y"), ("rechtswert", "hochwert"), ("ostwert", "nordwert"), ("east", "north"), ("easting", "northing"),
    ("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"), ("laengengrad", "breitengrad"),
)  # fmt: skip
_POINT_LISTS = ("koordinaten", "coordinates", "koordinate")
_PERSONS = ("ansprechpartner", "ansprechperson", "kontaktperson", "dozent", "lehrkraft")
_HEADINGS = (*(name for name in _WORDS if name != "street_line"), "topics", "lon", "lat", "uncertainty_m")
#: UTM zone 32 in metres (EPSG:25832); EPSG:4647 writes the number of the zone before the easting.
_CRS, _ZONE_M = 25832, 32_000_000.0
_EASTINGS_M, _NORTHINGS_M = (100_000.0, 900_000.0), (5_200_000.0, 6_200_000.0)
_DEEPEST = 6
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")

Fields = dict[str, Any]


def is_courses(content: Any) -> bool:
    """Whether a JSON value looks like an answer of a course finder: objects that speak of courses, with a place."""
    entries = _entries(content)[:20]
    return bool(entries) and all(
        any(name.startswith("kurs") for name in fields) and _stated_point(fields) is not None
        for fields in map(_fields, entries)
    )


def read_courses(content: Any, file: str, *, source: str) -> RawTable:
    """Read one row a course; rows are the objects of the list, counted from 1.

    Raises
    ------
    SourceError
        If there is no list of objects, or more than an import takes.
    """
    entries = _entries(content)
    if not entries:
        raise refuse(file, "no_courses")
    if len(entries) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    rows = tuple(_row(number, _fields(entry)) for number, entry in enumerate(entries, start=1))
    return RawTable(file, source, _HEADINGS, rows, has_own_columns=True, stated_by=_STATED_BY)


def _entries(content: Any, depth: int = 0) -> list[Mapping[str, Any]]:
    """Return the longest list of objects, wherever it is wrapped."""
    if isinstance(content, list):
        return [entry for entry in content if isinstance(entry, Mapping)]
    if not isinstance(content, Mapping) or depth > _DEEPEST:
        return []
    return max((_entries(value, depth + 1) for value in content.values()), key=len, default=[])


def _fields(entry: Mapping[str, Any]) -> Fields:
    """Return the plain values by folded name; of a nested object also under both names, the outer ones first."""
    found: Fields = {}
    for path, value in _leaves(entry, ()):
        found.setdefault("".join(path[-2:]), value)
        found.setdefault(path[-1], value)
    return found


def _leaves(entry: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    nested = []
    for key, value in entry.items():
        name = re.sub(r"[^a-z0-9]", "", fold(str(key)))
        if not name or name.startswith(_PERSONS):
            continue
        if isinstance(value, Mapping):
            nested.append((value, (*path, name)))
        else:
            yield (*path, name), value
    for value, inner in nested:
        if len(inner) <= _DEEPEST:
            yield from _leaves(value, inner)


def _row(number: int, fields: Fields) -> RawRow:
    cells = {name: _text(fields, words) for name, words in _WORDS.items()}
    line = cells.pop("street_line")
    if line and not cells["street"]:
        parsed = parse_address(line)
        cells |= {"street": parsed.street, "house_number": parsed.house_number}
        cells["postal_code"] = cells["postal_code"] or parsed.postal_code
        cells["city"] = cells["city"] or parsed.city
    cells["title"] = cells["title"] or _text(fields, _WORDS["organization"])
    cells["schedule"] = "; ".join(filter(None, (cells["schedule"], _dates(fields))))
    for name in ("title", "organization", "description", "schedule"):
        cells[name] = cells[name][: BY_NAME[name].max_length]
    cells["page_date"] = cells["page_date"][:10] if _DATE.match(cells["page_date"]) else ""
    hints = _without_persons(number, cells)
    point, problems = _point(number, fields)
    missing = (
        () if cells["external_id"] else (Problem.at(number, "id", shown(cells["title"]), "no_stable_id"),)
    )
    return RawRow(number, {**cells, "topics": _TOPIC, **point}, problems=(*missing, *problems, *hints))


def _text(fields: Fields, words: tuple[str, ...]) -> str:
    for word in words:
        value = fields.get(word)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return clean(html_to_text(str(value)))
    return ""


def _dates(fields: Fields) -> str:
    begins, ends = (_DATE.match(_text(fields, words)) for words in (_BEGINS, _ENDS))
    parts = (f"Beginn {begins[0]}" if begins else "", f"Ende {ends[0]}" if ends else "")
    return ", ".join(filter(None, parts))


def _without_persons(number: int, cells: dict[str, str]) -> tuple[Problem, ...]:
    """Take out mobile numbers and mail addresses of persons, and say so."""
    private = [
        name
        for name, is_private in (("phone", is_mobile), ("email", is_private_mail))
        if is_private(cells[name])
    ]
    cells.update(dict.fromkeys(private, ""))
    return (Problem.at(number, "email", "…", "contact_left_out", is_hint=True),) if private else ()


# -- the point -------------------------------------------------------------------------------------


def _point(number: int, fields: Fields) -> tuple[dict[str, str], tuple[Problem, ...]]:
    stated = _stated_point(fields)
    if stated is None:
        return {"lon": "", "lat": "", "uncertainty_m": ""}, ()
    lon, lat = _in_degrees(*stated)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        text = f"{stated[0]:g} {stated[1]:g}"
        return {}, (Problem.at(number, "x", text, "no_point", allowed=("EPSG:25832", "EPSG:4326")),)
    return {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "uncertainty_m": f"{_UNCERTAINTY_M:g}"}, ()


def _stated_point(fields: Fields) -> tuple[float, float] | None:
    """Return the two numbers of a place, east first, as they stand there."""
    for name in _POINT_LISTS:
        listed = fields.get(name)
        if isinstance(listed, list) and len(listed) == 2:
            pair = _number(listed[0]), _number(listed[1])
            if None not in pair:
                return pair  # type: ignore[return-value]  # both are numbers
    for east, north in _POINTS:
        x, y = _number(fields.get(east)), _number(fields.get(north))
        if x is not None and y is not None and (x or y):
            return x, y
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) < 1e9 else None


def _in_degrees(x: float, y: float) -> tuple[float, float]:
    """Return degrees for metres of UTM zone 32, degrees as they are, NaN for what is neither."""
    if abs(x) <= 180 and abs(y) <= 90:
        return x, y
    east = x - _ZONE_M if x > _ZONE_M else x
    if not (_EASTINGS_M[0] <= east <= _EASTINGS_M[1] and _NORTHINGS_M[0] <= y <= _NORTHINGS_M[1]):
        return math.nan, math.nan
    lon, lat = to_degrees([east], [y], crs=_CRS)
    return float(lon[0]), float(lat[0])
