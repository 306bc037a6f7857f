"""Never a dead end: an empty result says what to loosen and what is near."""

import re

import pytest
from playwright.sync_api import expect

from geo.offers.facets import OfferTable, loosen
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit

NOTHING = OfferFilter(topics=("work",), cities=("Castrop-Rauxel",), languages=("en",))


@pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("en", "phone"), ("ar", "phone")])
def test_loosening_one_filter_gives_the_promised_number(
    visit: Visit, offers: OfferTable, language: str, device: str
) -> None:
    assert offers.count(NOTHING) == 0
    ways_out = loosen(offers, NOTHING)
    visitor = visit(language=language, device=device).open(topic="work", city="Castrop-Rauxel", spoken="en")
    visitor.sees_count(0)
    expect(visitor.page.get_by_text(visitor.texts("empty.title"))).to_be_visible()

    buttons = visitor.page.locator("[class*='st-key-find_loosen_']").get_by_role("button")
    expect(buttons).to_have_count(len(ways_out[:4]))
    buttons.first.click()

    visitor.sees_count(ways_out[0].count)
    visitor.sees_offers(list(offers.ranked(ways_out[0].filter))[:20])


def test_the_nearest_offer_beyond_the_filter_opens(visit: Visit) -> None:
    visitor = visit().open(topic="work", city="Castrop-Rauxel", spoken="en")

    nearest = visitor.page.locator(".st-key-find_nearest").get_by_role("button")
    expect(nearest).to_have_text(re.compile("Nächstes Angebot"))
    nearest.click()

    expect(visitor.page.locator(".k-detail")).to_be_visible()
    assert "offer" in visitor.query()


def test_a_misspelt_word_is_asked_back(visit: Visit, offers: OfferTable) -> None:
    visitor = visit().open(q="Xerten")
    suggestions = visitor.page.locator("[class*='st-key-find_suggest_']").get_by_role("button")
    expect(suggestions.first).to_be_visible()

    suggestions.first.click()

    expect(visitor.cards.first).to_be_visible()
