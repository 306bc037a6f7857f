"""axe finds nothing of any impact; small screens and large letters lose nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import LONG_PATIENCE_MS
from tests.browser.page_kit import Reader, Reading, findings

READERS = pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("ar", "phone")])


@READERS
def test_no_barrier_of_any_impact_in_any_state(read_page: Reading, language: str, device: str) -> None:
    reader = read_page(language=language, device=device).open(topic="language", near="45768")
    expect(reader.cards.first).to_be_visible()
    found = [f"list: {one}" for one in findings(reader.page)]

    reader.cards.first.get_by_role("button").first.click()
    reader.unfold()
    reader.page.locator('[data-filter="target_groups"]').click()
    found += [f"open: {one}" for one in findings(reader.page)]
    reader.page.keyboard.press("Escape")
    reader.button("action.link").click()
    found += [f"link: {one}" for one in findings(reader.page)]

    reader.open(tab="map", topic="language", city="Marl", offer="re-206")
    expect(reader.markers.first).to_be_attached()
    found += [f"map: {one}" for one in findings(reader.page)]

    reader.open(
        topic=["work", "nonsense"], city="Castrop-Rauxel", spoken="es", q="Schwimmkurz", near="Nirgendwo"
    )
    expect(reader.page.locator(".dead-end")).to_be_visible()
    found += [f"nothing found: {one}" for one in findings(reader.page)]

    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_addresses_and_translations_are_no_barrier(
    read_page: Reading, rich_page: Path, rich_directory: OfferTable, language: str
) -> None:
    told = rich_directory.translations
    offer_id = next(i for i in rich_directory.sites.index if language in told.get(i, {}))
    reader = read_page(file=rich_page, language=language, viewport={"width": 320, "height": 640})
    reader.open(near="45768", offer=offer_id)
    card = reader.card(offer_id)

    card.locator("summary").focus()
    reader.page.keyboard.press("Enter")

    expect(card.locator(".original dd").first).to_be_visible()
    expect(card.locator("h3 span")).not_to_have_attribute("lang", "de")
    expect(card.locator(".original dd").first).to_have_attribute("lang", "de")
    assert list(findings(reader.page)) == []
    assert _is_within_the_screen(reader)


def test_the_question_where_has_its_line_to_itself_on_a_small_screen(read_page: Reading) -> None:
    reader = read_page(viewport={"width": 320, "height": 640}).open()
    reader.unfold()

    label, field, button = (
        reader.page.locator(name).bounding_box() for name in ("label[for=where]", "#where", ".locate")
    )

    assert label
    assert field
    assert button
    assert label["width"] > 280
    assert label["height"] < 32
    assert abs(field["y"] + field["height"] / 2 - button["y"] - button["height"] / 2) < 4


def test_axe_would_tell(read_page: Reading) -> None:
    reader = read_page().open()

    reader.page.evaluate("document.querySelector('main').append(document.createElement('button'))")

    assert any("button-name" in one for one in findings(reader.page))


def _is_within_the_screen(reader: Reader) -> bool:
    return bool(reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_screen_of_320_pixels_needs_no_sideways_scrolling(read_page: Reading, language: str) -> None:
    reader = read_page(language=language, viewport={"width": 320, "height": 640})
    for query in (
        {"topic": "language", "near": "45768", "offer": "re-206"},
        {"q": "Schwimmkurz", "city": "Herten", "topic": "work"},
        {"tab": "map"},
    ):
        reader.open(**query)
        expect(reader.page.locator(".imprint")).to_be_attached()
        assert _is_within_the_screen(reader)
    reader.open().unfold()
    reader.page.locator('[data-filter="languages"]').click()
    assert _is_within_the_screen(reader)


def test_at_200_per_cent_everything_is_there_and_within_the_screen(read_page: Reading) -> None:
    """A desk of 1280 pixels at 200 per cent has 640 CSS pixels; letters alone at 200 per cent are a larger root."""
    reader = read_page(viewport={"width": 640, "height": 400}, device_scale_factor=2).open(
        topic="language", offer="re-206"
    )
    assert _is_within_the_screen(reader)
    expect(reader.button("tab.map")).to_be_visible()

    large = read_page().open(topic="language", offer="re-206")
    large.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert _is_within_the_screen(large)
    expect(large.page.locator(".detail")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_scripts_a_plain_list_tells_every_offer(
    read_page: Reading, directory: OfferTable, width: int
) -> None:
    reader = read_page(java_script_enabled=False, viewport={"width": width, "height": 640})

    reader.page.goto(reader.address)

    expect(reader.page.locator("noscript p[lang=de]")).to_have_text(reader.texts("publish.no_script"))
    expect(reader.page.locator("noscript h2 ~ ul > li")).to_have_count(len(directory.frame))
    reader.page.locator("noscript .cities a", has_text="Marl").click()
    expect(reader.page.locator("noscript h2", has_text="Marl")).to_be_in_viewport()
    assert _is_within_the_screen(reader)


def test_the_app_serves_the_same_page_and_asks_nobody_else(visit: Visit, directory: OfferTable) -> None:
    visitor = visit()
    count = directory.count(OfferFilter(topics=("language",)))

    visitor.page.goto(f"{visitor.server.url}/karte#topic=language&lang=de", timeout=LONG_PATIENCE_MS)

    expect(visitor.page.locator(".summary strong")).to_have_text(visitor.texts("summary.count", count=count))
    expect(visitor.page.locator(".leaflet-marker-icon.leaflet-interactive").first).to_be_visible()
    assert [url for url in visitor.traffic.requests if not url.startswith("data:")] == [
        visitor.page.url.split("#")[0]
    ]
