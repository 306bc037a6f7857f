"""The sweep beside a plain label-setting search on small random timetables: rides and changes of 0 s included."""

import heapq
import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from geo.reach.transit.arriving import latest_leaving, seconds_before
from geo.reach.transit.changes import Changes, from_pairs
from geo.reach.transit.day import make_day
from geo.reach.transit.journeys import find_journeys
from geo.reach.transit.sweep import NEVER, egress_table, from_places, sweep
from geo.reach.transit.timetable import About, Timetable
from geo.reach.transit.trace import trace
from geo.reach.transit.walking import Walks
from geo.reach.transit.window import Window, parse_window

DAY, STOPS, MINUTES = date(2026, 3, 10), 5, 12
START_S = 8 * 3600
Rules = dict[tuple[int, int], int]


def random_timetable(rng: random.Random) -> Timetable:
    """Return few stops and trips close together, some overtaking, some without any time between two stops."""
    stop, arr, dep, pick, drop, start, block = [], [], [], [], [], [0], []
    step = rng.choice([30, 60, 7])
    for _ in range(rng.randint(3, 14)):
        at = START_S - 300 + step * rng.randint(0, 1200 // step)
        here = rng.randrange(STOPS)
        for _ in range(rng.randint(2, 5)):
            leaves = at + step * rng.choice([0, 0, 1])
            stop.append(here)
            arr.append(at)
            dep.append(leaves)
            pick.append(rng.choice([0, 0, 0, 1, 2]))
            drop.append(rng.choice([0, 0, 0, 1, 3]))
            here = rng.choice([other for other in range(STOPS) if other != here])
            at = leaves + step * rng.choice([0, 0, 1, 3, 6])
        start.append(len(stop))
        block.append(rng.choice([-1, -1, 0]))
    trips = len(block)
    ints = np.int32
    return Timetable(
        about=About("made", "made", "", "", timezone="Europe/Berlin"),
        stop_lon=np.full(STOPS, 7.2),
        stop_lat=np.full(STOPS, 51.6),
        call_stop=np.array(stop, ints),
        call_arr=np.array(arr, ints),
        call_dep=np.array(dep, ints),
        call_pick=np.array(pick, np.uint8),
        call_drop=np.array(drop, np.uint8),
        trip_start=np.array(start, np.int64),
        trip_service=np.zeros(trips, ints),
        trip_route=np.zeros(trips, ints),
        trip_block=np.array(block, ints),
        trip_is_about=np.zeros(trips, np.bool_),
        service_days=np.ones((1, 1), np.bool_),
        change_from=np.empty(0, ints),
        change_to=np.empty(0, ints),
        change_s=np.empty(0, ints),
        first_day=DAY,
        stop_ids=tuple("ABCDE"),
        stop_names=tuple("ABCDE"),
        route_names=("1",),
        trip_heads=("",) * trips,
    )


def random_rules(rng: random.Random) -> Rules:
    """Return changes: at most stops some time or none, between some of them."""
    rules = {(s, s): rng.choice([0, 60, 120]) for s in range(STOPS) if rng.random() < 0.9}
    for a in range(STOPS):
        for b in range(STOPS):
            if a != b and rng.random() < 0.25:
                rules[a, b] = rng.choice([0, 30, 90, 300])
    return rules


# -- the plain search ------------------------------------------------------------------------------------


def vehicles(timetable: Timetable) -> list[list[tuple[int, int, int, bool, bool]]]:
    """Return the calls of each vehicle (stop, arrival, departure, board, alight), blocks put together."""
    runs = []
    for first, end in zip(timetable.trip_start[:-1], timetable.trip_start[1:], strict=True):
        runs.append(
            [
                (
                    int(timetable.call_stop[c]),
                    int(timetable.call_arr[c]) - START_S,
                    int(timetable.call_dep[c]) - START_S,
                    timetable.call_pick[c] != 1,
                    timetable.call_drop[c] != 1,
                )
                for c in range(first, end)
            ]
        )
    in_block = sorted(
        (run[0][2], number) for number, run in enumerate(runs) if timetable.trip_block[number] == 0
    )
    follow = {}
    for (_, one), (_, other) in pairwise(in_block):
        if runs[one][-1][0] == runs[other][0][0] and runs[one][-1][1] <= runs[other][0][2]:
            follow[one] = other
    whole = []
    for number in range(len(runs)):
        calls, at = list(runs[number]), number
        while at in follow:
            at = follow[at]
            last, first = calls.pop(), runs[at][0]
            # one may get off from the trip before, get on to the trip after
            calls.append((last[0], last[1], first[2], first[3], last[4]))
            calls += runs[at][1:]
        whole.append(calls)
    return whole


def earliest(calls, rules: Rules, access: dict[int, int], egress: dict[int, int], now: int) -> float:
    """Return the earliest arrival by settling one stop after the other."""
    best, settled = float("inf"), set()
    queue = [(now + s, stop) for stop, s in access.items()]
    heapq.heapify(queue)
    while queue:
        time, stop = heapq.heappop(queue)
        if stop in settled:
            continue
        settled.add(stop)
        for run in calls:
            for at, (origin, _, leaves, may_board, _) in enumerate(run[:-1]):
                if origin != stop or leaves < time or not may_board:
                    continue
                for other, arrives, _, _, may_alight in run[at + 1 :]:
                    if not may_alight:
                        continue
                    if other in egress:
                        best = min(best, arrives + egress[other])
                    for (a, b), seconds in rules.items():
                        if a == other:
                            heapq.heappush(queue, (arrives + seconds, b))
    return best


# -- both beside each other ------------------------------------------------------------------------------


def prepared(seed: int):
    rng = random.Random(seed)
    timetable, rules = random_timetable(rng), random_rules(rng)
    window = parse_window(DAY, "08:00-08:12")
    table = np.array([(a, b, s) for (a, b), s in sorted(rules.items())], dtype=np.int64).reshape(-1, 3)
    changes = from_pairs(*table.T, stops=STOPS)
    access = {s: rng.choice([0, 60, 45, 200]) for s in range(STOPS) if rng.random() < 0.5}
    egress = [{s: rng.choice([0, 60, 30]) for s in range(STOPS) if rng.random() < 0.4} for _ in range(4)]
    return timetable, rules, window, changes, access, egress


def swept(
    timetable: Timetable, window: Window, changes: Changes, access, egress, *, keep_rides: bool = False
):
    day = make_day(timetable, window, changes)
    ways = [(stop, place, s) for place, one in enumerate(egress) for stop, s in one.items()]
    stop, place, seconds = np.array(ways, np.int32).reshape(-1, 3).T
    table = egress_table(stop, place, seconds, stops=STOPS, places=len(egress))
    arrivals = sweep(day, table, keep_rides=keep_rides)
    to_stop = np.array(list(access), np.int32)
    to_s = np.array(list(access.values()), np.int32)
    found = from_places(arrivals, np.zeros_like(to_stop), to_stop, to_s, places=1)[0]
    return arrivals, np.where(found == NEVER, np.inf, found)


@pytest.mark.parametrize("part", range(4))
def test_each_of_thousands_of_journeys_arrives_when_a_plain_search_says(part):
    compared = reached = 0
    for seed in range(part * 40, part * 40 + 40):
        timetable, rules, window, changes, access, egress = prepared(seed)
        _, found = swept(timetable, window, changes, access, egress)
        calls = vehicles(timetable)
        for minute in range(MINUTES):
            for place, ways in enumerate(egress):
                expected = earliest(calls, rules, access, ways, minute * 60)
                assert found[minute, place] == expected, (seed, minute, place)
                compared += 1
                reached += np.isfinite(expected)

    assert compared >= 1900 and reached > compared / 8  # four such parts


def test_the_legs_told_are_a_journey_that_can_be_made():
    told = 0
    for seed in range(120):
        timetable, rules, window, changes, access, egress = prepared(seed)
        arrivals, found = swept(timetable, window, changes, access, egress[:1], keep_rides=True)
        ways = [np.array(list(part), np.int32) for one in (access, egress[0]) for part in (one, one.values())]
        for minute in np.flatnonzero(np.isfinite(found[:, 0])).tolist():
            legs = list(trace(arrivals, Walks(*ways, None), minute))
            assert legs[0].departure_s == minute * 60
            assert legs[-1].arrival_s == found[minute, 0]
            ready = legs[0].arrival_s
            for one, other in pairwise(legs):
                if one.is_ride and not other.is_ride and other.to_stop >= 0:
                    ready = one.arrival_s + rules[one.to_stop, other.to_stop]
                elif one.is_ride and other.is_ride:
                    ready = one.arrival_s + rules[one.to_stop, other.from_stop]
                if other.is_ride:
                    assert other.from_stop == one.to_stop and other.departure_s >= ready
            told += 1

    assert told > 200


def test_one_more_trip_never_makes_a_journey_slower():
    for seed in range(60):
        timetable, _, window, changes, access, egress = prepared(seed)
        runs = np.ones((2, 1), np.bool_)
        runs[1] = False
        service = (np.arange(timetable.trips) % 2).astype(np.int32)
        part = replace(
            timetable, trip_service=service, service_days=runs, trip_block=timetable.trip_block * 0 - 1
        )
        whole = replace(part, service_days=np.ones((2, 1), np.bool_))

        _, few = swept(part, window, changes, access, egress)
        _, many = swept(whole, window, changes, access, egress)

        assert (many <= few).all()


def test_destinations_can_be_done_in_parts():
    for seed in range(20):
        timetable, _, window, changes, access, egress = prepared(seed)

        _, whole = swept(timetable, window, changes, access, egress)
        parts = [swept(timetable, window, changes, access, [one])[1] for one in egress]

        assert np.array_equal(np.column_stack(parts), whole)


def test_a_timetable_of_another_day_has_nothing():
    timetable, _, _, changes, access, egress = prepared(1)

    _, found = swept(timetable, parse_window(DAY + timedelta(days=9), "08:00-08:12"), changes, access, egress)

    assert not np.isfinite(found).any()


def before(timetable, window, changes, access, egress, minute):
    """Return the minutes from leaving to a deadline, read off the sweep of departures."""
    deadline = Window(DAY, window.first + minute, 1, arrive=True)
    table = egress_table(
        np.array(list(egress), np.int32),
        np.zeros(len(egress), np.int32),
        np.array(list(egress.values()), np.int32),
        stops=STOPS,
        places=1,
    )
    arrivals = sweep(make_day(timetable, deadline, changes, most_minutes=60), table)
    to_stop, to_s = (np.array(list(part), np.int32) for part in (access, access.values()))
    leaving = latest_leaving(arrivals, 3600)
    found = seconds_before(leaving, np.zeros_like(to_stop), to_stop, to_s, places=1, deadline_s=3600)
    return np.inf if found[0, 0] == NEVER else found[0, 0] / 60


def test_who_has_to_be_there_by_a_minute_leaves_as_late_as_a_plain_search_says():
    compared = reached = 0
    for seed in range(60):
        timetable, rules, window, changes, access, egress = prepared(seed)
        calls = vehicles(timetable)
        ways = [np.array(list(part), np.int32) for one in (access, egress[0]) for part in (one, one.values())]
        found = find_journeys(timetable, window, changes, Walks(*ways, None), arrive=True)
        leaving = sorted(
            {
                leaves - s
                for run in calls
                for stop, _, leaves, *_ in run
                for s in [access.get(stop)]
                if s is not None
            }
        )
        arrival = {now: earliest(calls, rules, access, egress[0], now) for now in leaving}
        for minute in range(MINUTES):
            latest = max((now for now, at in arrival.items() if at <= minute * 60), default=-np.inf)
            expected = (minute * 60 - latest) / 60
            assert found.minutes[minute] == pytest.approx(expected), (seed, minute)
            compared += 1
            reached += np.isfinite(expected)
            if minute % 4 == 3:
                assert before(timetable, window, changes, access, egress[0], minute) == found.minutes[minute]
        if found.legs:
            least = float(found.minutes.min())
            deadline = found.legs[0].departure_s / 60 + least
            assert found.minutes[round(deadline)] == least
            assert found.legs[-1].arrival_s <= deadline * 60
            assert all(one.arrival_s <= other.departure_s for one, other in pairwise(found.legs))

    assert compared == 720 and reached > 100
