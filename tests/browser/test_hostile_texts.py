"""Whatever a text holds, visitors see it letter by letter: nothing runs, nothing is fetched, nothing breaks the page."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from geo.i18n import load_texts
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor
from tests.browser.scratch_kit import scratch_district, write_offers
from tests.browser.server_kit import Server, running_server

TEXTS = (
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "</script></style></title><svg onload=window.hacked=1>",
    "=cmd|' /C calc'!A0",
    "![x](http://evil.example/a.png) [a](javascript:window.hacked=1)",
    "www.evil.example http://evil.example a@evil.example",
    ":red[x] :material/face: :smile: $x^2$ `code` **b** _i_ ~s~ -> <- -- # h",
    "1. eins",
    "{{ 7*7 }} {% raw %} ${7*7} %(x)s {0} \\u0041 &lt;b&gt; &amp;",
    "مرحبا بكم في مارل: دورة لغة",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 4,
)
LONG = "Ein langer Satz mit vielen Wörtern. " * 60


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the app on offers whose every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "title": text[:200],
            "organization": f"{text} {number}"[:200],
            "description": f"{text} {LONG}"[:2000].strip(),
            "target_groups_stated": text,
            "schedule": text,
            "fees": text,
            "application": text,
            "languages_stated": text,
            "website": "https://evil.example/?a=()[](javascript:1)&lt;b&gt;",
            "phone": "0049 (0) 1/2-3",
            "street": f"Weg {text}"[:120],
            "house_number": "1",
            "source_host": text[:120],
            "remark": text,
        }
        for number, text in enumerate(TEXTS)
    ]
    environ = scratch_district(folder, offers=write_offers(folder / "offers.csv", rows))
    with running_server(folder, environ=environ) as server:
        yield server


def _is_unharmed(visitor: Visitor) -> None:
    for frame in visitor.page.frames:
        assert frame.evaluate("window.hacked") is None
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("ar", "phone")])
def test_hostile_offers_are_shown_letter_by_letter(
    visit_at: Visit, hostile: Server, language: str, device: str
) -> None:
    visitor = visit_at(hostile, language=language, device=device).open(near="45768")
    visitor.sees_count(len(TEXTS))

    for number, text in enumerate(TEXTS):
        card = visitor.card(f"t-{number:03}")
        title = visitor.title(f"t-{number:03}")
        title.click()
        expect(card.locator(".k-detail")).to_be_visible()
        assert title.locator("p").text_content() == text[:200]
        assert card.locator(".k-org").text_content() == f"{text} {number}"[:200]
        assert card.locator(".k-detail dd").first.text_content() == f"{text} {LONG}"[:2000].strip()
        assert card.locator("img, script, svg, .k-detail b, h1, ol, .katex, button code").count() == 0
        for link in card.locator("a").all():
            assert re.match(r"(tel:[\d+]+|https?://|mailto:[\w.@-]+$)", link.get_attribute("href") or "")
        _is_unharmed(visitor)

    expect(visitor.markers.first).to_be_attached()
    _is_unharmed(visitor)


@pytest.mark.parametrize(
    "text", [TEXTS[1], TEXTS[4], TEXTS[6], TEXTS[9]], ids=["html", "link", "markdown", "arabic"]
)
def test_hostile_words_of_a_visitor_are_shown_letter_by_letter(
    visit_at: Visit, hostile: Server, text: str
) -> None:
    visitor = visit_at(hostile).open(q=text, near=text, topic=text, offer=text, city=["Marl", text])

    expect(visitor.chips.get_by_role("button")).to_have_count(4)
    chips = visitor.chips.get_by_role("button").locator("p")
    shown = chips.evaluate_all("paragraphs => paragraphs.map(p => p.textContent)")
    assert visitor.texts("filter.text_chip", text=text) in shown
    assert visitor.texts("near.chip", place=text) in shown
    expect(visitor.page.get_by_test_id("stAlert").first).to_be_visible()
    _is_unharmed(visitor)

    visitor.page.goto(f"{hostile.url}/print?{urlencode({'q': text, 'near': text, 'lang': text})}")
    expect(visitor.page.locator("main")).to_be_visible()
    assert load_texts("de")("filter.text_chip", text=text) in visitor.page.locator("header").inner_text()
    assert visitor.page.evaluate("window.hacked") is None


def test_hostile_offers_on_paper(visit_at: Visit, hostile: Server) -> None:
    visitor = visit_at(hostile, device="phone")

    visitor.page.goto(f"{hostile.url}/print")

    titles = visitor.page.locator("article h2").evaluate_all("all => all.map(title => title.textContent)")
    assert sorted(titles) == sorted(text[:200] for text in TEXTS)
    _is_unharmed(visitor)
    assert visitor.page.locator("article img, article script, article svg").count() == 0
