"""The files of the page "Coverage": on the shipped data, made only when asked, the run file repeats."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from geo.district.kim_codes import codes_of
from geo.district.sources import load_data_sources
from geo.i18n import load_texts
from geo.kim.figures import make_figures
from geo.kim.public import PublicAdvice
from geo.kim.weighing import needs_figures, needs_inputs
from geo.planning.figures import figures
from geo.planning.question import Question
from geo.planning.runfile import compare, inputs_of, parse_run, question_of
from geo.planning.scenario import Add, Scenario, to_link
from geo.planning.view import CoverageView
from geo.store import TallyKey
from ui.coverage import advice, downloads, shown
from ui.shared import loading

pytestmark = pytest.mark.usefixtures("shipped_app_kept")

VIEWS = {
    "start": CoverageView("de"),
    "scenario": CoverageView(
        "ar",
        question=Question(people="foreign", mode="bike", threshold=15.0, measure="e2sfca"),
        scenario=Scenario("", (Add(6.99, 51.575, name="=1+1"),)),
        layer="cells",
    ),
    "nothing located": CoverageView(
        "en", question=Question(topics=("anti_discrimination",), counted="confirmed")
    ),
}


def _page(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.coverage import page as coverage
    from ui.shared import loading

    coverage.show(loading.texts_for(language))


def _wanted(view: CoverageView) -> downloads.Wanted:
    return downloads.wanted_of(shown.screen_of(loading.load_data(), view))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_page_offers_every_file_and_makes_none(language, monkeypatch):
    def too_early(*_args: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(downloads, "FILES", [replace(file, make=too_early) for file in downloads.FILES])

    page = AppTest.from_function(_page, kwargs={"language": language}, default_timeout=60).run()

    assert not page.exception
    texts = load_texts(language)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [texts(f"download.{file.name}") for file in downloads.FILES]


@pytest.mark.parametrize("name", VIEWS)
def test_every_file_can_be_made_and_has_a_name_of_its_own(name):
    wanted, texts = _wanted(VIEWS[name]), load_texts(VIEWS[name].language)

    made = {downloads._name(file, wanted): file.make(wanted, texts) for file in downloads.FILES}

    assert len(made) == len(downloads.FILES)
    assert all(made.values())


@pytest.mark.parametrize("name", ["scenario", "nothing located"])
def test_run_file_repeats_to_the_same_numbers(name):
    wanted = _wanted(VIEWS[name])
    view, data = wanted.view, wanted.data

    run = parse_run(downloads._run_json(wanted, load_texts(view.language)), file="run.json")

    assert question_of(run, data.taxonomy, file="run.json") == view.question
    assert run.scenario == (to_link(view.scenario) if view.scenario.steps else "")
    district = data.settings.district
    again = figures(wanted.answer, load_data_sources(district.files["sources"]), load_texts("en"))
    again |= {"scenario": run.scenario} if run.scenario else {}
    found = compare(run, inputs_of(district, wanted.answer.world, view.question), again)
    assert (found.is_same, found.changed) == (True, ())


def test_run_file_by_needs_holds_what_the_command_line_compares(monkeypatch):
    told = make_figures({TallyKey("2026-Q3", "Marl", "language", "not_found"): 30}, {})
    published = PublicAdvice(told, (), codes_of(loading.settings().district), {})
    for place in (advice, downloads):
        monkeypatch.setattr(place, "published_advice", lambda _data: published)
    wanted = _wanted(CoverageView("de", question=Question(weight="needs")))

    run = parse_run(downloads._run_json(wanted, load_texts("de")), file="run.json")

    data, answer = wanted.data, wanted.answer
    sources = load_data_sources(data.settings.district.files["sources"])
    again = figures(answer, sources, load_texts("en")) | needs_figures(answer, told)
    inputs = inputs_of(data.settings.district, answer.world, answer.question) | needs_inputs(answer, told)
    found = compare(run, inputs, again)
    assert run.results["by_needs"]["quarters"] == ["2026-Q3"]
    assert (found.is_same, found.changed) == (True, ())
