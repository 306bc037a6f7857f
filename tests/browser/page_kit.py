"""A reader of the published page: a file on a stick, no server, no network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Locator, Page, expect

from geo.i18n import Texts, load_texts
from geo.publish import Material, document, make_content
from tests.publish_kit import DAY

#: Addresses that are no request: the file itself, and what stands inside it.
OWN = ("data:", "blob:")
EVERYTHING = "2000"
Reading = Callable[..., "Reader"]


def write_page(material: Material, folder: Path, **options: Any) -> Path:
    """Write the page of some material into a folder."""
    file = folder / "integrationskarte.html"
    content = make_content(material, **{"today": DAY, **options})
    file.write_text(document(material, content), encoding="utf-8", newline="\n")
    return file


@dataclass
class Traffic:
    """All that a page asked for and complained about."""

    home: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Record from now on."""
        context.on("request", lambda request: self._note(request.url))
        context.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))

    def _note(self, url: str) -> None:
        if not url.startswith(OWN) and url.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0] != self.home:
            self.requests.append(url)


class Reader:
    """One person with the file, in one language, at one device."""

    def __init__(self, page: Page, address: str, traffic: Traffic, language: str) -> None:
        self.page = page
        self.address = address
        self.traffic = traffic
        self.texts: Texts = load_texts(language)

    def open(self, **query: str | list[str]) -> "Reader":
        """Open the file with a fragment."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{self._fragment(query)}")
        expect(self.page.locator(".summary strong")).to_be_attached()
        return self

    def go(self, **query: str | list[str]) -> "Reader":
        """Follow a link inside the page that is open."""
        self.page.evaluate("fragment => { location.hash = fragment }", self._fragment(query))
        return self

    def _fragment(self, query: dict[str, str | list[str]]) -> str:
        return urlencode({"lang": self.texts.language, **query}, doseq=True)

    def query(self) -> dict[str, list[str]]:
        """Return what the address holds behind its `#`, once the picture is drawn that it belongs to."""
        self.page.evaluate(
            "new Promise((tell) => requestAnimationFrame(() => setTimeout(() => setTimeout(tell))))"
        )
        return parse_qs(self.page.url.partition("#")[2])

    @property
    def cards(self) -> Locator:
        """The cards of the list."""
        return self.page.locator("#list > .card")

    @property
    def chips(self) -> Locator:
        """The chosen values, to be removed."""
        return self.page.locator(".chosen-row .chip")

    def card(self, offer_id: str) -> Locator:
        """Return the card of an offer."""
        return self.page.locator(f'#list > .card[data-offer="{offer_id}"]')

    def ids(self) -> list[str]:
        """Return the ids of the listed offers in their order."""
        found: list[str] = self.page.eval_on_selector_all(
            "#list > .card", "cards => cards.map(card => card.dataset.offer)"
        )
        return found

    def answers(self, queries: Sequence[dict[str, Any]]) -> list[list[str]]:
        """Ask the open page many questions at once; return the ids it lists for each."""
        fragments = [self._fragment({"n": EVERYTHING, **query}) for query in queries]
        found: list[list[str]] = self.page.evaluate(
            """async (fragments) => {
              const found = [];
              for (const fragment of fragments) {
                const turned = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
                location.hash = fragment;
                await turned;
                found.push([...document.querySelectorAll("#list > .card")].map((card) => card.dataset.offer));
              }
              return found;
            }""",
            fragments,
        )
        return found

    def sees_count(self, count: int) -> None:
        """Expect the summary to tell this number of offers."""
        expect(self.page.locator(".summary strong")).to_have_text(self.texts("summary.count", count=count))

    def button(self, key: str, **values: object) -> Locator:
        """Return the button with a text of the catalogue."""
        return self.page.get_by_role("button", name=self.texts(key, **values), exact=True)

    def choose(self, facet: str, value: str) -> None:
        """Open a filter, tick a choice, close the filter."""
        self.unfold()
        self.page.locator(f'[data-filter="{facet}"]').click()
        self.page.locator(f'input[data-facet="{facet}"][value="{value}"]').check()
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".panel")).to_be_hidden()

    def unfold(self) -> None:
        """Bring place and filters to the screen, where they are a tap away."""
        button = self.page.locator(".refine")
        if button.is_visible() and button.get_attribute("aria-expanded") == "false":
            button.click()

    def type_into(self, field_id: str, text: str) -> None:
        """Fill one of the two fields and press Enter."""
        self.unfold()
        self.page.locator(f"#{field_id}").fill(text)
        self.page.locator(f"#{field_id}").press("Enter")

    @property
    def markers(self) -> Locator:
        """Everything on the map that can be chosen."""
        return self.page.locator(".leaflet-marker-icon.leaflet-interactive")


def findings(page: Page) -> Iterator[str]:
    """Give all that axe has to say, of any impact."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
