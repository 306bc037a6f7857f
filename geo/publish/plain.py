"""The list for browsers without JavaScript: every offer by city, in the default language, as values for `page.html`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo.i18n import Texts
from geo.model import Scope, Taxonomy
from geo.publish.columns import harmless, public_offers
from geo.publish.content import Material, city_contact
from geo.wording import as_of_words, place_words

#: More offers than this would make the file heavy for everybody else; how many are left out is told.
MOST = 1000
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

    @property
    def phone_link(self) -> str:
        """Return the number as it is dialled."""
        return re.sub(r"[^\d+]", "", self.phone)


@dataclass(frozen=True)
class Section:
    """The offers of a city, or of no city alone; `contact` says who helps there."""

    heading: str
    count: str
    contact: Mapping[str, str] | None
    offers: tuple[PlainOffer, ...]


def plain_list(material: Material, *, most: int = MOST) -> tuple[list[Section], int]:
    """Return the sections, cities first, and how many offers are left out."""
    texts, *_ = material.texts
    rows: list[dict[str, Any]] = [
        {str(key): harmless(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in public_offers(material.frame).to_dict("records")
    ]
    cities = sorted(material.cities)
    sections = [(name, [row for row in rows if _is_in(row, name)], name) for name in cities]
    elsewhere = [row for row in rows if not any(_is_in(row, name) for name in cities)]
    for heading in dict.fromkeys(_heading(row, texts) for row in elsewhere):
        sections.append((heading, [row for row in elsewhere if _heading(row, texts) == heading], ""))
    return list(_made(sections, material, texts, most)), max(0, len(rows) - most)


def _is_in(row: Mapping[str, Any], city: str) -> bool:
    return bool(row["city"] == city and (row["scope"] == Scope.LOCAL or row["is_protected"]))


def _heading(row: Mapping[str, Any], texts: Texts) -> str:
    return place_words(row, texts) or texts("precision.none")


def _made(
    sections: Iterable[tuple[str, list[dict[str, Any]], str]], material: Material, texts: Texts, most: int
) -> Iterable[Section]:
    left = most
    for heading, rows, city in sections:
        known = material.contacts.get(city)
        contact = city_contact(known, material.cities) if known and known.office else None
        offers = tuple(_offer(row, texts, material.taxonomy) for row in rows[:left])
        left -= len(offers)
        if offers or contact:
            yield Section(heading, texts("summary.count", count=len(rows)), contact, offers)


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
    )


def _place(row: Mapping[str, Any], texts: Texts) -> str:
    """Return the address as far as it may be told; nothing where the heading tells it all."""
    if row["is_protected"]:
        return place_words(row, texts)
    if row["scope"] != Scope.LOCAL or not row["street"]:
        return ""
    street = f"{row['street']} {row['house_number']}".strip()
    return ", ".join(part for part in (street, f"{row['postal_code']} {row['city']}".strip()) if part)
