"""Addresses in free text: found by the words of an address that is known, and taken out."""

import re
from collections.abc import Iterable

from geo.model import Address
from geo.places.address import fold

_KIND = r"(?:str(?:a(?:ß|ss)e|\.)?|strasse)"
_ENDS = re.compile(r"(?:straße|strasse|str\.?)$", re.IGNORECASE)
_GONE = "…"
#: A street shorter than this is also an ordinary word and only found with its number.
_PLAIN_FROM = 7


def without_addresses(text: str, addresses: Iterable[Address]) -> str:
    """Return a text in which `…` stands for every mention of the addresses, in any usual spelling.

    The street is found with and without its number, `Hohenzollernstr. 3` for `Hohenzollernstraße 3`; a postcode by
    itself; cities stay, because the offer keeps its city.
    """
    found = text
    for address in addresses:
        for pattern in _patterns(address):
            found = pattern.sub(_GONE, found)
    return re.sub(r"…(?:[\s,;]*…)+", _GONE, found) if found != text else text


def _patterns(address: Address) -> Iterable[re.Pattern[str]]:
    code = rf"(?:[\s,]*(?:D\s?-\s?)?{re.escape(address.postal_code)})?" if address.postal_code else ""
    if fold(address.street):
        number = (
            r"(?:[\s,]*(?:nr\.?\s*|hausnummer\s*)?\d{1,4}\s?(?:[a-z](?![a-zäöüß]))?"
            r"(?:\s?[-–/+]\s?\d{1,4}\s?[a-z]?\b)?)"
        )
        is_plain = len(fold(address.street)) >= _PLAIN_FROM
        yield re.compile(
            rf"(?<![\wäöüß]){_street(address.street)}{number}{'?' if is_plain else ''}{code}", re.IGNORECASE
        )
    if address.postal_code:
        yield re.compile(rf"(?<!\d)(?:D\s?-\s?)?{re.escape(address.postal_code)}(?!\d)", re.IGNORECASE)


def _street(street: str) -> str:
    """Return the pattern of a street: its words with anything between them, its kind long or short."""
    stem = _ENDS.sub("", street.strip())
    has_kind = stem != street.strip()
    words = [_letters(word) for word in re.split(r"[\s\-–.'/]+", stem) if word]
    return r"[\s\-–.'/]*".join(words) + (rf"[\s\-]*{_KIND}" if has_kind else r"(?![a-zäöüß])")


def _letters(word: str) -> str:
    """Return the pattern of a word: umlauts and sharp s in both spellings."""
    pairs = {"ä": "(?:ä|ae)", "ö": "(?:ö|oe)", "ü": "(?:ü|ue)", "ß": "(?:ß|ss)"}
    plain = word.casefold() if "ß" not in word else word.lower()
    for short, long in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")):
        plain = plain.replace(short, long)
    return "".join(pairs.get(letter, re.escape(letter)) for letter in plain)
