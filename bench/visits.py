"""Measures a visit in headless Chromium, with a clock inside the page: from the click to the markers.

A script adds up, at each picture the browser draws, how many offers the markers and clusters on the map stand
for, and notes when that number changed. Nothing is guessed by sleeping.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as Overdue

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LIMIT_MS = 240_000
#: So long must nothing run and nothing change on the map before the next click.
IDLE_MS = 500
WINDOW = {"width": 1400, "height": 1000}

#: A cluster of either app says its number; a marker says its number or stands for one offer.
_WATCH = r"""
if (window === window.top) {
  const now = () => performance.timeOrigin + performance.now();
  const number = (icon) => Number((icon.textContent || "").replace(/\D/g, "")) || 1;
  const maps = () => [...document.querySelectorAll("iframe")]
    .map((frame) => frame.contentDocument && frame.contentDocument.querySelector(".leaflet-marker-pane"))
    .filter(Boolean);
  const offers = (map) => [...map.children].reduce((sum, icon) => sum + number(icon), 0);
  window.benchDrawn = { offers: -1, at: 0 };
  window.benchClicked = 0;
  window.benchBusy = now();
  window.benchIdleFor = () => now() - window.benchBusy;
  addEventListener("click", () => { window.benchClicked = now(); }, true);
  const look = () => {
    const sum = maps().reduce((total, map) => total + offers(map), 0);
    if (sum !== window.benchDrawn.offers) window.benchDrawn = { offers: sum, at: now() };
    const isIdle = document.querySelector("[data-test-script-state=notRunning]");
    if (!isIdle || window.benchDrawn.at > window.benchBusy) window.benchBusy = now();
    setTimeout(look, 8);
  };
  setTimeout(look, 8);
}
"""


@dataclass(frozen=True)
class Controls:
    """Where an app has its switch for the topic, and what must be opened to reach it."""

    topic: str
    opener: str = ""


REAL = Controls(topic=".st-key-find_topics_{topic} label", opener=".st-key-find_pop_topics button")
PLAIN = Controls(topic=".st-key-topic_{topic} label")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of this machine, else Playwright's own."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """Give a page of a new visitor: nothing cached, nothing remembered."""
    context = browser.new_context(viewport=WINDOW, locale="de-DE")  # type: ignore[arg-type]  # width and height
    context.add_init_script(_WATCH)
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    try:
        yield page
    finally:
        context.close()


def first_map(page: Page, url: str, *, offers: int) -> float:
    """Open the app; return the milliseconds from the start of the navigation to all markers drawn."""
    return drawn_after(page, url, offers=offers) - float(page.evaluate("performance.timeOrigin"))


def drawn_after(page: Page, url: str, *, offers: int) -> float:
    """Open the app; return when all markers were drawn (milliseconds since 1970)."""
    page.goto(url, wait_until="commit")
    return _drawn_at(page, offers)


def toggle(page: Page, controls: Controls, topic: str, *, offers: int) -> float:
    """Click the topic; return the milliseconds from the click to the map showing `offers`."""
    switch = page.locator(controls.topic.format(topic=topic))
    if controls.opener and not switch.is_visible():
        page.locator(controls.opener).first.click()
    switch.wait_for()
    _quiet(page)
    switch.click()
    return _drawn_at(page, offers) - float(page.evaluate("window.benchClicked"))


def _drawn_at(page: Page, offers: int) -> float:
    try:
        shown = page.wait_for_function(
            "offers => window.benchDrawn.offers === offers ? window.benchDrawn.at : 0",
            arg=offers,
            polling=25,
        )
    except Overdue as error:
        found = page.evaluate("window.benchDrawn.offers")
        text = page.locator("body").inner_text()[:500]
        msg = f"{offers} offers expected on the map, {found} found; the page says: {text}"
        raise RuntimeError(msg) from error
    return float(shown.json_value())


def _quiet(page: Page) -> None:
    """Wait until the app has nothing more to do for the last click."""
    page.wait_for_function(f"window.benchIdleFor() > {IDLE_MS}", polling=25)
