"""Places that fields show as an example: as the district file names them, else from the gazetteer."""

from dataclasses import fields, replace

from geo.places.gazetteer import read_tables
from geo.places.gazetteer.suggestions import spoken_name
from geo.settings import District, Examples


def examples_of(district: District) -> Examples:
    """Return a postcode, a city, an address and a station of the district, none of them empty.

    Raises
    ------
    DataError
        If the gazetteer has to be asked and is broken.
    """
    named = district.examples
    lacking = [one.name for one in fields(Examples) if not getattr(named, one.name)]
    if not lacking:
        return named
    known = _from_tables(district)
    return replace(named, **{name: getattr(known, name) for name in lacking})


def _from_tables(district: District) -> Examples:
    """Return the first of each kind; what a district has not is its first city."""
    tables = read_tables(district)
    city = tables.cities[0] if tables.cities else district.name
    code = next((point.postal_code for point in tables.postcodes if point.city == city), city)
    addresses = (f"{one.street} {one.house_number}".strip() for one in tables.addresses if one.city == city)
    address = next((f"{street}, {city}" for street in addresses), city)
    stations = sorted(
        (place for place in tables.places if place.kind == "station"), key=lambda place: place.city != city
    )
    station = next((spoken_name(place) for place in stations), city)
    return Examples(postal_code=code, city=city, address=address, station=station)
