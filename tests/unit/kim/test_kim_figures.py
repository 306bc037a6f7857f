"""From counts to what may be told: shares, four fields, breaking points, circles, what became of a decision."""

import math

import pytest

from geo.kim.breaking_points import breaking_points, circles
from geo.kim.disclosure import NOTHING, Told, city_total, release
from geo.kim.figures import Figures, beside, make_figures, read_published, written
from geo.kim.four_fields import Kind, Supply, four_fields, full_topics, kind_of
from geo.kim.intervals import differs, wilson, wilson_of_ranges
from geo.kim.summary import summarize
from geo.kim.topics import StructuralTopic, effect
from geo.store import HandoverKey, TallyKey

TALK = TallyKey("2026-Q4", "Marl", "childcare", "not_found")
WAY = HandoverKey("2026-Q4", "Marl", "job_centre", "youth_office", state="rejected")


def figures(*talks: tuple[TallyKey, int]) -> Figures:
    return make_figures(dict(talks), {})


def ways(*counts: tuple[HandoverKey, int]) -> Figures:
    return make_figures({}, dict(counts))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
        (0, 0, 0, 1),
    ],
)
def test_wilsons_interval_is_that_of_the_textbook(part: int, whole: int, low: float, high: float) -> None:
    """Newcombe (1998), table I: 81 of 263, 0.2553 to 0.3662; the others by the formula with a calculator."""
    found = wilson(part, whole)

    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_the_interval_of_ranges_holds_that_of_every_pair_in_them() -> None:
    outer = wilson_of_ranges((5, 9), (2, 6))

    for bad in range(5, 10):
        for good in range(2, 7):
            inner = wilson(bad, bad + good)
            assert outer.low <= inner.low + 1e-12 and inner.high <= outer.high + 1e-12
    assert wilson_of_ranges((5, 5), (7, 7)) == wilson(5, 12)


def test_a_hidden_count_is_told_in_no_total() -> None:
    found = figures((TALK, 12), (TALK._replace(outcome="placed"), 3))

    assert found.needs["childcare", "Marl", "not_found"] == Told(12, 12)
    assert found.needs["childcare", "Marl", "placed"] == Told(1, 4)
    assert found.needs_of(topic="childcare", city="Marl") == Told(13, 16)
    assert found.talks == Told(13, 16)


def test_two_quarters_together_tell_what_each_tells_and_no_more() -> None:
    found = figures((TALK, 3), (TALK._replace(quarter="2026-Q3"), 4), (TALK._replace(quarter="2026-Q2"), 9))

    assert found.needs["childcare", "Marl", "not_found"] == Told(11, 17)
    assert found.of("2026-Q2").needs["childcare", "Marl", "not_found"].count == 9
    assert found.names == ("2026-Q2", "2026-Q3", "2026-Q4")


def test_many_small_counts_are_told_together_as_at_least_so_many() -> None:
    cities = ("Marl", "Herten", "Datteln", "Dorsten", "Gladbeck", "Waltrop")
    found = figures(*((TALK._replace(city=city), 4) for city in cities))

    assert all(not told.is_exact for told in found.needs.values())
    assert found.needs_of_topics["childcare"] == Told(20, 24)


def test_a_city_total_is_told_from_twenty_on() -> None:
    assert [city_total(told) for told in (Told(19, 30), Told(20, 20))] == [None, Told(20, 20)]


def test_an_obstacle_says_nothing_new_about_the_talks() -> None:
    needs = release({("childcare", "Marl", "not_found"): 12, ("childcare", "Herten", "waiting"): 4})
    found = beside(
        {("childcare", "full"): 9, ("childcare", "cost"): 16, ("childcare", "distance"): 2}, needs, per_talk=3
    )

    assert found["childcare", "full"] == Told(9, 9)
    assert found["childcare", "cost"] == Told(13, 16)  # 16 would tell that Herten has four
    assert ("childcare", "distance") not in found


def test_one_more_than_may_be_told_and_the_most_that_may_be_told_are_told_alike() -> None:
    """Thirteen for sure: "13" beside "at least 13" would tell which of both it is, and so how many are hidden."""
    needs = release({("childcare", "Marl", "not_found"): 12, ("childcare", "Herten", "waiting"): 4})

    told = [beside({("childcare", "full"): number}, needs, per_talk=3) for number in (12, 13, 14)]

    assert told[0]["childcare", "full"] == Told(12, 12)
    assert told[1] == told[2] == {("childcare", "full"): Told(13, 16)}
    exact = release({("childcare", "Marl", "not_found"): 13})
    assert beside({("childcare", "full"): 13}, exact, per_talk=3)["childcare", "full"] == Told(13, 13)


def test_talks_that_bear_no_obstacle_do_not_make_room_for_one() -> None:
    """Nine placed bear none: "full" fourteen times would tell that all four hidden ones wait."""
    talks = {TALK: 10, TALK._replace(city="Herten", outcome="waiting"): 4, TALK._replace(outcome="placed"): 9}
    found = make_figures({**talks, TALK._replace(obstacle="full"): 14}, {})

    assert found.obstacles["childcare", "full"] == Told(11, 14)
    smooth = TALK._replace(outcome="placed")
    assert make_figures({smooth: 9, smooth._replace(obstacle="full"): 9}, {}).obstacles == {}


def test_obstacles_that_are_too_few_do_not_even_tell_that_they_were_counted() -> None:
    """Ten obstacles, each in at most four talks that bear three: there were four talks."""
    marks = {TALK._replace(obstacle=f"o{number}"): 1 for number in range(10)}

    assert make_figures({TALK: 4, **marks}, {}).quarters == make_figures({TALK: 4}, {}).quarters


def test_a_quarter_that_tells_no_obstacle_may_have_had_some() -> None:
    late = {TALK: 12, TALK._replace(obstacle="full"): 9}
    early = TALK._replace(quarter="2026-Q3")

    for few in ({}, {early._replace(obstacle="full"): 3}):
        found = make_figures({**late, early: 7, **few}, {})
        assert found.obstacles["childcare", "full"] == Told(9, 16)
    assert (
        make_figures({**late, early._replace(topic="work"): 7}, {}).obstacles["childcare", "full"].count == 9
    )


def test_obstacles_and_groups_of_all_talks_together_stay_below_what_is_told_of_the_talks() -> None:
    talks = {TALK: 10, TALK._replace(target_group="women"): 9, TALK._replace(target_group="families"): 3}
    found = make_figures(talks, {})

    assert found.talks == Told(22, 22)
    assert found.groups["childcare", "women"] == Told(9, 9)
    assert ("childcare", "families") not in found.groups


def test_those_of_no_told_group_are_none_or_five_at_least() -> None:
    talks = {TALK: 2, TALK._replace(target_group="women"): 9, TALK._replace(target_group="families"): 6}
    found = make_figures(talks, {})

    assert found.talks == Told(17, 17)  # 17 - 9 - 6 would tell that two stated none
    assert found.groups == {("childcare", "women"): Told(9, 9)}


def test_the_sentence_of_a_city_tells_its_total_from_twenty_on() -> None:
    found = figures((TALK, 19), (TALK._replace(city="Herten"), 20))

    assert [summarize(found, {}, city=city).talks for city in ("Marl", "Herten", "")] == [
        None, Told(20, 20), Told(39, 39),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("supply", "is_full", "kind"),
    [
        (Supply(0), False, Kind.SUPPLY),
        (Supply(4, reached=0.8), False, Kind.KNOWLEDGE),
        (Supply(4, reached=0.2), False, Kind.REACH),
        (Supply(4, full=2, known=2, reached=0.8), False, Kind.CAPACITY),
        (Supply(4, full=1, known=2, reached=0.8), False, Kind.KNOWLEDGE),
        (Supply(4, full=1, known=1, reached=0.8), False, Kind.KNOWLEDGE),
        (Supply(4, reached=0.8), True, Kind.CAPACITY),
        (Supply(4), False, Kind.KNOWLEDGE),
    ],
)
def test_the_kind_of_a_gap_follows_from_what_directory_and_map_say(
    supply: Supply, is_full: bool, kind: Kind
) -> None:
    assert kind_of(supply, is_full=is_full) == kind


def test_each_city_and_topic_has_its_field_advice_gaps_first() -> None:
    found = four_fields(
        figures((TALK, 12), (TALK._replace(city="Herten"), 4)),
        {
            ("Marl", "childcare"): Supply(4, reached=0.7),
            ("Herten", "childcare"): Supply(0),
            ("Datteln", "work"): Supply(0),
        },
    )

    assert [(f.city, f.topic, f.is_advice_gap, f.supply.is_map_gap, f.kind) for f in found] == [
        ("Marl", "childcare", True, False, Kind.KNOWLEDGE),
        ("Herten", "childcare", False, True, Kind.NONE),
        ("Datteln", "work", False, True, Kind.NONE),
    ]
    assert (found[0].needs.count, found[0].unmet.count, found[1].needs.count) == (12, 12, None)


def test_a_topic_whose_obstacle_is_mostly_full_lacks_capacity() -> None:
    found = figures((TALK, 12), (TALK._replace(obstacle="full"), 9), (TALK._replace(obstacle="cost"), 6))

    assert full_topics(found, obstacle="full") == {"childcare"}
    assert full_topics(found, obstacle="cost") == set()


def test_breaking_points_are_ranked_by_the_low_end_of_the_share() -> None:
    many = [(WAY, 60), (WAY._replace(state="accepted"), 40)]
    few = WAY._replace(from_office="social_office")
    found = breaking_points(ways(*many, (few, 6), (WAY._replace(state="started"), 9)))

    assert [(one.start, one.count.count, one.failed.count) for one in found] == [
        ("social_office", 6, 6),
        ("job_centre", 100, 60),
    ]
    assert found[1].share == wilson(60, 100)


def test_handovers_that_are_too_few_on_one_side_are_not_told_to_the_number() -> None:
    (found,) = breaking_points(ways((WAY, 12), (WAY._replace(state="done"), 3)))

    assert (found.count, found.failed) == (Told(13, 16), Told(12, 12))
    assert (found.share.low, found.share.high) == (wilson(12, 16).low, wilson(12, 13).high)
    assert breaking_points(ways((WAY, 4))) == []


def test_why_handovers_were_rejected_and_how_long_they_took_is_told_as_far_as_it_may_be() -> None:
    full, other = WAY._replace(reason="full", days="month"), WAY._replace(reason="cost", days="week")
    rest = WAY._replace(state="accepted", days="week")

    (found,) = breaking_points(ways((full, 9), (other, 3), (WAY, 2), (rest, 4)))
    assert (found.reasons, found.days[0]) == ((("full", Told(9, 9)),), ("month", Told(9, 9)))
    (found,) = breaking_points(ways((full, 9), (other, 3)))
    assert (found.reasons, found.days) == ((), ())  # 12 - 9 would tell the three


def test_by_city_only_pairs_are_told_of_which_no_city_has_too_few() -> None:
    other = WAY._replace(city="Herten")
    told = ways((WAY, 9), (other, 7))
    hidden = ways((WAY, 9), (other, 3))

    assert [one.count.count for one in breaking_points(told, city="Marl")] == [9]
    assert breaking_points(hidden, city="Marl") == []
    assert [one.count.count for one in breaking_points(hidden)] == [12]


def test_circles_of_handovers_are_found_once_and_shortest_first() -> None:
    edges = [("a", "b"), ("b", "a"), ("b", "c"), ("c", "a"), ("d", "d"), ("c", "d")]
    found = breaking_points(ways(*((WAY._replace(from_office=one, to_office=two), 8) for one, two in edges)))

    assert circles(found) == [("a", "b"), ("a", "b", "c")]


def test_what_is_published_reads_as_it_was_written() -> None:
    before = make_figures({TALK: 12, TALK._replace(obstacle="full"): 7}, {WAY: 9})

    after = read_published({"2026-Q4": written(before.quarters[0])})

    assert after == before


@pytest.mark.parametrize(
    ("after", "verdict"), [((10, 90), "better"), ((58, 42), "unchanged"), ((90, 10), "worse")]
)
def test_what_became_of_a_decision_is_told_also_when_nothing_changed(
    after: tuple[int, int], verdict: str
) -> None:
    topic = StructuralTopic(
        "x", "t", "2026-Q3", stage=4, met_on="2026-09-20", from_office="job_centre", to_office="youth_office"
    )
    early = WAY._replace(quarter="2026-Q3")
    told = ways(
        (early, 60),
        (early._replace(state="done"), 40),
        (WAY, after[0]),
        (WAY._replace(state="done"), after[1]),
    )

    found = effect(topic, told)

    assert found is not None
    assert (found.verdict, found.cases_before, found.cases_after) == (verdict, Told(100, 100), Told(100, 100))
    assert differs(found.before, found.after) is (verdict != "unchanged")


def test_no_effect_is_told_before_anything_is_counted_after_the_decision() -> None:
    topic = StructuralTopic("x", "t", "2026-Q4", stage=4, met_on="2026-11-20", topics=("childcare",))

    assert effect(topic, figures((TALK, 12))) is None
    assert effect(StructuralTopic("x", "t", "2026-Q4", topics=("childcare",)), figures((TALK, 12))) is None
    assert figures().talks == NOTHING and math.isclose(wilson(1, 1).high, 1.0)
