"""What changed since a day, and the offers as they were then: read backwards from the history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from geo.model import Precision, Status
from geo.offers.columns import OFFER_COLUMNS
from geo.store import Change, Store
from geo.store.offers.seed_plan import place_of
from geo.tables import LIST_SEPARATOR

_LISTS = frozenset(spec.name for spec in OFFER_COLUMNS if spec.is_list)
_FLAGS = frozenset({"is_protected", "is_administration_address"})
_POINT = ("lon", "lat", "precision", "uncertainty_m", "match_source")
#: Where an offer is, and how well that is known.
_PLACE = ("location_id", "lon", "lat", "precision", "uncertainty_m")
#: Columns of a confirmation: who only says "still right" changes nothing else.
_ASSURANCE = frozenset({"status", "assured_date"})
_NOWHERE: dict[str, Any] = {
    "lon": float("nan"),
    "lat": float("nan"),
    "precision": Precision.NONE.value,
    "uncertainty_m": float("nan"),
    "match_source": "",
}

_KINDS = ("new", "changed", "closed", "confirmed")

State = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Changes:
    """What changed since a day: ids of offers, each in one of the four, and places whose point became another.

    `then` are the offers as they were at the beginning of the day, shaped as `geo.offers.columns.OFFER_FRAME`.
    `begins` is the day of the first entry where that is later: of the time before nothing is known.
    """

    since: date
    new: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]
    confirmed: tuple[str, ...]
    relocated: int
    then: pd.DataFrame
    begins: date | None = None

    @property
    def known_since(self) -> date:
        """The day from which changes are known: that asked for, or the first of the history where that is later."""
        return self.begins or self.since

    def then_at(self, offers: pd.DataFrame) -> pd.DataFrame:
        """Return the offers as they were then, each that is still there at the place it is known at today.

        What differs from `then` is what better (or other) addresses do; it is no new offer and no progress.

        Parameters
        ----------
        offers
            As they are today.
        """
        same = self.then.index.intersection(offers.index)
        frame = self.then.copy()
        frame.loc[same, list(_PLACE)] = offers.loc[same, list(_PLACE)]
        return frame

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.new or self.changed or self.closed or self.confirmed or self.relocated)


def changes_since(
    since: date, changes: Sequence[Change], offers: pd.DataFrame, locations: pd.DataFrame
) -> Changes:
    """Say what changed since the beginning of a day.

    Parameters
    ----------
    changes
        All changes since then, newest first, as `Store.changes` gives them.
    offers, locations
        As they are today (`Store.offers`, `Store.locations` with the unused ones).
    """
    states = _states_then([c for c in changes if c.offer_id], offers)
    points = _points_then([c for c in changes if c.location_id], locations)
    kinds = {name: _kind(name, states[name], offers, changes) for name in states}
    moved = {c.location_id for c in changes if c.location_id}
    new, changed, closed, confirmed = (
        tuple(name for name, kind in kinds.items() if kind == wanted) for wanted in _KINDS
    )
    return Changes(
        since,
        new=new,
        changed=changed,
        closed=closed,
        confirmed=confirmed,
        relocated=sum(_is_elsewhere(points[name], locations, name) for name in moved),
        then=_frame_then(offers, states, points),
    )


def changes_since_day(store: Store, day: date, *, timezone: str) -> Changes:
    """Read what changed since the beginning of a day, as the clocks of `timezone` tell it."""
    zone = ZoneInfo(timezone)
    begins = datetime.combine(day, time(), zone).astimezone(UTC)
    found = changes_since(day, store.changes(since=begins), store.offers(), store.locations(unused=True))
    first = store.history_begins()
    return replace(found, begins=first.astimezone(zone).date() if first and first > begins else None)


def _states_then(changes: Sequence[Change], offers: pd.DataFrame) -> dict[str, State | None]:
    """Return each changed offer as texts as it was then, None where it was not there."""
    states: dict[str, State | None] = {}
    for change in changes:  # newest first: each step goes one further back
        name = change.offer_id
        if name not in states:
            states[name] = _texts(offers.loc[name].to_dict(), name) if name in offers.index else None
        before = change.before
        states[name] = None if before is None else {**(states[name] or {}), **before}
    return states


def _texts(row: Mapping[Any, Any], offer_id: str) -> State:
    """Return a row of the frame as the history writes it."""
    values: State = {spec.name: row.get(spec.name, "") for spec in OFFER_COLUMNS}
    for name in _LISTS:
        values[name] = LIST_SEPARATOR.join(values[name])
    for name in _FLAGS:
        values[name] = "yes" if values[name] else "no"
    return values | {"offer_id": offer_id}


def _points_then(changes: Sequence[Change], locations: pd.DataFrame) -> dict[str, State]:
    points: dict[str, State] = {
        str(name): {key: row[key] for key in _POINT} for name, row in locations.to_dict("index").items()
    }
    for change in changes:
        before = {name: value for name, value in (change.before or {}).items() if name in _POINT}
        points[change.location_id] = {**points.get(change.location_id, _NOWHERE), **before}
    return points


def _kind(offer_id: str, then: State | None, offers: pd.DataFrame, changes: Iterable[Change]) -> str:
    is_there = offer_id in offers.index and offers.at[offer_id, "status"] != Status.CLOSED.value
    was_there = then is not None and then["status"] != Status.CLOSED.value
    if is_there and not was_there:
        return "new"
    if was_there and not is_there:
        return "closed"
    if not is_there:
        return ""
    now = _texts(offers.loc[offer_id].to_dict(), offer_id)
    different = {name for name in now if now[name] != (then or {}).get(name)}
    if not different:
        return ""
    return "confirmed" if different <= _ASSURANCE else "changed"


def _is_elsewhere(then: State, locations: pd.DataFrame, name: str) -> bool:
    if name not in locations.index:
        return False
    now = locations.loc[name]
    return any(_is_other(now[key], then[key]) for key in ("lon", "lat", "precision", "uncertainty_m"))


def _is_other(one: Any, other: Any) -> bool:
    both_unknown = pd.isna(one) and pd.isna(other)
    return not both_unknown and one != other


def _frame_then(
    offers: pd.DataFrame, states: Mapping[str, State | None], points: Mapping[str, State]
) -> pd.DataFrame:
    untouched = offers[~offers.index.isin(list(states))]
    back = untouched.assign(**{name: _point_column(untouched, points, name) for name in _POINT})
    rows = {name: _row(state, points) for name, state in states.items() if state is not None}
    if not rows:
        return back
    index = pd.Index(list(rows), name=offers.index.name, dtype=offers.index.dtype)
    old = pd.DataFrame(list(rows.values()), index=index)[list(offers.columns)].astype(offers.dtypes.to_dict())
    joined = pd.concat([back, old])
    order = [*(name for name in offers.index if name in joined.index), *rows]
    return joined.loc[list(dict.fromkeys(order))]


def _point_column(offers: pd.DataFrame, points: Mapping[str, State], name: str) -> list[Any]:
    return [
        points[place][name] if place in points else value
        for place, value in zip(offers["location_id"], offers[name], strict=True)
    ]


def _row(state: State, points: Mapping[str, State]) -> State:
    """Return a state as a row of the frame, with the point its place had."""
    place = place_of(state)
    name = place.location_id if place else ""
    values = {key: value for key, value in state.items() if key not in ("offer_id", "sites", "runs")}
    for key in _LISTS:
        values[key] = tuple(item for item in values[key].split(LIST_SEPARATOR) if item)
    for key in _FLAGS:
        values[key] = values[key] == "yes"
    return values | {"location_id": name, **points.get(name, _NOWHERE)}
