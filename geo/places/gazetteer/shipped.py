"""The gazetteer's tables as they stand in `data/`: addresses, places, postcodes, cities, people cells."""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import DataError, Problem
from geo.settings import District
from geo.tables import LIST_SEPARATOR

Row = Mapping[str, str]


@dataclass(frozen=True)
class KnownAddress:
    """One address with a point, and what stands there."""

    street: str
    house_number: str
    postal_code: str
    city: str
    lon: float
    lat: float
    kind: str = ""
    name: str = ""
    source: str = ""


@dataclass(frozen=True)
class KnownPlace:
    """A place people call by its name; `kind` is the word of its table (station, court …).

    `addresses` are those that belong to it, each street and house number in one text.
    """

    name: str
    kind: str
    city: str
    lon: float
    lat: float
    source: str = ""
    postal_code: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class PostcodePoint:
    """One point somewhere in the area of a postcode."""

    postal_code: str
    city: str
    lon: float
    lat: float


@dataclass(frozen=True)
class PeopleCells:
    """Where people live: one entry a populated cell."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    people: NDArray[np.float64]
    city: NDArray[np.str_]

    def of_city(self, city: str) -> "PeopleCells":
        """Return the cells of one city."""
        return self.where(self.city == city)

    def where(self, chosen: NDArray[np.bool_]) -> "PeopleCells":
        """Return the chosen cells."""
        return PeopleCells(self.lon[chosen], self.lat[chosen], self.people[chosen], self.city[chosen])


def no_cells() -> PeopleCells:
    """Return an empty set of cells, for a district without a population file."""
    nothing = np.empty(0)
    return PeopleCells(nothing, nothing, nothing, np.empty(0, dtype=np.str_))


@dataclass(frozen=True)
class Tables:
    """Everything the gazetteer is built from; `centres` are longitude and latitude by city."""

    cities: tuple[str, ...]
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    addresses: tuple[KnownAddress, ...] = ()
    places: tuple[KnownPlace, ...] = ()
    postcodes: tuple[PostcodePoint, ...] = ()
    cells: PeopleCells = field(default_factory=no_cells)
    metric_crs: int = 25832


def read_tables(district: District) -> Tables:
    """Read the tables that the district file names.

    Raises
    ------
    DataError
        If a file is missing or no CSV, lacks a column, or a position is no number.
    """
    rows = _rows(district, "cities", ("ags", "name", "lon", "lat"))
    cities = {row["ags"]: row["name"] for _, row in rows}
    path = district.file("cities")
    return Tables(
        cities=tuple(cities.values()),
        centres={row["name"]: _position(path, number, row) for number, row in rows},
        addresses=tuple(_addresses(district)),
        places=tuple(_places(district)),
        postcodes=tuple(_postcodes(district)),
        cells=_cells(district, cities),
        metric_crs=district.metric_crs,
    )


def _addresses(district: District) -> Iterator[KnownAddress]:
    columns = ("street", "house_number", "postal_code", "city", "lon", "lat", "kind", "name", "source")
    for number, row in _rows(district, "addresses", columns):
        lon, lat = _position(district.files["addresses"], number, row)
        texts = {column: row[column] for column in columns if column not in ("lon", "lat")}
        yield KnownAddress(lon=lon, lat=lat, **texts)


def _places(district: District) -> Iterator[KnownPlace]:
    columns = ("name", "kind", "postal_code", "city", "lon", "lat", "source")
    if "places" in district.files:
        for number, row in _rows(district, "places", columns):
            lon, lat = _position(district.files["places"], number, row)
            addresses = tuple(
                filter(None, map(str.strip, (row.get("addresses") or "").split(LIST_SEPARATOR)))
            )
            yield KnownPlace(
                row["name"], row["kind"], row["city"], lon, lat, row["source"], row["postal_code"], addresses
            )
    if "stations" in district.files:
        for number, row in _rows(district, "stations", ("name", "city", "lon", "lat")):
            lon, lat = _position(district.files["stations"], number, row)
            yield KnownPlace(row["name"], "station", row["city"], lon, lat, "stations")


def _postcodes(district: District) -> Iterator[PostcodePoint]:
    if "postcodes" not in district.files:
        return
    for number, row in _rows(district, "postcodes", ("postal_code", "city", "lon", "lat")):
        lon, lat = _position(district.files["postcodes"], number, row)
        yield PostcodePoint(row["postal_code"], row["city"], lon, lat)


def _cells(district: District, cities: Mapping[str, str]) -> PeopleCells:
    if "population" not in district.files:
        return no_cells()
    rows = list(_rows(district, "population", ("ags", "lon", "lat", "people")))
    path = district.files["population"]
    points = np.array([_position(path, number, row) for number, row in rows], dtype=float).reshape(-1, 2)
    people = np.array([_number(path, number, row, "people") for number, row in rows], dtype=float)
    names = np.array([cities.get(row["ags"], "") for _, row in rows], dtype=np.str_)
    return PeopleCells(points[:, 0], points[:, 1], people, names)


def _rows(district: District, key: str, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    path = district.files.get(key, Path(key))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = list(enumerate(reader, start=2))
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            [Problem(path.name, 0, "", "", f"a readable CSV file ({type(error).__name__})")]
        ) from error
    if missing:
        raise DataError([Problem(path.name, 1, column, "", "column is missing") for column in missing])
    return [(number, row) for number, row in rows]


def _position(path: Path, number: int, row: Row) -> tuple[float, float]:
    lon, lat = _number(path, number, row, "lon"), _number(path, number, row, "lat")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise DataError([Problem(path.name, number, "lon", f"{lon} {lat}", "degrees, longitude first")])
    return lon, lat


def _number(path: Path, number: int, row: Row, column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError([Problem(path.name, number, column, row[column], "a number")])
    return value
