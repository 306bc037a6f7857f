"""What an address may mean: the answer of the chain, the same street elsewhere, and names alike."""

from dataclasses import dataclass, replace
from enum import StrEnum

import geopandas as gpd

from geo.district.boundaries import is_inside_city
from geo.model import POINT_PRECISIONS, Address, Match
from geo.places.address import address_key, format_address, is_street_like, parse_address
from geo.places.gazetteer import SOURCE, Gazetteer
from geo.places.geocoding import Geocoder

#: So many are shown; more are not read.
_MOST_CANDIDATES = 6


class CandidateReason(StrEnum):
    """Why a place is offered."""

    LIST = "list"  # the answer of the local list
    SERVICE = "service"  # the answer of a service
    OTHER_CITY = "other_city"  # the same street and number in another city
    SIMILAR = "similar"  # a name like the one asked for
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Candidate:
    """A place an address may mean; `city_fits` says whether it lies in the named city, None if none is named."""

    label: str
    match: Match
    reason: CandidateReason
    city_fits: bool | None


def candidates(
    address: Address,
    geocoder: Geocoder,
    boundaries: gpd.GeoDataFrame,
    *,
    limit: int = _MOST_CANDIDATES,
    metric_crs: int = 25832,
) -> list[Candidate]:
    """Return places the address may mean, the likeliest first; each is a house, a street or a site.

    No service is asked; what one answered before is among them.
    """
    found: dict[tuple[float | None, float | None], Candidate] = {}
    for label, match, reason in _tried(address, geocoder):
        if match.precision in POINT_PRECISIONS:
            fits = _fits(address, match, boundaries, metric_crs)
            found.setdefault((match.lon, match.lat), Candidate(label, match, reason, fits))
    return list(found.values())[:limit]


def _tried(address: Address, geocoder: Geocoder) -> list[tuple[str, Match, CandidateReason]]:
    answer = geocoder.geocode(address, offline=True)
    tried = [(format_address(address), answer, _reason(answer))]
    if not address.street:
        return tried
    gazetteer = geocoder.gazetteer
    here = gazetteer.city_of(address)
    elsewhere = [
        replace(address, city=city, postal_code="")
        for city in gazetteer.cities_with(address.street)
        if city != here
    ]
    similar = _similar(address, here, gazetteer)
    for others, reason in ((elsewhere, CandidateReason.OTHER_CITY), (similar, CandidateReason.SIMILAR)):
        tried += [
            (format_address(other), geocoder.geocode(other, offline=True), reason)
            for other in others
            if address_key(other) != address_key(address)
        ]
    return tried


def _similar(address: Address, city: str, gazetteer: Gazetteer) -> list[Address]:
    """Return streets of the city with a name alike, for the name of a site what it may go on to."""
    if city and (address.house_number or is_street_like(address.street)):
        return [
            replace(address, street=name, postal_code="")
            for name in gazetteer.similar_streets(city, address.street)
        ]
    text = f"{address.street}, {city}" if city else address.street
    return [parse_address(found, cities=gazetteer.cities) for found in gazetteer.suggest(text)]


def _reason(answer: Match) -> CandidateReason:
    if answer.source.startswith(SOURCE):
        return CandidateReason.LIST
    return CandidateReason.BY_HAND if answer.source == "by hand" else CandidateReason.SERVICE


def _fits(address: Address, match: Match, boundaries: gpd.GeoDataFrame, metric_crs: int) -> bool | None:
    if not address.city or match.lon is None or match.lat is None:
        return None
    return is_inside_city(boundaries, address.city, match.lon, match.lat, metric_crs=metric_crs)
