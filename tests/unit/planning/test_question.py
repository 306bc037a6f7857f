"""What a planner asks: it travels in a link and comes back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.model import TargetGroup, Taxonomy, Topic, TopicGroup
from geo.planning import question
from geo.planning.question import Question, from_query, to_query
from geo.reach.measures import MEASURES

LABELS = {"de": "x", "en": "x", "ar": "x"}
TAXONOMY = Taxonomy(
    groups={"g": TopicGroup("g", LABELS, "#000000", "map")},
    topics={name: Topic(name, "g", "map", LABELS, {}) for name in ("language", "work")},
    target_groups={"women": TargetGroup("women", "woman", LABELS, {})},
)


def test_the_start_is_language_courses_for_all_people_on_foot_in_thirty_minutes():
    asked, hints = from_query({}, taxonomy=TAXONOMY)

    assert asked == Question(topics=("language",), people="all", mode="walk", threshold=30.0)
    assert hints == []
    assert to_query(asked) == {}


def questions():
    return st.builds(
        lambda mode, share, **rest: Question(mode=mode, threshold=_threshold(mode, share), **rest),
        mode=st.sampled_from(["walk", "walk_slow", "bike", "metres"]),
        share=st.floats(0, 1),
        topics=st.sampled_from([(), ("language",), ("work",), ("work", "language")]),
        target_groups=st.sampled_from([(), ("women",), ("not_stated",)]),
        people=st.sampled_from(question.PEOPLE),
        measure=st.sampled_from(MEASURES),
        counted=st.sampled_from(question.COUNTED),
    )


def _threshold(mode, share):
    least, largest = question.bounds(mode)
    return round(least + share * (largest - least))


@given(questions())
def test_what_a_link_holds_comes_back(asked):
    assert from_query(to_query(asked), taxonomy=TAXONOMY) == (asked, [])


@given(
    st.dictionaries(
        st.sampled_from(["topic", "group", "people", "mode", "measure", "counted", "t"]),
        st.lists(st.text(max_size=60), max_size=3),
    )
)
def test_no_link_whatsoever_breaks_the_question(params):
    asked, _ = from_query(params, taxonomy=TAXONOMY)

    least, largest = question.bounds(asked.mode)
    assert least <= asked.threshold <= largest
    assert from_query(to_query(asked), taxonomy=TAXONOMY) == (asked, [])


@pytest.mark.parametrize("text", ["0", "-5", "nan", "inf", "1e9", "thirty", "٣٠٠٠"])
def test_a_threshold_that_cannot_be_is_dropped_with_a_hint(text):
    asked, hints = from_query({"t": [text]}, taxonomy=TAXONOMY)

    assert asked.threshold == question.DEFAULT_MINUTES
    assert [hint.key for hint in hints] == ["t"]


def test_thirty_minutes_on_foot_are_2400_metres():
    assert Question(mode="walk", threshold=30).limit_m == pytest.approx(2400)
    assert Question(mode="metres", threshold=1000).limit_m == 1000


def test_from_minutes_to_metres_the_threshold_starts_anew_and_between_modes_it_stays():
    walking = Question(mode="walk", threshold=20)

    assert walking.with_mode("bike").threshold == 20
    assert walking.with_mode("metres").threshold == question.DEFAULT_METRES
    assert walking.with_mode("metres").with_mode("walk").threshold == question.DEFAULT_MINUTES
