"""The best p new sites for coverage: the maximal covering location problem (Church & ReVelle 1974)."""

from numpy.typing import ArrayLike

from geo.planning.siting.engine import choose, in_order
from geo.planning.siting.gains import cover_gains, covered
from geo.planning.siting.values import (
    OnProgress,
    ShouldStop,
    Siting,
    Watch,
    check_costs,
    check_count,
    check_people,
    gap_of,
)
from geo.reach.straight_line import Cost

TIME_LIMIT_S = 60.0


def mclp(
    cost_existing: Cost,
    cost_candidates: Cost,
    people: ArrayLike,
    *,
    p: int,
    limit_m: float,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: ShouldStop | None = None,
    progress: OnProgress | None = None,
) -> Siting:
    """Choose the `p` candidates that bring most people within the limit; existing sites stay where they are.

    Parameters
    ----------
    cost_existing, cost_candidates
        Ways from the same cells to the sites there are and to those there could be.
    people
        Persons in each cell, shape (cells,).
    limit_m
        Metres of way that count as reached.
    time_limit_s
        Seconds after which the best choice so far is returned, with its bound and gap.
    should_stop
        Asked now and then; the search ends soon after it says yes.
    progress
        Told now and then how far the search has come; values and bounds are people newly reached.

    Returns
    -------
    Siting
        `bound` is the number of people within the limit that no choice can surpass.

    Raises
    ------
    ValueError
        If the costs are about different cells or not known up to the limit, or people or `p` are negative.

    Examples
    --------
    Cells of 5, 4, 3, 3 people; A covers the first two, B the second and third, C the last two. For `p=1` A is best
    (9 people), for `p=2` A and C (15), newly covered 9 and 6.
    """
    check_costs(cost_existing, cost_candidates, limit_m)
    check_count(p)
    counts = check_people(people, cost_existing.cells)
    watch = Watch(time_limit_s, should_stop=should_stop, progress=progress)
    before = float(counts[covered(cost_existing, limit_m)].sum())
    gains = cover_gains(cost_existing, cost_candidates, counts, limit_m=limit_m)
    choice = choose(gains, p, watch)
    rows, newly = in_order(gains, choice.rows)
    after, bound = before + float(newly.sum()), before + choice.bound
    return Siting(
        sites=tuple(int(site) for site in gains.candidate[rows]),
        newly_covered=tuple(float(n) for n in newly),
        before=before,
        after=after,
        people=float(counts.sum()),
        bound=after if choice.optimal else bound,
        gap=0.0 if choice.optimal else gap_of(after, bound),
        optimal=choice.optimal,
        method=choice.method,
        stopped=choice.stopped,
        seconds=watch.seconds,
    )
