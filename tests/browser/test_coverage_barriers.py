"""Coverage for everybody: axe finds nothing serious, the keyboard reaches all, a phone never scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, LONG_PATIENCE_MS, Visitor, axe_findings

READERS = pytest.mark.parametrize(("language", "device"), [("de", "desktop"), ("ar", "phone")])
SCENARIO = "!a7.02,51.58,1,Hier"
KEPT = "Nord!a7.18,51.74,2,Dort!cnowhere"
SEES_CLOSED_MENU = """() => {
  const menu = document.querySelector("[data-testid='stSidebarContent']");
  if (!menu || !menu.checkVisibility({visibilityProperty: true})) return false;
  const box = menu.getBoundingClientRect();
  return box.right > 0 && box.left < window.innerWidth;
}"""
#: Names of cities that are written over each other, or over the number of a gap or a place.
WRITTEN_OVER = """() => {
  const labels = [...document.querySelectorAll(".share > span")].filter((l) => !l.style.visibility);
  const marks = [...document.querySelectorAll(".gap, .new-site, .found-site")];
  const boxes = [...labels, ...marks].map((l) => [l.textContent, l.getBoundingClientRect()]);
  const meet = (a, b) => a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
  return boxes.slice(0, labels.length)
    .flatMap(([name, box], n) => boxes.slice(n + 1).filter((o) => meet(box, o[1])).map((o) => [name, o[0]]));
}"""
#: What opens over the page, and what comes last inside.
POPOVERS = {
    "coverage_pop_topics": "label",
    "coverage_pop_more": "input",
    "coverage_how": "p",
    "coverage_download_pop": "button",
}


def _findings(visitor: Visitor, state: str) -> Iterator[str]:
    return (f"{state}: {found}" for found in axe_findings(visitor.page.main_frame))


@READERS
def test_coverage_has_no_serious_barrier_in_any_state(visit: Visit, language: str, device: str) -> None:
    visitor = visit(language=language, device=device).open(
        "/coverage", gap="1", s=SCENARIO, vs=KEPT, sites="2"
    )
    page = visitor.page
    expect(page.locator(".k-siting li")).to_have_count(2)
    expect(visitor.button("coverage.gap_what_if")).to_be_visible()
    findings = [f"map: {found}" for found in axe_findings(visitor.map_frame())]
    page.locator(".st-key-coverage_deeper label").click()
    expect(page.get_by_text(visitor.texts("equity.gini"))).to_be_visible()
    expect(page.locator(".k-sure")).to_be_visible(
        timeout=LONG_PATIENCE_MS
    )  # many runs have come to their end
    findings += _findings(visitor, "gap open, scenarios beside each other, places found, all figures")

    for popover, inside in POPOVERS.items():
        page.locator(f".st-key-{popover}").get_by_role("button").first.click()
        expect(page.get_by_test_id("stPopoverBody").locator(inside).last).to_be_visible()
        findings += _findings(visitor, f"{popover} open")
        page.keyboard.press("Escape")
        expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)

    assert findings == []


def test_gaps_and_new_sites_are_reached_without_a_mouse(visit: Visit) -> None:
    visitor = visit().open("/coverage")
    expect(visitor.markers.first).to_be_visible()

    _tab_to(visitor, ".st-key-coverage_open_gap_1")
    visitor.page.keyboard.press("Enter")
    expect(visitor.button("coverage.gap_what_if")).to_be_visible()
    expect(visitor.map.locator(".gap.chosen")).to_have_text("1")

    _tab_to(visitor, ".st-key-coverage_what_if_1")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".k-scenario")).to_be_visible()
    expect(visitor.page.locator(".k-scenario")).to_have_attribute("role", "status")

    _tab_to(visitor, ".st-key-coverage_scenario_clear")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".k-scenario")).to_have_count(0)


def _tab_to(visitor: Visitor, selector: str, *, within: int = 60) -> None:
    """Press Tab until the focus is inside an element; it must be reachable in so many steps."""
    for _ in range(within):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("s => !!document.activeElement.closest(s)", selector):
            return
    msg = f"{selector} was not reached by {within} tabs"
    raise AssertionError(msg)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_shows_everything_without_sideways_scrolling(visit: Visit, language: str) -> None:
    visitor = visit(language=language, device="phone").open(
        "/coverage", gap="1", s=SCENARIO, vs=KEPT, sites="2"
    )
    expect(visitor.page.locator(".k-siting li")).to_have_count(2)
    expect(visitor.markers.first).to_be_visible()

    width = visitor.page.viewport_size["width"]
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    beyond = visitor.page.locator(
        ".k-cities td, .k-cities th, .k-headline p, .k-gap p, .k-gap-detail li, .k-limits li, .k-legend li, .k-scenario p"
    )
    boxes = beyond.evaluate_all("all => all.map(e => [e.getBoundingClientRect(), e.textContent])")
    assert [text for box, text in boxes if box["left"] < 0 or box["right"] > width] == []
    assert (
        visitor.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.k-cities td')).fontSize)")
        >= 14
    )
    frame = visitor.page.locator("iframe").first.bounding_box()
    assert frame is not None
    assert frame["width"] > 300
    assert not visitor.page.evaluate(SEES_CLOSED_MENU)


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_names_are_not_written_over_each_other_or_over_numbers(visit: Visit, device: str) -> None:
    visitor = visit(device=device).open("/coverage", s=SCENARIO)
    expect(visitor.map.locator(".share").first).to_be_visible()
    frame = visitor.map_frame()

    frame.wait_for_function(f"() => ({WRITTEN_OVER})().length === 0")

    shown = visitor.map.locator(".share > span").filter(visible=True)
    expect(shown).not_to_have_count(0)
