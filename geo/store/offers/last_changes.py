"""When each offer was last changed, as the history tells it: the feed of new and changed offers stands on this."""

from sqlalchemy import Connection, func, select

from geo.model import ChangeKind, LastChange
from geo.store.offers.reading import utc
from geo.store.offers.tables import batch, change, offer


def read_last_changes(connection: Connection) -> dict[str, LastChange]:
    """Return the last change of each offer in sight by id.

    Offers that came with a load have no entry of their own in the history: they are as old as the first load.
    """
    begun = connection.scalar(select(func.min(batch.c.made_at)).where(batch.c.kind == str(ChangeKind.SEED)))
    last = (
        select(change.c.offer_id, func.max(change.c.change_id).label("change_id"))
        .where(change.c.offer_id.is_not(None))
        .group_by(change.c.offer_id)
        .subquery()
    )
    query = (
        select(offer.c.offer_id, batch.c.made_at, change.c.change_id, change.c.before.is_(None))
        .outerjoin(last, last.c.offer_id == offer.c.offer_id)
        .outerjoin(change, change.c.change_id == last.c.change_id)
        .outerjoin(batch, batch.c.batch_id == change.c.batch_id)
        .where(offer.c.deleted_at.is_(None))
    )
    return {
        offer_id: LastChange(moment, is_new=change_id is None or bool(is_first))
        for offer_id, made_at, change_id, is_first in connection.execute(query)
        if (moment := utc(made_at or begun))
    }
