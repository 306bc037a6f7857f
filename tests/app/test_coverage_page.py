"""The page "Coverage" without a browser: figures, scenario, search, empty selections and wrong links."""

import html
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.district.boundaries import city_at
from geo.i18n import load_texts
from geo.links import SHOWN_LIMIT
from geo.planning import insight
from geo.planning.answer import Answer
from geo.planning.best_sites import BestSites
from geo.planning.figures import place_name
from geo.planning.nearby import offers_near
from geo.planning.question import Question
from geo.planning.scenario import Add, Change, Close, Move, Scenario, from_link
from geo.planning.view import CoverageView, Search
from geo.planning.wording import headline, interval_words, near_words, site_why, siting_words
from geo.reach.network.watch import go_on_with
from ui.coverage import shown as coverage_shown
from ui.shared import answers, loading
from ui.shared.loading import Data

LANGUAGES = ("de", "en", "ar")
HERE = "!a7.02,51.58,1,Hier"
#: Five courses, all known only to their city; and a choice that leaves nothing.
NOWHERE = {"topic": "language", "group": "women"}
NOTHING = {"topic": "language", "group": "older_people"}


@pytest.fixture(scope="module", autouse=True)
def _shipped_app(prepared_var: Path) -> Iterator[None]:
    """Serve the shipped offers to all tests of this file: people and ways are gathered once."""
    kept = (loading.settings, loading._store, loading._load, loading.base_script, loading.base_version)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTE_VAR", str(prepared_var))
        for function in kept:
            function.cache_clear()
        yield
    for function in kept:
        function.cache_clear()


def _coverage() -> None:
    """Stand for the shell, which hands pages over as functions: a test cannot switch to those."""
    from ui.coverage import page as coverage
    from ui.shared import address_bar, loading

    coverage.show(loading.texts_for(address_bar.choose_language()))


def _page(**query: str | list[str]) -> AppTest:
    page = AppTest.from_function(_coverage, default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def _html(page: AppTest) -> str:
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def _runs_well(page: AppTest) -> None:
    assert not page.exception
    assert not page.error


def _answer(**question: object) -> Answer:
    return answers.answer_to(answers.world_of(loading.load_data()), Question(**question))


def _headline(answer: Answer, language: str = "de") -> str:
    return headline(load_texts(language), loading.load_data().taxonomy, answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_coverage_runs_in_every_language(language: str) -> None:
    texts = load_texts(language)

    page = _page(lang=language, gap="1", s=HERE, layer="cells")

    _runs_well(page)
    assert _headline(_answer(), language) in _html(page)
    assert interval_words(texts, _answer()) in _html(page)
    assert page.button(key="coverage_what_if_1").label == texts("coverage.gap_what_if")


def test_the_ten_cities_are_those_of_the_answer() -> None:
    texts = load_texts("de")

    shown = _html(_page())

    for row in _answer().by_city.to_dict("records"):
        assert f'<th scope="row" lang="de">{row["name"]}</th>' in shown
        assert f">{texts.people(row['people'])}</td>" in shown
        assert f"{texts.percent(row['share_low'])} – {texts.percent(row['share_high'])}" in shown


def test_every_control_changes_the_link_and_the_sentence() -> None:
    page = _page()

    page.slider(key="coverage_threshold_min").set_value(15).run()
    assert page.query_params["t"] == "15"
    assert _headline(_answer(threshold=15.0)) in _html(page)

    page.selectbox(key="coverage_people").set_value("foreign").run()
    page.selectbox(key="coverage_mode").set_value("bike").run()
    page.selectbox(key="coverage_counted").set_value("confirmed").run()
    page.selectbox(key="coverage_measure").set_value("bfca").run()
    _runs_well(page)
    chosen = {"people": "foreign", "mode": "bike", "counted": "confirmed", "measure": "bfca"}
    assert dict(page.query_params) == {"t": "15", **chosen}
    assert _headline(_answer(threshold=15.0, **chosen)) in _html(page)

    page.checkbox(key="coverage_topics_work").check().run()
    assert page.query_params["topic"] == ["language", "work"]
    page.checkbox(key="coverage_topics_language").uncheck().run()
    page.checkbox(key="coverage_topics_work").uncheck().run()
    assert page.query_params["topic"] == "any"


def test_metres_bring_their_own_threshold() -> None:
    page = _page(t="15")

    page.selectbox(key="coverage_mode").set_value("metres").run()

    _runs_well(page)
    assert dict(page.query_params) == {"mode": "metres"}
    assert page.slider(key="coverage_threshold_m").value == 1000
    assert _headline(_answer(mode="metres", threshold=1000.0)) in _html(page)


def test_a_site_in_a_gap_is_a_scenario_that_can_be_left() -> None:
    page = _page()
    gap = _answer().gaps.areas.loc[1]

    page.button(key="coverage_open_gap_1").click().run()
    assert page.query_params["gap"] == "1"
    page.button(key="coverage_what_if_1").click().run()

    _runs_well(page)
    scenario, refused = from_link(page.query_params["s"])
    assert (refused, len(scenario.steps)) == ((), 1)
    assert scenario.steps[0].name == place_name(gap["name"], load_texts("de"))
    assert "gap" not in page.query_params
    assert 'class="k-scenario"' in _html(page)

    page.button(key="coverage_step_0").click().run()
    assert dict(page.query_params) == {}
    assert 'class="k-scenario"' not in _html(page)


def test_the_best_sites_become_a_scenario() -> None:
    page = _page(t="20")

    page.number_input(key="coverage_sites").set_value(2).run()
    page.button(key="coverage_siting_go").click().run()
    assert page.query_params["sites"] == "2"
    found = coverage_shown.sites_for(
        answers.world_of(loading.load_data()), Question(threshold=20.0), from_link("")[0], Search(count=2)
    )
    _wait_for(page, "coverage_adopt")
    assert all(site_why(load_texts("de"), row) in _html(page) for row in found.sites.to_dict("records"))
    page.button(key="coverage_adopt").click().run()

    _runs_well(page)
    scenario, _ = from_link(page.query_params["s"])
    assert [step.name for step in scenario.steps] == list(found.sites["name"])
    assert "sites" not in page.query_params
    before = answers.answer_to(answers.world_of(loading.load_data()), Question(threshold=20.0))
    after = answers.answer_with(before.world, before.question, scenario)
    assert coverage_shown.gains(before, after).gained == pytest.approx(
        found.siting.after - found.siting.before
    )


def test_more_gaps_come_on_demand() -> None:
    page = _page()
    assert len([b for b in page.button if "open_gap" in str(b.key)]) == 5

    page.button(key="coverage_more_gaps").click().run()

    assert len([b for b in page.button if "open_gap" in str(b.key)]) == 10
    assert page.query_params["n"] == "10"


def test_deeper_figures_come_when_asked_for() -> None:
    page = _page()
    texts = load_texts("de")
    assert texts("equity.gini") not in _html(page)

    page.toggle(key="coverage_deeper").set_value(True).run()

    _runs_well(page)
    for row in _answer().curve.to_dict("records"):
        assert texts("coverage.minutes", count=round(row["threshold"])) in _html(page)
        assert f"<td>{texts.percent(row['share'])} (" in _html(page)
    for key in (
        "equity.gini", "equity.worst", "edge.title", "missing.title", "coverage.methods", "coverage.detour",
        "coverage.measure_bfca", "sure.title",
    ):  # fmt: skip
        assert texts(key) in _html(page)
    missing = insight.missing_by_city(_answer())
    assert texts("missing.people", people=texts.number(round(missing.iloc[0]))) in _html(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "key"), [(NOWHERE, "coverage.no_offers"), (NOTHING, "coverage.none_listed")]
)
def test_where_no_offer_has_a_place_the_page_says_so(query: dict[str, str], key: str, language: str) -> None:
    texts = load_texts(language)

    page = _page(**query, lang=language, layer="cells", sites="2")

    _runs_well(page)
    assert texts(key) in _html(page)
    assert f"{texts.percent(0)} –" not in _html(page)
    assert not [b for b in page.button if "open_gap" in str(b.key)]
    assert texts("coverage.gaps_unknown") in [line.value for line in page.markdown]


@pytest.mark.parametrize("query", [NOWHERE, NOTHING])
def test_figures_of_a_choice_without_a_place_are_not_known(query: dict[str, str]) -> None:
    page = _page(**query)

    page.toggle(key="coverage_deeper").set_value(True).run()

    _runs_well(page)
    texts = load_texts("de")
    assert _html(page).count(f"<td>{texts('coverage.not_known')}</td>") == 8  # three of equity, five measures
    assert ">nan" not in _html(page)


@pytest.mark.parametrize(
    "query", [{"t": "1"}, {"t": "120", "mode": "bike"}, {"t": "50", "mode": "metres"}, {"t": "20000", "mode": "metres"}]
)  # fmt: skip
@pytest.mark.parametrize("layer", ["cities", "cells"])
def test_extreme_thresholds_are_answered(query: dict[str, str], layer: str) -> None:
    page = _page(**query, layer=layer)

    _runs_well(page)
    found = _answer(mode=query.get("mode", "walk"), threshold=float(query["t"]))
    assert _headline(found) in _html(page)
    assert page.query_params["t"] == query["t"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("t", "0"), ("t", "abc"), ("gap", "99999"), ("gap", "-1"), ("s", "rubbish"), ("s", "!a1,2"), ("topic", "xx"),
        ("group", "xx"), ("mode", "fly"), ("layer", "moon"), ("sites", "x"), ("aim", "moon"), ("wish", "x"), ("n", "x"), ("people", "x"),
    ],
)  # fmt: skip
def test_a_wrong_link_is_a_hint_and_the_address_is_tidied(key: str, value: str) -> None:
    page = _page(**{key: value})

    _runs_well(page)
    assert len(page.info) == 1
    assert _headline(_answer()) in _html(page)
    assert dict(page.query_params) == {}


def test_an_open_gap_tells_the_nearest_offers_and_where_to_find_them() -> None:
    texts, found = load_texts("de"), _answer()
    gap = found.gaps.areas.loc[1]
    near = offers_near(found, gap["lon"], gap["lat"], city=gap["city"])

    page = _page(gap="1")

    _runs_well(page)
    shown = _html(page)
    assert len(near.offers) == 3
    for offer in near.offers:
        assert f"offer={offer.offer_id}" in shown
        assert html.escape(offer.title) in shown
        assert near_words(texts, found, offer) in shown
    assert texts("gap.vague", city=gap["city"], number=texts.number(near.vague)) in shown
    assert f"city={gap['city']}" in shown


def test_the_addresses_that_limit_the_figure_are_listed_with_their_effect() -> None:
    texts = load_texts("de")

    shown = _html(_page())

    fixes = insight.addresses_to_fix(_answer())
    assert len(fixes) == 5
    for fix in fixes:
        assert texts("limits.row", people=texts.people(fix.people)) in shown
        assert f"offer={fix.offer_ids[0]}" in shown


@pytest.mark.parametrize(
    ("typed", "name", "city"),
    [
        ("Barkhausstraße 36, Marl", "Barkhausstraße 36, Marl", "Marl"),
        ("Barkhausstraße, Marl", "nahe Barkhausstraße, Marl", "Marl"),
        ("45699 Herten", "Mitte von 45699 Herten (± {radius})", "Herten"),
        ("Willy-Brandt-Platz 2, Gladbeck", "Mitte von Gladbeck (± {radius})", "Gladbeck"),
    ],
)
def test_a_typed_address_becomes_a_new_place_named_as_well_as_it_is_known(
    typed: str, name: str, city: str
) -> None:
    page = _page()

    page.text_input(key="coverage_where").set_value(typed).run()
    page.button(key="coverage_try").click().run()

    _runs_well(page)
    (step,) = _scenario(page).steps
    assert isinstance(step, Add)
    known = loading.load_data().geocoder.geocode(typed, offline=True)
    assert step.name == name.format(radius=load_texts("de").distance(known.uncertainty_m or 0.0))
    assert city_at(loading.load_data().boundaries, step.lon, step.lat) == city
    assert page.text_input(key="coverage_where").value == ""


@pytest.mark.parametrize(
    ("typed", "key"), [("Quatschgasse 9, Nirgends", "near.not_found"), ("48.1, 11.5", "scenario.outside")]
)
def test_a_place_that_is_not_here_is_a_sentence(typed: str, key: str) -> None:
    page = _page()

    page.text_input(key="coverage_where").set_value(typed).run()

    _runs_well(page)
    assert load_texts("de")(key, place=typed) in _html(page)
    assert page.button(key="coverage_try").disabled


def test_locations_are_moved_closed_and_changed_and_each_step_is_taken_back() -> None:
    page = _page()
    location = next(iter(answers.names_of(_answer())))

    page.button_group(key="coverage_action").set_value("close").run()
    page.selectbox(key="coverage_location").set_value(location).run()
    page.button(key="coverage_try").click().run()
    page.button_group(key="coverage_action").set_value("change").run()
    page.number_input(key="coverage_step_offers").set_value(4).run()
    page.button(key="coverage_try").click().run()
    page.button_group(key="coverage_action").set_value("move").run()
    page.text_input(key="coverage_where").set_value("51.60000, 7.10000").run()
    page.button(key="coverage_try").click().run()

    _runs_well(page)
    steps = (Close(location), Change(location, offers=4), Move(location, 7.1, 51.6))
    assert _scenario(page).steps == steps
    assert page.button(key="coverage_step_1").label  # the location is closed: what follows has no effect
    for _ in steps:
        page.button(key="coverage_step_0").click().run()
    assert dict(page.query_params) == {}


def test_scenarios_are_named_kept_and_compared_in_the_link() -> None:
    page, texts = _page(s=HERE), load_texts("de")

    page.text_input(key="coverage_scenario_name").set_value("Nord").run()
    page.button(key="coverage_scenario_keep").click().run()
    assert page.query_params["vs"] == "Nord" + HERE
    assert "s" not in page.query_params

    page.button(key="coverage_open_gap_1").click().run()
    page.button(key="coverage_what_if_1").click().run()
    _runs_well(page)
    table = next(str(e.proto.body) for e in page.get("html") if "k-comparison" in str(e.proto.body))
    world = answers.world_of(loading.load_data())
    for scenario in (from_link("Nord" + HERE)[0], _scenario(page)):
        after = answers.answer_with(world, Question(), scenario)
        assert f"<strong>{texts.percent(after.share.value)}</strong>" in table
        assert texts.number(round(coverage_shown.gains(_answer(), after).gained)) in table

    page.button(key="coverage_kept_open_0").click().run()
    assert page.query_params["s"] == "Nord" + HERE
    page.button(key="coverage_kept_drop_0").click().run()
    assert "vs" not in page.query_params


@pytest.mark.parametrize(
    ("aim", "field", "number", "search"),
    [
        ("set_cover", "coverage_wished", 75, Search("set_cover", wished=75)),
        ("p_median", "coverage_sites", 2, Search("p_median", count=2)),
    ],
)
def test_a_search_may_have_another_aim(aim: str, field: str, number: int, search: Search) -> None:
    page = _page(t="30")

    page.selectbox(key="coverage_aim").set_value(aim).run()
    page.number_input(key=field).set_value(number).run()
    page.button(key="coverage_siting_go").click().run()

    _runs_well(page)
    _wait_for(page, "coverage_adopt")
    found = coverage_shown.sites_for(
        answers.world_of(loading.load_data()), Question(), from_link("")[0], search
    )
    lines, _ = siting_words(load_texts("de"), found)
    assert page.query_params["aim"] == aim
    assert lines
    assert all(html.escape(line) in _html(page) or line in _html(page) for line in lines)


def test_a_share_that_is_there_already_needs_no_place() -> None:
    page = _page(aim="set_cover", wish="1")

    texts = load_texts("de")
    _wait_until(page, lambda: texts("siting.already", wished=texts.percent(0.01)) in _html(page))


def test_with_a_scenario_evenness_is_told_before_and_after() -> None:
    page = _page(s=HERE)
    page.toggle(key="coverage_deeper").set_value(True).run()

    texts = load_texts("de")
    _runs_well(page)
    assert all(
        f'<th scope="col">{texts(key)}</th>' in _html(page) for key in ("equity.now", "equity.with_scenario")
    )


def test_a_search_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_search = coverage_shown.sites_for

    def endless(*asked: object, should_stop: Callable[[], bool], **_: object) -> BestSites:
        while not should_stop():
            time.sleep(0.01)
        return whole_search(*asked, should_stop=should_stop)  # type: ignore[arg-type]

    monkeypatch.setattr(coverage_shown, "sites_for", endless)
    page = _page(sites="2")
    assert load_texts("de")("job.stop") == page.button(key="coverage_siting_stop").label

    page.button(key="coverage_siting_stop").click().run()

    _wait_for(page, "coverage_adopt")
    assert load_texts("de")("siting.stopped") in _html(page)


def test_ways_through_the_streets_can_be_stopped_for_the_straight_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts, on_streets = load_texts("de"), coverage_shown.screen_of

    def slow(data: Data, view: CoverageView, **how: bool) -> coverage_shown.Screen:
        if not how:
            while True:
                go_on_with(0, 1)
        return on_streets(data, view, **how)

    monkeypatch.setattr(answers, "has_streets", lambda _data, _question: True)
    monkeypatch.setattr(coverage_shown, "screen_of", slow)
    page = _page()
    assert page.button(key="coverage_answer_stop").label == texts("job.stop")
    assert "k-headline" not in _html(page)

    page.button(key="coverage_answer_stop").click().run()

    _wait_for(page, "coverage_answer_again")
    assert [box.value for box in page.info] == [texts("coverage.stopped_streets")]
    assert _headline(_answer()) in _html(page)


def _scenario(page: AppTest) -> Scenario:
    scenario, refused = from_link(page.query_params["s"])
    assert refused == ()
    return scenario


def _wait_for(page: AppTest, button: str) -> None:
    _wait_until(page, lambda: any(one.key == button for one in page.button))


def _wait_until(page: AppTest, has_come: Callable[[], bool]) -> None:
    """Run the page again until slow work has ended, as the browser does."""
    for _ in range(300):
        if has_come():
            return
        time.sleep(0.1)
        page.run()
    raise AssertionError("what was waited for never came")


def test_a_hint_shows_foreign_text_as_text_and_short() -> None:
    page = _page(topic="**<script>alert(1)</script>**" * 9)

    _runs_well(page)
    assert "<script>" not in page.info[0].value
    assert len(page.info[0].value.replace("\\", "").replace(":small[]", "")) < 4 * SHOWN_LIMIT


def test_a_gap_that_there_is_not_is_simply_not_open() -> None:
    page = _page(gap="190", t="120", mode="bike")

    _runs_well(page)
    assert not [b for b in page.button if "what_if" in str(b.key)]


def test_no_gap_is_a_sentence() -> None:
    page = _page(topic="any", t="120", mode="bike")

    _runs_well(page)
    assert load_texts("de")("coverage.gaps_none") in [line.value for line in page.markdown]
