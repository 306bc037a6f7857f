"""The description of `/ogc` for programs (OpenAPI 3.0)."""

from collections.abc import Mapping
from typing import Any

from geo import __version__
from geo.i18n import Texts
from geo.offers.filters import QUERY_KEYS, TEXT
from geo.planning.question import KEYS
from ui.api.collections import COLLECTIONS, QUESTION_VALUES
from ui.api.query import allowed_values
from ui.shared.loading import Data

#: What these may be is said in words.
_IN_WORDS = (QUERY_KEYS[TEXT], KEYS["threshold"])
_FEATURES = {
    "200": {"description": "GeoJSON", "content": {"application/geo+json": {"schema": {"type": "object"}}}}
}
_ANSWER = {"200": {"description": "JSON", "content": {"application/json": {"schema": {"type": "object"}}}}}
_PROBLEM = {
    "400": {
        "description": "RFC 9457",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
}
_DATETIME = {
    "name": "datetime",
    "in": "query",
    "required": False,
    "description": "a moment or a range (RFC 3339); no feature has a time, so all of them match",
    "schema": {"type": "string"},
}
_BBOX = {
    "name": "bbox",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": False,
    "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
}


def openapi(data: Data, texts: Texts, origin: str) -> dict[str, Any]:
    """Describe every address, its parameters and what each may be."""
    district = data.settings.district.name
    plain = {
        "/": "landing",
        "/conformance": "conformance",
        "/api": "description",
        "/collections": "collections",
    }
    paths = {path: _get(name, _ANSWER, []) for path, name in plain.items()}
    for name in COLLECTIONS:
        own = [_parameter(key, data) for key in COLLECTIONS[name].parameters]
        path = f"/collections/{name}"
        feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        paths |= {
            path: _get(f"{name}.collection", _ANSWER, []),
            f"{path}/items": _get(
                f"{name}.items", _FEATURES, [_BBOX, _DATETIME, _whole("limit", 1), _whole("offset", 0), *own]
            ),
            f"{path}/items/{{featureId}}": _get(f"{name}.item", _FEATURES, [feature, *own]),
        }
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"Integrationskarte {district}",
            "description": texts("ogc.description", district=district),
            "version": __version__,
        },
        "servers": [{"url": f"{origin}/ogc"}],
        "paths": paths,
    }


def _get(name: str, answers: Mapping[str, Any], parameters: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {"get": {"operationId": name, "parameters": parameters, "responses": {**answers, **_PROBLEM}}}


def _whole(name: str, least: int) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": {"type": "integer", "minimum": least}}


def _parameter(key: str, data: Data) -> dict[str, Any]:
    """Describe a filter; it may be given several times where its values are known."""
    known = list({**allowed_values(data), **QUESTION_VALUES}.get(key, ()))
    one: dict[str, Any] = {"type": "string"}
    if known and key in _IN_WORDS:
        one["description"] = ", ".join(known)
    elif known:
        one["enum"] = known
    return {
        "name": key,
        "in": "query",
        "required": False,
        "style": "form",
        "explode": True,
        "schema": {"type": "array", "items": one},
    }
