"""Coverage weighted by needs: which share of what advice counted lies where an offer is in reach."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo.errors import DataError, Problem
from geo.kim.figures import Figures, written
from geo.kim.public import PublicAdvice
from geo.planning.answer import Answer
from geo.planning.question import NEEDS
from geo.planning.runfile import Input
from geo.planning.weighed_gaps import Weights
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
    weights = weights_of(answer, figures)
    codes = answer.demand["ags"].astype(str)
    rates = answer.people * codes.map(weights.per_person).to_numpy(dtype=np.float64)
    by_draw = answer.people_by_draw @ np.array([weights.per_person[ags] for ags in sorted(codes.unique())])
    counted = {ags: n for ags, n in weights.of_city.items() if n and weights.per_person[ags] > 0}
    names = {ags: answer.world.city_names.get(ags, ags) for ags in weights.of_city}
    untold = tuple(names[ags] for ags in names if ags not in counted)
    share = share_interval(rates, by_draw, answer.chances)
    return ByNeeds(share, sum(counted.values()), figures.names, untold)


def with_needs(answer: Answer, figures: Figures) -> Answer:
    """Return an answer whose gaps are ranked by the needs in them.

    Raises
    ------
    DataError
        As `weighted` says.
    """
    return replace(answer, weights=weights_of(answer, figures))


def by_needs(answer: Answer, advice: PublicAdvice | None) -> Answer:
    """Rank gaps by published needs where the question is weighed by them; else, and where none are, by people.

    Where nothing is published of the topics, `weights` stays None, and whoever shows the answer says so.
    """
    if answer.question.weight != NEEDS or advice is None:
        return answer
    try:
        return with_needs(answer, advice.figures)
    except DataError:
        return answer


def weights_of(answer: Answer, figures: Figures) -> Weights:
    """Return the needs of the cities of an answer, and those of one of the people whom its question is about.

    Raises
    ------
    DataError
        As `weighted` says.
    """
    codes = answer.demand["ags"].astype(str)
    ags = sorted(codes.unique())
    names = [answer.world.city_names.get(code, code) for code in ags]
    found = needs_by_city(figures, names, answer.question.topics)
    needs = {code: found[name] for code, name in zip(ags, names, strict=True)}
    living = {code: float(answer.people[codes.eq(code).to_numpy()].sum()) for code in ags}
    rate = {code: needs[code] / living[code] if living[code] > 0 else 0.0 for code in ags}
    if not any(rate.values()):
        told = "topics and quarters of which needs were published"
        raise DataError([Problem("--weight", 0, "weight", "needs", told)])
    return Weights(needs, rate, figures.names)


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


def needs_figures(answer: Answer, figures: Figures) -> dict[str, Mapping[str, object]]:
    """Return what stands beside the figures of an answer that is weighed by needs; nothing beside any other."""
    return {"by_needs": as_record(weighted(answer, figures))} if answer.weights else {}


def needs_inputs(answer: Answer, figures: Figures) -> dict[str, Input]:
    """Return the published quarters as an input of a run file; nothing where an answer is not weighed by them."""
    if not answer.weights:
        return {}
    text = "\n".join(written(one) for one in figures.quarters)
    name = f"published needs ({', '.join(figures.names)})"
    return {"needs": Input(name, hashlib.sha256(text.encode()).hexdigest())}
