"""The fewest new sites for a wished share: set covering with a required share (after Toregas and others 1971).

n sites are enough when the best n cover so many people, so the search asks for ever fewer sites until the bound proves
that they are too few. Of the fewest, those that cover most are chosen.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from geo.planning.siting.engine import Choice, choose, in_order
from geo.planning.siting.gains import Gains, Ints, cover_gains, covered
from geo.planning.siting.heuristic import greedy
from geo.planning.siting.mclp import TIME_LIMIT_S
from geo.planning.siting.relaxation import bounds_by_count
from geo.planning.siting.values import (
    TOLERANCE,
    CoverSiting,
    OnProgress,
    ShouldStop,
    Stopped,
    Watch,
    check_costs,
    check_people,
)
from geo.reach.straight_line import Cost


@dataclass(frozen=True, eq=False)
class _Fewest:
    """Rows that are enough, the number below which nothing is, and why there is no proof."""

    rows: Ints
    at_least: int
    stopped: Stopped


def set_cover(
    cost_existing: Cost,
    cost_candidates: Cost,
    people: ArrayLike,
    *,
    share: float,
    limit_m: float,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: ShouldStop | None = None,
    progress: OnProgress | None = None,
) -> CoverSiting:
    """Choose as few candidates as possible so that the wished share of the people is within the limit.

    Parameters
    ----------
    share
        Share of all people, 0 to 1; those whom existing sites reach count.
    cost_existing, cost_candidates, people, limit_m, time_limit_s, should_stop, progress
        As for `mclp`. A stop before any choice was enough leaves `sites` empty.

    Returns
    -------
    CoverSiting
        `bound` is the number of new sites that any choice needs; `feasible` is false where all candidates
        together are not enough, `best_share` then is what they reach.

    Raises
    ------
    ValueError
        As `mclp`; or if the share is not between 0 and 1.
    """
    check_costs(cost_existing, cost_candidates, limit_m)
    if not 0 <= share <= 1:
        msg = f"a share from 0 to 1 expected, {share} found"
        raise ValueError(msg)
    counts = check_people(people, cost_existing.cells)
    watch = Watch(time_limit_s, should_stop=should_stop, progress=progress)
    before, everybody = float(counts[covered(cost_existing, limit_m)].sum()), float(counts.sum())
    gains = cover_gains(cost_existing, cost_candidates, counts, limit_m=limit_m)
    most = before + float(gains.best(np.arange(gains.candidates)).sum())
    need = share * everybody - before - TOLERANCE * everybody
    is_feasible = before + need <= most
    fewest = _search(gains, need, watch) if is_feasible else _Fewest(np.empty(0, dtype=np.int64), 0, "")
    rows, newly = in_order(gains, fewest.rows)
    is_optimal = len(rows) == fewest.at_least and is_feasible
    return CoverSiting(
        sites=tuple(int(site) for site in gains.candidate[rows]),
        newly_covered=tuple(float(n) for n in newly),
        before=before,
        after=before + float(newly.sum()),
        people=everybody,
        bound=float(fewest.at_least),
        gap=0.0 if is_optimal or not is_feasible else 1 - fewest.at_least / max(len(rows), 1),
        optimal=is_optimal,
        method="exact" if is_optimal or not is_feasible else "greedy",
        stopped=fewest.stopped,
        seconds=watch.seconds,
        share=share,
        best_share=most / everybody if everybody > 0 else math.nan,
        feasible=is_feasible,
    )


def _search(gains: Gains, need: float, watch: Watch) -> _Fewest:
    """Begin with the greedy choice and ask for one site less as long as that is enough."""
    if need <= 0:
        return _Fewest(np.empty(0, dtype=np.int64), 0, "")
    rows, value = _until_enough(gains, greedy(gains, gains.candidates, watch), need)
    if value < need:  # stopped before it was enough
        return _Fewest(np.empty(0, dtype=np.int64), 1, "user")
    at_least = 1
    while len(rows) > at_least:
        fewer = choose(gains, len(rows) - 1, watch, enough=need)
        at_least = max(at_least, _at_least(gains, fewer, need, tried=len(rows) - 1))
        if fewer.value < need:
            return _most_of(gains, _Fewest(rows, at_least, fewer.stopped), watch)
        rows, _ = _until_enough(gains, fewer.rows, need)
    return _most_of(gains, _Fewest(rows, at_least, ""), watch)


def _until_enough(gains: Gains, rows: Ints, need: float) -> tuple[Ints, float]:
    """Return as many rows, the best first, as are enough, and what they give."""
    ordered, added = in_order(gains, rows)
    sums = np.cumsum(added)
    count = int(np.searchsorted(sums, need)) + 1
    return ordered[:count], float(sums[:count][-1]) if len(sums) else 0.0


def _at_least(gains: Gains, choice: Choice, need: float, *, tried: int) -> int:
    """Return the number of sites that the prices, or the search itself, prove to be needed."""
    by_prices = int(np.count_nonzero(bounds_by_count(gains, choice.prices) < need * (1 - TOLERANCE)))
    return max(by_prices, tried + 1 if choice.bound < need else 1)


def _most_of(gains: Gains, fewest: _Fewest, watch: Watch) -> _Fewest:
    """Exchange the rows for as many that give most."""
    best = choose(gains, len(fewest.rows), watch)
    is_more = best.value > float(gains.best(fewest.rows).sum())
    return replace(fewest, rows=best.rows) if is_more else fewest
