"""Services of the Human Services Data Specification (HSDS 3, docs.openreferral.org): a row a place.

What our own export puts into labelled attributes comes back as it was, in one row an offer with its further addresses.
Contacts are persons and are never read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import Problem, refuse
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

#: How terms that may be topics are linked; the list is open, so a term that is known counts whatever its link.
_TOPIC_LINKS = ("topic", "", "service_type", "category")
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
    page, pages, items = pages_of(content)
    told = f"{page} / {pages}" if pages else str(page)
    told += f" ({len(services)} / {items})" if items else ""
    hints = (Problem.at(0, "page_number", told, "page_of_more", is_hint=True),) if page else ()
    return RawTable(file, source, used, rows, True, stated_by="HSDS", problems=hints, is_partial=bool(page))


def _listed(content: Any) -> list[Any]:
    """Return the services of an answer, whichever of the specification's things it lists."""
    if isinstance(content, Mapping) and isinstance(content.get("services"), list) and "name" in content:
        return _of_organization(content)
    listed = content if isinstance(content, list) else None
    for name in _LISTS if isinstance(content, Mapping) else ():
        if listed is None and isinstance(content.get(name), list):
            listed = list(content[name])
    if listed is None:
        one = isinstance(content, Mapping) and {"id", "name", "status"} <= content.keys()
        return [content] if one else _of_locations([content])
    if any(isinstance(one, Mapping) and isinstance(one.get("services"), list) for one in listed):
        return [service for one in _things(listed) for service in _of_organization(one)]
    return _of_locations(listed) or listed


def _of_organization(organization: Thing) -> list[Any]:
    """Return the services that an organization holds, each with who offers it."""
    named = {name: organization.get(name) for name in ("id", "name", "website", "email")}
    return [{"organization": named, **service} for service in _things(organization.get("services"))]


def _of_locations(listed: list[Any]) -> list[Any]:
    """Return the services of a list of services at locations, each once with all its places."""
    at = [one for one in listed if isinstance(one, Mapping) and isinstance(one.get("service"), Mapping)]
    services: dict[str, dict[str, Any]] = {}
    for one in at:
        service = one["service"]
        known = services.setdefault(_text(service, "id"), {**service, "service_at_locations": []})
        known["service_at_locations"].append({name: part for name, part in one.items() if name != "service"})
    return list(services.values())


def pages_of(content: Any) -> tuple[int, int, int]:
    """Return which page of how many an answer is, and how many entries there are in all; zeros where it is whole."""
    if not isinstance(content, Mapping):
        return 0, 0, 0
    names = (("page_number", "page"), ("total_pages", "pages"), ("total_items", "total"))
    page, pages, items = (
        next(
            (
                content[n]
                for n in told
                if isinstance(content.get(n), int) and not isinstance(content.get(n), bool)
            ),
            0,
        )
        for told in names
    )
    is_more = pages > 1 or content.get("last_page") is False or bool(content.get("next"))
    return (max(page, 1), pages, items) if is_more else (0, 0, 0)


def _organizations(content: Any) -> dict[str, Thing]:
    listed = content.get("organizations") if isinstance(content, Mapping) else None
    return {str(thing.get("id")): thing for thing in _things(listed)}


def _rows(number: int, reader: _Reader) -> Iterator[RawRow]:
    service = reader.service
    stations = _each_place(_things(service.get("service_at_locations"))) or [{}]
    own = _labels(service)
    if "offer_id" in own:
        further = [_site(at, reader.texts) for at in stations[1:]]
        cells = {
            **_row_at(reader, _thing(stations[0].get("location")), {}),
            FURTHER_SITES: sites_cell(further),
        }
        cells |= _translations(service)
        del cells["external_id"]
        yield RawRow(number, cells)
        return
    for position, at in enumerate(stations):
        place = _thing(at.get("location"))
        cells = _row_at(reader, place, at)
        if position:  # a further place of somebody else's service is an offer of its own
            cells["external_id"] = f"{_text(service, 'id')}~{_text(place, 'id') or position}"
        yield RawRow(number, cells)


def _each_place(stations: list[Thing]) -> list[Thing]:
    """Return the places of a service each once, with the hours and telephones of all its entries."""
    found: dict[str, dict[str, Any]] = {}
    for number, at in enumerate(stations):
        place = _thing(at.get("location"))
        address = _first(place.get("addresses"))
        where = "|".join(_text(address, name) for name in ("address_1", "postal_code", "city")).strip("|")
        key = _text(place, "id") or _text(at, "location_id") or where or str(number)
        known = found.setdefault(key, {**at, "schedules": [], "phones": []})
        for name in ("schedules", "phones"):
            known[name] += [part for part in _things(at.get(name)) if part not in known[name]]
    return list(found.values())


def _row_at(reader: _Reader, place: Thing, at: Thing) -> dict[str, str]:
    return {**_cells(reader, place, at), **_labels_at(place), **_labels(reader.service)}


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


def _cells(reader: _Reader, place: Thing, at: Thing) -> dict[str, str]:
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
        "schedule": next(filter(None, (_schedules(one, reader.texts) for one in (at, place, service))), ""),
        "fee_kind": _fee_kind(service),
        "phone": next(iter(_phones(at, place, service, organization)), ""),
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
    found = list(_terms(service, "topics", _TOPIC_LINKS))
    known = [term for term in found if is_topic(term)]
    return LIST_SEPARATOR.join(dict.fromkeys(known or _other_topics(service, is_topic) or found))


def _other_topics(service: Thing, is_topic: Callable[[str], bool]) -> list[str]:
    """Return terms of foreign taxonomies that are topics, however they are linked."""
    links = [a for a in _things(service.get("attributes")) if _text(a, "link_type") != "eligibility"]
    terms = [_thing(link.get("taxonomy_term")) for link in links]
    names = [_text(term, "name") for term in terms if not _text(term, "taxonomy").startswith(_TAXONOMY)]
    return [name for name in names if name and is_topic(name)]


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
