"""Who may take what back: one change of an offer, or a batch of many."""

from geo.offers.course_runs import RUNS
from geo.store import Change, Store
from geo.upkeep import city_rights
from geo.upkeep.access import Action, Actor, require, require_city, require_columns

#: Columns that confirming and closing set; an organisation may take that back, too.
_STATUS_COLUMNS = frozenset({"status", "assured_date"})
#: What advice says of offers and offices; all else it knows is taken back by who steers it.
_OF_OFFERS_AND_OFFICES = frozenset({"capacity", "contact"})


def require_undoable(store: Store, actor: Actor, change: Change) -> None:
    """Go on only if somebody may take a change back of an offer whose history they may see.

    Undoing an addition removes, undoing a removal restores, undoing a point locates: each asks for its own.

    Raises
    ------
    AccessDenied
        If not.
    """
    stored = store.get(change.offer_id, removed=True) if actor.is_of_cities else None
    offer = city_rights.ref_of(stored) if stored else None
    if change.location_id:
        require(actor, Action.LOCATE)
    elif change.before is None:
        require(actor, Action.DELETE, offer)
    elif change.after is None:
        require(actor, Action.RESTORE, offer)
    else:
        columns = set(change.before) | set(change.after)
        require_columns(actor, columns - _STATUS_COLUMNS - {"sites", RUNS}, Action.UNDO)


def require_undoable_batch(store: Store, actor: Actor, batch_id: int) -> None:
    """Go on only if somebody may take a batch back: languages of contact points, what advice teaches, or offers.

    Raises
    ------
    AccessDenied
        If not; also if an offer, place or contact point in it is another city's.
    """
    changed = store.advice.changed_in(batch_id)
    things = {thing for thing, _ in changed}
    if things == {"contact"}:
        for _, (city, *_) in changed:
            require_city(actor, Action.SAY_LANGUAGES, city)
        return
    require(actor, Action.STEER if things - _OF_OFFERS_AND_OFFICES else Action.UNDO_BATCH)
    city_rights.require_batch(store, actor, batch_id)
