"""Which languages are spoken at the contact points of cities: entered by editors, unknown until then."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from geo.errors import DataError, Problem
from geo.i18n import Texts
from geo.model import CityContact
from geo.offers.columns import BY_NAME
from geo.store import Batch, Store
from geo.tables import cell_of, items_of
from geo.upkeep.access import Action, Actor, require_city

#: So many languages one office may state.
MOST_LANGUAGES = 20


def with_languages(contacts: Mapping[str, CityContact], store: Store) -> dict[str, CityContact]:
    """Return contact points with the languages that were entered for them, and on which day (ISO)."""
    known = store.advice.contacts()
    return {
        name: replace(
            one, languages=tuple(items_of(known[name]["languages"])), languages_date=known[name]["as_of"]
        )
        if name in known
        else one
        for name, one in contacts.items()
    }


def set_languages(
    store: Store, actor: Actor, city: str, languages: Sequence[str], *, places: Collection[str], today: date
) -> Batch:
    """Write which languages are spoken at a contact point (none: unknown again); undo takes it back.

    Parameters
    ----------
    languages
        ISO 639 codes.
    places
        The cities, and the district where it has a contact point.

    Raises
    ------
    AccessDenied
        If somebody may not, or is an editor of other cities.
    DataError
        If there is no such contact point, or a code is none.
    """
    require_city(actor, Action.SAY_LANGUAGES, city)
    chosen = [*dict.fromkeys(languages)]
    if problems := _problems(city, chosen, places):
        raise DataError(problems)
    values = {"city": city, "languages": cell_of(chosen), "as_of": today.isoformat()}
    return store.advice.set_contact(values, who=actor.role)


def spoken_words(texts: Texts, contact: CityContact) -> str:
    """Name the languages that are spoken at a contact point, with the day of that; "" where nobody entered any."""
    if not contact.languages:
        return ""
    names = texts.listing([texts.language_name(code) for code in contact.languages])
    told = texts("run.as_of", state=names, date=texts.partial_date(contact.languages_date))
    return f"{texts('detail.languages')}: {told}"


def is_language(code: str) -> bool:
    """Whether a contact point may state a code: one of ISO 639, neither "not stated" nor simple German."""
    return re.fullmatch(BY_NAME["languages"].pattern, code) is not None


def _problems(city: str, languages: Sequence[str], places: Collection[str]) -> list[Problem]:
    column = BY_NAME["languages"]
    problems = [
        Problem("contact", 0, "languages", code[:20], column.expectation)
        for code in languages
        if not is_language(code)
    ]
    if len(languages) > MOST_LANGUAGES:
        told = f"at most {MOST_LANGUAGES} languages"
        problems.append(Problem("contact", 0, "languages", str(len(languages)), told))
    if city not in places:
        problems.append(Problem("contact", 0, "city", city[:80], f"one of: {', '.join(places)}"))
    return problems
