"""The gazetteer: an address or the name of a place → the best point that the local tables can give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.model import AMBIGUOUS, POINT_PRECISIONS, Address, Match, Precision
from geo.places.address import find_city, format_address, normalize_street, parse_address, readings_of
from geo.places.gazetteer.areas import Area, city_areas, postcode_areas
from geo.places.gazetteer.official import OfficialStreets
from geo.places.gazetteer.places import Places, uncertainty_of
from geo.places.gazetteer.shipped import KnownAddress, Tables, read_tables
from geo.places.gazetteer.streets import StreetPoint, Streets, find_house, locate_on_street, similar_names
from geo.places.gazetteer.suggestions import Suggester
from geo.places.official_addresses import OfficialHouses
from geo.settings import District

SOURCE = "gazetteer"


@dataclass(frozen=True)
class _Found:
    """A point before it becomes a `Match`."""

    lon: float
    lat: float
    precision: Precision
    uncertainty_m: float
    city: str
    source: str = ""
    note: str = ""


class Gazetteer:
    """The local list of addresses, streets, places, postcodes and cities.

    It never guesses a city: a street without a city or postcode has no answer, because the list knows only
    some of the streets, and one of the same name may lie in any other city. The official list knows all: with
    it a street that one city alone has is decided.

    Parameters
    ----------
    tables
        The shipped tables.
    official
        The official addresses, where they were imported; they go before the shipped ones.
    """

    def __init__(self, tables: Tables, official: OfficialHouses | None = None) -> None:
        self.cities = tables.cities
        self._official = OfficialStreets(official) if official else None
        self._streets = Streets(tables.addresses)
        self._places = Places(tables.places, tables.addresses)
        self._city_areas = city_areas(tables)
        self._postcode_areas = postcode_areas(tables)
        self._suggester = Suggester(tables, self._official.labels() if self._official else ())
        self._addresses = [
            f"{a.street} {a.house_number}, {a.city}" for a in tables.addresses if a.house_number
        ]

    def city_of(self, address: Address) -> str:
        """Return the city of the district that an address names or its postcode tells; "" if neither does."""
        if address.city and (named := find_city(address.city, self.cities)):
            return named
        area = self._postcode_areas.get(address.postal_code)
        return area.city if area else ""

    def find(self, address: Address, *, today: date, is_whole: bool = True) -> Match:
        """Return the best answer of the local tables; if there is none, precision `none` and why in `note`.

        Parameters
        ----------
        address
            As `parse_address` gives it; the name of a place stands in `street`.
        today
            The date to put on the answer.
        is_whole
            Whether the address is all that was said; if not, the rest may be the name of another city, and a
            street without a city is not decided.
        """
        city = self.city_of(address)
        found = self._find(address, city, is_whole=is_whole)
        if isinstance(found, str) or found.precision not in POINT_PRECISIONS:
            found = self._read_otherwise(address, city) or found
        if isinstance(found, str):
            return no_match(address, today=today, note=found)
        source = f"{SOURCE}: {found.source}" if found.source else SOURCE
        return Match(
            query=format_address(address),
            lon=round(found.lon, 6),
            lat=round(found.lat, 6),
            precision=found.precision,
            uncertainty_m=found.uncertainty_m,
            source=source,
            date=today,
            city=found.city,
            inside_city=True if address.city else None,
            note="; ".join(note for note in (found.note, self._doubt(address, city)) if note),
        )

    def _read_otherwise(self, address: Address, city: str) -> _Found | None:
        """Return the point of what a street with brackets or a corner may mean, None where it is not known either."""
        for reading in readings_of(address) if city else ():
            found = self._find(reading, city, is_whole=True)
            if not isinstance(found, str) and found.precision in POINT_PRECISIONS:
                told = f"the street was read as {reading.street}"
                return replace(found, note="; ".join(note for note in (told, found.note) if note))
        return None

    def suggest(self, text: str, *, limit: int = 5) -> list[str]:
        """Return addresses and places of the list that a half-typed text may mean, the likeliest first.

        Each suggestion is a text that `find` answers with a point once it is parsed.
        """
        address = parse_address(text, cities=self.cities)
        return self._suggester.suggest(text, address, limit=limit)

    def cities_with(self, street: str) -> list[str]:
        """Return the cities in which a street of this name is known, in order."""
        official = self._official.cities_with(street) if self._official else []
        return sorted({*official, *self._streets.cities_with(street)})

    def similar_streets(self, city: str, street: str, *, limit: int = 5) -> list[str]:
        """Return the streets of a city whose name is most like this one, without the same; best first."""
        names = {**self._streets.names(city), **(self._official.names(city) if self._official else {})}
        return similar_names(normalize_street(street), names, limit=limit)

    def labels(self) -> list[str]:
        """Return all that the list knows as texts that `find` answers once parsed: the coarse first, houses last."""
        return list(dict.fromkeys([*self._suggester.labels, *self._addresses]))

    def _find(self, address: Address, city: str, *, is_whole: bool) -> _Found | str:
        if address.street and (place := self._place(address, city)):
            return place
        if not city:
            return (self._only_of_its_name(address) if is_whole else None) or self._why_no_city(address)
        if not address.street:
            return self._area(address, city) or f"no point is known for {city}"
        return self._street_or_area(address, city)

    def _only_of_its_name(self, address: Address) -> _Found | None:
        """Return a street without a city, where it is certain that one city alone has it."""
        if address.city or address.postal_code or not self._official:
            return None
        cities = self.cities_with(address.street)
        if len(cities) != 1 or set(self._official.cities) < set(self.cities):
            return None
        found = self._street(address, cities[0])
        note = f"no city is named; of the district {cities[0]} alone has this street"
        return replace(found, note="; ".join(text for text in (note, found.note) if text)) if found else None

    def _street_or_area(self, address: Address, city: str) -> _Found | str:
        street, area = self._street(address, city), self._area(address, city)
        site = self._site(address, city)
        if site and not (street and street.precision == Precision.HOUSE):
            return site
        if not street:
            reason = self._why_no_street(address.street, city)
            return replace(area, note=reason) if area else reason
        if area and street.uncertainty_m > area.uncertainty_m:
            return replace(
                area, note=f"the known numbers of {address.street} are too far from {address.house_number}"
            )
        return street

    def _why_no_street(self, street: str, city: str) -> str:
        if not self._official or city not in self._official.cities:
            return f"{street} is not in the list of {city}"
        others = ", ".join(self.cities_with(street))
        return f"{city} has no {street} by the official list" + (f"; known in {others}" if others else "")

    def _street(self, address: Address, city: str) -> _Found | None:
        known = self._streets.known(city, address.street)
        if self._official and self._official.knows(city, address.street):
            return self._of_official(self._official, address, city, known)
        if known:
            return _on_street(self._of_postcode(known, address), address)
        return self._nearly(address, city)

    def _of_official(
        self, official: OfficialStreets, address: Address, city: str, known: list[KnownAddress]
    ) -> _Found:
        """Return the house of the official list, else that of the shipped one, else what lies nearest."""
        point = official.house(city, address.street, address.house_number)
        if point is None and find_house(known, address.house_number):
            return _on_street(known, address)
        return _of_point(point or official.near(city, address.street, address.house_number))

    def _nearly(self, address: Address, city: str) -> _Found | None:
        """Return the one street whose name this is a slip of."""
        official = self._official.nearly_known(city, address.street) if self._official else ""
        if self._official and official:
            meant = replace(address, street=official)
            point = self._official.house(city, official, meant.house_number)
            point = point or self._official.near(city, official, meant.house_number)
            return _of_point(point, doubt=f"the street was read as {official}")
        nearly = self._streets.nearly_known(city, address.street)
        if not nearly:
            return None
        read_as = f"the street was read as {nearly[0].street}"
        return _on_street(self._of_postcode(nearly, address), address, doubt=read_as)

    @staticmethod
    def _of_postcode(known: list[KnownAddress], address: Address) -> list[KnownAddress]:
        """Choose the points in the named postcode for a street without a number, if the street has such."""
        here = [] if address.house_number else [a for a in known if a.postal_code == address.postal_code]
        return here or known

    def _place(self, address: Address, city: str) -> _Found | None:
        is_street = self._official and self._official.knows(city, address.street)
        if address.house_number or is_street or self._streets.known(city, address.street):
            return None
        place = self._places.find(address.street, city)
        if not place:
            return None
        return _Found(place.lon, place.lat, Precision.PLACE, uncertainty_of(place), place.city, place.source)

    def _site(self, address: Address, city: str) -> _Found | None:
        """Return the named site that an address belongs to."""
        place = self._places.at(address.street, address.house_number, city)
        if not place:
            return None
        note = f"the address belongs to {place.name}"
        radius_m = uncertainty_of(place)
        return _Found(place.lon, place.lat, Precision.PLACE, radius_m, place.city, place.source, note)

    def _area(self, address: Address, city: str) -> _Found | None:
        area = self._postcode_areas.get(address.postal_code)
        if area and area.city == city:
            return _of_area(area, Precision.POSTCODE)
        whole = self._city_areas.get(city)
        return _of_area(whole, Precision.CITY) if whole else None

    def _why_no_city(self, address: Address) -> str:
        if address.city or address.postal_code:
            return "outside the district: neither city nor postcode is one of it"
        cities = self.cities_with(address.street)
        if cities:
            return f"{AMBIGUOUS}: no city is named; {address.street} is known in {', '.join(cities)}"
        return "not found: no city is named" if address.street else "not found: nothing to look for"

    def _doubt(self, address: Address, city: str) -> str:
        """Say where postcode and city of the question do not agree: the city decides."""
        if not address.city or not address.postal_code:
            return ""
        area = self._postcode_areas.get(address.postal_code)
        if not find_city(address.city, self.cities):
            return f"the city is not known; the postcode {address.postal_code} belongs to {city}"
        if area is None:
            return f"the postcode {address.postal_code} is not in the list"
        return "" if area.city == city else f"the postcode {address.postal_code} belongs to {area.city}"


def load_gazetteer(
    district: District, official: OfficialHouses | None = None, *, more: Sequence[KnownAddress] = ()
) -> Gazetteer:
    """Read the tables that the district file names and build the gazetteer.

    Parameters
    ----------
    more
        Addresses that an operator brought along; they join the shipped ones.

    Raises
    ------
    DataError
        If a table is missing or does not fit.
    """
    tables = read_tables(district)
    return Gazetteer(replace(tables, addresses=(*tables.addresses, *more)), official)


def no_match(address: Address, *, today: date, note: str, source: str = SOURCE) -> Match:
    """Return the answer that nothing was found, and why."""
    return Match(format_address(address), None, None, Precision.NONE, None, source, today, note=note)


def _on_street(known: list[KnownAddress], address: Address, *, doubt: str = "") -> _Found:
    """Make a point of a street; with a doubt about its name it is never more than the street."""
    return _of_point(locate_on_street(known, address.house_number), doubt=doubt)


def _of_point(point: StreetPoint, *, doubt: str = "") -> _Found:
    precision = Precision.HOUSE if point.is_house and not doubt else Precision.STREET
    note = "; ".join(text for text in (doubt, point.note) if text)
    return _Found(
        point.lon, point.lat, precision, point.uncertainty_m, point.known.city, point.known.source, note
    )


def _of_area(area: Area, precision: Precision) -> _Found:
    return _Found(area.lon, area.lat, precision, area.radius_m, area.city)
