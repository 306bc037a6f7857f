"""Two offers that are one: which fields differ, what to take from which, and one change that leaves a single offer.

Some columns only make sense together: an address, a status with its date, a source with its date. They are one field.
"""

from collections.abc import Mapping
from enum import StrEnum

from geo.model import ChangeKind
from geo.offers.columns import ADDRESS_COLUMNS, OFFER_COLUMNS
from geo.offers.course_runs import in_order
from geo.store import Batch, OfferEdit, Seen, Store, StoredOffer
from geo.store.offers.editing import Geocode
from geo.tables import LIST_SEPARATOR
from geo.upkeep.access import Action, Actor, OfferRef, require
from geo.upkeep.city_rights import asked_of_offers
from geo.upkeep.duplicates import Entry

#: Fields of several columns, named by their first one.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "street": (*ADDRESS_COLUMNS, "city", "scope", "is_administration_address"),
    "status": ("status", "assured_date"),
    "source_host": ("source_host", "source_url", "page_date"),
}
#: Never asked: the id stays that of the first; what one of both keeps secret stays secret.
_DECIDED = ("offer_id", "is_protected")
_LISTS = frozenset(spec.name for spec in OFFER_COLUMNS if spec.is_list)
_INNER = frozenset(name for names in _TOGETHER.values() for name in names[1:])
FIELDS = tuple(spec.name for spec in OFFER_COLUMNS if spec.name not in {*_DECIDED, *_INNER})


class Side(StrEnum):
    """From which offer a field is taken; lists may be put together."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


def columns_of(name: str) -> tuple[str, ...]:
    """Return the columns of a field."""
    return _TOGETHER.get(name, (name,))


def sides_of(name: str) -> tuple[Side, ...]:
    """Return what may be chosen for a field."""
    return tuple(Side) if name in _LISTS else (Side.FIRST, Side.SECOND)


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Return the fields in which two rows differ, in the order of the columns."""
    return [name for name in FIELDS if any(first.get(c, "") != second.get(c, "") for c in columns_of(name))]


def suggested(name: str, first: Mapping[str, str], second: Mapping[str, str]) -> Side:
    """Return what is most likely wanted: both lists, else the first unless only the second says something."""
    if name in _LISTS:
        return Side.BOTH
    says = [any(row.get(c, "") for c in columns_of(name)) for row in (first, second)]
    return Side.SECOND if says == [False, True] else Side.FIRST


def merged_row(
    first: Mapping[str, str], second: Mapping[str, str], choices: Mapping[str, Side]
) -> dict[str, str]:
    """Return the row of the one offer: that of the first with what is chosen of the second.

    Parameters
    ----------
    choices
        By field; what is not named stays as in the first. The result is protected if one of both is, and then
        tells no address.
    """
    row = dict(first)
    for name, side in choices.items():
        for column in columns_of(name):
            row[column] = _taken(first.get(column, ""), second.get(column, ""), side)
    if "yes" in (first["is_protected"], second["is_protected"]):
        row |= {"is_protected": "yes", **dict.fromkeys(ADDRESS_COLUMNS, "")}
    return row


def _taken(first: str, second: str, side: Side) -> str:
    if side is Side.BOTH:
        items = [item.strip() for text in (first, second) for item in text.split(LIST_SEPARATOR)]
        return LIST_SEPARATOR.join(dict.fromkeys(item for item in items if item))
    return first if side is Side.FIRST else second


def keep_apart(store: Store, actor: Actor, first: StoredOffer, second: StoredOffer) -> Batch:
    """Remember that two offers are no duplicates, until what is compared of one changes; undo forgets it.

    Parameters
    ----------
    first, second
        As they were looked at.

    Raises
    ------
    AccessDenied
        If the actor may not merge.
    OfferConflict
        If one of them was changed since; nothing is written.
    """
    for stored in (first, second):
        require(actor, Action.MERGE, OfferRef.of(stored.offer_id, stored.row))
    one, two = (Seen(o.offer_id, o.version, Entry.of(o.offer_id, o.row).fingerprint) for o in (first, second))
    return store.apart.keep(one, two, who=actor.role)


def merge(
    store: Store,
    actor: Actor,
    first: StoredOffer,
    second: StoredOffer,
    choices: Mapping[str, Side],
    *,
    geocode: Geocode,
) -> Batch | None:
    """Make two offers one, as one batch: the first keeps its id, the second goes; later imports of it find the first.

    Parameters
    ----------
    first, second
        As they were looked at.
    geocode
        Says where a new address lies.

    Raises
    ------
    AccessDenied
        If the actor may not merge.
    OfferConflict
        If one of them was changed since; nothing is written.
    """
    for stored in (first, second):
        require(actor, Action.MERGE, OfferRef.of(stored.offer_id, stored.row))
    row = merged_row(first.row, second.row, choices)
    runs = in_order((*first.runs, *second.runs))
    sites = () if row["is_protected"] == "yes" else tuple(dict.fromkeys((*first.sites, *second.sites)))
    edits = [
        OfferEdit.change(first.offer_id, row, version=first.version, sites=sites, runs=runs),
        OfferEdit.remove(second.offer_id, version=second.version),
    ]
    return store.take_in(
        edits,
        who=actor.role,
        kind=ChangeKind.MERGE,
        note=f"{second.offer_id} into {first.offer_id}",
        dataset=first.dataset,
        geocode=geocode,
        allow=asked_of_offers(store, actor, Action.MERGE),
        aliases={second.offer_id: first.offer_id},
    )
