"""The field "what" of the page "Find" offers names while somebody types, and a choice arrives whatever Streamlit draws."""

import re

from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import Visit
from tests.browser.kit import Visitor, axe_findings

TITLE = "Frauencafé International Datteln"


def _options(visitor: Visitor) -> Locator:
    return visitor.page.locator(".st-key-find_q").get_by_role("option")


def _type(visitor: Visitor, text: str) -> Locator:
    """Type into the field once its script is there, and return it."""
    field = visitor.page.get_by_role("combobox", name=visitor.texts("find.what"))
    field.fill("")
    field.press_sequentially(text)
    expect(_options(visitor).first).to_be_visible()
    return field


def test_with_the_keyboard_alone_to_an_offer_and_on(visit: Visit) -> None:
    visitor = visit().open(city="Marl")
    keys, options = visitor.page.keyboard, _options(visitor)

    field = _type(visitor, "frauenca")
    expect(visitor.page.get_by_role("listbox")).to_have_accessible_name(
        re.compile(visitor.texts("suggest.count", count=7).removeprefix("7"))
    )
    assert list(axe_findings(visitor.page.main_frame)) == []
    keys.press("ArrowDown")
    keys.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("frauenca")

    keys.press("ArrowDown")
    expect(options.first).to_be_visible()
    keys.press("ArrowDown")
    while TITLE not in visitor.page.locator("[role=option][aria-selected=true]").inner_text():
        keys.press("ArrowDown")
    keys.press("Enter")

    expect(visitor.page.locator(".k-detail")).to_be_visible()
    expect(visitor.title("re-041")).to_be_focused()
    visitor.settled()
    expect(field).to_have_value(TITLE)
    assert (visitor.query()["q"], visitor.query()["offer"]) == ([TITLE], ["re-041"])

    field = _type(visitor, "wohn")
    field.press("Enter")
    expect(visitor.page.locator(".k-detail")).to_have_count(0)
    expect(visitor.page).to_have_url(re.compile(r"[?&]q=wohn(&|$)"))


def test_a_choice_arrives_after_other_pages_and_languages(visit: Visit) -> None:
    visitor = visit(device="phone").open("/about")
    visitor.open()
    visitor.speaks("ar")

    field = _type(visitor, "عم")
    below = field.bounding_box()
    boxes = [_options(visitor).nth(at).bounding_box() for at in range(_options(visitor).count())]
    assert below
    assert all(box and box["height"] >= 44 and box["y"] >= below["y"] + below["height"] for box in boxes)
    assert list(axe_findings(visitor.page.main_frame)) == []
    name = _options(visitor).first.locator("bdi").inner_text()
    _options(visitor).first.tap()

    expect(visitor.chips).to_contain_text(name)
    expect(visitor.page.locator(".options")).to_have_count(1)
    field.press("Tab")
    visitor.settled()
    expect(field).to_have_value(name)
    assert visitor.query()["q"] == [name]


def test_without_an_answer_the_field_is_what_it_was(visit: Visit) -> None:
    visitor = visit().open()
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 1:
            route.abort()
        else:
            route.fulfill(status=503, body="later")

    visitor.page.route("**/api/suggest*", fail)
    field = visitor.page.get_by_role("combobox", name=visitor.texts("find.what"))
    for text in ("frau", "frauen"):
        with (
            visitor.page.expect_response("**/api/suggest*")
            if asked
            else visitor.page.expect_event("requestfailed")
        ):
            field.fill(text)
    field.press("Enter")

    expect(visitor.chips).to_contain_text("frauen")
    expect(_options(visitor)).to_have_count(0)
    assert len(asked) == 2
