"""Geocoding services behind one small protocol: Nominatim and Photon through geopy.

Another service (BKG's, a city's own) is one class with `name` and `ask`; the chain knows nothing more of it.
A service that geopy knows needs only its geopy class and a judge of its answers:

    class BkgProvider(GeopyProvider):
        def __init__(self, settings, **options):
            super().__init__("bkg", settings, SomeGeopyGeocoder(...), bkg_answer, **options)

        def _question(self, address):
            return {"query": format_address(address)}
"""

import logging
import math
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from geopy.exc import (
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim, Photon

from geo import settings
from geo.errors import ProviderError, SettingsError
from geo.model import Address, Match
from geo.places.address import format_address, is_street_like
from geo.places.geocoding.adapter import BoundedAdapter
from geo.places.geocoding.answers import ServiceAnswer, nominatim_answer, photon_answer

#: One question and two more tries; the waits between them double from the first.
MAX_TRIES = 3
FIRST_WAIT_S = 1.0

#: A service that asks for a longer break than this has said no for now.
_LONGEST_WAIT_S = 8.0

#: geopy writes whole questions into its debug and info lines: an address of a resident does not belong into a
#: log.
logging.getLogger("geopy").setLevel(logging.WARNING)

Judge = Callable[[Mapping[str, Any], Address], ServiceAnswer | None]


class Provider(Protocol):
    """Anything that can be asked for the point of an address."""

    @property
    def name(self) -> str:
        """What the service is called in `Match.source` and in the cache; two services never share a name."""

    def ask(self, address: Address) -> Match | None:
        """Return the service's answer, None if it knows none.

        Raises
        ------
        ProviderError
            If it gave no usable answer; the message never holds the address.
        """


class _Limiter(RateLimiter):  # type: ignore[misc]  # geopy ships no types
    """geopy's rate limiter with clock and sleep handed in, so that a test need not wait."""

    def __init__(
        self,
        ask: Callable[..., Any],
        *,
        pause_s: float,
        sleep: Callable[[float], None],
        timer: Callable[[], float],
    ) -> None:
        self._clock = timer
        self._wait = sleep
        super().__init__(
            ask,
            min_delay_seconds=pause_s,
            max_retries=0,
            error_wait_seconds=pause_s,
            swallow_exceptions=False,
        )

    def _sleep(self, seconds: float) -> None:
        self._wait(seconds)


class GeopyProvider:
    """A service that geopy knows: paced, retried with growing waits, its answers judged.

    Parameters
    ----------
    kind
        Short name of the kind of service.
    service
        Base URL, user agent, time limits.
    geocoder
        The geopy geocoder.
    judge
        Turns a raw answer into our words.
    clock, sleep, timer
        Today's date, how to wait, and the seconds that go by; handed in by tests.
    """

    def __init__(
        self,
        kind: str,
        service: settings.Provider,
        geocoder: Any,
        judge: Judge,
        *,
        clock: Callable[[], date] = date.today,
        sleep: Callable[[float], None] = time.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = f"{kind}:{urlsplit(service.url).netloc.rpartition('@')[2]}"
        self._judge = judge
        self._clock = clock
        self._sleep = sleep
        self._ask = _Limiter(geocoder.geocode, pause_s=service.pause_s, sleep=sleep, timer=timer)

    def ask(self, address: Address) -> Match | None:
        """Return the service's answer, None if it knows none.

        Raises
        ------
        ProviderError
            If the service hangs, refuses or answers nonsense, after at most `MAX_TRIES` questions.
        """
        try:
            location = self._with_patience(self._question(address))
            return self._match(location, address) if location else None
        except (GeopyError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            msg = f"{self.name}: {type(error).__name__}"
            raise ProviderError(msg) from None  # the chain of causes may hold the address

    def _question(self, address: Address) -> dict[str, Any]:
        raise NotImplementedError

    def _with_patience(self, question: dict[str, Any]) -> Any:
        for one in range(MAX_TRIES):
            try:
                return self._ask(**question)
            except GeocoderServiceError as error:
                wait_s = _wait_s(error, FIRST_WAIT_S * 2**one)
                if wait_s is None or one == MAX_TRIES - 1:
                    raise
            self._sleep(wait_s)
        raise AssertionError  # the last try returns or raises

    def _match(self, location: Any, address: Address) -> Match | None:
        answer = self._judge(location.raw, address)
        if answer is None:
            return None
        if not (math.isfinite(answer.uncertainty_m) and abs(answer.lon) <= 180 and abs(answer.lat) <= 90):
            msg = "position out of range"
            raise ValueError(msg)
        return Match(
            query=format_address(address),
            lon=round(answer.lon, 6),
            lat=round(answer.lat, 6),
            precision=answer.precision,
            uncertainty_m=answer.uncertainty_m,
            source=self.name,
            date=self._clock(),
        )


class NominatimProvider(GeopyProvider):
    """A Nominatim of any base URL."""

    def __init__(self, service: settings.Provider, *, country: str = "DE", **options: Any) -> None:
        super().__init__("nominatim", service, Nominatim(**_connection(service)), nominatim_answer, **options)
        self._country = country.lower()

    def _question(self, address: Address) -> dict[str, Any]:
        return {
            "query": _structured(address) if _is_postal(address) else format_address(address),
            "addressdetails": True,
            "language": "de",
            "country_codes": self._country,
        }


class PhotonProvider(GeopyProvider):
    """A Photon of any base URL."""

    def __init__(self, service: settings.Provider, *, country: str = "DE", **options: Any) -> None:
        super().__init__("photon", service, Photon(**_connection(service)), photon_answer, **options)
        self._country = country

    def _question(self, address: Address) -> dict[str, Any]:
        return {"query": format_address(address), "language": "de"}


def make_provider(service: settings.Provider, *, country: str = "DE", **options: Any) -> Provider | None:
    """Return the provider that the settings name, None if none is switched on.

    Raises
    ------
    SettingsError
        If its base URL is missing or no web address: no service is contacted that nobody chose.
    """
    makers = {"nominatim": NominatimProvider, "photon": PhotonProvider}
    if service.kind == "none":
        return None
    if service.kind not in makers:
        msg = f"unknown geocoding provider {service.kind!r}: none, {', '.join(makers)} are known"
        raise SettingsError(msg)
    parts = urlsplit(service.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        msg = f"geocoding provider {service.kind}: a base URL such as https://geocoder.example.org expected"
        raise SettingsError(msg)
    return makers[service.kind](service, country=country, **options)


def _connection(service: settings.Provider) -> dict[str, Any]:
    parts = urlsplit(service.url)
    return {
        "scheme": parts.scheme,
        "domain": f"{parts.netloc}{parts.path.rstrip('/')}",
        "user_agent": service.user_agent,
        "timeout": service.timeout_s,
        "adapter_factory": BoundedAdapter,
    }


def _is_postal(address: Address) -> bool:
    """Whether an address has a street (or no name at all); the name of a place is asked as free text."""
    return not address.street or bool(address.house_number) or is_street_like(address.street)


def _structured(address: Address) -> dict[str, str]:
    parts = {
        "street": f"{address.house_number} {address.street}".strip(),
        "postalcode": address.postal_code,
        "city": address.city,
    }
    return {name: value for name, value in parts.items() if value}


def _wait_s(error: GeocoderServiceError, wait_s: float) -> float | None:
    """Return how long to wait before asking again, None if asking again is no use."""
    if isinstance(error, GeocoderRateLimited):
        wait_s = max(wait_s, float(error.retry_after or 0))
        return wait_s if wait_s <= _LONGEST_WAIT_S else None
    passing = isinstance(error, GeocoderTimedOut | GeocoderUnavailable) or type(error) is GeocoderServiceError
    return wait_s if passing else None
