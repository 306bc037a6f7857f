"""Who helps on the spot: the contact points for integration of cities and of the district."""

from collections.abc import Sequence
from typing import Any

from geo.i18n import Texts
from geo.kim.contacts import spoken_words
from geo.model import CityContact
from geo.offers.whom_to_ask import whose_key
from ui.shared import widgets
from ui.shared.loading import Data


def contacts(texts: Texts, data: Data, cities: Sequence[str]) -> None:
    """Show the contact points of some cities, that of the district where none is chosen."""
    for name in cities or (data.settings.district.name,):
        contact(texts, data, name)


def contact(texts: Texts, data: Data, name: str) -> None:
    """Show the contact point of a city, or that none is known."""
    widgets.html("find/contact.html", **contact_values(texts, data, name))


def contact_values(texts: Texts, data: Data, name: str) -> dict[str, Any]:
    """Return what `find/contact.html` says of a city or of the district."""
    found = data.contacts.get(name)
    known = found if found is not None and found.office else None
    whose = whose_key(known.confidence) if known else ""
    return {
        "heading": texts("contact.heading", city=name),
        "contact": known,
        "city": name if name in data.cities else "",
        "as_of": _contact_age(texts, known) if known else "",
        "what": texts(whose, city=name) if whose else "",
        "unknown": texts("contact.unknown"),
        "spoken": spoken_words(texts, known) if known else "",
    }


def _contact_age(texts: Texts, contact: CityContact) -> str:
    if not contact.source_date:
        return texts("as_of.undated")
    return texts("as_of.not_confirmed", date=texts.partial_date(contact.source_date))
