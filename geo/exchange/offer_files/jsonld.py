"""Offers as JSON-LD in the words of schema.org, for search engines and assistants.

`geo` is given only where the point is that of the house: schema.org has no word for "about here". What it has no word
for stands in `additionalProperty` with our own name (of the place, else of the `Offer`: schema.org allows it there and
not at a service), so that nothing is lost on the way back: `docs/API.md` lists them.
"""

import json
from typing import Any

from geo.exchange.offer_files.opening_hours import schema_org_hours
from geo.exchange.offer_files.records import Record, as_cells, is_exact
from geo.exchange.offer_files.selection import Selection
from geo.model import FeeKind, Scope, Status
from geo.offers.columns import FURTHER_SITES, MARKS, OFFER_COLUMNS, OFFER_FRAME, PLACE_COLUMNS, TRANSLATIONS
from geo.offers.filters import TARGET_GROUPS, TOPICS

Thing = dict[str, Any]
_CONTEXT = "https://schema.org"
#: What our own names begin with.
_OWN = "integrationskarte:"
#: Columns that schema.org has a word for: a text of the service itself, or a part of the thing of that name.
_WORDS = {spec.name: spec.schema_org for spec in OFFER_FRAME if spec.is_public and spec.schema_org}
_TEXTS = {name: word for name, word in _WORDS.items() if "." not in word}
#: Parts of an address that share one word, and what schema.org has no word for: our own names tell them.
_SHARED = tuple(name for name, word in _WORDS.items() if list(_WORDS.values()).count(word) > 1)
_LABELS_IF_KNOWN = tuple(
    spec.name for spec in OFFER_COLUMNS if spec.is_public and spec.name not in (*_WORDS, *MARKS)
)
_PLACE_LABELS = (*_SHARED, *(spec.name for spec in PLACE_COLUMNS if not spec.schema_org))
#: Told by an address where there is one.
_IN_ADDRESS = tuple(n for n, word in _WORDS.items() if word.startswith("address.") and n not in _SHARED)
_IN_GEO = tuple(name for name, word in _WORDS.items() if word.startswith("geo."))


def offers_jsonld(selection: Selection) -> bytes:
    """Return a graph: what the file is, then one service an offer."""
    things = [_dataset(selection), *(_service_of(record, selection) for record in selection.records)]
    graph = ",\n".join(json.dumps(thing, ensure_ascii=False, allow_nan=False) for thing in things)
    return f'{{"@context": "{_CONTEXT}", "@graph": [\n{graph}\n]}}\n'.encode()


def _service_of(record: Record, selection: Selection) -> Thing:
    """Return one offer as a service."""
    link = selection.link_to(record["offer_id"])
    return _known(
        {
            "@type": _type(record, selection),
            "@id": link,
            **{word: record[name] for name, word in _TEXTS.items()},
            "serviceType": [selection.label(TOPICS, name) for name in record["topics"]],
            "category": [_topic(name, selection) for name in record["topics"]],
            "provider": {"@type": "Organization", "name": record["organization"]},
            "audience": _audience(record, selection),
            "areaServed": _area(record, selection),
            "availableChannel": _channel(record, selection),
            "hoursAvailable": schema_org_hours(record["schedule"]),
            "offers": _offer(record),
            "subjectOf": _page(record),
        }
    )


def _dataset(selection: Selection) -> Thing:
    about = selection.about
    changes = [change.updated for change in selection.changes.values()]
    return _known(
        {
            "@type": "Dataset",
            "name": about.title,
            "description": " ".join((about.detail, *about.notes)),
            "license": selection.licence,
            "creditText": about.lines["data"],
            "measurementTechnique": about.lines["parameters"],
            "dateModified": max(changes).date().isoformat() if changes else "",
            "url": f"{selection.origin}/" if selection.origin else "",
        }
    )


def _type(record: Record, selection: Selection) -> str:
    """Say GovernmentService only where the row says so: by the city's or district's name."""
    name, district = record["organization"], selection.district.name
    is_public = name in (district, f"Stadt {record['city']}") or name.startswith(f"Stadt {record['city']},")
    return "GovernmentService" if is_public else "Service"


def _topic(name: str, selection: Selection) -> Thing:
    label = selection.label(TOPICS, name)
    return {"@type": "CategoryCode", "codeValue": name, "name": label, "inCodeSet": f"{_OWN}{TOPICS}"}


def _audience(record: Record, selection: Selection) -> list[Thing]:
    return [
        {"@type": "Audience", "identifier": name, "audienceType": selection.label(TARGET_GROUPS, name)}
        for name in record["target_groups"]
    ]


def _area(record: Record, selection: Selection) -> Thing:
    if record["scope"] == Scope.LOCAL:
        return {"@type": "City", "name": record["city"]} if record["city"] else {}
    return {"@type": "AdministrativeArea", "name": selection.district.name}


def _channel(record: Record, selection: Selection) -> Thing:
    contact = _known({"telephone": record["phone"], "email": record["email"]})
    channel = _known(
        {
            "serviceUrl": record["website"],
            "servicePhone": {"@type": "ContactPoint", **contact} if contact else {},
            "availableLanguage": record["languages"],
            "serviceLocation": _places(record, selection),
        }
    )
    return {"@type": "ServiceChannel", **channel} if channel else {}


def _has_place(record: Record) -> bool:
    return not record["is_protected"] and record["scope"] == Scope.LOCAL


def _places(record: Record, selection: Selection) -> Thing | list[Thing]:
    """Return the place of an offer, or all of them where it has further addresses."""
    first = _place(record, selection)
    further = [
        _place(record | {"match_source": ""} | site, selection)
        | _known({"openingHoursSpecification": schema_org_hours(site["schedule"])})
        for site in record[FURTHER_SITES]
    ]
    return [place for place in (first, *further) if place] if further else first


def _place(record: Record, selection: Selection) -> Thing:
    if not _has_place(record):
        return {}
    point = {"@type": "GeoCoordinates", "latitude": record["lat"], "longitude": record["lon"]}
    address = _known(
        {
            "streetAddress": f"{record['street']} {record['house_number']}".strip(),
            "postalCode": record["postal_code"],
            "addressLocality": record["city"],
            "addressCountry": selection.district.country,
        }
    )
    return _known(
        {
            "@type": "Place",
            "address": {"@type": "PostalAddress", **address},
            "geo": point if is_exact(record) else {},
            "additionalProperty": _labelled(record, *_PLACE_LABELS, *(() if is_exact(record) else _IN_GEO)),
        }
    )


def _offer(record: Record) -> Thing:
    """Tell what it costs, and what schema.org has no word for."""
    free: Thing = {"price": 0, "priceCurrency": "EUR"} if record["fee_kind"] == FeeKind.FREE else {}
    elsewhere = () if _has_place(record) else (*_PLACE_LABELS, *_IN_ADDRESS, *_IN_GEO)
    told = _known({**free, "description": record["fees"]})
    labels = [*_labelled(record, *MARKS, *_LABELS_IF_KNOWN, *elsewhere), *_translated(record)]
    return {"@type": "Offer", **told, "additionalProperty": labels}


def _labelled(record: Record, *names: str) -> list[Thing]:
    """Return the columns that are known, by our own names."""
    cells = as_cells({name: record[name] for name in names})
    return [
        {"@type": "PropertyValue", "propertyID": f"{_OWN}{name}", "value": value}
        for name, value in cells.items()
        if value not in ("", None)
    ]


def _translated(record: Record) -> list[Thing]:
    """Return the texts in other languages, each tagged with its own; `name` and `description` stay one text."""
    return [
        {
            "@type": "PropertyValue",
            "propertyID": f"{_OWN}{name}_{language}",
            "value": {"@value": text, "@language": language},
        }
        for language, texts in record[TRANSLATIONS].items()
        for name, text in texts.items()
    ]


def _page(record: Record) -> Thing:
    """Tell how old the information is and that nobody confirmed it."""
    is_confirmed = record["status"] == Status.CONFIRMED
    return _known(
        {
            "@type": "CreativeWork",
            "creativeWorkStatus": "confirmed" if is_confirmed else str(record["status"]).replace("_", " "),
            "dateModified": record["assured_date"] if is_confirmed else record["page_date"],
            "publisher": {"@type": "Organization", "name": record["source_host"]}
            if record["source_host"]
            else {},
        }
    )


def _known(fields: Thing) -> Thing:
    """Leave out what is unknown."""
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}
