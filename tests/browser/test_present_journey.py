"""A coordinator: compares the cities, puts slides together, steps through them by keyboard, takes files along."""

import json
import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document
from playwright.sync_api import Page, expect
from pptx import Presentation

from geo.settings import load_settings
from geo.upkeep.opening import prepare
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, Visitor, axe_findings

#: Whether some word on the visible slide is cut off or leaves it.
LEAVES = """() => {
  const slide = document.querySelector(".slide.current"), box = slide.getBoundingClientRect();
  const inside = (e) => {
    const b = e.getBoundingClientRect();
    return b.left >= box.left - 1 && b.right <= box.right + 1 && b.top >= box.top - 1 && b.bottom <= box.bottom + 1;
  };
  const parts = [...slide.querySelectorAll("h1, h2, p, td, th, img, footer")].filter((e) => e.getClientRects().length && !inside(e));
  const footer = slide.querySelector("footer"), body = slide.querySelector(".body");
  const above = (e) => !footer || e.getBoundingClientRect().bottom <= footer.getBoundingClientRect().top + 1;
  const over = body ? [...body.querySelectorAll("p, tr, img")].filter((e) => !above(e)) : [];
  return [...parts, ...over].map((e) => e.textContent.slice(0, 60) || e.tagName);
}"""


#: Words in the names of a table's rows and columns that are broken over two lines, though they have no hyphen.
BROKEN = """(table) => [...table.querySelectorAll("th")].flatMap((head) => {
  const walker = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walker.nextNode()); ) {
    for (const word of node.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      if (tops.size > 1) found.push(word[0]);
    }
  }
  return found;
})"""


def _show_tab(visitor: Visitor, name: str) -> None:
    visitor.page.get_by_role("tab", name=visitor.texts(f"present.tab_{name}")).click()


def _start(visitor: Visitor) -> Page:
    _show_tab(visitor, "slides")
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name=visitor.texts("present.start")).click()
    slides = opened.value
    expect(slides.locator(".slide.current")).to_have_count(1)
    return slides


def _blank_and_tell(slides: Page) -> None:
    """B makes the screen dark until the next key, N shows what the presenter wants to say."""
    title, notes = slides.locator(".slide.current h1"), slides.locator(".slide.current .notes")
    slides.keyboard.press("b")
    expect(title).to_be_hidden()
    slides.keyboard.press("b")
    expect(title).to_be_visible()
    expect(notes).to_be_hidden()
    slides.keyboard.press("n")
    expect(notes).to_be_visible()
    slides.keyboard.press("n")
    expect(notes).to_be_hidden()


def _first_day(visitor: Visitor) -> date:
    """Return the day on which the history of the server's database begins: changes are told from it on."""
    settings = load_settings({"KARTE_VAR": str(visitor.server.var)})
    with prepare(settings) as store:
        first = store.history_begins()
    assert first is not None
    return first.astimezone(ZoneInfo(settings.district.timezone)).date()


def test_a_coordinator_steps_through_the_slides_and_takes_them_along(visit: Visit) -> None:
    visitor = visit(language="en").open("/present", topic=["language", "work", "childcare"])
    told = json.loads(
        visitor.server.command(
            "coverage", "--topic", "language", "--topic", "work", "--topic", "childcare", "--json"
        )
    )
    share = visitor.texts.of_hundred(told["covered"]["share"])
    _show_tab(visitor, "changes")
    visitor.page.locator(".st-key-present_since").get_by_role("spinbutton").first.click()
    visitor.page.keyboard.type("01032026")  # day, month, year
    visitor.page.keyboard.press("Escape")
    _show_tab(visitor, "changes")  # leaving the field makes the day count
    asked, begins = visitor.texts.date(date(2026, 3, 1)), visitor.texts.date(_first_day(visitor))
    expect(visitor.page.get_by_role("heading", name=begins)).to_be_visible()
    words = visitor.texts("slide.history_begins", asked=asked, date=begins)
    expect(visitor.page.get_by_text(words, exact=True)).to_be_visible()
    assert visitor.query()["since"] == ["2026-03-01"]
    _show_tab(visitor, "slides")
    own = visitor.page.locator(".st-key-present_own_gaps input")
    own.fill("Here first.")
    own.press("Enter")
    expect(visitor.page.locator(".k-outline")).to_contain_text("Here first.")
    small = visitor.page.frame_locator(".st-key-present_thumbnails iframe")
    expect(small.get_by_text("Here first.")).to_be_visible(timeout=60_000)

    slides = _start(visitor)
    titles = []
    number = slides.locator(".slide").count()
    for place in range(number):
        expect(slides.locator("#where")).to_have_text(f"{place + 1} / {number}")
        titles.append(slides.locator(".slide.current :is(h1, h2)").inner_text())
        assert slides.evaluate(LEAVES) == [], titles[-1]
        slides.keyboard.press("ArrowRight")
    expect(slides.locator("#where")).to_have_text(f"{number} / {number}")
    slides.keyboard.press("Home")
    expect(slides.locator(".slide.current h1")).to_have_text(titles[0])
    assert any(share in title for title in titles)
    _blank_and_tell(slides)
    expect(slides.get_by_text("Here first.")).to_have_count(1)
    assert any(begins in title for title in titles)
    assert not any(asked in title for title in titles)
    expect(slides.get_by_text(words, exact=True)).to_have_count(1)

    with visitor.page.expect_download() as coming:
        visitor.button("present.pptx").click()
    deck = Presentation(str(Path(coming.value.path())))
    assert [slide.shapes.title.text for slide in deck.slides] == titles
    with visitor.page.expect_download() as coming:
        visitor.button("present.docx").click()
    headings = [
        p.text for p in Document(str(Path(coming.value.path()))).paragraphs if p.style.name == "Heading 2"
    ]
    assert len(headings) > 5
    assert headings == [title for title in titles if title in headings]
    with visitor.page.expect_download() as coming:
        visitor.button("present.pdf").click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF")

    colleague = visit(language="en")
    colleague.page.goto(visitor.page.url)
    colleague.settled()
    _show_tab(colleague, "slides")
    told_there = visitor.page.locator(".k-outline li").all_text_contents()
    expect(colleague.page.locator(".k-outline li")).to_have_text(told_there)


def test_tab_stays_open_in_another_language_and_in_the_link(visit: Visit) -> None:
    visitor = visit(language="de").open("/present")
    _show_tab(visitor, "tables")
    expect(visitor.page).to_have_url(re.compile("tab=tables"))
    visitor.settled()

    visitor.speaks("en")
    visitor.settled()

    tab = visitor.page.get_by_role("tab", name=visitor.texts("present.tab_tables"))
    expect(tab).to_have_attribute("aria-selected", "true")
    heading = visitor.page.get_by_role("heading", name=visitor.texts("present.topic_city"))
    expect(heading).to_be_visible()
    colleague = visit(language="en")
    colleague.page.goto(visitor.page.url)
    colleague.settled()
    expect(colleague.page.get_by_role("heading", name=visitor.texts("present.topic_city"))).to_be_visible()
    _show_tab(visitor, "slides")
    expect(visitor.page).to_have_url(re.compile("tab=slides"))
    visitor.settled()
    visitor.back()
    expect(tab).to_have_attribute("aria-selected", "true")


def test_arabic_slides_run_the_other_way(visit: Visit) -> None:
    visitor = visit(language="ar").open("/present")
    slides = _start(visitor)

    expect(slides.locator("html")).to_have_attribute("dir", "rtl")
    slides.keyboard.press("ArrowLeft")
    expect(slides.locator("#where")).to_have_text(re.compile("^2 / "))
    for _ in range(slides.locator(".slide").count()):
        assert slides.evaluate(LEAVES) == []
        slides.keyboard.press("ArrowLeft")


def test_slides_say_what_of_their_link_was_ignored_but_not_in_full_screen_or_on_paper(visit: Visit) -> None:
    visitor = visit(language="de")
    page = visitor.page
    page.goto(f"{visitor.server.url}/slides?deck=title.method&topic=xx&lang=zz&topic=%3Cb%3Eyy")
    notice = page.locator("#notice")
    for ignored in ("lang = zz", "topic = xx, <b>yy"):
        expect(notice).to_contain_text(ignored)
    assert list(axe_findings(page.main_frame)) == []
    page.keyboard.press("f")
    expect(notice).to_be_hidden()
    page.keyboard.press("f")
    expect(notice).to_be_visible()
    page.emulate_media(media="print")
    expect(notice).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name=visitor.texts("present.hide_notice")).click()
    expect(notice).to_have_count(0)

    page.goto(f"{visitor.server.url}/slides?deck=title.method&topic=work")
    expect(page.locator(".slide.current")).to_have_count(1)
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_can_be_read_on_a_phone(visit: Visit, language: str) -> None:
    """The comparison fits; the cities side by side show that they scroll, and keep the names in sight."""
    visitor = visit(language=language, device="phone").open("/present")
    wide, narrow = visitor.page.locator(".k-score"), visitor.page.locator(".k-compare")
    expect(wide.locator("tbody tr")).to_have_count(11)

    assert wide.evaluate(BROKEN) == []
    assert narrow.evaluate(BROKEN) == []
    assert narrow.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    for cell in narrow.locator("td").all():
        assert cell.evaluate("(e) => e.scrollWidth <= e.clientWidth"), cell.inner_text()
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert wide.evaluate("(e) => e.scrollWidth > e.clientWidth")
    assert "gradient" in wide.evaluate("(e) => getComputedStyle(e).backgroundImage")
    name = wide.locator("tbody th").first
    before = name.bounding_box()
    wide.evaluate("(e) => e.scrollBy(document.documentElement.dir === 'rtl' ? -200 : 200, 0)")
    assert name.bounding_box() == before


def test_slides_print_all_and_stay_where_they_were(visit: Visit) -> None:
    visitor = visit()
    visitor.page.goto(f"{visitor.server.url}/slides?deck=title.cities.method#2")
    expect(visitor.page.locator("#where")).to_have_text(re.compile("^2 / [3-9]$"))
    number = int(visitor.page.locator("#where").inner_text().rpartition(" ")[2])

    visitor.page.emulate_media(media="print")
    expect(visitor.page.locator(".slide:visible")).to_have_count(number)


@pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("ar", "phone")])
def test_present_has_no_serious_barrier(visit: Visit, language: str, device: str) -> None:
    visitor = visit(language=language, device=device).open("/present")
    expect(visitor.page.locator(".k-score tbody tr")).to_have_count(11)
    visitor.settled()
    findings = list(axe_findings(visitor.page.main_frame))
    for tab in ("tables", "slides"):
        _show_tab(visitor, tab)
        visitor.settled()
        findings += axe_findings(visitor.page.main_frame)
    assert findings == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    slides = _start(visitor)
    assert list(axe_findings(slides.main_frame)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_cities_are_put_in_order(visit: Visit, language: str) -> None:
    visitor = visit(language=language).open("/present")
    texts = visitor.texts
    visitor.page.locator(".st-key-present_sort").get_by_role("combobox").click()
    figure = texts("scorecard.per_1000")
    visitor.page.get_by_role("option", name=texts("present.weakest", figure=figure)).click()

    expect(visitor.page.locator(".k-score tbody th").first).to_have_text("Oer-Erkenschwick")
    expect(visitor.page.locator(".k-score tbody tr").last).to_contain_text(texts("scorecard.district"))
