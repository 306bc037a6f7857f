"""Where a shape of a foreign file lies: its point, or the middle of an area with how far its rim is."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geo.projection import WGS84, great_circle_m, to_degrees

#: Systems whose points are understood, by their EPSG number: degrees, UTM, its form with the zone, web maps, and the
#: older Gauß-Krüger.
SYSTEMS = (WGS84, 4258, 25831, 25832, 25833, 4647, 3857, 31466, 31467)
_DEGREES = (WGS84, 4258)
_CODE = re.compile(r"(?:EPSG|epsg)\D{0,40}?(\d{4,5})\b")
#: What numbers in metres can only be, by their first coordinate; the second one is a northing of Central Europe.
_EASTINGS = ((200_000.0, 800_000.0, 25832), (32_200_000.0, 32_800_000.0, 4647), (2_400_000.0, 2_800_000.0, 31466),
             (3_200_000.0, 3_800_000.0, 31467))  # fmt: skip
_NORTHINGS = (5_200_000.0, 6_200_000.0)
#: The middle of a larger area says nothing of where somebody would have to go.
_LARGEST_M = 3_000
_MOST_POINTS = 20_000
_MOST_DEPTH = 12

Pair = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A point in degrees; `radius_m` reaches the rim of the area it is the middle of, 0 for a point."""

    lon: float
    lat: float
    radius_m: float = 0.0


def code_of(crs: str) -> int:
    """Return the EPSG number that a text names, degrees where it says so or nothing, 0 for another system."""
    if not crs or "CRS84" in crs:
        return WGS84
    found = _CODE.search(crs)
    code = int(found[1]) if found else 0
    return code if code in SYSTEMS else 0


def concluded_code(x: float, y: float) -> int:
    """Return the system in metres that two numbers can only be meant in, 0 where they may be degrees or anything."""
    if not _NORTHINGS[0] <= y <= _NORTHINGS[1]:
        return 0
    return next((code for low, high, code in _EASTINGS if low <= x <= high), 0)


def in_degrees(x: float, y: float, code: int) -> Pair:
    """Return longitude and latitude of a point in one of `SYSTEMS`."""
    return all_in_degrees([(x, y)], code)[0]


def all_in_degrees(pairs: Sequence[Pair], code: int) -> list[Pair]:
    """Return longitude and latitude of points in one of `SYSTEMS`; projected together, not one by one."""
    if code in _DEGREES or not pairs:
        return list(pairs)
    metres = np.array(pairs, dtype=float)
    if code == 4647:
        metres[:, 0] -= 32_000_000
    lons, lats = to_degrees(metres[:, 0], metres[:, 1], crs=25832 if code == 4647 else code)
    return [(round(lon, 7), round(lat, 7)) for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True)]


def spots_of(geometry: Any, code: int) -> list[Spot]:
    """Return where a shape of GeoJSON lies: each of its points, else the middle of its lines and areas.

    Parameters
    ----------
    geometry
        The value of `geometry`; anything may come in.
    code
        One of `SYSTEMS`.

    Returns
    -------
    list
        Nothing for no shape, or one that cannot be understood.
    """
    points: list[Pair] = []
    areas: list[list[Pair]] = []
    for kind, coordinates in _shapes(geometry, 0):
        pairs = list(_pairs(coordinates, 0))
        if kind in ("Point", "MultiPoint"):
            points += pairs
        elif pairs:
            areas.append(pairs)
    if points:
        return [Spot(*pair) for pair in all_in_degrees(list(dict.fromkeys(points)), code)]
    middles = [_middle(all_in_degrees(pairs, code)) for pairs in areas[:1]]
    return [spot for spot in middles if spot.radius_m <= _LARGEST_M]


def _shapes(geometry: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if not isinstance(geometry, Mapping) or depth > _MOST_DEPTH:
        return
    parts = geometry.get("geometries")
    if isinstance(parts, list):
        for part in parts[:1000]:
            yield from _shapes(part, depth + 1)
    elif isinstance(geometry.get("type"), str):
        yield geometry["type"], geometry.get("coordinates")


def _pairs(value: Any, depth: int) -> Iterator[Pair]:
    """Yield the first points of coordinates, however deep their lists are."""
    if not isinstance(value, list) or depth > _MOST_DEPTH:
        return
    if len(value) >= 2 and all(map(is_number, value[:2])):
        yield float(value[0]), float(value[1])
        return
    for number, part in enumerate(value):
        if number > _MOST_POINTS:
            return
        yield from _pairs(part, depth + 1)


def _middle(pairs: list[Pair]) -> Spot:
    """Return the middle of the box around points, and how far its corners are."""
    lons, lats = [lon for lon, _ in pairs], [lat for _, lat in pairs]
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    radius_m = float(great_circle_m(lon, lat, max(lons), max(lats)))
    return Spot(round(lon, 7), round(lat, 7), math.ceil(radius_m))


def is_number(value: Any) -> bool:
    """Whether a JSON value is a number that a coordinate may be."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 1e9
        and math.isfinite(value)
    )
