"""A timetable as it is kept: stops, calls by trip, days of service, rules for changing; plain arrays."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

#: A change that the feed forbids.
FORBIDDEN = -1


@dataclass(frozen=True)
class About:
    """Where a timetable came from, and what of it could not be used.

    `faults` counts what was left out by kind. Dates are ISO texts, "" where the feed tells none.
    """

    name: str
    file: str
    sha256: str
    built: str
    version: str = ""
    publisher: str = ""
    timezone: str = "UTC"
    operators: tuple[str, ...] = ()
    faults: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Timetable:
    """Stops with their place; trips as runs of calls; on which days each service runs; rules for changing.

    Calls of trip t are the rows `trip_start[t]` to `trip_start[t + 1]`, times in seconds after noon minus 12 hours of
    the service day. `call_pick`, `call_drop` are as GTFS numbers them (0 yes, 1 no, 2 and 3 by arrangement).
    `service_days` has a row a service, a column a day from `first_day` on. A change with `change_s` -1 is forbidden.
    `trip_block` is -1 outside of any block.
    """

    about: About
    stop_lon: Floats
    stop_lat: Floats
    call_stop: Ints
    call_arr: Ints
    call_dep: Ints
    call_pick: Bytes
    call_drop: Bytes
    trip_start: Longs
    trip_service: Ints
    trip_route: Ints
    trip_block: Ints
    trip_is_about: Flags
    service_days: Flags
    change_from: Ints
    change_to: Ints
    change_s: Ints
    first_day: date
    stop_ids: tuple[str, ...]
    stop_names: tuple[str, ...]
    route_names: tuple[str, ...]
    trip_heads: tuple[str, ...]

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return len(self.stop_lon)

    @property
    def trips(self) -> int:
        """How many trips there are."""
        return len(self.trip_service)

    @property
    def last_day(self) -> date:
        """The last day that any service runs."""
        return self.first_day + timedelta(days=self.service_days.shape[1] - 1)

    @cached_property
    def stop_places(self) -> pd.DataFrame:
        """The stops as points: `lon`, `lat` in degrees."""
        return pd.DataFrame({"lon": self.stop_lon, "lat": self.stop_lat})

    @cached_property
    def trips_by_day(self) -> Longs:
        """How many trips run on each day from the first on."""
        of_service = np.bincount(self.trip_service, minlength=len(self.service_days))
        counts: Longs = of_service @ self.service_days.astype(np.int64)
        return counts

    def trips_on(self, day: date) -> int:
        """Return how many trips run on a day, 0 outside of the timetable."""
        at = (day - self.first_day).days
        return int(self.trips_by_day[at]) if 0 <= at < len(self.trips_by_day) else 0

    def runs_on(self, day: date) -> Flags:
        """Say for each trip whether it runs on a service day."""
        at = (day - self.first_day).days
        if not 0 <= at < self.service_days.shape[1]:
            return np.zeros(self.trips, dtype=np.bool_)
        runs: Flags = self.service_days[self.trip_service, at]
        return runs
