"""Places people call by a name: town halls, stations, schools, courts, hospitals."""

import re
from collections import Counter
from collections.abc import Sequence

from geo.places.address import clean_text, fold, house_number_range, normalize_street
from geo.places.gazetteer.shipped import KnownAddress, KnownPlace

#: Kinds of place whose point is good to so many metres. Other places come from a world-wide list; at eight of them an
#: independent point of the same building lay 4 to 104 m away (docs/METHODS.md).
_PLACE_UNCERTAINTY_M = {"station": 200.0, "school": 150.0}
_OTHER_PLACE_UNCERTAINTY_M = 200.0

#: A word that stands in more names than this tells no place from another.
_RARE_WORD_NAMES = 3

_SAME_WORDS = {
    "stadtverwaltung": "rathaus",
    "stadt": "rathaus",
    "kreisverwaltung": "kreishaus",
    "hauptbahnhof": "hbf",
    "bahnhof": "bf",
    "bhf": "bf",
    "sbahnhof": "bf",
    "sankt": "st",
    "staedt": "",
    "staedtische": "",
    "staedtisches": "",
    "gemeinschaftsgrundschule": "grundschule",
}
_WORD_BREAK = re.compile(r"[\s\-–—/.,()&+'\"]+")

Words = frozenset[str]


class Places:
    """Named places by the words of their names."""

    def __init__(self, places: Sequence[KnownPlace], addresses: Sequence[KnownAddress]) -> None:
        named = [*places, *(_school(address) for address in addresses if is_school(address))]
        self._places = [(place, words) for place in named for words in _all_words(place)]
        self._names_with = Counter(word for place in named for word in place_words(place.name))

    def find(self, name: str, city: str) -> KnownPlace | None:
        """Return the one place of this name; None if there is none, or several could be meant.

        Without a city only a name that says the city itself is understood (`Bahnhof Recklinghausen Süd`).
        """
        asked = place_words(name)
        if not asked:
            return None
        here = [
            (place, words)
            for place, words in self._places
            if place.city == city or _is_told(place, asked, city)
        ]
        asked_here = asked - place_words(city)
        for fits in (self._is_equal, self._is_enough):
            found = {place for place, words in here if fits(asked_here, words) or fits(asked, words)}
            if len({(place.lon, place.lat) for place in found}) == 1:
                return min(found, key=lambda place: place.name)
            if found:
                return None
        return None

    def at(self, street: str, house_number: str, city: str) -> KnownPlace | None:
        """Return the one site that an address belongs to, None if it belongs to none."""
        numbers = set(house_number_range(house_number))
        found = [
            (place, street_of, numbers_of)
            for place, _ in self._places
            if place.city == city
            for street_of, numbers_of in map(_split, place.addresses)
        ]
        wanted = normalize_street(street)
        here = {place for place, name, those in found if name == wanted and numbers & those}
        return min(here, key=lambda place: place.name) if len({(p.lon, p.lat) for p in here}) == 1 else None

    @staticmethod
    def _is_equal(asked: Words, words: Words) -> bool:
        return bool(asked) and asked == words

    def _is_enough(self, asked: Words, words: Words) -> bool:
        """Whether at least two words, one of them rare, say which place is meant."""
        return (
            len(asked) >= 2 and asked < words and any(self._names_with[w] <= _RARE_WORD_NAMES for w in asked)
        )


def _split(address: str) -> tuple[str, set[int]]:
    """Return the street of a site's address as streets are compared, and its house numbers."""
    street, _, number = address.rpartition(" ")
    return normalize_street(street), set(house_number_range(number))


def uncertainty_of(place: KnownPlace) -> float:
    """Return the metres within which the place's door lies."""
    return _PLACE_UNCERTAINTY_M.get(place.kind, _OTHER_PLACE_UNCERTAINTY_M)


def is_school(address: KnownAddress) -> bool:
    """Whether a school stands at an address; only schools are known by their name, not filling stations."""
    return bool(address.name) and address.kind.casefold().startswith(("school", "schule"))


def place_words(name: str) -> Words:
    """Return the words of a name for comparing, synonyms as one word: `Stadtverwaltung` is `rathaus`."""
    words = (fold(word) for word in _WORD_BREAK.split(clean_text(name)))
    return frozenset(_SAME_WORDS.get(word, word) for word in words) - {""}


def _school(address: KnownAddress) -> KnownPlace:
    return KnownPlace(
        address.name, "school", address.city, address.lon, address.lat, address.source, address.postal_code
    )


def _all_words(place: KnownPlace) -> list[Words]:
    """Return every set of words that names the place: with or without its city, a station with `bf` too."""
    words = place_words(place.name)
    city = place_words(place.city)
    bare = words - city if words & city == city else words
    found = {words, bare}
    if place.kind == "station":
        found |= {one - {"hbf"} | {"bf"} for one in (words, bare)}
        found = {one for one in found if one & {"bf", "hbf"}}
    return sorted(found - {frozenset()}, key=sorted)


def _is_told(place: KnownPlace, asked: Words, city: str) -> bool:
    """Whether a place may be meant although no city is named: by its own name, or because it is a station."""
    return not city and (place_words(place.city) <= asked or (place.kind == "station" and "bf" in asked))
