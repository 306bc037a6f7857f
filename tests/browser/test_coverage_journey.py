"""A planner: headline, gaps, a site tried out, the best sites, the link; the same figures as the command line."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from geo.i18n import Texts
from tests.browser.conftest import Visit
from tests.browser.kit import LANGUAGES, Visitor
from tests.browser.server_kit import Server

#: Counts what the map has drawn, by the pane it lies in.
DRAWN = """() => {
  const count = {};
  window.map.eachLayer((layer) => {
    const pane = (layer.options && layer.options.pane) || "";
    count[pane] = (count[pane] || 0) + 1;
  });
  return count;
}"""
CITIES = 10

Figures = dict[str, Any]


@pytest.fixture(scope="module")
def told(server: Server) -> Figures:
    """Return what the command line says to the question the page starts with."""
    return json.loads(server.command("coverage", "--topic", "language", "--json"))


def _headline(visitor: Visitor) -> Locator:
    return visitor.page.locator(".k-headline .k-number")


def _gap_buttons(visitor: Visitor) -> Locator:
    return visitor.page.locator("[class*='st-key-coverage_open_gap_'] button")


def _rows(visitor: Visitor) -> list[list[str]]:
    return visitor.page.locator(".k-cities tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    )


def _city_row(texts: Texts, city: dict[str, Any]) -> list[str]:
    span = f"{texts.percent(city['share_low'])} – {texts.percent(city['share_high'])}"
    bounds = f"{texts.percent(city['share_certain'])} – {texts.percent(city['share_possible'])}"
    return [city["name"], texts.people(city["people"]), texts.percent(city["share"]), span, bounds]


def _sees_the_figures(visitor: Visitor, told: Figures) -> None:
    texts, covered = visitor.texts, told["covered"]
    for name in ("share", "share_low", "share_high"):
        expect(_headline(visitor)).to_contain_text(texts.of_hundred(covered[name]))
    interval = visitor.page.locator(".k-interval")
    for name in ("share_certain", "share_possible"):
        expect(interval).to_contain_text(texts.of_hundred(covered[name]))
    expect(interval).to_contain_text(texts.number(told["offers"]["uncertain"]))
    assert sorted(_rows(visitor)) == sorted(_city_row(texts, city) for city in told["cities"])
    listed = [f"{gap['rank']}. {gap['name']}, {gap['city']}" for gap in told["gaps"][:5]]
    expect(_gap_buttons(visitor)).to_contain_text(listed)
    for gap, box in zip(told["gaps"], visitor.page.locator(".k-gap").all(), strict=False):
        told = {
            texts.percent(gap["chance"] + off) for off in (-5e-5, 0.0, 5e-5)
        }  # the file rounds to four places
        expect(box).to_contain_text(re.compile("|".join(map(re.escape, told))))
        _, people, foreign = re.findall(r"\d[\d,]*", box.inner_text())[:3]
        assert (people, foreign) == (texts.people_about(gap["people"]), texts.people_about(gap["foreign"]))


def _downloaded_table(visitor: Visitor) -> str:
    """Take the table of cities home and return what is in it."""
    visitor.page.locator(".st-key-coverage_download_pop").get_by_role("button").first.click()
    with visitor.page.expect_download() as coming:
        visitor.button("download.cities_csv").click()
    text = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.get_by_test_id("stPopoverBody")).to_have_count(0)
    return text


def _what_is_shown(visitor: Visitor) -> list[str]:
    """Return all that a planner would compare between two screens, once the last line of the page is there."""
    expect(visitor.page.locator(".k-foot")).to_be_visible()
    expect(visitor.page.locator("[data-stale='true']")).to_have_count(0)
    expect(_gap_buttons(visitor).last).to_contain_text("5.")
    visitor.settled()
    parts = (
        ".k-headline",
        ".k-scenario",
        ".k-cities",
        ".k-gap",
        ".k-limits",
        "[class*='st-key-coverage_open_gap_']",
    )
    return [text for part in parts for text in visitor.page.locator(part).all_inner_texts()]


def test_a_planner_tries_sites_and_sends_the_link(visit: Visit, told: Figures) -> None:
    visitor = visit(language="en").open("/coverage")  # the language of the command line
    page, texts = visitor.page, visitor.texts
    _sees_the_figures(visitor, told)

    _gap_buttons(visitor).first.click()
    expect(visitor.map.locator(".gap.chosen")).to_have_text("1")
    assert visitor.query()["gap"] == ["1"]
    nearest = page.locator(".k-gap-detail li a")
    expect(nearest).to_have_count(3)
    expect(page.locator(".k-gap-detail")).to_contain_text(texts("gap.find", city=told["gaps"][0]["city"]))

    visitor.button("coverage.gap_what_if").click()
    scenario = page.locator(".k-scenario")
    expect(scenario).to_contain_text(f"instead of {texts.percent(told['covered']['share'])}")
    expect(scenario).to_contain_text(texts("scenario.bar", number="1"))
    expect(scenario).to_contain_text(f"{told['gaps'][0]['city']} +")
    expect(visitor.map.locator(".new-site")).to_have_text("+1")
    expect(_gap_buttons(visitor).first).not_to_contain_text(told["gaps"][0]["name"])

    visitor.button("siting.go").click()
    expect(page.locator(".k-siting li")).to_have_count(3)
    expect(visitor.map.locator(".found-site")).to_have_count(3)
    why = page.locator(".k-siting li").first.inner_text().removeprefix("1. ")
    expect(visitor.map.locator(".found-site").first).to_have_attribute("title", why)
    visitor.button("siting.adopt").click()
    expect(scenario).to_contain_text(texts("scenario.bar", number="4"))
    expect(visitor.map.locator(".new-site")).to_have_count(4)
    visitor.settled()

    table = _downloaded_table(visitor)
    assert [city["name"] for city in told["cities"] if city["name"] not in table] == []

    colleague = visit(language="en")
    colleague.page.goto(page.url)
    colleague.settled()
    expect(colleague.page.locator(".k-scenario")).to_contain_text(texts("scenario.bar", number="4"))
    assert _what_is_shown(colleague) == _what_is_shown(visitor)
    assert colleague.query() == visitor.query()

    visitor.back()
    expect(page.locator(".k-siting li")).to_have_count(3)
    expect(scenario).to_contain_text(texts("scenario.bar", number="1"))
    visitor.back()
    expect(page.locator(".k-siting")).to_have_count(0)
    visitor.back()
    expect(scenario).to_have_count(0)
    expect(visitor.button("coverage.gap_what_if")).to_be_visible()


def test_another_language_keeps_the_question(visit: Visit) -> None:
    visitor = visit().open("/coverage", t="15", people="foreign", layer="cells")
    page = visitor.page
    share = re.findall(r"\d+", _headline(visitor).inner_text())[0]

    for language in ("en", "ar"):
        visitor.speaks(language)
        expect(page.locator(".k-header h1")).to_have_text(visitor.texts("coverage.title"))
        expect(_headline(visitor)).to_contain_text(share)
        expect(_headline(visitor)).to_contain_text(visitor.texts("coverage.minutes", count=15))
        expect(page.locator("html")).to_have_attribute("dir", visitor.texts.direction)
        expect(page).to_have_url(re.compile(f"lang={language}"))
        query = visitor.query()
        assert [query[key] for key in ("t", "people", "layer")] == [["15"], ["foreign"], ["cells"]]


def test_the_map_opens_gaps_and_draws_cities_or_ways(visit: Visit, told: Figures) -> None:
    visitor = visit().open("/coverage")
    frame = visitor.map_frame()
    expect(visitor.map.locator(".share")).to_have_count(CITIES)
    cities = frame.evaluate(DRAWN)["fills"]

    visitor.map.locator(".gap", has_text="3").click()
    expect(visitor.map.locator(".gap.chosen")).to_have_text("3")
    expect(visitor.page.locator(".st-key-coverage_gap_3")).to_contain_text(
        visitor.texts("coverage.gap_what_if")
    )

    marker = visitor.map.locator(f".gap[title^='2. '][title$='{told['gaps'][1]['city']}']")
    marker.focus()
    marker.press("Enter")
    expect(visitor.map.locator(".gap.chosen")).to_have_text("2")
    assert visitor.query()["gap"] == ["2"]

    visitor.page.get_by_role("radio", name=visitor.texts("coverage.layer_cells")).click()
    expect(visitor.page.locator(".k-legend").first).to_contain_text(visitor.texts("coverage.out_2"))
    expect(visitor.map.locator(".share .figure")).to_have_count(0)
    expect(visitor.map.locator(".share .name")).to_have_count(CITIES)
    drawn = frame.evaluate(DRAWN)
    assert cities > CITIES
    assert 1 <= drawn["fills"] <= cities
    assert drawn["gaps"] >= 5
    expect(visitor.map.locator(".gap.chosen")).to_have_text("2")


def test_a_click_on_the_map_is_a_place_to_try_and_scenarios_stand_side_by_side(visit: Visit) -> None:
    visitor = visit().open("/coverage")
    page, texts = visitor.page, visitor.texts
    visitor.map_frame()

    visitor.map.locator(".leaflet-container").click(position={"x": 300, "y": 200})
    where = page.get_by_role("textbox", name=texts("what_if.where"))
    expect(where).to_have_value(re.compile(r"^51\.\d+, 7\.\d+$"))
    expect(visitor.map.locator(".picked-point")).to_have_count(1)
    visitor.button("what_if.try").click()
    expect(page.locator(".k-scenario")).to_contain_text(texts("scenario.bar", number="1"))
    expect(where).to_have_value("")

    page.get_by_role("textbox", name=texts("scenario.name")).fill("Nord")
    page.get_by_role("textbox", name=texts("scenario.name")).press("Enter")
    expect(page.locator(".k-scenario")).to_contain_text("Nord")
    visitor.button("scenario.keep").click()
    expect(page.locator(".k-scenario")).to_have_count(0)

    visitor.type_into("what_if.where", "45699 Herten")
    expect(visitor.button("what_if.try")).to_be_enabled()
    visitor.button("what_if.try").click()
    expect(page.locator(".k-comparison tbody")).to_have_count(3)
    expect(page.locator(".k-comparison")).to_contain_text("Nord")
    visitor.settled()

    colleague = visit()
    colleague.page.goto(page.url)
    colleague.settled()
    expect(colleague.page.locator(".k-comparison")).to_have_text(
        page.locator(".k-comparison").inner_text(), use_inner_text=True
    )


def test_the_way_to_find_leads_to_the_offer(visit: Visit) -> None:
    visitor = visit().open("/coverage", gap="1")
    link = visitor.page.locator(".k-gap-detail li a").first
    title = link.inner_text()

    link.click()

    expect(visitor.page.locator(".k-detail")).to_be_visible()
    expect(visitor.cards.filter(has_text=title).first).to_be_visible()


def test_slider_and_way_change_the_sentence(visit: Visit) -> None:
    visitor = visit().open("/coverage")
    before = _headline(visitor).inner_text()

    visitor.page.get_by_role("slider").press("ArrowRight")
    expect(_headline(visitor)).to_contain_text(visitor.texts("coverage.minutes", count=35))
    assert _headline(visitor).inner_text() != before
    assert visitor.query()["t"] == ["35"]

    visitor.page.locator(".st-key-coverage_mode").get_by_role("combobox").click()
    visitor.page.get_by_role("option", name=visitor.texts("coverage.mode_metres")).click()
    expect(_headline(visitor)).to_contain_text(visitor.texts("unit.m", value=visitor.texts.number(1000)))
    expect(visitor.page.get_by_role("slider")).to_have_value("1000")
    assert visitor.query() == {"mode": ["metres"]}


def test_finding_and_coming_back_keeps_the_question(visit: Visit) -> None:
    visitor = visit().open("/coverage", t="15", mode="bike")
    sentence = _headline(visitor).inner_text()

    visitor.page.get_by_role("link", name=visitor.texts("nav.find")).click()
    expect(visitor.summary).to_be_visible()
    visitor.page.get_by_role("link", name=visitor.texts("nav.coverage")).click()

    expect(_headline(visitor)).to_have_text(sentence)
    visitor.settled()
    assert visitor.query() == {"t": ["15"], "mode": ["bike"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_answered_is_a_sentence(visit: Visit, language: str) -> None:
    visitor = visit(language=language).open("/coverage", group="older_people")
    expect(_headline(visitor)).to_have_text(visitor.texts("coverage.none_listed"))
    expect(visitor.page.get_by_text(visitor.texts("coverage.gaps_unknown"))).to_be_visible()

    visitor.open("/coverage", group="women")  # courses without a place of their own: estimated all the same
    expect(_headline(visitor)).to_contain_text(visitor.texts("coverage.minutes", count=30))

    visitor.open("/coverage", t="0", gap="99999", s="rubbish", topic="xx", layer="moon", sites="many")

    hint = visitor.page.get_by_test_id("stAlert")
    expect(hint).to_have_count(1)
    for value in ("99999", "rubbish", "xx", "moon", "many"):
        expect(hint).to_contain_text(value)
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)
    expect(_gap_buttons(visitor)).to_have_count(5)
    assert set(visitor.query()) <= {"lang"}
