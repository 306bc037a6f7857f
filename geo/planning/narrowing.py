"""Which addresses to look for first: how much each would narrow the range of a share."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.planning.answer import Answer
from geo.reach.imputed import spread
from geo.reach.imputed.worth import worth
from geo.reach.supply import is_exact

Floats = NDArray[np.float64]

_COLUMNS = ["offers", "precision", "uncertainty_m", "city"]


def narrowing(answer: Answer, cells: NDArray[np.int64] | None = None) -> pd.DataFrame:
    """Rank the locations by how much knowing their address is expected to narrow the range of the people reached.

    Parameters
    ----------
    cells
        Rows of the demand whose people count; all of them if not given.

    Returns
    -------
    DataFrame
        Index `location_id`, most first, only locations whose place is not known; `offers`, `precision`,
        `uncertainty_m`, `city`; `possible`: people whom it may reach and nobody surely does; `narrowing`: people by
        whom the range between low and high is expected to shrink.
    """
    table, by_draw = _variances(answer, cells)
    total, width = _range(by_draw)
    return table.assign(narrowing=_shrunk(table["variance"], total, width)).sort_values(
        ["narrowing", "possible"], ascending=False, kind="stable"
    )[[*_COLUMNS, "possible", "narrowing"]]


def narrowing_by_city(answer: Answer) -> pd.DataFrame:
    """Say for each city how many addresses are not known, and the range if all of them were.

    Returns
    -------
    DataFrame
        Index the city's name, the most helpful first; `addresses`: offers without a known place; `before`,
        `after`: width of the range of the district's share (0 to 1).
    """
    table, by_draw = _variances(answer, None)
    total, width = _range(by_draw)
    sums = table.groupby("city").agg(addresses=("offers", "sum"), variance=("variance", "sum"))
    everybody = float(answer.people.sum())
    share = width / everybody if everybody > 0 else float("nan")
    shrunk = _shrunk(sums["variance"], total, share)
    found = sums.assign(before=share, after=share - shrunk)
    return found.sort_values("after", kind="stable")[["addresses", "before", "after"]]


def _variances(answer: Answer, cells: NDArray[np.int64] | None) -> tuple[pd.DataFrame, Floats]:
    """Return what each location that is not known adds to the variance of the people reached, and these by draw."""
    rows = np.arange(len(answer.demand)) if cells is None else cells
    at = answer.at(rows)
    placed, people = at.placed, answer.people[rows]
    place = np.full(placed.place.shape, -1, dtype=np.int32)
    place[placed.place >= 0] = np.searchsorted(at.used, placed.place[placed.place >= 0])
    kept = _first_of_each(placed.location, place)
    found = worth(place[kept], at.reaches, people, at.is_sure)
    parts = pd.DataFrame(
        {"variance": found.variance, "possible": found.possible},
        index=pd.Index(placed.location[kept], name="location_id"),
    )
    sums = parts.groupby(level=0, sort=True).sum()
    known = is_exact(answer.supply)  # drawn only by their age
    table = answer.supply.loc[~known, _COLUMNS].join(sums, how="inner").sort_index(kind="stable")
    return table, answer.people_by_draw.sum(axis=1) if cells is None else at.reached @ people


def _first_of_each(location: NDArray[np.object_], place: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return one row for offers of a location that are at the same place in all draws: one address tells of both."""
    rows = [(str(name), drawn.tobytes()) for name, drawn in zip(location, place, strict=True)]
    return np.flatnonzero(~pd.Series(rows, dtype=object).duplicated().to_numpy())


def _range(by_draw: Floats) -> tuple[float, float]:
    """Return variance of the people reached, and the width of their range."""
    told = spread(by_draw)
    return float(np.var(by_draw)), told.high - told.low


def _shrunk(variance: "pd.Series[float]", total: float, width: float) -> "pd.Series[float]":
    """Return by how much a range gets narrower if so much of its variance goes; widths go with the square root."""
    if not total > 0:
        return variance * 0.0
    left = (1 - variance / total).clip(lower=0.0)
    return width * (1 - left**0.5)


# -- named -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fix:
    """A location whose exact address would narrow the interval, by how many people, and the offers there."""

    location_id: str
    city: str
    precision: str
    people: float
    offer_ids: tuple[str, ...]
    titles: tuple[str, ...]
    organization: str


def fixes(answer: Answer, ranked: pd.DataFrame) -> tuple[Fix, ...]:
    """Name the offers at some locations, ranked as `geo.planning.narrowing.narrowing` does."""
    offers = answer.world.selected(answer.question).offers
    there = offers[offers["location_id"].isin(ranked.index)]
    at = there["location_id"].to_numpy()
    return tuple(
        _fix(str(location_id), row, there[at == location_id])
        for location_id, row in zip(ranked.index, ranked.to_dict("records"), strict=True)
    )


def _fix(location_id: str, row: dict[Any, Any], offers: pd.DataFrame) -> Fix:
    return Fix(
        location_id=location_id,
        city=str(row["city"]),
        precision=str(row["precision"]),
        people=float(row["narrowing"]),
        offer_ids=tuple(str(one) for one in offers.index),
        titles=tuple(offers["title"]),
        organization=next(iter(offers["organization"]), ""),
    )
