"""Where people live: populated cells with people and foreign nationals, shipped or brought along."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo.errors import DataError, Problem
from geo.people.census_grid import Bounds, is_census_grid, read_census_grid
from geo.projection import GRID_CRS, WGS84
from geo.tables import THOUSANDS_EXPECTATION, grouped_rows

COLUMNS = ("cell_id", "lon", "lat", "ags", "people", "foreign_nationals")
_NUMBERS = ("lon", "lat", "people", "foreign_nationals")
_PERSONS = ("people", "foreign_nationals")
_NEEDED = ("lon", "lat", "people")
_RANGES = {"lon": (-180.0, 180.0), "lat": (-90.0, 90.0)}
_MOST_PEOPLE = 1e6
_ROUNDED = 0.01
_METRE_DIGITS = 5  # decimals of a degree
_EXAMPLES = 20  # places named of each kind of fault
_MAPS = (".gpkg", ".geojson", ".json", ".shp", ".fgb")


def load_cells(path: Path) -> gpd.GeoDataFrame:
    """Read the population cells that ship with the district.

    Returns
    -------
    GeoDataFrame
        Index `cell_id` (unique), columns `lon`, `lat` (centre of the cell, degrees), `ags`, `people`,
        `foreign_nationals` (persons, modelled: not whole numbers) and `geometry` (the centre again, EPSG:4326).

    Raises
    ------
    DataError
        If the file does not load, a column is missing, a figure is no number, or a cell stands twice.
    """
    table = _read(path, COLUMNS)
    cells = _checked(path.name, table)
    return gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy(cells["lon"], cells["lat"], crs=WGS84))


def read_cells(path: Path, *, foreign_path: Path | None = None, bounds: Bounds | None = None) -> pd.DataFrame:
    """Read cells that somebody brings along, in any of the forms we know.

    Parameters
    ----------
    path
        An official grid of Zensus 2022 (`geo.people.census_grid`); a CSV (commas or semicolons) with `lon`, `lat`
        (degrees, EPSG:4326) and `people`; or a map file (GeoPackage, GeoJSON …) of points or areas with `people`.
        `cell_id`, `ags` and `foreign_nationals` may be there.
    foreign_path
        For an official grid: the file of the share of foreign nationals.
    bounds
        Only cells within west, south, east, north (degrees).

    Returns
    -------
    DataFrame
        Index `cell_id` (unique); `lon`, `lat`, `ags` ("" where not told), `people`, `foreign_nationals` (NaN where
        not told), `is_secret` (an official figure that is kept secret and counted as 0).

    Raises
    ------
    DataError
        If the file does not load or something in it cannot be; names row, column, value and what is expected.
    """
    if path.suffix.lower() in _MAPS:
        cells = _checked(path.name, _complete(_read_map(path)))
    elif is_census_grid(_heading(path)):
        cells = read_census_grid(path, foreign_path=foreign_path, bounds=bounds).assign(ags="")
    else:
        cells = _checked(path.name, _complete(_read(path, _NEEDED)))
    kept = cells.assign(is_secret=cells.get("is_secret", False))[[*COLUMNS[1:], "is_secret"]]
    return kept if bounds is None else kept[_inside(kept, bounds)]


def place_in_cities(cells: pd.DataFrame, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the cells whose centre lies in a city, with its `ags`.

    Parameters
    ----------
    boundaries
        Index `ags`, areas in EPSG:4326.
    """
    areas = boundaries.geometry.to_numpy()
    points = np.asarray(shapely.points(cells["lon"], cells["lat"]), dtype=object)
    cell, area = shapely.STRtree(areas).query(points, predicate="intersects")
    first = np.unique(cell, return_index=True)[1]  # a centre on a border belongs to one city
    ags = boundaries.index.to_numpy()[area[first]]
    placed: pd.DataFrame = cells.iloc[cell[first]].assign(ags=ags)
    return placed


def _inside(cells: pd.DataFrame, bounds: Bounds) -> "pd.Series[bool]":
    west, south, east, north = bounds
    return cells["lon"].between(west, east) & cells["lat"].between(south, north)


def _heading(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.readline(10_000).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]) from error


def _read(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    first = _heading(path)
    separator = ";" if first.count(";") > first.count(",") else ","
    _require_once(path.name, first, separator)
    try:
        table = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:  # ValueError: pandas' parser errors and wrong encodings
        reason = " ".join(str(error).split())
        raise DataError([Problem(path.name, 0, "", "", f"a UTF-8 table expected ({reason})")]) from error
    if not isinstance(
        table.index, pd.RangeIndex
    ):  # pandas takes what is too much for an index, and shifts the rest
        raise DataError([Problem(path.name, 2, "", "", f"{len(table.columns)} cells expected, more found")])
    _require(path.name, table, needed)
    _require_no_thousands(path.name, table)
    return table


def _require_no_thousands(file: str, table: pd.DataFrame) -> None:
    """Refuse persons that may be written with a point between thousands."""
    problems = [
        Problem(file, row + 2, name, str(table[name].iloc[row]), THOUSANDS_EXPECTATION)
        for name in _PERSONS
        if name in table
        for row in grouped_rows(table[name])[:_EXAMPLES]
    ]
    if problems:
        raise DataError(problems)


def _require_once(file: str, heading: str, separator: str) -> None:
    """Refuse a column that stands twice: nobody can say which one is meant."""
    names = [name.strip().strip('"') for name in heading.split(separator)]
    twice = [Problem(file, 1, name, "", "column stands twice") for name in COLUMNS if names.count(name) > 1]
    if twice:
        raise DataError(twice)


def _read_map(path: Path) -> pd.DataFrame:
    try:
        frame = gpd.read_file(path, layer=str(pyogrio.list_layers(path)[0, 0]), engine="pyogrio")
    except (OSError, ValueError, RuntimeError, IndexError) as error:  # pyogrio's errors are RuntimeErrors
        raise DataError([Problem(path.name, 0, "", "", f"a map file expected ({error})")]) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise DataError([Problem(path.name, 0, "geometry", "", "points or areas")])
    if frame.crs is None:
        raise DataError([Problem(path.name, 0, "geometry", "", "a coordinate system; the file names none")])
    _require(path.name, frame, ("people",))
    _require_shapes(path.name, frame)
    centres = frame.geometry.to_crs(GRID_CRS).centroid.to_crs(WGS84)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).assign(lon=centres.x, lat=centres.y)
    _require_no_thousands(path.name, table.select_dtypes(exclude="number").map(str))
    _require_apart(path.name, frame)
    return table.astype(object).where(table.notna(), "").map(str)


def _require_shapes(file: str, frame: gpd.GeoDataFrame) -> None:
    wrong = frame.geometry.isna() | frame.geometry.is_empty
    problems = [
        Problem(file, int(row) + 2, "geometry", "", "a point or an area")
        for row in np.flatnonzero(wrong.to_numpy())[:_EXAMPLES]
    ]
    if problems:
        raise DataError(problems)


def _require_apart(file: str, frame: gpd.GeoDataFrame) -> None:
    """Refuse areas that lie upon each other: who lives there would count once for each of them."""
    shapes = frame.geometry.to_numpy()
    areas = np.flatnonzero(shapely.area(shapes) > 0)
    inside, area = shapely.STRtree(shapes[areas]).query(
        shapely.point_on_surface(shapes[areas]), predicate="within"
    )
    upon = np.unique(np.maximum(inside, area)[inside != area])  # of two, the later one is named
    problems = [
        Problem(file, int(row) + 2, "geometry", shapes[row].geom_type, "an area that lies on no other one")
        for row in areas[upon][:_EXAMPLES]
    ]
    if problems:
        raise DataError(problems)


def _require(file: str, table: pd.DataFrame, needed: tuple[str, ...]) -> None:
    missing = [Problem(file, 1, name, "", "column is missing") for name in needed if name not in table]
    if missing:
        raise DataError(missing)


def _complete(table: pd.DataFrame) -> pd.DataFrame:
    """Add the columns that may be missing: a number as id, no city; people by nationality stay unknown."""
    numbers = pd.Series([f"cell-{row}" for row in range(1, len(table) + 1)], index=table.index, dtype="str")
    return table.assign(
        cell_id=table.get("cell_id", numbers),
        ags=table.get("ags", ""),
    )


def _checked(file: str, table: pd.DataFrame) -> pd.DataFrame:
    problems = _problems(file, table)
    if problems:
        raise DataError(problems)
    cells = pd.DataFrame({"ags": table["ags"], "foreign_nationals": np.nan})
    for name in (name for name in _NUMBERS if name in table):
        cells[name] = table[name].astype(float)
    return cells[list(COLUMNS[1:])].set_index(pd.Index(table["cell_id"], name="cell_id"))


def _problems(file: str, table: pd.DataFrame) -> list[Problem]:
    """Return what is wrong, at most twenty places of each kind; rows count as in a spreadsheet."""
    if table.empty:
        return [Problem(file, 0, "", "", "at least one cell")]
    found = []
    for column in (name for name in _NUMBERS if name in table):
        numbers = pd.to_numeric(table[column], errors="coerce")
        low, high = _RANGES.get(column, (0.0, _MOST_PEOPLE))
        unit = "degrees (EPSG:4326), " if column in _RANGES else ""
        expectation = f"{unit}a number from {low:,.10g} to {high:,.10g}"
        found += _places(file, table, column, ~numbers.between(low, high), expectation)
    found = found or _too_many_foreign(file, table) + _places(
        file, table, "lon", _stands_again(table), "each place once: a cell listed again would count again"
    )
    found += _places(file, table, "cell_id", table["cell_id"].duplicated(), "each cell once")
    return found + _places(file, table, "cell_id", table["cell_id"] == "", "must not be empty")


def _stands_again(table: pd.DataFrame) -> "pd.Series[bool]":
    """Say which rows have a centre that stood before, but for rounding (a metre)."""
    centres = table[["lon", "lat"]].astype(float).round(_METRE_DIGITS)
    return centres.duplicated()


def _too_many_foreign(file: str, table: pd.DataFrame) -> list[Problem]:
    """Foreign nationals are some of the people, but for rounding."""
    if "foreign_nationals" not in table:
        return []
    people, foreign = (pd.to_numeric(table[name]) for name in ("people", "foreign_nationals"))
    wrong = foreign > people * (1 + _ROUNDED) + _ROUNDED
    return _places(file, table, "foreign_nationals", wrong, "at most as many as people")


def _places(
    file: str, table: pd.DataFrame, column: str, wrong: "pd.Series[bool]", expectation: str
) -> list[Problem]:
    return [
        Problem(file, int(row) + 2, column, str(table[column].iloc[int(row)]), expectation)
        for row in wrong.to_numpy().nonzero()[0][:_EXAMPLES]
    ]
