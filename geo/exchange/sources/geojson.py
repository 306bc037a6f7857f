"""GeoJSON: one offer a feature, its point from the geometry (RFC 7946: degrees, longitude first)."""

import json
import math
from collections.abc import Mapping
from typing import Any

from geo.errors import Problem, refuse, shown
from geo.exchange.sources.decoding import decode, parse_json
from geo.exchange.sources.values import MAX_CELL, MAX_COLUMNS, MAX_ROWS, RawRow, RawTable
from geo.offers.columns import FURTHER_SITES, TRANSLATIONS
from geo.tables import LIST_SEPARATOR

#: Properties that hold lists and objects of ours, and what says that there is none.
_NESTED: Mapping[str, Any] = {FURTHER_SITES: [], TRANSLATIONS: {}}


def read_geojson(raw: bytes, file: str, *, source: str) -> RawTable:
    """Read a feature collection; rows are features, counted from 1.

    Raises
    ------
    SourceError
        If it is none, in another coordinate system, or larger than the limits.
    """
    return features_of(parse_json(decode(raw, file)[0], file), file, source=source)


def features_of(content: Any, file: str, *, source: str) -> RawTable:
    """Do what `read_geojson` does with the value at hand."""
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list):
        raise refuse(file, "no_geojson", column="features")
    named = json.dumps(content.get("crs")) if content.get("crs") else ""
    if named and not any(code in named for code in ("CRS84", "4326")):
        raise refuse(file, "other_crs", column="crs", value=named, allowed=("EPSG:4326",))
    if len(features) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    rows = tuple(_row(number, feature, file) for number, feature in enumerate(features, start=1))
    headings = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    if not headings or len(headings) > MAX_COLUMNS:
        raise refuse(file, "too_many_columns" if headings else "no_heading", allowed=(str(MAX_COLUMNS),))
    return RawTable(file, source, headings, rows)


def _as_text(value: Any, file: str, row: int) -> str:
    """Return a JSON value as a cell: lists are joined, objects have no place in a cell."""
    if value is None or isinstance(value, Mapping):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        text = LIST_SEPARATOR.join(str(item) for item in value if isinstance(item, str | int | float))
    else:
        text = str(value)
    if len(text) > MAX_CELL:
        raise refuse(file, "cell_too_long", row=row, allowed=(str(MAX_CELL),))
    return text


def _row(number: int, feature: Any, file: str) -> RawRow:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        return RawRow(number, {}, problems=(Problem.at(number, "properties", "", "no_feature"),))
    cells = {str(name): _cell(str(name), value, file, number) for name, value in properties.items()}
    if feature.get("id") is not None and "offer_id" not in cells:
        cells["external_id"] = _as_text(feature["id"], file, number)
    point, problems = _point(number, feature.get("geometry"))
    return RawRow(number, cells | point, problems=problems)


def _cell(name: str, value: Any, file: str, row: int) -> str:
    """Return a property as a cell; further addresses and translations stay the JSON they are."""
    if name in _NESTED and isinstance(value, list | Mapping) and value != _NESTED[name]:
        return _as_text(_json_text(value, file, row), file, row)
    return _as_text(value, file, row)


def _json_text(value: Any, file: str, row: int) -> str:
    """Write a JSON value as text again."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise refuse(file, "no_json", row=row) from error


def _point(number: int, geometry: Any) -> tuple[dict[str, str], tuple[Problem, ...]]:
    if geometry is None:
        return {"lon": "", "lat": ""}, ()
    kind = geometry.get("type") if isinstance(geometry, Mapping) else ""
    place = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if (
        kind != "Point"
        or not isinstance(place, list)
        or len(place) < 2
        or not all(map(_is_number, place[:2]))
    ):
        return {}, (Problem.at(number, "geometry", shown(kind), "no_point", allowed=("Point",)),)
    return {"lon": repr(place[0]), "lat": repr(place[1])}, ()


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e9
        and math.isfinite(value)
    )
