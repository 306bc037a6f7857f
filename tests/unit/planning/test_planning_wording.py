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
from tests.planning_kit import METRES, OFFERS, line_offers, line_world

LANGUAGES = ("de", "en", "ar")
TAXONOMY = Taxonomy(
    {},
    {
        "language": Topic("language", "", "", {"de": "Sprache", "en": "Language", "ar": "اللغة"}, {}),
        "work": Topic("work", "", "", {"de": "Arbeit", "en": "Work", "ar": "العمل"}, {}),
    },
    {"women": TargetGroup("women", "", {"de": "Frauen", "en": "Women", "ar": "نساء"}, {})},
)
GAP = {"people": 1234.4, "foreign_nationals": 56.7, "mean_min": 47.2, "worst_min": 61.9}


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
        "88\u00a0% der Menschen erreichen ein Angebot zum Thema Sprache in 1.300 m Weg."
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
def test_the_interval_says_low_high_and_what_limits_it(language: str) -> None:
    texts = load_texts(language)

    said = words.interval_words(texts, line_answer())

    whole(said)
    for part in (texts.share_range(0.375, 1.0), texts.number(1), texts.number(3)):
        assert part in said


def test_the_interval_stands_in_one_sentence_with_the_number() -> None:
    assert words.interval_words(load_texts("de"), line_answer()) == (
        "38–100\u00a0%, weil von 3 Angeboten 1 nur zur Stadt oder Postleitzahl bekannt sind"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_all_places_are_known_exactly_the_number_is_certain(language: str) -> None:
    texts = load_texts(language)

    assert words.interval_words(texts, line_answer(offers=("house",))) == texts(
        "coverage.interval_known", span=""
    )
    about = words.interval_words(texts, line_answer(offers=("house", "place")))
    assert texts.share_range(0.375, 1.0) in about


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
def test_offers_known_only_to_an_area_let_nothing_be_said(language: str) -> None:
    texts, found = load_texts(language), line_answer(offers=("postcode",))

    assert not words.says_something(found)
    assert words.headline(texts, TAXONOMY, found) == texts("coverage.no_offers")
    assert words.city_table(found)["share"].isna().all()
    assert words.interval_words(texts, found) != ""


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

    who, way = words.gap_words(texts, GAP)

    assert texts.number(1234) in who
    assert texts.number(57) in who
    assert texts.minutes(47.2) in way
    assert texts.minutes(61.9) in way


def test_a_small_figure_keeps_its_last_digits() -> None:
    assert load_texts("de").number(0.3, digits=3, is_fixed=True) == "0,300"
    assert load_texts("de").number(0.3, digits=3) == "0,3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_without_any_way_says_so(language: str) -> None:
    texts = load_texts(language)

    who, way = words.gap_words(texts, {**GAP, "mean_min": np.inf})

    whole(who)
    assert way == texts("coverage.gap_far")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hidden_foreign_nationals_are_not_none(language: str) -> None:
    texts = load_texts(language)

    who, _ = words.gap_words(texts, {**GAP, "foreign_nationals": np.nan})

    assert who == texts("coverage.gap_people_only", people=texts.number(1234))
