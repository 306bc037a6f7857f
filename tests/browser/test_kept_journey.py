"""One's own list: kept, ordered, annotated and handed on; the same in the app and in the published page."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect

from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.offers.kept import Kept, to_values
from geo.offers.kept_text import kept_text
from geo.publish import Material
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, Visitor, title_in
from tests.browser.page_kit import Reader, Reading, findings

FIRST, SECOND, GONE = "re-010", "re-008", "gone-2019"
NOTE = "um 9.30 Uhr <b>&"
A_FINGER = 44


def _star(visitor: Visitor, offer_id: str) -> Locator:
    return visitor.page.locator(f".st-key-find_star_{offer_id}").get_by_role("button")


def _act(visitor: Visitor, name: str, offer_id: str) -> Locator:
    return visitor.page.locator(f".st-key-find_{name}_{offer_id}").get_by_role("button")


def _kept_by(visitor: Visitor, values: list[str]) -> None:
    """Wait until the address holds this list, and the page is drawn for it."""
    visitor.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("keep", []) == values)
    visitor.settled()


def _sees(reader: Reader, order: list[str]) -> None:
    expect(reader.page.locator("#mine-list > .card")).to_have_count(len(order))
    ids = reader.page.eval_on_selector_all("#mine-list > .card", "cards => cards.map(c => c.dataset.offer)")
    assert ids == order


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_offers_are_kept_ordered_and_noted_and_the_link_shows_them_in_the_published_page(
    visit: Visit, offers: OfferTable, language: str
) -> None:
    visitor = visit(language=language).open(topic="language")
    title = title_in(offers, FIRST, language)

    star = visitor.page.get_by_role("button", name=f"{visitor.texts('kept.star')}: {title}")
    expect(star).to_have_attribute("aria-pressed", "false")
    star.focus()
    visitor.page.keyboard.press("Enter")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    _star(visitor, SECOND).click()
    _kept_by(visitor, [FIRST, SECOND])

    visitor.button("kept.open", number=visitor.texts.number(2)).click()
    visitor.settled()
    down = _act(visitor, "down", FIRST)
    expect(down).to_have_accessible_name(re.compile(re.escape(title)))
    down.focus()
    visitor.page.keyboard.press("Enter")
    _kept_by(visitor, [SECOND, FIRST])
    expect(_act(visitor, "down", FIRST)).to_be_focused()
    expect(visitor.page.locator(".k-said")).to_have_text(
        visitor.texts("kept.moved", title=title, place=visitor.texts.number(2), all=visitor.texts.number(2))
    )
    for name, order in (("up", [FIRST, SECOND]), ("down", [SECOND, FIRST])):
        _act(visitor, name, FIRST).focus()
        visitor.page.keyboard.press("Enter")
        _kept_by(visitor, order)
        expect(_act(visitor, name, FIRST)).to_be_focused()
    note = visitor.page.locator(f".st-key-find_note_{FIRST}").get_by_role("textbox")
    note.fill(NOTE)
    note.press("Enter")
    _kept_by(visitor, [SECOND, f"{FIRST}.{NOTE}"])

    visitor.page.get_by_text(visitor.texts("kept.link"), exact=True).click()
    link = visitor.page.get_by_test_id("stCode").inner_text().replace("\n", "")
    code = visitor.page.get_by_role("img", name=visitor.texts("kept.qr"))
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")
    visitor.page.goto(f"{visitor.server.url}/karte?{urlsplit(link).query}")
    expect(visitor.page.locator("html")).to_have_attribute("lang", language)
    ids = visitor.page.eval_on_selector_all("#mine-list > .card", "cards => cards.map(c => c.dataset.offer)")
    assert ids == [SECOND, FIRST]
    expect(visitor.page.locator(f"#note-{FIRST}")).to_have_value(NOTE)


def test_the_sheet_is_printed_in_the_language_of_the_person_who_gets_it(
    visit: Visit, offers: OfferTable
) -> None:
    arabic = load_texts("ar")
    visitor = visit().open(mine="yes", keep=[f"{FIRST}.{NOTE}", SECOND, GONE])

    visitor.page.locator(".st-key-find_hand_language_de").get_by_role("combobox").click()
    visitor.page.get_by_role("option", name=arabic("app.own_language_name")).click()
    printing = visitor.page.get_by_role("link", name=visitor.texts("kept.sheet"))
    expect(printing).to_have_attribute("href", re.compile("lang=ar"))
    with visitor.page.context.expect_page() as opened:
        printing.click()
    paper = opened.value

    expect(paper.locator("html")).to_have_attribute("dir", "rtl")
    expect(paper.get_by_role("heading", level=1)).to_have_text(arabic("kept.title"))
    expect(paper.locator("article h2")).to_have_text(
        [
            f"{arabic.number(1)}. {title_in(offers, FIRST, 'ar')}",
            f"{arabic.number(2)}. {title_in(offers, SECOND, 'ar')}",
            f"{arabic.number(3)}. {arabic('kept.unknown', id=GONE)}",
        ]
    )
    expect(paper.locator(".note")).to_have_text(NOTE)
    expect(paper.locator("section h2")).to_have_text(arabic("contact.heading", city="Castrop-Rauxel"))
    paper.emulate_media(media="print")
    assert paper.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert paper.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_the_text_for_messengers_is_copied_in_the_language_of_the_person_who_gets_it(visit: Visit) -> None:
    visitor = visit(permissions=["clipboard-read", "clipboard-write"]).open(mine="yes", keep=[FIRST, GONE])

    visitor.page.get_by_text(visitor.texts("kept.text"), exact=True).click()
    visitor.button("kept.copy").click()

    expect(visitor.page.get_by_text(visitor.texts("kept.copied"))).to_be_visible()
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Mein Zettel: Integrationskarte Kreis Recklinghausen\n\n1. ")
    assert f"2. {visitor.texts('kept.unknown', id=GONE)}" in copied
    assert f"{visitor.server.url}/?" in copied
    assert f"mine=yes&keep={FIRST}&keep={GONE}" in copied


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_list_and_its_stars_hinder_nobody_in_the_app(visit: Visit, language: str) -> None:
    visitor = visit(language=language, device="phone").open(topic="language", keep=[FIRST])
    box = _star(visitor, FIRST).bounding_box()
    assert box and box["width"] >= A_FINGER and box["height"] >= A_FINGER

    visitor.page.locator(".st-key-find_mine").get_by_role("button").click()
    visitor.settled()
    expect(_act(visitor, "off", FIRST)).to_be_visible()

    for name in ("up", "down", "off"):
        box = _act(visitor, name, FIRST).bounding_box()
        assert box and box["height"] >= A_FINGER
    assert visitor.violations() == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_published_page_keeps_orders_and_notes_with_the_keyboard_and_its_link_shows_it_in_the_app(
    visit: Visit, offers: OfferTable, language: str
) -> None:
    visitor = visit(language=language)
    page, texts = visitor.page, visitor.texts
    page.goto(f"{visitor.server.url}/karte#lang={language}&topic=language&n=60")
    title = offers.frame.title[FIRST]

    star = page.get_by_role("button", name=f"{texts('kept.star')}: {title}")
    star.focus()
    page.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_be_focused()
    page.locator(f'#list > [data-offer="{SECOND}"] .star').click()
    page.get_by_role("button", name=texts("kept.open", number=texts.number(2))).click()
    expect(page.locator("#mine-title")).to_be_focused()
    down = page.locator(f'#mine-list > [data-offer="{FIRST}"] [data-act="down"]')
    down.focus()
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    expect(page.locator(".mine > .said")).to_contain_text(title)
    page.keyboard.press("Enter")
    expect(page.locator(".mine > .said")).to_have_text(
        texts("kept.at_end", title=title, place=texts.number(2), all=texts.number(2))
    )
    page.locator(f"#note-{FIRST}").fill(NOTE)
    page.locator(f"#note-{FIRST}").press("Enter")

    page.get_by_text(texts("kept.link"), exact=True).first.click()
    expect(page.get_by_role("img", name=texts("kept.qr"))).to_be_visible()
    query = parse_qs(urlsplit(page.locator("#hand-link").input_value()).fragment)
    assert query == {"lang": [language], "mine": ["yes"], "keep": [SECOND, f"{FIRST}.{NOTE}"]}
    visitor.open(mine="yes", keep=query["keep"])
    assert visitor.card_ids() == [SECOND, FIRST]
    note = visitor.page.locator(f".st-key-find_note_{FIRST}").get_by_role("textbox")
    expect(note).to_have_value(NOTE)


def test_back_takes_a_star_back_and_a_search_keeps_the_list(read_page: Reading) -> None:
    reader = read_page().open(topic="language", n="60")

    reader.card(FIRST).locator(".star").click()
    reader.card(SECOND).locator(".star").click()
    assert reader.query()["keep"] == [FIRST, SECOND]
    reader.page.go_back()
    expect(reader.card(SECOND).locator(".star")).to_have_attribute("aria-pressed", "false")
    expect(reader.card(FIRST).locator(".star")).to_have_attribute("aria-pressed", "true")
    reader.button("filter.reset").click()
    assert reader.query() == {"lang": ["de"], "keep": [FIRST]}
    reader.button("action.link").click()
    expect(
        reader.page.get_by_text(reader.texts("publish.no_link"))
    ).to_be_visible()  # a file has no link for others


def test_a_list_is_emptied_and_what_has_gone_is_taken_off(read_page: Reading) -> None:
    reader = read_page().open(mine="yes", keep=[FIRST, GONE, SECOND])
    _sees(reader, [FIRST, GONE, SECOND])
    expect(reader.page.locator(f'[data-offer="{GONE}"]')).to_contain_text(
        reader.texts("kept.unknown", id=GONE)
    )

    reader.page.locator(f'[data-offer="{GONE}"] [data-act="off"]').click()

    _sees(reader, [FIRST, SECOND])
    expect(reader.page.locator(f'[data-offer="{SECOND}"] [data-act="off"]')).to_be_focused()
    reader.button("kept.clear").click()
    expect(reader.page.locator(".mine > .said")).to_have_text(reader.texts("kept.cleared"))
    expect(reader.page.get_by_text(reader.texts("kept.empty"))).to_be_visible()
    reader.button("kept.back").click()
    expect(reader.cards.first).to_be_visible()
    assert reader.query() == {"lang": ["de"]}


def test_a_file_has_no_link_to_give_and_says_so(read_page: Reading) -> None:
    reader = read_page().open(mine="yes", keep=[FIRST])

    expect(reader.page.get_by_text(reader.texts("kept.only_here"))).to_be_visible()
    expect(reader.page.get_by_text(reader.texts("kept.link"), exact=True)).to_have_count(0)


def test_the_published_text_is_word_by_word_that_of_the_app(
    read_page: Reading, rich_page, rich: Material, rich_directory: OfferTable
) -> None:
    ids = list(rich_directory.frame.index)
    listed = tuple(
        Kept(offer_id, "9.30 Uhr" if n % 3 else "") for n, offer_id in enumerate([*ids[::25], GONE])
    )

    for language in LANGUAGES:
        texts = load_texts(language)
        reader = read_page(file=rich_page, language=language).open(mine="yes", keep=to_values(listed))
        written = reader.page.locator("#hand-text").input_value()

        assert written == kept_text(
            listed,
            rich_directory.frame,
            texts=texts,
            heading=texts("kept.text_title", district=rich.district),
            link="",
            translations=rich_directory.translations,
        )


def test_the_published_sheet_speaks_the_chosen_language(read_page: Reading, directory: OfferTable) -> None:
    arabic = load_texts("ar")
    reader = read_page().open(mine="yes", keep=[f"{FIRST}.{NOTE}", GONE])

    reader.page.locator("#hand-language").select_option("ar")
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.page.emulate_media(media="print")

    sheet = reader.page.locator(".sheet")
    expect(sheet).to_have_attribute("dir", "rtl")
    expect(sheet.locator("h1")).to_have_text(arabic("kept.title"))
    expect(sheet.locator(".card h3")).to_have_text(
        [
            f"{arabic.number(1)}. {directory.frame.title[FIRST]}",
            f"{arabic.number(2)}. {arabic('kept.unknown', id=GONE)}",
        ]
    )
    expect(sheet.locator(".told-note")).to_have_text(NOTE)
    expect(reader.page.locator("#page")).to_be_hidden()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_list_hinders_nobody_in_the_published_page(read_page: Reading, language: str) -> None:
    reader = read_page(language=language, device="phone").open(topic="language", keep=[FIRST], n="60")
    box = reader.card(FIRST).locator(".star").bounding_box()
    assert box and box["width"] >= A_FINGER and box["height"] >= A_FINGER
    assert list(findings(reader.page)) == []

    reader.page.locator(".to-mine").click()

    assert list(findings(reader.page)) == []
    for button in reader.page.locator(".order button").all():
        box = button.bounding_box()
        assert box and box["height"] >= A_FINGER
    assert reader.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_hostile_list_is_bounded_and_shown_letter_by_letter(read_page: Reading) -> None:
    evil = "<img src=x onerror=alert(1)>"
    reader = read_page().open(mine="yes", keep=[f"{FIRST}.{evil}\u202e", "../x", evil, *["a1"] * 200])

    expect(reader.page.locator(f"#note-{FIRST}")).to_have_value(evil)
    _sees(reader, [FIRST, "a1"])
    expect(reader.page.locator(".hints .note")).to_have_count(2)
    assert reader.page.locator(".hints img, .mine img").count() == 0
