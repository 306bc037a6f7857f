"""The cities side by side: offers by topic, per head with the play of chance, coverage, and how good the data is.

A light says at a glance how a figure stands; its rule is fixed here and told in words beside it (`_LIGHTS`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from geo.model import City, Precision, Scope, Status
from geo.offers.filters import open_offers

Floats = NDArray[np.float64]

#: What a city is measured by, in the order of the table.
PER_HEAD, COVERAGE, EXACT, CONFIRMED = "per_1000", "share", "exact_share", "confirmed_share"
FIGURES = (PER_HEAD, COVERAGE, EXACT, CONFIRMED)

_CONFIDENCE = 0.95
#: From these shares on the data of a city is good, or fair.
_GOOD_SHARE, _FAIR_SHARE = 0.8, 0.5
_CONFIRMED_WITHIN_DAYS = 365
#: An overlap is a topic with at least so many offers in one city …
_MANY_OFFERS = 5
#: … that are also so many times as many as in the median city.
_MANY_TIMES = 2.0


class Light(StrEnum):
    """How a figure stands; always shown with a word and a shape, never by colour alone."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNKNOWN = "unknown"


#: In which share of the drawn directories a city's coverage is above the district's (`geo.reach.interval`).
ABOVE = "above"
#: From this share on it is told as above, up to the rest of it as below.
_MOSTLY_ABOVE = 0.9
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Scorecard:
    """Figures of all cities (index `ags`), of the district, and the lights.

    `cities` has `name`, `foreign_nationals`, `offers`, `per_1000` with `_low` and `_high`, `share` with `_low` and
    `_high` (0 to 1, NaN where no coverage was given), `exact_share`, `confirmed_share` (NaN without any offer).
    `lights` has one column for each of `FIGURES`. `elsewhere` counts offers that belong to no city.
    """

    cities: pd.DataFrame
    district: "pd.Series[float]"
    lights: pd.DataFrame
    elsewhere: int


def scorecard(
    offers: pd.DataFrame,
    cities: Mapping[str, City],
    *,
    today: date,
    coverage: pd.DataFrame | None = None,
    covered: tuple[float, float, float] | None = None,
) -> Scorecard:
    """Compare the cities.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`; those that are closed do not count.
    today
        The day confirmations are counted to.
    coverage
        `geo.planning.answer.Answer.by_city`: index `ags`, with `share`, `share_low`, `share_high`, `above`.
    covered
        The same three of the whole district.
    """
    counted = open_offers(offers)
    local = counted[counted["scope"].eq(Scope.LOCAL.value)]
    rows = [_city(city, local[local["city"].eq(city.name)], today) for city in cities.values()]
    table = pd.DataFrame(rows).set_index("ags")
    table = _with_rates(table)
    table = _with_coverage(table, coverage)
    district = _district(table, local, today, covered)
    return Scorecard(table, district, _lights(table, district), int(len(counted) - table["offers"].sum()))


def rate_interval(counts: ArrayLike, exposure: ArrayLike, *, per: float = 1000.0) -> tuple[Floats, Floats]:
    """Return the exact 95 % interval of a rate whose count is due to chance (Poisson).

    Garwood (1936): for k events the bounds are half the 2.5 % point of chi-square with 2k degrees of freedom (0 for
    k = 0) and half the 97.5 % point with 2k + 2; half a chi-square with 2k is a gamma with k. Nine offers for 4,500
    people: 9/4.5 = 2.0 per 1,000, 0.91 to 3.80.

    Parameters
    ----------
    counts
        Events.
    exposure
        Persons; 0 gives NaN.
    """
    events, people = np.asarray(counts, dtype=np.float64), np.asarray(exposure, dtype=np.float64)
    tail = (1 - _CONFIDENCE) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    high = gammaincinv(events + 1, 1 - tail)
    held = np.where(people > 0, people, np.nan)
    return low / held * per, high / held * per


def topic_table(offers: pd.DataFrame, cities: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
    """Count open offers by topic (rows) and city (columns); an offer counts for each of its topics."""
    local = open_offers(offers)
    local = local[local["scope"].eq(Scope.LOCAL.value)]
    return _crossed(local, "topics", topics, local["city"].map(lambda name: (name,)), cities)


def group_table(offers: pd.DataFrame, groups: Sequence[str], topics: Sequence[str]) -> pd.DataFrame:
    """Count open offers by topic (rows) and target group (columns); offers without a stated group count in none."""
    counted = open_offers(offers)
    return _crossed(counted, "topics", topics, counted["target_groups"], groups)


def overlaps(counts: pd.DataFrame) -> pd.DataFrame:
    """Say which counts stand out: many offers of one topic at one place, and more than twice the median of its row.

    Returns
    -------
    DataFrame
        Booleans, shaped as `counts`.
    """
    median = counts.median(axis=1)
    return counts.ge(_MANY_OFFERS) & counts.ge(_MANY_TIMES * median, axis=0)


def _crossed(
    offers: pd.DataFrame,
    column: str,
    rows: Sequence[str],
    columns_of: "pd.Series[Any]",
    columns: Sequence[str],
) -> pd.DataFrame:
    pairs = pd.DataFrame({"row": offers[column], "column": columns_of}).explode("row").explode("column")
    table = pd.crosstab(pairs["row"], pairs["column"])
    return table.reindex(index=list(rows), columns=list(columns), fill_value=0).rename_axis(
        index=None, columns=None
    )


def _city(city: City, offers: pd.DataFrame, today: date) -> dict[str, object]:
    return {
        "ags": city.ags,
        "name": city.name,
        "foreign_nationals": city.foreign_nationals,
        "offers": len(offers),
        EXACT: _exact_share(offers),
        CONFIRMED: _confirmed_share(offers, today),
    }


def _exact_share(offers: pd.DataFrame) -> float:
    """Return the share of house-exact points among the offers that may have one."""
    open_places = offers[~offers["is_protected"].astype(bool)]
    return float(open_places["precision"].eq(Precision.HOUSE.value).mean()) if len(open_places) else np.nan


def _confirmed_share(offers: pd.DataFrame, today: date) -> float:
    since = (today - timedelta(days=_CONFIRMED_WITHIN_DAYS)).isoformat()
    fresh = offers["status"].eq(Status.CONFIRMED.value) & offers["assured_date"].ge(since)
    return float(fresh.mean()) if len(offers) else np.nan


def _with_rates(table: pd.DataFrame) -> pd.DataFrame:
    people = table["foreign_nationals"].where(table["foreign_nationals"] > 0)
    low, high = rate_interval(table["offers"], table["foreign_nationals"])
    return table.assign(per_1000=table["offers"] / people * 1000, per_1000_low=low, per_1000_high=high)


def _with_coverage(table: pd.DataFrame, coverage: pd.DataFrame | None) -> pd.DataFrame:
    names = [COVERAGE, "share_low", "share_high", ABOVE]
    if coverage is None:
        return table.assign(**dict.fromkeys(names, np.nan))
    return table.join(coverage[names])


def _district(
    table: pd.DataFrame, offers: pd.DataFrame, today: date, covered: tuple[float, float, float] | None
) -> "pd.Series[float]":
    count, people = int(table["offers"].sum()), float(table["foreign_nationals"].sum())
    low, high = rate_interval([count], [people])
    share = covered or (np.nan, np.nan, np.nan)
    return pd.Series(
        {
            "foreign_nationals": people,
            "offers": float(count),
            PER_HEAD: count / people * 1000 if people else np.nan,
            "per_1000_low": float(low[0]),
            "per_1000_high": float(high[0]),
            COVERAGE: share[0],
            "share_low": share[1],
            "share_high": share[2],
            EXACT: _exact_share(offers),
            CONFIRMED: _confirmed_share(offers, today),
        }
    )


def _lights(table: pd.DataFrame, district: "pd.Series[float]") -> pd.DataFrame:
    return pd.DataFrame(
        {name: [_LIGHTS[name](row, district) for row in table.to_dict("records")] for name in FIGURES},
        index=table.index,
    )


def _per_head(city: Mapping[Any, Any], district: "pd.Series[float]") -> Light:
    """Judge only what chance cannot explain: the city's whole range lies on one side of the district's figure."""
    low, high, peer = (
        float(value) for value in (city["per_1000_low"], city["per_1000_high"], district[PER_HEAD])
    )
    if not np.isfinite([low, high, peer]).all():
        return Light.UNKNOWN
    if low > peer:
        return Light.GOOD
    return Light.POOR if high < peer else Light.FAIR


def _coverage(city: Mapping[Any, Any], _district: "pd.Series[float]") -> Light:
    """Judge only what unknown places hardly explain: how often the city is ahead, in the same draws of both."""
    above = float(city[ABOVE])
    if not (np.isfinite(above) and np.isfinite(city[COVERAGE])):
        return Light.UNKNOWN
    if above >= _MOSTLY_ABOVE:
        return Light.GOOD
    return Light.POOR if above <= 1 - _MOSTLY_ABOVE + _ROUNDING else Light.FAIR


def _by_share(share: float) -> Light:
    if not np.isfinite(share):
        return Light.UNKNOWN
    if share >= _GOOD_SHARE:
        return Light.GOOD
    return Light.FAIR if share >= _FAIR_SHARE else Light.POOR


_Judge = Callable[[Mapping[Any, Any], "pd.Series[float]"], Light]
_LIGHTS: dict[str, _Judge] = {
    PER_HEAD: _per_head,
    COVERAGE: _coverage,
    EXACT: lambda city, _: _by_share(city[EXACT]),
    CONFIRMED: lambda city, _: _by_share(city[CONFIRMED]),
}
