"""Cells and gaps with their shapes, as GeoJSON (RFC 7946) and as GeoPackage.

Small numbers of people are not shown singly, nor so that the totals of a city or a gap would tell them.
"""

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.exchange.coverage_files.about import About
from geo.i18n import Texts
from geo.people.disclosure import LEAST_PEOPLE, is_small, suppress_small
from geo.people.grid import place_on_grid, positions, side_of
from geo.planning.answer import Answer
from geo.planning.figures import gaps
from geo.projection import WGS84, shapes_to_degrees
from geo.reach.gaps import SERVED
from geo.reach.speeds import TRANSIT, metres_per_minute

#: Stands in a GeoPackage for the moment of writing where no day is known: the same answer gives the same bytes.
_NO_DAY = date(2000, 1, 1)


def with_area(frame: gpd.GeoDataFrame, names: "pd.Series[Any]") -> gpd.GeoDataFrame:
    """Return cells or gaps with the column `area`: the own area of each, "" for none."""
    told = frame.copy()
    told.insert(1, "area", names.reindex(frame.index).fillna("").to_numpy())
    return told


def cells_frame(answer: Answer) -> gpd.GeoDataFrame:
    """Return all populated cells as squares.

    Returns
    -------
    GeoDataFrame
        Index `cell_id`; `ags`, `city`, `people`, `foreign_nationals` (NaN where too few to be shown, or where a total
        would tell others), `metres_to_next`, `minutes_to_next` (expected; NaN where no way leads to any offer,
        and metres by bus and train),
        `covered` (the chance of 0…1 to reach an offer), `covered_certain`, `covered_possible` (1 or 0), `gap_rank` (NA
        outside of listed gaps), `geometry` (EPSG:4326).
    """
    demand, ways = answer.demand, np.where(np.isfinite(answer.nearest_m), answer.nearest_m, np.nan)
    rank, chances = answer.gaps.rank_of_cell, answer.chances
    frame = _told_people(demand, rank).assign(
        metres_to_next=np.nan if answer.question.mode == TRANSIT else np.round(ways),
        minutes_to_next=np.round(ways / metres_per_minute(answer.question.mode), 1),
        covered=np.round(chances.value, 4),
        covered_certain=chances.certain,
        covered_possible=chances.possible,
        gap_rank=rank.where(rank > SERVED).astype("Int64"),
    )
    frame.insert(1, "city", [answer.world.city_names.get(str(ags), "") for ags in frame["ags"]])
    is_populated = demand["people"].to_numpy(dtype=float) > 0
    squares = _squares(demand[is_populated], crs=answer.world.grid_crs, of=demand)
    return gpd.GeoDataFrame(frame[is_populated], geometry=squares, crs=WGS84)


def gaps_frame(answer: Answer, texts: Texts) -> gpd.GeoDataFrame:
    """Return the gap areas, fields as in the command line's JSON, with their outlines (EPSG:4326)."""
    fields = [*_GAP_FIELDS, *([NEEDS_SHARE] if answer.weights else [])]
    rows = pd.DataFrame(gaps(answer, texts), columns=fields).set_index("rank")
    rows[fields[3:]] = rows[fields[3:]].astype(float)
    return gpd.GeoDataFrame(rows, geometry=answer.gaps.areas.geometry.to_numpy(), crs=WGS84)


_GAP_TYPES = {
    "rank": "int64",
    "people": float,
    "foreign": float,
    "chance": float,
    "minutes_mean": float,
    "minutes_worst": float,
}
_GAP_FIELDS = [
    "rank",
    "name",
    "city",
    "people",
    "foreign",
    "chance",
    "minutes_mean",
    "minutes_worst",
    "lon",
    "lat",
]
#: Stands behind them where gaps are ranked by needs.
NEEDS_SHARE = "needs_share"


def _told_people(demand: pd.DataFrame, rank: "pd.Series[int]") -> pd.DataFrame:
    """Return city and people of each cell; what is hidden within a city's part of a gap is never one small number."""
    part = demand.groupby([demand["ags"], rank]).ngroup()
    people, foreign = (demand[name].astype(float) for name in ("people", "foreign_nationals"))
    others = _told((people - foreign).clip(lower=0), part)
    return pd.DataFrame(
        {
            "ags": demand["ags"],
            "people": _told(people, part).round(1),
            "foreign_nationals": _told(foreign, part).where(others.notna()).round(1),
        }
    )


def _told(people: "pd.Series[float]", part: "pd.Series[int]") -> "pd.Series[float]":
    """Hide small numbers, and in each part so many that its total does not tell them."""
    small = is_small(people)
    hidden = people.where(small, 0.0).groupby(part).transform("sum")
    told = people.mask(small)
    for _, one in people[hidden.gt(0) & hidden.lt(LEAST_PEOPLE)].groupby(part):
        told.loc[one.index] = suppress_small(one, has_total=True)
    return told


def _squares(cells: pd.DataFrame, *, crs: int, of: pd.DataFrame) -> Any:
    """Return the square of each cell, as wide as all cells `of` the grid say."""
    lon, lat = positions(cells)
    grid = place_on_grid(lon, lat, np.zeros(len(cells)), side_m=side_of(*positions(of), crs=crs), crs=crs)
    half = grid.side_m / 2
    squares = shapely.box(grid.x - half, grid.y - half, grid.x + half, grid.y + half)
    return shapes_to_degrees(squares, crs=crs)[grid.of_input]


# -- formats ---------------------------------------------------------------------------------------


def to_geojson(frame: gpd.GeoDataFrame, about: About, *, name: str) -> bytes:
    """Return a frame as GeoJSON; `about` stands beside the features, where programs that do not know it skip it."""
    head = json.dumps(
        {"type": "FeatureCollection", "name": name, "about": about.as_dict()}, ensure_ascii=False
    )
    features = ",\n".join(features_of(frame))
    return f'{head[:-1]}, "features": [\n{features}\n]}}\n'.encode()


def features_of(frame: gpd.GeoDataFrame) -> Iterator[str]:
    """Give each row as a GeoJSON feature (RFC 7946); its index is the first of the properties."""
    rows = frame.drop(columns="geometry").reset_index().to_dict("records")
    for row, shape in zip(rows, shapely.to_geojson(frame.geometry.to_numpy()), strict=True):
        properties = {str(key): _plain(value) for key, value in row.items()}
        told = json.dumps(properties, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        yield f'{{"type":"Feature","properties":{told},"geometry":{shape or "null"}}}'


def _plain(value: Any) -> Any:
    if value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def to_geopackage(
    frame: gpd.GeoDataFrame,
    about: About,
    *,
    name: str,
    day: date | None = None,
    geometry_type: str = "MultiPolygon",
) -> bytes:
    """Return a frame as GeoPackage with the layer `name` and a table `about`.

    Parameters
    ----------
    day
        Stands in the file as the day of its last change.
    geometry_type
        What all shapes are; a shape may be missing.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.gpkg"
        options = {
            "layer_options": {"DESCRIPTION": about.lines["about"]},
            "promote_to_multi": geometry_type.startswith("Multi"),
            "geometry_type": geometry_type,
        }
        pyogrio.write_dataframe(frame.reset_index(), path, layer=name, driver="GPKG", **options)
        pyogrio.write_dataframe(_about_table(about), path, layer="about", driver="GPKG")
        _set_day(path, day or _NO_DAY)
        return path.read_bytes()


def _about_table(about: About) -> pd.DataFrame:
    rows = [
        ("answer", "", about.title),
        ("certainty", "", about.detail),
        *(("parameters", label, value) for label, value in about.parameters),
        *(("data", label, value) for label, value in about.data),
        *(("notes", "", note) for note in about.notes),
    ]
    return pd.DataFrame(rows, columns=["part", "label", "text"])


def _set_day(path: Path, day: date) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{day.isoformat()}T00:00:00.000Z",))
