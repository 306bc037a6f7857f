"""A run of the geocoder over the queue: can be stopped at any moment, and goes on where it was when repeated.

What a service answered is remembered by the chain, so nobody is asked twice for the same address.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.model import NO_ANSWER, NOT_ASKED, Match
from geo.upkeep.locating.better import Geocode, is_better, place_of_row, trusted
from geo.upkeep.locating.queue import Entry

#: The chain says so in its note when a service gave no answer.
_FAILED_NOTES = (NO_ANSWER, NOT_ASKED)


@dataclass
class Round:
    """What was found: `better` points by location, still to be written; `failed` questions had no answer."""

    looked_up: int = 0
    better: dict[str, Match] = field(default_factory=dict)
    failed: int = 0
    is_stopped: bool = False


def look_up(
    queue: Sequence[Entry],
    rows: Mapping[str, Mapping[str, Any]],
    geocode: Geocode,
    *,
    progress: Callable[[int, int], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Round:
    """Ask for one address of the queue after the other and return what is better than what is stored.

    Parameters
    ----------
    rows
        As `rows_of` gives the stored locations.
    geocode
        The chain; an address without a street is not asked for.
    progress
        Called with (addresses looked up, all addresses).
    should_stop
        Asked before each address. An interruption by the keyboard ends the run in the same way.
    """
    run = Round()
    asked = [entry for entry in queue if entry.address.street]
    try:
        for entry in asked:
            if should_stop():
                run.is_stopped = True
                break
            _look_up_one(run, entry, rows[entry.location_id], geocode)
            if progress:
                progress(run.looked_up, len(asked))
    except KeyboardInterrupt:
        run.is_stopped = True
    return run


def _look_up_one(run: Round, entry: Entry, row: Mapping[str, Any], geocode: Geocode) -> None:
    match = trusted(place_of_row(entry.location_id, row), geocode(entry.address))
    run.looked_up += 1
    run.failed += any(words in match.note for words in _FAILED_NOTES)
    if is_better(match, row):
        run.better[entry.location_id] = match
