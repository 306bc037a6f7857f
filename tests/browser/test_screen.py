"""What the screen of a phone shows first, and that nothing on the map covers anything else, in the app."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.boxes_kit import (
    FIRST_CARD_PX,
    SCREEN_PX,
    covers_nothing,
    enlarge_text,
    texts_cut,
    zoom_in,
)
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES

#: Of the ten cities so many keep their name on the first view of a map, at least.
NAMES = {"phone": 7, "desktop": 10}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", [{}, {"topic": "language"}])
def test_the_first_offer_stands_on_the_first_screen_of_a_phone(
    visit: Visit, language: str, query: dict[str, str]
) -> None:
    visitor = visit(language=language, device="phone").open(**query)
    card = visitor.cards.first
    expect(card).to_be_visible()
    expect(visitor.page.locator(".k-refine")).to_be_in_viewport(ratio=1)
    # Style and letters come with the page's first seconds; where the card then stands, it stays.
    visitor.page.wait_for_function(
        "limit => document.querySelector(\"[class*='st-key-find_card_']\").getBoundingClientRect().top <= limit",
        arg=FIRST_CARD_PX,
    )

    boxes = [part.bounding_box() for part in (card, visitor.opener(card), card.locator(".k-org"))]
    assert all(boxes)
    assert boxes[0]["y"] <= FIRST_CARD_PX
    assert all(box["y"] + box["height"] <= SCREEN_PX for box in boxes[1:])
    expect(visitor.summary.locator("strong")).to_be_in_viewport(ratio=1)
    expect(visitor.field("find.what")).to_be_in_viewport(ratio=1)
    expect(visitor.page.get_by_role("radio", name=visitor.texts("tab.map"))).to_be_in_viewport(ratio=1)
    expect(visitor.page.get_by_role("textbox", name=visitor.texts("find.where"))).to_be_hidden()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_place_and_filters_are_one_tap_away_and_tell_how_many_are_chosen(visit: Visit) -> None:
    visitor = visit(device="phone").open(topic="language", near="45768")
    button = visitor.page.locator(".k-refine")
    expect(button).to_contain_text(f"{visitor.texts('find.refine')} (2)")

    visitor.unfold()

    expect(button).to_have_attribute("aria-expanded", "true")
    expect(visitor.page.get_by_role("textbox", name=visitor.texts("find.where"))).to_be_visible()
    expect(visitor.page.locator(".st-key-find_pop_cities")).to_be_visible()
    visitor.choose("cities", "Marl")
    expect(button).to_contain_text("(3)")
    expect(button).to_have_attribute("aria-expanded", "true")


def test_a_wide_screen_shows_place_and_filters_at_once(visit: Visit) -> None:
    visitor = visit().open()

    expect(visitor.page.locator(".st-key-find_pop_cities")).to_be_visible()
    expect(visitor.page.get_by_role("textbox", name=visitor.texts("find.where"))).to_be_visible()
    expect(visitor.page.locator(".k-refine")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_large_letters_cut_no_text_on_a_phone(visit: Visit, language: str) -> None:
    visitor = visit(language=language, device="phone").open(topic="language", city="Marl")
    expect(visitor.cards.first).to_be_visible()
    enlarge_text(visitor.page)

    assert texts_cut(visitor.page) == []
    visitor.unfold()
    assert texts_cut(visitor.page) == []


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_tapped_marker_shows_its_first_offer_on_the_screen(visit: Visit, language: str) -> None:
    visitor = visit(language=language, device="phone").open(tab="map")
    expect(visitor.markers.first).to_be_visible()

    visitor.map.locator(".spot").first.tap()

    expect(visitor.page).to_have_url(re.compile("spot="))
    visitor.settled()
    title = visitor.opener(visitor.cards.first)
    expect(title).to_be_in_viewport(ratio=1)
    expect(visitor.cards.first.locator(".k-org")).to_be_in_viewport(ratio=1)
    expect(title).to_be_focused()
    expect(visitor.markers.first).to_be_visible()
    visitor.button("list.all_places").click()
    expect(visitor.cards.first).to_be_hidden()


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("query", [{}, {"topic": "language"}])
def test_nothing_on_the_map_covers_anything_else_at_any_zoom_near_the_first(
    visit: Visit, device: str, query: dict[str, str]
) -> None:
    visitor = visit(device=device).open(tab="map", **query)
    expect(visitor.markers.first).to_be_visible()
    frame = visitor.map_frame()

    marks, names = covers_nothing(frame)
    assert marks > 0
    assert len(names) >= NAMES[device]
    for _ in range(3):
        zoom_in(frame, visitor.texts("map.zoom_in"))
        covers_nothing(frame)
