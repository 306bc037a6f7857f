"""A deck lives in its link: what was put in comes out, whatever else a link says is ignored with a hint."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.district.taxonomy import load_taxonomy
from geo.links import clean_text
from geo.planning.question import Question
from geo.presenting.deck import ASPECTS, BY_TOPIC, KINDS, TABS, Deck, from_query, to_query, topic_questions
from geo.settings import load_settings

TAXONOMY = load_taxonomy(load_settings({}).district.files["taxonomy"])
LANGUAGES = ("de", "en", "ar")

sentences = st.text(max_size=60).map(lambda text: clean_text(text, limit=240)).filter(bool)
decks = st.builds(
    Deck,
    language=st.sampled_from(LANGUAGES),
    question=st.builds(
        Question,
        topics=st.lists(st.sampled_from(["language", "work", "health"]), min_size=1, unique=True).map(tuple),
        threshold=st.sampled_from([10.0, 30.0, 45.0]),
    ),
    slides=st.lists(st.sampled_from(KINDS), min_size=1, unique=True).map(tuple),
    title=sentences | st.just(""),
    sentences=st.dictionaries(
        st.sampled_from((*KINDS, *(f"{kind}-work" for kind in BY_TOPIC))), sentences, max_size=3
    ),
    aspect=st.sampled_from(ASPECTS),
    since=st.dates().map(lambda day: day.isoformat()) | st.just(""),
    tab=st.sampled_from(TABS),
)


@given(decks)
def test_the_link_holds_the_whole_deck(deck: Deck) -> None:
    read, hints = from_query(to_query(deck, default_language="de"), taxonomy=TAXONOMY, languages=LANGUAGES)

    assert read == deck
    assert not hints


def test_a_fresh_deck_needs_no_link() -> None:
    assert to_query(Deck("de"), default_language="de") == {}


@given(
    st.dictionaries(
        st.sampled_from(["deck", "own", "since", "title", "topic", "t", "lang", "tab", "aspect"]),
        st.lists(st.text(max_size=30)),
    )
)
def test_no_link_whatsoever_breaks_a_deck(params: dict[str, list[str]]) -> None:
    deck, _ = from_query(params, taxonomy=TAXONOMY, languages=LANGUAGES)

    assert deck.slides
    assert set(deck.slides) <= set(KINDS)


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"deck": ["map.rubbish"]}, "deck"),
        ({"since": ["yesterday"]}, "since"),
        ({"tab": ["nowhere"]}, "tab"),
        ({"lang": ["zz"]}, "lang"),
        ({"topic": ["xx"]}, "topic"),
        ({"own": ["nothing:to see"]}, "own"),
        ({"own": ["gaps-nothing:to see"]}, "own"),
        ({"own": ["title-work:to see"]}, "own"),
        ({"aspect": ["21:9"]}, "aspect"),
        ({"topic": ["language", "work", "health", "sport"]}, "topic"),
    ],
)
def test_what_makes_no_sense_is_said(params: dict[str, list[str]], key: str) -> None:
    _, hints = from_query(params, taxonomy=TAXONOMY, languages=LANGUAGES)

    assert [hint.key for hint in hints] == [key]


def test_slides_are_chosen_and_ordered() -> None:
    deck = Deck("de", slides=("title", "gaps", "method"))

    assert deck.with_slide("cities").slides == ("title", "cities", "gaps", "method")
    assert deck.with_slide("gaps") == deck
    assert deck.moved("method", -1).slides == ("title", "method", "gaps")
    assert deck.moved("title", -1) == deck
    assert deck.without("gaps").slides == ("title", "method")
    assert replace(deck, slides=("map",)).without("map").slides == ("map",)


def test_each_topic_is_asked_for_by_itself() -> None:
    asked = topic_questions(Question(topics=("language", "work"), threshold=15))

    assert [question.topics for question in asked] == [("language",), ("work",)]
    assert {question.threshold for question in asked} == {15}
    assert topic_questions(Question(topics=())) == (Question(topics=()),)
