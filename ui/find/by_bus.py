"""Ways by bus and train on the cards of Find: only where an operator took in a timetable, and it still holds."""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import lru_cache

import pandas as pd
import streamlit as st

from geo.errors import TransitError
from geo.i18n import Texts
from geo.model import POINT_PRECISIONS
from geo.offers.hours import Clock, Hours, OpenState, next_opening, now_at, read_hours
from geo.offers.view import ARRIVE_DAYS, AT_OPENING, parse_arrive
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
_KEPT = 512  # lists whose ways are kept: one for each moment at which one of them opens
_WINDOWS = 32  # rides of so many windows are kept: the shipped offers open next at 22 moments
_OPENINGS = 2  # looked at of an offer: the next, and the one after it
_DAY, _CLOCK = "find_arrive_day", "find_arrive_clock"
_USUAL_CLOCK = "0900"
_CLOCKS = tuple(f"{minute // 60:02d}{minute % 60:02d}" for minute in range(7 * 60, 21 * 60 + 1, 30))

Point = tuple[float, float]


@dataclass(frozen=True)
class BusWords:
    """A way by bus and train in words, and the next connections."""

    way: str
    following: str = ""


def ways(
    texts: Texts,
    data: Data,
    result: Result,
    listed: Sequence[str],
    arrive: str,
    *,
    change: Callable[..., None],
) -> Mapping[str, BusWords]:
    """Offer when to be there, and say the way to the offers listed, as `bus_words` does."""
    trip = _trip(texts, data, result)
    if trip is None:
        return {}
    _choice(texts, arrive, change)
    return _said(trip, data, result, listed, arrive)


def bus_words(
    texts: Texts, data: Data, result: Result, listed: Sequence[str], *, arrive: str = ""
) -> Mapping[str, BusWords]:
    """Say the way by bus and train to the offers listed; nothing without a place, a timetable or a way.

    Parameters
    ----------
    arrive
        Day and time to be there (`geo.offers.view.parse_arrive`), `AT_OPENING` for when each offer opens next (those
        that do not tell, or are open and can be reached before they close, have the way of now), "" for now.
    """
    trip = _trip(texts, data, result)
    return _said(trip, data, result, listed, arrive) if trip else {}


def _trip(texts: Texts, data: Data, result: Result) -> "_Trip | None":
    """Return who sets out now; None without a place, or where the timetable says nothing of today."""
    place, usual = result.place, _usual(data, result)
    if place is None or usual is None:
        return None
    return _Trip(texts, world_of(data), usual, place, Clock.of(data.settings.district))


def _said(
    trip: "_Trip", data: Data, result: Result, listed: Sequence[str], arrive: str
) -> Mapping[str, BusWords]:
    goals = _goals(data, result, listed)
    wished = parse_arrive(arrive)
    if wished is not None:
        return trip.in_time(goals, trip.next_time(*wished))
    if arrive != AT_OPENING:
        return trip.now(goals)
    told, opening = trip.at_opening(goals)
    return {**trip.now(goals[~goals.index.isin(opening)]), **told}


@dataclass(frozen=True)
class _Trip:
    """Somebody sets out from a place, at the moment of a clock; `usual` has the departures of a usual day."""

    texts: Texts
    world: World
    usual: TransitGround
    place: Place
    clock: Clock

    def now(self, goals: pd.DataFrame) -> dict[str, BusWords]:
        """Say how long it takes now, and the next connections."""
        window, gone = self._window()
        found = self._found(window, goals, gone)
        if not found:  # at night, or on a day without service: what is usual
            window = self.usual.window
            found = self._found(window, goals, 0)
        table, is_today = self.usual.timetable, window.day == self.clock.moment.date()
        return {
            name: _words(self.texts, table, window, way, is_today=is_today) for name, way in found.items()
        }

    def next_time(self, weekday: int, minute: int) -> datetime:
        """Return the next such day and time; one today that is over is in a week."""
        now = self.clock.moment
        ahead = (weekday - now.weekday()) % 7
        if not ahead and minute <= now.hour * 60 + now.minute:
            ahead = 7
        midnight = datetime.combine(now.date() + timedelta(days=ahead), time())
        return midnight + timedelta(minutes=minute)

    def in_time(self, goals: pd.DataFrame, moment: datetime) -> dict[str, BusWords]:
        """Say the last connections that are there by a moment and have not left yet."""
        minute, table, now = moment.hour * 60 + moment.minute, self.usual.timetable, self.clock.moment
        first = max(0, minute - _WINDOW_MIN)
        window = Window(moment.date(), first, max(minute - first, 1))
        if not table.first_day <= window.day <= table.last_day:
            return {}
        gone = now.hour * 60 + now.minute - first if window.day == now.date() else 0
        found = self._found(window, goals, max(gone, 0), arrive_by_s=60.0 * window.minutes)
        return _in_time(self.texts, table, window, found)

    def at_opening(self, goals: pd.DataFrame) -> tuple[dict[str, BusWords], set[str]]:
        """Say how to be there when offers open next, or the time after where that is too soon; and which tell when.

        Those that are surely open, and still are when the next connection is there, have the way of now.
        """
        hours = {str(name): read_hours(str(text)) for name, text in goals["schedule"].items()}
        told = self._while_open(goals, hours)
        since = {name: self.clock.moment for name in hours if name not in told}
        telling = set(told)
        for _ in range(_OPENINGS):
            opens = {
                name: moment
                for name, last in since.items()
                if (known := hours[name]) and (moment := next_opening(known, last, self.clock.calendar))
            }
            telling |= set(opens)
            for moment in sorted(set(opens.values())):
                told |= self.in_time(goals[[opens.get(str(name)) == moment for name in goals.index]], moment)
            today = self.clock.moment.date()
            since = {
                name: moment for name, moment in opens.items() if name not in told and moment.date() == today
            }
        return told, telling

    def _while_open(self, goals: pd.DataFrame, hours: Mapping[str, Hours | None]) -> dict[str, BusWords]:
        """Say the way of now to the offers that are surely open when the next connection is there."""
        closes = {
            name: found.running.end.replace(tzinfo=None)
            for name, known in hours.items()
            if known and (found := now_at(known, self.clock.moment, self.clock.calendar))
            if found.running and found.state is OpenState.OPEN
        }
        window, gone = self._window()
        start = datetime.combine(window.day, time()) + timedelta(minutes=window.first)
        among = goals[[str(name) in closes for name in goals.index]]
        ways = self._found(window, among, gone) if len(among) else {}
        return {
            name: _words(self.texts, self.usual.timetable, window, way, is_today=True)
            for name, way in ways.items()
            if way.departures and start + timedelta(seconds=way.departures[0].arrive_s) < closes[name]
        }

    def _window(self) -> tuple[Window, int]:
        """Return the window of this moment, and how many of its minutes are gone."""
        now = self.clock.moment
        minute = now.hour * 60 + now.minute
        first = minute - minute % _STEP_MIN
        return Window(now.date(), first, _WINDOW_MIN), minute - first

    def _found(
        self, window: Window, goals: pd.DataFrame, not_before: int, *, arrive_by_s: float | None = None
    ) -> dict[str, Connections]:
        points = tuple((float(lon), float(lat)) for lon, lat in zip(goals["lon"], goals["lat"], strict=True))
        start = self.place.lon, self.place.lat
        found = _connections((self.world, window), start, points, not_before, arrive_by_s)
        return {str(name): way for name, way in zip(goals.index, found, strict=True) if way is not None}


def _choice(texts: Texts, arrive: str, change: Callable[..., None]) -> None:
    """Offer a day and a time to be there, or when offers open next."""
    day, clock = arrive.split("-") if parse_arrive(arrive) else ("", _USUAL_CLOCK)
    address_bar.put(_DAY, AT_OPENING if arrive == AT_OPENING else day)
    address_bar.put(_CLOCK, clock)

    def changed() -> None:
        chosen = st.session_state[_DAY]
        change(arrive=f"{chosen}-{st.session_state[_CLOCK]}" if chosen in ARRIVE_DAYS else chosen)

    days = {"": texts("way.bus_now"), AT_OPENING: texts("way.bus_opening")}
    days |= {one: texts.weekday(number) for number, one in enumerate(ARRIVE_DAYS)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            texts("way.bus_when"),
            list(days),
            key=_DAY,
            format_func=lambda one: days[one],
            on_change=changed,
            width=230,
        )
        if day:
            st.selectbox(
                texts("way.bus_clock"),
                sorted({*_CLOCKS, clock}),
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


def _in_time(
    texts: Texts, table: Timetable, window: Window, found: Mapping[str, Connections]
) -> dict[str, BusWords]:
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


@lru_cache(maxsize=_WINDOWS)
def _ground(world: World, window: Window) -> TransitGround:
    ground = world.ground_of(Question(mode=TRANSIT)).transit
    if ground is None:
        raise ValueError("ways by bus and train need a timetable")
    return ground.at(window)


def _goals(data: Data, result: Result, listed: Sequence[str]) -> pd.DataFrame:
    """Return the nearest address of each offer listed that has a point of its own."""
    ways = result.ways
    if ways is None:
        raise ValueError("ways need a place to start from")
    places = data.table.places.loc[[name for name in listed if name in ways.index]]
    nearest = places["site"].to_numpy() == ways["site"].reindex(places.index).to_numpy()
    is_point = (
        places["precision"].isin([precision.value for precision in POINT_PRECISIONS]) & places["lon"].notna()
    )
    goals: pd.DataFrame = places.loc[nearest & is_point.to_numpy(), ["lon", "lat", "schedule"]]
    return goals


@lru_cache(maxsize=_KEPT)
def _connections(
    departures: tuple[World, Window],
    start: Point,
    goals: tuple[Point, ...],
    not_before: int,
    arrive_by_s: float | None,
) -> list[Connections | None]:
    """Find the ways once for a start and a list: every click on the page asks again."""
    frame = pd.DataFrame(list(goals), columns=["lon", "lat"], dtype="float64")
    return connections(_ground(*departures), start, frame, not_before=not_before, arrive_by_s=arrive_by_s)


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
