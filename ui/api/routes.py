"""Open data for programs: the offers of a link in the formats that have an address, and a feed; read only.

A program is told when it asks for something that does not exist, where a page would ignore it: a filter with a typo
would give everything, and nobody would notice.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from geo.errors import GeoError
from ui.api.catalogue import NoCatalogue, catalogue_file
from ui.api.features import ROOT, NotThere, features_file
from ui.api.files import Busy, File, dumped, file_for
from ui.api.query import CATALOGUE, INDEX, PATHS, SUGGEST, BadQuery
from ui.api.suggest import suggested
from ui.shared import loading

_KNOWN = (INDEX, *PATHS, SUGGEST, CATALOGUE)
LOG = logging.getLogger(__name__)
_RETRY_AFTER_S = 60
_BUSY_RETRY_AFTER_S = 5
#: Kept by caches, but asked for again each time: an address that is taken back is gone at once.
_CACHE = "public, no-cache"
_OPEN_TO_ALL = {"access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Link"}
_METHODS = "GET, HEAD, OPTIONS"
_PREFLIGHT = {
    "access-control-allow-methods": _METHODS,
    "access-control-allow-headers": "If-None-Match",
    "access-control-max-age": "86400",
}


class Endpoint:
    """Answers one address, whatever the method."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive)
        response = await _respond(request)
        await response(scope, receive, send)


def routes() -> list[BaseRoute]:
    """List the addresses for programs; whatever else lies under `/api` is told not to exist."""
    answer = Endpoint()
    return [
        Route(path, answer) for path in (*PATHS, INDEX, INDEX + "/{rest:path}", ROOT, ROOT + "/{rest:path}")
    ]


async def _respond(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={**_OPEN_TO_ALL, **_PREFLIGHT})
    if request.method not in ("GET", "HEAD"):
        return _problem(request, 405, "this address is read only", headers={"allow": _METHODS})
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    is_feature = path.rstrip("/") == ROOT or path.startswith(f"{ROOT}/")
    if path.rstrip("/") not in _KNOWN and not is_feature:
        return _problem(request, 404, "there is no such address", known=list(_KNOWN))
    return await _file_or_problem(request, path.rstrip("/"))


async def _file_or_problem(request: Request, path: str) -> Response:
    query = {key: request.query_params.getlist(key) for key in request.query_params}
    origin = loading.settings().public_url or str(request.base_url).rstrip("/")
    try:
        file = await run_in_threadpool(_made, path, query, origin, packs=_unpacks(request))
    except BadQuery as error:
        told = [{**vars(fault), "allowed": list(fault.allowed)} for fault in error.faults]
        return _problem(request, 400, "some parameters cannot be", errors=told)
    except NotThere:
        return _problem(request, 404, "there is no such address, collection or feature")
    except NoCatalogue:
        return _problem(request, 404, "who publishes the data and under which licence is not said")
    except Busy:
        later = {"retry-after": str(_BUSY_RETRY_AFTER_S)}
        return _problem(request, 503, "too many requests at once", headers=later)
    except GeoError:
        LOG.exception("the interface for programs failed")
        later = {"retry-after": str(_RETRY_AFTER_S)}
        return _problem(request, 503, "the offers cannot be read at the moment", headers=later)
    return _answer(request, file)


def _made(path: str, query: Mapping[str, Sequence[str]], origin: str, *, packs: bool) -> File:
    """Return a file, packed and with its checksum: the server answers others meanwhile."""
    if path == SUGGEST:
        file = suggested(query)
    elif path == CATALOGUE:
        file = catalogue_file(query, origin)
    elif path.startswith(ROOT):
        file = features_file(path, query, origin)
    else:
        file = file_for(path, query, origin)
    file = file.packed if packs else file
    _ = file.etag
    return file


def _answer(request: Request, file: File) -> Response:
    headers = {**_OPEN_TO_ALL, "etag": file.etag, "cache-control": _CACHE, "vary": "Accept-Encoding"}
    if file.links:
        headers["link"] = file.links
    if _has_it(request.headers.get("if-none-match", ""), file.etag):
        return Response(status_code=304, headers=headers)
    if file.name:
        how = "attachment" if file.mime.startswith("text/csv") else "inline"
        headers["content-disposition"] = f'{how}; filename="{file.name}"'
    if file.encoding:
        headers["content-encoding"] = file.encoding
    headers |= {"content-type": file.mime, "content-length": str(len(file.body))}
    return Response(b"" if request.method == "HEAD" else file.body, headers=headers)


def _unpacks(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "").lower()


def _has_it(if_none_match: str, etag: str) -> bool:
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return etag in known or known == ["*"]


def _problem(
    request: Request, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """Tell what is wrong as RFC 9457 does."""
    body = dumped({"type": "about:blank", "status": status, "detail": detail, **more})
    told = {
        **_OPEN_TO_ALL,
        "cache-control": "no-store",
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        **(headers or {}),
    }
    return Response(b"" if request.method == "HEAD" else body, status_code=status, headers=told)
