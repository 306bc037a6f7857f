"""Ways by bus and train on the cards of Find: only where an operator took in a timetable, and it still holds."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.errors import TransitError
from geo.i18n import Texts
from geo.model import POINT_PRECISIONS
from geo.planning.ground import World
from geo.planning.question import Question
from geo.reach.from_place import Place
from geo.reach.speeds import TRANSIT
from geo.reach.transit import Timetable, Window, clock_text, names, start_s
from geo.reach.transit.connections import Connection, Connections, connections
from geo.reach.transit.ground import TransitGround
from ui.shared.answers import world_of
from ui.shared.loading import Data
from ui.shared.result import Result

LOG = logging.getLogger(__name__)

_STEP_MIN, _WINDOW_MIN = 10, 120  # a window serves all who look within ten minutes
_SHOWN_LINES = 3
_VAGUE_M = 1000.0  # a place known less exactly is no start for a bus
_KEPT = 64  # lists whose ways are kept

Point = tuple[float, float]


@dataclass(frozen=True)
class BusWords:
    """A way by bus and train in words, and the next connections."""

    way: str
    following: str = ""


def bus_words(texts: Texts, data: Data, result: Result, listed: Sequence[str]) -> Mapping[str, BusWords]:
    """Say the way by bus and train to the offers listed; nothing without a place, a timetable or a way."""
    place, ways = result.place, result.ways
    if place is None or ways is None or place.uncertainty_m > _VAGUE_M or not names(data.settings.var):
        return {}
    world, now = world_of(data), data.settings.district.now()
    try:
        usual = world.ground_of(Question(mode=TRANSIT)).transit
    except TransitError as error:  # a list of offers does not need a timetable
        LOG.warning("no ways by bus and train on cards: %s", error)
        return {}
    if usual is None or not usual.timetable.first_day <= now.date() <= usual.timetable.last_day:
        return {}
    goals = _goals(data, ways, listed)
    minute = now.hour * 60 + now.minute
    window = Window(now.date(), minute - minute % _STEP_MIN, _WINDOW_MIN)
    found = _found(_ground(world, window), place, goals, minute - window.first)
    if not found:  # at night, or on a day without service: what is usual
        found, window = _found(usual, place, goals, 0), usual.window
    is_today = window.day == now.date()
    return {
        name: _words(texts, usual.timetable, window, way, is_today=is_today) for name, way in found.items()
    }


@lru_cache(maxsize=4)
def _ground(world: World, window: Window) -> TransitGround:
    ground = world.ground_of(Question(mode=TRANSIT)).transit
    if ground is None:
        raise ValueError("ways by bus and train need a timetable")
    return ground.at(window)


def _goals(data: Data, ways: pd.DataFrame, listed: Sequence[str]) -> pd.DataFrame:
    """Return the nearest address of each offer listed that has a point of its own."""
    places = data.table.places.loc[[name for name in listed if name in ways.index]]
    nearest = places["site"].to_numpy() == ways["site"].reindex(places.index).to_numpy()
    is_point = (
        places["precision"].isin([precision.value for precision in POINT_PRECISIONS]) & places["lon"].notna()
    )
    goals: pd.DataFrame = places.loc[nearest & is_point.to_numpy(), ["lon", "lat"]]
    return goals


def _found(
    ground: TransitGround, place: Place, goals: pd.DataFrame, not_before: int
) -> dict[str, Connections]:
    points = tuple((float(lon), float(lat)) for lon, lat in zip(goals["lon"], goals["lat"], strict=True))
    ways = _connections(ground, (place.lon, place.lat), points, not_before)
    return {str(name): way for name, way in zip(goals.index, ways, strict=True) if way is not None}


@lru_cache(maxsize=_KEPT)
def _connections(
    ground: TransitGround, start: Point, goals: tuple[Point, ...], not_before: int
) -> list[Connections | None]:
    """Find the ways once for a start and a list: every click on the page asks again."""
    frame = pd.DataFrame(list(goals), columns=["lon", "lat"], dtype="float64")
    return connections(ground, start, frame, not_before=not_before)


def _words(texts: Texts, table: Timetable, window: Window, way: Connections, *, is_today: bool) -> BusWords:
    lines = _lines(table, way.usual)
    parts = [texts("way.bus", minutes=texts.minutes(way.usual_min), lines=texts.listing(lines))]
    changes = way.usual.changes
    if changes == 1:
        parts.append(texts("way.bus_change_one"))
    elif changes:
        parts.append(texts("way.bus_change_more", count=texts.number(changes)))
    if math.isfinite(way.every_min):
        parts.append(texts("way.bus_every", minutes=texts.minutes(way.every_min)))
    if not is_today:
        day, hours = texts.date(window.day), window.text.replace("-", "–")
        return BusWords(", ".join((*parts, texts("way.bus_on", day=day, window=hours))))
    told = [_times(texts, table, window, one) for one in way.departures]
    following = texts("way.bus_next", connections="; ".join(told)) if told else ""
    return BusWords(", ".join(parts), following)


def _lines(table: Timetable, one: Connection) -> list[str]:
    lines = [table.route_names[table.trip_route[leg.trip]] for leg in one.legs if leg.is_ride]
    return [line for line in dict.fromkeys(lines) if line][:_SHOWN_LINES]


def _times(texts: Texts, table: Timetable, window: Window, one: Connection) -> str:
    zone = table.about.timezone
    base = start_s(window, zone)
    leave, arrive = (
        clock_text(window.day, base + second, zone) for second in (one.leave_min * 60, one.arrive_s)
    )
    return texts("way.bus_times", leave=leave, arrive=arrive)
