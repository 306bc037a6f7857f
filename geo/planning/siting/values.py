"""What a search for new sites answers, how far it has come, and when it must end."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.reach.straight_line import Cost

#: People are sums of many modelled numbers: two choices closer than this share of their size are equally good.
TOLERANCE = 1e-9

Floats = NDArray[np.float64]
Method = Literal["exact", "greedy"]
Stopped = Literal["", "time", "user", "failed", "size"]


@dataclass(frozen=True)
class Progress:
    """How far a search has come: the best choice so far, and what no choice can surpass.

    `phase` is `greedy`, `bound` or `exact`; `value` and `bound` are in the unit of the objective.
    """

    phase: str
    value: float
    bound: float
    seconds: float


ShouldStop = Callable[[], bool]
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Siting:
    """The chosen sites, in order of the people they newly reach.

    `sites` are row numbers of the candidates; each next one adds most to those before it, ties by row number.
    There are fewer than asked for when another one would add nothing.
    `newly_covered` are the people each one adds to the existing sites and those before it.
    `before` and `after` are the people within the limit without and with the new sites, `people` all there are.
    `bound` is what no choice can surpass, in the unit of the objective; `gap` how far the choice may be below
    it, as a share of the bound. `optimal` says that the choice is proved to be the best (gap 0).
    `method` is `exact` when proved, else `greedy`: one site after the other, then swapped as long as that helped.
    `stopped` says why there is no proof: `time`, `user`, `failed` (the solver), `size` (too large for it).
    """

    sites: tuple[int, ...]
    newly_covered: tuple[float, ...]
    before: float
    after: float
    people: float
    bound: float
    gap: float
    optimal: bool
    method: Method
    stopped: Stopped
    seconds: float


@dataclass(frozen=True)
class MedianSiting(Siting):
    """A choice that makes ways short; `mean_before_m` and `mean_after_m` are metres a person (NaN without people).

    Whoever has no site within the limit counts with the limit times the penalty. `sites` are in order of the
    person-metres each saves beyond those before it, `saved_m`; `newly_covered` may be 0. `bound` is the mean way
    that no choice can fall below.
    """

    mean_before_m: float
    mean_after_m: float
    saved_m: tuple[float, ...]


@dataclass(frozen=True)
class CoverSiting(Siting):
    """The fewest sites for a wished share; `bound` is a number of sites that any choice needs.

    `best_share` is what all candidates together could reach. Where that is less than `share`, the wish cannot be
    granted: `feasible` is false and no site is chosen.
    """

    share: float
    best_share: float
    feasible: bool


class Watch:
    """Knows when a search must end: the time is over or somebody asked it to stop."""

    def __init__(
        self,
        time_limit_s: float,
        *,
        should_stop: ShouldStop | None = None,
        progress: OnProgress | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not time_limit_s >= 0:
            msg = f"a time limit of 0 seconds or more expected, {time_limit_s} found"
            raise ValueError(msg)
        self._clock, self._start, self._limit = clock, clock(), time_limit_s
        self._should_stop, self._progress = should_stop, progress
        self._was_stopped = False

    @property
    def seconds(self) -> float:
        """How long the search has lasted."""
        return self._clock() - self._start

    @property
    def left_s(self) -> float:
        """How many seconds are left."""
        return max(self._limit - self.seconds, 0.0)

    @property
    def is_stopped(self) -> bool:
        """Whether somebody asked to stop; once is enough."""
        self._was_stopped = self._was_stopped or (self._should_stop is not None and self._should_stop())
        return self._was_stopped

    @property
    def why_over(self) -> Literal["", "time", "user"]:
        """Why the search must end, or nothing."""
        if self.is_stopped:
            return "user"
        return "" if self.left_s > 0 else "time"

    def tell(self, phase: str, value: float, bound: float) -> None:
        """Pass on how far the search has come."""
        if self._progress is not None:
            self._progress(Progress(phase, float(value), float(bound), self.seconds))


def check_people(people: ArrayLike, cells: int) -> Floats:
    """Return the people of each cell as numbers.

    Raises
    ------
    ValueError
        If there is not one number of 0 or more for each cell.
    """
    counts = np.asarray(people, dtype=np.float64)
    if counts.shape != (cells,):
        msg = f"people of {cells} cells expected, shape {counts.shape} found"
        raise ValueError(msg)
    if not (np.isfinite(counts).all() and (counts >= 0).all()):
        msg = "people must be numbers of 0 or more"
        raise ValueError(msg)
    return counts


def check_costs(cost_existing: Cost, cost_candidates: Cost, limit_m: float) -> None:
    """Refuse costs that are about different cells, and limits that are none.

    Raises
    ------
    ValueError
        If the numbers of cells differ, or the limit is negative or no number.
    """
    if cost_existing.cells != cost_candidates.cells:
        msg = f"existing sites know {cost_existing.cells} cells, candidates {cost_candidates.cells}"
        raise ValueError(msg)
    if not (math.isfinite(limit_m) and limit_m >= 0):
        msg = f"a limit of 0 m or more expected, {limit_m} found"
        raise ValueError(msg)


def check_count(p: int) -> None:
    """Refuse a number of sites that is none.

    Raises
    ------
    ValueError
        If `p` is negative.
    """
    if p < 0:
        msg = f"0 new sites or more expected, {p} found"
        raise ValueError(msg)


def gap_of(value: float, bound: float) -> float:
    """Return how far a value is from its bound, as a share of the larger; 0 when they are equally good."""
    larger = max(abs(value), abs(bound))
    gap = abs(bound - value) / larger if larger > 0 else 0.0
    return gap if gap > TOLERANCE else 0.0


def is_decided(value: float, bound: float, enough: float) -> bool:
    """Say whether a choice gives `enough`, or none can; never for `inf`, which asks for the best there is."""
    return math.isfinite(enough) and (value >= enough or bound < enough)
