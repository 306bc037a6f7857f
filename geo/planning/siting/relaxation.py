"""What no choice can surpass, and which candidates no better choice needs (Lagrangian relaxation).

With a price λ_i on being served, demand i counts once however many sites serve it:

    L(λ) = Σ_i λ_i + the p largest of v_j,   v_j = Σ_i max(0, gain_ij − λ_i)

is at least the value of every choice of p sites, for any λ ≥ 0 (Cornuéjols, Fisher & Nemhauser 1977). The prices are
improved by subgradient steps (Held, Wolfe & Crowder 1974). Where L(λ) with candidate j forced in falls below a choice
already known, no better choice contains j; where it does so with j forced out, every better choice contains it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.planning.siting.gains import Gains, Ints
from geo.planning.siting.heuristic import swap
from geo.planning.siting.values import TOLERANCE, Floats, Watch, is_decided

_STEPS = 600  # beyond that the bound hardly moves on the shipped cells
_PATIENCE = 15  # steps without a better bound after which the step width is halved
_SMALLEST_STEP = 1e-4
_INERTIA = 0.3  # of the last direction kept, against zigzag
_GOAL = 0.995  # of the value: aimed at a little below it, steps do not die before the bound is there
_NEAR = 0.98  # of the best value: from there a choice is worth swapping


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The best choice met on the way, the bound, and the rows that are still open or certainly in.

    A choice better than `chosen` has all rows of `needed`, and beyond them only rows of `open`.
    """

    chosen: Ints
    value: float
    bound: float
    open: NDArray[np.bool_]
    needed: NDArray[np.bool_]
    prices: Floats


def relax(gains: Gains, p: int, chosen: Ints, watch: Watch, *, enough: float = np.inf) -> Relaxed:
    """Improve choice and bound until they meet, no step helps, the time is over or `enough` is decided.

    `enough` is decided when the choice reaches it or the bound falls below it.
    """
    state = _Steps(gains, p, chosen)
    for _ in range(_STEPS):
        state.step(watch)
        watch.tell("bound", state.value, state.bound)
        if state.is_done(enough) or watch.why_over:
            break
    return state.result(gains.candidates)


def bounds_by_count(gains: Gains, prices: Floats) -> Floats:
    """Return L(λ) for 0, 1, 2 … sites: what so many sites cannot surpass."""
    worth = np.sort(_worth(gains, prices))[::-1]
    bounds: Floats = prices.sum() + np.concatenate(([0.0], np.cumsum(worth)))
    return bounds


def _worth(gains: Gains, prices: Floats) -> Floats:
    above = np.maximum(gains.matrix.data - prices[gains.matrix.indices], 0.0)
    return np.add.reduceat(above, gains.matrix.indptr[:-1]) if gains.candidates else np.empty(0)


class _Steps:
    """The search so far; rows that no better choice needs are dropped on the way, `rows` numbers those left."""

    def __init__(self, gains: Gains, p: int, chosen: Ints) -> None:
        self.gains, self.rows = gains, np.arange(gains.candidates)
        self.p = min(p, gains.candidates)
        self.chosen, self.value = chosen, float(gains.best(chosen).sum())
        self.highest = _highest(gains)
        self.bound, self.width, self.waited = float(self.highest.sum()), 1.0, 0
        self.prices = self.highest / 2
        self.best_prices, self.direction = self.prices, np.zeros(gains.demands)
        self.is_open = np.ones(gains.candidates, dtype=np.bool_)
        self.is_needed = np.zeros(gains.candidates, dtype=np.bool_)
        self.seen: set[bytes] = set()

    def step(self, watch: Watch) -> None:
        worth = _worth(self.gains, self.prices)
        order = np.argsort(-worth, kind="stable")
        picked = order[: self.p]
        bound = float(self.prices.sum() + worth[picked].sum())
        self._try(np.sort(picked), watch)
        self._remember(bound)
        self._prune(bound, worth, order)
        self._move(bound, picked)
        self._drop_closed()

    def is_done(self, enough: float) -> bool:
        is_met = self.bound - self.value <= TOLERANCE * max(self.bound, 1.0)
        nothing_left = not (self.is_open & ~self.is_needed).any()
        is_still = self.width < _SMALLEST_STEP
        return is_met or nothing_left or is_still or is_decided(self.value, self.bound, enough)

    def result(self, candidates: int) -> Relaxed:
        is_open, is_needed = (np.zeros(candidates, dtype=np.bool_) for _ in range(2))
        is_open[self.rows], is_needed[self.rows] = self.is_open, self.is_needed
        bound = max(self.bound, self.value)
        return Relaxed(self.chosen, self.value, bound, is_open, is_needed, self.best_prices)

    def _try(self, picked: Ints, watch: Watch) -> None:
        """Take the sites of this step as a choice; one that comes near is swapped to the end."""
        key = self.rows[picked].tobytes()
        if key in self.seen:
            return
        self.seen.add(key)
        value = float(self.gains.best(picked).sum())
        if value > _NEAR * self.value:
            picked = swap(self.gains, picked, watch)
            value = float(self.gains.best(picked).sum())
        if value > self.value * (1 + TOLERANCE):
            self.chosen, self.value = self.rows[picked], value

    def _remember(self, bound: float) -> None:
        self.waited = 0 if bound < self.bound * (1 - 1e-6) else self.waited + 1
        if bound < self.bound:
            self.bound, self.best_prices = bound, self.prices.copy()
        if self.waited >= _PATIENCE:
            self.waited, self.width = 0, self.width / 2

    def _prune(self, bound: float, worth: Floats, order: Ints) -> None:
        """Close the rows that no better choice needs, and keep those that every better one needs."""
        target = self.value * (1 + TOLERANCE)
        last_in = worth[order[self.p - 1]]
        first_out = worth[order[self.p]] if self.p < len(order) else 0.0
        is_in = np.zeros(len(worth), dtype=np.bool_)
        is_in[order[: self.p]] = True
        self.is_open &= is_in | (bound - last_in + worth > target)
        self.is_needed |= is_in & (bound - worth + first_out < target)

    def _move(self, bound: float, picked: Ints) -> None:
        """Lower the price of demand nobody serves, raise it where several do."""
        served = np.zeros(self.gains.demands)
        for row in picked:
            columns, values = self.gains.row(row)
            served[columns] += values > self.prices[columns]
        self.direction = (served - 1.0) + _INERTIA * self.direction
        size = float((self.direction**2).sum())
        if size > 0:
            length = self.width * (bound - _GOAL * self.value) / size
            self.prices = np.clip(self.prices + length * self.direction, 0.0, self.highest)

    def _drop_closed(self) -> None:
        """Go on without the closed rows once they are half of all, so that each step is faster."""
        left = np.flatnonzero(self.is_open | self.is_needed)
        if self.p <= len(left) <= len(self.rows) / 2:
            self.gains, self.rows = self.gains.select(left), self.rows[left]
            self.is_open, self.is_needed = self.is_open[left], self.is_needed[left]
            self.highest = _highest(self.gains)
            self.prices = np.minimum(self.prices, self.highest)


def _highest(gains: Gains) -> Floats:
    """Return the highest gain of each demand: a higher price would change nothing."""
    highest = np.zeros(gains.demands)
    np.maximum.at(highest, gains.matrix.indices, gains.matrix.data)
    return highest
