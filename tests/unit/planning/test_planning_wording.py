"""The sentences of the page "Coverage": right numbers, right words, in three languages."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.model import TargetGroup, Taxonomy, Topic
from geo.planning import wording as words
from geo.planning.answer import Answer, answer
from geo.planning.nearby import NearOffer
from geo.planning.question import PEOPLE
from tests.planning_kit import METRES, OFFERS, line_demand, line_offers, line_world

LANGUAGES = ("de", "en", "ar")
TAXONOMY = Taxonomy(
    {},
    {
        "language": Topic("language", "", "", {"de": "Sprache", "en": "Language", "ar": "اللغة"}, {}),
        "work": Topic("work", "", "", {"de": "Arbeit", "en": "Work", "ar": "العمل"}, {}),
    },
    {"women": TargetGroup("women", "", {"de": "Frauen", "en": "Women", "ar": "نساء"}, {})},
)
GAP = {"chance": 0.8, "people": 1234.4, "foreign_nationals": 56.7, "mean_min": 47.2, "worst_min": 61.9}


@lru_cache(maxsize=8)
def line_answer(*, offers: tuple[str, ...] = tuple(OFFERS)) -> Answer:
    return answer(line_world(offers=line_offers({name: OFFERS[name] for name in offers})), METRES)


def asked(**changes: object) -> Answer:
    found = line_answer()
    return replace(found, question=replace(found.question, **changes))


def whole(text: str) -> None:
    assert text
    assert not any(mark in text for mark in ("{", "}", "nan", "None", "inf "))


def test_the_headline_says_share_offers_and_way() -> None:
    assert words.headline(load_texts("de"), TAXONOMY, line_answer()) == (
        "Etwa 90 von 100 Menschen (88 bis 100) erreichen ein Angebot zum Thema Sprache in 1.300 m Weg."
    )


def test_a_picture_in_english_names_topics_a_district_has_no_english_for() -> None:
    no_english = Taxonomy({}, {"language": Topic("language", "", "", {"de": "Sprache"}, {})}, {})

    assert "Sprache" in words.headline(load_texts("en"), no_english, line_answer())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["walk", "walk_slow", "bike", "metres"])
@pytest.mark.parametrize("people", PEOPLE)
def test_a_headline_is_whole_in_every_language(language: str, mode: str, people: str) -> None:
    texts = load_texts(language)
    found = asked(
        mode=mode, people=people, threshold=20.0, topics=("language", "work"), target_groups=("women",)
    )

    said = words.headline(texts, TAXONOMY, found)

    whole(said)
    assert texts.number(20) in said
    for label in (TAXONOMY.topics["language"], TAXONOMY.topics["work"], TAXONOMY.target_groups["women"]):
        assert label.labels[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_offers_of_any_topic_are_simply_offers(language: str) -> None:
    texts = load_texts(language)

    assert words.what_words(texts, TAXONOMY, asked(topics=()).question) == texts("coverage.what_any")


def test_one_minute_is_no_plural() -> None:
    texts = load_texts("de")

    assert words.threshold_words(texts, asked(mode="walk", threshold=1.0).question) == "1 Minute"
    assert words.threshold_words(texts, asked(mode="walk", threshold=2.0).question) == "2 Minuten"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_says_what_limits_it_what_is_certain_and_what_possible(language: str) -> None:
    texts = load_texts(language)

    said = words.interval_words(texts, line_answer())

    whole(said)
    for part in (texts.number(88), texts.number(100), texts.number(1), texts.number(3)):
        assert part in said


def test_the_estimate_is_said_plainly() -> None:
    assert words.interval_words(load_texts("de"), line_answer()) == (
        "Das ist geschätzt: Von 1 der 3 Angebote ist der Ort nicht genau bekannt. Sicher sind 88, möglich 100."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_places_are_known_exactly_the_number_is_certain(language: str) -> None:
    texts = load_texts(language)

    known = line_answer(offers=("house", "place"))
    assert words.interval_words(texts, known) == texts("coverage.interval_known")
    said = words.headline(texts, TAXONOMY, known)
    whole(said)
    assert texts("coverage.headline_all_known").split("{share}")[-1].split("{")[0] in said
    assert "(" not in said


def test_a_rough_place_makes_a_range_that_is_told() -> None:
    rough = line_offers({"place": (4000.0, "street", 1500.0)})

    found = answer(line_world(offers=rough), METRES)

    assert found.share.low < found.share.value < found.share.high
    assert words.interval_words(load_texts("de"), found).startswith(
        "Das ist geschätzt, denn manche Orte sind nur ungefähr bekannt. Sicher sind 0, möglich "
    )


def test_an_end_of_a_share_is_never_rounded_to_none_or_all() -> None:
    texts = load_texts("de")

    assert [texts.of_hundred(share) for share in (0.0, 0.0004, 0.764, 0.9996, 1.0)] == [
        "0", "unter 1", "76", "über 99", "100",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("people", "said"), [(0.4, "0"), (7.6, "8"), (96.4, "96"), (1949.0, "1.900"), (470736.3, "470.000")]
)
def test_estimated_people_have_two_digits(people: float, said: str) -> None:
    assert load_texts("de").people_about(people) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["walk", "metres"])
def test_the_way_to_an_offer_says_how_well_its_place_is_known(language: str, mode: str) -> None:
    texts, found = load_texts(language), asked(mode=mode, threshold=60.0)
    exact, about = (NearOffer("a", "Kurs", "VHS", "Marl", 2400.0, radius) for radius in (0.0, 400.0))

    assert texts.distance(2400) in words.near_words(texts, found, exact)
    assert (texts.minutes(30) in words.near_words(texts, found, exact)) == (mode == "walk")
    assert texts.distance(400) not in words.near_words(texts, found, exact)
    assert texts.distance(400) in words.near_words(texts, found, about)


@pytest.mark.parametrize("language", LANGUAGES)
def test_offers_known_only_to_an_area_are_estimated_too(language: str) -> None:
    texts, found = load_texts(language), line_answer(offers=("postcode",))

    assert words.says_something(found)
    assert texts.number(42) in words.headline(texts, TAXONOMY, found)  # (0.8 · 200 + 0.2 · 50) / 400
    assert words.city_table(found)["share"].tolist() == pytest.approx([0.0, 0.68])
    whole(words.interval_words(texts, found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_without_any_offer_is_said(language: str) -> None:
    texts, found = load_texts(language), line_answer(offers=())

    assert words.headline(texts, TAXONOMY, found) == texts("coverage.none_listed")
    assert words.interval_words(texts, found) == ""


def test_shares_of_cities_are_those_of_the_answer_where_they_mean_something() -> None:
    found = line_answer()

    assert words.says_something(found)
    pd.testing.assert_frame_equal(words.city_table(found), found.by_city)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_carries_how_it_came_about(language: str) -> None:
    texts = load_texts(language)

    said = words.source_words(texts, line_answer())

    for key in ("coverage.modelled", "coverage.straight", "coverage.no_entry"):
        assert texts(key) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_tells_people_and_their_way(language: str) -> None:
    texts = load_texts(language)

    chance, who, way = words.gap_words(texts, GAP)

    assert texts.percent(0.8) in chance
    assert texts.number(1200) in who
    assert texts.number(57) in who
    assert texts.minutes(47.2) in way
    assert texts.minutes(61.9) in way


def test_only_from_nine_of_ten_on_a_gap_is_almost_sure() -> None:
    texts = load_texts("de")

    said = [words.chance_words(texts, chance) for chance in (0.66, 0.89, 0.9, 1.0)]

    assert [one.split(" (")[0] for one in said] == ["wahrscheinlich eine Lücke"] * 2 + [
        "fast sicher eine Lücke"
    ] * 2


def test_people_of_whom_nothing_can_be_said_are_told_instead_of_a_gap() -> None:
    cells = line_demand()
    cells["people"] = [100.0, 50.0, 50.0, 50.0]  # every second draw reaches the last cell

    found = answer(line_world(demand=cells), METRES)

    assert found.gaps.areas.empty
    assert words.open_words(load_texts("de"), found).startswith("Für etwa 50 Menschen lässt sich nicht sagen")
    assert words.open_words(load_texts("de"), line_answer()) == ""


def test_how_it_is_computed_tells_what_was_learned() -> None:
    said = words.how_words(load_texts("de"), line_answer())

    whole(said)
    assert "200-mal" in said
    assert "20261130" in said


def test_a_small_figure_keeps_its_last_digits() -> None:
    assert load_texts("de").number(0.3, digits=3, is_fixed=True) == "0,300"
    assert load_texts("de").number(0.3, digits=3) == "0,3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_without_any_way_says_so(language: str) -> None:
    texts = load_texts(language)

    _, who, way = words.gap_words(texts, {**GAP, "mean_min": np.inf})

    whole(who)
    assert way == texts("coverage.gap_far")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_foreign_nationals_are_not_none(language: str) -> None:
    texts = load_texts(language)

    _, who, _ = words.gap_words(texts, {**GAP, "foreign_nationals": np.nan})

    assert who == texts("coverage.gap_people_only", people=texts.number(1200))
