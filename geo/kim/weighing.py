"""Coverage weighted by needs: which share of what advice counted lies where an offer is in reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from geo.errors import DataError, Problem
from geo.kim.figures import Figures
from geo.planning.answer import Answer
from geo.reach.interval import Interval, share_interval


@dataclass(frozen=True)
class ByNeeds:
    """The share of needs within reach, of how many for sure, from which quarters; cities of which none is told."""

    share: Interval
    needs: int
    quarters: tuple[str, ...]
    untold: tuple[str, ...]


def needs_by_city(figures: Figures, cities: Collection[str], topics: Collection[str]) -> dict[str, int]:
    """Return how many needs were counted for sure about some topics (none means all), by city."""
    return {city: figures.needs_of(city=city, topics=topics).low for city in cities}


def weighted(answer: Answer, figures: Figures) -> ByNeeds:
    """Weigh an answer by the needs of its topics: those of a city lie where its people live whom the question is about.

    A city's needs are n, its people p, a cell's people c: the cell weighs n · c / p. Cities without people count
    nothing. Two cities, 30 needs of which 100 % are in reach and 10 of which none are: 75 %, whoever lives there.

    Raises
    ------
    DataError
        If no need is told of these topics in these cities.
    """
    codes = answer.demand["ags"].astype(str)
    ags = sorted(codes.unique())
    names = [answer.world.city_names.get(code, code) for code in ags]
    found = needs_by_city(figures, names, answer.question.topics)
    needs = np.array([found[name] for name in names], dtype=np.float64)
    living = np.array([answer.people[codes.eq(code).to_numpy()].sum() for code in ags])
    rate = np.divide(needs, living, out=np.zeros_like(needs), where=living > 0)
    if not (rate * living).sum() > 0:
        told = "topics and quarters of which needs were published"
        raise DataError([Problem("--weight", 0, "weight", "needs", told)])
    weights = answer.people * codes.map(dict(zip(ags, rate, strict=True))).to_numpy(dtype=np.float64)
    share = share_interval(weights, answer.people_by_draw @ rate, answer.chances)
    counts = (needs > 0) & (living > 0)
    untold = tuple(name for name, is_counted in zip(names, counts, strict=True) if not is_counted)
    return ByNeeds(share, int(needs[counts].sum()), figures.names, untold)


def as_record(found: ByNeeds) -> Mapping[str, object]:
    """Return it as programs read it."""
    share = {name: round(getattr(found.share, name), 4) for name in ("value", "low", "high")}
    return {
        "share": share["value"],
        "share_low": share["low"],
        "share_high": share["high"],
        "needs_at_least": found.needs,
        "quarters": list(found.quarters),
        "cities_without": list(found.untold),
    }
