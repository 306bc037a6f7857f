"""Take the pictures in docs/images/ from the running app with the shipped data: python tools/screenshots.py."""

import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from geo.settings import PROJECT_ROOT
from tests.browser.kit import CHROMIUM_ARGS, CLOSED_NETWORK, DEVICES, MAP_FRAME
from tests.browser.server_kit import running_server

IMAGES = PROJECT_ROOT / "docs" / "images"
LANGUAGE_NEAR_RECKLINGHAUSEN = {"topic": "language", "near": "Recklinghausen Hbf"}
#: Name of the picture: page, query, device.
PICTURES = {
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
}


def main() -> None:
    """Take every picture."""
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
            take(browser, f"{server.url}/{page}?{urlencode(query)}", device, IMAGES / f"{name}.png")


def take(browser: Browser, url: str, device: str, target: Path) -> None:
    """Open an address and take a picture when the map is drawn."""
    context = browser.new_context(**DEVICES[device])
    page = context.new_page()
    page.goto(url)
    page.locator("h1").first.wait_for(timeout=60_000)
    if "/about" not in url:
        page.frame_locator(MAP_FRAME).locator(".leaflet-marker-icon").first.wait_for(
            state="attached", timeout=60_000
        )
    page.wait_for_timeout(1500)
    page.screenshot(path=target)
    context.close()


if __name__ == "__main__":
    main()
