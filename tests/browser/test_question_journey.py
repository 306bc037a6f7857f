"""A whole sentence on a phone: what was understood, taken off, the right offer, kept, on paper; and no answer at all."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from tests.browser.conftest import Visit
from tests.browser.kit import title_in
from tests.browser.page_kit import Reading, findings

RIGHT = "re-180"
#: By language of the question: that of the screen, the question, and the meaning that is taken off.
ASKED = {
    "de": ("de", "Ich suche einen Deutschkurs für Frauen mit Kinderbetreuung in Marl", "care:yes"),
    "ar": ("ar", "أبحث عن دورة لغة ألمانية للنساء مع رعاية أطفال في مارل", "care:yes"),
    "tr": ("de", "Marl'da kadınlar için çocuk bakımı olan Almanca kursu arıyorum", "topic:childcare"),
}
UNKNOWN = "fhqwx brmpf zzgrmbl"

by_language = pytest.mark.parametrize(("language", "question", "off"), ASKED.values(), ids=ASKED)


def _names(chips: Locator) -> list[str]:
    return [name.strip() for name in chips.all_inner_texts()]


def _read(table: OfferTable, question: str) -> list[str]:
    """Return the first meaning of each part that is understood."""
    answer = table.answer(OfferFilter(text=question))
    assert answer is not None
    return [part.meanings[0] for part in answer.reading.parts]


def _is_on_paper(paper: Page, title: str) -> None:
    expect(paper.get_by_role("heading", level=1)).to_be_visible()
    expect(paper.locator("article h2")).to_contain_text([title])


@by_language
def test_a_sentence_leads_to_the_right_offer_and_its_sheet_in_the_app(
    visit: Visit, offers: OfferTable, language: str, question: str, off: str
) -> None:
    title = title_in(offers, RIGHT, language)
    visitor = visit(language=language, device="phone").open()

    visitor.type_into("find.what", question)

    chips = visitor.page.locator("[class*='st-key-find_read_']").get_by_role("button")
    understood = _read(offers, question)
    expect(chips).to_have_count(len(understood))
    expect(visitor.opener(visitor.cards.first)).to_contain_text(title)
    assert visitor.violations() == []
    before = _names(chips)
    chips.nth(understood.index(off)).click()

    expect(chips).to_have_count(len(understood) - 1)
    assert set(_names(chips)) < set(before)
    assert visitor.query()["off"] == [off]
    assert visitor.query()["q"] == [question]
    expect(visitor.field("find.what")).to_have_value(question)
    expect(visitor.opener(visitor.cards.first)).to_contain_text(title)
    visitor.page.locator(f".st-key-find_star_{RIGHT}").get_by_role("button").click()
    visitor.page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("keep") == [RIGHT])
    visitor.page.locator(".st-key-find_mine").get_by_role("button").click()
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name=visitor.texts("kept.sheet")).click()

    _is_on_paper(opened.value, title)
    expect(opened.value.locator("html")).to_have_attribute("lang", language)


@by_language
def test_a_sentence_leads_to_the_right_offer_and_its_sheet_in_the_published_page(
    read_page: Reading, directory: OfferTable, language: str, question: str, off: str
) -> None:
    title = directory.frame.title[RIGHT]
    reader = read_page(language=language, device="phone").open()
    page = reader.page

    page.locator("#what").fill(question)

    chips = page.locator(".read .chip")
    understood = _read(directory, question)
    expect(chips).to_have_count(len(understood))
    expect(reader.cards.first.locator("h3")).to_have_text(title)
    assert list(findings(page)) == []
    chips.nth(understood.index(off)).click()

    expect(chips).to_have_count(len(understood) - 1)
    assert reader.query()["off"] == [off]
    assert reader.query()["q"] == [question]
    expect(reader.cards.first.locator("h3")).to_have_text(title)
    reader.card(RIGHT).locator(".star").click()
    page.locator(".to-mine").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".sheet h1")).to_have_text(reader.texts("kept.title"))
    expect(page.locator(".sheet .card h3")).to_contain_text([title])


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_question_that_nobody_can_answer_ends_with_contact_points_and_topics_in_the_app(
    visit: Visit, offers: OfferTable, language: str
) -> None:
    visitor = visit(language=language, device="phone").open(q=UNKNOWN, city="Marl")

    expect(visitor.page.get_by_text(visitor.texts("search.nothing_known"))).to_be_visible()
    expect(visitor.page.get_by_text(visitor.texts("contact.heading", city="Marl"))).to_be_visible()
    assert visitor.violations() == []
    visitor.page.locator(".st-key-find_topic_housing").get_by_role("button").click()

    visitor.sees_count(offers.count(OfferFilter(topics=("housing",), cities=("Marl",))))
    assert "q" not in visitor.query()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_question_that_nobody_can_answer_ends_with_contact_points_and_topics_in_the_published_page(
    read_page: Reading, directory: OfferTable, language: str
) -> None:
    reader = read_page(language=language, device="phone").open(q=UNKNOWN, city="Marl")
    texts = load_texts(language)

    expect(reader.page.get_by_text(texts("search.nothing_known"))).to_be_visible()
    expect(
        reader.page.get_by_text(re.compile(re.escape(texts("contact.heading", city="Marl"))))
    ).to_be_visible()
    assert list(findings(reader.page)) == []
    reader.page.locator(".dead-end .chips").get_by_role("button").first.click()

    expect(reader.cards.first).to_be_visible()
    assert "q" not in reader.query()
