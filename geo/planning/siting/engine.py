"""The best few sites by one road for every objective: greedy, swaps, a bound, then the exact solver on the rest."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geo.planning.siting.gains import Gains, Ints
from geo.planning.siting.heuristic import added, greedy, swap
from geo.planning.siting.relaxation import Relaxed, relax
from geo.planning.siting.solver import Known, Questions, Solved, questions, solve
from geo.planning.siting.values import TOLERANCE, Floats, Method, Stopped, Watch, gap_of, is_decided


@dataclass(frozen=True, eq=False)
class Choice:
    """Rows of the gains, what they give, what no choice can surpass, and why there is no proof."""

    rows: Ints
    value: float
    bound: float
    stopped: Stopped
    prices: Floats

    @property
    def optimal(self) -> bool:
        """Whether no choice can be better."""
        return gap_of(self.value, self.bound) == 0.0

    @property
    def method(self) -> Method:
        """Whether the choice is proved to be the best."""
        return "exact" if self.optimal else "greedy"


Solver = Callable[[Questions, int, Ints, Watch, Known], Solved]


def choose(gains: Gains, p: int, watch: Watch, *, enough: float = np.inf, solver: Solver = solve) -> Choice:
    """Choose at most `p` rows that together give most.

    Parameters
    ----------
    enough
        The search may end when its choice gives as much, or when it is sure that none does.
    solver
        Decides about what the bound leaves open.
    """
    if p == 0 or gains.candidates == 0:
        return Choice(np.empty(0, dtype=np.int64), 0.0, 0.0, "", np.zeros(gains.demands))
    rows = swap(gains, greedy(gains, p, watch), watch)
    relaxed = relax(gains, p, rows, watch, enough=enough)
    found = _choice(gains, relaxed)
    if found.optimal or is_decided(found.value, found.bound, enough):
        return found
    return _finish(gains, p, relaxed, found, watch=watch, enough=enough, solver=solver)


def _choice(gains: Gains, relaxed: Relaxed) -> Choice:
    is_closed = not (relaxed.open & ~relaxed.needed).any()
    is_met = relaxed.bound <= relaxed.value * (1 + TOLERANCE)
    bound = relaxed.value if is_closed or is_met else relaxed.bound
    return Choice(relaxed.chosen, relaxed.value, bound, "", relaxed.prices)


def _finish(
    gains: Gains, p: int, relaxed: Relaxed, found: Choice, *, watch: Watch, enough: float, solver: Solver
) -> Choice:
    """Let the solver decide about the rows that are still open; whatever fails, the choice so far stays."""
    if watch.why_over:
        return replace(found, stopped=watch.why_over)
    needed = np.flatnonzero(relaxed.needed)
    free = np.flatnonzero(relaxed.open & ~relaxed.needed)
    best = gains.best(needed)
    asked = questions(gains.select(free), best, watch)
    if asked is None:
        return replace(found, stopped=watch.why_over or "size")
    if len(needed) >= p or not len(asked.weights):
        return _better(gains, replace(found, bound=found.value), needed[:p])
    start = np.flatnonzero(np.isin(free, found.rows))[: p - len(needed)]
    known = Known(base=float(best.sum()), value=found.value, bound=found.bound, enough=enough)
    try:
        solved = solver(asked, p - len(needed), start, watch, known)
    except (RuntimeError, MemoryError):  # the solver's own failures: the choice so far is an answer
        return replace(found, stopped="failed")
    better = _better(gains, found, np.concatenate((needed, free[solved.chosen])))
    if solved.is_finished:
        return replace(better, bound=better.value)
    bound = max(min(solved.bound, better.bound), better.value)
    is_enough = is_decided(better.value, bound, enough)
    return replace(better, bound=bound, stopped=watch.why_over or ("" if is_enough else "failed"))


def _better(gains: Gains, found: Choice, rows: Ints) -> Choice:
    """Return the choice with these rows if they give more."""
    value = float(gains.best(rows).sum())
    if value <= found.value:
        return found
    return replace(found, rows=rows, value=value, bound=max(found.bound, value))


def in_order(gains: Gains, rows: Ints) -> tuple[Ints, Floats]:
    """Return the chosen rows so that each next one adds most (ties: the first), and what each adds."""
    best, left = np.zeros(gains.demands), sorted(int(row) for row in rows)
    ordered, gained = [], []
    while left:
        extra = [added(gains, row, best) for row in left]
        first = int(np.argmax(extra))
        if extra[first] <= 0:
            break
        columns, values = gains.row(left[first])
        best[columns] = np.maximum(best[columns], values)
        ordered.append(left.pop(first))
        gained.append(extra[first])
    return np.array(ordered, dtype=np.int64), np.array(gained)
