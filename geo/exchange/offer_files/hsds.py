"""Offers as services of the Human Services Data Specification (HSDS 3.1, https://docs.openreferral.org).

HSDS wants UUIDs: ours are made from the district's key, the kind of thing and our own id, so that they never change.
What HSDS has no field for stands in `attributes` with `label` and `value`, so that nothing is lost on the way back:
`docs/API.md` lists them. What is unknown is left out; where HSDS insists on a text, it is empty.
"""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil
from typing import Any

from geo.exchange.offer_files.opening_hours import hsds_schedules
from geo.exchange.offer_files.records import Record, has_point
from geo.exchange.offer_files.selection import Selection
from geo.model import FeeKind, Scope, Status
from geo.offers.columns import (
    ADDRESS_COLUMNS,
    FURTHER_SITES,
    MARKS,
    OFFER_COLUMNS,
    PLACE_COLUMNS,
    TRANSLATIONS,
    parts_of,
)
from geo.offers.filters import TARGET_GROUPS, TOPICS
from geo.tables import LABELLED

VERSION = "3.1"
Thing = dict[str, Any]

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_OID, "integrationskarte")
_STATUSES: Mapping[str, str] = {Status.CLOSED: "defunct"}
#: The states of Germany by the first two digits of the official municipality key, as ISO 3166-2 names them.
_STATES: Mapping[str, str] = {
    "01": "DE-SH", "02": "DE-HH", "03": "DE-NI", "04": "DE-HB", "05": "DE-NW", "06": "DE-HE", "07": "DE-RP",
    "08": "DE-BW", "09": "DE-BY", "10": "DE-SL", "11": "DE-BE", "12": "DE-BB", "13": "DE-MV", "14": "DE-SN",
    "15": "DE-ST", "16": "DE-TH",
}  # fmt: skip
_CURRENCY = "EUR"
#: What HSDS calls a URI, an e-mail address and a date; anything else goes into an attribute.
_FORMATS = {
    "website": re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"),
    "email": re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"),
    "assured_date": re.compile(r"\d{4}-\d{2}-\d{2}"),
}
#: Texts of the service itself that have no fixed place behind its id and name, by column; HSDS names come in its order.
_ORDER = (
    "description", "url", "email", "assured_date", "application_process", "fees_description",
    "eligibility_description",
)  # fmt: skip
_SERVICE = {name: part for name, part in parts_of("service").items() if part != "name"}
_FIELDS = dict(sorted(_SERVICE.items(), key=lambda pair: [*_ORDER, pair[1]].index(pair[1])))
#: Columns that stand in an attribute of the service where they are known, those of its location, and of its address.
_SERVICE_LABELS_IF_KNOWN = tuple(
    spec.name for spec in OFFER_COLUMNS if spec.is_public and spec.hsds == LABELLED and spec.name not in MARKS
)
_LOCATION_LABELS = tuple(spec.name for spec in PLACE_COLUMNS if spec.hsds == LABELLED)
_ADDRESS = parts_of("address")
#: Parts of an address that share one field.
_SHARED = tuple(name for name, part in _ADDRESS.items() if list(_ADDRESS.values()).count(part) > 1)


@dataclass(frozen=True)
class Page:
    """A part of a list: its number from 1, and how many things are on one at most; 0 means all on one."""

    number: int = 1
    size: int = 0


_ALL = Page()


def hsds_json(selection: Selection, page: Page = _ALL) -> bytes:
    """Return the services as a page of the HSDS API; a file has one page with everything."""
    services = [_dumped(service) for service in _services_of(selection, page)]
    head = json.dumps(_head(selection, page, size=len(services)), ensure_ascii=False)
    contents = ",\n".join(services)
    return f'{head[:-1]}, "contents": [\n{contents}\n]}}\n'.encode()


def _services_of(selection: Selection, page: Page = _ALL) -> Iterator[Thing]:
    """Return the services of one page in the order of the list."""
    start = (page.number - 1) * page.size
    stop = start + page.size if page.size else None
    return (_service_of(record, selection) for record in islice(selection.records, start, stop))


def _service_of(record: Record, selection: Selection) -> Thing:
    """Return one offer as a service with everything that belongs to it."""
    make = _Maker(record, selection)
    change = selection.changes.get(record["offer_id"])
    required = {
        "id": make.id("service"),
        "name": record["title"],
        "status": _STATUSES.get(record["status"], "active"),
    }
    return required | _known(
        organization_id=make.id("organization", record["organization"]),
        **{field: record[name] for name, field in _FIELDS.items() if _fits(record, name)},
        last_modified=change.updated.isoformat(timespec="milliseconds") if change else "",
        organization=make.organization(),
        phones=make.phones(),
        schedules=make.schedules(),
        service_areas=make.areas(),
        service_at_locations=make.places(),
        languages=make.languages(),
        cost_options=make.costs(),
        attributes=make.attributes(),
    )


def _head(selection: Selection, page: Page, *, size: int) -> Thing:
    count = len(selection.records)
    pages = ceil(count / page.size) if page.size else 1
    return {
        "hsds_version": VERSION,
        "total_items": count,
        "total_pages": pages,
        "page_number": page.number,
        "size": size,
        "first_page": page.number == 1,
        "last_page": page.number >= pages,
        "empty": size == 0,
        "about": selection.about.as_dict(),
    }


def _known(**fields: Any) -> Thing:
    """Leave out what is unknown."""
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def _fits(record: Record, name: str) -> bool:
    return name not in _FORMATS or _FORMATS[name].fullmatch(record[name]) is not None


def _dumped(thing: Thing) -> str:
    return json.dumps(thing, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True)
class _Maker:
    """Makes the parts of one service."""

    record: Record
    selection: Selection

    def id(self, kind: str, key: str = "") -> str:
        name = f"{self.selection.district.ags}:{kind}:{key or self.record['offer_id']}"
        return str(uuid.uuid5(NAMESPACE, name))

    def organization(self) -> Thing:
        name = self.record["organization"]
        return {"id": self.id("organization", name), "name": name, "description": ""}

    def phones(self) -> list[Thing]:
        number = self.record["phone"]
        return [{"id": self.id("phone"), "number": number, "type": "voice"}] if number else []

    def schedules(self) -> list[Thing]:
        return self._hours(self.record["schedule"], self.record["offer_id"])

    def _hours(self, text: str, key: str) -> list[Thing]:
        return hsds_schedules(text, lambda at: self.id("schedule", f"{key}:rule-{at}" if at else key))

    def areas(self) -> list[Thing]:
        """Name the district, or the city of an offer whose place is not told."""
        record = self.record
        name = record["city"] if record["scope"] == Scope.LOCAL else self.selection.district.name
        is_needed = record["scope"] != Scope.LOCAL or record["is_protected"]
        return [{"id": self.id("service_area"), "name": name}] if is_needed and name else []

    def places(self) -> list[Thing]:
        record = self.record
        if record["is_protected"] or record["scope"] == Scope.DISTRICT:
            return []
        location = self._virtual() if record["scope"] == Scope.ONLINE else self._location()
        return [{"id": self.id("service_at_location"), "location": location}, *self._further_places()]

    def _further_places(self) -> Iterator[Thing]:
        """Give each further address as a place of its own, with its opening hours."""
        for number, site in enumerate(self.record[FURTHER_SITES], start=1):
            there = replace(self, record=self.record | site | {"barrier_free": "", "match_source": ""})
            key = f"{self.record['offer_id']}:{number}"
            is_somewhere = any(site[name] for name in (*ADDRESS_COLUMNS, "city"))
            hours = self._hours(site["schedule"], key)
            yield {
                "id": self.id("service_at_location", key),
                "location": there._location(key) if is_somewhere else self._nowhere(key),
                **({"schedules": hours} if hours else {}),
            }

    def _nowhere(self, key: str) -> Thing:
        return {"id": self.id("location", key), "location_type": "physical"}

    def _virtual(self) -> Thing:
        url = self.record["website"] if _fits(self.record, "website") else ""
        return _known(id=self.id("location"), location_type="virtual", url=url)

    def _location(self, otherwise: str = "") -> Thing:
        """Give the place of the record; `otherwise` names one that has no id of its own."""
        record, key = self.record, self.record["location_id"] or otherwise
        access = record["barrier_free"]
        told = self.selection.texts(f"barrier_free.{access}") if access else ""
        return _known(
            id=self.id("location", key),
            location_type="physical",
            latitude=record["lat"] if has_point(record) else None,
            longitude=record["lon"] if has_point(record) else None,
            addresses=[self._address(key)],
            accessibility=[{"id": self.id("accessibility"), "description": told}] if told else [],
            attributes=self._labelled("location", _LOCATION_LABELS, key=key, is_always=False),
        )

    def _address(self, key: str) -> Thing:
        record, district = self.record, self.selection.district
        is_german = district.country == "DE"
        parts = self._labelled("address", _SHARED, key=key, is_always=False)
        return {
            "id": self.id("address", key),
            "address_1": f"{record['street']} {record['house_number']}".strip(),
            "city": record["city"],
            "state_province": _STATES.get(district.ags[:2], "") if is_german else "",
            "postal_code": record["postal_code"],
            "country": district.country,
            "address_type": "physical",
            **_known(attributes=parts),
        }

    def languages(self) -> list[Thing]:
        codes, note = self.record["languages"], self.record["languages_stated"]
        name = self.selection.texts.language_name
        told = [_known(id=self.id(f"language:{c}"), code=c, name=name(c), note=note) for c in codes]
        return told or ([{"id": self.id("language"), "note": note}] if note else [])

    def costs(self) -> list[Thing]:
        kind = self.record["fee_kind"]
        if kind == FeeKind.NOT_STATED:
            return []
        free = {"amount": 0, "currency": _CURRENCY} if kind == FeeKind.FREE else {}
        return [{"id": self.id("cost_option"), "option": kind, **free}]

    def attributes(self) -> list[Thing]:
        record = self.record
        unfit = tuple(name for name in _FIELDS if record[name] and not _fits(record, name))
        told_elsewhere = record["scope"] == Scope.LOCAL and not record["is_protected"]
        address = () if told_elsewhere else tuple(_ADDRESS)
        return [
            *(self._term(TOPICS, "topic", code) for code in record["topics"]),
            *(self._term(TARGET_GROUPS, "eligibility", code) for code in record["target_groups"]),
            *self._labelled("service", MARKS),
            *self._labelled("service", (*_SERVICE_LABELS_IF_KNOWN, *unfit, *address), is_always=False),
            *self._translations(),
            *self._capacity(),
        ]

    def _capacity(self) -> Iterator[Thing]:
        """Give what was reported of a capacity: HSDS 3.1 has numbers of free places alone."""
        for name, value in self.selection.capacity.get(self.record["offer_id"], {}).items():
            if value not in ("", None):
                label = f"capacity_{name}"
                key = self.id(f"attribute:{label}")
                yield {"id": key, "link_type": "capacity", "label": label, "value": str(value)}

    def _translations(self) -> Iterator[Thing]:
        """Give each text in another language: HSDS 3.1 has a language of a taxonomy's terms alone."""
        for language, texts in self.record[TRANSLATIONS].items():
            for name, text in texts.items():
                label = f"{name}_{language}"
                key = self.id(f"attribute:translation:{label}")
                yield {"id": key, "link_type": "translation", "label": label, "value": text}

    def _term(self, taxonomy: str, link_type: str, code: str) -> Thing:
        label = self.selection.label(taxonomy, code)
        return {
            "id": self.id(f"attribute:{taxonomy}:{code}"),
            "link_type": link_type,
            "value": code,
            "taxonomy_term": {
                "id": self.id("taxonomy_term", f"{taxonomy}:{code}"),
                "code": code,
                "name": label,
                "description": label,
                "taxonomy": f"integrationskarte:{taxonomy}",
                "taxonomy_id": self.id("taxonomy", taxonomy),
                "language": self.selection.texts.language,
            },
        }

    def _labelled(
        self, entity: str, names: tuple[str, ...], *, key: str = "", is_always: bool = True
    ) -> list[Thing]:
        return [
            {"id": self.id(f"attribute:{entity}:{name}", key), "label": name, "value": _text(value)}
            for name in names
            if (value := self.record[name]) not in ("", None) or is_always
        ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
