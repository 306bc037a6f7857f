"""Ways by bus and train as pairs: the same times as single journeys, any offer minute by minute, the slack walked."""

import pickle
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.reach.speeds import WALK_M_PER_MIN
from geo.reach.straight_line import straight_line_cost
from geo.reach.transit import find_journeys, find_walks, make_changes, parse_arrival, parse_window
from geo.reach.transit.cost import MOST_M, nearest_transit, transit_cost
from geo.reach.transit.ground import TransitGround
from geo.reach.ways import Ways
from tests.transit_kit import (
    LAT,
    LON,
    METRES,
    TUESDAY,
    checked_feed,
    lat_of,
    plain_feed,
    read,
    trip,
    write_zip,
)

LIMIT_M = 90 * WALK_M_PER_MIN


def places(*points: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(list(points), columns=["lon", "lat"], dtype=float)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> TransitGround:
    table = read(write_zip(tmp_path_factory.mktemp("cost") / "f.zip", checked_feed()))
    return TransitGround(table, parse_window(TUESDAY, "08:00-10:00"))


@pytest.fixture(scope="module")
def demand() -> pd.DataFrame:
    return places(*((LON + east, lat_of(stop)) for stop in METRES for east in (0.0, 0.004, 0.009, 0.03)))


SUPPLY = places(
    (LON, lat_of("D")), (LON + 0.005, lat_of("F")), (LON + 0.002, lat_of("B")), (LON, lat_of("E"))
)


def test_every_pair_takes_as_long_as_the_single_journey(ground: TransitGround, demand: pd.DataFrame):
    cost = transit_cost(ground, demand, SUPPLY, limit_m=LIMIT_M)
    found = np.full((len(demand), len(SUPPLY)), np.inf)
    found[cost.cell, cost.site] = cost.cost_m / WALK_M_PER_MIN

    table, changes = ground.timetable, make_changes(ground.timetable)
    for cell, start in enumerate(demand.itertuples(index=False)):
        for site, goal in enumerate(SUPPLY.itertuples(index=False)):
            walks = find_walks(table, (start.lon, start.lat), (goal.lon, goal.lat))
            usual = find_journeys(table, ground.window, changes, walks).within(0.5)
            expected = usual if usual <= 90 else np.inf
            assert found[cell, site] == pytest.approx(expected, abs=0.01), (cell, site)
    assert np.isfinite(found).sum() > 20


def test_to_be_there_by_a_time_takes_as_long_as_the_single_journey(
    ground: TransitGround, demand: pd.DataFrame
):
    by_nine = ground.at(parse_arrival(TUESDAY, "09:00"))
    cost = transit_cost(by_nine, demand, SUPPLY, limit_m=LIMIT_M)
    found = np.full((len(demand), len(SUPPLY)), np.inf)
    found[cost.cell, cost.site] = cost.cost_m / WALK_M_PER_MIN

    changes, one_minute = ground.changes, parse_window(TUESDAY, "09:00-09:01")
    for cell, start in enumerate(demand.itertuples(index=False)):
        for site, goal in enumerate(SUPPLY.itertuples(index=False)):
            walks = find_walks(ground.timetable, (start.lon, start.lat), (goal.lon, goal.lat))
            journey = find_journeys(ground.timetable, one_minute, changes, walks, arrive=True).minutes[0]
            expected = journey if journey <= 90 else np.inf
            assert found[cell, site] == pytest.approx(expected, abs=0.01), (cell, site)
    assert np.isfinite(found).sum() > 20
    assert (cost.nearest() / WALK_M_PER_MIN).tolist() == pytest.approx(found.min(axis=1).tolist(), abs=0.01)


def test_any_offer_is_the_fastest_at_each_minute_not_the_fastest_of_the_usual_times(tmp_path: Path):
    """Two offers whose buses take turns: each alone usually takes 40 minutes, one of both 25."""
    stops = [
        {"stop_id": name, "stop_lat": LAT + north, "stop_lon": LON}
        for name, north in (("A", 0), ("B", 0.2), ("C", -0.2))
    ]
    trips = [trip(f"b{n}", "b", "all", [("A", 480 + 60 * n), ("B", 490 + 60 * n)]) for n in range(4)]
    trips += [trip(f"c{n}", "c", "all", [("A", 510 + 60 * n), ("C", 520 + 60 * n)]) for n in range(4)]
    table = read(write_zip(tmp_path / "f.zip", plain_feed(trips, stops)))
    ground = TransitGround(table, parse_window(date(2026, 3, 10), "08:00-10:00"))

    cost = transit_cost(
        ground, places((LON, LAT)), places((LON, LAT + 0.2), (LON, LAT - 0.2)), limit_m=LIMIT_M
    )

    assert (cost.cost_m / WALK_M_PER_MIN).tolist() == [39, 39]
    assert (cost.nearest() / WALK_M_PER_MIN).tolist() == [24]
    assert (cost.only([True, False]).nearest() / WALK_M_PER_MIN).tolist() == [39]
    assert (cost.select_sites([False, True]).nearest() / WALK_M_PER_MIN).tolist() == [39]
    assert cost.within(24 * WALK_M_PER_MIN).nearest().tolist() == [24 * WALK_M_PER_MIN]
    assert cost.within(23 * WALK_M_PER_MIN).nearest().tolist() == [np.inf]


def test_nobody_is_slower_than_on_foot(ground: TransitGround, demand: pd.DataFrame):
    walk = straight_line_cost(demand, SUPPLY, limit_m=LIMIT_M)
    cost = transit_cost(ground, demand, SUPPLY, limit_m=LIMIT_M)
    by_bus = dict(zip(zip(cost.cell, cost.site, strict=True), cost.cost_m, strict=True))

    for cell, site, metres in zip(walk.cell, walk.site, walk.cost_m, strict=True):
        assert by_bus[cell, site] <= metres + 1e-9
    assert (cost.nearest() <= walk.nearest() + 1e-9).all()


def test_what_is_beyond_the_limit_is_no_pair_and_the_limit_has_an_end(
    ground: TransitGround, demand: pd.DataFrame
):
    wide = transit_cost(ground, demand, SUPPLY, limit_m=LIMIT_M)
    narrow = transit_cost(ground, demand, SUPPLY, limit_m=LIMIT_M / 3)

    part = wide.within(LIMIT_M / 3)
    assert part.pairs == narrow.pairs < wide.pairs
    assert np.array_equal(part.cost_m, narrow.cost_m)
    assert np.array_equal(part.nearest(), narrow.nearest())
    with pytest.raises(ValueError, match="a limit of 0"):
        transit_cost(ground, demand, SUPPLY, limit_m=MOST_M + 1)


def test_the_slack_of_an_offer_is_walked(ground: TransitGround):
    """From A to an offer 1.4 km beyond D: too far to walk from D, unless it may lie 700 m nearer."""
    start = places((LON, lat_of("A")))
    beyond = places((LON, lat_of("D") + 1400 / 111_195))

    far = transit_cost(ground, start, beyond, limit_m=LIMIT_M)
    near = transit_cost(ground, start, beyond, limit_m=LIMIT_M, slack_m=[700.0])

    assert far.pairs == 0 and far.nearest().tolist() == [np.inf]
    assert near.cost_m / WALK_M_PER_MIN == pytest.approx(36 + 700 * 1.3 / WALK_M_PER_MIN, abs=0.1)
    inside = transit_cost(ground, start, start, limit_m=LIMIT_M, slack_m=[700.0])
    assert inside.cost_m[0] < 0  # as on foot: the cell lies inside the area


def test_the_next_offer_may_be_far_and_is_then_walked_to(ground: TransitGround):
    nowhere_near = places((LON + 0.2, LAT - 0.2))
    on_foot = Ways(nowhere_near, {}, 25832).nearest_m("walk", SUPPLY)

    found = nearest_transit(ground, nowhere_near, SUPPLY, on_foot)

    assert np.array_equal(found, on_foot) and np.isfinite(found).all()


def test_ways_are_found_anew_for_other_cells_and_travel_without_what_was_found(ground: TransitGround):
    one, other = places((LON, lat_of("A"))), places((LON, lat_of("C")))
    first = [
        transit_cost(ground, cells, SUPPLY[:1], limit_m=LIMIT_M).cost_m.tolist()
        for cells in (one, other, one)
    ]
    copy = pickle.loads(pickle.dumps(ground))

    assert first[0] == first[2] != first[1]
    assert transit_cost(copy, one, SUPPLY[:1], limit_m=LIMIT_M).cost_m.tolist() == first[0]


def test_without_a_timetable_ways_by_bus_are_refused():
    with pytest.raises(ValueError, match="need a timetable"):
        Ways(places((LON, LAT)), {}, 25832).ways("transit", SUPPLY, limit_m=1000)
