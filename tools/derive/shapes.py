"""Shapes: the cities, the district, its neighbours and a light settlement area for the base map."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from derive.tables import read_rows, write_features
from geo.errors import DataError, Problem

CELL_M = 100
#: From 40 people in a 100 m cell on (4,000 a square kilometre) an area is drawn as dense.
DENSE_PEOPLE = 40.0
#: Gaps up to twice the first width are closed, spurs up to twice the second dropped: a calm shape, no census.
CLOSE_M, OPEN_M, SIMPLIFY_M = 75.0, 55.0, 20.0
MIN_AREA_M2 = 40_000.0


def write_shapes(facts: Path, data: Path, *, metric_crs: int) -> None:
    """Write boundaries, district, neighbours and settlement."""
    cities = _features(facts / "municipalities_vg250.geojson")
    write_features(
        data / "boundaries.geojson",
        [_feature({"ags": p["ags"], "name": p["name"]}, shape) for p, shape in cities],
    )
    outline = shapely.unary_union([shape for _, shape in cities])
    write_features(data / "district.geojson", [_feature({"name": "Kreis Recklinghausen"}, outline, digits=4)])
    neighbours = _features(facts / "neighbours_vg250.geojson")
    write_features(
        data / "neighbours.geojson", [_feature({"name": p["name"]}, shape) for p, shape in neighbours]
    )
    write_features(data / "settlement.geojson", _settlement(facts, outline, metric_crs=metric_crs))


def _features(path: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        found = [(f["properties"], shapely.geometry.shape(f["geometry"])) for f in collection["features"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError([Problem(path.name, 0, "", str(error), "a GeoJSON feature collection")]) from error
    bad = [
        Problem(path.name, 0, "geometry", p["name"], "a valid polygon") for p, s in found if not s.is_valid
    ]
    if bad:
        raise DataError(bad)
    return sorted(found, key=lambda item: str(item[0]["ags"]))


def _settlement(facts: Path, outline: BaseGeometry, *, metric_crs: int) -> list[Mapping[str, Any]]:
    """Join populated cells to areas, in two classes: `settled` (all) and `dense` (within it)."""
    path = facts / "population_grid_100m_modelled.csv"
    rows = read_rows(path, ["x_mp_3035", "y_mp_3035", "pop2022_mod"])
    x, y, people = (np.array([float(r[n]) for r in rows]) for n in ("x_mp_3035", "y_mp_3035", "pop2022_mod"))
    half = CELL_M / 2
    cells = gpd.GeoSeries(shapely.box(x - half, y - half, x + half, y + half), crs=3035).to_crs(metric_crs)
    edge = gpd.GeoSeries([outline], crs=4326).to_crs(metric_crs).iloc[0]
    classes = {"settled": people > 0, "dense": people >= DENSE_PEOPLE}
    areas = {name: gpd.GeoSeries(cells[chosen]).union_all() for name, chosen in classes.items()}
    return [
        _feature({"density": name}, _in_degrees(_calm(area, edge), metric_crs), digits=5)
        for name, area in areas.items()
    ]


def _calm(shape: BaseGeometry, edge: BaseGeometry) -> BaseGeometry:
    """Close small gaps, drop spurs and crumbs, take out vertices nobody sees."""
    closed = shape.buffer(CLOSE_M).buffer(-CLOSE_M - OPEN_M).buffer(OPEN_M).intersection(edge)
    simple = closed.simplify(SIMPLIFY_M)
    kept = [_without_holes(part) for part in shapely.get_parts(simple) if part.area >= MIN_AREA_M2]
    return shapely.make_valid(shapely.MultiPolygon(kept))


def _without_holes(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= MIN_AREA_M2]
    return shapely.Polygon(part.exterior, holes)


def _in_degrees(shape: BaseGeometry, metric_crs: int) -> BaseGeometry:
    return gpd.GeoSeries([shape], crs=metric_crs).to_crs(4326).iloc[0]


def _feature(properties: dict[str, str], shape: BaseGeometry, *, digits: int = 6) -> dict[str, Any]:
    polygons = shape if shape.geom_type == "Polygon" else shapely.MultiPolygon(shapely.get_parts(shape))
    geometry = mapping(polygons)
    geometry["coordinates"] = _rounded(geometry["coordinates"], digits)
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, float):
        return round(value, digits)
    return [_rounded(item, digits) for item in value]
