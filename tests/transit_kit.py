"""Made timetables: feeds written from tables, the one whose answers were checked by hand, and small random ones."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from geo.projection import EARTH_RADIUS_M
from geo.reach.transit.build import read_feed
from geo.reach.transit.timetable import Timetable

Table = Sequence[Mapping[str, object]]
Feed = dict[str, Table]

LON, LAT, DEGREE_M = 7.2, 51.6, EARTH_RADIUS_M * 3.141592653589793 / 180
TODAY = date(2026, 1, 5)
TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)
METRES = {"A": 0, "B": 6000, "C": 6200, "E": 13000, "D": 20000, "F": 30000}


def write_zip(path: Path, feed: Feed) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, table in feed.items():
            archive.writestr(f"{name}.txt", _csv(table))
    return path


def write_folder(path: Path, feed: Feed) -> Path:
    path.mkdir(exist_ok=True)
    for name, table in feed.items():
        (path / f"{name}.txt").write_text(_csv(table), encoding="utf-8")
    return path


def _csv(table: Table) -> str:
    names = list(dict.fromkeys(name for row in table for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def lat_of(stop: str) -> float:
    return round(LAT + METRES[stop] / DEGREE_M, 7)


def clock(minutes: float) -> str:
    seconds = round(minutes * 60)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def trip(name: str, route: str, service: str, calls: Sequence[tuple[object, ...]]) -> tuple[dict, list[dict]]:
    """Return the rows of one trip; a call is (stop, minute) or (stop, minute, further columns)."""
    rows = []
    for number, (stop, minute, *more) in enumerate(calls, start=1):
        at = clock(float(minute))
        row = {
            "trip_id": name,
            "arrival_time": at,
            "departure_time": at,
            "stop_id": stop,
            "stop_sequence": number,
        }
        rows.append(row | (more[0] if more else {}))
    return {"route_id": route, "service_id": service, "trip_id": name}, rows


def plain_feed(trips: Sequence[tuple[dict, list[dict]]], stops: Table, **more: Table) -> Feed:
    """Return a feed of these trips and stops, every day of 2026 unless a calendar is given."""
    routes = dict.fromkeys(row["route_id"] for row, _ in trips)
    every_day = dict.fromkeys(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1
    )
    services = dict.fromkeys(row["service_id"] for row, _ in trips)
    calendar = [
        {"service_id": s, **every_day, "start_date": "20260101", "end_date": "20261231"} for s in services
    ]
    return {
        "agency": [
            {"agency_name": "Made", "agency_url": "https://example.org", "agency_timezone": "Europe/Berlin"}
        ],
        "stops": stops,
        "routes": [{"route_id": r, "route_short_name": r, "route_type": 3} for r in routes],
        "trips": [row for row, _ in trips],
        "stop_times": [call for _, calls in trips for call in calls],
        "calendar": calendar,
        **more,
    }


def checked_feed() -> Feed:
    """Return the feed whose answers were worked out by hand."""
    trips = []
    for number, start in enumerate([*range(465, 606, 20), 24 * 60 + 10]):
        trips.append(trip(f"R1-{number}", "R1", "WEEK", [("A", start), ("B", start + 10)]))
    for number, start in enumerate(range(460, 621, 20)):
        calls = [("C", start), ("E", start + 5, {"drop_off_type": 1}), ("D", start + 12)]
        trips.append(trip(f"R2-{number}", "R2", "WEEK", calls))
    trips.append(trip("R2-once", "R2", "ONCE", [("C", 499), ("D", 505)]))
    trips.append(trip("R3", "R3", "WEEK", [("D", 0), ("F", 6)]))
    trips.append(trip("R4-slow", "R4", "WEEK", [("F", 480), ("A", 530)]))
    trips.append(trip("R4-fast", "R4", "WEEK", [("F", 490), ("A", 510)]))
    stops = [{"stop_id": s, "stop_name": f"Stop {s}", "stop_lat": lat_of(s), "stop_lon": LON} for s in METRES]
    for stop in stops:
        stop["parent_station"] = "X" if stop["stop_id"] in ("B", "C") else ""
    stops.append(
        {"stop_id": "X", "stop_name": "X", "stop_lat": lat_of("B"), "stop_lon": LON, "location_type": 1}
    )
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1) | {
        "saturday": 0,
        "sunday": 0,
    }
    return plain_feed(
        trips,
        stops,
        calendar=[{"service_id": "WEEK", **week, "start_date": "20260101", "end_date": "20260630"}],
        calendar_dates=[
            {"service_id": "WEEK", "date": "20260501", "exception_type": 2},
            {"service_id": "ONCE", "date": "20260311", "exception_type": 1},
        ],
        frequencies=[
            {
                "trip_id": "R3",
                "start_time": "08:00:00",
                "end_time": "10:00:00",
                "headway_secs": 900,
                "exact_times": 1,
            }
        ],
        transfers=[{"from_stop_id": "B", "to_stop_id": "C", "transfer_type": 2, "min_transfer_time": 300}],
    )


def read(path: Path, *, box: tuple[float, float, float, float] | None = None) -> Timetable:
    return read_feed(path, name="made", box=box, today=TODAY)[0]
