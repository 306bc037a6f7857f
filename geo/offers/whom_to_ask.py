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
from geo.model import OF_OTHERS, CityContact, FoundContact, Scope, Status

#: What a contact can be to an offer, nearest first.
STEPS = ("offer", "organization", "parent", "sibling", "city", "district")


@dataclass(frozen=True)
class Answerer:
    """Somebody who can be asked; `step` says what it is to the offer, `kind` what sort of contact, "" if not told.

    `beside` is the title of the other offer that states the number (step `sibling`), `name` is German. `as_of` is the
    day on which somebody confirmed it where `is_confirmed`, else the date of the page that states it.
    """

    step: str
    kind: str
    name: str
    phone: str
    email: str
    website: str
    as_of: str
    beside: str = ""
    is_confirmed: bool = False


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
    """Return by organisation and city the number that most of its offers state, of several the first confirmed one.

    A line for one matter alone (a hotline) is no number of the organisation, nor is that of a protected offer.
    """
    stated = frame[frame["phone"].ne("") & ~frame["is_protected"].astype(bool)]
    stated = stated[stated["scope"].ne(Scope.ONLINE.value)]
    by_key: defaultdict[tuple[str, str], list[Answerer]] = defaultdict(list)
    columns = ("organization", "city", "phone", "title", "page_date", "status", "assured_date")
    for organization, city, phone, title, date, status, assured in zip(
        *(stated[name] for name in columns), strict=True
    ):
        is_confirmed = bool(status == Status.CONFIRMED and assured)
        as_of = assured if is_confirmed else date
        one = Answerer("sibling", "", organization, phone, "", "", as_of, title, is_confirmed)
        by_key[organization, city].append(one)
    found = {}
    for key, answerers in by_key.items():
        [(usual, _)] = Counter(dial_link(one.phone) for one in answerers).most_common(1)
        those = [one for one in answerers if dial_link(one.phone) == usual]
        found[key] = next((one for one in those if one.is_confirmed), those[0])
    return found


def answerer_words(one: Answerer, row: Mapping[str, Any], texts: Texts) -> AnswererWords:
    """Say who can be asked, what that is to the offer, and how old the page is that states it."""
    return AnswererWords(
        name=one.name,
        what=texts(what_key(one), title=one.beside, city=row["city"]),
        phone=one.phone,
        phone_link=dial_link(one.phone) if one.phone else "",
        email=one.email,
        website=one.website,
        site=one.website.split("://", 1)[-1].removeprefix("www.").rstrip("/"),
        as_of=_as_of(one, texts),
    )


def _as_of(one: Answerer, texts: Texts) -> str:
    if not one.as_of:
        return texts("as_of.undated")
    date = texts.partial_date(one.as_of)
    return (
        texts("as_of.confirmed", date=date) if one.is_confirmed else texts("as_of.not_confirmed", date=date)
    )


def what_key(one: Answerer) -> str:
    """Return the key of the text that says what an answerer is to the offer."""
    if one.step in ("organization", "parent") and one.kind in ("switchboard", "office"):
        return f"ask.{one.step}_{one.kind}"
    return (one.step == "city" and whose_key(one.kind)) or f"ask.{one.step}"


def whose_key(confidence: str) -> str:
    """Return the key of the text that says whose phone and mail a city's contact point has, "" where its own."""
    return f"ask.city_{confidence}" if confidence in OF_OTHERS else ""


def answerer_record(one: Answerer) -> dict[str, str | bool]:
    """Return an answerer as JSON tells it to programs."""
    return {
        "is": one.step,
        "kind": one.kind,
        "name": one.name,
        "phone": one.phone,
        "email": one.email,
        "website": one.website,
        "as_of": one.as_of,
        "is_confirmed": one.is_confirmed,
        "stated_by_offer": one.beside,
    }
