"""The field "what" of the published page offers names while somebody types: the same as the app, for every hand."""

import random
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

from geo.offers.facets import OfferTable
from geo.publish import Material
from geo.publish.bundle import bundle
from geo.publish.content import make_content
from geo.settings import PROJECT_ROOT
from tests.browser.page_kit import Reader, Reading, findings

SCRIPT = PROJECT_ROOT / "web" / "publish" / "main.js"
COUNT = 300
SEED = 4
COMPLETE = """([content, language, typed]) => {
  module_rules.decideBy(content.rules);
  const offers = module_offers.unpack(content.offers, content.sites, content.translations);
  const book = new module_phrases.Phrasebook(content.search);
  const names = new module_completing.Completer(offers, book, content.catalogues[language], content.choices.cities);
  return typed.map((text) => names.complete(text));
}"""
PARTS = ("rules", "offers", "sites", "translations", "search", "catalogues", "choices")


def test_page_and_app_offer_the_same_in_the_same_order(
    browser: Browser, rich_directory: OfferTable, rich: Material
) -> None:
    content = make_content(rich, today=date(2026, 1, 1))
    page = browser.new_page()
    page.add_script_tag(content=bundle(SCRIPT))
    different: list[Any] = []
    offered = 0
    for language in ("de", "ar"):
        names = rich_directory.completer(language)
        typed = _beginnings(rich_directory, language)
        answers = page.evaluate(COMPLETE, [{name: content[name] for name in PARTS}, language, typed])
        expected = [[vars(one) for one in names.complete(text)] for text in typed]
        different += [one for one in zip(typed, answers, expected, strict=True) if one[1] != one[2]]
        offered += sum(bool(answer) for answer in answers)
    page.close()

    assert different[:3] == []
    assert offered > 0.8 * COUNT


def _beginnings(table: OfferTable, language: str) -> list[str]:
    """Return beginnings of names and questions in a language, some with a typo."""
    chance = random.Random(SEED)
    labels = [
        one.labels[language]
        for one in (*table.taxonomy.topics.values(), *table.taxonomy.target_groups.values())
    ]
    told = [
        texts[language]["title"]
        for texts in table.translations.values()
        if "title" in texts.get(language, {})
    ]
    names = [
        *labels,
        *told,
        *table.frame["title"],
        *table.frame["organization"],
        "Deutschkurs in Marl",
        "re",
        "курси",
    ]
    made = [chance.choice((*labels, *names)) for _ in range(COUNT // 2)]
    cut = [text[: chance.randint(2, 14)] for text in made]
    return [
        text if chance.random() > 0.25 or len(text) < 5 else text[:2] + text[3] + text[2] + text[4:]
        for text in cut
    ]


def _field(reader: Reader) -> Locator:
    return reader.page.get_by_role("combobox", name=reader.texts("find.what"))


def _options(reader: Reader) -> Locator:
    return reader.page.get_by_role("listbox").get_by_role("option")


def test_with_the_keyboard_alone_to_an_offer(read_page: Reading) -> None:
    reader = read_page().open(city="Herten", group="seniors")
    field, options, keys = _field(reader), _options(reader), reader.page.keyboard
    title = "Internationales Mädchenzentrum Gladbeck (offene Angebote)"

    field.focus()
    keys.type("m")
    expect(options).to_have_count(0)
    keys.type("ädchenz")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(reader.page.get_by_role("listbox")).to_have_accessible_name(
        reader.texts("suggest.count", count=options.count())
    )
    expect(reader.page.locator(".what [role=status]")).to_have_text(
        reader.texts("suggest.count", count=options.count())
    )
    assert list(findings(reader.page)) == []

    keys.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    keys.press("Home")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    keys.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("mädchenz")
    expect(field).not_to_have_attribute("aria-activedescendant", "what-options-0")

    keys.press("ArrowDown")
    while title not in (reader.page.locator("[aria-selected=true]").all_inner_texts() or [""])[0]:
        keys.press("ArrowDown")
    keys.press("Enter")

    opened = reader.page.locator("#list > .card.open")
    expect(opened).to_contain_text(title)
    expect(opened.get_by_role("button").first).to_be_focused()
    expect(field).to_have_value(title)
    assert reader.query()["q"] == [title]


def test_enter_searches_what_was_typed_and_tab_leaves(read_page: Reading) -> None:
    reader = read_page().open()
    field, options = _field(reader), _options(reader)

    field.press_sequentially("frau")
    expect(options.first).to_be_visible()
    field.press("Enter")
    expect(options).to_have_count(0)
    assert reader.query()["q"] == ["frau"]

    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    field.press("Tab")
    expect(options).to_have_count(0)
    expect(field).not_to_be_focused()
    expect(field).to_have_value("frau")

    field.press("ArrowDown")
    expect(options.first).to_be_visible()
    reader.page.mouse.move(900, 700)
    reader.page.mouse.wheel(0, 200)
    expect(options).to_have_count(0)


def test_keys_of_an_input_method_choose_nothing(read_page: Reading) -> None:
    reader = read_page().open()
    field, options = _field(reader), _options(reader)
    field.press_sequentially("frau")
    field.press("ArrowDown")

    field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )

    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_value("frau")


def test_a_tap_on_a_phone_in_arabic(read_page: Reading, rich_page: Path) -> None:
    reader = read_page(file=rich_page, language="ar", device="phone").open()
    field, options = _field(reader), _options(reader)

    field.tap()
    field.press_sequentially("عم")
    expect(options.first).to_be_visible()
    name = options.first.locator("bdi").inner_text()
    below = field.bounding_box()
    boxes = [options.nth(at).bounding_box() for at in range(options.count())]
    assert below
    assert all(box and box["height"] >= 44 and box["y"] >= below["y"] + below["height"] for box in boxes)
    assert list(findings(reader.page)) == []

    options.first.tap()

    expect(field).to_have_value(name)
    expect(options).to_have_count(0)
    assert reader.query()["q"] == [name]
