"""Take the pictures in docs/images/ from the running app with the shipped data: python tools/screenshots.py."""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from geo.colors import LINE
from geo.model import Role
from geo.settings import PROJECT_ROOT, load_settings
from geo.store import Store
from geo.upkeep.access import add_account
from tests.access_kit import PASSWORD
from tests.browser.kit import CHROMIUM_ARGS, CLOSED_NETWORK, DEVICES, MAP_FRAME
from tests.browser.page_kit import write_page
from tests.browser.server_kit import Server, running_server
from tests.publish_kit import shipped_material

IMAGES = PROJECT_ROOT / "docs" / "images"
LANGUAGE_NEAR_RECKLINGHAUSEN = {"topic": "language", "near": "Recklinghausen Hbf"}
#: What the search for the best three places suggested, and a smaller scenario to compare with.
SCHOOLS = (
    "a6.98624,51.57573,1,Städt. Ratsgymnasium",
    "a7.20492,51.5702,1,Käthe-Kollwitz-Schule",
    "a7.13756,51.60888,1,Theodor-Heuss-Schule",
)
THREE_SCHOOLS, ONE_SCHOOL = "!".join(("Drei Schulen", *SCHOOLS)), "!".join(("Eine Schule", SCHOOLS[0]))
#: Pictures that are higher than the screen of their device, in pixels: they end where a part of the page ends.
HEIGHTS = {
    "coverage-desktop": 1850,
    "coverage-phone": 1465,
    "coverage-scenario": 1740,
    "coverage-arabic": 1600,
}
#: Name of the picture: page, query, device.
PICTURES: dict[str, tuple[str, Mapping[str, object], str]] = {
    "find-desktop": ("", {"topic": "language"}, "desktop"),
    "find-detail": (
        "",
        LANGUAGE_NEAR_RECKLINGHAUSEN | {"city": "Recklinghausen", "offer": "re-247"},
        "desktop",
    ),
    "find-phone": ("", LANGUAGE_NEAR_RECKLINGHAUSEN, "phone"),
    "find-phone-map": ("", {"topic": "language", "tab": "map"}, "phone"),
    "find-arabic": ("", {"lang": "ar", "topic": "language"}, "desktop"),
    "find-arabic-phone": ("", LANGUAGE_NEAR_RECKLINGHAUSEN | {"lang": "ar"}, "phone"),
    "about-desktop": ("about", {}, "desktop"),
    "coverage-desktop": ("coverage", {}, "desktop"),
    "coverage-phone": ("coverage", {}, "phone"),
    "coverage-scenario": ("coverage", {"s": THREE_SCHOOLS, "vs": ONE_SCHOOL}, "desktop"),
    "coverage-arabic": ("coverage", {"lang": "ar", "gap": "1"}, "desktop"),
    "present-desktop": ("present", {"topic": ["language", "work"]}, "desktop"),
}
#: The same of the page "Maintain", as an editor sees it.
MAINTAINED: dict[str, tuple[Mapping[str, object], str]] = {
    "maintain-desktop": ({}, "desktop"),
    "maintain-offer": ({"view": "offer", "offer": "re-247"}, "desktop"),
    "maintain-phone": ({}, "phone"),
    "maintain-arabic": ({"view": "offer", "offer": "re-247", "lang": "ar"}, "desktop"),
}
#: The deck whose slides are shown one by one, and those that stand together in the README.
DECK = {"topic": ["language", "work", "childcare"]}
TOGETHER = ("slide-02", "slide-03", "slide-04")
SLIDE_SIZE: ViewportSize = {"width": 1280, "height": 720}
#: The same of the published page: fragment, device.
PUBLISHED = {
    "published-desktop": ({"lang": "de", "topic": "language"}, "desktop"),
    "published-phone": ({"lang": "de", "q": "Deutschkurs", "near": "45768 Marl"}, "phone"),
}


def main(*wanted: str) -> None:
    """Take every picture, or those whose names begin with one of the words wanted."""
    IMAGES.mkdir(exist_ok=True)
    found = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
        sync_playwright() as p,
    ):
        path = found or p.chromium.executable_path
        browser = p.chromium.launch(executable_path=path, args=[*CHROMIUM_ARGS, CLOSED_NETWORK])
        for name, (page, query, device) in PICTURES.items():
            if not wanted or name.startswith(wanted):
                take(
                    browser,
                    f"{server.url}/{page}?{urlencode(query, doseq=True)}",
                    device,
                    IMAGES / f"{name}.png",
                )
        if not wanted or "slides".startswith(wanted):
            take_slides(browser, f"{server.url}/slides?{urlencode(DECK, doseq=True)}")
        if not wanted or "maintain".startswith(wanted):
            take_maintained(browser, server)
        if not wanted or "published".startswith(wanted):
            take_published(browser, Path(folder))


def take_maintained(browser: Browser, server: Server) -> None:
    """Sign in as an editor and take the pictures of the page "Maintain"."""
    with Store.open(load_settings({"KARTE_VAR": str(server.var)})) as store:
        add_account(store, "redaktion", PASSWORD, Role.EDITOR, now=datetime.now(UTC))
    for name, (query, device) in MAINTAINED.items():
        context = browser.new_context(**DEVICES[device])
        page = context.new_page()
        page.goto(f"{server.url}/login")
        page.locator("#login").fill("redaktion")
        page.locator("#password").fill(PASSWORD)
        page.locator("button[type=submit]").click()
        page.wait_for_url("**/maintain")
        page.goto(f"{server.url}/maintain?{urlencode(query)}")
        page.locator(".st-key-maintain_who").wait_for(timeout=60_000)
        page.wait_for_timeout(2500)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


def take_slides(browser: Browser, url: str) -> None:
    """Take a picture of each slide, and one of some of them together."""
    page = browser.new_page(viewport=SLIDE_SIZE)
    page.goto(url)
    page.locator(".slide.current").wait_for(timeout=60_000)
    for number in range(page.locator(".slide").count()):
        page.screenshot(path=IMAGES / f"slide-{number + 1:02d}.png")
        page.keyboard.press("ArrowRight")
    width, height = SLIDE_SIZE["width"] // 2, SLIDE_SIZE["height"] // 2
    sheet = Image.new("RGB", (len(TOGETHER) * (width + 8) - 8, height), LINE)
    for place, name in enumerate(TOGETHER):
        with Image.open(IMAGES / f"{name}.png") as slide:
            sheet.paste(slide.resize((width, height)), (place * (width + 8), 0))
    sheet.save(IMAGES / "slides.png", optimize=True)


def take_published(browser: Browser, folder: Path) -> None:
    """Take the pictures of the published page, opened as a file."""
    today = datetime.now(UTC).date()
    file = write_page(shipped_material(folder / "var"), folder, today=today)
    for name, (fragment, device) in PUBLISHED.items():
        context = browser.new_context(**DEVICES[device], locale="de")
        page = context.new_page()
        page.goto(f"{file.as_uri()}#{urlencode(fragment)}")
        page.locator("#list > .card").first.wait_for()
        page.wait_for_timeout(800)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


def take(browser: Browser, url: str, device: str, target: Path) -> None:
    """Open an address and take a picture when the map is drawn."""
    context = browser.new_context(**DEVICES[device])
    page = context.new_page()
    if target.stem in HEIGHTS:
        width = DEVICES[device]["viewport"]["width"]
        page.set_viewport_size({"width": width, "height": HEIGHTS[target.stem]})
    page.goto(url)
    page.locator("h1").first.wait_for(timeout=60_000)
    if "/present" in url:
        page.locator(".k-score").wait_for(timeout=60_000)
    elif "/about" not in url:
        page.frame_locator(MAP_FRAME).locator(".leaflet-marker-icon").first.wait_for(
            state="attached", timeout=60_000
        )
    if "/coverage" in url:
        page.locator(".k-foot").wait_for(timeout=60_000)
    page.wait_for_timeout(2500)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
