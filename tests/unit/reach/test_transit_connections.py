"""From one place to several: usual minutes, headway, the next connections; on the feed that was worked out by hand."""

import pandas as pd
import pytest

from geo.reach.transit import parse_window
from geo.reach.transit.connections import connections
from geo.reach.transit.ground import TransitGround
from tests.transit_kit import LON, TUESDAY, checked_feed, lat_of, read, write_zip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> TransitGround:
    table = read(write_zip(tmp_path_factory.mktemp("next") / "f.zip", checked_feed()))
    return TransitGround(table, parse_window(TUESDAY, "08:00-10:00"))


def goals(*stops: str) -> pd.DataFrame:
    return pd.DataFrame({"lon": [LON] * len(stops), "lat": [lat_of(stop) for stop in stops]})


def test_each_goal_has_its_usual_minutes_headway_and_next_connections(ground: TransitGround):
    to_d, to_f, to_a = connections(ground, (LON, lat_of("A")), goals("D", "F", "A"))

    assert to_d is not None and to_f is not None
    assert (to_d.usual_min, to_d.every_min, to_d.usual.changes) == (36, 20, 1)
    assert [(one.leave_min, one.arrive_s // 60) for one in to_d.departures] == [(5, 32), (25, 52), (45, 72)]
    rides = [
        ground.timetable.route_names[ground.timetable.trip_route[leg.trip]]
        for leg in to_f.usual.legs
        if leg.is_ride
    ]
    assert (to_f.usual_min, to_f.usual.changes, rides) == (60, 2, ["R1", "R2", "R3"])
    assert to_a is None  # who is there already needs no bus


def test_connections_before_a_minute_are_over_and_what_is_never_reached_is_none(ground: TransitGround):
    (to_d,) = connections(ground, (LON, lat_of("A")), goals("D"), not_before=26)

    assert to_d is not None and [one.leave_min for one in to_d.departures] == [45, 65, 85]
    assert connections(ground, (LON, lat_of("C")), goals("E")) == [None]  # nobody may get off there
    assert connections(ground, (LON, lat_of("C")), goals()) == []


@pytest.mark.parametrize(
    ("clock_min", "leaves"),
    [(72, [5, 25, 45]), (71, [5, 25]), (32, [5]), (31, None), (100, [25, 45, 65])],
)
def test_who_wants_to_be_there_by_a_time_is_told_the_last_connections_that_are(
    ground: TransitGround, clock_min: int, leaves: list[int] | None
):
    # from A at 8:05, 8:25, … every 20 minutes, 27 minutes to D: there at 8:32, 8:52, 9:12, 9:32
    (to_d,) = connections(ground, (LON, lat_of("A")), goals("D"), arrive_by_s=clock_min * 60.0)

    assert (None if to_d is None else [one.leave_min for one in to_d.departures]) == leaves


def test_a_bus_that_is_no_faster_than_walking_is_none(ground: TransitGround):
    assert connections(ground, (LON, lat_of("B")), goals("C")) == [None]
