"""JSON-LD as it is found on the web: which things a document holds, of what type, their texts and references.

No context is fetched and none is read: terms count as those of schema.org, with or without its address before them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geo.exchange.sources.cells import clean

Thing = Mapping[str, Any]

_PREFIXES = ("", "schema:", "https://schema.org/", "http://schema.org/")
_PREFIX = re.compile(r"(?:https?://schema\.org/|schema:)")
#: Where further things stand: in graphs, lists, feeds, and pages about one thing.
_HOLDERS = ("@graph", "itemListElement", "item", "dataFeedElement", "mainEntity")
#: Texts of one property that are looked at, and how far a name may be the name of something that has a name.
_MOST_TEXTS = 50
_MOST_STEPS = 4


@dataclass(frozen=True)
class Graph:
    """The things of a document in their order; `language` is preferred where a text comes in several."""

    things: tuple[Thing, ...]
    by_id: Mapping[str, Thing]
    language: str

    @classmethod
    def of(cls, content: Any, *, language: str) -> "Graph":
        """Return the graph of a JSON value."""
        things = tuple(_found(content))
        named = {str(thing["@id"]): thing for thing in things if "@id" in thing and len(thing) > 1}
        return cls(things, named, language)

    def unreferenced(self) -> tuple[Thing, ...]:
        """Return the things that belong to no other thing: a place that events name is no entry of its own."""
        parts = {name for thing in self.things for name in _references(thing)}
        return tuple(thing for thing in self.things if "@id" not in thing or str(thing["@id"]) not in parts)

    def parts(self, thing: Thing, *names: str) -> list[Thing]:
        """Return the things that properties of a thing hold or refer to."""
        values = [item for name in names for item in _items(value_of(thing, name))]
        return [self._resolved(value) for value in values if isinstance(value, Mapping)]

    def part(self, thing: Thing, *names: str) -> Thing:
        """Return the first of these things, an empty one where there is none."""
        return next(iter(self.parts(thing, *names)), {})

    def texts(self, thing: Thing, *names: str) -> list[str]:
        """Return the texts of properties; of a thing its name."""
        found = [text for name in names for text in self._texts(value_of(thing, name), _MOST_STEPS)]
        return list(dict.fromkeys(filter(None, found)))

    def text(self, thing: Thing, *names: str) -> str:
        """Return the first text of the first property that has one, "" where none has."""
        return next((text for name in names for text in self.texts(thing, name)), "")

    def organization(self, value: Any) -> str:
        """Return the name of the first organization that a property holds; a person is none."""
        for item in _items(value):
            thing = self._resolved(item) if isinstance(item, Mapping) else {"name": item}
            if not is_person(thing) and (name := self.text(thing, "name", "legalName")):
                return name
        return ""

    def _resolved(self, value: Thing) -> Thing:
        return self.by_id.get(str(value["@id"]), value) if value.keys() == {"@id"} else value

    def _texts(self, value: Any, steps: int) -> Iterator[str]:
        for item in self._preferred(_items(value))[:_MOST_TEXTS]:
            if isinstance(item, str):
                yield clean(item)
            elif isinstance(item, int | float) and not isinstance(item, bool):
                yield str(item)
            elif isinstance(item, Mapping) and "@value" in item:
                yield from self._texts(item["@value"], 0) if steps else ()
            elif isinstance(item, Mapping) and steps:
                yield from self._texts(value_of(self._resolved(item), "name"), steps - 1)

    def _preferred(self, items: list[Any]) -> list[Any]:
        """Return the texts in the preferred language where there are some, else those of one language."""
        tagged = [item for item in items if isinstance(item, Mapping) and "@language" in item]
        if not tagged:
            return items
        languages = [str(item["@language"]).partition("-")[0] for item in tagged]
        chosen = self.language if self.language in languages else languages[0]
        return [item for item, name in zip(tagged, languages, strict=True) if name == chosen]


def is_jsonld(content: Any) -> bool:
    """Whether a JSON value says what its things are, as JSON-LD does."""
    first = content[0] if isinstance(content, list) and content else content
    return isinstance(first, Mapping) and any(name in first for name in ("@context", "@graph", "@type"))


def types_of(thing: Thing) -> tuple[str, ...]:
    """Return the types of a thing, without the address of schema.org."""
    return tuple(without_prefix(name) for name in _items(thing.get("@type")) if isinstance(name, str))


def is_person(thing: Thing) -> bool:
    """Whether a thing is a person, by its type or by having the names of one."""
    names = ("givenName", "familyName")
    return "Person" in types_of(thing) or any(value_of(thing, name) is not None for name in names)


def value_of(thing: Thing, name: str) -> Any:
    """Return the value of a term, however its name is written."""
    return next((thing[p + name] for p in _PREFIXES if p + name in thing), None)


def without_prefix(name: str) -> str:
    """Return a term or member of schema.org without its address."""
    return _PREFIX.sub("", name, count=1) if _PREFIX.match(name) else name


def _items(value: Any) -> list[Any]:
    """Return what a property holds as a list, whether it is one or not."""
    if isinstance(value, Mapping):
        value = value.get("@list", value.get("@set", value))
    return value if isinstance(value, list) else [] if value is None else [value]


def _found(content: Any) -> Iterator[Thing]:
    """Yield all things in their order, however deep the lists are."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, Mapping):
            yield value
            held = [value_of(value, name) for name in _HOLDERS]
            waiting += reversed([part for part in held if isinstance(part, list | Mapping)])


def _references(thing: Thing) -> Iterator[str]:
    """Yield the ids that a thing refers to, but for what it only lists."""
    waiting = [part for name, part in thing.items() if without_prefix(name) not in _HOLDERS]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, Mapping):
            if value.keys() == {"@id"}:
                yield str(value["@id"])
            waiting += value.values()
