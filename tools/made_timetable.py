"""Make a timetable of the whole district out of nothing, for tests, pictures and measuring; never for a traveller.

Lines run straight between the real stations and city centres, and from the centres outwards, as often as buses there.
No stop, line or time of it is real: operator, version, lines and stops say so themselves ("erfunden").

Run `python -m tools.made_timetable FOLDER`, then `python -m geo transit build FOLDER`.
"""

import argparse
import csv
import itertools
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from geo.district.cities import load_cities
from geo.projection import to_degrees, to_metric
from geo.settings import load_settings

MARK = "erfunden"
_STOP_M, _SAME_STOP_M = 400.0, 150.0
_BUS_KMH, _FAST_KMH, _TRAIN_KMH = 18.0, 30.0, 60.0
_FIRST, _LAST = 5 * 60, 23 * 60  # minutes after midnight
_LOCAL_M = 4500.0  # from a centre to the end of a local line
_DAYS = 364

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A line there and back: its points in metres, its speed, minutes between two trips, the first minute."""

    name: str
    points: tuple[Point, ...]
    kmh: float
    headway: int
    first: int
    stop_m: float = _STOP_M


@dataclass
class Made:
    """The tables of a feed."""

    stops: list[dict[str, object]] = field(default_factory=list)
    routes: list[dict[str, object]] = field(default_factory=list)
    trips: list[dict[str, object]] = field(default_factory=list)
    stop_times: list[dict[str, object]] = field(default_factory=list)
    places: list[Point] = field(default_factory=list)


def lines_of(stations: Sequence[Point], centres: Sequence[Point], *, dense: float = 1.0) -> Iterator[Line]:
    """Yield trains along the stations, fast buses between neighbouring centres, local buses out of each centre."""
    every = [*stations]
    number = 0
    while len(every) > 2:
        one = every.pop(0)
        near = sorted(every, key=lambda other: math.dist(one, other))[:2]
        number += 1
        yield Line(
            f"RB {number} {MARK}", (near[-1], one, near[0]), _TRAIN_KMH, 30, _FIRST + number % 15, 3000.0
        )
    done: set[tuple[int, int]] = set()
    for at, centre in enumerate(centres):
        others = sorted(
            (k for k in range(len(centres)) if k != at), key=lambda k: math.dist(centre, centres[k])
        )
        for other in others[:4]:
            if (min(at, other), max(at, other)) in done:
                continue
            done.add((min(at, other), max(at, other)))
            first = _FIRST + (7 * len(done)) % 20
            yield Line(f"SB {len(done)} {MARK}", (centre, centres[other]), _FAST_KMH, 20, first, 700.0)
    spokes = round(8 * dense)
    for at, centre in enumerate(centres):
        for spoke in range(spokes):
            angle = 2 * math.pi * (spoke + at / len(centres)) / spokes
            end = (centre[0] + _LOCAL_M * math.cos(angle), centre[1] + _LOCAL_M * math.sin(angle))
            bend = angle + math.pi / 3
            middle = (centre[0] + 1500 * math.cos(bend), centre[1] + 1500 * math.sin(bend))
            headway = round((20 if spoke % 2 else 30) / max(dense**0.8, 1))
            yield Line(
                f"{200 + 10 * at + spoke} {MARK}",
                (centre, middle, end),
                _BUS_KMH,
                headway,
                _FIRST + (3 * spoke) % headway,
            )


def make(lines: Sequence[Line], *, metric_crs: int) -> Made:
    """Return the tables of lines that drive there and back all day."""
    made = Made()
    for line in lines:
        made.routes.append(
            {"route_id": line.name, "route_short_name": line.name, "route_type": 3, "agency_id": MARK}
        )
        stops = [_stop_at(made, point) for point in _along(line.points, line.stop_m)]
        stops = [stop for at, stop in enumerate(stops) if at == 0 or stop != stops[at - 1]]
        for back in (False, True):
            _drive(made, line, stops[::-1] if back else stops, back=back)
    lon, lat = to_degrees(*np.array(made.places).T, crs=metric_crs)
    for number, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
        name = f"Haltestelle {number + 1} ({MARK})"
        where = {"stop_name": name, "stop_lat": round(y, 6), "stop_lon": round(x, 6)}
        made.stops.append({"stop_id": f"s{number}", "location_type": 1, "parent_station": "", **where})
        for side in "ab":
            made.stops.append(
                {"stop_id": f"s{number}{side}", "location_type": 0, "parent_station": f"s{number}", **where}
            )
    return made


def _along(points: Sequence[Point], step_m: float) -> Iterator[Point]:
    for one, other in itertools.pairwise(points):
        steps = max(round(math.dist(one, other) / step_m), 1)
        for step in range(steps):
            yield (one[0] + (other[0] - one[0]) * step / steps, one[1] + (other[1] - one[1]) * step / steps)
    yield points[-1]


def _stop_at(made: Made, point: Point) -> int:
    """Return the number of a stop; one close by is the same."""
    for number, place in enumerate(made.places):
        if math.dist(place, point) < _SAME_STOP_M:
            return number
    made.places.append(point)
    return len(made.places) - 1


def _drive(made: Made, line: Line, stops: Sequence[int], *, back: bool) -> None:
    side, minute, minutes = "b" if back else "a", 0.0, [0]
    for one, other in itertools.pairwise(stops):
        minute += math.dist(made.places[one], made.places[other]) / (line.kmh * 1000 / 60) + 0.3
        minutes.append(round(minute))
    for number, start in enumerate(
        range(line.first + (line.headway // 2 if back else 0), _LAST, line.headway)
    ):
        trip = f"{line.name} {side}{number}"
        heading = f"Haltestelle {stops[-1] + 1} ({MARK})"
        made.trips.append(
            {"route_id": line.name, "service_id": "every day", "trip_id": trip, "trip_headsign": heading}
        )
        for order, (stop, after) in enumerate(zip(stops, minutes, strict=True)):
            time = f"{(start + after) // 60:02d}:{(start + after) % 60:02d}:00"
            made.stop_times.append(
                {
                    "trip_id": trip,
                    "arrival_time": time,
                    "departure_time": time,
                    "stop_id": f"s{stop}{side}",
                    "stop_sequence": order,
                }
            )


def write_feed(folder: Path, *, first: date, dense: float = 1.0) -> Path:
    """Write a feed for a year from a day on; Sundays have the same trips as all other days."""
    settings = load_settings()
    crs = settings.district.metric_crs
    stations = pd.read_csv(settings.district.file("stations"))
    cities = load_cities(settings.district.file("cities")).values()
    spots = np.column_stack(to_metric(stations["lon"], stations["lat"], crs=crs))
    middles = np.column_stack(
        to_metric([city.lon for city in cities], [city.lat for city in cities], crs=crs)
    )
    points = ([(float(x), float(y)) for x, y in some] for some in (spots, middles))
    made = make(list(lines_of(*points, dense=dense)), metric_crs=crs)
    week = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    last = first + timedelta(days=_DAYS)
    days = {"start_date": f"{first:%Y%m%d}", "end_date": f"{last:%Y%m%d}"}
    tables: dict[str, list[dict[str, object]]] = {
        "agency": [
            {
                "agency_id": MARK, "agency_name": f"Fahrplan {MARK}, nur zum Testen",
                "agency_url": "https://example.org", "agency_timezone": settings.district.timezone,
            },
        ],
        "feed_info": [
            {
                "feed_publisher_name": MARK, "feed_publisher_url": "https://example.org",
                "feed_lang": "de", "feed_version": MARK,
            },
        ],
        "calendar": [{"service_id": "every day", **dict.fromkeys(week, 1), **days}],
        "stops": made.stops,
        "routes": made.routes,
        "trips": made.trips,
        "stop_times": made.stop_times,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.txt").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the feed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--first", type=date.fromisoformat, default=date(2026, 1, 1), help="first day, YYYY-MM-DD"
    )
    parser.add_argument(
        "--dense", type=float, default=1.0, help="how many local lines a centre has, 1 for eight"
    )
    options = parser.parse_args(arguments)
    print(write_feed(options.folder, first=options.first, dense=options.dense))
    return 0


if __name__ == "__main__":
    sys.exit(main())
