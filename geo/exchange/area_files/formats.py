"""The rows of a file of areas as texts and shapes, from each of its formats; nothing is judged here but the form."""

import io
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import DataError, Problem, shown
from geo.exchange.sources.decoding import decode, parse_json
from geo.exchange.sources.geopackage import (
    BROKEN,
    ENVELOPE_BYTES,
    MAGIC,
    Layer,
    opened_copy,
    plain_layers,
    quoted,
)

#: More areas than any district has quarters; each is a row of a table that somebody reads.
MOST_AREAS = 5_000
_WKT_COLUMNS = ("wkt", "geometry", "geom", "shape", "the_geom")
_SRID = re.compile(r"\s*SRID\s*=\s*(\d{1,6})\s*;", re.IGNORECASE)
_EPSG = re.compile(r"EPSG\D{0,40}?(\d{4,6})\b", re.IGNORECASE)
_WGS84 = 4326


@dataclass(frozen=True, eq=False)
class RawAreas:
    """Rows as they stand: their number in the file, texts by column, a shape (None for none that can be read).

    `epsg` is the coordinate system that the file names, 0 where it names none.
    """

    file: str
    numbers: Sequence[int]
    columns: Sequence[str]
    cells: Sequence[Mapping[str, str]]
    shapes: NDArray[np.object_]
    epsg: int


def raw_areas(raw: bytes, file: str, *, layer: str = "") -> RawAreas:
    """Return the rows of a file, whatever its ending says.

    Parameters
    ----------
    layer
        The layer wanted of a GeoPackage, "" for the first with shapes.

    Raises
    ------
    GeoError
        If it is in none of the formats, broken, or has more rows than there may be.
    """
    if raw.startswith(MAGIC):
        return _of_geopackage(raw, file, layer)
    text = decode(raw, file)[0]
    return _of_geojson(text, file) if text.lstrip("\ufeff \t\r\n").startswith("{") else _of_table(text, file)


def fault(file: str, expectation: str, *, row: int = 0, column: str = "", value: object = "") -> DataError:
    """Return the error that says what is wrong with a file."""
    return DataError([Problem(file, row, column, shown(value), expectation)])


# -- GeoPackage ------------------------------------------------------------------------------------


def _of_geopackage(raw: bytes, file: str, layer: str) -> RawAreas:
    """Read a layer as the SQLite database it is, and not by GDAL: no view or trigger of a foreign file ever runs."""
    try:
        with closing(opened_copy(raw)) as database:
            layers = [one for one in plain_layers(database) if one.shape]
            wanted = [one for one in layers if layer in ("", one.table)]
            if not wanted:
                names = ", ".join(one.table for one in layers) or "the file has none"
                raise fault(file, f"a layer with shapes; there are: {names}", column="layer", value=layer)
            return _rows_of(database, wanted[0], file)
    except BROKEN as error:
        raise fault(file, f"a GeoPackage that can be read ({error})") from error


def _rows_of(database: Any, layer: Layer, file: str) -> RawAreas:
    names = [name for name, _ in layer.columns]
    asked = ", ".join(quoted(name) for name in (layer.shape, *names))
    rows = database.execute(f"SELECT {asked} FROM {quoted(layer.table)} LIMIT {MOST_AREAS + 1}").fetchall()  # noqa: S608  # quoted
    _require_few(len(rows), file)
    cells = [dict(zip(names, map(_text, row[1:]), strict=True)) for row in rows]
    shapes = [_of_bytes(row[0]) for row in rows]
    return RawAreas(file, range(1, len(rows) + 1), names, cells, _array(shapes), layer.crs)


def _text(value: Any) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _of_bytes(blob: Any) -> Any:
    """Return the shape in a GeoPackage's cell: a head of eight bytes, a box, then WKB."""
    if not isinstance(blob, bytes) or len(blob) < 8 or not blob.startswith(b"GP"):
        return None
    box = ENVELOPE_BYTES.get(blob[3] >> 1 & 7)
    return None if box is None else shapely.from_wkb(blob[8 + box :], on_invalid="ignore")


# -- GeoJSON ---------------------------------------------------------------------------------------


def _of_geojson(text: str, file: str) -> RawAreas:
    content = parse_json(text, file)
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list):
        raise fault(file, "a feature collection", column="features")
    _require_few(len(features), file)
    cells = [_properties(feature) for feature in features]
    columns = list(dict.fromkeys(name for row in cells for name in row))
    cells = [dict.fromkeys(columns, "") | row for row in cells]
    shapes = [
        _of_mapping(feature.get("geometry")) if isinstance(feature, Mapping) else None for feature in features
    ]
    return RawAreas(
        file, range(1, len(features) + 1), columns, cells, _array(shapes), _named(content.get("crs"))
    )


def _properties(feature: Any) -> dict[str, str]:
    told = feature.get("properties") if isinstance(feature, Mapping) else None
    cells = {str(name): _text(value) for name, value in told.items()} if isinstance(told, Mapping) else {}
    own = feature.get("id") if isinstance(feature, Mapping) else None
    return cells if own is None or "id" in cells else cells | {"id": _text(own)}


def _of_mapping(geometry: Any) -> Any:
    if not isinstance(geometry, Mapping):
        return None
    try:
        return shapely.geometry.shape(dict(geometry))
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, shapely.errors.ShapelyError):
        return None


def _named(crs: Any) -> int:
    """Return the system an older GeoJSON names; the others are in degrees (RFC 7946)."""
    if not crs:
        return _WGS84
    text = str(crs)
    found = _EPSG.search(text)
    return _WGS84 if "CRS84" in text else int(found[1]) if found else 0


# -- a table with WKT ------------------------------------------------------------------------------


def _of_table(text: str, file: str) -> RawAreas:
    head = text.lstrip("\ufeff").partition("\n")[0]
    separator = max(";\t,", key=head.count)
    try:
        table = pd.read_csv(
            io.StringIO(text.lstrip("\ufeff")),
            sep=separator,
            dtype=str,
            keep_default_na=False,
            nrows=MOST_AREAS + 1,
        )
    except ValueError as error:  # also pandas' own
        raise fault(
            file, f"GeoPackage, GeoJSON, or a table with WKT ({' '.join(str(error).split())})"
        ) from error
    if not isinstance(table.index, pd.RangeIndex):  # pandas takes what is too much for an index
        raise fault(file, f"{len(table.columns)} cells expected, more found", row=2)
    _require_few(len(table), file)
    column = next((name for name in table if str(name).strip().lower() in _WKT_COLUMNS), None)
    if column is None:
        raise fault(
            file, f"GeoPackage, GeoJSON, or a table with a column of WKT: {', '.join(_WKT_COLUMNS)}", row=1
        )
    names = [str(name) for name in table if name != column]
    texts = table[column].tolist()
    codes = {int(found[1]) if (found := _SRID.match(text)) else 0 for text in texts}
    if len(codes) > 1:
        raise fault(
            file, "one coordinate system for all rows", column=str(column), value=f"SRID {sorted(codes)}"
        )
    shapes = shapely.from_wkt([_SRID.sub("", text) for text in texts], on_invalid="ignore")
    cells = [{str(key): str(value) for key, value in row.items()} for row in table.to_dict("records")]
    return RawAreas(file, range(2, len(table) + 2), names, cells, _array(shapes), next(iter(codes), 0))


def _array(shapes: Collection[Any]) -> NDArray[np.object_]:
    found = np.empty(len(shapes), dtype=object)
    found[:] = list(shapes)
    return found


def _require_few(rows: int, file: str) -> None:
    if rows > MOST_AREAS:
        raise fault(file, f"at most {MOST_AREAS:,} areas", row=MOST_AREAS + 1)
    if not rows:
        raise fault(file, "at least one area")
