"""From a feed to a timetable: read, clip, spread frequencies, put together, keep; and say what came of it."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from geo.errors import DataError, Problem
from geo.reach.transit.calls import Calls, Progress, id_array, read_calls, seconds_of
from geo.reach.transit.faults import Faults
from geo.reach.transit.services import Services, read_services
from geo.reach.transit.stops import Stops, read_stops, read_transfers
from geo.reach.transit.tables import FeedFiles
from geo.reach.transit.timetable import About, Flags, Ints, Timetable

TRIPS, ROUTES, AGENCY, FREQUENCIES, FEED_INFO = (
    "trips.txt", "routes.txt", "agency.txt", "frequencies.txt", "feed_info.txt",
)  # fmt: skip
_MOST_SPREAD = 2_000_000  # trips that frequencies may become

#: West, south, east, north in degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Report:
    """What a timetable holds, and what of the feed it does not hold."""

    name: str
    file: str
    version: str
    operators: tuple[str, ...]
    first_day: date
    last_day: date
    stops: int
    trips: int
    calls: int
    changes: int
    left_out: dict[str, int]
    faults: dict[str, int]
    examples: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Trips:
    ids: list[str]
    service: Ints
    route: Ints
    block: Ints
    heads: list[str]
    is_usable: Flags


def read_feed(
    path: Path, *, name: str, box: Box | None, today: date, progress: Progress | None = None
) -> tuple[Timetable, Report]:
    """Read a feed and clip it.

    Parameters
    ----------
    path
        A zip or a folder of GTFS tables.
    name
        What the timetable is called.
    box
        Calls outside of it are left out; None keeps all.
    today
        The day it is built, noted beside the timetable.
    progress
        Told (done, in all); what it raises stops the work.

    Raises
    ------
    DataError
        If the feed lacks a table or column, or nothing of it lies in the box.
    """
    faults = Faults()
    with FeedFiles(path) as feed:
        stops = read_stops(feed, faults)
        services = read_services(feed, faults)
        routes, route_names = _read_routes(feed, faults)
        trips = _read_trips(feed, services, routes, faults)
        calls = read_calls(feed, id_array(trips.ids), id_array(stops.ids), faults, progress=progress)
        operators, zone = _read_operators(feed, faults)
        version, publisher = _read_info(feed, faults)
        rules = read_transfers(feed, stops, faults)
        left_out: dict[str, int] = {}
        calls = _clipped(calls, stops, trips, box, left_out)
        if not len(calls):
            where = "in the district and around it" if box else "at all"
            raise DataError([Problem(path.name, 0, "", "", f"no trip between two stops {where}")])
        calls, spread = _spread(calls, *_read_frequencies(feed, trips, faults))
        about = About(
            name, path.name, _checksum(feed), today.isoformat(), version, publisher, zone, operators,
            dict(faults.counts), left_out,
        )  # fmt: skip
        timetable = _together(about, stops, services, route_names, trips, calls, spread, rules)
    return timetable, _report(timetable, faults)


def _together(  # noqa: PLR0917  # what was read, each from its own table
    about: About,
    stops: Stops,
    services: Services,
    route_names: list[str],
    trips: _Trips,
    calls: Calls,
    spread: dict[int, tuple[int, bool]],
    rules: dict[tuple[int, int], int],
) -> Timetable:
    """Return the arrays, with what is used numbered anew."""
    used_stops = np.unique(calls.stop)
    stop_number = np.full(len(stops.ids), -1, dtype=np.int32)
    stop_number[used_stops] = np.arange(len(used_stops), dtype=np.int32)
    used_trips, start = np.unique(calls.trip, return_index=True)
    original = np.array([spread.get(int(trip), (int(trip), False))[0] for trip in used_trips], dtype=np.int64)
    is_about = np.array([spread.get(int(trip), (0, False))[1] for trip in used_trips], dtype=np.bool_)
    pairs = [(stop_number[a], stop_number[b], s) for (a, b), s in rules.items()]
    changes = np.array([p for p in pairs if p[0] >= 0 and p[1] >= 0], dtype=np.int32).reshape(-1, 3)
    changes = changes[np.lexsort((changes[:, 1], changes[:, 0]))]
    return Timetable(
        about=about,
        stop_lon=stops.lon[used_stops],
        stop_lat=stops.lat[used_stops],
        call_stop=stop_number[calls.stop],
        call_arr=calls.arr,
        call_dep=calls.dep,
        call_pick=calls.pick,
        call_drop=calls.drop,
        trip_start=np.append(start, len(calls)).astype(np.int64),
        trip_service=trips.service[original],
        trip_route=trips.route[original],
        trip_block=trips.block[original],
        trip_is_about=is_about,
        service_days=services.days,
        change_from=changes[:, 0],
        change_to=changes[:, 1],
        change_s=changes[:, 2],
        first_day=services.first_day,
        stop_ids=tuple(stops.ids[row] for row in used_stops),
        stop_names=tuple(stops.names[row] for row in used_stops),
        route_names=tuple(route_names),
        trip_heads=tuple(trips.heads[row] for row in original),
    )


def _report(timetable: Timetable, faults: Faults) -> Report:
    about = timetable.about
    return Report(
        name=about.name,
        file=about.file,
        version=about.version,
        operators=about.operators,
        first_day=timetable.first_day,
        last_day=timetable.last_day,
        stops=timetable.stops,
        trips=timetable.trips,
        calls=len(timetable.call_stop),
        changes=len(timetable.change_s),
        left_out=about.left_out,
        faults=about.faults,
        examples=tuple(str(problem) for problem in faults.examples),
    )


# -- tables of one row a thing --------------------------------------------------------------------------


def _read_routes(feed: FeedFiles, faults: Faults) -> tuple[dict[str, int], list[str]]:
    table, _ = feed.table(
        ROUTES, needs=("route_id",), may_have=("route_short_name", "route_long_name"), faults=faults
    )
    names = [
        short or long or name
        for name, short, long in zip(
            table["route_id"], table["route_short_name"], table["route_long_name"], strict=True
        )
    ]
    return {name: index for index, name in enumerate(table["route_id"])}, [
        *names,
        "",
    ]  # the last: no known line


def _read_trips(feed: FeedFiles, services: Services, routes: dict[str, int], faults: Faults) -> _Trips:
    table, rows = feed.table(
        TRIPS,
        needs=("route_id", "service_id", "trip_id"),
        may_have=("block_id", "trip_headsign"),
        faults=faults,
    )
    if not rows:
        raise DataError([Problem(f"{feed.path.name}/{TRIPS}", 0, "", "", "trips expected, none found")])
    number = {name: index for index, name in enumerate(services.ids)}
    service = [number.get(name, -1) for name in table["service_id"]]
    route = [routes.get(name, -1) for name in table["route_id"]]
    seen: set[str] = set()
    usable = np.ones(len(rows), dtype=np.bool_)
    for index, name in enumerate(table["trip_id"]):
        if name in seen:
            faults.add(TRIPS, rows[index], "trip_id", name, "each id once; the first row counts")
            usable[index] = False
        seen.add(name)
        if service[index] < 0:
            faults.add(
                TRIPS, rows[index], "service_id", table["service_id"][index], "a service of the calendar"
            )
            usable[index] = False
        if route[index] < 0:
            faults.add(TRIPS, rows[index], "route_id", table["route_id"][index], "the id of a route")
            route[index] = len(routes)  # a trip without a line still runs
    blocks = {name: index for index, name in enumerate(dict.fromkeys(filter(None, table["block_id"])))}
    block = [blocks.get(name, -1) for name in table["block_id"]]
    return _Trips(
        table["trip_id"],
        np.array(service, dtype=np.int32),
        np.array(route, dtype=np.int32),
        np.array(block, dtype=np.int32),
        table["trip_headsign"],
        usable,
    )


def _read_operators(feed: FeedFiles, faults: Faults) -> tuple[tuple[str, ...], str]:
    table, rows = feed.table(AGENCY, needs=("agency_name", "agency_timezone"), faults=faults)
    if not rows:
        faults.add(AGENCY, 0, "", "", "an operator with its time zone")
        return (), "UTC"
    zone = table["agency_timezone"][0]
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):  # no such zone, or no name of one
        faults.add(AGENCY, rows[0], "agency_timezone", zone, "the name of a time zone")
        zone = "UTC"
    return tuple(dict.fromkeys(filter(None, table["agency_name"]))), zone


def _read_info(feed: FeedFiles, faults: Faults) -> tuple[str, str]:
    table, rows = feed.table(
        FEED_INFO, needs=(), may_have=("feed_version", "feed_publisher_name"), faults=faults
    )
    return (table["feed_version"][0], table["feed_publisher_name"][0]) if rows else ("", "")


# -- clipping, frequencies ---------------------------------------------------------------------------------


def _clipped(calls: Calls, stops: Stops, trips: _Trips, box: Box | None, left_out: dict[str, int]) -> Calls:
    """Return the calls inside the box, of trips that run and call there twice; who rides through stays seated."""
    inside = stops.is_usable.copy()
    if box is not None:
        west, south, east, north = box
        inside &= (stops.lon >= west) & (stops.lon <= east) & (stops.lat >= south) & (stops.lat <= north)
        left_out["stops outside"] = int((stops.is_usable & ~inside).sum())
    kept = calls.part(inside[calls.stop] & trips.is_usable[calls.trip])
    often = np.bincount(kept.trip, minlength=len(trips.ids)) >= 2
    left_out["trips outside"] = int((trips.is_usable & ~often).sum())
    return kept.part(often[kept.trip])


def _read_frequencies(
    feed: FeedFiles, trips: _Trips, faults: Faults
) -> tuple[dict[int, list[tuple[int, bool]]], int]:
    """Return for each trip the starts (seconds, whether approximate) it is driven at instead of its own."""
    table, rows = feed.table(
        FREQUENCIES,
        needs=("trip_id", "start_time", "end_time", "headway_secs"),
        may_have=("exact_times",),
        faults=faults,
    )
    number = {name: index for index, name in reversed(list(enumerate(trips.ids)))}
    starts: dict[int, list[tuple[int, bool]]] = {}
    total = 0
    for index, row in enumerate(rows):
        trip = number.get(table["trip_id"][index], -1)
        first, end = seconds_of(table["start_time"][index]), seconds_of(table["end_time"][index])
        text = table["headway_secs"][index]
        headway = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
        if trip < 0:
            faults.add(FREQUENCIES, row, "trip_id", table["trip_id"][index], "the id of a trip")
        elif first < 0 or end <= first:
            faults.add(FREQUENCIES, row, "end_time", table["end_time"][index], "HH:MM:SS after start_time")
        elif headway < 1:
            faults.add(FREQUENCIES, row, "headway_secs", text, "seconds, 1 or more")
        else:
            times = range(first, end, headway)  # the end is not part of it
            total += len(times)
            if total > _MOST_SPREAD:
                name = f"{feed.path.name}/{FREQUENCIES}"
                raise DataError(
                    [Problem(name, row, "headway_secs", text, f"at most {_MOST_SPREAD} trips in all")]
                )
            is_about = table["exact_times"][index] != "1"
            starts.setdefault(trip, []).extend((time, is_about) for time in times)
    return starts, len(trips.ids)


def _spread(
    calls: Calls, starts: dict[int, list[tuple[int, bool]]], trips: int
) -> tuple[Calls, dict[int, tuple[int, bool]]]:
    """Return the calls with trips of a frequency once for each start, and of each new trip whose copy it is."""
    if not starts:
        return calls, {}
    is_pattern = np.isin(calls.trip, list(starts))
    parts = [calls.part(~is_pattern)]
    spread: dict[int, tuple[int, bool]] = {}
    for trip, times in sorted(starts.items()):
        pattern = calls.part(calls.trip == trip)
        if not len(pattern):
            continue
        for time, is_about in sorted(set(times)):
            number = trips + len(spread)
            spread[number] = (trip, is_about)
            moved = time - int(pattern.dep[0])
            parts.append(
                Calls(
                    np.full(len(pattern), number, dtype=np.int32),
                    pattern.stop,
                    pattern.arr + np.int32(moved),
                    pattern.dep + np.int32(moved),
                    pattern.pick,
                    pattern.drop,
                )
            )
    names = ("trip", "stop", "arr", "dep", "pick", "drop")
    return Calls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names)), spread


def _checksum(feed: FeedFiles) -> str:
    """Return the SHA-256 of a zip, or of the tables of a folder one after the other."""
    digest = hashlib.sha256()
    files = sorted(feed.path.glob("*.txt")) if feed.path.is_dir() else [feed.path]
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
