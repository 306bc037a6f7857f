"""Streets of the official list, which is complete: the house itself, else how far off it can be at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from geo.model import AMBIGUOUS
from geo.places.address import house_number_value, is_typo_of, normalize_house_number, normalize_street
from geo.places.gazetteer.shipped import KnownAddress
from geo.places.gazetteer.streets import (
    HOUSE_UNCERTAINTY_M,
    NEAREST_NUMBER_BASE_M,
    StreetPoint,
    find_house,
    nearest_number,
)
from geo.places.official_addresses import House, OfficialHouses
from geo.projection import great_circle_m

#: Metres from the point to the door. A: the point lies in the building, the door at its wall. B: on the plot.
#: C: the weakest, so no better than a house of the shipped list.
_QUALITY_UNCERTAINTY_M = {"A": 25.0, "B": 50.0, "C": HOUSE_UNCERTAINTY_M}

#: The radius of a street without a number holds this share of its houses.
_STREET_SHARE = 0.95

#: Houses of one number that lie farther apart than this stand in two streets of the same name.
_SAME_HOUSE_M = 2 * HOUSE_UNCERTAINTY_M


@dataclass(frozen=True)
class _Street:
    """The houses of one street: in order, and by number."""

    known: tuple[KnownAddress, ...]
    radius: dict[KnownAddress, float]
    by_number: dict[str, list[KnownAddress]]


class OfficialStreets:
    """The official list of streets and houses of some cities."""

    def __init__(self, houses: OfficialHouses) -> None:
        self._houses = houses
        self._source = f"{houses.about.source}, {houses.about.date or houses.about.imported_on}"
        self._street = lru_cache(maxsize=128)(self._read_street)

    @property
    def cities(self) -> list[str]:
        """The cities whose streets are all known."""
        return list(self._houses.about.cities)

    def labels(self) -> list[tuple[str, str]]:
        """Return name and city of every street."""
        return [(name, city) for city in self.cities for name in self._houses.streets(city).values()]

    def names(self, city: str) -> Mapping[str, str]:
        """Return the streets of a city: name by key."""
        return self._houses.streets(city)

    def knows(self, city: str, street: str) -> bool:
        """Whether a city has a street of this name."""
        return normalize_street(street) in self._houses.streets(city)

    def cities_with(self, street: str) -> list[str]:
        """Return the cities that have a street of this name, in order."""
        return sorted(city for city in self.cities if self.knows(city, street))

    def nearly_known(self, city: str, street: str) -> str:
        """Return the one street that this name is a slip of, "" if there is none or several."""
        key = normalize_street(street)
        streets = self._houses.streets(city)
        slips = {known: OSA.distance(key, known) for known in streets if is_typo_of(key, known)}
        nearest = [known for known, slip in slips.items() if slip == min(slips.values())]
        return streets[nearest[0]] if len(nearest) == 1 else ""

    def house(self, city: str, street: str, house_number: str) -> StreetPoint | None:
        """Return the house with this number, or one of a range; None if the street has no such."""
        found = self._street(city, normalize_street(street))
        number = normalize_house_number(house_number)
        houses = found.by_number.get(number, [])
        other = None if houses else find_house(found.known, number)
        houses = houses or ([other] if other else [])
        return _of_houses(houses, found) if number and houses else None

    def near(self, city: str, street: str, house_number: str) -> StreetPoint:
        """Return the best point for a number that the street has not, or for the street alone."""
        found = self._street(city, normalize_street(street))
        number, _ = house_number_value(house_number)
        if number:
            return _between(found.known, number)
        return _middle(found.known)

    def _read_street(self, city: str, key: str) -> _Street:
        houses = sorted(self._houses.houses(city, key), key=lambda house: (house.value, house.number))
        known = [self._known(house, city) for house in houses]
        by_number: dict[str, list[KnownAddress]] = {}
        for house, address in zip(houses, known, strict=True):
            by_number.setdefault(house.number, []).append(address)
        radius = {
            address: _QUALITY_UNCERTAINTY_M[house.quality]
            for house, address in zip(houses, known, strict=True)
        }
        return _Street(tuple(known), radius, by_number)

    def _known(self, house: House, city: str) -> KnownAddress:
        return KnownAddress(house.street, house.number, "", city, house.lon, house.lat, source=self._source)


def _of_houses(houses: Sequence[KnownAddress], street: _Street) -> StreetPoint:
    """Return the house; where two streets of one name have the number, one of them and how far the other is."""
    first = houses[0]
    apart = float(_distances(first, houses).max())
    radius = max(street.radius[house] for house in houses)
    if apart <= _SAME_HOUSE_M:
        return StreetPoint(first.lon, first.lat, radius, is_house=True, known=first)
    note = f"{AMBIGUOUS}: {first.city} has this number in several streets of this name"
    return StreetPoint(first.lon, first.lat, apart + radius, is_house=False, known=first, note=note)


def _between(known: Sequence[KnownAddress], number: int) -> StreetPoint:
    """Return the place between the neighbours of a number: it is new or wrong, but surely lies near them."""
    values = {address: house_number_value(address.house_number)[0] for address in known}
    for parity in ((number % 2,), (0, 1)):
        side = sorted((a for a in known if values[a] % 2 in parity), key=lambda a: values[a])
        below = [a for a in side if values[a] <= number]
        above = [a for a in side if values[a] > number]
        if below and above:
            return _interpolated(below[-1], above[0], values, number)
    return _beyond(known, number)


def _beyond(known: Sequence[KnownAddress], number: int) -> StreetPoint:
    """Return the end of the street for a number beyond it: a new house there, or a wrong number of the street."""
    point = nearest_number(known, number)
    extent = float(np.ceil(_distances(point.known, known).max()))
    return replace(point, uncertainty_m=min(point.uncertainty_m, NEAREST_NUMBER_BASE_M + extent))


def _interpolated(
    below: KnownAddress, above: KnownAddress, values: dict[KnownAddress, int], number: int
) -> StreetPoint:
    share = (number - values[below]) / (values[above] - values[below])
    lon, lat = below.lon + share * (above.lon - below.lon), below.lat + share * (above.lat - below.lat)
    radius = max(HOUSE_UNCERTAINTY_M, float(np.ceil(_distances(below, [above])[0])))
    note = (
        f"{number} is not among the official addresses of the street: "
        f"placed between {below.house_number} and {above.house_number}"
    )
    return StreetPoint(lon, lat, radius, is_house=False, known=below, note=note)


def _middle(known: Sequence[KnownAddress]) -> StreetPoint:
    """Return the house nearest to the middle of all, and the radius that holds nearly all of them."""
    lon, lat = np.array([(a.lon, a.lat) for a in known]).T
    middle = known[int(np.argmin(great_circle_m(lon.mean(), lat.mean(), lon, lat)))]
    reached = float(np.ceil(np.quantile(_distances(middle, known), _STREET_SHARE, method="higher")))
    radius = max(HOUSE_UNCERTAINTY_M, reached)
    return StreetPoint(
        middle.lon, middle.lat, radius, is_house=False, known=middle, note="only the street is known"
    )


def _distances(start: KnownAddress, ends: Sequence[KnownAddress]) -> NDArray[np.float64]:
    return great_circle_m(start.lon, start.lat, [a.lon for a in ends], [a.lat for a in ends])
