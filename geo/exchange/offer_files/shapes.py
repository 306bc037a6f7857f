"""Offers as points for maps: GeoJSON (RFC 7946) and GeoPackage; an offer without a point is there without a shape."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.exchange.coverage_files.shapes import to_geojson, to_geopackage
from geo.exchange.offer_files.records import PUBLIC_COLUMNS, Record, as_cells, has_point
from geo.exchange.offer_files.selection import Selection
from geo.offers.columns import FURTHER_SITES, TRANSLATIONS
from geo.projection import WGS84

_LAYER = "offers"
#: The shape says them.
_IN_SHAPE = ("lon", "lat")


def offers_geojson(selection: Selection) -> bytes:
    """Return the offers as features; lists are arrays."""
    return to_geojson(offers_frame(selection), selection.about, name=_LAYER)


def offers_geopackage(selection: Selection) -> bytes:
    """Return the offers as the layer `offers` beside the table `about`; lists are joined with semicolons."""
    rows = [as_cells(record) for record in selection.records]
    return to_geopackage(_frame(selection, rows), selection.about, name=_LAYER, geometry_type="Point")


def offers_frame(selection: Selection) -> gpd.GeoDataFrame:
    """Return the offers with their points (EPSG:4326), index `offer_id`; lists are lists, a shape may be missing."""
    return _frame(selection, selection.records)


def _frame(selection: Selection, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    names = [name for name in (*PUBLIC_COLUMNS, FURTHER_SITES, TRANSLATIONS) if name not in _IN_SHAPE]
    table = pd.DataFrame(rows, columns=names, dtype=object).set_index("offer_id")
    table["uncertainty_m"] = table["uncertainty_m"].astype("float64")
    points = np.array([_point(record) for record in selection.records], dtype=object)
    return gpd.GeoDataFrame(table, geometry=points, crs=WGS84)


def _point(record: Record) -> shapely.Point | None:
    return shapely.Point(record["lon"], record["lat"]) if has_point(record) else None
