"""The whole state of the page "Coverage" lives in a link: what is written is read, nothing in a link breaks it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.planning import question
from geo.planning.question import Question
from geo.planning.scenario import Add, Change, Close, Move, Scenario
from geo.planning.scenario.steps import MAX_STEPS
from geo.planning.view import (
    AIMS,
    GAPS_SHOWN,
    LAYERS,
    MAX_GAPS_SHOWN,
    MAX_KEPT,
    MAX_SITES,
    CoverageView,
    Search,
    from_query,
    to_query,
)
from geo.reach.measures import MEASURES
from tests.find_kit import tiny_taxonomy

TAXONOMY = tiny_taxonomy()
LANGUAGES = ("de", "en", "ar")
KEYS = (
    "lang",
    "topic",
    "group",
    "people",
    "mode",
    "t",
    "s",
    "layer",
    "gap",
    "sites",
    "aim",
    "wish",
    "n",
    "vs",
)
HERE = Add(lon=7.1, lat=51.6, name="Hier")

anything = st.text(alphabet=st.characters(codec=None), max_size=80)
lon, lat = st.floats(6, 8), st.floats(51, 52)
ids = st.text("abcdefgh-!,~ß", min_size=1, max_size=12)
steps = st.one_of(
    st.builds(Add, lon=lon, lat=lat, offers=st.integers(1, 9), name=anything),
    st.builds(Move, location_id=ids, lon=lon, lat=lat),
    st.builds(Close, location_id=ids),
    st.builds(Change, location_id=ids, offers=st.integers(1, 9)),
)
questions = st.builds(
    lambda mode, share, **rest: Question(mode=mode, threshold=_threshold(mode, share), **rest),
    mode=st.sampled_from(["walk", "walk_slow", "bike", "metres"]),
    share=st.floats(0, 1),
    topics=st.sampled_from([(), ("language",), ("advice", "meeting")]),
    target_groups=st.sampled_from([(), ("women",)]),
    people=st.sampled_from(question.PEOPLE),
    measure=st.sampled_from(MEASURES),
    counted=st.sampled_from(question.COUNTED),
)
scenarios = st.builds(
    lambda name, chosen: Scenario(name if chosen else "", tuple(chosen)),
    anything,
    st.lists(steps, max_size=4),
)
searches = st.builds(Search, st.sampled_from(AIMS[:2]), count=st.integers(1, MAX_SITES)) | st.builds(
    Search, st.just(AIMS[2]), wished=st.integers(1, 100)
)
views = st.builds(
    CoverageView,
    language=st.sampled_from(LANGUAGES),
    question=questions,
    scenario=scenarios,
    layer=st.sampled_from(LAYERS),
    gap=st.integers(0, MAX_GAPS_SHOWN),
    search=st.none() | searches,
    shown=st.integers(GAPS_SHOWN, MAX_GAPS_SHOWN),
    kept=st.lists(scenarios.filter(lambda one: one.steps), max_size=MAX_KEPT, unique=True).map(tuple),
)


def _threshold(mode: str, share: float) -> float:
    least, largest = question.bounds(mode)
    return float(round(least + share * (largest - least)))


def read(params: dict[str, list[str]]):
    return from_query(params, taxonomy=TAXONOMY, languages=LANGUAGES)


@settings(deadline=None)  # a busy machine is no failure
@given(views)
def test_what_a_link_holds_comes_back(view: CoverageView) -> None:
    assert read(to_query(view, default_language="de")) == (view, [])


@settings(deadline=None)  # a busy machine is no failure
@given(st.dictionaries(st.sampled_from(KEYS), st.lists(anything, max_size=3)))
def test_any_link_gives_a_view_that_can_be_linked_again(params: dict[str, list[str]]) -> None:
    view, hints = read(params)

    assert read(to_query(view, default_language="de")) == (view, [])
    assert all(len(value) <= 40 for hint in hints for value in hint.values)


def test_the_start_is_an_empty_link() -> None:
    start = CoverageView(language="de")

    assert to_query(start, default_language="de") == {}
    assert read({}) == (start, [])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("t", "0"), ("t", "abc"), ("t", "nan"), ("t", "1e9"), ("topic", "xx"), ("group", "xx"), ("mode", "fly"),
        ("people", "some"), ("measure", "best"), ("counted", "none"), ("layer", "moon"), ("gap", "-1"),
        ("gap", "99999"), ("sites", "three"), ("aim", "moon"), ("wish", "all"), ("n", "²"), ("s", "rubbish"), ("s", "!rubbish"), ("s", "!a7,51,0,x"), ("s", "!a999,51,1,x"),
    ],
)  # fmt: skip
def test_what_is_not_valid_is_left_out_and_said(key: str, value: str) -> None:
    view, hints = read({key: [value]})

    assert view == CoverageView(language="de")
    assert [hint.key for hint in hints] == [key]
    assert "".join(hints[0].values) in value


def test_numbers_beyond_the_bounds_are_cut_to_them() -> None:
    view, hints = read({"gap": ["9999"], "sites": ["500"], "n": ["2"]})
    wish = read({"aim": ["set_cover"], "wish": ["500"]})[0].search

    assert (view.gap, view.search, view.shown) == (MAX_GAPS_SHOWN, Search(count=MAX_SITES), GAPS_SHOWN)
    assert wish == Search("set_cover", wished=100)
    assert hints == []


def test_a_language_that_is_not_spoken_here_is_the_first_one() -> None:
    assert read({"lang": ["xx"]})[0].language == "de"


@pytest.mark.parametrize(
    "link",
    [{"aim": ["set_cover"]}, {"aim": ["set_cover"], "sites": ["3"]}, {"aim": ["p_median"]}, {"wish": ["80"]}],
)
def test_a_search_without_the_number_it_needs_is_none(link: dict[str, list[str]]) -> None:
    view, hints = read(link)

    assert view.search is None
    assert [hint.key for hint in hints] == [key for key in ("aim", "wish") if key in link]


def test_another_question_closes_gap_and_search_but_keeps_the_scenario() -> None:
    view = CoverageView(
        "de", scenario=Scenario("", (HERE,)), gap=2, search=Search(count=3), shown=20, layer="cells"
    )

    other = view.with_question(Question(threshold=15))

    assert other == CoverageView("de", Question(threshold=15), scenario=Scenario("", (HERE,)), layer="cells")


def test_steps_are_added_once_and_taken_away() -> None:
    there = Add(lon=7.2, lat=51.7, name="Dort")
    view = CoverageView("de").with_step(HERE).with_step(there).with_step(HERE)

    assert view.added == (HERE, there)
    assert view.without(HERE).added == (there,)
    assert view.without(Close("gone")) == view
    assert view.without(HERE).without(there) == CoverageView("de")


def test_a_scenario_never_grows_beyond_what_a_link_holds() -> None:
    view = CoverageView("de")
    for number in range(MAX_STEPS + 5):
        view = view.with_step(Add(lon=7 + number / 100, lat=51.5))

    assert len(view.scenario.steps) == MAX_STEPS
    assert read(to_query(view, default_language="de")) == (view, [])


def test_only_new_places_are_drawn() -> None:
    view = CoverageView("de", scenario=Scenario("", (Close("a"), HERE, Move("b", 7.0, 51.5))))

    assert view.added == (HERE,)


def test_a_scenario_is_named() -> None:
    view = CoverageView("de").with_step(HERE).named("  Nord\n")

    assert view.scenario == Scenario("Nord", (HERE,))


NORTH, SOUTH = Scenario("Nord", (HERE,)), Scenario("Süd", (Close("a"),))


def test_a_scenario_is_kept_and_another_one_begins() -> None:
    view = CoverageView("de", scenario=NORTH).with_scenario_kept()

    assert (view.scenario, view.kept) == (Scenario(), (NORTH,))
    assert view.with_scenario_kept() == view


def test_a_kept_scenario_changes_places_with_the_one_that_is_on() -> None:
    view = CoverageView("de", scenario=SOUTH, kept=(NORTH,)).with_kept_opened(NORTH)

    assert (view.scenario, view.kept) == (NORTH, (SOUTH,))
    assert view.with_kept_opened(SOUTH).scenario == SOUTH
    assert view.without_kept(SOUTH).kept == ()
    assert view.with_kept_opened(Scenario("weg", (HERE,))) == view


def test_the_oldest_kept_scenario_gives_way() -> None:
    view = CoverageView("de")
    for number in range(MAX_KEPT + 1):
        view = replace(view, scenario=Scenario(str(number), (HERE,))).with_scenario_kept()

    assert [one.name for one in view.kept] == [str(number) for number in range(1, MAX_KEPT + 1)]
    assert read(to_query(view, default_language="de")) == (view, [])


def test_rubbish_among_kept_scenarios_is_said() -> None:
    view, hints = read({"vs": ["rubbish", "Nord!a7.1,51.6,1,Hier"]})

    assert view.kept == (NORTH,)
    assert [(hint.key, hint.values) for hint in hints] == [("vs", ("rubbish",))]
