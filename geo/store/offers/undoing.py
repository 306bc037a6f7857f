"""What taking changes back would write, or where it would run over a later change; decided without the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import FieldConflict, OfferConflict
from geo.store.offers.history import Move
from geo.store.offers.records import Change, StoredOffer
from geo.store.offers.rows import row_of, runs_of, sites_of, snapshot_of
from geo.store.offers.steps import Step

Point = Mapping[str, Any]
#: What must be as the change left it; the date of an answer or a note may have become newer.
_COMPARED_OF_A_POINT = ("lon", "lat", "precision", "uncertainty_m", "is_locked")


def plan_undo(
    changes: Sequence[Change], stored: Mapping[str, StoredOffer], points: Mapping[str, Point]
) -> tuple[list[Step], list[Move]]:
    """Return what puts the columns that `changes` touched back to what they were; other columns stay.

    Parameters
    ----------
    changes
        Changes of one batch: at most one for each offer and location.
    stored, points
        The offers and points they name, as they are now.

    Raises
    ------
    OfferConflict
        If one of these columns was changed since; lists all of them, and nothing is to be written.
    """
    conflicts = [found for change in changes for found in _conflicts(change, stored, points)]
    if conflicts:
        raise OfferConflict(conflicts)
    steps = [_step(change, stored[change.offer_id]) for change in changes if change.offer_id]
    return steps, [_move(change, points[change.location_id]) for change in changes if change.location_id]


def _conflicts(
    change: Change, stored: Mapping[str, StoredOffer], points: Mapping[str, Point]
) -> list[FieldConflict]:
    now = points.get(change.location_id) if change.location_id else _seen(stored.get(change.offer_id))
    thing = change.offer_id or change.location_id
    if change.after is None:
        return [FieldConflict(thing, "", change.before, now, "exists")] if now is not None else []
    if now is None:
        return [FieldConflict(thing, "", change.before, None, "removed")]
    if change.location_id and not change.after:  # forgotten, because an offer there became protected
        return [FieldConflict(thing, "", None, None, "removed")]
    return [
        FieldConflict(thing, name, (change.before or {}).get(name), now[name])
        for name, value in change.after.items()
        if now[name] != value and (change.offer_id or name in _COMPARED_OF_A_POINT)
    ]


def _seen(offer: StoredOffer | None) -> dict[str, Any] | None:
    return None if offer is None or offer.is_deleted else snapshot_of(offer)


def _step(change: Change, now: StoredOffer) -> Step:
    values = None if change.before is None else {**snapshot_of(now), **change.before}
    return Step(
        change.offer_id,
        now,
        None if values is None else row_of(values),
        now.sites if values is None else sites_of(values),
        dataset=now.dataset,
        position=now.position,
        # where nothing came after it, the offer is as untouched as it was before
        edited_at=change.was_edited_at if change.version == now.version else now.edited_at,
        undoes=change.change_id,
        runs=now.runs if values is None else runs_of(values),
    )


def _move(change: Change, now: Point) -> Move:
    return Move(change.location_id, now, {**now, **(change.before or {})}, undoes=change.change_id)
