"""The measures of access as they are told: their values in a unit, the mean of all, the cities at both ends.

Page, command line, run files, tables and slides all take them from here, so that one city is the worst everywhere.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.planning.answer import Answer
from geo.reach.measures import KINDS, NEAREST, Unit

#: Of so many persons a rate is told.
PER_PEOPLE = 1000
_DIGITS = 6  # significant ones: a rate of 0.0341187 and a way of 161.372 minutes keep what they say

Floats = NDArray[np.float64]


class Supplied(StrEnum):
    """What is summed: offers, the places they state, or both where only some state them."""

    OFFERS = "offers"
    PLACES = "places"
    MIXED = "mixed"


_SUMMED = {Supplied.OFFERS: "offers", Supplied.PLACES: "places", Supplied.MIXED: "offers and places"}
_WHO = {"all": "people", "foreign": "foreign nationals"}


@dataclass(frozen=True)
class Ends:
    """The cities (AGS) with the best and the worst mean, and their means in the measure's unit."""

    best: str
    best_value: float
    worst: str
    worst_value: float


def summed(answer: Answer) -> Supplied:
    """Say what the measures sum: of unknown capacity an offer counts as one."""
    counts = answer.offers
    if not counts.capacity_known:
        return Supplied.OFFERS
    return Supplied.PLACES if counts.capacity_known == counts.count else Supplied.MIXED


def access_unit(answer: Answer, measure: str = "") -> str:
    """Return what a measure (the chosen one if none is given) counts, for JSON."""
    unit = KINDS[measure or answer.question.measure].unit
    if unit == Unit.WAY:
        return f"{answer.question.unit} to the next offer"
    if unit == Unit.RELATIVE:
        return "times the mean of all"
    what = _SUMMED[summed(answer)]
    return f"{what} in reach" if unit == Unit.OFFERS else f"{what} per {PER_PEOPLE:,} {_WHO[answer.group]}"


def access_values(answer: Answer, measure: str = "") -> Floats:
    """Return a measure (the chosen one if none is given) of each cell in its unit; no way at all is `inf`.

    The balanced measure divides by its own mean: its level means nothing (`geo.reach.measures.bfca`).
    """
    name = measure or answer.question.measure
    unit = KINDS[name].unit
    if name == NEAREST:
        return answer.in_unit(answer.nearest_m)
    access = answer.access if name == answer.question.measure else answer.access_by(name)
    if unit == Unit.WAY:
        return answer.in_unit(-access)
    if unit == Unit.PER_PEOPLE:
        return access * PER_PEOPLE
    if unit == Unit.RELATIVE:
        mean = weighted_mean(access, answer.people)
        return access / mean if mean > 0 else access
    return access


def weighted_mean(values: Floats, weights: Floats) -> float:
    """Return the mean over all persons who have a value, NaN where nobody has."""
    told = np.isfinite(values) & (weights > 0)
    return float(np.average(values[told], weights=weights[told])) if told.any() else float("nan")


def city_means(answer: Answer, measure: str = "") -> "pd.Series[float]":
    """Return the mean of a measure by city (index `ags`), NaN where nobody has a value."""
    values, ags, people = access_values(answer, measure), answer.demand["ags"].to_numpy(), answer.people
    means = {str(c): weighted_mean(values[ags == c], people[ags == c]) for c in answer.by_city.index}
    return pd.Series(means, dtype=float)


def city_ends(answer: Answer, measure: str = "") -> Ends | None:
    """Return the cities with the best and the worst mean; None where nobody has a value, or nobody has anything."""
    is_way = KINDS[measure or answer.question.measure].unit == Unit.WAY
    means = city_means(answer, measure).dropna()
    if means.empty or not (is_way or means.max() > 0):
        return None
    low, high = str(means.idxmin()), str(means.idxmax())
    best, worst = (low, high) if is_way else (high, low)
    return Ends(best, float(means[best]), worst, float(means[worst]))


def told(value: float) -> float | None:
    """Return a value of a measure for JSON: as many digits as it needs, null where there is none."""
    return float(f"{value:.{_DIGITS}g}") if np.isfinite(value) else None


def access_figures(answer: Answer) -> dict[str, Any]:
    """Return the mean of the chosen measure with what it counts, ready for JSON."""
    return {
        "measure": answer.question.measure,
        "unit": access_unit(answer),
        "mean": told(weighted_mean(access_values(answer), answer.people)),
    }
