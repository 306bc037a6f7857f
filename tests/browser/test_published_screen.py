"""What the screen of a phone shows first, and that nothing on the map covers anything else, in the published page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo.publish import Material
from tests.browser.boxes_kit import (
    FIRST_CARD_PX,
    SCREEN_PX,
    covers_nothing,
    enlarge_text,
    texts_cut,
    zoom_in,
)
from tests.browser.kit import LANGUAGES
from tests.browser.page_kit import Reading, write_page

#: Of the ten cities so many keep their name on the first view of a map, at least.
NAMES = {"phone": 7, "desktop": 10}


@pytest.fixture(scope="module")
def fresh_page(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page as it is on the day it is made."""
    return write_page(material, tmp_path_factory.mktemp("fresh"), today=datetime.now(UTC).date())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"topic": "language"}, {"q": "Deutsch", "city": "Marl"}])
def test_the_first_offer_stands_on_the_first_screen_of_a_phone(
    read_page: Reading, fresh_page: Path, language: str, query: dict[str, str]
) -> None:
    reader = read_page(file=fresh_page, language=language, device="phone").open(**query)

    card = reader.cards.first
    boxes = [part.bounding_box() for part in (card, card.locator("h3"), card.locator(".org").first)]
    assert all(boxes)
    assert boxes[0]["y"] <= FIRST_CARD_PX
    assert all(box["y"] + box["height"] <= SCREEN_PX for box in boxes[1:])
    for seen in ("#what", ".summary strong", ".tabs", ".refine", *([".chip:not(.text)"] if query else [])):
        expect(reader.page.locator(seen).first).to_be_in_viewport(ratio=1)
    expect(reader.page.locator("#where")).to_be_hidden()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_file_says_so_and_still_shows_an_offer_on_the_first_screen(
    read_page: Reading, language: str
) -> None:
    reader = read_page(language=language, device="phone").open()

    expect(reader.page.locator(".warning")).to_be_in_viewport(ratio=1)
    box = reader.cards.first.bounding_box()
    assert box
    assert box["y"] <= FIRST_CARD_PX


def test_place_and_filters_are_one_tap_away_and_tell_how_many_are_chosen(read_page: Reading) -> None:
    reader = read_page(device="phone").open(topic="language", near="45768")
    button = reader.page.locator(".refine")
    expect(button).to_have_text(f"{reader.texts('find.refine')} (2)")

    button.click()

    expect(button).to_have_attribute("aria-expanded", "true")
    expect(reader.page.locator("#where")).to_be_visible()
    expect(reader.page.locator('[data-filter="cities"]')).to_be_visible()
    button.click()
    expect(reader.page.locator("#where")).to_be_hidden()


def test_a_wide_screen_shows_place_and_filters_at_once(read_page: Reading) -> None:
    reader = read_page().open()

    expect(reader.page.locator(".refine")).to_be_hidden()
    expect(reader.page.locator("#where")).to_be_visible()
    expect(reader.page.locator('[data-filter="cities"]')).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_letters_cut_no_text_on_a_phone(read_page: Reading, fresh_page: Path, language: str) -> None:
    reader = read_page(file=fresh_page, language=language, device="phone").open(topic="language", city="Marl")
    enlarge_text(reader.page)

    assert texts_cut(reader.page) == []
    reader.unfold()
    assert texts_cut(reader.page) == []


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("query", [{}, {"topic": "language"}, {"group": "refugees"}])
def test_nothing_on_the_map_covers_anything_else_at_any_zoom_near_the_first(
    read_page: Reading, device: str, query: dict[str, str]
) -> None:
    reader = read_page(device=device).open(tab="map", **query)
    expect(reader.markers.first).to_be_visible()

    marks, names = covers_nothing(reader.page)
    assert marks > 0
    assert len(names) >= NAMES[device]
    for _ in range(3):
        zoom_in(reader.page, reader.texts("map.zoom_in"))
        covers_nothing(reader.page)


def test_buttons_move_the_map_by_keyboard_at_once_where_less_motion_is_wished(read_page: Reading) -> None:
    reader = read_page().open()
    expect(reader.markers.first).to_be_visible()
    pane = "document.querySelector('.leaflet-map-pane').style.transform"
    first = reader.page.evaluate(pane)
    seen = [first]
    for way in ("map.up", "map.left", "map.down", "map.right"):
        button = reader.button(way)
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
        button.focus()
        reader.page.keyboard.press("Enter")
        at_once = reader.page.evaluate(pane)
        reader.query()  # waits for the next picture
        assert reader.page.evaluate(pane) == at_once
        seen.append(at_once)

    assert len(set(seen)) == 4
    assert seen[-1] == first

    # A device that turns dark has the map drawn anew, and looks where it looked.
    zoom_in(reader.page, reader.texts("map.zoom_in"))
    reader.button("map.down").press("Enter")
    reader.query()
    before = reader.markers.first.bounding_box()
    assert before is not None
    reader.page.evaluate("document.querySelector('.leaflet-map-pane').id = 'old'")
    reader.page.emulate_media(color_scheme="dark")
    expect(reader.page.locator("#old")).to_have_count(0)
    after = reader.markers.first.bounding_box()
    assert after is not None
    assert abs(after["x"] - before["x"]) < 2
    assert abs(after["y"] - before["y"]) < 2
