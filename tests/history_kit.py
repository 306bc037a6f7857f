"""Three offers, and how a person changes one."""

from geo.model import Role
from geo.store import Store


def edit(store: Store, offer_id: str = "a-1", **values: str) -> int:
    """Change an offer as an editor and return its new version."""
    stored = store.get(offer_id)
    assert stored is not None
    return store.save(offer_id, values, version=stored.version, who=Role.EDITOR).offer.version


def title(store: Store, offer_id: str = "a-1") -> str:
    return str(store.offers().loc[offer_id, "title"])


def everything(store: Store) -> tuple[object, object]:
    """All that a person can see of the offers and their places."""
    stored = store.stored_offers()
    return {key: (o.row, o.sites, o.runs) for key, o in stored.items()}, store.locations()["lon"].to_dict()
