"""The gazetteer: an address or the name of a place → the best point that the local tables can give."""

from dataclasses import dataclass, replace
from datetime import date

from geo.address import find_city, format_address, parse_address
from geo.gazetteer.areas import Area, city_areas, postcode_areas
from geo.gazetteer.places import Places, uncertainty_of
from geo.gazetteer.streets import Streets, locate_on_street
from geo.gazetteer.suggestions import Suggester
from geo.gazetteer.tables import KnownAddress, Tables, read_tables
from geo.model import Address, Match, Precision
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
    some of the streets, and one of the same name may lie in any other city.
    """

    def __init__(self, tables: Tables) -> None:
        self.cities = tables.cities
        self._streets = Streets(tables.addresses)
        self._places = Places(tables.places, tables.addresses)
        self._city_areas = city_areas(tables)
        self._postcode_areas = postcode_areas(tables)
        self._suggester = Suggester(tables)

    def city_of(self, address: Address) -> str:
        """Return the city of the district that an address names or its postcode tells; "" if neither does."""
        if address.city and (named := find_city(address.city, self.cities)):
            return named
        area = self._postcode_areas.get(address.postal_code)
        return area.city if area else ""

    def find(self, address: Address, *, today: date) -> Match:
        """Return the best answer of the local tables; if there is none, precision `none` and why in `note`.

        Parameters
        ----------
        address
            As `parse_address` gives it; the name of a place stands in `street`.
        today
            The date to put on the answer.
        """
        city = self.city_of(address)
        found = self._find(address, city)
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

    def suggest(self, text: str, *, limit: int = 5) -> list[str]:
        """Return addresses and places of the list that a half-typed text may mean, the likeliest first.

        Each suggestion is a text that `find` answers with a point once it is parsed.
        """
        address = parse_address(text, cities=self.cities)
        return self._suggester.suggest(text, address, limit=limit)

    def _find(self, address: Address, city: str) -> _Found | str:
        if address.street and (place := self._place(address, city)):
            return place
        if not city:
            return self._why_no_city(address)
        if not address.street:
            return self._area(address, city) or f"no point is known for {city}"
        return self._street_or_area(address, city)

    def _street_or_area(self, address: Address, city: str) -> _Found | str:
        street, area = self._street(address, city), self._area(address, city)
        if not street:
            reason = f"{address.street} is not in the list of {city}"
            return replace(area, note=reason) if area else reason
        if area and street.uncertainty_m > area.uncertainty_m:
            return replace(
                area, note=f"the known numbers of {address.street} are too far from {address.house_number}"
            )
        return street

    def _street(self, address: Address, city: str) -> _Found | None:
        known = self._streets.known(city, address.street)
        if known:
            return _on_street(self._of_postcode(known, address), address)
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
        if address.house_number or self._streets.known(city, address.street):
            return None
        place = self._places.find(address.street, city)
        if not place:
            return None
        return _Found(place.lon, place.lat, Precision.PLACE, uncertainty_of(place), place.city, place.source)

    def _area(self, address: Address, city: str) -> _Found | None:
        area = self._postcode_areas.get(address.postal_code)
        if area and area.city == city:
            return _of_area(area, Precision.POSTCODE)
        whole = self._city_areas.get(city)
        return _of_area(whole, Precision.CITY) if whole else None

    def _why_no_city(self, address: Address) -> str:
        if address.city or address.postal_code:
            return "outside the district: neither city nor postcode is one of it"
        cities = self._streets.cities_with(address.street)
        if cities:
            return f"ambiguous: no city is named; {address.street} is known in {', '.join(cities)}"
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


def load_gazetteer(district: District) -> Gazetteer:
    """Read the tables that the district file names and build the gazetteer.

    Raises
    ------
    DataError
        If a table is missing or does not fit.
    """
    return Gazetteer(read_tables(district))


def no_match(address: Address, *, today: date, note: str, source: str = SOURCE) -> Match:
    """Return the answer that nothing was found, and why."""
    return Match(format_address(address), None, None, Precision.NONE, None, source, today, note=note)


def _on_street(known: list[KnownAddress], address: Address, *, doubt: str = "") -> _Found:
    """Make a point of a street; with a doubt about its name it is never more than the street."""
    point = locate_on_street(known, address.house_number)
    precision = Precision.HOUSE if point.is_house and not doubt else Precision.STREET
    note = "; ".join(text for text in (doubt, point.note) if text)
    return _Found(
        point.lon, point.lat, precision, point.uncertainty_m, point.known.city, point.known.source, note
    )


def _of_area(area: Area, precision: Precision) -> _Found:
    return _Found(area.lon, area.lat, precision, area.radius_m, area.city)
