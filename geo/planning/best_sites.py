"""Where one more offer helps most, for a question that has been answered: candidates, search, and why."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.places.gazetteer.shipped import Tables
from geo.places.naming import Namer, PlaceName, PointToName
from geo.planning.answer import Answer
from geo.planning.candidate_sites import candidates_from_cells, candidates_from_places
from geo.planning.siting import MedianSiting, OnProgress, ShouldStop, Siting, mclp, p_median, set_cover
from geo.reach.imputed import Spread, spread
from geo.reach.speeds import TRANSIT
from geo.reach.straight_line import Cost

OBJECTIVES = ("mclp", "p_median", "set_cover")
CANDIDATES = ("places", "cells")
TIME_LIMIT_S = 20.0

#: What is told of each chosen site.
_COLUMNS = (
    "lon", "lat", "name", "city", "place", "newly_covered", "newly_low", "newly_high", "newly_covered_foreign",
    "mean_before_m", "saved_m", "mode",
)  # fmt: skip

Floats = NDArray[np.float64]

#: A mean of ways up to the threshold may lie a rounding error above it.
_ROUNDING = 1 + 1e-9


@dataclass(frozen=True, eq=False)
class BestSites:
    """The chosen sites in their order, and how good the choice is.

    `sites` has one row a site: `lon`, `lat` (degrees), `name`, `city`, `place` (a `PlaceName` where the candidate has
    no name of its own), `newly_covered` (people expected to reach an offer who do not now; nine of ten draws lie
    between `newly_low` and `newly_high`), `newly_covered_foreign`, `mean_before_m` (their mean way to the next offer so
    far, `inf` where there is none), `saved_m` (person-metres by which ways get shorter beyond the sites before it; NaN
    where ways were not the aim, and by bus and train), `mode` of travel. `options` are the candidates; `newly` all
    people whom the sites newly reach together, `newly_by_draw` the same in each draw of the answer.
    """

    objective: str
    siting: Siting
    sites: pd.DataFrame
    options: pd.DataFrame
    newly: Spread
    newly_by_draw: Floats


def candidates(answer: Answer, tables: Tables, kind: str) -> pd.DataFrame:
    """Return the places to choose from: schools, stations and other offers' houses, or every populated cell."""
    if kind == "cells":
        return candidates_from_cells(answer.demand, pd.Series(dict(answer.world.city_names)))
    return candidates_from_places(tables, _located_offers(answer))


def best_sites(
    answer: Answer,
    options: pd.DataFrame,
    *,
    p: int,
    objective: str = "mclp",
    wished_share: float = 0.9,
    time_limit_s: float = TIME_LIMIT_S,
    should_stop: ShouldStop | None = None,
    progress: OnProgress | None = None,
) -> BestSites:
    """Choose new sites for the question of an answer; the known locations stay where they are.

    Parameters
    ----------
    options
        Candidates as `candidates` returns them.
    p
        How many sites, for `mclp` and `p_median`.
    wished_share
        Of the people (0 to 1), for `set_cover`.

    Raises
    ------
    ValueError
        If the objective is not known or a number cannot be.
    """
    limit = answer.limit_m
    existing, new, people = _parted(answer, answer.world.ways(answer.question, options, limit_m=limit))
    watch = {"time_limit_s": time_limit_s, "should_stop": should_stop, "progress": progress}
    if objective == "mclp":
        found: Siting = mclp(existing, new, people, p=p, limit_m=limit, **watch)  # type: ignore[arg-type]
    elif objective == "p_median":
        found = p_median(existing, new, people, p=p, limit_m=limit, **watch)  # type: ignore[arg-type]
    elif objective == "set_cover":
        found = set_cover(existing, new, people, share=wished_share, limit_m=limit, **watch)  # type: ignore[arg-type]
    else:
        msg = f"unknown objective {objective!r}; known are {', '.join(OBJECTIVES)}"
        raise ValueError(msg)
    rows, by_draw = _rows(answer, options, found)
    return BestSites(objective, found, rows, options, spread(by_draw), by_draw)


def _parted(answer: Answer, new: Cost) -> tuple[Cost, Cost, Floats]:
    """Part every cell into those who reach an offer and those who do not, as the draws have it.

    So the expected number of people newly reached is a sum over cells, and the search for the best sites stays exact.
    Those who reach one walk as far as the draws in which they do have it on average.

    Returns
    -------
    existing, new, people
        Of twice as many cells: first those who reach one, then those who do not.
    """
    reached = answer.known.drawn.reached(answer.limit_m)
    count = np.count_nonzero(reached, axis=0)
    total = np.where(reached, answer.known.drawn.nearest_m, 0).sum(axis=0, dtype=np.float64)
    within = answer.chances.value
    cell = np.flatnonzero(count)
    cells = 2 * len(within)
    existing = Cost.from_pairs(
        cell,
        np.zeros(len(cell)),
        total[cell] / count[cell],
        cells=cells,
        sites=1,
        limit_m=answer.limit_m * _ROUNDING,
    )
    both = Cost.from_pairs(
        np.concatenate((new.cell, new.cell + new.cells)),
        np.tile(new.site, 2),
        np.tile(new.cost_m, 2),
        cells=cells,
        sites=new.sites,
        limit_m=new.limit_m,
    )
    return existing, both, np.concatenate((answer.people * within, answer.people * (1 - within)))


def _located_offers(answer: Answer) -> pd.DataFrame:
    frame = answer.world.table.frame
    return frame.assign(location_name="")


def _rows(answer: Answer, options: pd.DataFrame, found: Siting) -> tuple[pd.DataFrame, Floats]:
    """Tell of each chosen site who gains; each cell counts for the first site that reaches it.

    Returns
    -------
    rows, newly
        And the people whom all of them newly reach, by draw.
    """
    chosen = options.iloc[list(found.sites)]
    out = answer.chances.out
    misses = ~answer.known.drawn.reached(answer.limit_m)
    before_m = _way_of_those_who_miss(answer.known.drawn.nearest_m, misses)
    served = (out <= 0) | ~(answer.people > 0)
    foreign = answer.demand["foreign_nationals"].to_numpy(dtype=np.float64)
    rows, together = [], np.zeros(len(misses))
    places = _places(answer.world.namer, chosen)
    saved = found.saved_m if isinstance(found, MedianSiting) else (float("nan"),) * len(found.sites)
    for (candidate_id, site), place, saved_m in zip(chosen.iterrows(), places, saved, strict=True):
        ways = answer.world.ways(answer.question, chosen.loc[[candidate_id]], limit_m=answer.limit_m)
        gains = (ways.nearest() <= answer.limit_m) & ~served
        served |= gains
        by_draw = misses[:, gains] @ answer.people[gains]
        together += by_draw
        newly = spread(by_draw)
        rows.append(
            {
                "lon": float(site["lon"]),
                "lat": float(site["lat"]),
                "name": site["name"],
                "city": site["city"],
                "place": place,
                "newly_covered": newly.expected,
                "newly_low": newly.low,
                "newly_high": newly.high,
                "newly_covered_foreign": float((foreign * out)[gains].sum()),
                "mean_before_m": _mean(before_m[gains], (answer.people * out)[gains]),
                "saved_m": float("nan") if answer.question.mode == TRANSIT else saved_m,
                "mode": answer.question.mode,
            }
        )
    index = pd.RangeIndex(1, len(rows) + 1, name="rank")
    return pd.DataFrame(rows, columns=_COLUMNS, index=index), together


def _way_of_those_who_miss(nearest_m: NDArray[np.float32], misses: NDArray[np.bool_]) -> Floats:
    """Return the mean way of each cell in the draws in which it reaches nothing, `inf` where there are none."""
    total = np.where(misses, nearest_m, 0.0).sum(axis=0, dtype=np.float64)
    often = misses.sum(axis=0)
    mean: Floats = np.divide(total, often, out=np.full(len(total), np.inf), where=often > 0)
    return mean


def _mean(metres: Floats, people: Floats) -> float:
    """Return the mean way of the people, `inf` where some have none, NaN where there is nobody."""
    return float(np.average(metres, weights=people)) if len(people) else float("nan")


def _places(namer: Namer | None, chosen: pd.DataFrame) -> list[PlaceName | None]:
    """Name the sites that have no name of their own, no two alike."""
    nameless = [row for row, name in enumerate(chosen["name"]) if not name]
    found: list[PlaceName | None] = [None] * len(chosen)
    if namer is None:
        return found
    spots = chosen.iloc[nameless]
    columns = zip(spots["lon"], spots["lat"], spots["city"], strict=True)
    for row, name in zip(nameless, namer.name_all([PointToName(*spot) for spot in columns]), strict=True):
        found[row] = name
    return found
