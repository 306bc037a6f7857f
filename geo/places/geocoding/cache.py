"""What was asked before, and what a person fixed by hand: the two memories of the geocoder."""

from collections import OrderedDict
from typing import Protocol

from geo.model import Address, Match
from geo.places.address import address_key


class GeocodeCache(Protocol):
    """Keeps the answers of providers; the store has one that lasts.

    Only answers are put in, "not found" and "refused, outside the city" included; failures never are.
    """

    def get(self, key: str) -> Match | None:
        """Return the answer kept under this key, None if there is none."""

    def put(self, key: str, match: Match) -> None:
        """Keep an answer; one already there is replaced."""


class LockedPoints(Protocol):
    """Points that a person set and locked; nothing overrules them."""

    def find(self, address: Address) -> Match | None:
        """Return the locked point of an address, None if nobody fixed it."""


class MemoryCache:
    """A cache that lasts as long as the process and forgets what was not used longest."""

    def __init__(self, *, max_entries: int = 10_000) -> None:
        self._max_entries = max_entries
        self._matches: OrderedDict[str, Match] = OrderedDict()

    def get(self, key: str) -> Match | None:
        """Return the answer kept under this key, None if there is none."""
        if key in self._matches:
            self._matches.move_to_end(key)
        return self._matches.get(key)

    def put(self, key: str, match: Match) -> None:
        """Keep an answer; one already there is replaced."""
        self._matches[key] = match
        self._matches.move_to_end(key)
        if len(self._matches) > self._max_entries:
            self._matches.popitem(last=False)


def cache_key(provider: str, address: Address) -> str:
    """Return the key of an answer: equal for two spellings of one address, different for two providers."""
    return f"{provider}|{address_key(address)}"
