"""An open offer is read aloud by the device's own voice, in the published page and in the app."""

import re

from playwright.sync_api import Locator, expect

from geo.i18n import Texts
from geo.offers.facets import OfferTable
from tests.browser.conftest import Visit
from tests.browser.kit import title_in
from tests.browser.page_kit import Reading

#: A device with a German voice of its own; the English one belongs to somebody's server.
VOICES = """
    window.spoken = [];
    const voices = [{ lang: "de_DE", localService: true }, { lang: "en-US", localService: false }];
    Object.defineProperty(window, "speechSynthesis", { value: {
      getVoices: () => voices, addEventListener() {}, cancel() { window.spoken = []; },
      speak: (one) => window.spoken.push([one.lang, one.text]) } });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
#: What is still spoken after five seconds at most; the page forbids to wait for an expression that is evaluated in it.
SILENCE = """new Promise((done) => {
    const look = (left) => spoken.length && left ? setTimeout(look, 50, left - 1) : done(spoken);
    look(100);
})"""
#: A number with its digits one by one.
DIGITS = re.compile(r".*\b0 2( \d|, \d)+")


def _reads_and_stops(button: Locator, texts: Texts, title: str) -> None:
    page, word = button.page, button.locator("span").last
    expect(word).to_have_text(texts("act.aloud"))
    button.click()
    expect(word).to_have_text(texts("act.aloud_stop"))
    spoken = page.evaluate("spoken")
    said = [text for _, text in spoken]
    assert [lang for lang, _ in spoken] == ["de_DE"] * len(spoken)
    assert said[0] == title
    assert any(DIGITS.fullmatch(text) for text in said)
    assert not any(texts("act.call") in text for text in said)
    button.click()
    expect(word).to_have_text(texts("act.aloud"))
    assert page.evaluate("spoken") == []


def _says_nothing_without_a_link(row: Locator) -> None:
    """An offer that names no contact, on a device without a voice, has no empty list."""
    expect(row.locator("li:visible")).to_have_count(row.locator("a").count())
    row.evaluate("list => list.querySelectorAll('a').forEach((link) => link.closest('li').remove())")
    expect(row).to_be_hidden()


def _with_phone(offers: OfferTable) -> str:
    stated = offers.frame["phone"].str.match(r"02\d+ ") & (offers.frame["scope"] == "local")
    return str(offers.frame.index[stated & ~offers.frame["is_protected"].astype(bool)][0])


def test_the_page_reads_an_open_offer_where_the_device_has_a_voice(
    read_page: Reading, directory: OfferTable
) -> None:
    offer = _with_phone(directory)
    reader = read_page()
    reader.page.add_init_script(VOICES)
    reader.open(offer=offer)
    _reads_and_stops(reader.card(offer).locator("[data-aloud]"), reader.texts, directory.frame.title[offer])

    # A card that closes falls silent.
    reader.card(offer).locator("[data-aloud]").click()
    reader.card(offer).locator(".title").click()
    assert reader.page.evaluate(SILENCE) == []

    mute = read_page().open(offer=offer)
    expect(mute.card(offer).locator("[data-aloud]")).to_be_hidden()
    _says_nothing_without_a_link(mute.card(offer).locator(".acts"))


def test_the_app_reads_an_open_offer_where_the_device_has_a_voice(visit: Visit, offers: OfferTable) -> None:
    offer = _with_phone(offers)
    visitor = visit()
    visitor.page.add_init_script(VOICES)
    visitor.open(offer=offer)
    title = title_in(offers, offer, "de")
    expect(visitor.title(offer)).to_contain_text(title)
    _reads_and_stops(visitor.card(offer).locator("[data-aloud]"), visitor.texts, title)

    mute = visit().open(offer=offer)
    expect(mute.card(offer).locator(".k-acts")).to_be_visible()
    expect(mute.card(offer).locator("[data-aloud]")).to_be_hidden()
    _says_nothing_without_a_link(mute.card(offer).locator(".k-acts"))
