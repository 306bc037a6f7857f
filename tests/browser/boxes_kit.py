"""What covers what on the screen: boxes of markers, badges and names of a map, and where a list begins."""

import re

from playwright.sync_api import Frame, Page, expect

#: Boxes that share less are neighbours: a pixel is no tap and no letter.
TOLERANCE_PX = 0.5
#: So far down the first card of a phone may begin, and so high its screen is.
FIRST_CARD_PX, SCREEN_PX = 330, 844
_COVERED = """
(tolerance) => {
  const frame = document.querySelector(".leaflet-container").getBoundingClientRect();
  const boxOf = (element) => {
    const { left, top, bottom, right } = element.getBoundingClientRect();
    return { left, top, bottom, right: Math.max(right, left + element.scrollWidth), text: element.title || element.textContent };
  };
  const isSeen = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return style.visibility !== "hidden" && style.display !== "none" && box.width > 0
      && box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom;
  };
  const seen = (selector) => [...document.querySelectorAll(selector)].filter(isSeen).map(boxOf);
  const marks = seen(".leaflet-marker-icon.leaflet-interactive");
  const names = seen(".city-name span, .neighbour-name span, .near-view .station span");
  const meets = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > tolerance
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > tolerance;
  const all = [...marks, ...names];
  const covered = all.flatMap((a, at) => all.slice(at + 1).filter((b) => meets(a, b)).map((b) => `${a.text} / ${b.text}`));
  return { covered, marks: marks.length, names: names.map((name) => name.text) };
}
"""
_CUT = """
() => [...document.querySelectorAll("button, a, label, h1, h2, h3, p, li, select, input")].filter((element) => {
  const box = element.getBoundingClientRect();
  if (!element.offsetParent || box.width <= 1 || element.closest(".leaflet-container, [data-testid=stSidebar]")) return false;
  const hides = getComputedStyle(element).overflowX !== "visible" && element.tagName !== "INPUT";
  return box.left < -1 || box.right > innerWidth + 1 || (hides && element.scrollWidth > element.clientWidth + 1);
}).map((element) => element.outerHTML.slice(0, 160))
"""


def covers_nothing(frame: Frame | Page) -> tuple[int, list[str]]:
    """Expect that no marker, badge or name on the map covers another; return the number of marks, and the names."""
    found = frame.evaluate(_COVERED, TOLERANCE_PX)
    assert found["covered"] == []
    return found["marks"], found["names"]


def zoom_in(frame: Frame | Page, title: str) -> None:
    """Press the map's plus and wait until all is drawn for the new zoom."""
    container = frame.locator(".leaflet-container")
    before = container.get_attribute("data-zoom")
    frame.get_by_role("button", name=title, exact=True).click()
    expect(container).not_to_have_attribute("data-zoom", re.compile(f"^{re.escape(before or '')}$"))


def texts_cut(page: Page) -> list[str]:
    """Return the elements whose text does not fit into their box or into the screen."""
    found: list[str] = page.evaluate(_CUT)
    return found


def enlarge_text(page: Page) -> None:
    """Show all text at 200 %."""
    page.evaluate("() => { document.documentElement.style.fontSize = '200%' }")
