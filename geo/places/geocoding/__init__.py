"""Address → `Match`: cache, gazetteer, then a geocoding service if one is switched on."""

from geo.places.geocoding.cache import GeocodeCache, LockedPoints, MemoryCache, cache_key
from geo.places.geocoding.chain import BOUNDARY_TOLERANCE_M, Geocoder
from geo.places.geocoding.providers import (
    GeopyProvider,
    NominatimProvider,
    PhotonProvider,
    Provider,
    make_provider,
)

__all__ = [
    "BOUNDARY_TOLERANCE_M",
    "GeocodeCache",
    "Geocoder",
    "GeopyProvider",
    "LockedPoints",
    "MemoryCache",
    "NominatimProvider",
    "PhotonProvider",
    "Provider",
    "cache_key",
    "make_provider",
]
