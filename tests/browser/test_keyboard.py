"""Everything by keyboard: filters, cards, map."""

from playwright.sync_api import expect

from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor

FOCUSED = "*:focus"


def _tab_to(visitor: Visitor, selector: str, *, within: int = 60) -> None:
    """Press Tab until the focus is inside an element; it must be reachable in so many steps."""
    for _ in range(within):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("s => !!document.activeElement.closest(s)", selector):
            return
    msg = f"{selector} was not reached by {within} tabs"
    raise AssertionError(msg)


def test_filter_card_and_map_without_a_mouse(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open()
    keyboard = visitor.page.keyboard

    _tab_to(visitor, ".st-key-find_pop_cities")
    keyboard.press("Enter")
    expect(visitor.choice("cities", "Datteln").locator("input")).to_have_count(
        1
    )  # before, Tab has nothing to reach
    _tab_to(visitor, ".st-key-find_cities_Datteln", within=100)  # past twenty titles and their stars
    keyboard.press("Space")
    chosen = OfferFilter(cities=("Datteln",))
    visitor.sees_count(offers.count(chosen))
    keyboard.press("Escape")
    expect(visitor.page.get_by_test_id("stPopoverBody")).to_have_count(0)

    first = str(offers.ranked(chosen)[0])
    _tab_to(visitor, f".st-key-find_open_{first}")
    keyboard.press("Enter")
    expect(visitor.card(first).locator(".k-detail")).to_be_visible()

    expect(visitor.markers.first).to_be_visible()
    _tab_to(visitor, "iframe", within=160)
    frame = visitor.map_frame()
    for _ in range(30):
        keyboard.press("Tab")
        if frame.evaluate("!!document.activeElement.closest('.leaflet-marker-icon.badge')"):
            break
    keyboard.press("Enter")
    expect(visitor.page.locator(".st-key-find_spot_bar")).to_contain_text("Datteln")
