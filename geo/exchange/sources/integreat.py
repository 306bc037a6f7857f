"""Places of Integreat (`/api/v3/{region}/{lang}/locations/`), several languages of one place joined.

Never taken: names of contacts, their mobile numbers, e-mail addresses of persons, pictures, HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geo.errors import Problem, refuse, shown
from geo.exchange.sources.cells import clean
from geo.exchange.sources.html_text import html_to_text
from geo.exchange.sources.integreat_hours import schedule_text
from geo.exchange.sources.values import MAX_ROWS, RawRow, RawTable
from geo.i18n import Texts
from geo.offers.columns import BY_NAME
from geo.offers.private_contact import is_mobile, is_private_mail
from geo.places.address import fold, parse_address
from geo.tables import LIST_SEPARATOR

#: Coordinates are set by an editor's click or a geocoder; nothing says how exactly.
_UNCERTAINTY_M = 100.0
_STATED_BY = "Integreat"
#: So much of a page's text stands for a missing excerpt.
_EXCERPT = 500
_HEADINGS = (
    "external_id", "title", "organization", "description", "topics", "schedule", "application", "barrier_free",
    "phone", "email", "website", "street", "house_number", "postal_code", "city", "status", "page_date", "source_host",
    "source_url", "lon", "lat", "uncertainty_m",
)  # fmt: skip


@dataclass(frozen=True)
class Categories:
    """Which topics a category means, by folded name."""

    topics: Mapping[str, tuple[str, ...]]


def is_integreat(content: Any) -> bool:
    """Whether a JSON value looks like an answer of Integreat's places."""
    entries = content if isinstance(content, list) else []
    return bool(entries) and all(
        isinstance(entry, Mapping)
        and "available_languages" in entry
        and isinstance(entry.get("location"), Mapping)
        for entry in entries[:20]
    )


def language_of(content: Any) -> str:
    """Return the language of an answer, as its paths say (`/region/de/locations/…`), "" if they do not."""
    for entry in content if isinstance(content, list) else []:
        path = entry.get("path") if isinstance(entry, Mapping) else None
        found = re.match(r"/[^/]+/([a-z]{2,3}(?:-[a-z]+)?)/", path) if isinstance(path, str) else None
        if found:
            return found[1]
    return ""


def languages_offered(content: Any) -> list[str]:
    """Return the languages in which an answer's places exist, most frequent first."""
    count: dict[str, int] = {}
    for entry in content if isinstance(content, list) else []:
        offered = entry.get("available_languages") if isinstance(entry, Mapping) else None
        for language in offered if isinstance(offered, Mapping) else ():
            if re.fullmatch(r"[a-z]{2,3}(-[a-z]+)?", str(language)):
                count[str(language)] = count.get(str(language), 0) + 1
    return sorted(count, key=lambda language: (-count[language], language))


def read_integreat(
    answers: Mapping[str, Any], file: str, *, source: str, categories: Categories, texts: Texts
) -> RawTable:
    """Join the answers of several languages to one row a place.

    Parameters
    ----------
    answers
        The JSON value of each language; rows are the places of the texts' language, counted from 1.
    source
        Where they are from.
    texts
        The language offers are written in; its answer has to be there.

    Raises
    ------
    SourceError
        If an answer is none, or the main language is missing.
    """
    main = texts.language if texts.language in answers else next(iter(answers), "")
    entries = answers.get(main)
    if not isinstance(entries, list):
        raise refuse(file, "no_integreat")
    if len(entries) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    others = {language: _by_place(answer) for language, answer in answers.items() if language != main}
    rows = tuple(
        _row(number, entry, others, categories, texts)
        for number, entry in enumerate(entries, start=1)
        if isinstance(entry, Mapping)
    )
    return RawTable(file, source, _HEADINGS, rows, has_own_columns=True, stated_by=_STATED_BY)


def _by_place(answer: Any) -> dict[str, Mapping[str, Any]]:
    """Return the texts of a language by place; a text without an id is only a fallback to another language."""
    entries = answer if isinstance(answer, list) else []
    return {
        place: entry
        for entry in entries
        if isinstance(entry, Mapping) and entry.get("id") is not None and (place := _place_id(entry))
    }


def _row(
    number: int,
    entry: Mapping[str, Any],
    others: Mapping[str, Mapping[str, Mapping[str, Any]]],
    categories: Categories,
    texts: Texts,
) -> RawRow:
    place = _place_id(entry)
    topics, problems = _topics(number, entry, categories)
    contact, hints = _contact(number, entry)
    cells = {
        "external_id": place,
        "title": _text(entry, "title"),
        "organization": _text(_part(entry, "organization"), "name") or _text(entry, "title"),
        "description": _description(entry),
        "topics": topics,
        "schedule": schedule_text(entry.get("opening_hours"), texts)[: BY_NAME["schedule"].max_length],
        "application": _url(entry.get("appointment_url")),
        "barrier_free": {True: "yes", False: "no"}.get(entry.get("barrier_free"), "")  # type: ignore[arg-type]
        if isinstance(entry.get("barrier_free"), bool)
        else "",
        "status": "closed" if entry.get("temporarily_closed") is True else "not_confirmed",
        "page_date": _text(entry, "last_updated")[:10],
        "source_host": urlsplit(_url(entry.get("url"))).hostname or "",
        "source_url": _url(entry.get("url")),
        **contact,
        **_address(_part(entry, "location")),
    }
    translations = {
        language: said
        for language, places in others.items()
        if place in places and (said := _translated(places[place]))
    }
    missing = () if place else (Problem.at(number, "location", shown(cells["title"]), "no_stable_id"),)
    return RawRow(number, cells, translations, (*missing, *problems, *hints))


def _place_id(entry: Mapping[str, Any]) -> str:
    found = _part(entry, "location").get("id")
    return str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""


def _part(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return clean(html_to_text(value)) if isinstance(value, str) else ""


def _description(entry: Mapping[str, Any]) -> str:
    text = _text(entry, "excerpt") or _text(entry, "content")[:_EXCERPT].rsplit("\n", 1)[0]
    return text[: BY_NAME["description"].max_length]


def _translated(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return what a language says; an empty text takes an older one away."""
    texts = {
        "title": _text(entry, "title")[: BY_NAME["title"].max_length],
        "description": _description(entry),
    }
    return texts if any(texts.values()) else {}


def _topics(number: int, entry: Mapping[str, Any], categories: Categories) -> tuple[str, tuple[Problem, ...]]:
    """Return the topics of a category, or its name, which a person may map to a topic."""
    name = _text(_part(entry, "category"), "name")
    topics = categories.topics.get(fold(name)) if name else None
    if topics or name:
        return LIST_SEPARATOR.join(topics or (name,)), ()
    return "", (Problem.at(number, "category", shown(name), "category_missing", is_hint=True),)


def _contact(number: int, entry: Mapping[str, Any]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return telephone, mail and web address of the place, never those of a person."""
    listed = entry.get("contacts")
    contacts = [c for c in listed if isinstance(c, Mapping)] if isinstance(listed, list) else []
    unnamed = [entry, *(contact for contact in contacts if not clean(str(contact.get("name") or "")))]
    phones = [p for c in unnamed if (p := _text(c, "phone_number")) and not is_mobile(p)]
    emails = [e for c in unnamed if (e := _text(c, "email")) and not is_private_mail(e)]
    sites = [w for c in [*unnamed, *contacts] if (w := _url(c.get("website")))]
    found = {
        name: (values or [""])[0]
        for name, values in (("phone", phones), ("email", emails), ("website", sites))
    }
    is_personal = any(clean(str(c.get("name") or "")) or _text(c, "mobile_number") for c in contacts)
    hints = (Problem.at(number, "contacts", "…", "contact_left_out", is_hint=True),) if is_personal else ()
    return found, hints


def _url(value: Any) -> str:
    text = clean(value) if isinstance(value, str) else ""
    return text if re.fullmatch(r"https?://[^\s<>\"']{3,900}", text) else ""


def _address(location: Mapping[str, Any]) -> dict[str, str]:
    line = _text(location, "address")
    parsed = parse_address(line) if line else None
    lon, lat = (location.get(name) for name in ("longitude", "latitude"))
    has_point = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (lon, lat)) and (
        lon or lat
    )
    return {
        "street": parsed.street if parsed else "",
        "house_number": parsed.house_number if parsed else "",
        "postal_code": _text(location, "postcode"),
        "city": _text(location, "town"),
        "lon": repr(lon) if has_point else "",
        "lat": repr(lat) if has_point else "",
        "uncertainty_m": f"{_UNCERTAINTY_M:g}" if has_point else "",
    }
