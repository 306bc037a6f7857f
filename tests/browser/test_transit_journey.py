"""By bus and train, on a timetable that is made up: a planner sees what it changes, a resident finds a course."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from geo.reach.transit import read_feed, remove_timetable, save_timetable
from tests.browser.conftest import Visit
from tests.browser.kit import LONG_PATIENCE_MS, Visitor
from tests.browser.server_kit import Server
from tools.made_timetable import MARK, write_feed

FIRST = date.today() - timedelta(days=30)  # noqa: DTZ011 - the app asks for the next Tuesday
BOX = (7.1, 51.5, 7.4, 51.75)


@pytest.fixture(scope="module", autouse=True)
def timetable(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Take in a timetable while the app runs, as an operator does every month, and take it away again."""
    feed = write_feed(tmp_path_factory.mktemp("made") / MARK, first=FIRST, dense=0.25)
    save_timetable(read_feed(feed, name="made", box=BOX, today=FIRST)[0], server.var)
    yield
    assert remove_timetable(server.var, "made")


def _choose(visitor: Visitor, key: str, words: str) -> None:
    visitor.page.locator(f".st-key-{key}").get_by_role("combobox").click()
    visitor.page.get_by_role("option", name=words, exact=True).click()


def _of_hundred(visitor: Visitor) -> int:
    return int(re.findall(r"\d+", visitor.page.locator(".k-headline .k-number").inner_text())[0])


def test_a_planner_switches_to_bus_and_train_sees_what_changes_and_exports_it(visit: Visit) -> None:
    visitor = visit().open("/coverage", topic="work", t="20")
    texts, page = visitor.texts, visitor.page
    expect(page.locator(".k-headline")).to_contain_text("zu Fuß")
    on_foot = _of_hundred(visitor)

    _choose(visitor, "coverage_mode", texts("coverage.mode_transit"))

    headline = page.locator(".k-headline", has_text=texts("coverage.mode_transit"))
    expect(headline).to_be_visible(timeout=LONG_PATIENCE_MS)
    visitor.settled()
    assert _of_hundred(visitor) > on_foot
    source = page.get_by_text(re.compile(rf"Fahrplan: {MARK} \(Fahrplan {MARK}, nur zum Testen"))
    expect(source.first).to_be_visible()
    page.locator(".st-key-coverage_download_pop").get_by_role("button").first.click()
    with page.expect_download() as coming:
        visitor.button("download.cities_csv").click()
    table = coming.value.path().read_text(encoding="utf-8-sig")
    assert texts("coverage.mode_transit") in table and MARK in table


def test_a_resident_finds_a_course_by_bus_for_tuesday_nine_o_clock(visit: Visit) -> None:
    visitor = visit(device="phone").open(near="Recklinghausen Hbf", topic="language")
    page = visitor.page
    expect(page.locator("[class*='st-key-find_card_']", has_text=MARK).first).to_be_visible()

    _choose(visitor, "find_arrive_day", "Dienstag")

    expect(page).to_have_url(re.compile("arrive=tu-0900"))
    visitor.settled()
    card = page.locator("[class*='st-key-find_card_']", has_text=MARK).first
    visitor.opener(card).click()
    told = page.get_by_text(re.compile(r"Um am Dienstag, .* um 09:00 Uhr da zu sein")).first
    expect(told).to_be_visible()
    arrivals = re.findall(r"an (\d\d:\d\d)", told.inner_text())
    assert arrivals and all(one <= "09:00" for one in arrivals)
