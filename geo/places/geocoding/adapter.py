"""How a provider is contacted: one host, no redirects, an end to every answer in time and size."""

import http.client
import json
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable

#: One answer of a geocoder has a few kilobytes.
_MAX_ANSWER_BYTES = 1_000_000

_CHUNK_BYTES = 16_384


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: the address asked for goes to the configured host and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing; the redirect then counts as an HTTP error."""


class BoundedAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy ships no types
    """Geopy's way to the network, bounded; errors never carry the text that was asked or answered."""

    def __init__(self, *, proxies: dict[str, str] | None, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        handlers = (HTTPSHandler(context=ssl_context), ProxyHandler(proxies), _NoRedirect())
        self._open = build_opener(*handlers).open

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        """Return the parsed answer."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise GeocoderParseError("the answer is no JSON") from None

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> str:
        """Return the answer as text."""
        try:
            with self._open(Request(url=url, headers=headers), timeout=timeout) as page:  # noqa: S310  # scheme checked by make_provider
                return _read(page, until=time.monotonic() + timeout)
        except HTTPError as error:
            error.close()
            sent = {name.lower(): value for name, value in error.headers.items()}
            raise AdapterHTTPError("an HTTP error", status_code=error.code, headers=sent, text=None) from None
        except TimeoutError:
            raise GeocoderTimedOut("no answer in time") from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise GeocoderTimedOut("no connection in time") from None
            raise GeocoderUnavailable("no connection") from None
        except (OSError, http.client.HTTPException):
            raise GeocoderUnavailable("the connection broke") from None


def _read(page: http.client.HTTPResponse, *, until: float) -> str:
    content = b""
    while chunk := page.read1(_CHUNK_BYTES):
        content += chunk
        if len(content) > _MAX_ANSWER_BYTES:
            raise GeocoderServiceError("the answer is too long")
        if time.monotonic() > until:
            raise GeocoderTimedOut("the answer took too long")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise GeocoderParseError("the answer is no text") from None
