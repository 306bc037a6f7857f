"""What the web server does besides the pages: headers, health, print view, base map."""

import asyncio
import gzip
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from geo import __version__
from geo.i18n import load_texts
from geo.offers.filters import OfferFilter
from geo.settings import load_settings
from ui import server
from ui.shared import loading


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return html.unescape(self.body.decode())


def _get(
    path: str, query: str = "", *, host: str = "127.0.0.1:8501", headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Ask the app as a web server would: one request, the whole answer."""
    app = Starlette(routes=server.routes(), middleware=server.middleware(loading.settings()))
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(b"host", host.encode()), *((name.encode(), value.encode()) for name, value in headers)],
        "server": ("127.0.0.1", 8501),
        "client": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))


def test_the_policy_names_nobody_but_us_and_the_backgrounds() -> None:
    settings = load_settings({})

    policy = dict(part.strip().split(" ", 1) for part in server.content_security_policy(settings).split(";"))

    foreign = {word for words in policy.values() for word in words.split() if "//" in word}
    assert foreign == {background.origin for background in settings.district.backgrounds}
    assert foreign == {word for word in policy["img-src"].split() if "//" in word}
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == "'none'"


@pytest.mark.usefixtures("shipped_app_kept")
@pytest.mark.parametrize(
    "path", ["/healthz", "/print", "/web/map.js", "/vendor/leaflet/leaflet.js", "/nowhere"]
)
def test_every_answer_carries_the_security_headers(path: str) -> None:
    headers = _get(path).headers

    assert headers["content-security-policy"] == server.content_security_policy(loading.settings())
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.usefixtures("shipped_app_kept")
def test_the_map_s_modules_come_as_one_script_that_a_browser_keeps_while_it_is_the_same() -> None:
    script = _get("/web/map.js")

    assert script.headers["content-type"].startswith("text/javascript")
    assert b"window.karte = karte" in script.body
    assert b"import {" not in script.body
    known = _get("/web/map.js", headers=(("if-none-match", script.headers["etag"]),))
    assert (known.status, known.body) == (304, b"")


@pytest.mark.usefixtures("shipped_app_kept")
def test_health_tells_version_offers_and_the_age_of_each_data_set() -> None:
    answer = _get("/healthz")

    body = json.loads(answer.body)
    data = loading.load_data()
    assert answer.status == 200
    assert (body["ok"], body["version"], body["offers"]) == (True, __version__, len(data.table.frame))
    assert body["data"] == {source.id: source.date for source in data.sources}


@pytest.mark.usefixtures("shipped_app")
def test_health_is_bad_where_the_database_is_broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "karte.sqlite3").write_bytes(b"no database" * 500)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    loading.settings.cache_clear()

    answer, paper = _get("/healthz"), _get("/print", "lang=ar")

    assert answer.status == 503
    assert json.loads(answer.body) == {"ok": False, "version": __version__, "error": "StoreError"}
    assert paper.status == 503
    assert load_texts("ar")("error.store") in paper.text
    assert 'dir="rtl"' in paper.text


@pytest.mark.usefixtures("shipped_app_kept")
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_paper_holds_the_offers_of_the_link_and_the_link(language: str) -> None:
    table = loading.load_data().table
    texts = load_texts(language)
    ids = table.ranked(OfferFilter(topics=("housing",), cities=("Herten",)))

    answer = _get("/print", urlencode({"topic": "housing", "city": "Herten", "lang": language}))

    assert answer.status == 200
    assert f'<html lang="{language}" dir="{texts.direction}">' in answer.text
    titles = [table.translation(one, language).get("title") or table.frame.title[one] for one in ids]
    assert [title for title in titles if title not in answer.text] == []
    assert answer.text.count("<article>") == len(ids)
    assert "data:image/svg+xml" in answer.text
    assert "http://127.0.0.1:8501/?topic=housing&city=Herten" in answer.text


@pytest.mark.usefixtures("shipped_app")
def test_links_on_paper_lead_to_the_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KARTE_PUBLIC_URL", "https://karte.example.org/app/")
    loading.settings.cache_clear()

    answer = _get("/print", "topic=housing", host="attacker.example")

    assert "https://karte.example.org/app/?topic=housing" in answer.text
    assert "attacker.example" not in answer.text


@pytest.mark.usefixtures("shipped_app_kept")
@pytest.mark.parametrize(
    "query",
    [
        {"q": "<script>alert(1)</script>"},
        {"near": '"><img src=x onerror=alert(1)>', "lang": "zz"},
        {"topic": "nonsense", "n": "-1", "offer": "\x00", "spot": "%%"},
        {"q": "x" * 12_000},
    ],
    ids=["script", "image", "nonsense", "long"],
)
def test_paper_takes_any_link(query: dict[str, str]) -> None:
    answer = _get("/print", urlencode(query))

    assert answer.status == 200
    assert b"<script" not in answer.body
    assert b"<img src=x" not in answer.body


@pytest.mark.usefixtures("shipped_app_kept")
def test_the_published_page_comes_whole_compressed_or_not_at_all_where_it_is_known() -> None:
    plain = _get("/karte")
    small = _get("/karte", headers=(("accept-encoding", "gzip, br"),))
    again = _get("/karte", headers=(("if-none-match", f'"x", W/{plain.headers["etag"]}'),))

    assert plain.status == 200
    assert plain.headers["content-type"].startswith("text/html")
    assert plain.body.startswith(b"<!doctype html>")
    assert loading.load_data().table.frame["title"].iloc[0].encode() in plain.body
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == plain.headers["etag"]

    picture = _get("/karte.png")
    assert b'property="og:image" content="/karte.png"' in plain.body
    assert picture.headers["content-type"] == "image/png"
    assert picture.body[:4] == b"\x89PNG"


@pytest.mark.usefixtures("shipped_app")
def test_where_the_data_are_broken_the_published_page_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "karte.sqlite3").write_bytes(b"no database" * 500)
    monkeypatch.setenv("KARTE_VAR", str(tmp_path))
    loading.settings.cache_clear()

    answer = _get("/karte")

    assert answer.status == 503
    assert load_texts("de")("error.store") in answer.text


@pytest.mark.usefixtures("shipped_app_kept")
def test_absurdly_long_addresses_are_refused() -> None:
    assert _get("/print", "q=" + "x" * server.MAX_QUERY_BYTES).status == 414


@pytest.mark.usefixtures("shipped_app_kept")
def test_the_base_map_is_one_script_that_browsers_may_keep() -> None:
    answer = _get(f"/map/base-{loading.base_version()}.js")

    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.text.startswith("window.KARTE_BASE={")
    shapes = json.loads(answer.text.removeprefix("window.KARTE_BASE=").removesuffix(";"))
    assert {feature["properties"]["name"] for feature in shapes["cities"]["features"]} == set(
        loading.load_data().cities
    )


@pytest.mark.usefixtures("shipped_app_kept")
@pytest.mark.parametrize(
    "path", ["/web/../app.py", "/web/%2e%2e/app.py", "/vendor/leaflet/../../../__init__.py", "/web/"]
)
def test_nothing_outside_the_served_folders_is_reachable(path: str) -> None:
    assert _get(path).status == 404
