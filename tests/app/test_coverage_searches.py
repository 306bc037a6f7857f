"""Searches on the page "Coverage": the best sites for each aim, and slow work that can be stopped."""

import html
import time
from collections.abc import Callable

import pytest

from geo.i18n import load_texts
from geo.planning.best_sites import BestSites
from geo.planning.question import Question
from geo.planning.scenario import from_link
from geo.planning.scenario.steps import NAME_LIMIT
from geo.planning.view import CoverageView, Search
from geo.planning.wording import site_why, siting_words
from geo.reach.network.watch import go_on_with
from tests.app_kit import html_of, runs_well
from tests.coverage_page_kit import answer_of, headline_of, open_page, wait_for, wait_until
from ui.coverage import shown as coverage_shown
from ui.shared import answers, loading
from ui.shared.loading import Data

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def test_the_best_sites_become_a_scenario() -> None:
    page = open_page(t="20")

    page.number_input(key="coverage_sites").set_value(2).run()
    page.button(key="coverage_siting_go").click().run()
    assert page.query_params["sites"] == "2"
    found = coverage_shown.sites_for(
        answers.world_of(loading.load_data()), Question(threshold=20.0), from_link("")[0], Search(count=2)
    )
    wait_for(page, "coverage_adopt")
    assert all(site_why(load_texts("de"), row) in html_of(page) for row in found.sites.to_dict("records"))
    page.button(key="coverage_adopt").click().run()

    runs_well(page)
    scenario, _ = from_link(page.query_params["s"])
    assert [step.name for step in scenario.steps] == [
        name[:NAME_LIMIT].strip() for name in found.sites["name"]
    ]
    assert "sites" not in page.query_params
    before = answers.answer_to(answers.world_of(loading.load_data()), Question(threshold=20.0))
    after = answers.answer_with(before.world, before.question, scenario)
    assert coverage_shown.gains(before, after).gained == pytest.approx(
        found.siting.after - found.siting.before
    )


@pytest.mark.parametrize(
    ("aim", "field", "number", "search"),
    [
        ("set_cover", "coverage_wished", 75, Search("set_cover", wished=75)),
        ("p_median", "coverage_sites", 2, Search("p_median", count=2)),
    ],
)
def test_a_search_may_have_another_aim(aim: str, field: str, number: int, search: Search) -> None:
    page = open_page(t="30")

    page.selectbox(key="coverage_aim").set_value(aim).run()
    page.number_input(key=field).set_value(number).run()
    page.button(key="coverage_siting_go").click().run()

    runs_well(page)
    wait_for(page, "coverage_adopt")
    found = coverage_shown.sites_for(
        answers.world_of(loading.load_data()), Question(), from_link("")[0], search
    )
    lines, _ = siting_words(load_texts("de"), found)
    assert page.query_params["aim"] == aim
    assert lines
    assert all(html.escape(line) in html_of(page) or line in html_of(page) for line in lines)


def test_a_share_that_is_there_already_needs_no_place() -> None:
    page = open_page(aim="set_cover", wish="1")

    texts = load_texts("de")
    wait_until(page, lambda: texts("siting.already", wished=texts.percent(0.01)) in html_of(page))


def test_a_search_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_search = coverage_shown.sites_for

    def endless(*asked: object, should_stop: Callable[[], bool], **_: object) -> BestSites:
        while not should_stop():
            time.sleep(0.01)
        return whole_search(*asked, should_stop=should_stop)  # type: ignore[arg-type]

    monkeypatch.setattr(coverage_shown, "sites_for", endless)
    page = open_page(sites="2")
    assert load_texts("de")("job.stop") == page.button(key="coverage_siting_stop").label

    page.button(key="coverage_siting_stop").click().run()

    wait_for(page, "coverage_adopt")
    assert load_texts("de")("siting.stopped") in html_of(page)


def test_ways_through_the_streets_can_be_stopped_for_the_straight_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts, on_streets = load_texts("de"), coverage_shown.screen_of

    def slow(data: Data, view: CoverageView, **how: bool) -> coverage_shown.Screen:
        if not how:
            while True:
                go_on_with(0, 1)
        return on_streets(data, view, **how)

    monkeypatch.setattr(answers, "takes_a_while", lambda _data, _question: True)
    monkeypatch.setattr(coverage_shown, "screen_of", slow)
    page = open_page()
    assert page.button(key="coverage_answer_stop").label == texts("job.stop")
    assert "k-headline" not in html_of(page)

    page.button(key="coverage_answer_stop").click().run()

    wait_for(page, "coverage_answer_again")
    assert [box.value for box in page.info] == [texts("coverage.stopped_streets")]
    assert headline_of(answer_of()) in html_of(page)
