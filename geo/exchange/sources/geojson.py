"""GeoJSON: one offer a feature, its point from the geometry (degrees, or the system that an older file names)."""

import json
from collections.abc import Mapping
from typing import Any

from geo.errors import Problem, refuse, shown
from geo.exchange.sources.decoding import decode, parse_json
from geo.exchange.sources.marked_places import place_cells, several
from geo.exchange.sources.shapes import SYSTEMS, code_of, is_number, spots_of
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
    named = _json_text(content.get("crs"), file, 0) if content.get("crs") else ""
    code = code_of(named)
    if not code:
        raise refuse(
            file, "other_crs", column="crs", value=named, allowed=tuple(f"EPSG:{c}" for c in SYSTEMS)
        )
    if len(features) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    rows = tuple(_row(number, feature, file, code) for number, feature in enumerate(features, start=1))
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


def _row(number: int, feature: Any, file: str, code: int) -> RawRow:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        return RawRow(number, {}, problems=(Problem.at(number, "properties", "", "no_feature"),))
    cells = {str(name): _cell(str(name), value, file, number) for name, value in properties.items()}
    if feature.get("id") is not None and "offer_id" not in cells:
        cells["external_id"] = _as_text(feature["id"], file, number)
    point, problems = _point(number, feature.get("geometry"), code)
    if "uncertainty_m" in cells:
        point.pop("uncertainty_m", None)
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


def _point(number: int, geometry: Any, code: int) -> tuple[dict[str, str], tuple[Problem, ...]]:
    if geometry is None:
        return {"lon": "", "lat": ""}, ()
    spots = spots_of(geometry, code)
    if not spots:
        kind = geometry.get("type") if isinstance(geometry, Mapping) else ""
        return {}, (
            Problem.at(number, "geometry", shown(kind), "no_point", allowed=("Point",), is_hint=True),
        )
    first = spots[0]
    return place_cells(first.lon, first.lat, first.radius_m), several(len(spots), number)


def layers_of(content: Any) -> list[tuple[str, Any]]:
    """Return the collections of a map of uMap by the names of its layers, [] for anything else."""
    layers = content.get("layers") if isinstance(content, Mapping) else None
    if not isinstance(layers, list) or not all(isinstance(layer, Mapping) for layer in layers):
        return []
    found = []
    for number, layer in enumerate(layers, start=1):
        options = layer.get("_umap_options") or layer.get("_storage")
        name = options.get("name") if isinstance(options, Mapping) else None
        found.append((str(name or number), layer))
    return found if any(isinstance(layer.get("features"), list) for _, layer in found) else []


def features_of_overpass(content: Any) -> dict[str, Any] | None:
    """Return an answer of the Overpass API as a collection, None for anything else."""
    elements = content.get("elements") if isinstance(content, Mapping) else None
    if not isinstance(elements, list) or not all(isinstance(one, Mapping) for one in elements):
        return None
    tagged = [one for one in elements if isinstance(one.get("tags"), Mapping)]
    return {"type": "FeatureCollection", "features": [_feature(one) for one in tagged]} if tagged else None


def _feature(element: Mapping[str, Any]) -> dict[str, Any]:
    centre = element.get("center")
    place = centre if isinstance(centre, Mapping) else element
    pair = [place.get("lon"), place.get("lat")]
    geometry = {"type": "Point", "coordinates": pair} if all(map(is_number, pair)) else None
    return {
        "type": "Feature",
        "id": f"{element.get('type')}/{element.get('id')}",
        "properties": element["tags"],
        "geometry": geometry,
    }
