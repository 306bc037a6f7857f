"""Offers of which nobody knows the address: at a site of their organisation, at one of others, or at one of their own.

That sites are shared decides how wide the ranges are: without it they hold only seven or eight of ten cases.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.reach.imputed.values import Chances

Floats = NDArray[np.float64]
Places = NDArray[np.int32]

_NONE = -1


class Known(NamedTuple):
    """An offer at an address: its site, where that is in each draw, whose it is, in which city."""

    site: str
    place: Places
    who: str
    region: str


class Unknown(NamedTuple):
    """An offer without an address: where it is if at a site of its own, and its numbers of chance for each draw."""

    key: str
    fresh: Places
    who: str
    region: str
    same: Floats
    other: Floats
    pick: Floats


def settle(known: Sequence[Known], unknown: Sequence[Unknown], chances: Chances) -> list[Places]:
    """Return the place of each unknown offer in each draw, in their order.

    One after the other (those with an address come first): with the chance `same` at a site of its organisation, if
    it has one in the city; else with the chance `other` at any site of the city; else at a site of its own.
    """
    state = _State(known, len(chances.same))
    return [state.take(one, chances) for one in unknown]


class _State:
    """The sites there are so far, by city and by organisation: arrays of numbers, -1 where a draw has none."""

    def __init__(self, known: Sequence[Known], draws: int) -> None:
        self._place: list[Places] = []
        self._draw = np.arange(draws)
        self._of_city: defaultdict[str, list[NDArray[np.int64]]] = defaultdict(list)
        self._of_organization: defaultdict[tuple[str, str], list[NDArray[np.int64]]] = defaultdict(list)
        numbers: dict[tuple[str, str], int] = {}
        told: set[tuple[str, str, int]] = set()
        for one in known:
            name = (one.region, one.site)
            if name not in numbers:
                numbers[name] = self._add(one.place)
                self._of_city[one.region].append(np.full(draws, numbers[name]))
            if one.who and (one.region, one.who, numbers[name]) not in told:
                told.add((one.region, one.who, numbers[name]))
                self._of_organization[one.region, one.who].append(np.full(draws, numbers[name]))

    def take(self, one: Unknown, chances: Chances) -> Places:
        """Settle an offer, and remember its site."""
        own = self._of_organization[one.region, one.who] if one.who else []
        of_own = _picked(own, one.pick)
        of_city = _picked(self._of_city[one.region], one.pick)
        joins_own = (of_own != _NONE) & (one.same < chances.same)
        joins_other = ~joins_own & (of_city != _NONE) & (one.other < chances.other)
        fresh = self._add(one.fresh)
        site = np.where(joins_own, of_own, np.where(joins_other, of_city, fresh))
        self._of_city[one.region].append(np.where(site == fresh, fresh, _NONE))
        if one.who:
            is_theirs = np.any([site == another for another in own], axis=0) if own else site == _NONE
            own.append(np.where(is_theirs, _NONE, site))
        return np.stack(self._place)[site, self._draw]

    def _add(self, place: Places) -> int:
        self._place.append(place)
        return len(self._place) - 1


def _picked(sites: Sequence[NDArray[np.int64]], pick: Floats) -> NDArray[np.int64]:
    """Return one of the sites there are in each draw, all alike likely; -1 where there is none."""
    if not sites:
        return np.full(len(pick), _NONE)
    table = np.stack(sites)
    there = table != _NONE
    count = there.sum(axis=0)
    wanted = np.minimum(np.floor(pick * count), count - 1)
    is_it = there & (np.cumsum(there, axis=0) - 1 == wanted)
    found = table[is_it.argmax(axis=0), np.arange(table.shape[1])]
    return np.where(count > 0, found, _NONE)
