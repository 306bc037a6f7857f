"""One server and one browser for all journeys; whatever a test does, nobody else is contacted."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.settings import PROJECT_ROOT, load_settings
from geo.upkeep.opening import prepare, taxonomy_of, translations_of
from tests.browser.kit import (
    CHROMIUM_ARGS,
    CLOSED_NETWORK,
    PATIENCE_MS,
    Traffic,
    Visitor,
)
from tests.browser.page_fixtures import (  # noqa: F401  # fixtures
    directory,
    material,
    published,
    read_page,
    rich,
    rich_directory,
    rich_page,
)
from tests.browser.profiles_kit import Profiles
from tests.browser.server_kit import Server, running_server

Visit = Callable[..., Visitor]
Serve = Callable[..., Server]

RESULTS = PROJECT_ROOT / "test-results"
#: Chromiums that may be there, the lightest first; without any it is Playwright's own. As in tools/browser.sh.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FAILED = pytest.StashKey[bool]()
#: One test with the start of its server, on a machine that has much else to do.
LONGEST_S = 900


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what lies in this folder, so that `-m "not browser"` leaves it out, and leave it time."""
    item.add_marker(pytest.mark.browser)
    item.add_marker(pytest.mark.timeout(LONGEST_S))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember for the fixtures whether the test failed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run the app with the shipped data."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="package")
def offers(server: Server) -> OfferTable:
    """Return the offers that the server shows: the oracle for counts and orders."""
    settings = load_settings({"KARTE_VAR": str(server.var)})
    taxonomy = taxonomy_of(settings)
    with prepare(settings) as store:
        frame = store.offers()
        return OfferTable(frame, taxonomy, shown=translations_of(settings, store.translations(), frame))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run one headless Chromium; it ends with this folder, because it keeps an event loop running."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=[*CHROMIUM_ARGS, CLOSED_NETWORK])
        yield running
        running.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Run more servers, each in `tmp_path`; they end after the visitors have left."""
    with contextlib.ExitStack() as stack:
        yield lambda environ, **how: stack.enter_context(running_server(tmp_path, environ=environ, **how))


@pytest.fixture(scope="package")
def profiles(browser: Browser) -> Iterator[Profiles]:
    """Keep the browser profiles of visitors who left."""
    kept = Profiles(browser)
    yield kept
    kept.close()


@pytest.fixture
def visit_at(profiles: Profiles, serve: Serve, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Make visitors, each with a browser profile of its own; afterwards nobody may have gone astray."""
    visitors: list[Visitor] = []
    with contextlib.ExitStack() as lent:

        def visit(at: Server, *, language: str = "de", device: str = "desktop", **options: object) -> Visitor:
            context = lent.enter_context(profiles.lend(device, language, options, address=at.url))
            traffic = Traffic(at.url)
            lent.enter_context(traffic.listening(context))
            visitor = Visitor(context.new_page(), at, load_texts(language), traffic)
            visitors.append(visitor)
            return visitor

        yield visit
        if request.node.stash.get(FAILED, False):
            for number, visitor in enumerate(visitors):
                _photograph(visitor.page.context, f"{request.node.name}-{number}")
    for visitor in visitors:
        assert visitor.traffic.refused() == []
        assert [text for text in visitor.traffic.complaints if _is_breach(text)] == []


@pytest.fixture
def visit(visit_at: Visit, server: Server) -> Visit:
    """Make visitors of the app with the shipped data."""

    def at_home(**options: object) -> Visitor:
        return visit_at(server, **options)

    return at_home


def _is_breach(text: str) -> bool:
    return "policy breach" in text or "Content Security Policy" in text or "script error" in text


def _photograph(context: BrowserContext, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    tidy = re.sub(r"[^\w.-]+", "_", name)
    for number, page in enumerate(context.pages):
        page.screenshot(path=RESULTS / f"{tidy}-{number}.png")
