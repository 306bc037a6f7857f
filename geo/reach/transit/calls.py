"""The calls of trips: `stop_times.txt` streamed into numbers, ordered, gaps filled, what cannot be left out."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.reach.transit.faults import EXAMPLES, Faults
from geo.reach.transit.tables import FeedFiles, Rows
from geo.reach.transit.timetable import Bytes, Flags, Ints, Longs

STOP_TIMES = "stop_times.txt"
_TIME = re.compile(r"(\d{1,3}):([0-5]?\d):([0-5]?\d)")
_BLANK, _WRONG = -1, -2
_LONGEST_S = 100 * 3600  # a trip of four days is none of a bus
_KINDS = ("", "0", "1", "2", "3")

#: Told (bytes read, bytes in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Calls:
    """Calls ordered by trip and sequence; seconds after noon minus 12 hours of the service day."""

    trip: Ints
    stop: Ints
    arr: Ints
    dep: Ints
    pick: Bytes
    drop: Bytes

    def __len__(self) -> int:
        return len(self.trip)

    def part(self, kept: Flags | Longs) -> "Calls":
        """Return some of the calls."""
        return Calls(*(getattr(self, name)[kept] for name in ("trip", "stop", "arr", "dep", "pick", "drop")))


def read_calls(
    feed: FeedFiles, trips: Any, stops: Any, faults: Faults, *, progress: Progress | None = None
) -> Calls:
    """Read all calls.

    Parameters
    ----------
    trips, stops
        Arrow arrays of the known ids; calls get their row numbers.
    progress
        Told after every block; what it raises stops the work.

    Raises
    ------
    DataError
        If the table or one of its columns is missing.
    """
    total = max(feed.size(STOP_TIMES), 1)
    found: list[tuple[Any, ...]] = []
    done = 0
    for run in feed.batches(
        STOP_TIMES,
        needs=("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
        may_have=("pickup_type", "drop_off_type"),
        faults=faults,
    ):
        found.append(_numbers(run, trips, stops, faults))
        done += sum(column.nbytes for column in run.columns.values())
        if progress:
            progress(min(done, total), total)
    if not found:
        none = np.empty(0, np.int32)
        return Calls(none, none, none, none, none.astype(np.uint8), none.astype(np.uint8))
    trip, stop, sequence, row, arr, dep, pick, drop = (
        np.concatenate(part) for part in zip(*found, strict=True)
    )
    del found
    order = np.lexsort((row, sequence, trip))
    calls = Calls(trip[order], stop[order], arr[order], dep[order], pick[order], drop[order])
    return _mended(calls, sequence[order], row[order], faults)


def _numbers(run: Rows, trips: Any, stops: Any, faults: Faults) -> tuple[Any, ...]:
    """Return one run as numbers; calls of unknown trips or stops are left out."""
    column = run.columns
    trip = _index(column["trip_id"], trips)
    stop = _index(column["stop_id"], stops)
    arr, dep = _times(column["arrival_time"]), _times(column["departure_time"])
    sequence = _sequence(column["stop_sequence"])
    pick, drop = _kind(column["pickup_type"]), _kind(column["drop_off_type"])
    checks = (
        ("trip_id", trip < 0, "the id of a trip"),
        ("stop_id", stop < 0, "the id of a stop"),
        ("arrival_time", arr == _WRONG, "HH:MM:SS, or nothing"),
        ("departure_time", dep == _WRONG, "HH:MM:SS, or nothing"),
        ("stop_sequence", sequence < 0, "a whole number"),
        ("pickup_type", pick > 3, "0 to 3"),
        ("drop_off_type", drop > 3, "0 to 3"),
    )
    is_bad = np.zeros(len(run), dtype=np.bool_)
    for name, flags, expectation in checks:
        rows = np.flatnonzero(flags & ~is_bad)
        if len(rows):
            shown = [(run.row(at), column[name][int(at)].as_py()) for at in rows[:EXAMPLES]]
            faults.add_many(STOP_TIMES, name, shown, len(rows), expectation)
            is_bad |= flags
    numbers = np.arange(len(run), dtype=np.int64)
    rows = (run.first + numbers).astype(np.int32)
    kept = ~is_bad
    return tuple(values[kept] for values in (trip, stop, sequence, rows, arr, dep, pick, drop))


def _index(texts: Any, known: Any) -> Ints:
    coded = pc.dictionary_encode(texts)
    of_text = pc.fill_null(pc.index_in(coded.dictionary, value_set=known), -1)
    numbers = np.asarray(of_text, dtype=np.int32)
    return numbers[np.asarray(coded.indices)] if len(numbers) else np.empty(0, np.int32)


def _per_text(texts: Any, value: Callable[[str], int]) -> Ints:
    """Return a number for each text; each different text is looked at once."""
    coded = pc.dictionary_encode(texts)
    numbers = np.array([value(text) for text in coded.dictionary.to_pylist()], dtype=np.int32)
    return numbers[np.asarray(coded.indices)] if len(numbers) else np.empty(0, np.int32)


def seconds_of(text: str) -> int:
    """Return the seconds of HH:MM:SS, which may go beyond 24 hours; -1 for nothing, -2 for what is no time."""
    if not text:
        return _BLANK
    parts = _TIME.fullmatch(text)
    if parts is None:
        return _WRONG
    hours, minutes, seconds = (int(part) for part in parts.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if total <= _LONGEST_S else _WRONG


def _times(texts: Any) -> Ints:
    return _per_text(texts, seconds_of)


def _sequence(texts: Any) -> Ints:
    return _per_text(
        texts, lambda text: int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    )


def _kind(texts: Any) -> Bytes:
    return _per_text(texts, lambda text: int(text or 0) if text in _KINDS else 9).astype(np.uint8)


# -- one trip at a time, all at once ------------------------------------------------------------------


def _mended(calls: Calls, sequence: Ints, row: Ints, faults: Faults) -> Calls:
    """Leave out calls told twice and trips whose times cannot be; fill the times that a feed may leave blank."""
    twice = np.zeros(len(calls), dtype=np.bool_)
    twice[1:] = (calls.trip[1:] == calls.trip[:-1]) & (sequence[1:] == sequence[:-1])
    _tell(faults, "stop_sequence", twice, row, sequence, "each number once in a trip")
    kept = ~twice
    calls, row = calls.part(kept), row[kept]
    arr, dep = calls.arr.copy(), calls.dep.copy()
    arr[arr < 0] = dep[arr < 0]
    dep[dep < 0] = arr[dep < 0]
    endless = _fill(calls.trip, arr, dep)
    _tell(
        faults,
        "arrival_time",
        endless,
        row,
        np.full(len(row), "", dtype=object),
        "a time at both ends of a trip",
    )
    same = np.zeros(len(calls), dtype=np.bool_)
    same[1:] = calls.trip[1:] == calls.trip[:-1]
    back = dep < arr
    back[1:] |= same[1:] & (arr[1:] < dep[:-1])
    back &= ~endless
    _tell(faults, "arrival_time", back, row, arr, "no earlier than before (seconds of the day)")
    lost = np.unique(calls.trip[back | endless])
    fine = ~np.isin(calls.trip, lost)
    return Calls(calls.trip, calls.stop, arr, dep, calls.pick, calls.drop).part(fine)


def _fill(trip: Ints, arr: Ints, dep: Ints) -> Flags:
    """Fill blank times evenly between the known ones, in place; return the calls with none before or after them."""
    blank = np.flatnonzero(arr < 0)
    outside = np.zeros(len(trip), dtype=np.bool_)
    if not len(blank):
        return outside
    known = np.flatnonzero(arr >= 0)
    after = np.searchsorted(known, blank)
    has_both = (after > 0) & (after < len(known))
    before_row = known[np.maximum(after - 1, 0)] if len(known) else np.zeros_like(blank)
    after_row = known[np.minimum(after, len(known) - 1)] if len(known) else np.zeros_like(blank)
    has_both &= (trip[before_row] == trip[blank]) & (trip[after_row] == trip[blank])
    outside[blank[~has_both]] = True
    at, low, high = blank[has_both], before_row[has_both], after_row[has_both]
    share = (at - low) / (high - low)
    times = np.round(dep[low] + (arr[high] - dep[low]) * share).astype(np.int32)
    arr[at], dep[at] = times, times
    return outside


def _tell(  # noqa: PLR0917  # one call a check
    faults: Faults, column: str, flags: Flags, row: Ints, values: Any, expectation: str
) -> None:
    at = np.flatnonzero(flags)
    faults.add_many(
        STOP_TIMES, column, [(int(row[i]), values[i]) for i in at[:EXAMPLES]], len(at), expectation
    )


def id_array(ids: list[str]) -> Any:
    """Return ids as an Arrow array to look calls up in."""
    return pa.array(ids, type=pa.string())
