"""Scenarios in words: each step, who gains, who loses, in three languages."""

import pytest

from geo.i18n import load_texts
from geo.planning.answer import Answer, answer
from geo.planning.scenario import Add, Change, Close, Comparison, Move, Scenario, apply
from tests.planning_kit import METRES, at, line_demand, line_world
from ui.coverage import scenario_words as words
from ui.coverage.shown import gain_ranges, gains

LANGUAGES = pytest.mark.parametrize("language", ("de", "en", "ar"))
WORLD = line_world()
BEFORE = answer(WORLD, METRES)
NAMES = {"house": "VHS, Alt"}


def changed(*steps: object) -> tuple[Answer, Comparison]:
    after = answer(WORLD, METRES, supply=apply(Scenario("", steps), BEFORE.supply))  # type: ignore[arg-type]
    return after, gains(BEFORE, after)


@LANGUAGES
@pytest.mark.parametrize(
    "step",
    [
        Add(*at(5000.0), offers=3, name="Schule"),
        Move("house", *at(5000.0)),
        Close("house"),
        Change("house", offers=4),
    ],
)
def test_every_step_is_a_whole_sentence(language: str, step: object) -> None:
    texts = load_texts(language)

    said = words.step_words(texts, step, NAMES, BEFORE)  # type: ignore[arg-type]

    assert "{" not in said
    assert ("Schule" if isinstance(step, Add) else "VHS, Alt") in said


@LANGUAGES
def test_a_location_outside_the_choice_is_said_to_be_so(language: str) -> None:
    texts = load_texts(language)

    assert texts("scenario.unknown_location") in words.step_words(texts, Close("gone"), NAMES, BEFORE)


@LANGUAGES
def test_who_gains_is_told_with_people_and_cities(language: str) -> None:
    texts = load_texts(language)
    after, found = changed(Add(*at(5000.0)))

    share, gained = words.effect_words(texts, BEFORE, after, found, gain_ranges(BEFORE, after))

    # the offer known to its postcode reaches the last cell in one of five draws: 350 + 0.2 * 50 of 400
    assert texts.percent(360 / 400) in share
    assert texts.percent(1.0) in share
    for part in (texts.number(40), texts.number(24), f"Neu +{texts.number(40)}"):
        assert part in gained


@LANGUAGES
def test_who_loses_is_told_too(language: str) -> None:
    texts = load_texts(language)
    after, found = changed(Close("house"))

    _, lost = words.effect_words(texts, BEFORE, after, found, gain_ranges(BEFORE, after))

    assert texts.number(150) in lost
    assert f"Alt −{texts.number(150)}" in lost


@LANGUAGES
def test_a_change_that_helps_nobody_is_a_sentence(language: str) -> None:
    texts = load_texts(language)
    after, found = changed(Change("house", offers=2))

    assert words.effect_words(texts, BEFORE, after, found, gain_ranges(BEFORE, after))[1:] == [
        texts("scenario.no_change")
    ]


def test_a_scenario_is_called_by_its_name_or_its_size() -> None:
    texts = load_texts("de")

    assert words.scenario_name(texts, Scenario("Nord", (Close("a"),))) == "Nord"
    assert words.scenario_name(texts, Scenario("", (Close("a"),))) == texts("scenario.unnamed", number="1")


def test_one_or_two_people_are_never_told() -> None:
    texts = load_texts("de")
    cells = line_demand()
    cells.loc["c4", ["people", "foreign_nationals"]] = [2.0, 1.0]
    world = line_world(demand=cells)
    before = answer(world, METRES)
    after = answer(world, METRES, supply=apply(Scenario("", (Add(*at(5000.0)),)), before.supply))

    _, gained = words.effect_words(texts, before, after, gains(before, after), gain_ranges(before, after))

    assert gained.count(texts("coverage.few")) == 2
    assert "Neu" not in gained
