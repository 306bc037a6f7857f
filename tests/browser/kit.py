"""A visitor at a real browser, and a record of everything that browser sent and received."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict
from urllib.parse import parse_qs, urlencode, urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Frame,
    FrameLocator,
    Locator,
    Page,
    ViewportSize,
    WebSocket,
    expect,
)

from geo.i18n import Texts, load_texts
from geo.offers.facets import OfferTable
from tests.browser.server_kit import LONG_PATIENCE_S, PATIENCE_S, Server


class Device(TypedDict):
    """What makes a browser one of a device."""

    viewport: ViewportSize
    has_touch: NotRequired[bool]
    is_mobile: NotRequired[bool]


CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Even a bug cannot get out: no name but ours is ever resolved.
CLOSED_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
DEVICES: dict[str, Device] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
#: Drawing what moves while a page is being filled is nearly half of a browser's work: most visitors want it still.
STILL = {"reduced_motion": "reduce"}
LANGUAGES = ("de", "en", "ar")
MAP_FRAME = ".st-key-find_map_column iframe, .st-key-coverage_map_frame iframe"
#: Says every breach of the Content-Security-Policy on the console, in every frame.
TELL_BREACHES = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error("policy breach: " + event.violatedDirective + " " + event.blockedURI);
});
"""
PATIENCE_MS, LONG_PATIENCE_MS = PATIENCE_S * 1000, LONG_PATIENCE_S * 1000
SERIOUS = ("serious", "critical")


@dataclass
class Traffic:
    """All that one browser context asked for, sent, received and complained about."""

    home: str
    requests: list[str] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed_hosts: set[str] = field(default_factory=set)

    @contextmanager
    def listening(self, context: BrowserContext) -> Iterator[None]:
        """Record what happens in all pages and frames of a context, until the block ends."""
        ears: dict[str, Callable[..., None]] = {
            "request": lambda request: self.requests.append(request.url),
            "console": self._hear,
            "weberror": lambda error: self.complaints.append(f"script error: {error.error}"),
            "page": lambda page: page.on("websocket", self._tap),
        }
        for event, ear in ears.items():
            context.on(event, ear)  # type: ignore[call-overload]  # the name of an event
        yield
        for event, ear in ears.items():
            context.remove_listener(event, ear)

    def foreign(self) -> list[str]:
        """Return the addresses asked for at other hosts."""
        home = urlsplit(self.home).netloc
        return [url for url in self.requests if _is_network(url) and urlsplit(url).netloc != home]

    def refused(self) -> list[str]:
        """Return the foreign addresses that nobody allowed."""
        return [url for url in self.foreign() if urlsplit(url).hostname not in self.allowed_hosts]

    def words(self) -> str:
        """Return all text that came or went through WebSockets; binary parts are left as they are."""
        return b"\n".join(self.frames).decode("utf-8", errors="replace")

    def _tap(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)
        socket.on("framereceived", self._keep)
        socket.on("framesent", self._keep)

    def _keep(self, payload: str | bytes) -> None:
        self.frames.append(payload.encode() if isinstance(payload, str) else payload)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


def _is_network(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https", "ws", "wss")


class Visitor:
    """One person at the page "Find" (or "About the data"), in one language, at one device."""

    def __init__(self, page: Page, server: Server, texts: Texts, traffic: Traffic) -> None:
        self.page = page
        self.server = server
        self.texts = texts
        self.traffic = traffic

    # -- going places

    def open(self, path: str = "/", **query: str | list[str]) -> "Visitor":
        """Open an address of the app in the visitor's language and wait until all of it is there."""
        keys = {"lang": self.texts.language, **query}
        self.page.goto(f"{self.server.url}{path}?{urlencode(keys, doseq=True)}")
        return self.settled()

    def settled(self) -> "Visitor":
        """Wait until the server has nothing more to say."""
        expect(self.page.locator(".k-header, [data-testid='stAlert']").first).to_be_visible()
        expect(self.page.locator("html")).to_have_attribute("lang", self.texts.language)
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        return self

    def back(self) -> None:
        """Press the browser's "Back" between two views of a page: nothing loads, so there is no load to wait for."""
        self.page.evaluate("history.back()")

    def query(self) -> dict[str, list[str]]:
        """Return what the address bar holds."""
        return parse_qs(urlsplit(self.page.url).query)

    # -- seeing

    @property
    def summary(self) -> Locator:
        """The line with the number of offers."""
        return self.page.locator(".k-summary")

    @property
    def cards(self) -> Locator:
        """The cards of the list."""
        return self.page.locator("[class*='st-key-find_card_']")

    @staticmethod
    def opener(card: Locator) -> Locator:
        """The button of a card that opens it: its title; what a run before left there stands behind it."""
        return card.locator("button[aria-expanded]").first

    @property
    def chips(self) -> Locator:
        """The chosen values, to be removed."""
        return self.page.locator(".st-key-find_chips")

    @property
    def map(self) -> FrameLocator:
        """The map inside its frame."""
        return self.page.frame_locator(MAP_FRAME)

    @property
    def markers(self) -> Locator:
        """Everything on the map that a visitor can choose: markers, clusters, badges."""
        return self.map.locator(".leaflet-marker-icon.leaflet-interactive")

    def map_frame(self) -> Frame:
        """Return the frame of the map, once it shows something to choose."""
        expect(self.markers.first).to_be_attached()
        handle = self.page.locator(MAP_FRAME).element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        return frame

    def card_ids(self) -> list[str]:
        """Return the ids of the listed offers, in their order on the page."""
        classes = self.cards.evaluate_all("cards => cards.map(card => card.className)")
        return [re.search(r"find_card_(\S+)", name)[1] for name in classes]  # type: ignore[index]  # see cards

    def sees_offers(self, ids: Sequence[str]) -> None:
        """Expect exactly these offers in the list, in this order."""
        expect(self.cards).to_have_class([re.compile(rf"find_card_{re.escape(i)}(\s|$)") for i in ids])

    def sees_count(self, count: int) -> None:
        """Expect the summary to tell this number of offers."""
        expect(self.summary.locator("strong")).to_have_text(self.texts("summary.count", count=count))

    def card(self, offer_id: str) -> Locator:
        """Return the card of an offer."""
        return self.page.locator(f".st-key-find_card_{offer_id}")

    def title(self, offer_id: str) -> Locator:
        """Return the title of a card: the button that opens it."""
        return self.page.locator(f".st-key-find_open_{offer_id}").get_by_role("button")

    @property
    def first_title(self) -> Locator:
        """The title of the first card of the list."""
        return self.cards.first.locator("[class*='st-key-find_open_']").get_by_role("button")

    def button(self, key: str, **values: object) -> Locator:
        """Return the button with a text of the catalogue."""
        return self.page.get_by_role("button", name=self.texts(key, **values))

    # -- doing

    def unfold(self) -> None:
        """Bring place and filters to the screen of a phone, where they are a tap away."""
        expect(self.page.locator("html[data-watched]")).to_be_attached()
        button, is_open = self.page.locator(".k-refine"), self.page.locator("html[data-refining]")
        if button.is_visible() and not is_open.count():
            button.click()
            expect(is_open).to_be_attached()

    def open_choices(self, facet: str) -> Locator:
        """Open the choices of a filter and return them."""
        self.unfold()
        self.page.locator(f".st-key-find_pop_{facet}").get_by_role("button").click()
        choices = self.page.get_by_test_id("stPopoverBody")
        expect(choices).to_be_visible()
        return choices

    def choice(self, facet: str, value: str) -> Locator:
        """Return one choice of a filter that is open."""
        return self.page.locator(f".st-key-find_{facet}_{value}")

    def choose(self, facet: str, value: str) -> None:
        """Open a filter, tick a choice, close the filter."""
        self.open_choices(facet)
        self.choice(facet, value).locator("label").click()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_test_id("stPopoverBody")).to_have_count(0)

    def field(self, key: str) -> Locator:
        """Return one of the two text fields; that for words becomes a combobox as soon as its script is there."""
        name = self.texts(key)
        return self.page.get_by_role("textbox", name=name).or_(self.page.get_by_role("combobox", name=name))

    def type_into(self, key: str, text: str) -> None:
        """Fill one of the two text fields and press Enter."""
        self.unfold()
        box = self.field(key)
        box.fill(text)
        box.press("Enter")

    def speaks(self, language: str) -> None:
        """Choose another language on the page."""
        self.page.locator(".st-key-language").get_by_role("combobox").click()
        self.page.get_by_role("option", name=load_texts(language)("app.own_language_name")).click()
        self.texts = load_texts(language)
        self.settled()

    def violations(self, *, frame: Frame | None = None, exclude: Iterable[str] = ()) -> list[str]:
        """Return the serious and critical findings of axe, each with rule and place."""
        return list(axe_findings(frame or self.page.main_frame, exclude=exclude))


def axe_findings(frame: Frame, *, exclude: Iterable[str] = ()) -> Iterator[str]:
    """Run axe in one frame and give its serious and critical findings, each with rule and place."""
    frame.evaluate(AXE_SCRIPT)
    context = {"exclude": [[selector] for selector in exclude]}
    found = frame.evaluate(
        "(context) => axe.run(context.exclude.length ? {include: [['html']], ...context} : document,"
        " {resultTypes: ['violations'], iframes: false})",
        context,
    )
    for violation in found["violations"]:
        if violation["impact"] in SERIOUS:
            for node in violation["nodes"]:
                yield f"{violation['id']} ({violation['impact']}): {node['target']} {node['html'][:200]} {node['failureSummary']}"


def title_in(offers: OfferTable, offer_id: str, language: str) -> str:
    """Return the title that somebody who reads a language sees in the app: translated where there is a translation."""
    return str(offers.translation(offer_id, language).get("title") or offers.frame.title[offer_id])
