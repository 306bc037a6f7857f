"""Which addresses to look for first: how much each would narrow the range of a share."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.planning.answer import Answer
from geo.reach.imputed import EXACT_M, spread
from geo.reach.imputed.worth import worth
from geo.reach.supply import has_point

Floats = NDArray[np.float64]

_COLUMNS = ["offers", "precision", "uncertainty_m", "city"]


def narrowing(answer: Answer) -> pd.DataFrame:
    """Rank the locations by how much knowing their address is expected to narrow the range of the share.

    Returns
    -------
    DataFrame
        Index `location_id`, most first, only locations whose place is not known; `offers`, `precision`,
        `uncertainty_m`, `city`; `possible`: people whom it may reach and nobody surely does; `narrowing`: people by
        whom the range between low and high is expected to shrink.
    """
    table = _variances(answer)
    total, width = _range(answer)
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
    table = _variances(answer)
    total, width = _range(answer)
    sums = table.groupby("city").agg(addresses=("offers", "sum"), variance=("variance", "sum"))
    everybody = float(answer.people.sum())
    share = width / everybody if everybody > 0 else float("nan")
    shrunk = _shrunk(sums["variance"], total, share)
    found = sums.assign(before=share, after=share - shrunk)
    return found.sort_values("after", kind="stable")[["addresses", "before", "after"]]


def _variances(answer: Answer) -> pd.DataFrame:
    """Return what each location that is not known adds to the variance of the people reached."""
    placed = answer.known.placed
    used, number = np.unique(placed.place, return_inverse=True)
    place = number.reshape(placed.place.shape).astype(np.int32) - int((used < 0).any())
    reaches = _reaches(answer, used[used >= 0])
    exact = answer.world.nearest_m(answer.question, placed.exact) <= answer.limit_m
    kept = _first_of_each(placed.location, place)
    found = worth(place[kept], reaches, answer.people, exact)
    parts = pd.DataFrame(
        {"variance": found.variance, "possible": found.possible},
        index=pd.Index(placed.location[kept], name="location_id"),
    )
    sums = parts.groupby(level=0, sort=True).sum()
    known = has_point(answer.supply) & (answer.supply["uncertainty_m"] <= EXACT_M)  # drawn only by their age
    return answer.supply.loc[~known, _COLUMNS].join(sums, how="inner").sort_index(kind="stable")


def _reaches(answer: Answer, places: NDArray[np.int32]) -> csr_array:
    found = answer.world.unknown.directory
    sites = pd.DataFrame({"lon": found.lon[places], "lat": found.lat[places]})
    cost = answer.world.ways(answer.question, sites, limit_m=answer.limit_m)
    return csr_array((np.ones(cost.pairs), (cost.site, cost.cell)), shape=(len(places), len(answer.demand)))


def _first_of_each(location: NDArray[np.object_], place: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return one row for offers of a location that are at the same place in all draws: one address tells of both."""
    rows = pd.DataFrame(place).assign(location=location)
    return np.flatnonzero(~rows.duplicated().to_numpy())


def _range(answer: Answer) -> tuple[float, float]:
    """Return variance of the people reached, and the width of their range."""
    by_draw = answer.people_by_draw.sum(axis=1)
    told = spread(by_draw)
    return float(np.var(by_draw)), told.high - told.low


def _shrunk(variance: "pd.Series[float]", total: float, width: float) -> "pd.Series[float]":
    """Return by how much a range gets narrower if so much of its variance goes; widths go with the square root."""
    if not total > 0:
        return variance * 0.0
    left = (1 - variance / total).clip(lower=0.0)
    return width * (1 - left**0.5)
