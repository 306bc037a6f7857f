"""What editors of some cities are bound to: their offers, places, organisations and batches.

`geo.upkeep.access.may` decides of one offer; here stands what a transaction asks, and what of many they see.
"""

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from geo.errors import AccessDenied, UnknownOrganization
from geo.store import Batch, Change, OfferEdit, Store, StoredOffer, ids_of, organization_id
from geo.store.offers.transactions import Allow, AllowAt
from geo.upkeep.access import Action, Actor, OfferRef, may, require, require_city
from geo.upkeep.access.roles import Reason

if TYPE_CHECKING:
    import pandas as pd


def ref_of(stored: StoredOffer | None, offer_id: str = "") -> OfferRef:
    """Return what decides over an offer; one that is not there is nobody's."""
    return OfferRef.of(stored.offer_id, stored.row) if stored else OfferRef(offer_id, "")


def asked_of_offers(actor: Actor, action: Action) -> Allow | None:
    """Return what a transaction has to ask of each offer; None where the role alone is enough."""
    if not actor.is_of_cities:
        return None

    def allow(_offer_id: str, stored: StoredOffer | None) -> None:
        if stored is not None:
            require(actor, action, ref_of(stored))

    return allow


def asked_of_places(actor: Actor, action: Action) -> AllowAt | None:
    """Return what a transaction has to ask of the city of each point; None where the role alone is enough."""
    return partial(require_city, actor, action) if actor.is_of_cities else None


def kept_offers(actor: Actor, offers: "pd.DataFrame") -> "pd.DataFrame":
    """Return those of the offers frame that an actor keeps as far as cities bound it."""
    return offers[offers["city"].isin(actor.cities)] if actor.is_of_cities else offers


def organizations_of(store: Store, actor: Actor) -> dict[str, str]:
    """Return the names of the organizations by id; for an editor of cities those with offers there alone."""
    names = store.links.organizations()
    if not actor.is_of_cities:
        return names
    cities: dict[str, set[str]] = {}
    for stored in store.stored_offers().values():
        cities.setdefault(organization_id(stored.row["organization"]), set()).add(stored.row["city"])
    return {key: name for key, name in names.items() if cities.get(key) and cities[key] <= set(actor.cities)}


def require_organization(store: Store, actor: Actor, key: str, action: Action) -> None:
    """Go on only if somebody may do something to an organization as a whole.

    Raises
    ------
    AccessDenied
        If the role does not allow it, or an editor of cities is not the one who keeps all of its offers.
    """
    require(actor, action)
    if actor.is_of_cities and key not in organizations_of(store, actor):
        raise AccessDenied(actor.role, action, Reason.FOREIGN_CITY)


def renamed(store: Store, actor: Actor, key: str, name: str) -> list[OfferEdit]:
    """Return what gives an organization another name in all its offers at once; its links and reminders follow.

    Parameters
    ----------
    key
        The id of the organization.
    name
        Its new name; that of another organization joins both, and links stay with the offers they were made for.

    Raises
    ------
    AccessDenied
        If somebody may not change all of its offers.
    UnknownOrganization
        If it has no offers.
    """
    require_organization(store, actor, key, Action.MERGE)
    offers = store.stored_offers().values()
    own = [stored for stored in offers if organization_id(stored.row["organization"]) == key]
    if not own:
        msg = f"{key[:80]!r}: no organization with offers"
        raise UnknownOrganization(msg)
    wanted = {"organization": " ".join(name.split())}
    return [OfferEdit.change(stored.offer_id, wanted, version=stored.version) for stored in own]


def require_batch(store: Store, actor: Actor, batch_id: int) -> None:
    """Go on only if a batch is about offers and places, or two kept apart, of an editor's cities.

    Raises
    ------
    AccessDenied
        If it is not; who is bound to no city is asked nothing.
    """
    if actor.is_of_cities and not kept_batches(store, actor, store.batches(batch_id=batch_id)):
        raise AccessDenied(actor.role, Action.UNDO_BATCH, Reason.FOREIGN_CITY)


def kept_batches(store: Store, actor: Actor, batches: Iterable[Batch]) -> list[Batch]:
    """Return the batches that are about nothing but what an editor keeps; all where no city bounds it."""
    if not actor.is_of_cities:
        return list(batches)
    offers, cities = store.stored_offers(removed=True), store.locations(unused=True)["city"].to_dict()

    def is_own(change: Change) -> bool:
        if change.location_id:
            return cities.get(change.location_id) in actor.cities
        return bool(may(actor, Action.UNDO_BATCH, ref_of(offers.get(change.offer_id))))

    kept = []
    for batch in batches:
        pair = ids_of(batch)
        changes = store.changes(batch_id=batch.batch_id)
        own = [bool(may(actor, Action.UNDO_BATCH, ref_of(offers.get(key)))) for key in pair]
        own += [is_own(change) for change in changes]
        if own and all(own):
            kept.append(batch)
    return kept
