"""What one call of the store does inside its transaction: apply edits, set points, take back."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from geo.errors import StoreError, UndoRefused
from geo.model import ChangeKind, Match, Precision, Role
from geo.settings import utc_now
from geo.store.kim.changes import undo_kim
from geo.store.offers.apart import undo_apart
from geo.store.offers.forgetting import forget_protected
from geo.store.offers.history import Move, note_batch, note_change, read_batches, read_changes
from geo.store.offers.reading import in_sight, point_of, read_addresses, read_points, read_stored
from geo.store.offers.records import Batch, Done, OfferEdit, StoredOffer
from geo.store.offers.renaming import follow_renames
from geo.store.offers.seed_plan import FINER_THAN_PLACE, location_id
from geo.store.offers.steps import Step, plan_steps
from geo.store.offers.tables import offer
from geo.store.offers.undoing import plan_undo
from geo.store.offers.writing import Located, move_points, write_steps
from geo.store.words.added import undo_phrase

#: Asked with an offer's id and the offer as the transaction finds it, None where none is in sight; raises to refuse.
#: What changes an offer asks a second time, with the offer as it would be then.
Allow = Callable[[str, StoredOffer | None], object]
#: Asked with the city of a location whose point is to be moved; raises to refuse.
AllowAt = Callable[[str], object]


def apply(
    connection: Connection,
    edits: Sequence[OfferEdit],
    *,
    who: Role,
    kind: ChangeKind,
    note: str,
    dataset: str,
    located: Located,
    allow: Allow | None = None,
) -> list[Done]:
    """Write edits as one batch, none where nothing changes; return what became of each, in their order."""
    now = utc_now()
    stored = read_stored(connection, [edit.offer_id for edit in edits])
    if allow:
        for edit in edits:
            allow(edit.offer_id, in_sight(stored.get(edit.offer_id)))
    position = _next_position(connection) if any(edit.offer_id not in stored for edit in edits) else 0
    steps = plan_steps(edits, stored, now=now, dataset=dataset, next_position=position)
    if not steps:
        return [Done(stored[edit.offer_id]) for edit in edits]
    _ask_of_results(steps, allow, now=now)
    write_steps(connection, steps, located=located)
    noted = note_batch(connection, who=who, kind=kind, now=now, note=note, steps=steps)
    forget_protected(connection, steps)
    follow_renames(connection, steps)
    note_change(connection)
    done = {s.offer_id: Done(s.result(now), noted.batch, noted.change_ids[s.offer_id]) for s in steps}
    return [done.get(edit.offer_id) or Done(stored[edit.offer_id]) for edit in edits]


def _ask_of_results(steps: Sequence[Step], allow: Allow | None, *, now: datetime) -> None:
    """Ask of offers as they would be whether that is allowed, too: nobody moves one to where it is another's.

    One out of sight is asked about as it was when it went: nobody brings it back under its id but whose it was.
    """
    if allow:
        for step in steps:
            if step.before is not None and step.before.is_deleted:
                allow(step.offer_id, step.before)
            if step.row is not None:
                allow(step.offer_id, step.result(now))


def batch_of(done: Sequence[Done]) -> Batch | None:
    """Return the batch that changed what was to be changed, None where nothing was."""
    return next((one.batch for one in done if one.batch), None)


def _next_position(connection: Connection) -> int:
    last = connection.scalar(select(func.max(offer.c.position)))
    return 0 if last is None else int(last) + 1


def locate(
    connection: Connection,
    matches: Mapping[str, Match],
    *,
    who: Role,
    note: str,
    is_locked: bool,
    allow_at: AllowAt | None = None,
) -> Batch | None:
    """Set points and return the batch; None where nothing changes."""
    now = utc_now()
    points = read_points(connection, matches)
    missing = sorted(matches.keys() - points.keys())
    if missing:
        msg = f"there is no location {missing[0]!r}"
        raise StoreError(msg)
    _ask_of_places(connection, matches, allow_at)
    coarse = frozenset() if is_locked else _administrations(connection, matches)
    moves = [
        Move(key, points[key], _placed(match, is_locked=is_locked, now=now, is_coarse=key in coarse))
        for key, match in matches.items()
        if is_locked or not points[key]["is_locked"]
    ]
    moves = [move for move in moves if _differs(move)]
    if not moves:
        return None
    move_points(connection, {move.location_id: move.after for move in moves})
    noted = note_batch(connection, who=who, kind=ChangeKind.LOCATE, now=now, note=note, moves=moves)
    note_change(connection)
    return noted.batch


def _ask_of_places(connection: Connection, ids: Collection[str], allow_at: AllowAt | None) -> None:
    if allow_at and ids:
        for address in read_addresses(connection, ids).values():
            allow_at(address.city)


def _administrations(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return the locations that only stand for a city's administration."""
    places = read_addresses(connection, ids)
    return frozenset(key for key, at in places.items() if key == location_id(at, is_administration=True))


def _placed(match: Match, *, is_locked: bool, now: datetime, is_coarse: bool) -> dict[str, Any]:
    is_too_fine = is_coarse and match.precision in FINER_THAN_PLACE
    return point_of(
        {
            "lon": match.lon,
            "lat": match.lat,
            "precision": str(Precision.PLACE if is_too_fine else match.precision),
            "uncertainty_m": match.uncertainty_m,
            "match_source": match.source,
            "match_date": match.date,
            "is_locked": is_locked,
            "note": match.note,
            "placed_at": now,
        }
    )


def _differs(move: Move) -> bool:
    """Whether a point really changes; that it was set again is no event."""
    before, after = ({**point, "placed_at": None, "match_date": None} for point in (move.before, move.after))
    return before != after


def undo(
    connection: Connection,
    *,
    who: Role,
    note: str,
    change_id: int | None = None,
    batch_id: int | None = None,
    allow: Allow | None = None,
    allow_at: AllowAt | None = None,
) -> Batch:
    """Take a change or a batch back and return the batch that does so."""
    if batch_id is not None:
        for decided in read_batches(connection, batch_id=batch_id):
            if decided.kind == ChangeKind.APART:
                return undo_apart(connection, decided, who=who, note=note)
            if batch := undo_phrase(connection, decided, who=who, note=note):
                return batch
            if batch := undo_kim(connection, decided, who=who, text=note):
                return batch
    changes = read_changes(connection, change_id=change_id, batch_id=batch_id)
    if not changes:
        msg = f"there is no change {change_id or batch_id} that could be taken back"
        raise UndoRefused(msg)
    undone = changes[0].batch
    if undone.kind in (ChangeKind.SEED, ChangeKind.RESTORE):
        msg = "a load of shipped offers cannot be taken back; change the file, or edit the offer"
        raise UndoRefused(msg)
    stored = read_stored(connection, [c.offer_id for c in changes if c.offer_id])
    points = read_points(connection, [c.location_id for c in changes if c.location_id])
    steps, moves = plan_undo(changes, stored, points)
    if allow:
        for step in steps:
            allow(step.offer_id, step.before)
    _ask_of_results(steps, allow, now=utc_now())
    _ask_of_places(connection, [move.location_id for move in moves], allow_at)
    write_steps(connection, steps, located={})
    move_points(connection, {move.location_id: move.after for move in moves})
    noted = note_batch(
        connection,
        who=who,
        kind=ChangeKind.UNDO,
        now=utc_now(),
        note=note,
        steps=steps,
        moves=moves,
        undoes=undone.batch_id,
    )
    forget_protected(connection, steps)
    follow_renames(connection, steps)
    note_change(connection)
    return noted.batch
