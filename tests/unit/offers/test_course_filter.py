"""What is asked of dated courses: in a link, in the counts of all other choices, and among the offers that are left."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.i18n import load_texts
from geo.links import Hint
from geo.offers.course_runs import LEVELS, CourseRun
from geo.offers.facets import OfferTable, facet_counts, loosen
from geo.offers.filters import OfferFilter
from geo.offers.run_filter import NOTHING_ASKED, RunsAsked, from_query, to_query
from geo.offers.run_wording import asked_words
from geo.offers.view import View
from geo.offers.view import to_query as view_query
from tests.find_kit import tiny_frame, tiny_taxonomy

TODAY = date(2026, 12, 3)
JANUARY = CourseRun(start="2027-01-12", level_from="B1", childcare="yes")
MARCH = CourseRun(start="2027-03-01", level_from="B2")
RUNS = {
    "pregnant": (JANUARY, MARCH),
    "debts": (MARCH,),
    "gone": (JANUARY,),
    "online": (CourseRun(start="2025-01-01"),),
}
TABLE = OfferTable(tiny_frame(), tiny_taxonomy(), cities=("Herten", "Marl", "Waltrop"), runs=RUNS)
ALL = RunsAsked(("B1", "B2"), date(2027, 1, 31), childcare=True)


@given(
    st.builds(
        RunsAsked,
        st.lists(st.sampled_from(LEVELS), unique=True).map(lambda some: tuple(sorted(some))),
        st.none() | st.dates(),
        st.booleans(),
    )
)
def test_a_link_keeps_what_is_asked(asked: RunsAsked) -> None:
    hints: list[Hint] = []

    assert (from_query(to_query(asked), hints), hints) == (asked, [])


@pytest.mark.parametrize(
    ("params", "asked", "keys"),
    [
        ({}, NOTHING_ASKED, []),
        ({"level": ["b1", "Z9", "B1"]}, RunsAsked(("B1",)), ["level"]),
        ({"level": "A2"}, RunsAsked(("A2",)), []),
        ({"begins_by": ["2027-02-31"]}, NOTHING_ASKED, ["begins_by"]),
        (
            {"childcare": ["perhaps"], "begins_by": ["2027-02-01"]},
            RunsAsked(begins_by=date(2027, 2, 1)),
            ["childcare"],
        ),
        ({"level": ["\u202eB1" * 999] * 999}, NOTHING_ASKED, ["level"]),
    ],
)
def test_what_a_link_cannot_ask_is_left_out_and_said(params: dict, asked: RunsAsked, keys: list[str]) -> None:
    hints: list[Hint] = []

    assert from_query(params, hints) == asked
    assert [hint.key for hint in hints] == keys
    assert all(len(value) <= 200 for hint in hints for value in hint.values)


def test_a_view_tells_it_beside_the_filter_and_begins_its_list_anew() -> None:
    view = View("de", shown=60, spot="x").with_courses(ALL)

    assert (view.spot, view.shown) == ("", 20)
    assert view_query(view, default_language="de") == {
        "level": ["B1", "B2"],
        "begins_by": ["2027-01-31"],
        "childcare": ["yes"],
    }


def test_a_table_asked_for_courses_leaves_and_counts_only_those() -> None:
    found = TABLE.with_courses(RunsAsked(("B2",)), TODAY)

    assert set(found.ranked(OfferFilter())) == {"pregnant", "debts"}
    counts = facet_counts(found, OfferFilter(cities=("Marl",)))
    for facet, values in counts.items():
        for value, number in values.items():
            if facet in ("topics", "target_groups", "languages"):
                wanted = OfferFilter(**{"cities": ("Marl",), facet: (value,)})
                assert number == found.count(wanted), (facet, value)
    assert all(one.count <= 2 for one in loosen(found, OfferFilter(topics=("childcare",), cities=("Marl",))))
    assert loosen(TABLE.with_courses(RunsAsked(("C2",)), TODAY), OfferFilter(cities=("Marl",))) == []


def test_nothing_else_is_changed_and_the_search_is_shared() -> None:
    found = TABLE.with_courses(ALL, TODAY)

    assert found.search is TABLE.search
    assert found.with_courses(NOTHING_ASKED, TODAY) is TABLE
    assert set(found.with_courses(RunsAsked(("B2",)), TODAY).ranked(OfferFilter())) == {"pregnant", "debts"}
    assert TABLE.count(OfferFilter()) == len(TABLE.frame)


def test_the_run_that_is_asked_for_is_told_first_and_past_ones_never() -> None:
    assert TABLE.runs_of("pregnant", TODAY) == (JANUARY, MARCH)
    assert TABLE.with_courses(RunsAsked(("B2",)), TODAY).runs_of("pregnant", TODAY) == (MARCH, JANUARY)
    assert TABLE.runs_of("online", TODAY) == ()
    assert "gone" not in TABLE.runs


def test_everything_asked_has_a_name_and_can_be_taken_off_alone() -> None:
    named = dict(asked_words(ALL, load_texts("de")))

    assert list(named) == ["Niveau: B1", "Niveau: B2", "beginnt bis 31. Januar 2027", "mit Kinderbetreuung"]
    assert named["Niveau: B1"] == RunsAsked(("B2",), ALL.begins_by, childcare=True)
    assert asked_words(NOTHING_ASKED, load_texts("de")) == []
