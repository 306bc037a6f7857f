"""Look all places up again and keep what is better: the decision, without touching the database."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from geo.model import PRECISIONS, Address, Match, Precision
from geo.store.offers.seed_plan import SharedAddress, location_id, location_values

#: Points nearer than this are the same; the files round to centimetres.
SAME_POINT_DEGREES = 2e-6

Geocode = Callable[[Address], Match]


def better_places(
    locations: pd.DataFrame, geocode: Geocode, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, Match]:
    """Return the better answer for each location that has one; locked points are not looked at.

    Parameters
    ----------
    locations
        As `Store.locations` gives them.
    geocode
        Says where an address lies.
    progress
        Called with (addresses looked up, all addresses).
    """
    open_rows = rows_of(locations[~locations["is_locked"]])
    found = {}
    for done, (key, row) in enumerate(open_rows.items(), start=1):
        place = place_of_row(key, row)
        match = trusted(place, geocode(place.address))
        if is_better(match, row):
            found[key] = match
        if progress:
            progress(done, len(open_rows))
    return found


def rows_of(locations: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the stored locations one by one, by their id."""
    rows = ({str(name): value for name, value in row.items()} for row in locations.to_dict("records"))
    return dict(zip(map(str, locations.index), rows, strict=True))


def place_of_row(key: str, row: Mapping[str, Any]) -> SharedAddress:
    """Return the address of a stored location, and whether it only stands for a city's administration."""
    address = Address(*(str(row[name]) for name in ("street", "house_number", "postal_code", "city")))
    return SharedAddress(address, is_administration=key == location_id(address, is_administration=True))


def trusted(place: SharedAddress, match: Match) -> Match:
    """Return an answer as far as it may be trusted for this place, as the store would keep it."""
    values = location_values(place, match)
    return replace(match, precision=Precision(values["precision"]), note=values["note"])


def is_better(match: Match, stored: Mapping[str, Any]) -> bool:
    """Whether an answer is finer than the stored point, or the same source has moved it."""
    if match.lon is None or match.lat is None:
        return False
    new, old = _rank(str(match.precision), match.uncertainty_m), _stored_rank(stored)
    if new != old:
        return new < old
    is_moved = (
        abs(match.lon - float(stored["lon"])) > SAME_POINT_DEGREES
        or abs(match.lat - float(stored["lat"])) > SAME_POINT_DEGREES
    )
    return is_moved and _family(match.source) == _family(str(stored["match_source"]))


def _stored_rank(stored: Mapping[str, Any]) -> tuple[int, float]:
    radius = stored["uncertainty_m"]
    return _rank(str(stored["precision"]), None if pd.isna(radius) else float(radius))


def _rank(precision: str, uncertainty_m: float | None) -> tuple[int, float]:
    """Finer first; a point without a radius is taken as exact, nothing found comes last."""
    return PRECISIONS.index(Precision(precision)), uncertainty_m or 0.0


def _family(source: str) -> str:
    """Return who gave a point, without the date of the list."""
    return source.partition(",")[0]
