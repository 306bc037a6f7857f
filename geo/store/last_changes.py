"""When each offer was last changed: by a person, else with the load of the table it came with."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from geo.model import LastChange
from geo.store.tables import dataset, offer


def read_last_changes(connection: Connection) -> dict[str, LastChange]:
    """Return the last change of each offer by id; an offer whose load is not known is left out."""
    query = select(offer.c.offer_id, offer.c.edited_at, dataset.c.loaded_at).outerjoin(
        dataset, dataset.c.name == offer.c.dataset
    )
    return {
        offer_id: LastChange(_utc(edited_at or loaded_at), is_new=edited_at is None)
        for offer_id, edited_at, loaded_at in connection.execute(query)
        if edited_at or loaded_at
    }


def _utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone; what we write is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
