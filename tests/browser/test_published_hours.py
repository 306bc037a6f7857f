"""The filters of hours in the published page: what is open now by the district's clock, in the link, and nobody lost."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from geo.i18n import load_texts
from geo.offers.facets import OfferTable, with_unsaid_hours
from geo.offers.filters import OfferFilter
from geo.offers.hours import Calendar, Clock, now_words
from geo.publish import Material
from tests.browser.page_kit import Reading

#: Wednesday, 12:05 at night in Tokyo: the afternoon in the district.
MOMENT = datetime(2026, 7, 8, 15, 5, tzinfo=UTC)
CLOCK = Clock(MOMENT, Calendar(ZoneInfo("Europe/Berlin"), "05"))


def test_what_is_open_now_is_chosen_shared_and_still_there_after_a_reload(
    read_page: Reading, material: Material
) -> None:
    table = OfferTable(
        material.frame, material.taxonomy, cities=tuple(sorted(material.cities)), clock=lambda: CLOCK
    )
    wanted = OfferFilter(open_now=("now", "perhaps"), days=("we",))
    reader = read_page(timezone_id="Asia/Tokyo")
    reader.page.clock.set_fixed_time(MOMENT)
    reader.open()

    for facet, value in (("open_now", "now"), ("open_now", "perhaps"), ("days", "we")):
        reader.page.locator('[data-filter="hours"]').click()
        reader.page.locator(f'input[data-facet="{facet}"][value="{value}"]').check()
        reader.page.keyboard.press("Escape")

    found = list(table.ranked(wanted))
    assert found
    reader.sees_count(len(found))
    assert reader.ids() == found
    first = reader.card(found[0])
    expect(first).to_contain_text(now_words(table.frame.schedule[found[0]], CLOCK, load_texts("de")))
    first.locator("button.title").click()
    with reader.page.expect_download() as download:
        first.locator("button.to-calendar").click()
    assert download.value.suggested_filename == f"{found[0]}.ics"
    lines = Path(download.value.path()).read_bytes().decode().split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert any(line.startswith("DTSTART;TZID=Europe/Berlin:2026") for line in lines)  # not the reader's Tokyo
    first.locator("button.title").click()
    query = reader.query()
    assert (query["open"], query["day"]) == (["now", "perhaps"], ["we"])

    reader.page.reload()
    reader.sees_count(len(found))
    every = list(table.ranked(with_unsaid_hours(wanted)))
    reader.button("list.unsaid", count=len(every) - len(found)).click()
    reader.sees_count(len(every))
    assert reader.query()["day"] == ["we", "not_stated"]
    reader.page.locator(".chip").first.click()
    expect(reader.page.locator(".chip").first).to_contain_text(reader.texts("filter.perhaps"))
    reader.go(day="8")
    expect(reader.page.locator(".hints")).to_contain_text("day = 8")
