"""Asks the app's own routes as a browser does: forms, cookies, origins; and keeps the shipped offers in a copy."""

import asyncio
import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.applications import Starlette

from geo.model import Role
from geo.store import Store, organization_id
from geo.upkeep.access import add_account, make_link
from tests.access_kit import PASSWORD, QUICK
from ui import server
from ui.shared import loading

ORGANIZATION = "Hertener Bürgerstiftung"
OWN = organization_id(ORGANIZATION)
HOST = "127.0.0.1:8501"
ORIGIN = f"http://{HOST}"


@dataclass(frozen=True)
class Page:
    """An answer: `cookies` are the raw Set-Cookie lines."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes

    @property
    def text(self) -> str:
        """The page, its escapes undone."""
        return html.unescape(self.body.decode())

    def field(self, name: str) -> str:
        """Return the value of a hidden field."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body.decode())
        assert found, name
        return found[1]


@dataclass
class Browser:
    """Remembers cookies, and tells the origin of its forms."""

    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "192.0.2.7"

    def get(self, path: str, **headers: str) -> Page:
        """Open a page."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, form: Any, **headers: str) -> Page:
        """Send a form, by default as a page of ours does; an empty header is left out."""
        body = form if isinstance(form, bytes) else urlencode(form, doseq=True).encode()
        told = {"origin": ORIGIN, "sec_fetch_site": "same-origin", **headers}
        return self._ask("POST", path, body, {name: value for name, value in told.items() if value})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Page:
        sent: list[dict[str, Any]] = []
        told = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            told["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        parts = urlsplit(path)
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "scheme": "http",
            "method": method, "path": parts.path, "raw_path": parts.path.encode(), "root_path": "",
            "query_string": parts.query.encode(), "server": ("127.0.0.1", 8501), "client": (self.address, 1),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in told.items()],
        }  # fmt: skip
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(dict(message))

        app = Starlette(routes=server.routes(), middleware=server.middleware(loading.settings()))
        asyncio.run(app(scope, receive, send))
        return self._page(sent)

    def _page(self, sent: list[dict[str, Any]]) -> Page:
        pairs = [(name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        set_cookies = [value for name, value in pairs if name == "set-cookie"]
        for line in set_cookies:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Page(sent[0]["status"], dict(pairs), set_cookies, body)


@pytest.fixture(name="store")
def store_of_the_app(prepared_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The app's own store: a copy of the shipped offers, and an account."""
    shutil.copy(prepared_var / "karte.sqlite3", tmp_path)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    monkeypatch.delenv("KARTE_PUBLIC_URL", raising=False)
    monkeypatch.setattr("geo.upkeep.access.accounts.default_hasher", lambda: QUICK)
    kept = (loading.settings, loading._store, loading._load)
    for function in kept:
        function.cache_clear()
    opened = loading.store()
    add_account(opened, "redaktion", PASSWORD, Role.EDITOR, now=now(), hasher=QUICK)
    yield opened
    for function in kept:
        function.cache_clear()
    opened.close()


def now() -> datetime:
    return datetime.now(UTC)


def own_ids(store: Store) -> list[str]:
    frame = store.offers()
    return list(frame.index[frame.organization == ORGANIZATION])


def opened(store: Store, answer: str = "") -> tuple[Browser, str]:
    """A browser that opened a personal link."""
    browser, link = Browser(), make_link(store, OWN, now=now())
    browser.post("/session", {"token": link.token, "answer": answer})
    return browser, link.link_id
