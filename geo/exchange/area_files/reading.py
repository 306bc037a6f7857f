"""Areas as they may be used: each with an id and a name, valid, in degrees, and none upon another."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import DataError, Problem, shown
from geo.exchange.area_files.formats import MOST_AREAS, RawAreas, fault, raw_areas
from geo.files import MOST_BYTES, read_whole
from geo.links import clean_text
from geo.projection import GRID_CRS, WGS84

__all__ = ["MOST_AREAS", "read_areas"]

_LABEL_LIMIT = 80
_MOST_CORNERS = 3_000_000
#: Of each kind of fault so many places are named.
_EXAMPLES = 20
_AREAS = ("Polygon", "MultiPolygon")
#: No map counts so many metres: what lies further is no number of a place.
_FURTHEST = 1e9
#: Borders drawn by two hands overlap by slivers; more than this share of the smaller area is an area listed again.
_SLIVER = 0.05
#: A shape that is not quite valid is mended where that changes its size by no more than this share.
_MENDED = 0.001


def read_areas(
    path: Path, *, id_column: str, label_column: str = "", crs: int = 0, layer: str = ""
) -> tuple[gpd.GeoDataFrame, str]:
    """Read areas from a GeoPackage, a GeoJSON or a table with a column of WKT (`SRID=…;` may lead).

    Parameters
    ----------
    id_column, label_column
        The columns with the id of each area and its name ("" for the id again).
    crs
        EPSG code for a file that names no coordinate system; a file that names another one is refused.
    layer
        Of a GeoPackage; "" for the first with shapes.

    Returns
    -------
    areas, sha256
        Index `area_id` (unique), `label`, `geometry` (polygons, EPSG:4326, two dimensions); the checksum of the bytes
        that were read.

    Raises
    ------
    GeoError
        If the file cannot be read or something in it cannot be; names row, column, value and what is expected.
    """
    content = read_whole(path, MOST_BYTES["areas"])
    raw = raw_areas(content, path.name, layer=layer)
    labels = label_column or id_column
    for column in dict.fromkeys((id_column, labels)):
        if column not in raw.columns:
            raise fault(
                path.name,
                f"one of the columns: {', '.join(map(shown, raw.columns)) or 'the file has none'}",
                row=1,
                column=column,
            )
    problems = [*_of_ids(raw, id_column), *_of_labels(raw, labels)]
    shapes, wrong = _polygons(raw)
    if problems or wrong:
        raise DataError([*problems, *wrong])
    frame = gpd.GeoDataFrame(
        {"label": [clean_text(row[labels], limit=_LABEL_LIMIT) for row in raw.cells]},
        geometry=shapes,
        index=pd.Index([row[id_column].strip() for row in raw.cells], name="area_id"),
        crs=_system(raw, shapes, crs),
    )
    return _on_earth(raw, frame), hashlib.sha256(content).hexdigest()


def _of_ids(raw: RawAreas, column: str) -> Iterator[Problem]:
    """Yield what is wrong with the ids: each is needed once."""
    ids = pd.Series([row[column].strip() for row in raw.cells])
    yield from _places(raw, column, ids, ids.eq("").to_numpy(), "an id")
    yield from _places(
        raw, column, ids, (ids.duplicated() & ids.ne("")).to_numpy(), "each id once: one row an area"
    )
    yield from _places(
        raw,
        column,
        ids,
        ids.str.len().gt(_LABEL_LIMIT).to_numpy(),
        f"at most {_LABEL_LIMIT} characters",
    )


def _of_labels(raw: RawAreas, column: str) -> Iterator[Problem]:
    labels = pd.Series([row[column] for row in raw.cells])
    is_empty = np.array([not clean_text(text) for text in labels], dtype=np.bool_)
    yield from _places(raw, column, labels, is_empty, "a name")
    too_long = np.array([len(clean_text(text)) > _LABEL_LIMIT for text in labels], dtype=np.bool_)
    yield from _places(raw, column, labels, too_long, f"at most {_LABEL_LIMIT} characters")


def _polygons(raw: RawAreas) -> tuple[NDArray[np.object_], list[Problem]]:
    """Return the shapes in two dimensions, mended where that changes next to nothing, and what is wrong with others."""
    corners = int(shapely.get_num_coordinates(raw.shapes).sum())
    if corners > _MOST_CORNERS:
        raise fault(
            raw.file,
            f"at most {_MOST_CORNERS:,} corners of all areas together",
            column="geometry",
            value=corners,
        )
    kinds = [shape.geom_type if shape is not None else "" for shape in raw.shapes]
    is_area = np.isin(kinds, _AREAS) & ~shapely.is_empty(raw.shapes)
    reach = np.abs(shapely.bounds(raw.shapes)).max(axis=1)
    is_usable = is_area & (reach < _FURTHEST)  # NaN and infinite are not
    shapes = raw.shapes.copy()
    shapes[~is_usable] = shapely.Polygon()
    shapes = shapely.force_2d(shapes)
    wrong = list(_places(raw, "geometry", pd.Series(kinds), ~is_usable, "an area (Polygon)"))
    mended = _mended(shapes)
    sizes = shapely.area(mended)
    is_other = np.abs(sizes - np.abs(shapely.area(shapes))) > _MENDED * np.maximum(sizes, 1e-12)
    is_broken = is_usable & ~shapely.is_valid(shapes) & (is_other | (sizes <= 0))
    reasons = pd.Series(shapely.is_valid_reason(shapes))
    wrong += _places(raw, "geometry", reasons, is_broken, "a valid area")
    return mended, wrong


def _mended(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    found = shapes.copy()
    for row in np.flatnonzero(~shapely.is_valid(shapes)):
        parts = shapely.get_parts(shapely.make_valid(shapes[row]))
        found[row] = shapely.union_all([part for part in parts if part.geom_type in _AREAS])
    return found


def _system(raw: RawAreas, shapes: NDArray[np.object_], crs: int) -> CRS:
    """Return the coordinate system that the file names, else the one somebody said; degrees where both are silent."""
    if raw.epsg and crs and raw.epsg != crs:
        raise fault(raw.file, f"the file names EPSG:{raw.epsg}", column="--crs", value=crs)
    code = raw.epsg or crs
    if not code:
        west, south, east, north = shapely.total_bounds(shapes)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            expectation = "a coordinate system: the file names none, so say it with --crs (such as 25832)"
            raise fault(raw.file, expectation, column="geometry", value=f"{west:g} {south:g}")
        code = WGS84
    try:
        return CRS.from_epsg(code)
    except CRSError as error:
        raise fault(
            raw.file, "a coordinate system that is known", column="geometry", value=f"EPSG:{code}"
        ) from error


def _on_earth(raw: RawAreas, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas in degrees; refuse what lies nowhere, has no extent, or lies upon another."""
    system = frame.crs.to_string() if frame.crs else ""
    found = frame.to_crs(WGS84)
    bounds = shapely.bounds(found.geometry.to_numpy())
    limits = np.array([180.0, 90.0, 180.0, 90.0])
    off = ~np.asarray((np.abs(bounds) <= limits).all(axis=1))  # NaN and infinite lie nowhere, too
    where = pd.Series([str(tuple(row)) for row in shapely.bounds(frame.geometry.to_numpy()).round(1)])
    problems = list(_places(raw, "geometry", where, off, f"an area on earth in {system}"))
    if not problems:
        flat = found.geometry.to_crs(GRID_CRS).to_numpy()
        upon = _upon_others(flat)
        problems = list(
            _places(
                raw,
                "geometry",
                pd.Series(frame["label"].tolist()),
                upon,
                "an area that lies on no other",
            )
        )
    if problems:
        raise DataError(problems)
    return found


def _upon_others(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Say which areas share more than a sliver with one before them."""
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    later = one > two
    one, two = one[later], two[later]
    sizes = shapely.area(shapes)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    found = np.zeros(len(shapes), dtype=np.bool_)
    found[one[shared > _SLIVER * np.minimum(sizes[one], sizes[two])]] = True
    return found


def _places(
    raw: RawAreas,
    column: str,
    values: "pd.Series[Any]",
    wrong: NDArray[np.bool_],
    expectation: str,
) -> Sequence[Problem]:
    return [
        Problem(raw.file, raw.numbers[row], column, shown(values.iloc[row]), expectation)
        for row in np.flatnonzero(wrong)[:_EXAMPLES]
    ]
