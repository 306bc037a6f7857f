"""Stops with their stations and places, and the rules for changing between them."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from geo.projection import great_circle_m
from geo.reach.transit.faults import Faults
from geo.reach.transit.tables import FeedFiles
from geo.reach.transit.timetable import FORBIDDEN, Flags, Floats, Ints

STOPS, TRANSFERS = "stops.txt", "transfers.txt"
_NOT_SET = 1.0  # degrees: coordinates like 0.08 7e-5 are no place but a field nobody filled
_FURTHEST_M = 2000.0  # of a transfer; further away it is a mistake, or no walk
_LONGEST_S = 2 * 3600
_TIMED, _LASTING, _NOT_POSSIBLE = "1", "2", "3"
_SEATED = ("4", "5")
#: What the rules of a feed leave open is decided when they are used: the default of the question.
BY_DEFAULT = -2


@dataclass(frozen=True, eq=False)
class Stops:
    """Stops of a feed; `parent` is the row of the station, or the row itself where there is none."""

    ids: list[str]
    names: list[str]
    lon: Floats
    lat: Floats
    parent: Ints
    is_usable: Flags


def read_stops(feed: FeedFiles, faults: Faults) -> Stops:
    """Read stops; a platform without a place of its own has that of its station."""
    table, rows = feed.table(
        STOPS,
        needs=("stop_id",),
        may_have=("stop_name", "stop_lat", "stop_lon", "location_type", "parent_station"),
        faults=faults,
    )
    ids = table["stop_id"]
    number: dict[str, int] = {}
    for index, name in enumerate(ids):
        if name in number:
            faults.add(STOPS, rows[index], "stop_id", name, "each id once; the first row counts")
        number.setdefault(name, index)
    parent = np.arange(len(ids), dtype=np.int32)
    for index, station in enumerate(table["parent_station"]):
        if station and station not in number:
            faults.add(STOPS, rows[index], "parent_station", station, "the id of a stop")
        elif station:
            parent[index] = number[station]
    for _ in range(2):  # a boarding area lies in a platform, this in a station
        parent = parent[parent]
    lon, lat = _degrees(table["stop_lon"], 180), _degrees(table["stop_lat"], 90)
    has_place = np.isfinite(lon) & np.isfinite(lat) & ~((np.abs(lon) < _NOT_SET) & (np.abs(lat) < _NOT_SET))
    inherits = ~has_place & has_place[parent]
    for index in np.flatnonzero(~has_place & ~inherits).tolist():
        where = f"{table['stop_lat'][index]} {table['stop_lon'][index]}"
        faults.add(STOPS, rows[index], "stop_lat stop_lon", where, "degrees of a place")
    lon, lat = np.where(inherits, lon[parent], lon), np.where(inherits, lat[parent], lat)
    first = np.array([number[name] == index for index, name in enumerate(ids)], dtype=np.bool_)
    names = [name or ids[station] for name, station in zip(table["stop_name"], parent, strict=True)]
    return Stops(ids, names, lon, lat, parent, (has_place | inherits) & first)


def _degrees(texts: Iterable[str], most: float) -> Floats:
    return np.array([_number(text, most) for text in texts], dtype=np.float64)


def _number(text: str, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return float("nan")
    return value if abs(value) <= most else float("nan")


def read_transfers(feed: FeedFiles, stops: Stops, faults: Faults) -> dict[tuple[int, int], int]:
    """Return seconds of a change by (from, to) stop, `FORBIDDEN`, or `BY_DEFAULT`; a rule of two platforms goes first.

    A rule for a station holds for its platforms. Rules for routes or trips are left out: they are not general.
    """
    table, rows = feed.table(
        TRANSFERS,
        needs=("from_stop_id", "to_stop_id"),
        may_have=(
            "transfer_type",
            "min_transfer_time",
            "from_route_id",
            "to_route_id",
            "from_trip_id",
            "to_trip_id",
        ),
        faults=faults,
    )
    number = {name: index for index, name in reversed(list(enumerate(stops.ids)))}
    platforms = _platforms(stops)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for index, row in enumerate(rows):
        one = {column: texts[index] for column, texts in table.items()}
        if any(one[name] for name in ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")):
            faults.add(
                TRANSFERS,
                row,
                "from_route_id",
                "",
                "rules for all; those for single routes or trips are not used",
            )
            continue
        if one["transfer_type"] in _SEATED:
            continue
        ends = [number.get(one[name], -1) for name in ("from_stop_id", "to_stop_id")]
        if min(ends) < 0:
            column = "from_stop_id" if ends[0] < 0 else "to_stop_id"
            faults.add(TRANSFERS, row, column, one[column], "the id of a stop")
            continue
        seconds = _seconds(one, row, faults)
        if seconds is not None:
            _spread(found, platforms, (ends[0], ends[1]), seconds, stops, row, faults)
    return {pair: seconds for pair, (_, seconds) in found.items()}


def _platforms(stops: Stops) -> dict[int, list[int]]:
    """Return the stops that each station stands for, itself included."""
    inside: dict[int, list[int]] = {index: [index] for index in range(len(stops.ids))}
    for index, station in enumerate(stops.parent.tolist()):
        if station != index:
            inside[station].append(index)
    return inside


def _seconds(one: dict[str, str], row: int, faults: Faults) -> int | None:
    kind, text = one["transfer_type"], one["min_transfer_time"]
    if kind == _TIMED:
        return 0
    if kind == _NOT_POSSIBLE:
        return FORBIDDEN
    if kind not in ("", "0", _LASTING):
        faults.add(TRANSFERS, row, "transfer_type", kind, "0 to 5")
        return None
    if kind != _LASTING or not text:
        return BY_DEFAULT
    if not (text.isascii() and text.isdigit() and int(text) <= _LONGEST_S):
        faults.add(TRANSFERS, row, "min_transfer_time", text, f"0 to {_LONGEST_S} seconds")
        return None
    return int(text)


def _spread(  # noqa: PLR0917  # one call
    found: dict[tuple[int, int], tuple[int, int]],
    platforms: dict[int, list[int]],
    ends: tuple[int, int],
    seconds: int,
    stops: Stops,
    row: int,
    faults: Faults,
) -> None:
    """Let a rule hold for the platforms of its stations; the fewer stations in it, the more it counts."""
    one, other = ends
    if _is_far(stops, one, other):
        metres = f"{stops.ids[one]} {stops.ids[other]}"
        faults.add(
            TRANSFERS, row, "from_stop_id to_stop_id", metres, f"at most {_FURTHEST_M:g} m between them"
        )
        return
    rank = (len(platforms[one]) > 1) + (len(platforms[other]) > 1)
    for a in platforms[one]:
        for b in platforms[other]:
            before = found.get((a, b))
            if before is None or rank < before[0] or (rank == before[0] and seconds != BY_DEFAULT):
                found[a, b] = (rank, seconds)


def _is_far(stops: Stops, one: int, other: int) -> bool:
    if not (stops.is_usable[one] and stops.is_usable[other]):
        return False
    metres = great_circle_m(stops.lon[one], stops.lat[one], stops.lon[other], stops.lat[other])
    return bool(metres > _FURTHEST_M)
