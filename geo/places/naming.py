"""A name that a person understands for any point: "near the station Rhade", "north of the Ahornstraße".

Only stations, public buildings, schools, streets and city centres lend their names. Persons, companies, clubs and
private institutes never do.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.places.address import fold
from geo.places.gazetteer import KnownAddress, KnownPlace, Tables
from geo.places.gazetteer.places import is_school
from geo.projection import great_circle_m

#: Up to here a point is near an anchor; beyond it lies in a direction from it.
_NEAR_M = 300.0

STATION, CENTRE, BUILDING, SCHOOL, STREET, AREA = "station", "centre", "building", "school", "street", "area"
#: The better known, the further its name carries: metres count by this factor when anchors are compared.
_WEIGHTS = {STATION: 0.5, CENTRE: 0.6, BUILDING: 0.8, STREET: 1.0, SCHOOL: 1.2}
#: Among anchors inside a place the first of these kinds names it.
BEST_KNOWN = (STATION, CENTRE, BUILDING, STREET, SCHOOL)
#: Public buildings that everybody knows; hospitals and the like bear the names of who runs them.
_PUBLIC_KINDS = frozenset({"town_hall", "district_hall", "court", "tax_office", "employment_agency"})
DIRECTIONS = ("north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west")

_SCHOOL_WORDS = ("schule", "gymnasium", "berufskolleg")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlaceName:
    """A name without language; a page turns it into words with `say`.

    `kind` says what the anchor is (station, centre, building, street, school), `area` where nothing is known;
    `direction` is one of `DIRECTIONS`, seen from the anchor, or "" for near; `distance_m` metres from the anchor.
    `number` counts places that no anchor tells apart, from 2 for the second.
    """

    kind: str
    anchor: str
    city: str = ""
    direction: str = ""
    distance_m: float = 0.0
    number: int = 1

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """What a reader sees of the name beside the distance; unique within a list."""
        return (self.kind, self.anchor, self.direction, self.number)


@dataclass(frozen=True)
class PointToName:
    """What wants a name: a point in degrees, its city ("" unknown), and how far its people live around it."""

    lon: float
    lat: float
    city: str = ""
    radius_m: float = 0.0


@dataclass(frozen=True)
class Anchor:
    """Something known by its name; a street has one anchor for each known point."""

    kind: str
    name: str
    city: str
    lon: float
    lat: float


class Namer:
    """Names points by what is known around them."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        ordered = sorted(anchors, key=lambda a: (a.city, a.kind, a.name, a.lon, a.lat))
        self._by_city = {city: _Anchors([a for a in ordered if a.city == city]) for city in _cities(ordered)}
        self._all = _Anchors(ordered)

    @classmethod
    def of_tables(cls, tables: Tables) -> "Namer":
        """Return the namer of a district from the tables of its gazetteer."""
        return cls(list(anchors_of(tables)))

    def name(self, lon: float, lat: float, *, city: str = "", radius_m: float = 0.0) -> PlaceName:
        """Name one point (degrees).

        Parameters
        ----------
        city
            Only anchors of this city are taken, if there are any.
        radius_m
            How far the place reaches from its point; an anchor inside is near.
        """
        return next(self._candidates(PointToName(lon, lat, city, radius_m)))

    def name_all(self, spots: Sequence[PointToName]) -> list[PlaceName]:
        """Name many points so that no two share a name; the first has the first choice."""
        taken: set[tuple[str, str, str, int]] = set()
        names = []
        for spot in spots:
            name = self._free_name(spot, taken)
            taken.add(name.identity)
            names.append(name)
        return names

    def _free_name(self, spot: PointToName, taken: set[tuple[str, str, str, int]]) -> PlaceName:
        first = None
        for candidate in self._candidates(spot):
            first = first or candidate
            if candidate.identity not in taken:
                return candidate
        if first is None:
            first = PlaceName(AREA, "", spot.city)
        while first.identity in taken:
            first = replace(first, number=first.number + 1)
        return first

    def _candidates(self, spot: PointToName) -> Iterator[PlaceName]:
        anchors = self._by_city.get(spot.city, self._all)
        if not anchors.anchors:
            yield PlaceName(AREA, "", spot.city)
            return
        distance, direction = anchors.seen_from(spot)
        is_near = distance <= max(_NEAR_M, spot.radius_m)
        order = np.lexsort((distance * anchors.weight, np.where(is_near, anchors.fame, len(BEST_KNOWN))))
        for number in order:
            anchor = anchors.anchors[number]
            side = "" if is_near[number] else DIRECTIONS[direction[number]]
            yield PlaceName(anchor.kind, anchor.name, anchor.city, side, float(distance[number]))


class _Anchors:
    """The same anchors as arrays."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self.anchors = anchors
        self.lon = np.array([a.lon for a in anchors], dtype=float)
        self.lat = np.array([a.lat for a in anchors], dtype=float)
        self.weight = np.array([_WEIGHTS[a.kind] for a in anchors], dtype=float)
        self.fame = np.array([BEST_KNOWN.index(a.kind) for a in anchors], dtype=int)

    def seen_from(self, spot: PointToName) -> tuple[Floats, NDArray[np.int64]]:
        """Return metres to each anchor, and the number of the direction in which the spot lies from it."""
        east = (spot.lon - self.lon) * np.cos(np.radians(spot.lat))
        eighth = np.rint(np.degrees(np.arctan2(east, spot.lat - self.lat)) / 45).astype(np.int64) % 8
        return great_circle_m(spot.lon, spot.lat, self.lon, self.lat), eighth


def anchors_of(tables: Tables) -> Iterator[Anchor]:
    """Yield what lends its name: stations, public buildings, city centres, streets, schools."""
    for place in tables.places:
        if place.kind == STATION or place.kind in _PUBLIC_KINDS:
            yield _place(place)
    for city, (lon, lat) in tables.centres.items():
        yield Anchor(CENTRE, city, city, lon, lat)
    for address in tables.addresses:
        if address.street:
            yield Anchor(STREET, address.street, address.city, address.lon, address.lat)
        if _is_public_school(address):
            yield Anchor(SCHOOL, address.name, address.city, address.lon, address.lat)


def say(name: PlaceName, text: Callable[..., str]) -> str:
    """Turn a name into words.

    Parameters
    ----------
    text
        Returns the text of a key with its fields filled in, as `geo.i18n.Texts` does. Keys:
        `place.anchor.<kind>` with `name`, `place.near` and `place.<direction>` with `anchor`,
        `place.area` with `number`, `place.numbered` with `name` and `number`.
    """
    if name.kind == AREA:
        return text("place.area", number=name.number)
    anchor = text(f"place.anchor.{name.kind}", name=name.anchor)
    words = text(f"place.{name.direction or 'near'}", anchor=anchor)
    return words if name.number == 1 else text("place.numbered", name=words, number=name.number)


def _place(place: KnownPlace) -> Anchor:
    """Return a place as anchor; a name that says itself that it is a station needs no word before it."""
    says_itself = place.kind != STATION or place.name.casefold().endswith(("hbf", "bahnhof"))
    return Anchor(BUILDING if says_itself else STATION, place.name, place.city, place.lon, place.lat)


def _is_public_school(address: KnownAddress) -> bool:
    return is_school(address) and any(word in fold(address.name) for word in _SCHOOL_WORDS)


def _cities(anchors: Sequence[Anchor]) -> list[str]:
    return sorted({anchor.city for anchor in anchors})
