"""Near me: an address typed in, or the browser's position after consent."""

from playwright.sync_api import expect

from geo.offers.facets import OfferTable
from tests.browser.conftest import Visit
from tests.browser.server_kit import Server

#: Near the town hall of Recklinghausen.
POSITION = {"latitude": 51.61432, "longitude": 7.19789}


def test_the_browsers_position_sorts_the_list_and_is_rounded_in_the_link(
    visit: Visit, server: Server, offers: OfferTable
) -> None:
    visitor = visit(geolocation=POSITION, permissions=["geolocation"], language="en").open(topic="work")

    visitor.button("near.my_position").click()

    expect(visitor.page.locator(".k-near")).to_contain_text(visitor.texts("near.from_position"))
    assert visitor.query()["near"] == ["51.614,7.198"]
    box = visitor.page.get_by_role("textbox", name=visitor.texts("find.where"))
    expect(box).to_have_value(visitor.texts("near.position_label"))
    expect(visitor.map.locator(".here")).to_be_visible()
    expect(visitor.page.locator(".k-way", has_text="min").first).to_be_visible()

    visitor.chips.get_by_role("button", name=visitor.texts("near.chip", place="")).click()
    expect(visitor.page.locator(".k-near")).to_have_count(0)
    assert "near" not in visitor.query()


def test_a_refused_position_says_what_else_helps(visit: Visit) -> None:
    visitor = visit(permissions=[]).open()

    visitor.button("near.my_position").click()

    expect(visitor.page.get_by_text(visitor.texts("near.position_failed"))).to_be_visible()
    visitor.sees_count(344)


def test_an_unknown_address_is_said_and_the_list_stays(visit: Visit) -> None:
    visitor = visit().open()

    visitor.type_into("find.where", "Nirgendwostraße 7, Entenhausen")

    problem = visitor.texts("near.not_found", place="Nirgendwostraße 7, Entenhausen")
    expect(visitor.page.get_by_text(problem)).to_be_visible()
    visitor.sees_count(344)


def test_an_inexact_place_says_how_inexact_it_is(visit: Visit) -> None:
    visitor = visit().open(near="45768")

    expect(visitor.summary).to_contain_text("45768")
    expect(visitor.summary).to_contain_text("km")
