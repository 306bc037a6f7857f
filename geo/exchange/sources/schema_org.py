"""Services, events and places in the words of schema.org: a row a thing.

What our own export says beside those words (`additionalProperty` with our name) comes back as it was. Persons are
never read: neither their names nor how to reach them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names

from geo.errors import Problem, refuse
from geo.exchange.sources.html_text import html_to_text
from geo.exchange.sources.jsonld import Graph, Thing, is_person, types_of, value_of, without_prefix
from geo.exchange.sources.nested import sites_cell, translations_cell
from geo.exchange.sources.schedules import hours_text, with_description
from geo.exchange.sources.values import KNOWN_COLUMNS, MAX_ROWS, RawRow, RawTable
from geo.i18n import Texts
from geo.model import FeeKind, Scope, Status
from geo.offers.columns import FURTHER_SITES, MARKS, OFFER_COLUMNS, SITE_COLUMNS, TRANSLATIONS
from geo.places.address import parse_address
from geo.tables import LIST_SEPARATOR

#: What our own export calls its names by.
_OWN = "integrationskarte:"
#: Types that end so are services and events; these others are courses and places where something is offered.
_ENDINGS = ("Service", "Event")
_ORGANIZATIONS = frozenset(
    (
        "LocalBusiness", "ChildCare", "CommunityHealth", "EmploymentAgency", "GovernmentOffice", "Hospital", "Library",
        "MedicalClinic", "Museum", "PlaceOfWorship", "Preschool", "School", "SportsActivityLocation", "SportsClub",
    )
)  # fmt: skip
_KINDS = _ORGANIZATIONS | {
    "Course",
    "CourseInstance",
    "EducationalOccupationalProgram",
    "Festival",
    "Place",
    "CivicStructure",
}
#: What stands in documents around them; anything else that is left out is told.
_AROUND = re.compile(
    r"Dataset|Data(?:Feed|Download|Catalog).*|Web.*|.*Page|.*List|ListItem|.*Organization|NGO|Person|.*Object|.*Action|"
    r"CreativeWork|Article|NewsArticle|BlogPosting|PostalAddress|GeoCoordinates|Offer|.*Channel|ContactPoint|.*Area|City"
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}).*)?")
_TIME = re.compile(r"T?(\d{2}:\d{2}).*")
#: What narrows the days of opening hours; without it they would be said too often.
_BOUNDS = (
    "validFrom", "validThrough", "startDate", "endDate", "exceptDate", "byMonth", "byMonthDay", "byMonthWeek",
    "repeatCount",
)  # fmt: skip
_WEEKLY = ("", "P1W", "P7D", "Weekly", "weekly")
_LANGUAGE = re.compile(r"([a-z]{2,3})[-_][A-Za-z0-9-]+")
_HEADINGS = (*KNOWN_COLUMNS, "location_id")
#: Columns that are a text of the thing itself; its id is read on its own.
_TEXTS = {
    spec.name: spec.schema_org
    for spec in OFFER_COLUMNS
    if spec.is_public and spec.schema_org and "." not in spec.schema_org and spec.name not in MARKS
}


@dataclass(frozen=True)
class Aids:
    """What a foreign word may mean, and the language that days and dates are told in."""

    texts: Texts
    is_topic: Callable[[str], bool]
    is_group: Callable[[str], bool]


def read_schema_org(content: Any, file: str, *, source: str, aids: Aids) -> RawTable:
    """Read all things that are offers; rows are those things, counted from 1.

    Raises
    ------
    SourceError
        If there are none, or too many.
    """
    graph = Graph.of(content, language=aids.texts.language)
    named = [thing for thing in graph.unreferenced() if types_of(thing)]
    things = [thing for thing in named if _is_offer(thing)]
    if not things:
        raise refuse(file, "no_things", allowed=("Service", "Event", "Course", "Place"))
    if len(things) > MAX_ROWS:
        raise refuse(file, "too_many_rows", row=MAX_ROWS, allowed=(str(MAX_ROWS),))
    others = sorted(
        {kind for t in named if not _is_offer(t) for kind in types_of(t) if not _AROUND.fullmatch(kind)}
    )
    rows = tuple(
        RawRow(number, _Reader(thing, graph, aids).cells()) for number, thing in enumerate(things, start=1)
    )
    used = tuple(name for name in _HEADINGS if any(name in row.cells for row in rows))
    left_out = tuple(Problem.at(0, "@type", kind[:100], "thing_left_out", is_hint=True) for kind in others)
    return RawTable(file, source, used, rows, has_own_columns=True, stated_by="schema.org", problems=left_out)


def _is_offer(thing: Thing) -> bool:
    return any(kind.endswith(_ENDINGS) or kind in _KINDS for kind in types_of(thing))


@dataclass(frozen=True)
class _Reader:
    """A thing and what it is read with."""

    thing: Thing
    graph: Graph
    aids: Aids

    def cells(self) -> dict[str, str]:
        graph, thing = self.graph, self.thing
        channel = graph.part(thing, "availableChannel")
        places = self._places()
        place = next(iter(places), thing)
        labels = {**self._labels(place), **self._labels(thing)}
        told = {
            **{name: graph.text(thing, word) for name, word in _TEXTS.items()},
            "organization": self._organization(),
            "description": self._description(is_own="offer_id" in labels),
            **self._words(channel),
            "schedule": "; ".join(dict.fromkeys(self._schedules())),
            **self._costs(),
            **self._contact(channel, place),
            **self._place(place, is_split=bool({"street", "house_number"} & labels.keys())),
            **self._state(),
        }
        if "offer_id" not in labels:
            sites = [self._site_of_others(place) for place in places[1:]]
            more = {FURTHER_SITES: sites_cell(list(filter(None, sites)))} if any(sites) else {}
            return told | labels | more | {"external_id": self._key()}
        texts = translations_cell(self._own_names(thing))
        further = {FURTHER_SITES: sites_cell([self._site(place) for place in places[1:]])}
        return told | labels | further | ({TRANSLATIONS: texts} if texts else {})

    def _places(self) -> list[Thing]:
        """Return where something is: at the places of all its channels, its own, else of its sessions or provider."""
        graph, thing = self.graph, self.thing
        channels = graph.parts(thing, "availableChannel")
        found = [place for one in channels for place in graph.parts(one, "serviceLocation")]
        found = found or graph.parts(thing, "location", "serviceLocation")
        if not found and value_of(thing, "address") is None:
            holders = graph.parts(thing, "hasCourseInstance", "subEvent", "offers")
            found = [place for one in holders for place in graph.parts(one, "location", "availableAtOrFrom")]
        if not found and value_of(thing, "address") is None:
            owners = [one for one in graph.parts(thing, "provider", "organizer") if not is_person(one)]
            found = [place for one in owners for place in graph.parts(one, "location")]
            found = found or [one for one in owners if value_of(one, "address") is not None]
        areas = [one for one in graph.parts(thing, "areaServed") if value_of(one, "address") is not None]
        addressed = [one for one in (found or areas) if "VirtualLocation" not in types_of(one)]
        keys = [str(self._place(one, is_split=False)) for one in addressed]
        return [one for number, one in enumerate(addressed) if keys.index(keys[number]) == number]

    def _site_of_others(self, place: Thing) -> dict[str, str]:
        """Return a further address of somebody else's thing, with its opening hours."""
        told = self._place(place, is_split=False)
        address = parse_address(told.get("address") or told.get("street_line", ""))
        specified = self.graph.parts(place, "openingHoursSpecification", "hoursAvailable")
        hours = [*self.graph.texts(place, "openingHours"), *map(self._hours, specified)]
        site = {
            "street": address.street,
            "house_number": address.house_number,
            "postal_code": told["postal_code"] or address.postal_code,
            "city": told["city"] or address.city,
            "schedule": "; ".join(dict.fromkeys(filter(None, hours))),
            "lon": told["lon"],
            "lat": told["lat"],
        }
        return {name: text for name, text in site.items() if text} if site["street"] or site["city"] else {}

    def _labels(self, thing: Thing) -> dict[str, str]:
        """Return what our own export says of the columns beside the words of schema.org."""
        return {column: text for column, text in self._own_names(thing).items() if column in _HEADINGS}

    def _own_names(self, thing: Thing) -> dict[str, str]:
        """Return all that stands beside the words of schema.org under a name of ours."""
        holders = [thing, *self.graph.parts(thing, "offers")]
        pairs = [pair for holder in holders for pair in self.graph.parts(holder, "additionalProperty")]
        named = {self.graph.text(pair, "propertyID"): self.graph.text(pair, "value") for pair in pairs}
        return {name.removeprefix(_OWN): text for name, text in named.items() if name.startswith(_OWN)}

    def _site(self, place: Thing) -> dict[str, str]:
        """Return a further address of one of our own offers, with its opening hours."""
        hours = self.graph.part(place, "openingHoursSpecification")
        told = self._place(place, is_split=True) | {"schedule": self.graph.text(hours, "description")}
        told |= self._labels(place)
        return {name: told[name] for name in SITE_COLUMNS if told.get(name)}

    def _key(self) -> str:
        """Return the source's own id: stated, or the thing's address; a blank node has none."""
        stated = self.graph.parts(self.thing, "identifier")
        found = [self.graph.text(one, "value") for one in stated] + self.graph.texts(self.thing, "identifier")
        address = self.thing.get("@id")
        found.append(address if isinstance(address, str) and not address.startswith("_:") else "")
        return next(filter(None, found), "")

    def _organization(self) -> str:
        """Return who offers it: an organization that is named, or the thing where it is one itself."""
        names = ("provider", "organizer", "serviceOperator", "parentOrganization")
        said = [self.graph.organization(value_of(self.thing, name)) for name in names]
        is_itself = any(kind in _ORGANIZATIONS for kind in types_of(self.thing))
        return next(filter(None, said), self.graph.text(self.thing, "name") if is_itself else "")

    def _description(self, *, is_own: bool) -> str:
        text = self.graph.text(self.thing, "description")
        return text if is_own else html_to_text(text)

    def _words(self, channel: Thing) -> dict[str, str]:
        """Return topics, groups and languages: our ids, else those of the source's words that we know."""
        graph, thing = self.graph, self.thing
        codes = [
            graph.text(part, "codeValue")
            for part in graph.parts(thing, "category")
            if graph.text(part, "inCodeSet") == f"{_OWN}topics"
        ]
        words = graph.texts(thing, "serviceType", "category", "additionalType")
        known = [
            w for w in (*words, *_split(graph.texts(thing, "keywords", "about"))) if self.aids.is_topic(w)
        ]
        audience = graph.parts(thing, "audience")
        groups = [graph.text(part, "identifier") for part in audience]
        stated = [text for part in audience for text in graph.texts(part, "audienceType", "name")]
        languages = graph.texts(channel, "availableLanguage") or graph.texts(
            thing, "availableLanguage", "inLanguage", "knowsLanguage"
        )
        told = {
            "topics": codes or known or words,
            "target_groups": list(filter(None, groups)) or [w for w in stated if self.aids.is_group(w)],
            "languages": [_without_region(name) for name in languages],
        }
        wordings = {} if any(groups) else {"target_groups_stated": "; ".join(stated)}
        return {name: LIST_SEPARATOR.join(dict.fromkeys(items)) for name, items in told.items()} | wordings

    def _costs(self) -> dict[str, str]:
        offers = self.graph.parts(self.thing, "offers")
        free = value_of(self.thing, "isAccessibleForFree")
        prices = [text for offer in offers for text in self.graph.texts(offer, "price", "lowPrice")]
        amounts = [float(text) for text in prices if re.fullmatch(r"\d{1,6}(?:\.\d{1,9})?", text)]
        is_free = free in (True, "true", "True", "https://schema.org/True") or (amounts and not any(amounts))
        kind = FeeKind.FREE if is_free else FeeKind.PAID if any(amounts) else FeeKind.NOT_STATED
        said = next(filter(None, (self.graph.text(offer, "description") for offer in offers)), "")
        currency = next(filter(None, (self.graph.text(offer, "priceCurrency") for offer in offers)), "")
        price = f"{prices[0]} {currency}".strip() if any(amounts) else ""
        return {"fee_kind": kind, "fees": said or price}

    def _contact(self, channel: Thing, place: Thing) -> dict[str, str]:
        graph, thing = self.graph, self.thing
        offices = graph.parts(thing, "provider", "organizer", "contactPoint")
        told = [*graph.parts(channel, "servicePhone"), thing, place, *offices]
        known = [one for one in told if not is_person(one)]
        return {
            "phone": next(filter(None, (graph.text(one, "telephone") for one in known)), ""),
            "email": next(filter(None, (graph.text(one, "email") for one in known)), ""),
            "website": graph.text(channel, "serviceUrl") or graph.text(thing, "url"),
        }

    def _place(self, place: Thing, *, is_split: bool) -> dict[str, str]:
        graph = self.graph
        address = graph.part(place, "address") or (place if value_of(place, "streetAddress") else {})
        point = graph.part(place, "geo") or place
        line = graph.text(address, "streetAddress")
        city = graph.text(address, "addressLocality")
        if not address and not city:
            city = (
                next(iter(graph.texts(self.thing, "areaServed")), "")
                if _serves_city(graph, self.thing)
                else ""
            )
        whole = value_of(place, "address")
        return {
            **({"street": "", "house_number": ""} if is_split else {"street_line": line}),
            **({"address": whole} if isinstance(whole, str) else {}),
            "postal_code": graph.text(address, "postalCode"),
            "city": city,
            "lon": graph.text(point, "longitude"),
            "lat": graph.text(point, "latitude"),
        }

    def _state(self) -> dict[str, str]:
        kinds = [
            without_prefix(text)
            for text in self.graph.texts(self.thing, "eventStatus", "eventAttendanceMode")
        ]
        is_online = "OnlineEventAttendanceMode" in kinds or any(
            "VirtualLocation" in types_of(part) for part in self.graph.parts(self.thing, "location")
        )
        return {
            "status": Status.CLOSED if "EventCancelled" in kinds else Status.NOT_CONFIRMED,
            **({"scope": Scope.ONLINE} if is_online else {}),
        }

    # -- hours -------------------------------------------------------------------------------------

    def _schedules(self) -> Iterator[str]:
        graph, thing = self.graph, self.thing
        yield from graph.texts(thing, "openingHours")
        for part in graph.parts(thing, "hoursAvailable", "openingHoursSpecification", "eventSchedule"):
            yield from filter(None, [with_description(self._hours(part), graph.text(part, "description"))])
        start, end = (_DATE.fullmatch(graph.text(thing, name)) for name in ("startDate", "endDate"))
        if start:
            yield self._moments(start, end)

    def _hours(self, part: Mapping[str, Any]) -> str:
        names = get_day_names("abbreviated", locale=self.aids.texts.locale)
        days = [without_prefix(text) for text in self.graph.texts(part, "dayOfWeek", "byDay")]
        told = ", ".join(str(names[_DAYS.index(day)]).rstrip(".") for day in days if day in _DAYS)
        times = [
            _TIME.fullmatch(self.graph.text(part, *names))
            for names in (("opens", "startTime"), ("closes", "endTime"))
        ]
        opens, closes = (time[1] if time else "" for time in times)
        if opens and opens == closes:
            return ""  # closed on these days, as schema.org has it
        return hours_text(told, opens, closes, self.aids.texts, self._bounds(part))

    def _bounds(self, part: Mapping[str, Any]) -> list[str]:
        """Return what narrows the days and cannot be said in a word: the source's own terms, dates as a day."""
        told = ((name, self.graph.text(part, name)) for name in _BOUNDS)
        bounds = [f"{name} {self._day(text)}" for name, text in told if text]
        every = self.graph.text(part, "repeatFrequency")
        return bounds if every in _WEEKLY else [f"repeatFrequency {every}", *bounds]

    def _moments(self, start: re.Match[str], end: re.Match[str] | None) -> str:
        """Say from when to when something is."""
        first = f"{self._day(start[1])} {start[2] or ''}".strip()
        if end is None or end[0] == start[0]:
            return first
        last = "" if end[1] == start[1] else f"{self._day(end[1])} "
        return f"{first}–{last}{end[2] or ''}".strip(" –")

    def _day(self, text: str) -> str:
        try:
            return self.aids.texts.partial_date(text)
        except ValueError:
            return text  # the 31st of February stays what the source says


def _without_region(language: str) -> str:
    """Return `de` for `de-DE`; a name stays as it is."""
    found = _LANGUAGE.fullmatch(language)
    return found[1] if found else language


def _serves_city(graph: Graph, thing: Thing) -> bool:
    return any("City" in types_of(part) for part in graph.parts(thing, "areaServed"))


def _split(texts: list[str]) -> Iterator[str]:
    for text in texts:
        yield from (word.strip() for word in text.split(",") if word.strip())
