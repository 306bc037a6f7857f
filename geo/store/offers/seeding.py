"""Write a load of shipped offers; every function works inside the caller's transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from geo.model import PRECISIONS, Address, ChangeKind, Match, Precision, Role
from geo.settings import utc_now
from geo.store.offers.forgetting import forget_protected
from geo.store.offers.history import Move, note_batch
from geo.store.offers.reading import is_in_use, point_of, read_points, read_stored
from geo.store.offers.records import StoredOffer
from geo.store.offers.rows import full_row
from geo.store.offers.seed_plan import (
    OfferRecord,
    SeedChanges,
    SeedReport,
    location_values,
    place_of,
    plan_changes,
    record_of,
)
from geo.store.offers.steps import Step
from geo.store.offers.tables import dataset, location
from geo.store.offers.writing import write_steps

#: A place has moved where one of these differs; a newer date of the same answer is no event.
_MOVED_COLUMNS = ("lon", "lat", "precision", "uncertainty_m")

Located = Mapping[str, dict[str, Any]]


def locate(
    rows: Iterable[Mapping[str, str]],
    geocode: Callable[[Address], Match],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Located:
    """Return the location rows of all places that offers name, by id; each address is asked once."""
    places = {place.location_id: place for place in map(place_of, rows) if place}
    located: dict[str, dict[str, Any]] = {}
    for done, (key, place) in enumerate(places.items(), start=1):
        located[key] = location_values(place, geocode(place.address))
        if progress:
            progress(done, len(places))
    return located


def is_loaded(connection: Connection, name: str, sha256: str) -> bool:
    """Whether exactly this state of a data set is in the database."""
    return connection.scalar(select(dataset.c.sha256).where(dataset.c.name == name)) == sha256


def apply(
    connection: Connection, rows: Sequence[Mapping[str, str]], located: Located, *, source_name: str
) -> SeedReport:
    """Make the untouched offers equal to the shipped ones."""
    wanted = [record_of(row, position=number) for number, row in enumerate(rows)]
    stored = read_stored(connection)
    existing, untouchable = _split(stored, source_name)
    changes = plan_changes(wanted, existing, untouchable=untouchable)
    steps = _steps(changes, {row["offer_id"]: row for row in rows}, stored, source_name=source_name)
    moves = _move_locations(connection, located)
    write_steps(connection, steps, located=located)
    _note(connection, steps, moves, source_name=source_name)
    forget_protected(connection, steps)
    return SeedReport(
        source_name,
        rows=len(rows),
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
        unchanged=changes.unchanged,
        kept=changes.kept,
        locations=Counter(connection.scalars(select(location.c.precision).where(is_in_use()))),
    )


def note_dataset(connection: Connection, name: str, sha256: str, *, rows: int) -> None:
    """Remember what was loaded and when."""
    connection.execute(delete(dataset).where(dataset.c.name == name))
    values = {"name": name, "sha256": sha256, "rows": rows, "loaded_at": utc_now()}
    connection.execute(insert(dataset).values(values))


def _split(stored: Mapping[str, StoredOffer], source_name: str) -> tuple[dict[str, OfferRecord], list[str]]:
    """Return the offers a load of this source may change, and the ids of those it must not."""
    free = {key: o for key, o in stored.items() if o.edited_at is None and o.dataset == source_name}
    existing = {
        key: record_of(found.row, position=found.position)
        for key, found in free.items()
        if not found.is_deleted
    }
    return existing, [key for key in stored if key not in free]


def _steps(
    changes: SeedChanges,
    rows: Mapping[str, Mapping[str, str]],
    stored: Mapping[str, StoredOffer],
    *,
    source_name: str,
) -> list[Step]:
    written = [
        Step(
            r.offer_id,
            stored.get(r.offer_id),
            full_row(rows[r.offer_id]),
            (),
            source_name,
            r.values["position"],
            None,
        )
        for r in (*changes.added, *changes.changed)
    ]
    gone = [stored[offer_id] for offer_id in changes.removed]
    return written + [
        Step(o.offer_id, o, None, o.sites, source_name, o.position, None, runs=o.runs) for o in gone
    ]


def _move_locations(connection: Connection, located: Located) -> list[Move]:
    """Give places that are there already their new points, as far as nobody knows better; return what moved."""
    stored = read_points(connection)
    moves = [
        Move(key, stored[key], point_of(values))
        for key, values in located.items()
        if key in stored and _may_move(stored[key], values)
    ]
    rows = [{**located[move.location_id], "key": move.location_id, "placed_at": None} for move in moves]
    if rows:
        connection.execute(update(location).where(location.c.location_id == bindparam("key")), rows)
    return [move for move in moves if any(move.before[name] != move.after[name] for name in _MOVED_COLUMNS)]


def _may_move(stored: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a load may set a point: never a locked one, and one that was set by somebody only more finely."""
    if stored["is_locked"]:
        return False
    old, new = (PRECISIONS.index(Precision(point["precision"])) for point in (stored, values))
    return stored["placed_at"] is None or new < old


def _note(connection: Connection, steps: list[Step], moves: list[Move], *, source_name: str) -> None:
    if moves or any(step.counts for step in steps):
        note_batch(
            connection,
            who=Role.PROGRAM,
            kind=ChangeKind.SEED,
            now=utc_now(),
            note=source_name,
            steps=steps,
            moves=moves,
            only_existing=True,
        )
