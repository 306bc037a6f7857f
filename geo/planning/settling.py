"""What would settle a gap: of how many offers nobody knows the place, and whose address would tell most."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.answer import Answer
from geo.planning.narrowing import Fix, fixes, narrowing
from geo.reach.gaps import GAP_CHANCE
from geo.reach.imputed import Spread, spread
from geo.reach.interval import OUT_CLASSES
from geo.reach.supply import has_point

#: Addresses told of each place.
_ADDRESSES = 2
#: Gaps of which it is told in files what would settle them: the first ones.
SETTLED = 5
_KEPT = 64

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Settling:
    """What stands behind a place of which not all is known.

    `unknown` counts the city's offers whose place nobody knows; `people` are those who live there and reach none, as
    expected and with the range of nine of ten draws; `addresses` would make that range narrower, most first.
    """

    city: str
    unknown: int
    people: Spread
    addresses: tuple[Fix, ...]


@dataclass(frozen=True)
class Open:
    """What cannot be said of a city: whether so many `people` reach an offer; so many others probably reach one.

    These `probable` ones reach one that is not known to be near: it depends on the `unknown` offers, too.
    """

    city: str
    people: float
    probable: float
    unknown: int
    addresses: tuple[Fix, ...]


@lru_cache(_KEPT)
def settle_gap(answer: Answer, rank: int) -> Settling:
    """Return what would settle a gap.

    Raises
    ------
    KeyError
        If no gap has this rank.
    """
    city = str(answer.gaps.areas.at[rank, "city"])
    rows = np.flatnonzero(answer.gaps.rank_of_cell.to_numpy() == rank)
    people = answer.people[rows]
    told = spread(~answer.at(rows).reached @ people)
    return Settling(city, unknown_offers(answer, city), told, _addresses(answer, rows))


@lru_cache(_KEPT)
def settle_open(answer: Answer) -> tuple[Open, ...]:
    """Return the cities with people of whom it cannot be said whether they reach an offer, most people first."""
    out, sure = answer.chances.out, answer.chances.certain > 0
    is_open = (out >= OUT_CLASSES[1]) & (out < GAP_CHANCE)
    is_probable = (out < OUT_CLASSES[1]) & ~sure
    ags = answer.demand["ags"].to_numpy()
    found = []
    for code, name in answer.world.city_names.items():
        here = ags == code
        people, probable = (float(answer.people[here & one].sum()) for one in (is_open, is_probable))
        if people >= LEAST_PEOPLE:
            addresses = _addresses(answer, np.flatnonzero(here & is_open))
            found.append(Open(name, people, probable, unknown_offers(answer, name), addresses))
    return tuple(sorted(found, key=lambda one: (-one.people, one.city)))


def unknown_offers(answer: Answer, city: str) -> int:
    """Count the offers of a city whose place is not known."""
    here = answer.supply["city"].eq(city).to_numpy() & ~has_point(answer.supply)
    return int(answer.supply.loc[here, "offers"].sum())


def _addresses(answer: Answer, rows: Rows) -> tuple[Fix, ...]:
    ranked = narrowing(answer, rows)
    return fixes(answer, ranked[ranked["narrowing"] >= LEAST_PEOPLE].head(_ADDRESSES))
