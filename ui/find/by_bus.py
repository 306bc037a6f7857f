"""Ways by bus and train on the cards of Find: only where an operator took in a timetable, and it still holds."""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import pandas as pd
import streamlit as st

from geo.errors import TransitError
from geo.i18n import Texts
from geo.model import POINT_PRECISIONS
from geo.offers.view import ARRIVE_DAYS, parse_arrive
from geo.planning.ground import World
from geo.planning.question import Question
from geo.reach.from_place import Place
from geo.reach.speeds import TRANSIT
from geo.reach.transit import Timetable, Window, clock_text, names, start_s
from geo.reach.transit.connections import Connection, Connections, connections
from geo.reach.transit.ground import TransitGround
from ui.shared import address_bar
from ui.shared.answers import world_of
from ui.shared.loading import Data
from ui.shared.result import Result

LOG = logging.getLogger(__name__)

_STEP_MIN, _WINDOW_MIN = 10, 120  # a window serves all who look within ten minutes
_SHOWN_LINES = 3
_VAGUE_M = 1000.0  # a place known less exactly is no start for a bus
_KEPT = 64  # lists whose ways are kept
_DAY, _CLOCK = "find_arrive_day", "find_arrive_clock"
_USUAL_CLOCK = "0900"
_CLOCKS = tuple(f"{minute // 60:02d}{minute % 60:02d}" for minute in range(7 * 60, 21 * 60 + 1, 30))

Point = tuple[float, float]


@dataclass(frozen=True)
class BusWords:
    """A way by bus and train in words, and the next connections."""

    way: str
    following: str = ""


def bus_words(
    texts: Texts, data: Data, result: Result, listed: Sequence[str], *, arrive: str = ""
) -> Mapping[str, BusWords]:
    """Say the way by bus and train to the offers listed; nothing without a place, a timetable or a way.

    Parameters
    ----------
    arrive
        Day and time to be there (`geo.offers.view.parse_arrive`), "" for now.
    """
    place, ways = result.place, result.ways
    usual = _usual(data, result)
    if place is None or ways is None or usual is None:
        return {}
    world, now = world_of(data), data.settings.district.now()
    goals = _goals(data, ways, listed)
    wished = parse_arrive(arrive)
    if wished is not None:
        before = _window_for(*wished, now)
        if not usual.timetable.first_day <= before.day <= usual.timetable.last_day:
            return {}
        ends_s = 60.0 * before.minutes
        in_time = _found(_ground(world, before), place, goals, 0, arrive_by_s=ends_s)
        return _in_time(texts, usual.timetable, before, in_time)
    minute = now.hour * 60 + now.minute
    window = Window(now.date(), minute - minute % _STEP_MIN, _WINDOW_MIN)
    found = _found(_ground(world, window), place, goals, minute - window.first)
    if not found:  # at night, or on a day without service: what is usual
        found, window = _found(usual, place, goals, 0), usual.window
    is_today = window.day == now.date()
    return {
        name: _words(texts, usual.timetable, window, way, is_today=is_today) for name, way in found.items()
    }


def choice(texts: Texts, data: Data, result: Result, arrive: str, *, change: Callable[..., None]) -> None:
    """Offer a day and a time to be there; nothing where no way by bus and train could be told."""
    if _usual(data, result) is None:
        return
    day, clock = arrive.split("-") if parse_arrive(arrive) else ("", _USUAL_CLOCK)
    address_bar.put(_DAY, day)
    address_bar.put(_CLOCK, clock)

    def changed() -> None:
        chosen = st.session_state[_DAY]
        change(arrive=f"{chosen}-{st.session_state[_CLOCK]}" if chosen else "")

    days, clocks = ["", *ARRIVE_DAYS], sorted({*_CLOCKS, clock})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            texts("way.bus_when"),
            days,
            key=_DAY,
            format_func=lambda one: texts.weekday(days.index(one) - 1) if one else texts("way.bus_now"),
            on_change=changed,
            width=200,
        )
        if day:
            st.selectbox(
                texts("way.bus_clock"),
                clocks,
                key=_CLOCK,
                format_func=lambda one: f"{one[:2]}:{one[2:]}",
                on_change=changed,
                width=120,
            )


def _usual(data: Data, result: Result) -> TransitGround | None:
    """Return the timetable with its usual departures; None without a place, or where it says nothing of today."""
    place, ways = result.place, result.ways
    if place is None or ways is None or place.uncertainty_m > _VAGUE_M or not names(data.settings.var):
        return None
    try:
        usual = world_of(data).ground_of(Question(mode=TRANSIT)).transit
    except TransitError as error:  # a list of offers does not need a timetable
        LOG.warning("no ways by bus and train on cards: %s", error)
        return None
    today = data.settings.district.now().date()
    if usual is None or not usual.timetable.first_day <= today <= usual.timetable.last_day:
        return None
    return usual


def _window_for(weekday: int, minute: int, now: datetime) -> Window:
    """Return the two hours before the next such day and time; one today that is over is in a week."""
    ahead = (weekday - now.weekday()) % 7
    if not ahead and minute <= now.hour * 60 + now.minute:
        ahead = 7
    first = max(0, minute - _WINDOW_MIN)
    return Window(now.date() + timedelta(days=ahead), first, max(minute - first, 1))


def _in_time(
    texts: Texts, table: Timetable, window: Window, found: Mapping[str, Connections]
) -> Mapping[str, BusWords]:
    """Say the last connections that arrive by the end of a window."""
    end = window.first + window.minutes
    clock, day = f"{end // 60:02d}:{end % 60:02d}", texts.date(window.day)
    return {
        name: replace(
            _words(texts, table, window, way, is_today=True),
            following=texts(
                "way.bus_by",
                day=f"{texts.weekday(window.day.weekday())}, {day}",
                clock=clock,
                connections="; ".join(_times(texts, table, window, one) for one in way.departures),
            ),
        )
        for name, way in found.items()
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
    ground: TransitGround,
    place: Place,
    goals: pd.DataFrame,
    not_before: int,
    *,
    arrive_by_s: float | None = None,
) -> dict[str, Connections]:
    points = tuple((float(lon), float(lat)) for lon, lat in zip(goals["lon"], goals["lat"], strict=True))
    ways = _connections(ground, (place.lon, place.lat), points, not_before, arrive_by_s)
    return {str(name): way for name, way in zip(goals.index, ways, strict=True) if way is not None}


@lru_cache(maxsize=_KEPT)
def _connections(
    ground: TransitGround,
    start: Point,
    goals: tuple[Point, ...],
    not_before: int,
    arrive_by_s: float | None,
) -> list[Connections | None]:
    """Find the ways once for a start and a list: every click on the page asks again."""
    frame = pd.DataFrame(list(goals), columns=["lon", "lat"], dtype="float64")
    return connections(ground, start, frame, not_before=not_before, arrive_by_s=arrive_by_s)


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
