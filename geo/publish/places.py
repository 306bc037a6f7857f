"""The list of places that travels with the page, so that "near me" is computed on the reader's device."""

from collections.abc import Iterable

from geo.model import Match, Precision
from geo.places.geocoding import Geocoder

#: Latitude, longitude to a metre; label, lon, lat, radius in metres, 1 for a house.
_DECIMALS = 5
#: More places than this would make the file heavy; the finest, house numbers, are left out first.
_MOST = 5000

Row = list[str | float | int]


def place_rows(geocoder: Geocoder, *, most: int = _MOST) -> list[Row]:
    """Return the places of the local list with their points, coarse ones first; nobody else is asked."""
    matches = ((label, geocoder.geocode(label, offline=True)) for label in geocoder.labels()[:most])
    return list(_rows(matches))


def _rows(matches: Iterable[tuple[str, Match]]) -> Iterable[Row]:
    for label, match in matches:
        if match.lon is None or match.lat is None:
            continue
        is_house = match.precision is Precision.HOUSE
        radius = round(match.uncertainty_m or 0.0, 1)
        yield [label, round(match.lon, _DECIMALS), round(match.lat, _DECIMALS), radius, int(is_house)]
