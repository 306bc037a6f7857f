"""The official grids of Zensus 2022 (100 m and 1 km), as the statistical office gives them out.

One file a subject: semicolons, `GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner` (or `1km`), centres of the cells in
metres of EPSG:3035, "–" where a figure is kept secret. A file of the whole country is read piece by piece.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from geo.errors import DataError, Problem
from geo.projection import GRID_CRS, to_degrees
from geo.tables import GROUPED_THOUSANDS, THOUSANDS_EXPECTATION

_PEOPLE, _FOREIGN_SHARE = "Einwohner", "AnteilAuslaender"  # persons; per cent with a decimal comma
_SECRET = ("–", "-", "—")
_SIZES_M = {"100m": 100, "1km": 1000, "10km": 10_000}

_PIECE_ROWS = 250_000  # rows read at once: some 100 MB of texts
_EUROPE = {"x": (2_000_000, 7_500_000), "y": (1_000_000, 5_600_000)}  # metres of EPSG:3035
_EXAMPLES = 20  # places named of each kind of fault
_MOST_PEOPLE = 1e6  # more than any square kilometre on earth

#: West, south, east, north in degrees.
Bounds = tuple[float, float, float, float]


def is_census_grid(heading: str) -> bool:
    """Say whether the first line of a file is that of an official grid."""
    return heading.lstrip("\ufeff").strip().strip('"').upper().startswith("GITTER_ID_")


def read_census_grid(
    path: Path,
    *,
    foreign_path: Path | None = None,
    bounds: Bounds | None = None,
    piece_rows: int = _PIECE_ROWS,
) -> pd.DataFrame:
    """Read people by cell.

    Parameters
    ----------
    path
        The file of the number of people.
    foreign_path
        The file of the share of foreign nationals on the same grid, if there is one.
    bounds
        Only cells whose centre lies within these degrees; all if none are given.
    piece_rows
        Rows read at once.

    Returns
    -------
    DataFrame
        Index `cell_id` (the official id); `lon`, `lat` (degrees), `people`, `foreign_nationals` (NaN without a file
        of shares, 0 where the share is kept secret), `is_secret` (the people are kept secret, and counted as 0).

    Raises
    ------
    DataError
        If the file does not load, or a figure, an id or a centre is not what it should be; names row and column.
    """
    people = _read_subject(_pieces(path, piece_rows), path.name, _PEOPLE, bounds, highest=_MOST_PEOPLE)
    cells = people.rename(columns={_PEOPLE: "people"})
    counted = cells["people"].fillna(0.0)
    share = pd.Series(np.nan, index=cells.index)
    if foreign_path is not None:
        pieces = _pieces(foreign_path, piece_rows)
        shares = _read_subject(pieces, foreign_path.name, _FOREIGN_SHARE, bounds, highest=100.0)
        share = shares[_FOREIGN_SHARE].reindex(cells.index).fillna(0.0)
    return cells.assign(
        people=counted, foreign_nationals=counted * share / 100, is_secret=cells["people"].isna()
    )[["lon", "lat", "people", "foreign_nationals", "is_secret"]]


def _read_subject(
    pieces: Iterator[pd.DataFrame], file: str, subject: str, bounds: Bounds | None, *, highest: float
) -> pd.DataFrame:
    found, problems, rows = [], [], 0
    for piece in pieces:
        size = _size_name(file, piece, subject)
        table = _numbers(piece, size, subject)
        problems += _problems(file, piece, table, size=size, subject=subject, highest=highest)
        rows += len(piece)
        found.append(_inside(_placed(table), bounds))
        if len(problems) >= _EXAMPLES:
            break
    problems = problems or _whole_file_problems(file, rows, found)
    if problems:
        raise DataError(problems[:_EXAMPLES])
    return pd.concat(found).drop(columns="row").set_index("cell_id")


def _pieces(path: Path, rows: int) -> Iterator[pd.DataFrame]:
    """Yield runs of rows as texts, indexed by the row as a spreadsheet counts it."""
    try:
        with pd.read_csv(
            path,
            sep=";",
            dtype=str,
            keep_default_na=False,
            encoding="utf-8-sig",
            encoding_errors="replace",  # older files are Windows-1252; only the dash differs, and is replaced
            chunksize=rows,
        ) as reader:
            for piece in reader:
                yield piece.set_index(piece.index + 2)
    except (OSError, ValueError) as error:  # ValueError: pandas' parser errors
        raise DataError(
            [Problem(path.name, 0, "", "", f"a table with semicolons expected ({error})")]
        ) from error


def _size_name(file: str, piece: pd.DataFrame, subject: str) -> str:
    """Return the size of the grid as the headings name it, and check that all columns are there."""
    first = str(piece.columns[0])
    size = first.rpartition("_")[2]
    wanted = [first, f"x_mp_{size}", f"y_mp_{size}", subject]
    missing = [Problem(file, 1, name, "", "column is missing") for name in wanted if name not in piece]
    if size not in _SIZES_M:
        missing.insert(0, Problem(file, 1, first, "", f"a grid of {', '.join(_SIZES_M)}"))
    if missing:
        raise DataError(missing)
    return size


def _numbers(piece: pd.DataFrame, size: str, subject: str) -> pd.DataFrame:
    figures = piece[subject].str.replace(",", ".", regex=False)
    return pd.DataFrame(
        {
            "cell_id": piece.iloc[:, 0],
            "x": pd.to_numeric(piece[f"x_mp_{size}"], errors="coerce"),
            "y": pd.to_numeric(piece[f"y_mp_{size}"], errors="coerce"),
            subject: pd.to_numeric(figures, errors="coerce"),
            "row": piece.index,
        }
    )


def _problems(
    file: str, piece: pd.DataFrame, table: pd.DataFrame, *, size: str, subject: str, highest: float
) -> list[Problem]:
    columns = {"x": f"x_mp_{size}", "y": f"y_mp_{size}"}
    found = []
    for axis, column in columns.items():
        low, high = _EUROPE[axis]
        expectation = f"metres of EPSG:{GRID_CRS}, {low} to {high}"
        found += _places(file, piece[column], ~table[axis].between(low, high), expectation)
    is_number = table[subject].between(0, highest) | piece[subject].isin((*_SECRET, "\ufffd"))
    found += _places(
        file, piece[subject], ~is_number, f"a number from 0 to {highest:,.10g}, or – for kept secret"
    )
    if subject == _PEOPLE:  # the office writes whole persons; a sheet saved again may write 1.234
        grouped = piece[subject].str.fullmatch(GROUPED_THOUSANDS)
        found += _places(file, piece[subject], grouped, THOUSANDS_EXPECTATION)
    return found or _places(
        file,
        table["cell_id"],
        ~_id_fits(table, size),
        "the id of the cell with this centre, like CRS3035RES100mN2684100E4334100",
    )


def _id_fits(table: pd.DataFrame, size: str) -> "pd.Series[bool]":
    """Say whether id and centre name the same cell; swapped or foreign coordinates do not."""
    metres = _SIZES_M[size]
    corner = table[["x", "y"]] - metres / 2
    wanted = (
        f"CRS{GRID_CRS}RES{metres}mN"
        + corner["y"].astype("int64").astype(str)
        + "E"
        + corner["x"].astype("int64").astype(str)
    )
    return table["cell_id"].eq(wanted)


def _places(file: str, texts: "pd.Series[str]", wrong: "pd.Series[bool]", expectation: str) -> list[Problem]:
    rows = np.flatnonzero(wrong.to_numpy())[:_EXAMPLES]
    return [
        Problem(file, int(texts.index[row]), str(texts.name), str(texts.iloc[row]), expectation)
        for row in rows
    ]


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    lon, lat = to_degrees(table["x"], table["y"], crs=GRID_CRS)
    return table.drop(columns=["x", "y"]).assign(lon=lon, lat=lat)


def _inside(table: pd.DataFrame, bounds: Bounds | None) -> pd.DataFrame:
    if bounds is None:
        return table
    west, south, east, north = bounds
    return table[table["lon"].between(west, east) & table["lat"].between(south, north)]


def _whole_file_problems(file: str, rows: int, found: list[pd.DataFrame]) -> list[Problem]:
    if not rows:
        return [Problem(file, 0, "", "", "at least one cell")]
    cells = pd.concat(found)
    twice = cells[cells["cell_id"].duplicated()].head(_EXAMPLES)
    return [
        Problem(file, int(row), "cell_id", cell, "each cell once")
        for cell, row in zip(twice["cell_id"], twice["row"], strict=True)
    ]
