"""On a web server the page can be kept for the time without a network, and stands in a frame of another site."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from geo.publish import PAGE_NAME, Material, make_content, write_files
from tests.http_kit import QuietHandler, serving
from tests.publish_kit import DAY


class _Quiet(QuietHandler, SimpleHTTPRequestHandler):
    """Gives files, and writes no log."""


@pytest.fixture
def site(material: Material, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve the published folder as any web server would; give its address and the folder."""
    write_files(material, make_content(material, today=DAY, is_installable=True), tmp_path)
    with serving(partial(_Quiet, directory=str(tmp_path))) as address:
        yield address, tmp_path


def test_the_page_opens_again_without_a_network(browser: Browser, site: tuple[str, Path]) -> None:
    address, _ = site
    context = browser.new_context(locale="de")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/{PAGE_NAME}#topic=housing")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    expect(page.locator('link[rel="manifest"]')).to_have_attribute("href", "manifest.webmanifest")
    assert complaints == []

    context.set_offline(True)
    page.reload()

    expect(page.locator("#list > .card").first).to_be_visible()
    expect(page.locator(".chosen-row .chip")).to_have_count(1)
    context.close()


def test_the_snippet_shows_the_page_inside_another_one(browser: Browser, site: tuple[str, Path]) -> None:
    address, folder = site
    snippet = (folder / "einbetten.html").read_text(encoding="utf-8")
    (folder / "host.html").write_text(
        f"<!doctype html><title>Amt</title><h1>Amt</h1>{snippet}", encoding="utf-8"
    )
    context = browser.new_context(locale="de")
    page = context.new_page()

    page.goto(f"{address}/host.html")
    page.locator("iframe").scroll_into_view_if_needed()

    inside = page.frame_locator("iframe")
    expect(inside.locator("#list > .card").first).to_be_visible()
    inside.locator('[data-filter="topics"]').click()
    inside.locator('input[value="housing"]').check()
    expect(inside.locator(".chosen-row .chip")).to_have_count(1)
    expect(inside.locator('link[rel="manifest"]')).to_have_count(0)
    context.close()
