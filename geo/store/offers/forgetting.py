"""Forget where an offer was when it becomes protected: in its places, in the history, in the geocoder's memory."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from geo.places.address import address_key
from geo.store.accounts.tables import proposal
from geo.store.offers.apart import forget_apart
from geo.store.offers.history import forget_addresses
from geo.store.offers.steps import Step, places_of
from geo.store.offers.tables import geocode_cache, location, offer, offer_site


def forget_protected(connection: Connection, steps: Sequence[Step]) -> None:
    """Leave no trace of the address of offers that are protected from now on; works inside the caller's transaction.

    All places go that no offer uses any more, locked ones too: an earlier address of the offer may be among them.
    """
    hidden = [step for step in steps if step.becomes_protected]
    if not hidden:
        return
    dropped = _drop_unused_locations(connection)
    forget_addresses(connection, [step.offer_id for step in hidden], dropped)
    _drop_answers(connection, hidden)
    _drop_proposals(connection, hidden)
    forget_apart(connection, [step.offer_id for step in hidden])


def _drop_unused_locations(connection: Connection) -> list[str]:
    used = [
        select(column).where(column.is_not(None))
        for column in (offer.c.location_id, offer_site.c.location_id)
    ]
    unused = [location.c.location_id.not_in(query) for query in used]
    dropped = list(connection.scalars(select(location.c.location_id).where(*unused)))
    connection.execute(delete(location).where(*unused))
    return dropped


def _drop_answers(connection: Connection, steps: Sequence[Step]) -> None:
    for step in steps:
        for place in places_of(step.before.row, step.before.sites) if step.before else []:
            key = address_key(place.address)
            connection.execute(
                delete(geocode_cache).where(geocode_cache.c.key.endswith(key, autoescape=True))
            )


def _drop_proposals(connection: Connection, steps: Sequence[Step]) -> None:
    """Drop what visitors proposed, decided or not: its texts may name the address."""
    ids = [step.offer_id for step in steps]
    connection.execute(delete(proposal).where(proposal.c.offer_id.in_(ids)))
