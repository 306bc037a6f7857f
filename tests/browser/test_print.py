"""The list on paper: the same offers, the link as a QR code, on A4."""

import re

import pytest
from playwright.sync_api import expect

from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, title_in

#: A4 in points, as a PDF counts.
A4 = (595, 842)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_print_view_holds_the_filtered_list(visit: Visit, offers: OfferTable, language: str) -> None:
    chosen = OfferFilter(topics=("language",), cities=("Herten",))
    expected = [title_in(offers, i, language) for i in offers.ranked(chosen)]
    visitor = visit(language=language).open(topic="language", city="Herten")

    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name=visitor.texts("action.print")).click()
    paper = opened.value

    expect(paper.locator("html")).to_have_attribute("lang", language)
    expect(paper.locator("html")).to_have_attribute("dir", visitor.texts.direction)
    expect(paper.locator("article h2")).to_have_text(expected)
    code = paper.get_by_role("img", name=visitor.texts("print.qr"))
    expect(code).to_have_attribute("src", re.compile("^data:image/svg"))
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")
    link = paper.locator("footer p").first.inner_text()
    assert link.startswith(visitor.server.url)

    paper.emulate_media(media="print")
    assert paper.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    sizes = _page_sizes(paper.pdf(prefer_css_page_size=True))
    assert sizes
    assert all(abs(w - A4[0]) <= 2 and abs(h - A4[1]) <= 2 for w, h in sizes)

    again = visit(language=language)
    again.page.goto(link)
    again.settled().sees_count(len(expected))


def _page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    return [(float(width), float(height)) for width, height in boxes]


def test_an_empty_list_prints_a_sentence(visit: Visit) -> None:
    visitor = visit()
    visitor.page.goto(f"{visitor.server.url}/print?topic=work&city=Castrop-Rauxel&spoken=en&q=%00%ff<b>")

    expect(visitor.page.get_by_text(visitor.texts("empty.title"))).to_be_visible()
