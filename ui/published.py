"""The page for residents, served by the app at `/karte`: the same file that `python -m geo publish` writes."""

import gzip
import hashlib
import logging
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from geo.errors import GeoError
from geo.publish import Material, document, gather, make_content, picture
from ui.shared import loading, templating
from ui.shared.loading import Data

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Copy:
    """The page as bytes, plain and compressed, and its name among all states."""

    plain: bytes
    compressed: bytes
    etag: str


async def serve(request: Request) -> Response:
    """Answer with the page, or with "as you know it" to a browser that has it."""
    try:
        copy = await run_in_threadpool(_today)
    except GeoError as error:
        LOG.exception("the published page failed")
        return HTMLResponse(templating.apology({}, error), status_code=503)
    headers = {"etag": copy.etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if copy.etag in _known(request):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return HTMLResponse(copy.compressed, headers={**headers, "content-encoding": "gzip"})
    return HTMLResponse(copy.plain, headers=headers)


async def serve_picture(_request: Request) -> Response:
    """Answer with the picture that others show beside a link to the page."""
    try:
        drawn = await run_in_threadpool(_picture)
    except GeoError:
        LOG.exception("the picture of the published page failed")
        return Response(status_code=503)
    return Response(drawn, media_type="image/png", headers={"cache-control": "public, max-age=86400"})


def _picture() -> bytes:
    return _drawn(loading.base_version())


@lru_cache(maxsize=1)
def _drawn(_version: str) -> bytes:
    """Draw the picture once for a state of the shapes."""
    return picture(_material(loading.load_data(), loading.settings().district.today()))


def _known(request: Request) -> set[str]:
    """Return the states that the browser has; a proxy may have called ours a weak one."""
    return {name.strip().removeprefix("W/") for name in request.headers.get("if-none-match", "").split(",")}


def _today() -> Copy:
    data = loading.load_data()
    return _copy(data, data.settings.district.today())


@lru_cache(maxsize=1)
def _copy(data: Data, today: date) -> Copy:
    """Make the page once for a state of the data and a day."""
    material = _material(data, today)
    plain = document(material, make_content(material, today=today)).encode()
    etag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'
    return Copy(plain, gzip.compress(plain, 9, mtime=0), etag)


def _material(data: Data, today: date) -> Material:
    return gather(
        data.settings,
        data.offers,
        data.geocoder,
        sites=data.table.known_sites,
        translations=data.table.translations,
        taxonomy=data.taxonomy,
        whereabouts=data.whereabouts,
        capacity=data.capacity_at(today),
        is_served=True,
        contacts=data.contacts,
    )
