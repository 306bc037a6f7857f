"""What a program gets: files of offers, kept as long as the data stays as it is."""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import ceil
from typing import Any
from urllib.parse import urlencode

from geo import __version__
from geo.district.operator import publisher
from geo.exchange.coverage_files.names import offers_file_name
from geo.exchange.offer_files import FORMATS, hsds_json, offers_atom
from geo.offers.urgent import helpline_record
from ui.api.query import (
    CATALOGUE,
    FEED,
    INDEX,
    MAX_PAGE,
    MAX_PER_PAGE,
    PATHS,
    SERVICES,
    SUGGEST,
    Asked,
    BadQuery,
    Fault,
    allowed_values,
    asked_for,
    shortened,
)
from ui.shared import address_bar, loading
from ui.shared.loading import Data
from ui.shared.offer_files import selection_of
from ui.shared.result import find, whole_among

#: Files are kept until they are so many bytes together.
KEPT_BYTES = 32_000_000


class Busy(RuntimeError):
    """Too many requests wait for their files."""


class Queue:
    """Lets one after the other work, and only so many wait: many at once would only take the pages' time."""

    def __init__(self, most: int) -> None:
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn.

        Raises
        ------
        Busy
            If too many others wait.
        """
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                yield
        finally:
            self._places.release()


#: So many requests may wait; the threads that wait are also those that serve paper and health.
_QUEUE = Queue(most=12)


@dataclass(frozen=True)
class File:
    """An answer: its bytes, what they are called, and links to the pages beside it."""

    body: bytes
    mime: str
    name: str = ""
    links: str = ""
    encoding: str = ""

    @cached_property
    def etag(self) -> str:
        """A strong validator: other bytes have another one."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @cached_property
    def packed(self) -> "File":
        """The same, packed with gzip: other bytes, hence a validator of its own."""
        return replace(self, body=gzip.compress(self.body, compresslevel=5, mtime=0), encoding="gzip")


class Shelf:
    """Files of one state of the data; those not asked for go first when they become too many bytes."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._files: OrderedDict[Asked, File] = OrderedDict()

    def file(self, asked: Asked) -> File:
        """Return a file, written now or kept from before."""
        if asked not in self._files:
            self._files[asked] = _write(self._data, asked)
        self._files.move_to_end(asked)
        while len(self._files) > 1 and sum(len(file.body) for file in self._files.values()) > KEPT_BYTES:
            self._files.popitem(last=False)
        return self._files[asked]


@lru_cache(maxsize=1)
def _shelf(data: Data) -> Shelf:
    return Shelf(data)


def file_for(path: str, query: Mapping[str, Sequence[str]], origin: str) -> File:
    """Answer a request.

    Raises
    ------
    BadQuery
        If it names a parameter or value that does not exist.
    Busy
        If too many others wait.
    GeoError
        If the data cannot be read.
    """
    data = loading.load_data()
    asked = asked_for(path, query, data, origin)
    with _QUEUE.turn():
        return _shelf(data).file(asked)


def _write(data: Data, asked: Asked) -> File:
    texts = loading.texts_for(asked.view.language)
    if asked.path == INDEX:
        return File(dumped(_index(data, asked)), "application/json")
    data = data.with_courses(asked.view.courses)
    result = find(data, asked.view, texts)
    if result.place_problem:
        raise BadQuery([Fault("near", (shortened(asked.view.near),), "no such place in the district")])
    selection = selection_of(
        data, asked.view, list(result.ids), texts, origin=asked.origin, whole=whole_among(result)
    )
    kind = FORMATS[PATHS[asked.path]]
    links = ""
    if asked.path == FEED:
        body = offers_atom(selection, link=_link(asked))
    elif asked.path == SERVICES:
        body = hsds_json(selection, asked.page)
        links = _page_links(asked, count=len(result.ids))
    else:
        body = kind.write(selection)
    return File(body, kind.mime, offers_file_name(asked.view.filter, day=None, suffix=kind.suffix), links)


def _link(asked: Asked, **paging: int) -> str:
    plain = address_bar.query_string(asked.view, default_language=loading.languages()[0])
    query = "&".join(part for part in (plain, urlencode(paging)) if part)
    return f"{asked.origin}{asked.path}{'?' if query else ''}{query}"


def _page_links(asked: Asked, *, count: int) -> str:
    """Link to the pages before and after (RFC 8288)."""
    page, pages = asked.page, ceil(count / asked.page.size)
    beside = {"prev": page.number - 1, "next": page.number + 1}
    return ", ".join(
        f'<{_link(asked, page=number, per_page=page.size)}>; rel="{name}"'
        for name, number in beside.items()
        if 1 <= number <= pages
    )


def _index(data: Data, asked: Asked) -> dict[str, Any]:
    """Describe this interface to whoever finds it."""
    texts = loading.texts_for(asked.view.language)
    selection = selection_of(data, asked.view, list(data.table.frame.index), texts, origin=asked.origin)
    return {
        "title": f"Integrationskarte {data.settings.district.name}",
        "version": __version__,
        "endpoints": {
            path: {"url": f"{asked.origin}{path}", "format": name, "type": FORMATS[name].mime}
            for path, name in PATHS.items()
        }
        | {SUGGEST: {"url": f"{asked.origin}{SUGGEST}", "format": "suggestions", "type": "application/json"}}
        | (_catalogue(asked.origin) if publisher(data.settings.district) else {}),
        "parameters": {key: list(values) for key, values in allowed_values(data).items()}
        | {"near": ["an address, postcode or lat,lon: the nearest come first"]},
        "paging": {SERVICES: {"page": f"1 to {MAX_PAGE}", "per_page": f"1 to {MAX_PER_PAGE}"}},
        "helplines": [helpline_record(one) for one in data.helplines],
        "about": selection.about.as_dict(),
    }


def _catalogue(origin: str) -> dict[str, dict[str, str]]:
    return {CATALOGUE: {"url": f"{origin}{CATALOGUE}", "format": "dcat-ap.de", "type": "application/ld+json"}}


def dumped(value: Mapping[str, Any]) -> bytes:
    """Write a value as JSON."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace") + b"\n"
