"""The share of each city's people who reach an offer of a topic, for many topics at once and nothing else of them.

The same figure as `Answer.by_city` gives, without ranges: places are drawn once and compared with the threshold once,
and which cells a draw reaches is a row of bits.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.offers.filters import OfferFilter
from geo.planning.ground import World
from geo.planning.question import Question
from geo.reach.imputed import Directory
from geo.reach.interval import countable
from geo.reach.measures import GROUPS

Bits = NDArray[np.uint8]
Ints = NDArray[np.int64]

#: On foot in 30 minutes, all people, every offer: what "Coverage" is asked when nobody chooses otherwise.
_USUAL = Question(topics=())


def shares_by_topic(world: World, topics: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return the expected share of the people who reach an offer on foot in 30 minutes, by topic and name of the city.

    Returns
    -------
    dict
        0 to 1, NaN where nobody lives; a topic without any offer is left out.
    """
    offers, directory = world.selected(_USUAL).offers, world.unknown.directory
    row = directory.rows(offers)
    drawn = row[row >= 0]
    used = np.unique(directory.place[drawn[~directory.is_exact[drawn]]])
    reaching = _Reaching(world, directory, used[used >= 0].astype(np.int64))
    found = {}
    for topic in topics:
        selected = world.table.select(OfferFilter(topics=(topic,)))
        if selected.any():
            here = row[selected.loc[offers.index].to_numpy(dtype=np.bool_)]
            found[topic] = _by_city(world, reaching.chance(here[here >= 0]))
    return found


class _Reaching:
    """Which of the used places of a directory reach which cells: a row of bits each."""

    def __init__(self, world: World, directory: Directory, used: Ints) -> None:
        self._world, self._directory = world, directory
        cells = np.arange(len(world.demand))
        near = world.unknown.reaching(
            _USUAL.mode, used, cells, limit_m=_USUAL.limit_m, widest_m=_USUAL.limit_m
        )
        self._bits = np.zeros((len(used), -(-len(cells) // 8)), dtype=np.uint8)
        for number in range(len(used)):
            is_near = np.zeros(len(cells), dtype=np.bool_)
            is_near[near.indices[near.indptr[number] : near.indptr[number + 1]]] = True
            self._bits[number] = np.packbits(is_near)
        self._number = np.full(len(directory.lon), -1, dtype=np.int64)
        self._number[used] = np.arange(len(used))

    def chance(self, rows: Ints) -> NDArray[np.float64]:
        """Return in which share of the draws each cell reaches one of some addresses (rows of the directory)."""
        directory, cells = self._directory, len(self._world.demand)
        is_exact = directory.is_exact[rows]
        own = directory.place[rows[is_exact], 0]
        exact = pd.DataFrame({"lon": directory.lon[own], "lat": directory.lat[own]})
        limit = np.float32(_USUAL.limit_m)
        is_sure = self._world.nearest_m(_USUAL, exact).astype(np.float32) <= limit
        count = np.zeros(cells, dtype=np.uint32)
        for places in directory.place[rows[~is_exact]].T:
            there = self._number[np.unique(places[places >= 0])]
            reached: Bits = np.bitwise_or.reduce(self._bits[there], axis=0)
            count += np.unpackbits(reached, count=cells)
        return np.where(is_sure, 1.0, count / directory.draws)


def _by_city(world: World, chance: NDArray[np.float64]) -> dict[str, float]:
    people = countable(world.demand[GROUPS[_USUAL.people]])
    city, codes = pd.factorize(world.demand["ags"].astype(str), sort=True)
    living = np.bincount(city, weights=people, minlength=len(codes))
    reached = np.bincount(city, weights=people * chance, minlength=len(codes))
    share = np.divide(reached, living, out=np.full(len(codes), np.nan), where=living > 0)
    return {world.city_names.get(code, code): float(one) for code, one in zip(codes, share, strict=True)}
