"""What the web server does besides the pages: security headers, libraries, health, print view."""

import hashlib
import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
import xstatic.pkg.jquery
import xstatic.pkg.leaflet
import xstatic.pkg.leaflet_markercluster
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from geo import __version__
from geo.errors import GeoError
from geo.publish.bundle import bundle
from geo.reach.transit import Kept, kept_timetables
from geo.settings import PROJECT_ROOT, Settings, utc_now
from ui import for_robots, published
from ui.api import routes as api
from ui.entrance import doors
from ui.entrance.guard import Guard
from ui.find import printing
from ui.present import slideshow
from ui.shared import address_bar, loading, templating

#: Browsers may keep what carries its version in its name.
_FOR_EVER = {"cache-control": "public, max-age=31536000, immutable"}
MAX_QUERY_BYTES = 16_384
LOG = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


def content_security_policy(settings: Settings) -> str:
    """Allow this server and nobody else; images also from the street backgrounds a visitor may choose.

    The map component builds its scripts at run time and Streamlit's own components arrive as blobs, therefore
    'unsafe-inline', 'unsafe-eval' and blob: stand for scripts; no foreign origin does.
    """
    images = " ".join(dict.fromkeys(background.origin for background in settings.district.backgrounds))
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {images}".strip(),
            "font-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


class SecurityHeaders:
    """Adds the security headers to every answer, and refuses absurdly long addresses."""

    def __init__(self, app: Callable[..., Awaitable[None]], *, policy: str) -> None:
        self._app = app
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), payment=(), geolocation=(self)"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope.get("query_string", b"")) > MAX_QUERY_BYTES:
            await Response("address too long", status_code=414)(scope, receive, send)
            return

        async def send_with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in self._headers}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in names]
                message["headers"] = kept + self._headers
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _healthz(_request: Request) -> JSONResponse:
    """Tell a monitor whether the app can do its work."""
    try:
        data = loading.load_data()
        ages = {source.id: source.date for source in data.sources}
        body = {"ok": True, "version": __version__, "offers": len(data.table.frame), "data": ages}
        timetables = kept_timetables(data.settings.var)
        if timetables:
            today = data.settings.district.today()
            body["timetables"] = [_timetable_age(kept, today) for kept in timetables]
        return JSONResponse({**body, "time": utc_now().isoformat(timespec="seconds")})
    except GeoError as error:
        return JSONResponse(
            {"ok": False, "version": __version__, "error": type(error).__name__}, status_code=503
        )


def _timetable_age(kept: Kept, today: date) -> dict[str, object]:
    """Tell how old a timetable is; one that cannot be read has no dates."""
    about, first, last = kept.about, kept.first_day, kept.last_day
    return {
        "name": kept.name,
        "readable": about is not None,
        "built": about.built if about else None,
        "version": about.version if about else None,
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "ended": kept.has_ended(today),
    }


def _base_script(_request: Request) -> Response:
    """Serve the shapes of the base map."""
    try:
        return Response(loading.base_script(), media_type="text/javascript", headers=_FOR_EVER)
    except GeoError:
        LOG.exception("base map failed")
        return Response(status_code=503)


def _map_script(request: Request) -> Response:
    """Serve what the map in its frame runs on: the modules that it shares with the published page, as one script."""
    script = _map_bundle()
    headers = {"etag": f'"{hashlib.sha256(script.encode()).hexdigest()[:16]}"', "cache-control": "no-cache"}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(script, media_type="text/javascript", headers=headers)


@lru_cache(maxsize=1)
def _map_bundle() -> str:
    return bundle(PROJECT_ROOT / "web" / "map.js")


async def _print_view(request: Request) -> HTMLResponse:
    """Serve the filtered list as a page for paper."""
    origin = loading.settings().public_url or str(request.base_url).rstrip("/")
    return await _written(request, lambda query: printing.page(query, origin))


async def _slide_view(request: Request) -> HTMLResponse:
    """Serve the slides of a deck for the projector."""
    return await _written(request, slideshow.page)


async def _written(request: Request, write: Callable[[dict[str, list[str]]], str]) -> HTMLResponse:
    """Answer with a page written from the link, or with one sentence where the data cannot be read."""
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    try:
        return HTMLResponse(await run_in_threadpool(write, query))
    except GeoError as error:
        LOG.exception("page failed")
        return HTMLResponse(templating.apology(query, error), status_code=503)


def show_bug(error: Exception) -> bool:
    """Log what nobody expected, and tell the visitor one sentence instead of Streamlit's English box."""
    LOG.error("page failed", exc_info=error)
    texts = loading.texts_for(address_bar.choose_language())
    st.error(texts("error.general"), icon=":material/error:")
    return True


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Load the data as soon as the server is up, while the first browser still fetches the page's scripts."""
    threading.Thread(target=_get_ready, name="get_ready", daemon=True).start()
    yield


def _get_ready() -> None:
    try:
        loading.load_data()
        loading.base_script()
    except GeoError:
        LOG.warning("the data did not load at the start; the page tells why", exc_info=True)


def _package_folder(package: Any) -> Path:
    return Path(package.BASE_DIR)


def routes() -> list[BaseRoute]:
    """List the routes besides Streamlit's own."""
    vendors = {
        "leaflet": xstatic.pkg.leaflet,
        "markercluster": xstatic.pkg.leaflet_markercluster,
        "jquery": xstatic.pkg.jquery,
    }
    return [
        Route("/healthz", _healthz),
        Route("/print", _print_view),
        Route("/karte", published.serve),
        Route("/karte.png", published.serve_picture),
        Route("/slides", _slide_view),
        *doors.routes(),
        *for_robots.routes(),
        Route("/map/base-{version}.js", _base_script),
        *api.routes(),
        Route("/web/map.js", _map_script),
        Mount("/web", StaticFiles(directory=PROJECT_ROOT / "web")),
        *(
            Mount(f"/vendor/{name}", StaticFiles(directory=_package_folder(package)))
            for name, package in vendors.items()
        ),
    ]


def middleware(settings: Settings) -> list[Middleware]:
    """List the middleware around everything the server answers."""
    return [
        Middleware(SecurityHeaders, policy=content_security_policy(settings)),
        Middleware(Guard, public_url=settings.public_url),
    ]
