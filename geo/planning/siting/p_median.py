"""The p new sites that make ways shortest: the p-median problem (Hakimi 1964)."""

import math

import numpy as np
from numpy.typing import ArrayLike

from geo.planning.siting.engine import choose, in_order
from geo.planning.siting.gains import Ints, covered, way_gains
from geo.planning.siting.mclp import TIME_LIMIT_S
from geo.planning.siting.values import (
    Floats,
    MedianSiting,
    OnProgress,
    ShouldStop,
    Watch,
    check_costs,
    check_count,
    check_people,
    gap_of,
)
from geo.reach.straight_line import Cost

#: Who has no site within the limit counts with so many times the limit. With less than 1 it would be better not to
#: reach a site than to reach it; the more, the more the choice looks at people who reach none.
PENALTY = 2.0


def p_median(
    cost_existing: Cost,
    cost_candidates: Cost,
    people: ArrayLike,
    *,
    p: int,
    limit_m: float,
    penalty: float = PENALTY,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: ShouldStop | None = None,
    progress: OnProgress | None = None,
) -> MedianSiting:
    """Choose the `p` candidates that make the mean way of a person to the nearest site shortest.

    Parameters are those of `mclp`; who has no site within `limit_m` counts with a way of `limit_m * penalty`.
    Values and bounds told to `progress` are person-metres saved.

    Raises
    ------
    ValueError
        As `mclp`; or if the penalty is below 1.

    Examples
    --------
    Three cells in a row, 100 m apart, with 1, 1 and 4 people, and a candidate in each. For `p=1` the third is best:
    (1·200 + 1·100 + 4·0) / 6 = 50 m.
    """
    check_costs(cost_existing, cost_candidates, limit_m)
    check_count(p)
    if not (penalty >= 1 and math.isfinite(penalty)):
        msg = f"a penalty of 1 or more expected, {penalty} found"
        raise ValueError(msg)
    counts = check_people(people, cost_existing.cells)
    watch = Watch(time_limit_s, should_stop=should_stop, progress=progress)
    otherwise_m = limit_m * penalty
    gains = way_gains(cost_existing, cost_candidates, counts, limit_m=limit_m, otherwise_m=otherwise_m)
    choice = choose(gains, p, watch)
    rows, saved = in_order(gains, choice.rows)
    sites = gains.candidate[rows]
    newly = _newly_covered(cost_existing, cost_candidates, counts, sites=sites, limit_m=limit_m)
    walked = float((counts * np.minimum(cost_existing.within(limit_m).nearest(), otherwise_m)).sum())
    before, after, bound = (_mean(walked - part, counts) for part in (0.0, float(saved.sum()), choice.bound))
    people_before = float(counts[covered(cost_existing, limit_m)].sum())
    return MedianSiting(
        sites=tuple(int(site) for site in sites),
        newly_covered=tuple(float(n) for n in newly),
        before=people_before,
        after=people_before + float(newly.sum()),
        people=float(counts.sum()),
        bound=after if choice.optimal else bound,
        gap=0.0 if choice.optimal else gap_of(after, bound),
        optimal=choice.optimal,
        method=choice.method,
        stopped=choice.stopped,
        seconds=watch.seconds,
        mean_before_m=before,
        mean_after_m=after,
        saved_m=tuple(float(s) for s in saved),
    )


def _newly_covered(
    cost_existing: Cost, cost_candidates: Cost, people: Floats, *, sites: Ints, limit_m: float
) -> Floats:
    """Return the people each site brings within the limit who were not before, in the order of the sites."""
    near = cost_candidates.within(limit_m)
    is_open = ~covered(cost_existing, limit_m)
    newly = np.zeros(len(sites))
    for number, site in enumerate(sites):
        cells = near.cell[near.site == site]
        newly[number] = people[cells[is_open[cells]]].sum()
        is_open[cells] = False
    return newly


def _mean(walked: float, people: Floats) -> float:
    total = float(people.sum())
    return walked / total if total > 0 else math.nan
