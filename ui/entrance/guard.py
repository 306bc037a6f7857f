"""What is stopped before anything answers: pages of others that talk to ours, and what only the operator may ask."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

#: Streamlit tells there what the program does and how much memory each visit takes; an operator reads `/healthz`.
CLOSED = ("/_stcore/metrics",)

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Guard:
    """Stops what has no business here.

    Parameters
    ----------
    public_url
        The address under which visitors see the app. Where it is set, a browser that opens the page's own connection
        (a websocket) has to come from a page of that address.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], *, public_url: str) -> None:
        self._app = app
        self._own = origin_of(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket" and self._own and self._origin(scope) != self._own:
            await receive()  # the connection's beginning
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(CLOSED):
            await Response(status_code=404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _origin(scope: Scope) -> str:
        told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        return origin_of(told[0]) if len(told) == 1 else ""


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, "" where it has none; a port that goes without saying is left out."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}{'' if port in (None, usual) else f':{port}'}"
