"""What lies behind an answer: how sure gaps are, what borders hide, measures side by side, addresses to fix."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.access import access_values, city_ends, weighted_mean
from geo.planning.answer import Answer
from geo.planning.figures import agreement_by_gap, mostly_worst
from geo.planning.narrowing import Fix, fixes, narrowing
from geo.reach.agreement import VARIATIONS
from geo.reach.edges import edge_cells
from geo.reach.measures import GROUPS, MEASURES, gap_index, mean_access
from geo.reach.network import GoOn, Stopped
from geo.reach.scheduler import Runner, in_turn

#: The measure that tells how much is missing: the nearest way alone knows no "how much".
_AMOUNT = "e2sfca"

Flags = NDArray[np.bool_]


# -- how sure --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sureness:
    """Who is among the worst fifth however it is computed.

    `people` and `share` live in cells that are there in more than half of the variations; `of_gap` is by rank of the
    gap: in which share of the variations its people are there.
    """

    people: float
    share: float
    of_gap: "pd.Series[float]"
    variations: int


def sureness(answer: Answer, *, variations: int = VARIATIONS, go_on: GoOn | None = None) -> Sureness:
    """Vary what nobody knows exactly and see who stays badly off.

    Raises
    ------
    Stopped
        If `go_on` says no.
    """
    run = in_turn if go_on is None else _asking(go_on, variations)
    level = answer.agreement(variations=variations, run=run)
    people, total = mostly_worst(answer, level), float(answer.people.sum())
    share = people / total if total > 0 else float("nan")
    return Sureness(people, share, agreement_by_gap(answer, level), variations)


def _asking(go_on: GoOn, variations: int) -> Runner:
    """Return a way to do the variations here that asks before each of them whether to go on."""

    def run(work: Callable[[Any, Any], Any], shared: Any, tasks: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for number, task in enumerate(tasks):
            if not go_on(number, variations):
                raise Stopped
            yield number, work(shared, task)

    return run


# -- borders ---------------------------------------------------------------------------------------


def edge_flags(answer: Answer, boundaries: gpd.GeoDataFrame) -> Flags:
    """Say for each cell whether an offer beyond the district's border could be nearer than the next known one."""
    return edge_cells(
        answer.demand,
        boundaries,
        answer.nearest_m,
        limit_m=answer.limit_m,
        metric_crs=answer.world.metric_crs,
    )


def people_at_edge(answer: Answer, flags: Flags, *, rank: int = 0) -> float:
    """Return whom the question counts in the flagged cells, of one gap as its people are counted; NaN where too few."""
    mask = flags & (answer.gaps.rank_of_cell.to_numpy() == rank) if rank else flags
    heads = answer.demand[GROUPS[answer.group]].to_numpy(dtype=np.float64)
    expected = heads * answer.chances.out if rank else heads  # as the people of a gap are counted
    people = float(expected[mask].sum())
    return float("nan") if 0 < people < LEAST_PEOPLE else people


# -- measures --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MeasureRow:
    """One measure in its unit: the mean of all people, and the cities (AGS) with the best and the worst mean."""

    measure: str
    mean: float
    best: str
    best_value: float
    worst: str
    worst_value: float


def measures_side_by_side(answer: Answer) -> list[MeasureRow]:
    """Return what each measure says; one that knows nothing is left out."""
    rows = [_measure_row(answer, name) for name in MEASURES]
    return [row for row in rows if row is not None]


def _measure_row(answer: Answer, name: str) -> MeasureRow | None:
    ends = city_ends(answer, name)
    if ends is None:
        return None
    mean = weighted_mean(access_values(answer, name), answer.people)
    return MeasureRow(name, mean, ends.best, ends.best_value, ends.worst, ends.worst_value)


def missing_by_city(answer: Answer) -> "pd.Series[float]":
    """Return the gap index of each city (by AGS): as many people without anything would weigh as much.

    The standard is what the average person of the district has by `_AMOUNT`; empty where that is nothing.
    """
    access = answer.access_by(_AMOUNT)
    standard = mean_access(answer.people, access)
    if not standard > 0:
        return pd.Series(dtype=float)
    index = pd.Series(
        gap_index(answer.people, access, standard=standard), index=answer.demand["ags"].to_numpy()
    )
    return index.groupby(level=0).sum().sort_values(ascending=False)


# -- addresses to fix ------------------------------------------------------------------------------


def addresses_to_fix(answer: Answer, *, most: int = 5) -> list[Fix]:
    """Return the locations whose exact address would narrow the interval of the share most, most first."""
    ranked = narrowing(answer)
    return list(fixes(answer, ranked[ranked["narrowing"] >= LEAST_PEOPLE].head(most)))
