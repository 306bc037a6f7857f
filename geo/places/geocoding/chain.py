"""The chain: locked by hand → cache → exact house of the gazetteer → provider → best offline answer."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import geopandas as gpd

from geo.district.boundaries import city_at, is_inside_city
from geo.errors import ProviderError, StoreError
from geo.model import AMBIGUOUS, NO_ANSWER, NOT_ASKED, PRECISIONS, REFUSED, Address, Match, Precision
from geo.places.address import MAX_QUERY, find_city, format_address, is_street_like, parse_address, says_more
from geo.places.address_text import addresses_in
from geo.places.gazetteer import Gazetteer, no_match
from geo.places.geocoding.cache import GeocodeCache, LockedPoints, cache_key
from geo.places.geocoding.providers import Provider
from geo.tables import FORBIDDEN

#: A provider's point may lie so far outside the named city: the shipped boundaries are up to 224 m off.
BOUNDARY_TOLERANCE_M = 250.0

#: After so many failures in a row a provider is left alone for a while, so that a long list does not wait for
#: each.
_FAILURES_IN_A_ROW = 3
_REST_S = 300.0

logger = logging.getLogger(__name__)


class Geocoder:
    """Finds the point of an address; always answers, with or without a provider.

    Parameters
    ----------
    gazetteer
        The local list.
    boundaries
        The cities of the district (EPSG:4326), indexed by `ags`, with column `name`.
    provider
        A service to ask where the list has not the exact house; None asks nobody.
    cache
        Keeps the provider's answers.
    locked
        Points that a person set; they win over everything.
    metric_crs
        EPSG code of the district's metric system.
    clock, timer
        Today's date, and the seconds that go by; handed in by tests.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        boundaries: gpd.GeoDataFrame,
        *,
        provider: Provider | None = None,
        cache: GeocodeCache | None = None,
        locked: LockedPoints | None = None,
        metric_crs: int = 25832,
        clock: Callable[[], date] = date.today,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries
        self._provider = provider
        self._cache = cache
        self._locked = locked
        self._metric_crs = metric_crs
        self._clock = clock
        self._timer = timer
        self._failures = 0
        self._rests_until = 0.0

    @property
    def gazetteer(self) -> Gazetteer:
        """The local list that is asked first."""
        return self._gazetteer

    def suggest(self, text: str, *, limit: int = 5) -> list[str]:
        """Return places of the local list that a text may mean, best first."""
        return self._gazetteer.suggest(text, limit=limit)

    def labels(self) -> list[str]:
        """Return all places of the local list as texts, the coarse first, houses last."""
        return self._gazetteer.labels()

    def geocode(self, query: str | Address, *, offline: bool = False) -> Match:
        """Return the best answer for an address or the name of a place.

        Parameters
        ----------
        query
            Free text, or an address already in parts.
        offline
            Ask no provider: for the address of a resident, which never leaves this server.

        Returns
        -------
        Match
            Precision `none` with the reason in `note` if there is no answer; never an exception.
        """
        if isinstance(query, Address):
            return replace(self._answer(query, offline=offline), query=format_address(query))
        told = addresses_in(query, self._gazetteer.cities)
        text = told[0][0] if len(told) > 1 else query
        address = parse_address(text, cities=self._gazetteer.cities)
        answer = self._answer(address, offline=offline, is_whole=not says_more(text, address))
        if len(told) > 1:
            answer = _with_note(answer, f"{len(told)} addresses are named; this is the first")
        return replace(answer, query=FORBIDDEN.sub("", query[:MAX_QUERY]))

    def _answer(self, address: Address, *, offline: bool, is_whole: bool = True) -> Match:
        locked = self._find_locked(address)
        if locked:
            return locked
        local = self._checked(self._gazetteer.find(address, today=self._clock(), is_whole=is_whole), address)
        if self._provider is None or not self._may_be_asked(address):
            return local
        cached = self._read_cache(self._provider, address)
        if cached:
            return _better(cached, local)
        if offline or local.precision is Precision.HOUSE:
            return local
        return self._ask(self._provider, address, local)

    def _may_be_asked(self, address: Address) -> bool:
        """Whether an answer would be no guess: a city or postcode of the district, or a place's name."""
        if self._gazetteer.city_of(address):
            return True
        is_elsewhere = bool(address.city or address.postal_code)
        return bool(address.street) and not (
            is_elsewhere or address.house_number or is_street_like(address.street)
        )

    def _ask(self, provider: Provider, address: Address, local: Match) -> Match:
        if self._timer() < self._rests_until:
            return _with_note(local, f"{provider.name} {NOT_ASKED}: it failed a moment ago")
        try:
            found = provider.ask(address)
        except ProviderError as error:
            logger.warning("geocoding goes on without the provider: %s", error)
            self._count_failure()
            return _with_note(local, f"{provider.name} {NO_ANSWER}")
        self._failures = 0
        answer = self._accepted(provider, address, found)
        self._write_cache(provider, address, answer)
        return _better(answer, local)

    def _count_failure(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_IN_A_ROW:
            self._failures = 0
            self._rests_until = self._timer() + _REST_S

    def _accepted(self, provider: Provider, address: Address, found: Match | None) -> Match:
        """Return a provider's answer with its city, or why it is not taken."""
        today = self._clock()
        if found is None or found.lon is None or found.lat is None:
            return no_match(
                address, today=today, note=f"{provider.name} knows no answer", source=provider.name
            )
        city = self._gazetteer.city_of(address)
        if city and not self._is_inside(city, found):
            note = f"the answer of {provider.name} was {REFUSED}: it lies outside {city}"
            return no_match(address, today=today, note=note, source=provider.name)
        where = city_at(self._boundaries, found.lon, found.lat) or city
        if not where:
            note = f"the answer of {provider.name} was {REFUSED}: it lies outside the district"
            return no_match(address, today=today, note=note, source=provider.name)
        if not city and found.precision is Precision.STREET:
            note = f"{AMBIGUOUS}: no city is named; {provider.name} knows a street in {where}"
            return no_match(address, today=today, note=note, source=provider.name)
        return replace(found, city=where, inside_city=True if address.city else None)

    def _is_inside(self, city: str, match: Match) -> bool:
        if match.lon is None or match.lat is None:
            return False
        return is_inside_city(
            self._boundaries,
            city,
            match.lon,
            match.lat,
            tolerance_m=BOUNDARY_TOLERANCE_M,
            metric_crs=self._metric_crs,
        )

    def _checked(self, match: Match, address: Address) -> Match:
        """Say of a local point whether it lies in the city that was named."""
        named = find_city(address.city, self._gazetteer.cities) if address.city else ""
        if not match.is_found or not named:
            return match
        return replace(match, inside_city=self._is_inside(named, match))

    def _find_locked(self, address: Address) -> Match | None:
        try:
            return self._locked.find(address) if self._locked else None
        except StoreError as error:
            logger.warning("geocoding goes on without the points set by hand: %s", type(error).__name__)
            return None

    def _read_cache(self, provider: Provider, address: Address) -> Match | None:
        try:
            return self._cache.get(cache_key(provider.name, address)) if self._cache is not None else None
        except StoreError as error:
            logger.warning("geocoding goes on without its cache: %s", type(error).__name__)
            return None

    def _write_cache(self, provider: Provider, address: Address, match: Match) -> None:
        try:
            if self._cache is not None:
                self._cache.put(cache_key(provider.name, address), match)
        except StoreError as error:
            logger.warning("an answer could not be kept: %s", type(error).__name__)


def _better(answer: Match, local: Match) -> Match:
    """Return the more precise of two answers, then the less uncertain; the provider's note is kept."""
    if _rank(answer) <= _rank(local):
        return answer
    return _with_note(local, answer.note)


def _rank(match: Match) -> tuple[int, float]:
    return PRECISIONS.index(match.precision), match.uncertainty_m or 0.0


def _with_note(match: Match, note: str) -> Match:
    return replace(match, note="; ".join(text for text in (match.note, note) if text))
