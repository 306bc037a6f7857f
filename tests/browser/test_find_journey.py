"""Finding an offer: by topic, target group and place, in three languages, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from geo.model import POINT_PRECISIONS
from geo.offers.facets import OfferTable
from tests.browser.conftest import Visit
from tests.browser.kit import Visitor
from tests.browser.server_kit import Server

#: An address of the shipped gazetteer, known to the house.
HOME = "Barkhausstraße 36, Marl"
#: Where nobody asked for less, things move.
MOTION = {"desktop": "no-preference", "phone": "reduce"}


def _look_for_a_course(visitor: Visitor) -> None:
    visitor.choose("topics", "language")
    visitor.choose("target_groups", "refugees")
    visitor.type_into("find.where", HOME)
    expect(visitor.page.locator(".k-near")).to_contain_text(visitor.texts("near.from_place", place=HOME))


@pytest.mark.parametrize(("language", "device"), [("de", "phone"), ("en", "desktop"), ("ar", "phone")])
def test_a_newcomer_finds_a_course_near_home_and_shares_it(
    visit: Visit, offers: OfferTable, nearest: list[str], language: str, device: str
) -> None:
    visitor = visit(language=language, device=device, reduced_motion=MOTION[device]).open()
    visitor.sees_count(len(offers.frame))

    _look_for_a_course(visitor)
    visitor.sees_count(len(nearest))
    visitor.sees_offers(nearest[:20])
    expect(visitor.chips.get_by_role("button")).to_have_count(4)

    found = next(
        i for i in nearest if offers.frame.phone[i] and offers.frame.precision[i] in POINT_PRECISIONS
    )
    visitor.title(found).click()
    _sees_the_way_and_the_contact(visitor, offers, found)

    friend = visit(language=language, device=device, reduced_motion=MOTION[device])
    friend.page.goto(visitor.page.url)
    friend.settled().sees_count(len(nearest))
    friend.sees_offers([found, *(i for i in nearest[:20] if i != found)])
    _sees_the_way_and_the_contact(friend, offers, found)
    expect(friend.chips).to_have_text(visitor.chips.inner_text(), use_inner_text=True)
    assert friend.query() == visitor.query()


def _sees_the_way_and_the_contact(visitor: Visitor, offers: OfferTable, offer_id: str) -> None:
    row, card, texts = offers.frame.loc[offer_id], visitor.card(offer_id), visitor.texts
    expect(card.locator(".k-way")).to_have_text(re.compile(r"\d|[٠-٩]"))
    digits = re.sub(r"[^\d+]", "", row.phone)
    expect(card.locator(f"a[href='tel:{digits}']").first).to_contain_text(row.phone)
    expect(card.locator(".k-detail")).to_contain_text(row.description)  # in another language one tap away
    expect(card.locator(".k-asof").first).not_to_be_empty()
    expect(card.get_by_text(texts("detail.check_first"))).to_be_visible()


@pytest.fixture(scope="module")
def nearest(server: Server) -> list[str]:
    """Return what the command line finds for the same wishes, the nearest first."""
    return server.find("--topic", "language", "--target-group", "refugees", "--near", HOME)


def test_links_of_a_card_open_only_on_a_click(visit: Visit, offers: OfferTable) -> None:
    frame = offers.frame
    found = str(frame.index[(frame.email != "") & (frame.website != "") & (frame.street != "")][0])

    visitor = visit().open(offer=found)

    card = visitor.card(found)
    expect(card.locator(f"a[href='mailto:{frame.email[found]}']").first).to_be_visible()
    outside = card.locator("a[href^='http']")
    expect(outside.nth(1)).to_be_visible()
    assert {frame.website[found]} < {
        link.get_attribute("href") for link in outside.all()
    }  # and the way there
    for link in outside.all():
        expect(link).to_have_attribute("rel", re.compile("noopener"))
        expect(link).to_have_attribute("target", "_blank")
    assert visitor.traffic.foreign() == []
