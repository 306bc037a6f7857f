"""The rules of the Human Services Data Specification 3.1 for a service, as its schema reference states them.

For each kind of thing: what must be there, the kinds of values, and what is nested in it. Written down from
https://docs.openreferral.org/en/3.1/hsds/schema_reference.html; only fields that a service of ours may have.
"""

import re
from collections.abc import Iterator
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
FORMATS = {
    "uuid": UUID,
    "uri": re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"),
    "email": re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "date-time": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})"),
    "code": re.compile(r"[a-z]{2,3}"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "days": re.compile(r"(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-1|[1-5])?(MO|TU|WE|TH|FR|SA|SU))*"),
    "weeks": re.compile(r"\d{1,2}(,\d{1,2})*"),
    "country": re.compile(r"[A-Z]{2}"),
}
PLACE_KINDS = ("physical", "postal", "virtual")
#: kind → (required fields, field → "text", "number", a format, allowed values, or the kind nested: one or [many]).
RULES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "service": (
        ("id", "name", "status"),
        {
            "id": "uuid", "organization_id": "uuid", "name": "text", "description": "text", "url": "uri",
            "email": "email", "status": ("active", "inactive", "defunct", "temporarily closed"),
            "application_process": "text", "fees_description": "text", "eligibility_description": "text",
            "assured_date": "date", "last_modified": "date-time", "organization": "organization",
            "phones": ["phone"], "schedules": ["schedule"], "service_areas": ["service_area"],
            "service_at_locations": ["service_at_location"], "languages": ["language"],
            "cost_options": ["cost_option"], "attributes": ["attribute"],
        },
    ),
    "organization": (("id", "name", "description"), {"id": "uuid", "name": "text", "description": "text"}),
    "phone": (("id", "number"), {"id": "uuid", "number": "text", "type": ("voice", "text", "fax", "cell")}),
    "schedule": (
        ("id",),
        {
            "id": "uuid", "description": "text", "freq": ("WEEKLY", "MONTHLY"), "byday": "days", "byweekno": "weeks",
            "opens_at": "time", "closes_at": "time", "notes": "text",
        },
    ),
    "service_area": (("id",), {"id": "uuid", "name": "text"}),
    "service_at_location": (("id",), {"id": "uuid", "location": "location", "schedules": ["schedule"]}),
    "location": (
        ("id", "location_type"),
        {
            "id": "uuid", "location_type": PLACE_KINDS, "url": "uri", "latitude": "number", "longitude": "number",
            "addresses": ["address"], "accessibility": ["accessibility"], "attributes": ["attribute"],
        },
    ),
    "address": (
        ("id", "address_1", "city", "state_province", "postal_code", "country", "address_type"),
        {
            "id": "uuid", "address_1": "text", "city": "text", "state_province": "text", "postal_code": "text",
            "country": "country", "address_type": PLACE_KINDS, "attributes": ["attribute"],
        },
    ),
    "accessibility": (("id",), {"id": "uuid", "description": "text"}),
    "language": (("id",), {"id": "uuid", "code": "code", "name": "text", "note": "text"}),
    "cost_option": (("id",), {"id": "uuid", "option": "text", "amount": "number", "currency": "text"}),
    "attribute": (
        ("id",),
        {"id": "uuid", "link_type": "text", "label": "text", "value": "text", "taxonomy_term": "taxonomy_term"},
    ),
    "taxonomy_term": (
        ("id", "name", "description"),
        {
            "id": "uuid", "code": "text", "name": "text", "description": "text", "taxonomy": "text",
            "taxonomy_id": "uuid", "language": "code",
        },
    ),
}  # fmt: skip
PAGE = {
    "total_items": int, "total_pages": int, "page_number": int, "size": int,
    "first_page": bool, "last_page": bool, "empty": bool, "contents": list,
}  # fmt: skip


def faults(thing: Any, kind: str = "service", where: str = "") -> Iterator[str]:
    """Yield every place where a thing breaks the rules."""
    required, fields = RULES[kind]
    where = where or kind
    if not isinstance(thing, dict):
        yield f"{where}: an object expected"
        return
    yield from (f"{where}.{name}: is missing" for name in required if name not in thing)
    for name, value in thing.items():
        if name not in fields:
            yield f"{where}.{name}: unknown"
        else:
            yield from _value_faults(value, fields[name], f"{where}.{name}")


def page_faults(page: Any) -> Iterator[str]:
    """Yield every place where a page of services breaks the rules."""
    yield from (f"page.{name}: {kind}" for name, kind in PAGE.items() if type(page.get(name)) is not kind)
    for number, service in enumerate(page["contents"]):
        yield from faults(service, where=f"contents[{number}]")


def _value_faults(value: Any, rule: Any, where: str) -> Iterator[str]:
    if isinstance(rule, list):
        for number, item in enumerate(value):
            yield from faults(item, rule[0], f"{where}[{number}]")
    elif isinstance(rule, tuple):
        if value not in rule:
            yield f"{where}: {value!r} is not one of {rule}"
    elif rule in RULES:
        yield from faults(value, rule, where)
    elif rule == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{where}: a number expected, {value!r} found"
    elif not isinstance(value, str):
        yield f"{where}: a text expected, {value!r} found"
    elif rule in FORMATS and not FORMATS[rule].fullmatch(value):
        yield f"{where}: {rule} expected, {value!r} found"
