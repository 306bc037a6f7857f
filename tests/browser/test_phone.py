"""On a phone: one column, no sideways scrolling, list or map by a tap."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, Visitor


def _fits(visitor: Visitor) -> None:
    widths = visitor.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], f"{visitor.page.url} is {widths[0]} px wide"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_shows_list_or_map_without_sideways_scrolling(visit: Visit, language: str) -> None:
    visitor = visit(language=language, device="phone").open(topic="language")
    expect(visitor.cards.first).to_be_visible()
    _fits(visitor)

    visitor.first_title.click()
    expect(visitor.page.locator(".k-detail")).to_be_visible()
    _fits(visitor)

    visitor.page.get_by_role("radio", name=visitor.texts("tab.map")).click()
    expect(visitor.markers.first).to_be_visible()
    expect(visitor.cards.first).to_be_hidden()
    _fits(visitor)
    box = visitor.page.locator("iframe").first.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] > 300

    visitor.page.get_by_role("radio", name=visitor.texts("tab.list")).click()
    expect(visitor.cards.first).to_be_visible()

    visitor.open("/about")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(visitor.texts("about.title"))
    _fits(visitor)

    visitor.page.goto(f"{visitor.server.url}/print?topic=language&lang={language}")
    expect(visitor.page.locator("article").first).to_be_visible()
    _fits(visitor)
