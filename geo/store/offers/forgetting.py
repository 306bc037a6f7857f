"""Forget where an offer was when it becomes protected: in its places, in the history, in the geocoder's memory."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, select, update

from geo.model import Address
from geo.places.address import address_key
from geo.places.address_words import without_addresses
from geo.store.accounts.tables import proposal
from geo.store.database.engine import EMPTY_LOG
from geo.store.offers.apart import forget_apart
from geo.store.offers.hiding import hidden_texts
from geo.store.offers.history import forget_addresses
from geo.store.offers.steps import Step, places_of
from geo.store.offers.tables import geocode_cache, location, offer, offer_site, offer_translation


def forget_protected(connection: Connection, steps: Sequence[Step]) -> None:
    """Leave no trace of the address of offers that are protected from now on; works inside the caller's transaction.

    All places go that no offer uses any more, locked ones too: an earlier address of the offer may be among them.
    """
    hidden = [step for step in steps if step.becomes_protected]
    if not hidden:
        return
    dropped = _drop_unused_locations(connection)
    known = forget_addresses(connection, [step.offer_id for step in hidden], dropped)
    _hide_earlier(connection, known)
    _drop_answers(connection, hidden)
    _drop_proposals(connection, hidden)
    forget_apart(connection, [step.offer_id for step in hidden])
    _hide_in_translations(connection, known)
    connection.info[EMPTY_LOG] = True


def _hide_earlier(connection: Connection, known: Mapping[str, Sequence[Address]]) -> None:
    """Take addresses that the offers had before out of their texts; the last one went with the edit itself."""
    for offer_id, addresses in known.items():
        row = connection.execute(select(offer).where(offer.c.offer_id == offer_id)).mappings().one_or_none()
        hidden = hidden_texts(dict(row), addresses) if row else {}
        if hidden:
            connection.execute(update(offer).where(offer.c.offer_id == offer_id).values(**hidden))


def _hide_in_translations(connection: Connection, known: Mapping[str, Sequence[Address]]) -> None:
    """Take the addresses out of texts in other languages, which keep the letters of a street."""
    table = offer_translation
    for offer_id, addresses in known.items():
        query = select(table).where(table.c.offer_id == offer_id)
        for row in connection.execute(query).mappings().all():
            plain = without_addresses(row["text"], addresses)
            if plain != row["text"]:
                keys = [column == row[column.name] for column in table.primary_key.columns]
                connection.execute(update(table).where(*keys).values(text=plain))


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
