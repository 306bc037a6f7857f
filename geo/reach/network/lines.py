"""Lines that part a place: rivers and canals, motorways, railways, read from an extract and drawn on the map.

They change no figure: which street leads over them is known to the network. Bridges stay lines, tunnels are none.
"""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from osmium.filter import TagFilter

from geo.errors import DataError, NetworkError
from geo.files import MOST_BYTES, owners_folder, read_bounded, write_whole
from geo.projection import shapes_to_degrees, shapes_to_metres
from geo.reach.network.graph import Source
from geo.reach.network.reader import (
    UNITS,
    check_extract,
    fault_of,
    is_on_earth,
    objects_of,
    read_points,
    source_of,
)

#: The kinds, in the order in which they are drawn.
LINES = ("water", "motorway", "railway")
_TAGS = {
    ("waterway", "river"): "water",
    ("waterway", "canal"): "water",
    ("highway", "motorway"): "motorway",
    ("railway", "rail"): "railway",
}
#: Points of all lines of an extract: those of a state have some 200,000.
_MAX_POINTS = 5_000_000
#: Metres around the district that are kept, and to which lines are drawn.
_AROUND_M, _DRAWN_M = 2_000.0, 15.0
_NO = ("", "no")
_FORMAT = "integrationskarte lines 1"
_BROKEN = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    shapely.errors.ShapelyError,
)

Shape = shapely.MultiLineString


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines by their kind (EPSG:4326), and the extract they come from."""

    source: Source
    shapes: Mapping[str, Shape]


def read_lines(
    path: Path, area: shapely.Geometry, *, metric_crs: int, max_points: int = _MAX_POINTS
) -> Lines:
    """Read the lines in and around an area.

    Parameters
    ----------
    area
        Of the district, EPSG:4326.
    metric_crs
        EPSG code of a system in metres that is true there.
    max_points
        More points of lines than this are refused, before they fill the memory.

    Raises
    ------
    NetworkError
        If the file is missing, broken or too large, or has no such line there.
    """
    check_extract(path)
    source = source_of(path)
    points, length, kind = _read_ways(path, max_points)
    if not len(points):
        raise fault_of(path, "there is no river, canal, motorway or railway in it")
    wanted, point = np.unique(points, return_inverse=True)
    lon, lat = read_points(path, wanted)
    is_known = is_on_earth(lon, lat)[point]
    degrees = np.column_stack([lon[point], lat[point]]) / UNITS
    number = np.repeat(np.arange(len(length)), length)
    rim = shapely.buffer(shapes_to_metres(np.array([area]), crs=metric_crs)[0], _AROUND_M)
    shapes = {}
    for name in LINES:
        rows = np.flatnonzero(is_known & (kind[number] == LINES.index(name)))
        shapes[name] = _drawn(degrees[rows], number[rows], rim, metric_crs)
    if all(shape.is_empty for shape in shapes.values()):
        raise fault_of(path, "no river, canal, motorway or railway of it lies in or near the district")
    return Lines(source, shapes)


def _read_ways(path: Path, max_points: int) -> tuple[Any, Any, Any]:
    points, length, kind = array("q"), array("q"), array("B")
    for found in objects_of(path, osmium.osm.WAY, TagFilter(*_TAGS)):
        name = _kind_of(found.tags) if found.visible else ""
        if not name:
            continue
        before = len(points)
        points.extend(node.ref for node in found.nodes)
        length.append(len(points) - before)
        kind.append(LINES.index(name))
        if len(points) > max_points:
            raise fault_of(path, f"more than {max_points} points of lines; cut out a smaller area")
    return np.array(points), np.array(length), np.array(kind)


def _kind_of(tags: Any) -> str:
    """Return the kind of a way; "" for what is below the ground, a siding or no longer there."""
    if tags.get("tunnel", "") not in _NO or tags.get("service", "") not in _NO:
        return ""
    return next((name for (key, value), name in _TAGS.items() if tags.get(key) == value), "")


def _drawn(degrees: Any, way: Any, rim: shapely.Geometry, metric_crs: int) -> Shape:
    """Return ways as lines of about `_DRAWN_M`, within the rim; a way of a single known point is none."""
    counts = np.bincount(way) if len(way) else np.zeros(0, dtype=np.int64)
    is_line = counts[way] > 1 if len(way) else np.zeros(0, dtype=np.bool_)
    if not is_line.any():
        return Shape()
    _, number = np.unique(way[is_line], return_inverse=True)
    metres = shapes_to_metres(shapely.linestrings(degrees[is_line], indices=number), crs=metric_crs)
    inside = shapely.intersection(metres[shapely.is_valid(metres)], rim)
    joined = shapely.line_merge(shapely.union_all(inside[shapely.length(inside) > 0]))
    calm = shapely.simplify(joined, _DRAWN_M)
    parts = [part for part in shapely.get_parts(calm) if part.geom_type == "LineString" and part.length > 0]
    if not parts:
        return Shape()
    return Shape([*shapes_to_degrees(np.array(parts, dtype=object), crs=metric_crs)])


def lines_path(var: Path) -> Path:
    """Return where the lines are kept."""
    return var / "network" / "lines.json"


def save_lines(lines: Lines, var: Path) -> Path:
    """Keep lines, written whole or not at all; those before are replaced.

    Raises
    ------
    NetworkError
        If the disk takes no writes.
    """
    path = lines_path(var)
    shapes = {name: json.loads(shapely.to_geojson(shape)) for name, shape in lines.shapes.items()}
    try:
        owners_folder(path.parent)
        write_whole(path, json.dumps({"format": _FORMAT, "source": vars(lines.source), "lines": shapes}))
    except (OSError, DataError) as error:
        msg = f"{path}: the lines cannot be stored ({error})"
        raise NetworkError(msg) from error
    return path


def load_lines(var: Path) -> Lines | None:
    """Return the lines that are kept, None where none were read.

    Raises
    ------
    NetworkError
        If the file is broken; the message says how to read them again.
    """
    path = lines_path(var)
    if not path.exists():
        return None
    try:
        told = json.loads(read_bounded(path, MOST_BYTES["areas"]))
        if told["format"] != _FORMAT:
            raise ValueError("another format")
        shapes = {name: _read_shape(told["lines"][name]) for name in LINES}
        source = Source(*(str(told["source"][name]) for name in ("name", "date", "sha256")))
        date.fromisoformat(source.date)
    except _BROKEN as error:
        msg = f"{path}: {error}; read them again with: python -m geo network lines FILE"
        raise NetworkError(msg) from error
    return Lines(source, shapes)


def _read_shape(told: object) -> Shape:
    found = shapely.from_geojson(json.dumps(told))
    if not isinstance(found, Shape):
        raise TypeError("lines expected")
    return found
