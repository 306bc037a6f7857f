"""Files in the form of the state's list of houses, with made-up houses: SYNTHETIC, no real address is at these points."""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.projection import to_metric

#: Stands in every made-up row, so that nobody takes it for the state's data.
SYNTHETIC = "SYNTHETISCH"
PARTS = {"Marl": "024", "Herten": "020"}


@dataclass(frozen=True)
class MadeUp:
    """One row before it is written; the point in metres of EPSG:25832."""

    street: str = "Lessingstraße"
    number: str = "12"
    letter: str = ""
    east_m: float = 365_000.0
    north_m: float = 5_725_000.0
    quality: str = "A"
    ags: str = "05562024"
    city: str = "Marl"
    code: str = "00001"
    date: str = "2026-07-01"


def line(house: MadeUp, *, crs: int = 25832, comma: bool = False) -> str:
    """Write a house as the state does."""
    east = f"{house.east_m + (32_000_000 if crs == 4647 else 0):.3f}"
    north = f"{house.north_m:.3f}"
    if comma:
        east, north = east.replace(".", ","), north.replace(".", ",")
    ags = house.ags
    cells = ["N", "DENW00SYNTHETIC0", house.quality, ags[:2], SYNTHETIC, ags[2], "Münster", ags[3:5]]
    cells += ["Recklinghausen", ags[5:], house.city, "0000", "", house.code, house.street, house.number]
    return ";".join([*cells, house.letter, "32", east, north, house.date])


def write(
    path: Path, houses: Iterable[MadeUp], *, bom: bool = False, crs: int = 25832, comma: bool = False
) -> Path:
    """Write a whole file, packed where the name says so."""
    text = "".join(line(house, crs=crs, comma=comma) + "\r\n" for house in houses)
    content = text.encode("utf-8-sig" if bom else "utf-8")
    if path.suffix != ".zip":
        path.write_bytes(content)
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("gebref_schluessel.txt", "K;05;5;62;;Recklinghausen\n")
        packed.writestr("gebref.txt", content)
    return path


def points_in(area: BaseGeometry, count: int, *, seed: int = 1) -> np.ndarray:
    """Return points (degrees) well inside an area, at random."""
    chance = np.random.default_rng(seed)
    west, south, east, north = area.bounds
    found: list[np.ndarray] = []
    while sum(len(part) for part in found) < count:
        tried = chance.uniform((west, south), (east, north), (count * 3 + 10, 2))
        found.append(tried[shapely.contains_xy(area, tried[:, 0], tried[:, 1])])
    return np.concatenate(found)[:count]


def district_houses(boundaries: gpd.GeoDataFrame, *, streets: int, numbers: int) -> Iterator[MadeUp]:
    """Make up so many streets a city, each a straight line of so many houses."""
    for ags, name, area in zip(boundaries.index, boundaries["name"], boundaries.geometry, strict=True):
        starts = points_in(area, streets, seed=int(ags[-3:]))
        x, y = to_metric(starts[:, 0], starts[:, 1])
        for street in range(streets):
            code = f"{street:05d}"
            base = MadeUp(f"{_name(street)}", ags=str(ags), city=str(name), code=code)
            for number in range(1, numbers + 1):
                yield replace(
                    base,
                    number=str(number),
                    east_m=float(x[street]) + 0.2 * number,
                    north_m=float(y[street]) + 0.1 * number,
                    quality="ABC"[number % 3],
                )


def elsewhere(rows: int) -> Iterator[MadeUp]:
    """Make up houses of other districts."""
    for number in range(rows):
        yield MadeUp(
            ags=f"05{number % 4 + 1}{number % 60 + 10:02d}000", city="Anderswo", number=str(number % 200 + 1)
        )


def _name(number: int) -> str:
    """Return a different made-up street name for each number."""
    chance = Random(number)  # no secret, only names
    syllables: Sequence[str] = (
        "bro",
        "kel",
        "mar",
        "sun",
        "tal",
        "wir",
        "dor",
        "fen",
        "gan",
        "lip",
        "ost",
        "rau",
    )
    stem = "".join(chance.choice(syllables) for _ in range(4))
    return f"{stem.capitalize()}{number}er {('Straße', 'Weg', 'Allee')[number % 3]}".replace("0", "o")
