"""The list for browsers without JavaScript: every offer by city, in the default language, as values for `page.html`.

An offer with several addresses stands in each of their cities; its texts are the source's own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.i18n import Texts
from geo.kim.contacts import spoken_words
from geo.links import dial_link
from geo.model import CityContact, Scope, Taxonomy
from geo.offers.place_wording import place_words, site_words
from geo.offers.sites import further_sites
from geo.offers.wording import as_of_words
from geo.publish.columns import harmless, public_offers
from geo.publish.content import Material, city_contact

#: More offers than this would make the file heavy for everybody else; how many are left out is told.
_MOST = 1000
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NAME_OF_SITE = re.compile(r"^[^:]*://(?:www\.)?|/+$")


@dataclass(frozen=True)
class PlainOffer:
    """One offer: what a person needs to call or to go there."""

    title: str
    organization: str
    topics: str
    place: str
    phone: str
    email: str
    website: str
    site: str
    as_of: str
    also_at: tuple[str, ...]

    @property
    def phone_link(self) -> str:
        """Return the number as it is dialled."""
        return dial_link(self.phone).removeprefix("tel:")


@dataclass(frozen=True)
class Section:
    """The offers of a city, or of no city alone; `contact` says who helps there."""

    heading: str
    count: str
    contact: Mapping[str, Any] | None
    offers: tuple[PlainOffer, ...]


def plain_list(material: Material, *, most: int = _MOST) -> tuple[list[Section], int]:
    """Return the sections, cities first, and how many offers are left out."""
    texts, *_ = material.texts
    rows = _rows(material)
    cities = sorted(material.cities)
    sections = [(name, [row for row in rows if _is_in(row, name)], name) for name in cities]
    elsewhere = [row for row in rows if not any(_is_in(row, name) for name in cities)]
    for heading in dict.fromkeys(_heading(row, texts) for row in elsewhere):
        sections.append((heading, [row for row in elsewhere if _heading(row, texts) == heading], ""))
    made, told = _made(sections, material, texts, most)
    return made, len(rows) - told


def _rows(material: Material) -> list[dict[str, Any]]:
    """Return the offers, each with its further addresses as `sites`."""
    offers = public_offers(material.frame)
    sites: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    further = further_sites(offers, material.sites)
    for offer_id, site in zip(further.index, further.to_dict("records"), strict=True):
        sites[offer_id].append(_harmless(site))
    rows = zip(offers.index, offers.to_dict("records"), strict=True)
    return [_harmless(row) | {"id": offer_id, "sites": sites[offer_id]} for offer_id, row in rows]


def _harmless(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(key): harmless(value) if isinstance(value, str) else value for key, value in row.items()}


def _is_in(row: Mapping[str, Any], city: str) -> bool:
    is_there = row["city"] == city and (row["scope"] == Scope.LOCAL or row["is_protected"])
    return bool(is_there or any(site["city"] == city for site in row["sites"]))


def _heading(row: Mapping[str, Any], texts: Texts) -> str:
    return place_words(row, texts) or texts("precision.none")


def _made(
    sections: Iterable[tuple[str, list[dict[str, Any]], str]], material: Material, texts: Texts, most: int
) -> tuple[list[Section], int]:
    """Return the sections of at most so many entries, and how many offers stand in them."""
    made: list[Section] = []
    told: set[str] = set()
    left = most
    for heading, rows, city in sections:
        known = material.contacts.get(city)
        contact = _contact(known, material, texts) if known and known.office else None
        offers = tuple(_offer(row, texts, material.taxonomy) for row in rows[:left])
        told.update(row["id"] for row in rows[:left])
        left -= len(offers)
        if offers or contact:
            made.append(Section(heading, texts("summary.count", count=len(rows)), contact, offers))
    return made, len(told)


def _contact(known: CityContact, material: Material, texts: Texts) -> Mapping[str, Any]:
    return {**city_contact(known, material.cities), "spoken": spoken_words(texts, known)}


def _offer(row: Mapping[str, Any], texts: Texts, taxonomy: Taxonomy) -> PlainOffer:
    website = row["website"] if _WEB.match(row["website"]) else ""
    topics = [taxonomy.topics[key].labels[texts.language] for key in row["topics"] if key in taxonomy.topics]
    return PlainOffer(
        title=row["title"],
        organization=row["organization"],
        topics=", ".join(topics),
        place=_place(row, texts),
        phone=row["phone"],
        email=row["email"],
        website=website,
        site=_NAME_OF_SITE.sub("", website),
        as_of=as_of_words(row, texts),
        also_at=tuple(site_words(site) for site in row["sites"]),
    )


def _place(row: Mapping[str, Any], texts: Texts) -> str:
    """Return the address as far as it may be told; nothing where the heading tells it all."""
    if row["is_protected"]:
        return place_words(row, texts)
    if row["scope"] != Scope.LOCAL or not row["street"]:
        return ""
    street = f"{row['street']} {row['house_number']}".strip()
    return ", ".join(part for part in (street, f"{row['postal_code']} {row['city']}".strip()) if part)
