"""Postcodes and cities as areas: a centre, and the radius that holds nearly all who live there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.places.gazetteer.shipped import PeopleCells, Tables
from geo.projection import great_circle_m, to_metric

#: The radius of an area holds this share of the people who live there: more than the 90 of 100 that a `Match`
#: promises, because the cells are modelled and addresses of offers are not spread quite like people.
_PEOPLE_SHARE = 0.97

#: Where no people cells are known: wider than any postcode or city of the shipped district.
_UNKNOWN_AREA_M = 10_000.0

_SMALLEST_AREA_M = 500.0

#: So many points vote for the postcode of a cell (on a tie the nearest): one wrong postcode in a source moves
#: no area.
_VOTING_POINTS = 3


@dataclass(frozen=True)
class Area:
    """A postcode or a city with its centre and radius."""

    city: str
    lon: float
    lat: float
    radius_m: float


def city_areas(tables: Tables) -> dict[str, Area]:
    """Return the area of every city that has a centre or people.

    The centre is the one of the cities table, else the middle of the people.
    """
    areas = {}
    for city in tables.cities:
        cells = tables.cells.of_city(city)
        if city in tables.centres or cells.people.sum() > 0:
            areas[city] = _area(city, tables.centres.get(city), cells)
    return areas


def postcode_areas(tables: Tables) -> dict[str, Area]:
    """Return the area of every postcode.

    There is no map of postcodes: each people cell belongs to the postcode that most of the nearest known
    points of its city have. The centre is the middle of these people.
    """
    areas = {}
    for city in sorted({known.city for known in tables.postcodes}):
        cells = tables.cells.of_city(city)
        codes = _nearest_code(tables, city, cells)
        for known in (point for point in tables.postcodes if point.city == city):
            own = cells.where(codes == known.postal_code)
            centre = None if own.people.sum() > 0 else (known.lon, known.lat)
            areas[known.postal_code] = _area(city, centre, own)
    return areas


def postcodes_of(
    tables: Tables, lon: NDArray[np.float64], lat: NDArray[np.float64], city: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Return the postcode of each of some cells (degrees, name of their city), "" where none is known for the city."""
    found = np.full(len(lon), "", dtype=object)
    for name in {known.city for known in tables.postcodes}:
        here = np.flatnonzero(city == name)
        if len(here):
            cells = PeopleCells(lon[here], lat[here], np.ones(len(here)), city[here].astype(np.str_))
            found[here] = _nearest_code(tables, name, cells)
    return found


def _nearest_code(tables: Tables, city: str, cells: PeopleCells) -> NDArray[np.str_]:
    codes = {point.postal_code for point in tables.postcodes if point.city == city}
    points = [(p.lon, p.lat, p.postal_code) for p in tables.postcodes if p.city == city]
    points += [
        (a.lon, a.lat, a.postal_code) for a in tables.addresses if a.city == city and a.postal_code in codes
    ]
    if not cells.lon.size:
        return np.empty(0, dtype=np.str_)
    crs = tables.metric_crs
    tree = cKDTree(_metric([p[0] for p in points], [p[1] for p in points], crs=crs))
    votes = min(_VOTING_POINTS, len(points))
    _, nearest = tree.query(_metric(cells.lon, cells.lat, crs=crs), k=votes)
    known = np.array([p[2] for p in points], dtype=np.str_)[nearest.reshape(len(cells.lon), votes)]
    return np.array([Counter(row).most_common(1)[0][0] for row in known.tolist()], dtype=np.str_)


def _metric(
    lon: Sequence[float] | NDArray[np.float64], lat: Sequence[float] | NDArray[np.float64], *, crs: int
) -> NDArray[np.float64]:
    return np.column_stack(to_metric(lon, lat, crs=crs))


def _area(city: str, centre: tuple[float, float] | None, cells: PeopleCells) -> Area:
    if centre is None:
        centre = (
            float(np.average(cells.lon, weights=cells.people)),
            float(np.average(cells.lat, weights=cells.people)),
        )
    return Area(city, *centre, radius_m=_radius_m(centre, cells))


def _radius_m(centre: tuple[float, float], cells: PeopleCells) -> float:
    if cells.people.sum() <= 0:
        return _UNKNOWN_AREA_M
    distance = great_circle_m(*centre, cells.lon, cells.lat)
    order = np.argsort(distance)
    share = np.cumsum(cells.people[order]) / cells.people.sum()
    reached = distance[order][np.searchsorted(share, _PEOPLE_SHARE)]
    return max(_SMALLEST_AREA_M, float(np.ceil(reached / 50) * 50))
