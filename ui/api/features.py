"""OGC API – Features, Part 1 (core, GeoJSON, OpenAPI 3.0): what QGIS and other programs open by an address.

`/ogc` is the landing page; each collection gives its features a page at a time, by box and by the page's own filters.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from geo.i18n import Texts
from ui.api.collections import COLLECTIONS, Features, described, features_for
from ui.api.files import Busy, File, Queue, dumped
from ui.api.openapi import openapi
from ui.api.query import BadQuery, Fault, shortened
from ui.shared import loading

ROOT = "/ogc"
LIMIT, MAX_LIMIT, MAX_OFFSET = 100, 10_000, 10_000_000
CONFORMS_TO = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
)
_JSON, _GEOJSON = "application/json", "application/geo+json"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_PAGING = ("bbox", "datetime", "limit", "offset")
#: A moment, or a range with an open or a known end (RFC 3339, OGC 17-069r4, 7.15.4).
_MOMENT = r"(?:\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d))?|\.\.|)"
_TIME = re.compile(rf"{_MOMENT}(?:/{_MOMENT})?")
#: Programs ask for a form of the answer; there is one.
_FORM = "f"
Query = Mapping[str, Sequence[str]]
#: A planner's question may take a second: files of offers do not wait for it.
_QUEUE = Queue(most=8)


class NotThere(LookupError):
    """There is no such address, collection or feature."""


@dataclass(frozen=True)
class Slice:
    """Which features are asked for: inside a box (west, south, east, north in degrees), from one on, so many."""

    box: tuple[float, float, float, float] | None
    limit: int
    offset: int


def features_file(path: str, query: Query, origin: str) -> File:
    """Answer a request below `/ogc`.

    Raises
    ------
    NotThere
        If nothing lies there.
    BadQuery
        If it names a parameter or value that does not exist.
    Busy
        If too many others wait.
    GeoError
        If the data cannot be read.
    """
    parts = [part for part in path.removeprefix(ROOT).split("/") if part]
    match parts:
        case ["collections", name, "items"] if name in COLLECTIONS:
            return _items(name, query, f"{origin}{path}")
        case ["collections", name, "items", one] if name in COLLECTIONS:
            return _item(name, one, query, f"{origin}{path}", f"{origin}{ROOT}/collections/{name}")
    _only(query, ())
    return _described(parts, loading.texts_for(_language(query)), origin)


def _described(parts: Sequence[str], texts: Texts, origin: str) -> File:
    """Describe the whole, or a part of it."""
    match parts:
        case []:
            found = _landing(texts, origin)
        case ["conformance"]:
            found = {"conformsTo": list(CONFORMS_TO)}
        case ["api"]:
            return File(dumped(openapi(loading.load_data(), texts, origin)), _OPENAPI)
        case ["collections"]:
            listed = [_collection(name, texts, origin) for name in COLLECTIONS]
            found = {"links": [_link(f"{origin}{ROOT}/collections", "self", _JSON)], "collections": listed}
        case ["collections", name] if name in COLLECTIONS:
            found = _collection(name, texts, origin)
        case _:
            raise NotThere
    return File(dumped(found), _JSON)


def _language(query: Query) -> str:
    chosen = query.get("lang", ("",))[-1]
    return chosen if chosen in loading.languages() else loading.languages()[0]


def _only(query: Query, known: Sequence[str]) -> None:
    """Refuse parameters that an address does not have (OGC 17-069r4, 7.11)."""
    allowed = (*known, "lang", _FORM)
    strange = [key for key in query if key not in allowed]
    faults = [
        Fault(shortened(key), tuple(map(shortened, query[key][:5])), "unknown parameter", allowed)
        for key in strange
    ]
    form = query.get(_FORM, ("json",))[-1]
    if form not in ("json", _JSON, _GEOJSON):
        faults.append(Fault(_FORM, (shortened(form),), "unknown value", ("json",)))
    if faults:
        raise BadQuery(faults)


def _items(name: str, query: Query, here: str) -> File:
    known = COLLECTIONS[name].parameters
    _only(query, (*known, *_PAGING))
    wanted = _slice(query)
    with _QUEUE.turn():
        found = features_for(loading.load_data(), name, {key: query[key] for key in known if key in query})
    rows = _inside(found, wanted.box)
    shown = rows[wanted.offset : wanted.offset + wanted.limit]
    links = [
        _link(_address(here, query), "self", _GEOJSON),
        _link(here.removesuffix("/items"), "collection", _JSON),
    ]
    after, before = wanted.offset + wanted.limit, max(0, wanted.offset - wanted.limit)
    if after < len(rows):
        links.append(_link(_address(here, query, offset=after, limit=wanted.limit), "next", _GEOJSON))
    if wanted.offset > 0:
        links.append(_link(_address(here, query, offset=before, limit=wanted.limit), "prev", _GEOJSON))
    head = json.dumps(
        {
            "type": "FeatureCollection",
            "numberMatched": len(rows),
            "numberReturned": len(shown),
            "links": links,
        },
        ensure_ascii=False,
    )
    body = ",\n".join(found.texts[row] for row in shown)
    return File(f'{head[:-1]}, "features": [\n{body}\n]}}\n'.encode(), _GEOJSON)


def _item(name: str, one: str, query: Query, here: str, collection: str) -> File:
    known = COLLECTIONS[name].parameters
    _only(query, known)
    with _QUEUE.turn():
        found = features_for(loading.load_data(), name, {key: query[key] for key in known if key in query})
    if one not in found.number_of:
        raise NotThere
    feature = json.loads(found.texts[found.number_of[one]])
    links = [_link(_address(here, query), "self", _GEOJSON), _link(collection, "collection", _JSON)]
    return File(dumped({**feature, "links": links}), _GEOJSON)


def _slice(query: Query) -> Slice:
    """Read box and page; a limit above the most there is means the most, as the standard wants it."""
    limit, first = _number(query, "limit", LIMIT, 1)
    offset, second = _number(query, "offset", 0, 0)
    box, third = _box(query)
    if faults := [fault for fault in (first, second, third, _time_fault(query)) if fault]:
        raise BadQuery(faults)
    return Slice(box, min(limit, MAX_LIMIT), min(offset, MAX_OFFSET))


def _number(query: Query, key: str, default: int, least: int) -> tuple[int, Fault | None]:
    text = query.get(key, (str(default),))[-1]
    if text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least:
        return int(text), None
    return default, Fault(key, (shortened(text),), "not a number that can be", (f"{least} or more",))


def _time_fault(query: Query) -> Fault | None:
    """Say what is wrong with `datetime`; no feature has a time, so each of them matches every one."""
    text = query.get("datetime", ("..",))[-1]
    if text and _TIME.fullmatch(text[:80]):
        return None
    return Fault(
        "datetime", (shortened(text),), "no time that can be", ("2026-11-30T00:00:00Z, or a range with /",)
    )


def _box(query: Query) -> tuple[tuple[float, float, float, float] | None, Fault | None]:
    """Read `bbox`: west, south, east, north in degrees, or six numbers with heights between, which are passed by."""
    if "bbox" not in query:
        return None, None
    text = query["bbox"][-1]
    try:
        numbers = [float(part) for part in text[:200].split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    fits = len(numbers) == 4 and all(np.isfinite(numbers)) and numbers[1] <= numbers[3]
    if not fits:
        return None, Fault(
            "bbox", (shortened(text),), "not a box that can be", ("west,south,east,north in degrees",)
        )
    west, south, east, north = numbers
    return (west, south, east, north), None


def _inside(found: Features, box: tuple[float, float, float, float] | None) -> NDArray[np.intp]:
    """Return the numbers of the features that a box meets; one without a shape meets none."""
    if box is None:
        return np.arange(len(found.texts))
    west, south, east, north = box
    low_x, low_y, high_x, high_y = found.boxes.T
    over = (low_y <= north) & (high_y >= south)
    wide = (low_x <= east) & (high_x >= west) if west <= east else (high_x >= west) | (low_x <= east)
    return np.flatnonzero(over & wide)


def _landing(texts: Texts, origin: str) -> dict[str, Any]:
    district = loading.settings().district.name
    root = f"{origin}{ROOT}"
    return {
        "title": f"Integrationskarte {district}",
        "description": texts("ogc.description", district=district),
        "links": [
            _link(root, "self", _JSON),
            _link(f"{root}/api", "service-desc", _OPENAPI),
            _link(f"{root}/conformance", "conformance", _JSON),
            _link(f"{root}/collections", "data", _JSON),
        ],
    }


def _collection(name: str, texts: Texts, origin: str) -> dict[str, Any]:
    here = f"{origin}{ROOT}/collections/{name}"
    links = [_link(here, "self", _JSON), _link(f"{here}/items", "items", _GEOJSON)]
    return {**described(loading.load_data(), name, texts), "links": links}


def _address(here: str, query: Query, **paging: int) -> str:
    kept = {key: list(values) for key, values in query.items() if key not in paging}
    text = urlencode([*((key, value) for key, values in kept.items() for value in values), *paging.items()])
    return f"{here}?{text}" if text else here


def _link(href: str, rel: str, mime: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": mime}


__all__ = ["MAX_LIMIT", "ROOT", "Busy", "NotThere", "features_file"]
