"""Two offers that a person said are no duplicates: remembered as they were, with a batch of the history."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, or_, select

from geo.errors import FieldConflict, OfferConflict, UndoRefused
from geo.model import ChangeKind, Role
from geo.settings import utc_now
from geo.store.database.connected import Connected
from geo.store.offers.history import note_batch, note_change
from geo.store.offers.reading import read_stored
from geo.store.offers.records import Batch, Seen, StoredOffer
from geo.store.offers.tables import offer_apart

#: Stands between the ids of both in the note of the batch.
_BETWEEN = " and "


class Apart:
    """Decisions that two offers are different ones."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def decided(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Return the pairs of ids, the smaller one first, and what was seen of each."""
        with self._store.reading() as connection:
            rows = connection.execute(select(offer_apart)).all()
        return {(row.first_id, row.second_id): (row.first_seen, row.second_seen) for row in rows}

    def keep(self, first: Seen, second: Seen, *, who: Role) -> Batch:
        """Remember that two offers are different and return the batch, which undo takes back.

        Parameters
        ----------
        first, second
            The offers as they were looked at.

        Raises
        ------
        OfferConflict
            If one of them was changed since or is gone; nothing is written.
        """
        return self._store.transact(lambda connection: _keep(connection, first, second, who))


def ids_of(batch: Batch) -> tuple[str, ...]:
    """Return the offers that a batch of this kind is about."""
    return tuple(batch.note.split(_BETWEEN)) if batch.kind == ChangeKind.APART else ()


def undo_apart(connection: Connection, decided: Batch, *, who: Role, note: str) -> Batch:
    """Forget a decision and return the batch that does so.

    Raises
    ------
    UndoRefused
        If it is forgotten already, or was made anew since.
    """
    is_this = offer_apart.c.batch_id == decided.batch_id
    if not connection.execute(delete(offer_apart).where(is_this)).rowcount:
        msg = f"batch {decided.batch_id}: the decision is forgotten already, or was made anew"
        raise UndoRefused(msg)
    batch = note_batch(
        connection,
        who=who,
        kind=ChangeKind.UNDO,
        now=utc_now(),
        note=note or decided.note,
        undoes=decided.batch_id,
    ).batch
    note_change(connection)
    return batch


def forget_apart(connection: Connection, offer_ids: list[str]) -> None:
    """Forget the decisions about offers: what was seen of them holds their address, hard to read but not secret."""
    names = or_(offer_apart.c.first_id.in_(offer_ids), offer_apart.c.second_id.in_(offer_ids))
    connection.execute(delete(offer_apart).where(names))


def _keep(connection: Connection, first: Seen, second: Seen, who: Role) -> Batch:
    one, two = sorted((first, second), key=lambda seen: seen.offer_id)
    stored = read_stored(connection, [one.offer_id, two.offer_id])
    conflicts = [found for seen in (one, two) if (found := _conflict(seen, stored))]
    if conflicts:
        raise OfferConflict(conflicts)
    note = f"{one.offer_id}{_BETWEEN}{two.offer_id}"
    batch = note_batch(connection, who=who, kind=ChangeKind.APART, now=utc_now(), note=note).batch
    ids = {"first_id": one.offer_id, "second_id": two.offer_id}
    is_pair = (offer_apart.c.first_id == one.offer_id) & (offer_apart.c.second_id == two.offer_id)
    connection.execute(delete(offer_apart).where(is_pair))
    values = {"first_seen": one.fingerprint, "second_seen": two.fingerprint, "batch_id": batch.batch_id}
    connection.execute(insert(offer_apart).values(**ids, **values))
    note_change(connection)
    return batch


def _conflict(seen: Seen, stored: Mapping[str, StoredOffer]) -> FieldConflict | None:
    now = stored.get(seen.offer_id)
    if now is None or now.is_deleted:
        return FieldConflict(seen.offer_id, "", None, None, "removed" if now else "missing")
    return FieldConflict(seen.offer_id, "", None, None) if now.version != seen.version else None
