"""How sure a share is: what is expected, the range that holds nine of ten cases, what is certain, what is possible.

* *value*: the mean over all drawn directories (`geo.reach.imputed`).
* *low*, *high*: between them lie nine of ten draws.
* *certain*: what is reached even from the worst place inside each radius; *possible*: from the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.gaps import GAP_CHANCE
from geo.reach.imputed import Drawn, spread

Floats = NDArray[np.float64]
Ways32 = NDArray[np.float32]

#: Classes of the chance to reach nothing: almost surely reached, probably, nobody can say, probably a gap, almost
#: surely one.
OUT_CLASSES = (0.1, 0.33, GAP_CHANCE, 0.9)
#: The number of the class of which nothing can be said.
OPEN_CLASS = 2

#: How the parts of an `Interval` are named behind what they tell: expected first.
PARTS = ("", "_low", "_high", "_certain", "_possible")

_PARTS_A_PERSON = 2.0**20


def countable(people: ArrayLike) -> Floats:
    """Return people to the millionth, as parts of a power of two: their sums are then exact, in whatever order."""
    return np.round(np.asarray(people, dtype=np.float64) * _PARTS_A_PERSON) / _PARTS_A_PERSON


class Interval(NamedTuple):
    """A share (0 to 1) or a number of people: expected, nine of ten cases between low and high, certain, possible."""

    value: float
    low: float
    high: float
    certain: float
    possible: float


class Chances(NamedTuple):
    """The chance of each cell (0 to 1) to reach an offer, and whether it surely does and possibly does (1 or 0)."""

    value: Floats
    certain: Floats
    possible: Floats

    @property
    def out(self) -> Floats:
        """The chance of each cell to reach nothing."""
        return 1.0 - self.value


class Bounds(NamedTuple):
    """Metres of each cell to the next offer, from the worst place inside each radius and from the best; `inf` for none.

    The best place may be where somebody lives: then the way is 0.
    """

    certain_m: Floats
    possible_m: Floats


class Reached(Protocol):
    """Whatever tells who reaches an offer within a limit of way, in metres."""

    def chances(self, limit_m: float) -> Chances:
        """Return the chances of the cells."""
        ...

    def by_city(self, limit_m: float) -> Floats:
        """Return the people who reach one, by draw and city (ascending AGS): shape (draws, cities)."""
        ...

    def totals(self, limits_m: Sequence[float]) -> Floats:
        """Return the people who reach one, by limit and draw: shape (limits, draws)."""
        ...

    def bounds_of(self, limits_m: Sequence[float]) -> list[tuple[float, float]]:
        """Return the people who surely and who possibly reach one, by limit."""
        ...


@dataclass(frozen=True, eq=False)
class Reach:
    """Who reaches an offer, in every draw: the ways drawn, what is certain and possible, people and city of each cell.

    `city` numbers the cities of the cells in ascending order of their AGS.
    """

    drawn: Drawn
    bounds: Bounds
    people: Floats
    city: NDArray[np.int64]
    cities: int

    def chances(self, limit_m: float) -> Chances:
        """Return the chances within a limit; certain ≤ value ≤ possible holds in every cell.

        A place that was drawn is possible, and what is not reached in some draw is not certain: that counts where
        radii, which hold nine of ten places, say less.
        """
        sure, possible = self._ends(limit_m)
        return Chances(self.drawn.chance(limit_m), sure, possible)

    def bounds_of(self, limits_m: Sequence[float]) -> list[tuple[float, float]]:
        """Return the people who surely and who possibly reach one, by limit."""
        ends = (self._ends(limit) for limit in limits_m)
        return [(float(self.people @ sure), float(self.people @ possible)) for sure, possible in ends]

    @cached_property
    def _bounds_m(self) -> tuple[Ways32, Ways32]:
        """The bounds as exact as the ways drawn."""
        return self.bounds.certain_m.astype(np.float32), self.bounds.possible_m.astype(np.float32)

    def _ends(self, limit_m: float) -> tuple[Floats, Floats]:
        limit = np.float32(limit_m)
        certain, possible = (ways <= limit for ways in self._bounds_m)
        best, worst = self.drawn.ends_m
        return (certain & (worst <= limit)).astype(np.float64), (possible | (best <= limit)).astype(
            np.float64
        )

    def by_city(self, limit_m: float) -> Floats:
        """Return the people who reach one, by draw and city."""
        reached = self.drawn.reached(limit_m)
        rows = [np.bincount(self.city, weights=self.people * row, minlength=self.cities) for row in reached]
        return np.array(rows, dtype=np.float64).reshape(self.drawn.draws, self.cities)

    def totals(self, limits_m: Sequence[float]) -> Floats:
        """Return the people who reach one, by limit (ascending) and draw; a longer way never reaches fewer."""
        missed = np.zeros(self.drawn.nearest_m.shape, dtype=np.uint8)
        for limit in limits_m:
            missed += (self.drawn.nearest_m > np.float32(limit)).view(np.uint8)
        places = len(limits_m) + 1
        sums = [np.bincount(row, weights=self.people, minlength=places) for row in missed]
        return np.asarray(np.cumsum(np.array(sums).reshape(-1, places), axis=1).T[:-1])


# -- shares ----------------------------------------------------------------------------------------


def people_interval(people: ArrayLike, by_draw: ArrayLike, chances: Chances) -> Interval:
    """Return the number of people who reach an offer.

    Parameters
    ----------
    by_draw
        The people who reach one in each draw.
    """
    heads = np.asarray(people, dtype=np.float64)
    return _told(by_draw, *(float((heads * chance).sum()) for chance in (chances.certain, chances.possible)))


def _told(by_draw: ArrayLike, certain: float, possible: float) -> Interval:
    """Put the parts together; rounding never puts what is certain above the range."""
    expected, low, high = spread(by_draw)
    return Interval(expected, low, high, min(certain, low), max(possible, high))


def share_interval(people: ArrayLike, by_draw: ArrayLike, chances: Chances) -> Interval:
    """Return the share of people who reach an offer; NaN where there are no people."""
    everybody = float(np.sum(np.asarray(people, dtype=np.float64)))
    if not everybody > 0:
        return Interval(*(float("nan"),) * 5)
    return Interval(*(part / everybody for part in people_interval(people, by_draw, chances)))


def curve_interval(reached: Reached, people: ArrayLike, limits_m: Sequence[float]) -> pd.DataFrame:
    """Return the share for each limit; index `limit_m`, columns `share`, `share_low`, `share_high`, and bounds.

    Parameters
    ----------
    limits_m
        Ascending.
    """
    everybody = float(np.asarray(people, dtype=np.float64).sum())
    told = zip(reached.totals(limits_m), reached.bounds_of(limits_m), strict=True)
    rows = [
        [part / everybody if everybody > 0 else float("nan") for part in _told(by_draw, *bounds)]
        for by_draw, bounds in told
    ]
    index = pd.Index(list(limits_m), name="limit_m", dtype="float64")
    return pd.DataFrame(rows, index=index, columns=[f"share{part}" for part in PARTS], dtype="float64")


def interval_by_city(ags: ArrayLike, people: ArrayLike, by_draw: Floats, chances: Chances) -> pd.DataFrame:
    """Return people and shares of each city.

    Parameters
    ----------
    ags, people
        Of each cell.
    by_draw
        The people who reach an offer, by draw and city (ascending AGS).

    Returns
    -------
    DataFrame
        Index `ags`, sorted; `people`; `covered` with `_low`, `_high`, `_certain`, `_possible` (persons), `share` with
        the same (0 to 1, NaN where nobody lives); `above`: in which share of the draws the city is ahead of the
        district.
    """
    heads = np.asarray(people, dtype=np.float64)
    cells = pd.DataFrame({"ags": ags, "people": heads, **_bounds(heads, chances)})
    sums = cells.groupby("ags").sum()
    living = sums["people"].where(sums["people"] > 0)
    told = [spread(column) for column in by_draw.T]
    ends = zip(told, sums["covered_certain"], sums["covered_possible"], strict=True)
    rows = [(*one, min(certain, one.low), max(possible, one.high)) for one, certain, possible in ends]
    names = [f"covered{part}" for part in PARTS]
    covered = pd.DataFrame(rows, index=sums.index, columns=names, dtype="float64")
    sums = sums[["people"]].join(covered)
    shares = {f"share{part}": sums[f"covered{part}"] / living for part in PARTS}
    return sums.assign(**shares, above=_above(by_draw, sums["people"].to_numpy(dtype=np.float64)))[
        ["people", *(f"{name}{part}" for name in ("covered", "share") for part in PARTS), "above"]
    ]


def _bounds(people: Floats, chances: Chances) -> dict[str, Floats]:
    return {"covered_certain": people * chances.certain, "covered_possible": people * chances.possible}


def _above(by_draw: Floats, people: Floats) -> Floats:
    """Return in which share of the draws each city's share is above the district's; halves where they are equal."""
    everybody = people.sum()
    if not everybody > 0:
        return np.full(len(people), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = np.round(by_draw / people, 12)
    all_of_them = np.round(by_draw.sum(axis=1, keepdims=True) / everybody, 12)
    above = ((own > all_of_them) + 0.5 * (own == all_of_them)).mean(axis=0)
    return np.where(people > 0, above, np.nan)
