"""A question by bus and train: a bus along the line of cells, worked out by hand, whole and tile by tile."""

from dataclasses import replace
from datetime import date

import pytest

from geo.errors import TransitError
from geo.planning.answer import answer
from geo.planning.by_timetable import departures
from geo.planning.figures import figures
from geo.planning.ground import World
from geo.planning.nearby import offers_near
from geo.planning.question import Question, from_query, to_query
from geo.planning.runfile import inputs_of
from geo.planning.tiled import tiled_answer
from geo.settings import load_settings
from tests.find_kit import tiny_taxonomy
from tests.planning_kit import SOURCES, at, line_world
from tests.transit_kit import plain_feed, read, trip, write_folder

TUESDAY = "2026-01-06"
BY_BUS = Question(topics=("language",), mode="transit", threshold=20, day=TUESDAY, window="08:00-09:00")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A bus every ten minutes from cell c4 over c3 to the house at c1: ten minutes in all."""
    stops = [
        {"stop_id": name, "stop_lat": at(metres)[1], "stop_lon": at(metres)[0]}
        for name, metres in (("c1", 0.0), ("c3", 3000.0), ("c4", 5000.0))
    ]
    trips = [
        trip(f"t{start}", "1", "all", [("c4", start), ("c3", start + 4), ("c1", start + 10)])
        for start in range(480, 600, 10)
    ]
    table = read(write_folder(tmp_path_factory.mktemp("line") / "feed", plain_feed(trips, stops)))
    return line_world(transit=lambda: table)


def test_who_lives_at_a_stop_rides_and_who_does_not_walks(world: World):
    found = answer(world, BY_BUS)

    # c1 is there; c2 walks 900 m times 1.3; c3 walks 100 m to the place; c4 waits at most 9 minutes and rides 10
    assert found.chances.value.tolist() == [1, 1, 1, 1]
    # the offer known to its postcode is at c3 in four of five draws, else at c4: 0.2 * 1.6 minutes from c3; from c4 half
    # of the minutes of departure wait at most 4 minutes for the 4 minutes to c3, 0.8 * 8
    assert (found.nearest_m / 80).round(1).tolist() == [0, 14.6, 0.3, 6.4]
    assert answer(world, replace(BY_BUS, threshold=9)).chances.value.tolist() == [1, 0, 1, 1]


def test_beside_the_share_stand_best_reliable_and_on_foot(world: World):
    told = departures(answer(world, replace(BY_BUS, threshold=7)))

    assert told is not None
    assert (told.best, told.usual, told.reliable, told.walk) == (0.875, 0.75, 0.75, 0.75)
    assert told.trips == 12 and told.doubts == ()
    assert departures(answer(world, replace(BY_BUS, mode="walk"))) is None


@pytest.mark.parametrize(
    ("measure", "window"),
    [("nearest", "09:00"), *((name, BY_BUS.window) for name in ("nearest", "cumulative", "2sfca", "bfca"))],
)
def test_tiles_change_no_figure_by_bus(world: World, measure: str, window: str):
    question = replace(BY_BUS, measure=measure, window=window)

    whole, tiled = answer(world, question), tiled_answer(world, question, most_cells=1)

    assert tiled.access.tolist() == whole.access.tolist()
    assert tiled.nearest_m.tolist() == whole.nearest_m.tolist()
    assert tiled.curve.equals(whole.curve)


def test_who_has_to_be_there_by_a_time_leaves_with_the_last_bus_in_time(world: World):
    # at c1 or c3 by 8:50: from c4 at 8:40; a minute later it is the same bus, which means 11 minutes
    in_time, late = (
        departures(answer(world, replace(BY_BUS, window=clock, threshold=10))) for clock in ("08:50", "08:51")
    )

    assert in_time is not None and in_time.window.text == "08:50"
    assert in_time.best == in_time.usual == in_time.reliable == 0.875  # all but c2, who walks 14.6 minutes
    assert late is not None and late.usual == late.walk == 0.75


def test_figures_say_minutes_and_name_the_timetable(world: World):
    found = figures(answer(world, BY_BUS), SOURCES, None)

    assert found["parameters"]["limit_m"] is None and found["parameters"]["ways"].startswith("timetable")
    assert found["access"]["unit"] == "min to the next offer"
    assert found["transit"]["window"] == "08:00-09:00" and found["transit"]["share_usual"] == 1
    assert found["data"]["timetable"]["date"] == "2026-01-05"
    assert "timetable" in inputs_of(load_settings().district, world, BY_BUS)
    assert "timetable" not in inputs_of(load_settings().district, world, replace(BY_BUS, mode="walk"))


def test_day_and_window_are_part_of_the_link_of_this_way_of_travel_only():
    taxonomy = tiny_taxonomy()

    assert from_query(to_query(BY_BUS), taxonomy=taxonomy) == (BY_BUS, [])
    by_nine = replace(BY_BUS, window="09:00")
    assert from_query(to_query(by_nine), taxonomy=taxonomy) == (by_nine, [])
    assert "date" not in to_query(replace(BY_BUS, mode="walk"))
    wrong = {"mode": ["transit"], "date": ["2026-02-30"], "window": ["10:00-08:00"], "topic": ["language"]}
    question, hints = from_query(wrong, taxonomy=taxonomy)
    assert (question.day, question.window) == ("", "")
    assert [hint.key for hint in hints] == ["date", "window"]


def test_the_day_is_the_next_usual_tuesday_where_none_is_asked_for(world: World):
    ground = world.ground_of(replace(BY_BUS, day="", window=""))

    assert ground.transit is not None
    assert (ground.transit.window.day, ground.transit.window.text) == (date(2026, 1, 6), "08:00-10:00")


def test_the_nearest_offers_of_a_place_are_those_by_bus(world: World):
    near = offers_near(answer(world, BY_BUS), *at(5000.0))

    assert [(offer.offer_id, round(offer.way_m / 80, 1)) for offer in near] == [
        ("place", 9.6),
        ("house", 14.0),
    ]


def test_variations_and_gaps_are_those_of_the_bus(world: World):
    found = answer(world, replace(BY_BUS, threshold=9))

    assert found.agreement(variations=3).shape == (4,)
    assert sorted(found.gaps.areas["mean_min"].round(1)) == [14.6]


def test_without_a_timetable_the_question_is_refused_with_a_way_out():
    with pytest.raises(TransitError, match="transit build FEED"):
        answer(line_world(), BY_BUS)
