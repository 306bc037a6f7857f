"""Other programs at the real server: the file of the page is the file of the address, and caches are told so."""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.exchange.offer_files import FORMATS
from tests.browser.conftest import Visit
from tests.browser.server_kit import PATIENCE_S, Server
from tests.http_kit import serving
from tests.offers_reading import READERS
from ui.api.query import PATHS


def _get(server: Server, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(server.url + path, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("packing", ["identity", "gzip"])
def test_who_asks_again_is_told_that_nothing_changed(server: Server, path: str, packing: str) -> None:
    status, first, body = _get(server, f"{path}?city=Marl", accept_encoding=packing)

    again, headers, nothing = _get(
        server, f"{path}?city=Marl", accept_encoding=packing, if_none_match=first["ETag"]
    )

    assert (status, again, nothing) == (200, 304, b"")
    assert body
    assert headers["ETag"] == first["ETag"]
    assert (first["Content-Encoding"] or "identity") == packing


def test_other_packing_has_another_validator(server: Server) -> None:
    tags = {_get(server, "/api/offers.csv", accept_encoding=name)[1]["ETag"] for name in ("identity", "gzip")}

    assert len(tags) == 2
    assert not [tag for tag in tags if tag.startswith("W/")]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_visitor_takes_the_list_away(visit: Visit, language: str) -> None:
    visitor = visit(language=language).open(topic="language", city="Marl")
    visitor.page.locator(".st-key-find_download_pop button").first.click()
    for name in FORMATS:
        expect(
            visitor.page.get_by_role("button", name=visitor.texts(f"download.offers_{name}"))
        ).to_be_visible()

    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name=visitor.texts("download.offers_csv")).click()

    taken = Path(waiting.value.path()).read_bytes()
    _, _, same = _get(visitor.server, f"/api/offers.csv?topic=language&city=Marl&lang={language}")
    assert taken == same
    assert len(READERS["csv"](taken)) > 3
    assert waiting.value.suggested_filename.startswith("angebote-language-Marl-")


@pytest.fixture
def other_page(tmp_path: Path) -> Iterator[str]:
    """Serve an empty page from another address."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Other</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with serving(handler) as address:
        yield f"{address}/"


def test_pages_of_others_may_read_the_offers(visit: Visit, server: Server, other_page: str) -> None:
    visitor = visit()
    visitor.traffic.allowed_hosts.add("127.0.0.1")
    visitor.page.goto(other_page)

    told = visitor.page.evaluate(
        """async (url) => {
            const first = await fetch(url);
            const tag = first.headers.get("ETag");
            const again = await fetch(url, { headers: { "If-None-Match": tag }, cache: "no-store" });
            return [first.status, (await first.json()).features.length, again.status];
        }""",
        f"{server.url}/api/offers.geojson?city=Marl",
    )

    assert told == [200, len(server.find("--city", "Marl")), 304]


def test_the_page_about_the_data_leads_to_every_address(visit: Visit) -> None:
    visitor = visit().open("/about")

    links = visitor.page.locator("a[href*='api'], a[href*='feed.atom']")
    expect(links.first).to_be_visible()
    found = {link.get_attribute("href") for link in links.all()}

    assert {path.lstrip("/") for path in PATHS} <= found
    for path in found:
        assert _get(visitor.server, f"/{path}")[0] == 200
