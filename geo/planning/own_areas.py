"""Areas an operator brought along, kept under `var/areas/`: a file each, written whole or not at all."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geo.errors import DataError, Problem
from geo.planning.shelf import Shelf
from geo.projection import WGS84

AREAS = Shelf(
    "areas",
    "integrationskarte areas 1",
    most=50,  # more cannot be told apart in a list
    option="--name",
    search="name",
    makes="python -m geo areas add FILE --name …",
)
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError)


@dataclass(frozen=True, eq=False)
class OwnAreas:
    """A set of areas: its name, the file it came from with its SHA-256, the day it was added.

    `frame` has the index `area_id`, `label` and `geometry` (EPSG:4326).
    """

    name: str
    file: str
    sha256: str
    added: date
    frame: gpd.GeoDataFrame


def save_areas(areas: OwnAreas, var: Path) -> Path:
    """Keep a set of areas; one of the same name is replaced.

    Raises
    ------
    DataError
        If the name cannot be one, there are too many sets, or the disk takes no writes.
    """
    rows = [
        {"id": str(name), "label": row["label"], "geometry": json.loads(shapely.to_geojson(row["geometry"]))}
        for name, row in zip(areas.frame.index, areas.frame.to_dict("records"), strict=True)
    ]
    told = {"file": areas.file, "sha256": areas.sha256, "added": areas.added.isoformat(), "areas": rows}
    return AREAS.put(var, areas.name, told)


def load_areas(var: Path, name: str) -> OwnAreas:
    """Return the set of areas of a name.

    Raises
    ------
    DataError
        If there is none, naming those there are, or its file cannot be read.
    """
    return _read(AREAS.get(var, name))


def kept_areas(var: Path) -> tuple[list[OwnAreas], list[str]]:
    """Return all sets by name, and the names of files that cannot be read."""
    found, broken = [], []
    for path in AREAS.files(var):
        try:
            found.append(_read(path))
        except DataError:
            broken.append(path.name)
    return sorted(found, key=lambda one: one.name), broken


def _read(path: Path) -> OwnAreas:
    try:
        told = AREAS.read(path)
        rows = told["areas"]
        frame = gpd.GeoDataFrame(
            {"label": [str(row["label"]) for row in rows]},
            geometry=[shapely.geometry.shape(row["geometry"]) for row in rows],
            index=pd.Index([str(row["id"]) for row in rows], name="area_id"),
            crs=WGS84,
        )
        day = date.fromisoformat(told["added"])
        return OwnAreas(str(told["name"]), str(told["file"]), str(told["sha256"]), day, frame)
    except _BROKEN as error:
        expectation = "a set of areas that can be read; add it again (python -m geo areas add)"
        raise DataError([Problem(f"areas/{path.name}", 0, "", "", expectation)]) from error
