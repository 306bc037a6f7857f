"""Areas an operator brought along, kept under `var/areas/`: a file each, written whole or not at all."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.errors import DataError, Problem
from geo.files import owners_folder, write_whole
from geo.links import clean_text
from geo.projection import WGS84

#: Characters of a name: it stands in a link and above a table.
NAME_LIMIT = 60
#: So many sets of areas are kept: more cannot be told apart in a list.
MOST_SETS = 50
_FORMAT = "integrationskarte areas 1"
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
    path = areas_path(var, areas.name)
    if not path.exists() and len(area_names(var)) >= MOST_SETS:
        raise DataError(
            [Problem("areas", 0, "--name", areas.name, f"at most {MOST_SETS} sets; remove one first")]
        )
    rows = [
        {"id": str(name), "label": row["label"], "geometry": json.loads(shapely.to_geojson(row["geometry"]))}
        for name, row in zip(areas.frame.index, areas.frame.to_dict("records"), strict=True)
    ]
    told = {
        "format": _FORMAT,
        "name": areas.name,
        "file": areas.file,
        "sha256": areas.sha256,
        "added": areas.added.isoformat(),
        "areas": rows,
    }
    try:
        owners_folder(path.parent)
    except OSError as error:
        raise DataError(
            [Problem(path.parent.name, 0, "", "", f"cannot be written: {error.strerror}")]
        ) from error
    write_whole(path, json.dumps(told, ensure_ascii=False, allow_nan=False))
    return path


def load_areas(var: Path, name: str) -> OwnAreas:
    """Return the set of areas of a name.

    Raises
    ------
    DataError
        If there is none, naming those there are, or its file cannot be read.
    """
    path = areas_path(var, name)
    if not path.is_file():
        known = ", ".join(area_names(var)) or "none yet: python -m geo areas add FILE --name …"
        raise DataError([Problem("areas", 0, "name", name, f"one of: {known}")])
    return _read(path)


def area_names(var: Path) -> list[str]:
    """Return the names of the sets that are kept and can be read, sorted."""
    return sorted(one.name for one in kept_areas(var)[0])


def kept_areas(var: Path) -> tuple[list[OwnAreas], list[str]]:
    """Return all sets by name, and the names of files that cannot be read."""
    found, broken = [], []
    for path in sorted(_folder(var).glob("*.json")):
        try:
            found.append(_read(path))
        except DataError:
            broken.append(path.name)
    return sorted(found, key=lambda one: one.name), broken


def remove_areas(var: Path, name: str) -> bool:
    """Remove a set of areas; say whether there was one.

    Raises
    ------
    DataError
        If the folder takes no changes.
    """
    path = areas_path(var, name)
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be removed: {error.strerror}")]) from error
    return True


def stamp(var: Path) -> tuple[tuple[str, int, int], ...]:
    """Return names, times and sizes of what is kept: another value as soon as something was added or removed."""
    found = []
    for path in sorted(_folder(var).glob("*.json")):
        try:
            told = path.stat()
        except OSError:  # removed between the two looks
            continue
        found.append((path.name, told.st_mtime_ns, told.st_size))
    return tuple(found)


def areas_path(var: Path, name: str) -> Path:
    """Return the file of a set.

    Raises
    ------
    DataError
        If the name is empty, too long or has signs that cannot be seen.
    """
    if not name or clean_text(name, limit=NAME_LIMIT) != name:
        raise DataError(
            [Problem("areas", 0, "--name", name, f"a name of one line, at most {NAME_LIMIT} characters")]
        )
    return _folder(var) / f"{hashlib.sha256(name.casefold().encode()).hexdigest()[:16]}.json"


def _folder(var: Path) -> Path:
    return var / "areas"


def _read(path: Path) -> OwnAreas:
    try:
        told: Any = json.loads(path.read_bytes())
        if told["format"] != _FORMAT:
            raise ValueError(told["format"])
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
