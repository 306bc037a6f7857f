"""What ways by bus and train cross: a timetable, a window of departures, the walks to stops and from them.

Told is not one departure but all of a window. The usual time is kept in at least half of them; what is not reached
counts as infinite. "Any offer" is the usual time of the fastest offer at each minute, not the fastest of the usual
times.
"""

from collections.abc import Callable, Iterator
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
from geo.reach.straight_line import Cost
from geo.reach.transit.arriving import latest_leaving, seconds_before
from geo.reach.transit.changes import Changes, make_changes
from geo.reach.transit.day import Day, make_day
from geo.reach.transit.journeys import USUAL, rank_of
from geo.reach.transit.sweep import NEVER, Arrivals, Entries, Shorts, egress_table, make_entries, sweep
from geo.reach.transit.timetable import Floats, Ints, Timetable
from geo.reach.transit.walking import WALK_LIMIT_M, seconds_between
from geo.reach.transit.window import MOST_MINUTES, Window

_RUN_CELLS = 256  # cells done at once: with 350 places and 120 minutes 20 MB of arrivals
_WHOLE_RUN_CELLS = 8192  # … for one column of all places together
_BLOCK_PAIRS = 4096  # pairs whose departures are ranked at once: 1 MB, within the processor's cache
_PART_PLACES = 400  # places of a sweep at most; keeps a whole state within 1.5 GB
_PART_BYTES = 400 << 20  # … and the arrivals of all rows below this
HORIZONS = (60, 120, MOST_MINUTES)  # minutes: the shortest that holds the limit is taken
_KEPT_WIDE = 4  # sets of pairs that are kept: up to 100 MB each
_KEPT_MINUTES = 16  # tables of "any place" that are kept

#: Rows of cells and the seconds it usually takes from there, for one place.
Column = tuple[Ints, Shorts]
Key = tuple[float, float, float, int, int]


@dataclass(frozen=True, eq=False)
class TransitGround:
    """A timetable with a window of departures, and the streets to walk on (None: straight line with a detour).

    Where the window is a time to be there by (`Window.arrive`), told is the time from leaving to then: one value a
    pair, usual and best alike.
    """

    timetable: Timetable
    window: Window
    walk_network: StreetNetwork | None = None
    metric_crs: int = 25832
    on_call: bool = True
    _days: dict[int, Day] = field(default_factory=dict, repr=False)
    _columns: dict[Key, Column] = field(default_factory=dict, repr=False)
    _tables: dict[bytes, Shorts] = field(default_factory=dict, repr=False)
    _entries: dict[tuple[int, int], list[tuple[slice, Entries]]] = field(default_factory=dict, repr=False)
    _wide: dict[bytes, Cost] = field(default_factory=dict, repr=False)
    _access: dict[int, tuple[Ints, Ints, Ints]] = field(default_factory=dict, repr=False)
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

    def at(self, window: Window) -> "TransitGround":
        """Return the same ground for another window; how long changes take does not depend on it."""
        other = TransitGround(self.timetable, window, self.walk_network, self.metric_crs, self.on_call)
        other.__dict__["changes"] = self.changes
        return other

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

    def wide(
        self, supply: pd.DataFrame, slack_m: Floats, horizon: int, step: int, make: Callable[[], Cost]
    ) -> Cost:
        """Return the pairs of these places up to a horizon, made before or now; the last ones are kept."""
        points = np.column_stack((supply["lon"], supply["lat"], slack_m))
        key = np.append(points, (horizon, step)).tobytes()
        if key not in self._wide:
            while len(self._wide) >= _KEPT_WIDE:
                self._wide.pop(next(iter(self._wide)))
            self._wide[key] = make()
        return self._wide[key]

    def use(self, demand: pd.DataFrame) -> None:
        """Keep what was found for these cells; other cells begin anew."""
        if not (self._demand and self._demand[0] is demand):
            for kept in (self._columns, self._tables, self._entries, self._wide, self._access):
                kept.clear()
            self._demand[:] = [demand]

    def horizon_of(self, limit_m: float) -> int:
        """Return the longest journey looked at, in minutes, for a limit in metres that somebody walks meanwhile.

        What was made for longer ones serves shorter ones, too.
        """
        minutes = limit_m / WALK_M_PER_MIN
        enough = [horizon for horizon in HORIZONS if minutes <= horizon] or [MOST_MINUTES]
        return next((horizon for horizon in enough if horizon in self._days), enough[0])

    def entries(
        self, demand: pd.DataFrame, horizon: int, *, run_cells: int = _RUN_CELLS
    ) -> list[tuple[slice, Entries]]:
        """Return where the people of cells get on, run by run."""
        self.use(demand)
        if (horizon, run_cells) not in self._entries:
            self._entries[horizon, run_cells] = [
                (run, make_entries(self.day(horizon), *ways, places=run.stop - run.start))
                for run, ways in self._ways_to_stops(demand, run_cells)
            ]
        return self._entries[horizon, run_cells]

    def _ways_to_stops(
        self, demand: pd.DataFrame, run_cells: int
    ) -> Iterator[tuple[slice, tuple[Ints, Ints, Ints]]]:
        """Yield (cell of the run, stop, seconds) of the walks to stops, run by run."""
        self.use(demand)
        if not self._access:
            self._access[0] = seconds_between(demand, self.timetable.stop_places, **self._walks())
        cell, stop, seconds = self._access[0]
        for begin in range(0, len(demand), run_cells):
            run = slice(begin, min(begin + run_cells, len(demand)))
            near = slice(*np.searchsorted(cell, (run.start, run.stop)))
            yield run, (cell[near] - np.int32(begin), stop[near], seconds[near])

    def _before(
        self, arrivals: Arrivals, demand: pd.DataFrame, horizon: int
    ) -> Iterator[tuple[slice, Shorts]]:
        """Yield the seconds from leaving the cells to the time to be there by, run by run."""
        deadline_s = horizon * 60
        leaving = latest_leaving(arrivals, deadline_s)
        for run, ways in self._ways_to_stops(demand, _RUN_CELLS):
            size = run.stop - run.start
            yield run, seconds_before(leaving, *ways, places=size, deadline_s=deadline_s)

    def _walks(self) -> dict[str, Any]:
        return {"limit_m": WALK_LIMIT_M, "network": self.walk_network, "metric_crs": self.metric_crs}

    def egress(self, supply: pd.DataFrame, slack_m: Floats) -> tuple[Ints, Ints, Ints]:
        """Return (stop, place, seconds) of the walks from stops; the slack of a place is walked."""
        return seconds_between(self.timetable.stop_places, supply, slack_m=slack_m, **self._walks())

    # -- one place each -------------------------------------------------------------------------------

    def usual(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, *, limit_m: float, step: int = 1
    ) -> list[Column]:
        """Return for each place the cells that usually reach it in time, and the seconds it takes; riding only.

        Parameters
        ----------
        step
            Of the departures every so many are looked at.
        """
        self.use(demand)
        horizon = self.horizon_of(limit_m)
        keys = [
            (float(lon), float(lat), float(slack), horizon, step)
            for lon, lat, slack in zip(supply["lon"], supply["lat"], slack_m, strict=True)
        ]
        missing = {key: row for row, key in enumerate(keys) if key not in self._columns}
        rows = np.array(list(missing.values()), dtype=np.int64)
        day = self.day(horizon)
        part = max(1, min(_PART_PLACES, _PART_BYTES // (2 * max(day.rows, 1))))
        for begin in range(0, len(rows), part):
            chosen = rows[begin : begin + part]
            found = self._columns_of(demand, supply.iloc[chosen], slack_m[chosen], horizon, step)
            self._columns.update(zip([keys[row] for row in chosen], found, strict=True))
        return [self._columns[key] for key in keys]

    def _columns_of(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, horizon: int, step: int
    ) -> list[Column]:
        day, places = self.day(horizon), len(supply)
        stop, place, seconds = self.egress(supply, slack_m)
        arrivals = sweep(day, egress_table(stop, place, seconds, stops=self.timetable.stops, places=places))
        pairs = self._pairs(arrivals, demand, horizon, step)
        cell, site, value = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
        order = np.argsort(site, kind="stable")
        edges = np.searchsorted(site[order], np.arange(places + 1))
        cell, value = cell[order], value[order]
        return [(cell[a:b], value[a:b]) for a, b in pairwise(edges)]

    def _pairs(
        self, arrivals: Arrivals, demand: pd.DataFrame, horizon: int, step: int
    ) -> Iterator[tuple[Ints, Ints, Shorts]]:
        """Yield (cell, place, seconds) of what is usually reached in time, run by run."""
        most, total = horizon * 60, -(-len(demand) // _RUN_CELLS)
        if self.window.arrive:
            for number, (run, taken) in enumerate(self._before(arrivals, demand, horizon)):
                go_on_with(number, total)
                near = np.nonzero(taken <= most)
                yield (near[0] + run.start).astype(np.int32), near[1].astype(np.int32), taken[near]
            return
        rank = rank_of(USUAL, -(-self.window.minutes // step))
        for number, (run, own) in enumerate(self.entries(demand, horizon)):
            go_on_with(number, total)
            cell, site, value = _usual_pairs(own.durations(arrivals.by_row, step=step), rank, most)
            yield cell + np.int32(run.start), site, value

    # -- the fastest of all places ------------------------------------------------------------------------

    def by_minute(
        self, demand: pd.DataFrame, supply: pd.DataFrame, slack_m: Floats, *, limit_m: float
    ) -> Shorts:
        """Return the seconds to the fastest of all places, shape (cells, minutes of the window); riding only."""
        self.use(demand)
        horizon = self.horizon_of(limit_m)
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
        most = horizon * 60
        if self.window.arrive:
            for run, taken in self._before(arrivals, demand, horizon):
                found[run] = taken
            return found
        for run, own in self.entries(demand, horizon, run_cells=_WHOLE_RUN_CELLS):
            taken = own.durations(arrivals.by_row)[:, :, 0]
            found[run] = np.where(taken <= most, taken, NEVER).T
        return found


def usual_of(by_minute: Shorts, share: float) -> Floats:
    """Return the seconds kept in at least a share of the departures, `inf` where not even that is reached."""
    rank = rank_of(share, by_minute.shape[1])
    seconds = np.partition(by_minute, rank, axis=1)[:, rank]
    return np.where(seconds == NEVER, np.inf, seconds.astype(np.float64))


def _usual_pairs(seconds: Shorts, rank: int, most_s: int) -> tuple[Ints, Ints, Shorts]:
    """Return (cell, place, seconds) of what is usually reached in time; `seconds` as `Entries.durations` gives them."""
    minutes, cells, places = seconds.shape
    flat = seconds.reshape(minutes, cells * places)
    pairs, values = [], []
    for begin in range(0, cells * places, _BLOCK_PAIRS):
        block = np.ascontiguousarray(flat[:, begin : begin + _BLOCK_PAIRS])
        in_time = np.add.reduce((block <= most_s).view(np.uint8), axis=0, dtype=np.uint16)
        near = np.flatnonzero(in_time > rank)  # most pairs are not, and need no rank
        pairs.append(begin + near)
        values.append(_ranked(block.take(near, axis=1), rank, most_s))
    pair = np.concatenate(pairs)
    return (pair // places).astype(np.int32), (pair % places).astype(np.int32), np.concatenate(values)


def _ranked(seconds: Shorts, rank: int, most_s: int) -> Shorts:
    """Return the value of a rank in each column, `most_s` + 1 where it is larger.

    Bit by bit from the highest: the largest number with no more than `rank` values below it. Counting takes whole
    columns at once, which is some ten times as fast as sorting.
    """
    found = np.zeros(seconds.shape[1], dtype=np.int16)
    below = np.empty(seconds.shape, dtype=np.bool_)
    counted: Any = np.uint8 if len(seconds) <= np.iinfo(np.uint8).max else np.uint16
    for bit in range(int(most_s + 1).bit_length() - 1, -1, -1):
        tried = found | np.int16(1 << bit)
        np.less(seconds, tried, out=below)
        counts = np.add.reduce(below.view(np.uint8), axis=0, dtype=counted)
        np.copyto(found, tried, where=counts <= rank)
    return np.minimum(found, np.int16(most_s + 1))


def as_metres(seconds: ArrayLike) -> NDArray[np.float64]:
    """Return the metres that somebody walks in so many seconds: the measure ways by bus and train are kept in."""
    return np.asarray(seconds, dtype=np.float64) * (WALK_M_PER_MIN / 60)
