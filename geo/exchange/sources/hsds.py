"""Services of the Human Services Data Specification (HSDS 3, docs.openreferral.org): a row a place.

What our own export puts into labelled attributes comes back as it was, in one row an offer with its further addresses.
Contacts are persons and are never read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import refuse
from geo.exchange.sources.cells import clean
from geo.exchange.sources.nested import sites_cell, translations_cell
from geo.exchange.sources.schedules import schedule_text
from geo.exchange.sources.values import KNOWN_COLUMNS, MAX_ROWS, PLACE_TEXTS, RawRow, RawTable
from geo.i18n import Texts
from geo.model import FeeKind, Scope, Status
from geo.offers.columns import (
    FURTHER_SITES,
    OFFER_COLUMNS,
    POINT_COLUMNS,
    SITE_COLUMNS,
    TRANSLATIONS,
    parts_of,
)
from geo.tables import LIST_SEPARATOR

#: Where lists of services stand: an API page, an export, a bare object.
_LISTS = ("contents", "services", "service")
_TAXONOMY = "integrationskarte:"
_STATUSES = {"inactive": Status.CLOSED, "defunct": Status.CLOSED, "temporarily closed": Status.CLOSED}
_ORDER = (*(spec.name for spec in OFFER_COLUMNS if spec.is_public), *POINT_COLUMNS, *PLACE_TEXTS)
#: What stands in a row beside the columns of an offer, behind which of them.
_BESIDE = {"offer_id": "external_id", "street": "street_line"}
_HEADINGS = (
    *(heading for name in _ORDER for heading in filter(None, (name, _BESIDE.get(name)))),
    FURTHER_SITES,
    TRANSLATIONS,
)

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class _Reader:
    """A service and what it is read with."""

    service: Thing
    organizations: Mapping[str, Thing]
    is_topic: Callable[[str], bool]
    texts: Texts


def is_hsds(content: Any) -> bool:
    """Whether a JSON value looks like services."""
    services = _listed(content)
    return bool(services) and all(
        isinstance(s, Mapping) and {"id", "name"} <= s.keys() for s in services[:20]
    )


def read_hsds(
    content: Any, file: str, *, source: str, is_topic: Callable[[str], bool], texts: Texts
) -> RawTable:
    """Read services with everything that belongs to them; rows are services, counted from 1.

    Parameters
    ----------
    content
        A page of the API (`contents`), a list of services, or an object with `services` and perhaps `organizations`.
    is_topic
        Whether a term of a foreign taxonomy means a topic of ours.
    texts
        The language that opening hours are told in.

    Raises
    ------
    SourceError
        If there are no services, or too many.
    """
    services = _listed(content)
    if not services:
        raise refuse(file, "no_services", column="services")
    if len(services) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    organizations = _organizations(content)
    rows = tuple(
        row
        for number, service in enumerate(services, start=1)
        if isinstance(service, Mapping)
        for row in _rows(number, _Reader(service, organizations, is_topic, texts))
    )
    used = tuple(name for name in _HEADINGS if any(name in row.cells for row in rows))
    return RawTable(file, source, used, rows, has_own_columns=True, stated_by="HSDS")


def _listed(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    if not isinstance(content, Mapping):
        return []
    for name in _LISTS:
        if isinstance(content.get(name), list):
            return list(content[name])
    return [content] if {"id", "name", "status"} <= content.keys() else []


def _organizations(content: Any) -> dict[str, Thing]:
    listed = content.get("organizations") if isinstance(content, Mapping) else None
    return {str(thing.get("id")): thing for thing in _things(listed)}


def _rows(number: int, reader: _Reader) -> Iterator[RawRow]:
    service = reader.service
    stations = _things(service.get("service_at_locations")) or [{}]
    own = _labels(service)
    if "offer_id" in own:
        further = [_site(at, reader.texts) for at in stations[1:]]
        cells = {**_row_at(reader, _thing(stations[0].get("location"))), FURTHER_SITES: sites_cell(further)}
        cells |= _translations(service)
        del cells["external_id"]
        yield RawRow(number, cells)
        return
    for position, at in enumerate(stations):
        place = _thing(at.get("location"))
        cells = _row_at(reader, place)
        if position:  # a further place of somebody else's service is an offer of its own
            cells["external_id"] = f"{_text(service, 'id')}~{_text(place, 'id') or position}"
        yield RawRow(number, cells)


def _row_at(reader: _Reader, place: Thing) -> dict[str, str]:
    return {**_cells(reader, place), **_labels_at(place), **_labels(reader.service)}


def _site(at: Thing, texts: Texts) -> dict[str, str]:
    """Return a further address of one of our own offers, with its opening hours."""
    place = _thing(at.get("location"))
    told = {**_place(place), "schedule": _schedules(at, texts), **_labels_at(place)}
    return {name: told[name] for name in SITE_COLUMNS if told.get(name)}


def _translations(service: Thing) -> dict[str, str]:
    """Return the texts in other languages of one of our own offers; without any the file does not speak of them."""
    cell = translations_cell(
        {
            _text(attribute, "label"): _text(attribute, "value")
            for attribute in _things(service.get("attributes"))
            if _text(attribute, "link_type") == "translation"
        }
    )
    return {TRANSLATIONS: cell} if cell else {}


def _labels_at(place: Thing) -> dict[str, str]:
    return {**_labels(_first(place.get("addresses"))), **_labels(place)}


def _cells(reader: _Reader, place: Thing) -> dict[str, str]:
    service = reader.service
    organization = _thing(service.get("organization"))
    organization = organization or reader.organizations.get(_text(service, "organization_id"), {})
    return {
        "external_id": _text(service, "id"),
        **{name: _text(service, part) for name, part in parts_of("service").items()},
        "organization": _text(organization, "name"),
        "topics": _topics(service, reader.is_topic),
        "target_groups": LIST_SEPARATOR.join(_terms(service, "target_groups", ("eligibility",))),
        "languages": LIST_SEPARATOR.join(_languages(service)),
        "languages_stated": next(iter(_each(service, "languages", "note")), ""),
        "schedule": _schedules(service, reader.texts),
        "fee_kind": _fee_kind(service),
        "phone": next(iter(_phones(service, place)), ""),
        "status": _STATUSES.get(_text(service, "status"), Status.NOT_CONFIRMED),
        **({"scope": Scope.ONLINE} if _text(place, "location_type") == "virtual" else {}),
        **_place(place),
    }


def _place(place: Thing) -> dict[str, str]:
    address = _first(place.get("addresses"))
    lon, lat = place.get("longitude"), place.get("latitude")
    has_point = _text(place, "longitude") != "" and _text(place, "latitude") != ""
    is_split = "street" in _labels(address) or "house_number" in _labels(address)
    return {
        "street": "",
        "house_number": "",
        **({} if is_split else {"street_line": _text(address, "address_1")}),
        "postal_code": _text(address, "postal_code"),
        "city": _text(address, "city"),
        "lon": str(lon) if has_point else "",
        "lat": str(lat) if has_point else "",
    }


def _topics(service: Thing, is_topic: Callable[[str], bool]) -> str:
    found = list(_terms(service, "topics", ("topic", "", "service_type", "category")))
    known = [term for term in found if is_topic(term)]
    return LIST_SEPARATOR.join(known or found)


def _terms(service: Thing, taxonomy: str, link_types: tuple[str, ...]) -> Iterator[str]:
    """Yield the codes of our own taxonomy, and the names of foreign terms linked in one of the ways."""
    for attribute in _things(service.get("attributes")):
        term = _thing(attribute.get("taxonomy_term"))
        own = _text(term, "taxonomy")
        if own == f"{_TAXONOMY}{taxonomy}":
            yield _text(attribute, "value") or _text(term, "code")
        elif term and not own.startswith(_TAXONOMY) and _text(attribute, "link_type") in link_types:
            yield _text(term, "name") or _text(term, "term") or _text(term, "code")


def _labels(thing: Thing) -> dict[str, str]:
    """Return what attributes with a label of ours say; a term of a taxonomy is no label."""
    return {
        label: _text(attribute, "value")
        for attribute in _things(thing.get("attributes"))
        if not attribute.get("taxonomy_term") and (label := _text(attribute, "label")) in KNOWN_COLUMNS
    }


def _languages(service: Thing) -> Iterator[str]:
    for language in _things(service.get("languages")):
        yield from filter(None, [_text(language, "code") or _text(language, "name")])


def _schedules(service: Thing, texts: Texts) -> str:
    told = (schedule_text(schedule, texts) for schedule in _things(service.get("schedules")))
    return "; ".join(dict.fromkeys(filter(None, told)))


def _fee_kind(service: Thing) -> str:
    for cost in _things(service.get("cost_options")):
        option = _text(cost, "option")
        if option in tuple(FeeKind):
            return option
        amount = cost.get("amount")
        if isinstance(amount, int | float) and not isinstance(amount, bool):
            return FeeKind.FREE if amount == 0 else FeeKind.PAID
    return FeeKind.NOT_STATED


def _phones(*things: Thing) -> Iterator[str]:
    for thing in things:
        for phone in _things(thing.get("phones")):
            if _text(phone, "type") not in ("cell", "sms", "fax"):
                yield from filter(None, [_text(phone, "number")])


def _each(thing: Thing, lists: str, name: str) -> Iterator[str]:
    return (text for part in _things(thing.get(lists)) if (text := _text(part, name)))


def _things(value: Any) -> list[Thing]:
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def _thing(value: Any) -> Thing:
    return value if isinstance(value, Mapping) else {}


def _first(value: Any) -> Thing:
    return next(iter(_things(value)), {})


def _text(thing: Thing, name: str) -> str:
    value = thing.get(name)
    return clean(value) if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
