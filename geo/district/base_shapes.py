"""The shapes every map lies on: the cities, and whatever else a district has of outline, neighbours and stations."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.district.boundaries import load_boundaries, load_shapes
from geo.errors import DataError, Problem
from geo.projection import WGS84
from geo.settings import District


@dataclass(frozen=True, eq=False)
class BaseMap:
    """All in EPSG:4326; `neighbours` and `stations` (name, lon, lat) are empty where the district has no such file."""

    boundaries: gpd.GeoDataFrame
    outline: gpd.GeoDataFrame
    settlement: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    stations: pd.DataFrame


def load_base_map(district: District) -> BaseMap:
    """Read the shapes of a district; without an outline of its own it is that of its cities together.

    Raises
    ------
    GeoError
        If a file does not load.
    """
    files = district.files
    boundaries = load_boundaries(district.file("boundaries"))
    return BaseMap(
        boundaries=boundaries,
        outline=load_shapes(files["district"]) if "district" in files else _together(boundaries),
        settlement=load_shapes(district.file("settlement")),
        neighbours=load_shapes(files["neighbours"]) if "neighbours" in files else _no_shapes(),
        stations=_stations(files.get("stations")),
    )


def _together(boundaries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[boundaries.geometry.union_all()], crs=WGS84)


def _no_shapes() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": []}, geometry=[], crs=WGS84)


def _stations(path: Path | None) -> pd.DataFrame:
    columns = ["name", "lon", "lat"]
    if path is None:
        return pd.DataFrame(columns=columns)
    try:
        return pd.read_csv(path, usecols=columns)
    except (OSError, ValueError) as error:  # ValueError: a column is missing, or it is no table
        raise DataError([Problem(path.name, 0, "", "", f"a readable CSV file ({error})")]) from error
