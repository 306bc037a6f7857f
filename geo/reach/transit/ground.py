"""What ways by bus and train cross: a timetable, a window of departures, the walks to stops and from them.

Told is not one departure but all of a window. The usual time is kept in at least half of them; what is not reached
counts as infinite. "Any offer" is the usual time of the fastest offer at each minute, not the fastest of the usual
times.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.network import StreetNetwork
from geo.reach.network.watch import go_on_with
from geo.reach.speeds import WALK_M_PER_MIN
from geo.reach.transit.changes import Changes, make_changes
from geo.reach.transit.day import Day, make_day
from geo.reach.transit.journeys import rank_of
from geo.reach.transit.sweep import NEVER, Entries, Shorts, egress_table, make_entries, sweep
from geo.reach.transit.timetable import Flags, Floats, Ints, Timetable
from geo.reach.transit.walking import WALK_LIMIT_M, seconds_between
from geo.reach.transit.window import MOST_MINUTES, Window

_RUN_CELLS = 256  # cells done at once: with 350 places and 120 minutes 20 MB of arrivals
_PART_PLACES = 400  # places of a sweep at most; keeps a whole state within 1.5 GB
_PART_BYTES = 400 << 20  # … and the arrivals of all rows below this
_HORIZONS = (60, 120, MOST_MINUTES)  # minutes: the shortest that holds the limit is taken
_KEPT_MINUTES = 16  # tables of "any place" that are kept

#: Rows of cells and the seconds it usually takes from there, for one place.
Column = tuple[Ints, Shorts]
Key = tuple[float, float, float, int]


@dataclass(frozen=True, eq=False)
class TransitGround:
    """A timetable with a window of departures, and the streets to walk on (None: straight line with a detour)."""

    timetable: Timetable
    window: Window
    walk_network: StreetNetwork | None = None
    metric_crs: int = 25832
    on_call: bool = True
    _days: dict[int, Day] = field(default_factory=dict, repr=False)
    _columns: dict[Key, Column] = field(default_factory=dict, repr=False)
    _tables: dict[bytes, Shorts] = field(default_factory=dict, repr=False)
    _entries: dict[int, list[tuple[slice, Entries]]] = field(default_factory=dict, repr=False)
    _demand: list[pd.DataFrame] = field(default_factory=list, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to other processes without what was found here."""
        return TransitGround, (
            self.timetable,
            self.window,
            self.walk_network,
            self.metric_crs,
            self.on_call,
        )

    @cached_property
    def changes(self) -> Changes:
        """How long changes take."""
        return make_changes(self.timetable, network=self.walk_network, metric_crs=self.metric_crs)

    def day(self, horizon: int) -> Day:
        """Return the rides for journeys of so many minutes."""
        if horizon not in self._days:
            self._days[horizon] = make_day(
                self.timetable, self.window, self.changes, most_minutes=horizon, on_call=self.on_call
            )
        return self._days[horizon]

    def _use(self, demand: pd.DataFrame) -> None:
        """Keep what was found for these cells; other cells begin anew."""
        if not (self._demand and self._demand[0] is demand):
            for kept in (self._columns, self._tables, self._entries):
                kept.clear()
            self._demand[:] = [demand]

    def entries(self, demand: pd.DataFrame, horizon: int) -> list[tuple[slice, Entries]]:
        """Return where the people of cells get on, run by run."""
        self._use(demand)
        if horizon not in self._entries:
            cell, stop, seconds = seconds_between(demand, self.timetable.stop_places, **self._walks())
            runs = []
            for begin in range(0, len(demand), _RUN_CELLS):
                run = slice(begin, min(begin + _RUN_CELLS, len(demand)))
                near = slice(*np.searchsorted(cell, (run.start, run.stop)))
                size = run.stop - run.start
                own = make_entries(
                    self.day(horizon), cell[near] - np.int32(begin), stop[near], seconds[near], places=size
                )
                runs.append((run, own))
            self._entries[horizon] = runs
        return self._entries[horizon]

    def _walks(self) -> dict[str, Any]:
        return {"limit_m": WALK_LIMIT_M, "network": self.walk_network, "metric_crs": self.metric_crs}

    def egress(self, supply: pd.DataFrame, slack_m: Floats) -> tuple[Ints, Ints, Ints]:
        """Return (stop, place, seconds) of the walks from stops; the slack of a place is walked."""
        return seconds_between(self.timetable.stop_places, supply, slack_m=slack_m, **self._walks())

    # -- one place each -------------------------------------------------------------------------------

    def usual(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, *, limit_m: float
    ) -> list[Column]:
        """Return for each place the cells that usually reach it in time, and the seconds it takes; riding only."""
        self._use(demand)
        horizon = horizon_of(limit_m)
        keys = [
            (float(lon), float(lat), float(slack), horizon)
            for lon, lat, slack in zip(supply["lon"], supply["lat"], slack_m, strict=True)
        ]
        missing = {key: row for row, key in enumerate(keys) if key not in self._columns}
        rows = np.array(list(missing.values()), dtype=np.int64)
        day = self.day(horizon)
        part = max(1, min(_PART_PLACES, _PART_BYTES // (2 * max(day.rows, 1))))
        for begin in range(0, len(rows), part):
            chosen = rows[begin : begin + part]
            found = self._columns_of(demand, supply.iloc[chosen], slack_m[chosen], horizon)
            self._columns.update(zip([keys[row] for row in chosen], found, strict=True))
        return [self._columns[key] for key in keys]

    def _columns_of(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, horizon: int
    ) -> list[Column]:
        day, places = self.day(horizon), len(supply)
        stop, place, seconds = self.egress(supply, slack_m)
        arrivals = sweep(day, egress_table(stop, place, seconds, stops=self.timetable.stops, places=places))
        cells, sites, usual = [], [], []
        runs = self.entries(demand, horizon)
        rank = rank_of(0.5, self.window.minutes)
        for number, (run, own) in enumerate(runs):
            go_on_with(number, len(runs))
            cell, site, value = _usual_pairs(own.arrivals(arrivals.by_row), rank, horizon * 60)
            cells.append(cell + np.int32(run.start))
            sites.append(site)
            usual.append(value)
        cell, site, value = (np.concatenate(parts) for parts in (cells, sites, usual))
        order = np.argsort(site, kind="stable")
        edges = np.searchsorted(site[order], np.arange(places + 1))
        cell, value = cell[order], value[order]
        return [(cell[a:b], value[a:b]) for a, b in pairwise(edges)]

    # -- the fastest of all places ------------------------------------------------------------------------

    def by_minute(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, *, limit_m: float
    ) -> Shorts:
        """Return the seconds to the fastest of all places, shape (cells, minutes of the window); riding only."""
        self._use(demand)
        horizon = horizon_of(limit_m)
        points = np.column_stack((supply["lon"], supply["lat"], slack_m))
        key = np.append(np.unique(points, axis=0), horizon).tobytes()
        if key not in self._tables:
            while len(self._tables) >= _KEPT_MINUTES:
                self._tables.pop(next(iter(self._tables)))
            self._tables[key] = self._by_minute(demand, supply, slack_m, horizon)
        return self._tables[key]

    def _by_minute(self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, horizon: int) -> Shorts:
        day = self.day(horizon)
        found = np.full((len(demand), self.window.minutes), NEVER, dtype=np.int16)
        stop, _, seconds = self.egress(supply, slack_m)
        table = egress_table(stop, np.zeros_like(stop), seconds, stops=self.timetable.stops, places=1)
        arrivals = sweep(day, table)
        start = (60 * np.arange(self.window.minutes, dtype=np.int16))[:, None]
        for run, own in self.entries(demand, horizon):
            arrive = own.arrivals(arrivals.by_row)[:, :, 0]
            found[run] = np.where(arrive == NEVER, NEVER, arrive - start).T
        return found


def horizon_of(limit_m: float) -> int:
    """Return the longest journey looked at, in minutes, for a limit in metres that somebody walks meanwhile."""
    minutes = limit_m / WALK_M_PER_MIN
    return next((horizon for horizon in _HORIZONS if minutes <= horizon), MOST_MINUTES)


def usual_of(by_minute: Shorts, share: float) -> Floats:
    """Return the seconds kept in at least a share of the departures, `inf` where not even that is reached."""
    rank = rank_of(share, by_minute.shape[1])
    seconds = np.partition(by_minute, rank, axis=1)[:, rank]
    return np.where(seconds == NEVER, np.inf, seconds.astype(np.float64))


def _usual_pairs(arrive: Shorts, rank: int, most_s: int) -> tuple[Ints, Ints, Shorts]:
    """Return (cell, place, seconds) of what is usually reached in time; `arrive` as `Entries.arrivals` gives it."""
    minutes, cells, places = arrive.shape
    flat = arrive.reshape(minutes, cells * places)
    start = 60 * np.arange(minutes, dtype=np.int16)
    # who leaves at minute m arrives no later than who leaves at a later one: more than half of the departures arrive at
    # all only if the departure of that rank does
    reached = np.flatnonzero(flat[rank] != NEVER)
    values = np.ascontiguousarray(flat[:, reached].T)
    never = values == NEVER
    values -= start
    values[never] = NEVER
    values = np.partition(values, rank, axis=1)[:, rank]
    near = values <= most_s
    pair = reached[near]
    return (pair // places).astype(np.int32), (pair % places).astype(np.int32), values[near]


def as_metres(seconds: ArrayLike) -> NDArray[np.float64]:
    """Return the metres that somebody walks in so many seconds: the measure ways by bus and train are kept in."""
    return np.asarray(seconds, dtype=np.float64) * (WALK_M_PER_MIN / 60)


def all_flags(supply: pd.DataFrame) -> Flags:
    """Return a flag for each place, all set."""
    return np.ones(len(supply), dtype=np.bool_)
