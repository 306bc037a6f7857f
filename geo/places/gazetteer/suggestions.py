"""What a half-typed text may mean: cities, postcodes, streets and places of the list."""

import re
from collections.abc import Iterable
from functools import cached_property

from rapidfuzz import fuzz

from geo.model import Address
from geo.places.address import clean_text, fold, normalize_street
from geo.places.gazetteer.places import is_school, place_words
from geo.places.gazetteer.shipped import KnownPlace, Tables

#: A suggestion must look this much (0 to 100) like what was typed.
_LEAST_SCORE = 75.0

_SHORTEST_TEXT = 2


class Suggester:
    """Ranks the labels of the list by how well they go on from what was typed."""

    def __init__(self, tables: Tables, streets: Iterable[tuple[str, str]] = ()) -> None:
        shipped = ((a.street, a.city) for a in tables.addresses)
        named = {(normalize_street(street), city): street for street, city in (*shipped, *streets)}
        self._with_number = {_street_label(street, city) for (_, city), street in named.items()}
        self._labels = _labels(tables, sorted(self._with_number))

    @cached_property
    def _keys(self) -> dict[str, tuple[str, ...]]:
        """What each label is found by; made when first asked, because it takes longest of all."""
        return {label: _keys(label) for label in self._labels}

    @property
    def labels(self) -> list[str]:
        """All labels: cities, postcodes, streets, places, schools."""
        return list(self._keys)

    def suggest(self, text: str, address: Address, *, limit: int) -> list[str]:
        """Return at most `limit` labels, the likeliest first; a house number that was typed is kept."""
        typed = _typed(text, address)
        if not typed:
            return []
        scores = {label: _score(typed, keys) for label, keys in self._keys.items()}
        best = sorted(
            (label for label, score in scores.items() if score >= _LEAST_SCORE), key=lambda x: (-scores[x], x)
        )
        return [self._numbered(label, address.house_number) for label in best[:limit]]

    def _numbered(self, label: str, house_number: str) -> str:
        if not house_number or label not in self._with_number:
            return label
        street, _, city = label.rpartition(", ")
        return f"{street} {house_number}, {city}"


def _labels(tables: Tables, streets: list[str]) -> list[str]:
    codes = [f"{point.postal_code} {point.city}" for point in tables.postcodes]
    places = [_place_label(spoken_name(p), p.city) for p in tables.places]
    schools = [_place_label(a.name, a.city) for a in tables.addresses if is_school(a)]
    return list(dict.fromkeys([*tables.cities, *codes, *streets, *places, *schools]))


def _street_label(street: str, city: str) -> str:
    return f"{street}, {city}"


def spoken_name(place: KnownPlace) -> str:
    """Say of a station that it is one: many bear the name of a quarter."""
    is_plain = place.kind == "station" and not place_words(place.name) & {"bf", "hbf"}
    return f"Bahnhof {place.name}" if is_plain else place.name


def _place_label(name: str, city: str) -> str:
    name = name.replace(",", "")
    return name if fold(city) in fold(name) else f"{name}, {city}"


def _keys(label: str) -> tuple[str, ...]:
    """Return the label's key and, so that a later word can be typed too, the keys from each word on."""
    words = re.split(r"[\s\-,]+", label)
    tails = ["".join(fold(word) for word in words[start:]) for start in range(len(words))]
    spoken = place_words(label)
    town_hall = ("rathaus" + fold(label), "rathaus") if "rathaus" in spoken else ()
    main_station = ("hauptbahnhof",) if "hbf" in spoken else ()
    return (*tails, *town_hall, *main_station)


def _typed(text: str, address: Address) -> frozenset[str]:
    """Return the keys of what was typed: as it was understood, without the house number, and as it stands."""
    understood = fold("".join((address.street, address.postal_code, address.city)))
    keys = (understood, fold(clean_text(text)))
    return frozenset(key for key in keys if len(key) >= _SHORTEST_TEXT)


def _score(typed: frozenset[str], keys: tuple[str, ...]) -> float:
    """Take the best of a label's keys; the first one, the whole label, counts a little more."""
    return max(_likeness(one, key) + (5.0 if key is keys[0] else 0.0) for key in keys for one in typed)


def _likeness(typed: str, key: str) -> float:
    """Score 0 to 100: what goes on from the typed text first, then what looks alike."""
    if key.startswith(typed):
        return 100.0 - min(len(key), 90) / 10
    if len(typed) < 4:
        return 0.0
    return float(fuzz.ratio(typed, key[: len(typed) + 1])) * 0.9
