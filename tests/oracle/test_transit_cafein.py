"""The sweep beside cafein, a router of others, on a made timetable where both claim the same rules.

Its rules that are not ours are left out of the feed: it lets people get off where `drop_off_type` forbids it, walks
from no stop before the first ride, and knows no least time for changing at one stop.
"""

import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from geo.reach.transit import parse_window
from geo.reach.transit.changes import from_pairs
from geo.reach.transit.day import make_day
from geo.reach.transit.sweep import NEVER, egress_table, from_places, sweep
from tests.transit_kit import LAT, LON, TUESDAY, Feed, plain_feed, read, trip, write_zip

STOPS, LINES, WALK_S, MINUTES = 30, 16, 150, 30


def made(seed: int) -> Feed:
    """Return lines that cross each other at scattered stops, one of them on Tuesday 10 March alone."""
    rng = random.Random(seed)
    trips = []
    for line in range(LINES):
        stops = rng.sample(range(STOPS), rng.randint(3, 8))
        legs = [rng.randint(2, 9) for _ in stops]
        for number, start in enumerate(range(400 + rng.randint(0, 20), 720, rng.choice([11, 17, 24]))):
            calls = [(f"s{stop}", start + sum(legs[:at])) for at, stop in enumerate(stops)]
            trips.append(trip(f"t{line}-{number}", f"r{line}", "once" if line == 0 else "daily", calls))
    days = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1
    ) | {"start_date": "20260101", "end_date": "20261231"}
    stops_table = [
        {"stop_id": f"s{k}", "stop_lat": LAT + 0.02 * (k // 6), "stop_lon": LON + 0.02 * (k % 6)}
        for k in range(STOPS)
    ]
    return plain_feed(
        trips,
        [row | {"stop_name": row["stop_id"]} for row in stops_table],
        calendar=[{"service_id": "daily", **days}],
        calendar_dates=[
            {"service_id": "once", "date": "20260310", "exception_type": 1},
            {"service_id": "daily", "date": "20260501", "exception_type": 2},
        ],
    )


@pytest.mark.parametrize("day", [TUESDAY, TUESDAY + timedelta(days=1)])
def test_another_router_arrives_everywhere_at_the_same_second(tmp_path: Path, day) -> None:
    cafein = pytest.importorskip("cafein", reason="comes with requirements-dev.txt")
    path = write_zip(tmp_path / "feed.zip", made(5))
    table = read(path)
    row = {name: number for number, name in enumerate(table.stop_ids)}
    pairs = [(f"s{k}", f"s{k ^ 1}") for k in range(STOPS)]  # who leaves at one stop may walk to its neighbour
    theirs = cafein.TransportNetwork.from_gtfs(str(path), trip_distances=False, leg_geometries=False)
    theirs.set_transfers([(one, other, WALK_S, 100.0) for one, other in pairs])

    every = np.arange(STOPS, dtype=np.int32)
    walks = np.array([(row[one], row[other]) for one, other in pairs], np.int32).T
    one, other = np.concatenate(([every, every], walks), axis=1)
    seconds = np.repeat(np.array([0, WALK_S], np.int32), STOPS)
    rides = make_day(
        table,
        parse_window(day, f"08:00-08:{MINUTES}"),
        from_pairs(one, other, seconds, stops=STOPS),
        most_minutes=200,
    )
    arrivals = sweep(rides, egress_table(one, other, seconds, stops=STOPS, places=STOPS))
    ours = from_places(arrivals, every, every, np.zeros_like(every), places=STOPS)

    reached = 0
    for minute in range(0, MINUTES, 7):
        for start in table.stop_ids:
            told = theirs.travel_times_from_stop(start, f"{day} 08:{minute:02d}")
            for goal in set(table.stop_ids) - {start}:
                arrival = int(ours[row[start], minute, row[goal]])
                expected = 60 * minute + told[goal] if goal in told else NEVER
                assert arrival == expected, (start, goal, minute)
                reached += goal in told
    assert reached > 3000
