"""List and map tell the same: a click on one shows it on the other, and nothing is only on the map."""

import json
import re

import pytest
from playwright.sync_api import Locator, Route, expect

from geo.maps.markers import spot_ids
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.settings import load_settings
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor

#: One transparent pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
    "64f8cf500f0003860180a5f3a4610000000049454e44ae426082"
)


def _here(offers: OfferTable, offer_filter: OfferFilter, spot: str) -> list[str]:
    ids = offers.ranked(offer_filter)
    return list(ids[(spot_ids(offers.frame.loc[ids]) == spot).to_numpy()])


def _markers_of(visitor: Visitor, kind: str) -> Locator:
    return visitor.map.locator(f".leaflet-marker-icon.{kind}")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_marker_lists_its_offers_and_one_opens(visit: Visit, offers: OfferTable, device: str) -> None:
    nearby = OfferFilter(cities=("Marl",))
    visitor = visit(device=device).open(city="Marl", near="Barkhausstraße 36, Marl", tab="map")
    marker = _markers_of(visitor, "spot").first
    name = marker.get_attribute("title") or ""

    marker.click()

    expect(visitor.page).to_have_url(re.compile("spot="))
    expected = _here(offers, nearby, visitor.query()["spot"][0])
    assert str(len(expected)) in name
    expect(visitor.page.locator(".st-key-find_spot_bar")).to_contain_text(name.split(" – ")[0])
    expect(visitor.cards).to_have_count(len(expected))
    assert sorted(visitor.card_ids()) == sorted(expected)

    visitor.title(expected[0]).click()
    expect(visitor.card(expected[0]).locator(".k-detail")).to_be_visible()
    visitor.button("list.all_places").click()
    expect(visitor.page.locator(".st-key-find_spot_bar")).to_have_count(0)
    visitor.sees_count(offers.count(nearby))
    assert "spot" not in visitor.query()


def test_a_badge_lists_what_is_known_only_to_the_city(visit: Visit, offers: OfferTable) -> None:
    visitor = visit(language="en").open(city="Waltrop", topic="language")

    badge = _markers_of(visitor, "badge")
    expect(badge).to_have_count(1)
    badge.click()

    expect(visitor.page.locator(".st-key-find_spot_bar")).to_contain_text("Waltrop")
    expected = _here(offers, OfferFilter(cities=("Waltrop",), topics=("language",)), "area-Waltrop")
    visitor.sees_offers(expected)


def test_a_card_is_shown_on_the_map(visit: Visit, offers: OfferTable) -> None:
    frame = offers.frame
    about = str(
        frame.index[(frame.precision == "street") & frame.topics.map(lambda topics: "work" in topics)][0]
    )
    visitor = visit().open(topic="work", n="200")
    expect(visitor.markers.first).to_be_visible()
    before = visitor.map.locator(".leaflet-map-pane").get_attribute("style")

    visitor.title(about).click()

    # The chosen place is drawn as a ring in the circle in which it lies.
    expect(visitor.map_frame().locator("canvas.leaflet-zoom-animated").first).to_be_attached()
    expect(visitor.map.locator(".leaflet-container")).to_have_class(re.compile("near-view"))
    assert visitor.map.locator(".leaflet-map-pane").get_attribute("style") is not None
    assert before is not None


def test_all_that_the_map_shows_is_also_in_the_list(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open(n="400")
    expect(visitor.cards).to_have_count(len(offers.frame))
    expect(visitor.markers.first).to_be_visible()

    numbers = visitor.map.locator(".spot, .cluster, .badge").all_inner_texts()

    on_map = int((spot_ids(offers.frame) != "").sum())
    assert sum(int(number or 1) for number in numbers) == on_map
    assert sorted(visitor.card_ids()) == sorted(offers.frame.index)


def test_a_background_is_asked_for_only_after_the_choice(visit: Visit) -> None:
    background = load_settings({}).district.backgrounds[0]
    host = background.origin.split("//")[1]
    visitor = visit()
    visitor.page.context.route(f"{background.origin}/**", _answer_with_a_pixel)
    visitor.open()
    expect(visitor.markers.first).to_be_visible()
    assert visitor.traffic.foreign() == []

    visitor.traffic.allowed_hosts.add(host)
    visitor.button("background.title").click()
    visitor.page.locator(".st-key-find_background label", has_text=background.label).last.click()
    expect(visitor.map.locator("img.leaflet-tile-loaded").first).to_be_attached()

    assert visitor.traffic.foreign()
    assert all(url.endswith(".png") for url in visitor.traffic.foreign())
    assert visitor.query() == {"bg": [background.id]}


def _answer_with_a_pixel(route: Route) -> None:
    if route.request.resource_type == "image":
        route.fulfill(body=PIXEL, content_type="image/png")
    else:
        route.abort()


def test_the_map_keeps_its_view_while_filters_change(visit: Visit) -> None:
    visitor = visit().open()
    expect(visitor.markers.first).to_be_visible()
    visitor.map.get_by_role("button", name=visitor.texts("map.zoom_in"), exact=True).click()
    frame = visitor.map_frame()
    frame.wait_for_function("() => !window.map._animatingZoom")
    whole = frame.evaluate("() => window.map.getCenter().lat")
    visitor.map.get_by_role("button", name=visitor.texts("map.up"), exact=True).press("Enter")
    assert frame.evaluate("() => window.map.getCenter().lat") > whole
    view = frame.evaluate("() => JSON.stringify([window.map.getZoom(), window.map.getCenter()])")

    visitor.choose("topics", "work")
    expect(visitor.chips.get_by_role("button")).to_have_count(2)
    visitor.settled()

    after = visitor.map_frame().evaluate(
        "() => JSON.stringify([window.map.getZoom(), window.map.getCenter()])"
    )
    assert json.loads(after) == json.loads(view)
