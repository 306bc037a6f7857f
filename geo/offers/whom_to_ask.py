"""Who can answer where an offer states no phone of its own: the next that does, and what it is.

The next is what a page states for the offer, then for its organisation, then the organisation's number beside another
of its offers, then the contact point of the city, then that of the district. Nothing is passed off as the offer's own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.i18n import Texts
from geo.links import dial_link
from geo.model import CityContact, FoundContact, Scope

#: What a contact can be to an offer, nearest first.
STEPS = ("offer", "organization", "parent", "sibling", "city", "district")


@dataclass(frozen=True)
class Answerer:
    """Somebody who can be asked; `step` says what it is to the offer, `kind` what sort of contact, "" if not told.

    `beside` is the title of the other offer that states the number (step `sibling`), `name` is German.
    """

    step: str
    kind: str
    name: str
    phone: str
    email: str
    website: str
    source_date: str
    beside: str = ""


@dataclass(frozen=True)
class AnswererWords:
    """An answerer in the visitor's words; `name` is German, `what` says what it is to the offer."""

    name: str
    what: str
    phone: str
    phone_link: str
    email: str
    website: str
    site: str
    as_of: str


class Directory:
    """Everybody who can be asked about the offers of a district, made once for a state of the data."""

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        found: Iterable[FoundContact] = (),
        contacts: Mapping[str, CityContact] | None = None,
        district: str = "",
    ) -> None:
        """Gather the contacts.

        Parameters
        ----------
        frame
            The open offers (`geo.offers.columns.OFFER_FRAME`).
        contacts
            The contact points by city, and that of the district by its name.
        """
        rows = tuple(found)
        self._contacts = contacts or {}
        self._district = district
        self._of_offer = {one.offer_id: one for one in rows if one.offer_id}
        self._of_organization = {(one.organization, one.city): one for one in rows if not one.offer_id}
        self._siblings = _siblings(frame)

    def whom(self, offer_id: str, row: Mapping[str, Any]) -> tuple[Answerer, ...]:
        """Return who can be asked about an offer, the nearest first; the last one has a phone, if anybody has.

        Nobody where the offer has a phone itself, or keeps its address to itself: there helplines answer.
        """
        if row["phone"] or row["is_protected"]:
            return ()
        asked: list[Answerer] = []
        is_reachable = bool(row["email"] or row["website"])
        for one in self._candidates(offer_id, row):
            if one.phone or not is_reachable:
                asked.append(one)
                is_reachable = True
            if one.phone:
                break
        return tuple(asked)

    def _candidates(self, offer_id: str, row: Mapping[str, Any]) -> Iterator[Answerer]:
        key = (row["organization"], row["city"])
        for found in (self._of_offer.get(offer_id), self._of_organization.get(key)):
            if found is not None:
                yield _found(found)
        if key in self._siblings:
            yield self._siblings[key]
        for name in (row["city"], self._district):
            contact = self._contacts.get(name)
            if contact is not None and (contact.phone or contact.email):
                yield _of_city(contact, is_district=name == self._district)


def _found(one: FoundContact) -> Answerer:
    return Answerer(one.whose, one.kind, one.name, one.phone, one.email, one.website, one.source_date)


def _of_city(contact: CityContact, *, is_district: bool) -> Answerer:
    step = "district" if is_district else "city"
    return Answerer(
        step, contact.confidence, contact.office, contact.phone, contact.email, "", contact.source_date
    )


def _siblings(frame: pd.DataFrame) -> dict[tuple[str, str], Answerer]:
    """Return by organisation and city the number that most of its offers state, of several the first.

    A line for one matter alone (a hotline) is no number of the organisation, nor is that of a protected offer.
    """
    stated = frame[frame["phone"].ne("") & ~frame["is_protected"].astype(bool)]
    stated = stated[stated["scope"].ne(Scope.ONLINE.value)]
    by_key: defaultdict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for organization, city, phone, title, date in zip(
        *(stated[name] for name in ("organization", "city", "phone", "title", "page_date")), strict=True
    ):
        by_key[organization, city].append((phone, title, date))
    found = {}
    for (organization, city), rows in by_key.items():
        [(usual, _)] = Counter(dial_link(phone) for phone, *_ in rows).most_common(1)
        phone, title, date = next(one for one in rows if dial_link(one[0]) == usual)
        found[organization, city] = Answerer("sibling", "", organization, phone, "", "", date, title)
    return found


def answerer_words(one: Answerer, row: Mapping[str, Any], texts: Texts) -> AnswererWords:
    """Say who can be asked, what that is to the offer, and how old the page is that states it."""
    as_of = (
        texts("as_of.not_confirmed", date=texts.partial_date(one.source_date))
        if one.source_date
        else texts("as_of.undated")
    )
    return AnswererWords(
        name=one.name,
        what=texts(what_key(one), title=one.beside, city=row["city"]),
        phone=one.phone,
        phone_link=dial_link(one.phone) if one.phone else "",
        email=one.email,
        website=one.website,
        site=one.website.split("://", 1)[-1].removeprefix("www.").rstrip("/"),
        as_of=as_of,
    )


def what_key(one: Answerer) -> str:
    """Return the key of the text that says what an answerer is to the offer."""
    if one.step in ("organization", "parent") and one.kind in ("switchboard", "office"):
        return f"ask.{one.step}_{one.kind}"
    if one.step == "city" and one.kind in ("parent", "house", "fallback"):
        return f"ask.city_{one.kind}"
    return f"ask.{one.step}"


def answerer_record(one: Answerer) -> dict[str, str]:
    """Return an answerer as JSON tells it to programs."""
    return {
        "is": one.step,
        "kind": one.kind,
        "name": one.name,
        "phone": one.phone,
        "email": one.email,
        "website": one.website,
        "as_of": one.source_date,
        "stated_by_offer": one.beside,
    }
