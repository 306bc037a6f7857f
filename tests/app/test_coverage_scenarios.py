"""Scenarios on the page "Coverage": places tried, moved and closed, kept and compared in the link."""

import pytest

from geo.district.boundaries import city_at
from geo.i18n import load_texts
from geo.planning.figures import place_name
from geo.planning.question import Question
from geo.planning.scenario import Add, Change, Close, Move, from_link
from tests.app_kit import html_of, runs_well
from tests.coverage_page_kit import HERE, answer_of, open_page, scenario_of
from ui.coverage import shown as coverage_shown
from ui.shared import answers, loading

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def test_a_site_in_a_gap_is_a_scenario_that_can_be_left() -> None:
    page = open_page()
    gap = answer_of().gaps.areas.loc[1]

    page.button(key="coverage_open_gap_1").click().run()
    assert page.query_params["gap"] == "1"
    page.button(key="coverage_what_if_1").click().run()

    runs_well(page)
    scenario, refused = from_link(page.query_params["s"])
    assert (refused, len(scenario.steps)) == ((), 1)
    assert scenario.steps[0].name == place_name(gap["name"], load_texts("de"))
    assert "gap" not in page.query_params
    assert 'class="k-scenario"' in html_of(page)

    page.button(key="coverage_step_0").click().run()
    assert dict(page.query_params) == {}
    assert 'class="k-scenario"' not in html_of(page)


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
    page = open_page()

    page.text_input(key="coverage_where").set_value(typed).run()
    page.button(key="coverage_try").click().run()

    runs_well(page)
    (step,) = scenario_of(page).steps
    assert isinstance(step, Add)
    known = loading.load_data().geocoder.geocode(typed, offline=True)
    assert step.name == name.format(radius=load_texts("de").distance(known.uncertainty_m or 0.0))
    assert city_at(loading.load_data().boundaries, step.lon, step.lat) == city
    assert page.text_input(key="coverage_where").value == ""


@pytest.mark.parametrize(
    ("typed", "key"), [("Quatschgasse 9, Nirgends", "near.not_found"), ("48.1, 11.5", "scenario.outside")]
)
def test_a_place_that_is_not_here_is_a_sentence(typed: str, key: str) -> None:
    page = open_page()

    page.text_input(key="coverage_where").set_value(typed).run()

    runs_well(page)
    assert load_texts("de")(key, place=typed) in html_of(page)
    assert page.button(key="coverage_try").disabled


def test_locations_are_moved_closed_and_changed_and_each_step_is_taken_back() -> None:
    page = open_page()
    location = next(iter(answers.names_of(answer_of())))

    page.button_group(key="coverage_action").set_value("close").run()
    page.selectbox(key="coverage_location").set_value(location).run()
    page.button(key="coverage_try").click().run()
    page.button_group(key="coverage_action").set_value("change").run()
    page.number_input(key="coverage_step_offers").set_value(4).run()
    page.button(key="coverage_try").click().run()
    page.button_group(key="coverage_action").set_value("move").run()
    page.text_input(key="coverage_where").set_value("51.60000, 7.10000").run()
    page.button(key="coverage_try").click().run()

    runs_well(page)
    steps = (Close(location), Change(location, offers=4), Move(location, 7.1, 51.6))
    assert scenario_of(page).steps == steps
    assert page.button(key="coverage_step_1").label  # the location is closed: what follows has no effect
    for _ in steps:
        page.button(key="coverage_step_0").click().run()
    assert dict(page.query_params) == {}


def test_scenarios_are_named_kept_and_compared_in_the_link() -> None:
    page, texts = open_page(s=HERE), load_texts("de")

    page.text_input(key="coverage_scenario_name").set_value("Nord").run()
    page.button(key="coverage_scenario_keep").click().run()
    assert page.query_params["vs"] == "Nord" + HERE
    assert "s" not in page.query_params

    page.button(key="coverage_open_gap_1").click().run()
    page.button(key="coverage_what_if_1").click().run()
    runs_well(page)
    table = next(str(e.proto.body) for e in page.get("html") if "k-comparison" in str(e.proto.body))
    world = answers.world_of(loading.load_data())
    for scenario in (from_link("Nord" + HERE)[0], scenario_of(page)):
        after = answers.answer_with(world, Question(), scenario)
        assert f"<strong>{texts.percent(after.share.value)}</strong>" in table
        assert texts.number(round(coverage_shown.gains(answer_of(), after).gained)) in table

    page.button(key="coverage_kept_open_0").click().run()
    assert page.query_params["s"] == "Nord" + HERE
    page.button(key="coverage_kept_drop_0").click().run()
    assert "vs" not in page.query_params


def test_with_a_scenario_evenness_is_told_before_and_after() -> None:
    page = open_page(s=HERE)
    page.toggle(key="coverage_deeper").set_value(True).run()

    texts = load_texts("de")
    runs_well(page)
    assert all(
        f'<th scope="col">{texts(key)}</th>' in html_of(page)
        for key in ("equity.now", "equity.with_scenario")
    )
