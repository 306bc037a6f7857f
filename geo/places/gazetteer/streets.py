"""Streets with their known house numbers: the house, a place between two numbers, or the street alone."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from geo.places.address import (
    house_number_range,
    house_number_value,
    is_typo_of,
    normalize_house_number,
    normalize_street,
    split_kind,
)
from geo.places.gazetteer.shipped import KnownAddress
from geo.projection import great_circle_m

#: What the list calls a house is a forecourt, a parking bay (±30 m) or a school's plot: two schools with
#: neighbouring numbers lie 89 to 158 m apart (median 105), so half of that is a plot, and the true door is
#: within it.
HOUSE_UNCERTAINTY_M = 100.0

#: Along the streets of the shipped list one number is 9 to 10 m of street in the median. Held-out addresses
#: lie within these radii, plus so much for each number of the gap to the nearest known one, in 95 of 100
#: cases and more; the figures are in docs/METHODS.md and tools/calibrate_geocoder.py measures them again.
_BETWEEN_NUMBERS_BASE_M, _BETWEEN_NUMBERS_STEP_M = 150.0, 8.0
NEAREST_NUMBER_BASE_M, _NEAREST_NUMBER_STEP_M = 220.0, 16.0

#: A street without a number: more than nine of ten known addresses lie this near to another point of their
#: street.
_STREET_ONLY_M = 2100.0

#: A street offered as what may be meant is at least this much (0 to 100) like the one asked for.
_LEAST_LIKENESS = 75.0


@dataclass(frozen=True)
class StreetPoint:
    """Where on a street an address is, `note` says how that was found unless it is the house itself."""

    lon: float
    lat: float
    uncertainty_m: float
    is_house: bool
    known: KnownAddress
    note: str = ""


class Streets:
    """The known addresses by city and street."""

    def __init__(self, addresses: Sequence[KnownAddress]) -> None:
        self._by_city: dict[str, dict[str, list[KnownAddress]]] = defaultdict(lambda: defaultdict(list))
        for known in addresses:
            self._by_city[known.city][normalize_street(known.street)].append(known)

    def cities_with(self, street: str) -> list[str]:
        """Return the cities that have a street of this name, in order."""
        key = normalize_street(street)
        return sorted(city for city, streets in self._by_city.items() if key and key in streets)

    def known(self, city: str, street: str) -> list[KnownAddress]:
        """Return the known addresses of one street, [] if the city has none of this name."""
        return list(self._by_city[city].get(normalize_street(street), ())) if city in self._by_city else []

    def names(self, city: str) -> dict[str, str]:
        """Return the streets of a city: name by key."""
        return {key: known[0].street for key, known in self._by_city.get(city, {}).items()}

    def nearly_known(self, city: str, street: str) -> list[KnownAddress]:
        """Return the known addresses of the one street that this name is a slip of, else []."""
        key = normalize_street(street)
        streets = self._by_city.get(city, {})
        slips = {known: OSA.distance(key, known) for known in streets if is_typo_of(key, known)}
        nearest = [known for known, slip in slips.items() if slip == min(slips.values())]
        return list(streets[nearest[0]]) if len(nearest) == 1 else []


def similar_names(key: str, names: Mapping[str, str], *, limit: int) -> list[str]:
    """Return the names whose keys are most like a key, without the key itself; the kind of street counts little."""
    stem = split_kind(key)[0]
    scores = {known: fuzz.ratio(stem, split_kind(known)[0]) for known in names if known != key}
    best = sorted(
        (known for known, score in scores.items() if score >= _LEAST_LIKENESS), key=lambda k: (-scores[k], k)
    )
    return [names[known] for known in best[:limit]]


def find_house(known: Sequence[KnownAddress], house_number: str) -> KnownAddress | None:
    """Return the known address with this house number, or whose range of numbers overlaps it."""
    asked = normalize_house_number(house_number)
    for address in known:
        if asked and normalize_house_number(address.house_number) == asked:
            return address
    if not re.fullmatch(r"\d+(-\d+)?", asked):
        return None
    numbers = set(house_number_range(asked))
    return next((address for address in known if numbers & _plain_range(address)), None)


def _plain_range(address: KnownAddress) -> set[int]:
    plain = re.fullmatch(r"\d+(-\d+)?", normalize_house_number(address.house_number))
    return set(house_number_range(address.house_number)) if plain else set()


def locate_on_street(known: Sequence[KnownAddress], house_number: str) -> StreetPoint:
    """Find the best point for a house number on a street of which some numbers are known.

    Parameters
    ----------
    known
        The known addresses of one street, at least one.
    house_number
        As written; "" for the street as a whole.

    Returns
    -------
    StreetPoint
        The house itself, else a point between the two nearest known numbers (of the same side of the street
        if there are such), else the nearest known number, else the middle of the street's known points.
    """
    house = find_house(known, house_number)
    if house:
        return StreetPoint(house.lon, house.lat, HOUSE_UNCERTAINTY_M, is_house=True, known=house)
    number, _ = house_number_value(house_number)
    numbered = [address for address in known if house_number_value(address.house_number)[0]]
    if number and numbered:
        return _between(numbered, number)
    middle = _middle(known)
    note = "only the street is known" if not number else "no number of this street is known"
    return StreetPoint(middle.lon, middle.lat, _STREET_ONLY_M, is_house=False, known=middle, note=note)


def _between(known: Sequence[KnownAddress], number: int) -> StreetPoint:
    same_side = [a for a in known if _value(a) % 2 == number % 2]
    for choice in (same_side, known):
        below = max((a for a in choice if _value(a) <= number), key=_value, default=None)
        above = min((a for a in choice if _value(a) > number), key=_value, default=None)
        if below and above:
            return _interpolate(below, above, number)
    return nearest_number(known, number)


def nearest_number(known: Sequence[KnownAddress], number: int) -> StreetPoint:
    """Return the known house whose number is nearest, with a radius that grows with the gap."""
    nearest = min(known, key=lambda a: (abs(_value(a) - number), _value(a) % 2 != number % 2, _value(a)))
    note = f"placed at number {nearest.house_number}, the nearest known of the street"
    radius = NEAREST_NUMBER_BASE_M + _NEAREST_NUMBER_STEP_M * abs(_value(nearest) - number)
    return StreetPoint(nearest.lon, nearest.lat, radius, is_house=False, known=nearest, note=note)


def _interpolate(below: KnownAddress, above: KnownAddress, number: int) -> StreetPoint:
    share = (number - _value(below)) / (_value(above) - _value(below))
    lon, lat = below.lon + share * (above.lon - below.lon), below.lat + share * (above.lat - below.lat)
    radius = _BETWEEN_NUMBERS_BASE_M + _BETWEEN_NUMBERS_STEP_M * min(
        number - _value(below), _value(above) - number
    )
    note = f"placed between the known numbers {below.house_number} and {above.house_number} of the street"
    return StreetPoint(lon, lat, radius, is_house=False, known=below, note=note)


def _value(address: KnownAddress) -> int:
    return house_number_value(address.house_number)[0]


def _middle(known: Sequence[KnownAddress]) -> KnownAddress:
    """Return the known address with the least sum of distances to the others."""

    def to_others(address: KnownAddress) -> float:
        return float(sum(great_circle_m(address.lon, address.lat, other.lon, other.lat) for other in known))

    return min(known, key=lambda address: (to_others(address), address.lon))
