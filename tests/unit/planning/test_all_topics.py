"""An offer of each of several topics, on the line of cells: the house teaches, the place finds work, the third does both.

The third offer is at 3000 m in four of five draws and at 5000 m in one: there it serves both topics at once.
"""

from dataclasses import replace

import numpy as np
import pytest

from geo.planning.answer import Answer, answer
from geo.planning.by_timetable import departures
from geo.planning.question import ALL, Question, from_query, to_query
from geo.planning.scenario import Add, Close, Move, Scenario, apply
from tests.find_kit import tiny_taxonomy
from tests.planning_kit import METRES, at, line_offers, line_world

BOTH = replace(METRES, topics=("language", "meeting"), match=ALL)


def world():
    topics = [("language",), ("meeting",), ("language", "meeting")]
    return line_world(offers=line_offers().assign(topics=topics))


def asked(*steps: object) -> Answer:
    here = world()
    return answer(here, BOTH, supply=apply(Scenario("", steps), here.supply_of(BOTH)))


def test_people_need_an_offer_of_each_topic_in_the_same_draw():
    found = asked()

    assert found.chances.value.tolist() == pytest.approx([0, 0, 0.8, 0.2])
    assert tuple(found.covered) == pytest.approx((170.0, 50.0, 200.0, 0.0, 250.0))
    assert found.by_city["covered"].to_dict() == pytest.approx({"A": 0.0, "B": 170.0})
    assert found.gaps.areas["people"].sum() == pytest.approx(150 + 50 * 0.8)


def test_it_is_what_a_loop_over_draws_and_topics_gives():
    here, found = world(), asked()

    ways = [answer(here, replace(METRES, topics=(topic,))).known.drawn.nearest_m for topic in BOTH.topics]
    both = np.ones(ways[0].shape, dtype=bool)
    for draw in range(ways[0].shape[0]):
        for cell in range(ways[0].shape[1]):
            both[draw, cell] = all(way[draw, cell] <= 1300 for way in ways)

    assert found.people_by_draw.sum(axis=1).tolist() == (both @ found.people).tolist()


def test_never_more_than_any_topic_alone_and_never_more_than_one_of_them():
    here, found = world(), asked()

    for topic in BOTH.topics:
        alone = answer(here, replace(METRES, topics=(topic,)))
        assert (found.chances.value <= alone.chances.value).all()
    either = answer(here, replace(BOTH, match="any"))
    assert (found.chances.value <= either.chances.value).all()


def test_a_new_place_has_an_offer_of_each_topic_and_steps_move_and_close_those_there_are():
    assert asked(Add(*at(0))).covered.value == pytest.approx(150 + 170)
    assert asked(Move("place", *at(0))).chances.value[:2].tolist() == [1.0, 1.0]
    assert asked(Close("postcode")).covered.value == 0.0


def test_one_topic_is_as_ever():
    one = replace(METRES, match=ALL)

    assert answer(world(), one).share == answer(world(), METRES).share


def test_link_holds_it_and_other_measures_are_refused():
    question, hints = from_query(to_query(BOTH), taxonomy=tiny_taxonomy())
    assert (question, hints) == (BOTH, [])

    question, hints = from_query({"match": ["all"], "measure": ["bfca"]}, taxonomy=tiny_taxonomy())
    assert question.measure == Question().measure
    assert [hint.key for hint in hints] == ["measure"]


def test_departures_are_told_of_one_topic_only():
    assert departures(asked()) is None
