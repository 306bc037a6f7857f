"""What editors of some cities are bound to: their offers, places, organisations and batches.

`geo.upkeep.access.may` decides of one offer; here stands what a transaction asks, and what of many they see.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from geo.errors import ForeignCity, UnknownOrganization
from geo.model import Scope
from geo.store import Batch, Change, OfferEdit, Store, StoredOffer, ids_of, organization_id
from geo.store.offers.transactions import Allow, AllowAt
from geo.upkeep.access import Action, Actor, OfferRef, may, require, require_city

if TYPE_CHECKING:
    import pandas as pd

#: So many batches are looked through at once for those of an editor.
_PAGE = 200


def ref_of(stored: StoredOffer | None, offer_id: str = "") -> OfferRef:
    """Return what decides over an offer; one that is not there is nobody's."""
    return OfferRef.of(stored.offer_id, stored.row) if stored else OfferRef(offer_id, "")


def asked_of_offers(store: Store, actor: Actor, action: Action) -> Allow | None:
    """Return what one transaction has to ask of each offer; None where the role alone is enough.

    Whose offer it is, it asks of the offer before and after. Where the organization or its mailbox is another
    afterwards, an organization that also has offers elsewhere keeps its mailboxes: reminders bring a link to all of
    its offers there.
    """
    if not actor.is_of_cities:
        return None
    seen: dict[str, StoredOffer | None] = {}
    elsewhere = _Elsewhere(store, actor)

    def allow(offer_id: str, stored: StoredOffer | None) -> None:
        if stored is not None:
            require(actor, action, ref_of(stored, offer_id))
            if offer_id in seen and not stored.is_deleted and _is_other_owner(seen[offer_id], stored):
                elsewhere.require_mailbox(stored.row, action)
        seen[offer_id] = stored

    return allow


def _is_other_owner(before: StoredOffer | None, after: StoredOffer) -> bool:
    """Whether an organization gains an offer, or an offer another mailbox; no later version is a transaction anew."""
    if before is None:
        return True
    is_later = after.version > before.version
    return is_later and any(before.row[name] != after.row[name] for name in ("organization", "email"))


class _Elsewhere:
    """The organizations that have offers outside an editor's cities, with the mailboxes named there."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store, self._actor = store, actor

    @cached_property
    def mailboxes(self) -> Mapping[str, Collection[str]]:
        """The mailboxes by id of the organization."""
        found: dict[str, set[str]] = {}
        for stored in self._store.stored_offers().values():
            ref = ref_of(stored)
            if ref.city not in self._actor.cities:
                found.setdefault(ref.organization_id, set()).add(stored.row["email"])
        return found

    def require_mailbox(self, row: Mapping[str, str], action: Action) -> None:
        """Go on only if an organization with offers elsewhere is given no mailbox that those do not name."""
        there = self.mailboxes.get(organization_id(row["organization"]))
        if there is not None and row["email"] and row["email"] not in there:
            raise ForeignCity(self._actor.role, action)


def asked_of_places(actor: Actor, action: Action) -> AllowAt | None:
    """Return what a transaction has to ask of the city of each point; None where the role alone is enough."""
    return partial(require_city, actor, action) if actor.is_of_cities else None


def kept_offers(actor: Actor, offers: "pd.DataFrame") -> "pd.DataFrame":
    """Return those of a frame of offers or places that an actor keeps as far as cities bound it."""
    if not actor.is_of_cities:
        return offers
    is_own = offers["city"].isin(actor.cities)
    if "scope" in offers:  # places have none
        is_own &= offers["scope"] == Scope.LOCAL
    return offers[is_own]


def organizations_of(store: Store, actor: Actor) -> dict[str, str]:
    """Return the names of the organizations by id; for an editor of cities those with offers there alone."""
    names = store.links.organizations()
    if not actor.is_of_cities:
        return names
    cities: dict[str, set[str]] = {}
    for stored in store.stored_offers().values():
        ref = ref_of(stored)
        cities.setdefault(ref.organization_id, set()).add(ref.city)
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
        raise ForeignCity(actor.role, action)


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
        If somebody may not change all of its offers, or all of those of the organization of that name.
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
    other = organization_id(wanted["organization"])
    if any(organization_id(stored.row["organization"]) == other for stored in offers):
        require_organization(store, actor, other, Action.MERGE)
    return [OfferEdit.change(stored.offer_id, wanted, version=stored.version) for stored in own]


def require_batch(store: Store, actor: Actor, batch_id: int) -> None:
    """Go on only if a batch is about offers and places, or two kept apart, of an editor's cities.

    Raises
    ------
    AccessDenied
        If it is not; who is bound to no city is asked nothing.
    """
    if actor.is_of_cities and not kept_batches(store, actor, store.batches(batch_id=batch_id)):
        raise ForeignCity(actor.role, Action.UNDO_BATCH)


def latest_batches(store: Store, actor: Actor, *, most: int) -> list[Batch]:
    """Return the latest batches that are about nothing but what an editor keeps, at most so many, newest first.

    Those of others between them do not count: they are looked through page by page until there are enough.
    """
    if not actor.is_of_cities:
        return store.batches(limit=most)
    keeping = _Keeping(store, actor)
    found: list[Batch] = []
    before: int | None = None
    while len(found) < most:
        page = store.batches(limit=_PAGE, before=before)
        found += keeping.of(page)
        if len(page) < _PAGE:
            break
        before = page[-1].batch_id
    return found[:most]


def kept_batches(store: Store, actor: Actor, batches: Iterable[Batch]) -> list[Batch]:
    """Return the batches that are about nothing but what an editor keeps; all where no city bounds it."""
    return _Keeping(store, actor).of(batches) if actor.is_of_cities else list(batches)


class _Keeping:
    """What an editor of cities keeps, to look through many batches."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self._store, self._actor = store, actor
        self._offers = store.stored_offers(removed=True)
        self._cities = store.locations(unused=True)["city"].to_dict()

    def of(self, batches: Iterable[Batch]) -> list[Batch]:
        """Return the batches that are about nothing else."""
        asked = list(batches)
        changes = self._store.changes_of([batch.batch_id for batch in asked])
        return [batch for batch in asked if self._keeps(batch, changes.get(batch.batch_id, ()))]

    def _keeps(self, batch: Batch, changes: Iterable[Change]) -> bool:
        own = [self._is_own_offer(key) for key in ids_of(batch)]
        own += [self._is_own(change) for change in changes]
        return bool(own) and all(own)

    def _is_own(self, change: Change) -> bool:
        if change.location_id:
            return self._cities.get(change.location_id) in self._actor.cities
        return self._is_own_offer(change.offer_id)

    def _is_own_offer(self, offer_id: str) -> bool:
        return bool(may(self._actor, Action.UNDO_BATCH, ref_of(self._offers.get(offer_id))))
