"""Whoever reads neither German nor English nor Arabic: the page and the app open in their language."""

from playwright.sync_api import expect

from geo.i18n import load_texts
from geo.settings import load_settings
from tests.browser.conftest import Visit
from tests.browser.page_kit import Reading

DISTRICT = load_settings({}).district
#: A browser of before 2023.
OLD = "delete window.DecompressionStream"
#: Texts that stand out of the screen, or out of what they stand in; a row that slides under the thumb may be longer.
CUT = """() => [...document.querySelectorAll("#page *")].filter((element) => {
  for (let room = element; room; room = room.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(room).overflowX) && room.closest("#page")) return false;
  }
  const box = element.getBoundingClientRect();
  if (!element.offsetParent || box.width < 2 || element.closest(".unseen, .leaflet-container")) return false;
  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) return false;
  const range = document.createRange();
  range.selectNodeContents(element);
  const text = range.getBoundingClientRect();
  const isInline = getComputedStyle(element).display === "inline";
  return text.right > innerWidth + 1 || text.left < -1 || (!isInline && (text.right > box.right + 2 || text.left < box.left - 2));
}).map((element) => element.textContent)"""


def test_a_turkish_phone_finds_help_in_turkish(read_page: Reading) -> None:
    texts = load_texts("tr")
    reader = read_page(language="tr", device="phone", locale="tr-TR")
    page = reader.page
    page.goto(reader.address)

    expect(page.locator("html")).to_have_attribute("lang", "tr")
    expect(page.get_by_role("heading", level=1)).to_have_text(texts("find.title", district=DISTRICT.name))
    page.get_by_label(texts("find.what")).fill("kocam beni dövüyor")
    help_at_once = page.get_by_role("region", name=texts("helpline.title"))
    expect(help_at_once.get_by_role("link", name="116016")).to_be_visible()
    expect(help_at_once).to_contain_text("günün 24 saati")
    expect(page.locator(".imprint")).to_contain_text(texts("app.machine_translated"))
    assert page.evaluate(CUT) == []


def test_a_persian_phone_reads_from_right_to_left_and_asks_for_a_city_in_its_letters(
    read_page: Reading,
) -> None:
    texts = load_texts("fa")
    reader = read_page(language="fa", device="phone", locale="fa-IR")
    page = reader.page
    page.goto(reader.address)

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_label(texts("find.what")).fill("گلادبک")
    expect(reader.cards.first).to_contain_text("Gladbeck")
    page.keyboard.press("Escape")  # what is suggested lies over the button
    reader.unfold()
    page.locator('[data-filter="cities"]').click()
    expect(page.locator(".panel")).to_contain_text("گلادبک (Gladbeck)")
    assert page.evaluate(CUT) == []


def test_every_language_can_be_chosen_and_fits_on_the_smallest_phone(read_page: Reading) -> None:
    reader = read_page(viewport={"width": 320, "height": 800})
    page = reader.page
    page.goto(reader.address)

    for language in DISTRICT.languages:
        texts = load_texts(language)
        page.locator("#language").select_option(language)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_label(texts("find.what"))).to_be_visible()
        assert page.evaluate(CUT) == [], language


def test_a_browser_that_cannot_unpack_a_language_says_so_in_it_and_stays(read_page: Reading) -> None:
    reader = read_page(language="uk")
    page = reader.page
    page.add_init_script(OLD)
    page.goto(reader.address)

    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_text(load_texts("uk")("publish.language_failed"))).to_be_visible()
    page.locator("#language").select_option("tr")
    expect(page.get_by_text(load_texts("tr")("publish.language_failed"))).to_be_visible()
    expect(page.locator("#language")).to_have_value("de")


def test_the_app_opens_in_the_language_of_the_browser_and_keeps_the_chosen_one(visit: Visit) -> None:
    turkish, plain = load_texts("tr"), load_texts("de-simple")
    visitor = visit(language="tr", device="phone")
    page = visitor.page
    page.goto(visitor.server.url)

    expect(page.locator("html")).to_have_attribute("lang", "tr")
    expect(page.get_by_label(turkish("find.what"))).to_be_visible()
    page.goto(f"{visitor.server.url}/?lang=de-simple")
    expect(page.locator("html")).to_have_attribute("lang", "de-simple")
    expect(page.get_by_label(plain("find.what"))).to_be_visible()
    page.goto(f"{visitor.server.url}/coverage?lang=tr")
    note = turkish("app.not_in_language", language="İngilizce")
    expect(page.get_by_role("note").filter(has_text=note)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
