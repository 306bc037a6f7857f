"""Where the offers that a filter selects can be reached: one row a location, with how well its place is known."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import POINT_PRECISIONS, Precision, Scope, Status

SUPPLY_COLUMNS = ("lon", "lat", "uncertainty_m", "precision", "offers", "capacity", "weight", "kept", "city")

#: Years after which an entry that nobody looked at again counts half: courses and contacts change with each funding
#: period, mostly three years.
_HALF_LIFE_YEARS = 3.0
UNKNOWN_AGE_WEIGHT = 0.25  # an entry without any date counts like one of two half-lives

#: A point as good as this is taken as it is; a worse one lies somewhere around, most likely near.
EXACT_M = 150.0

_DAYS_A_YEAR = 365.25
_AREAS = (Precision.POSTCODE.value, Precision.CITY.value)
#: Between the id of a stored location and that of an offer whose own place is not known.
_OF_OFFER = "~"
_POINT = tuple(p.value for p in POINT_PRECISIONS)
_SURE = (Precision.HOUSE.value, Precision.STREET.value)


class Counted(StrEnum):
    """Which of the selected offers count."""

    ALL = "all"
    CONFIRMED = "confirmed"  # only those somebody has confirmed, with the date
    BY_AGE = "by_age"  # all, the less the longer nobody has looked at them


@dataclass(frozen=True)
class OfferCounts:
    """How many of the selected offers have a place.

    `located` have a point of their own (house, street, site), `uncertain` only that of their postcode, their city or
    their organisation's office, `unlocated` none; `online` are on the web alone and belong to no place.
    `capacity_known` have a stated capacity.
    """

    count: int
    located: int
    uncertain: int
    unlocated: int
    online: int
    capacity_known: int


def make_supply(
    offers: pd.DataFrame,
    *,
    counted: str = Counted.ALL,
    today: date | None = None,
    half_life_years: float = _HALF_LIFE_YEARS,
) -> pd.DataFrame:
    """Gather offers at their locations.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`, indexed by `offer_id`, or with a row for each address
        (`geo.offers.sites.at_all_sites`), which then share the offer's capacity evenly; a column `capacity`
        (places, NaN for unknown) may be there. Offers on the web, closed ones, those with 0 places and those without
        any point are left out.
    counted
        One of `Counted`.
    today
        The day ages are counted to; needed for `by_age` only.

    Returns
    -------
    DataFrame
        Index `location_id` (unique, in order of first appearance). `lon`, `lat`: the best-known point, degrees;
        `uncertainty_m`: radius, 0 for exact; `precision`: of an organisation's office, where the offer need not be,
        that of a city; `offers`: how many; `capacity`: the sum of the known
        capacities, 1 for each offer without; `weight`: 0 to 1, below 1 only for `by_age`: how likely at least one
        of its offers still holds, 1 − Π (1 − w); `kept`: the part of the capacity that is likely still there, the
        mean w of its offers weighted by capacity; `city`.
    """
    rows = counting(offers, counted=counted)
    rows = rows[_is_placed(rows)]
    capacity = _capacity(rows)
    weight = row_weights(rows, counted, today, half_life_years)
    parts = pd.DataFrame(
        {
            "location_id": location_ids(rows),
            "capacity": capacity.to_numpy(),
            "held": capacity.to_numpy() * weight,
            "gone": 1.0 - weight,
            "offers": 1,
        }
    ).groupby("location_id", sort=False)
    sums = parts[["capacity", "held", "offers"]].sum().assign(gone=parts["gone"].prod())
    places = rows.assign(location_id=location_ids(rows)).drop_duplicates("location_id")
    return _supply(places.set_index("location_id"), sums)


def counting(offers: pd.DataFrame, *, counted: str = Counted.ALL) -> pd.DataFrame:
    """Return the offers that count: none that is closed or has no places, and the confirmed only if so wished."""
    kept = offers["status"].ne(Status.CLOSED.value) & ~has_no_places(offers)
    if Counted(counted) is Counted.CONFIRMED:
        kept &= offers["status"].eq(Status.CONFIRMED.value) & offers["assured_date"].ne("")
    return offers[kept]


def has_no_places(offers: pd.DataFrame) -> "pd.Series[bool]":
    """Say of each offer whether it states a capacity of 0: that is known to be no supply, not an unknown one."""
    if "capacity" not in offers:
        return pd.Series(False, index=offers.index)
    return offers["capacity"].eq(0)


def count_offers(offers: pd.DataFrame, *, counted: str = Counted.ALL) -> OfferCounts:
    """Count how many of the selected offers have a place, and how well the best known of their addresses is."""
    rows = counting(offers, counted=counted)
    of = rows.index
    first = ~of.duplicated()
    online = rows["scope"].eq(Scope.ONLINE.value)[first]
    placed = _any_of(_is_placed(rows), of)
    located = _any_of(_is_placed(rows) & rows["precision"].isin(_POINT) & ~is_office(rows), of)
    known = (rows["capacity"].gt(0) if "capacity" in rows else pd.Series(False, index=of))[first]
    return OfferCounts(
        count=int(first.sum()),
        located=int(located.sum()),
        uncertain=int((placed & ~located).sum()),
        unlocated=int((~placed & ~online).sum()),
        online=int(online.sum()),
        capacity_known=int(known.sum()),
    )


def _any_of(flags: "pd.Series[bool]", of: "pd.Index[Any]") -> "pd.Series[bool]":
    """Return for each offer whether a flag holds at any of its addresses."""
    return flags if of.is_unique else flags.groupby(of, sort=False).any()


def is_office(offers: pd.DataFrame) -> NDArray[np.bool_]:
    """Say of each address whether it is that of an administration or organisation, while the offer may be elsewhere.

    Somebody who set a pin has said where the offer is: that is a house.
    """
    if "is_administration_address" not in offers:
        return np.zeros(len(offers), dtype=np.bool_)
    flagged = offers["is_administration_address"].fillna(False).to_numpy(dtype=np.bool_)
    return flagged & offers["precision"].ne(Precision.HOUSE.value).to_numpy(dtype=np.bool_)


def has_point(supply: pd.DataFrame) -> NDArray[np.bool_]:
    """Say for each location whether it has a point of its own (house, street or site), not that of an area."""
    return supply["precision"].isin(_POINT).to_numpy(dtype=np.bool_)


def is_exact(places: pd.DataFrame) -> NDArray[np.bool_]:
    """Say for each location or address whether its point is taken as it is."""
    return has_point(places) & ~(places["uncertainty_m"].fillna(0.0).to_numpy(dtype=np.float64) > EXACT_M)


def is_sure(supply: pd.DataFrame) -> NDArray[np.bool_]:
    """Say for each location whether it is located to the house or street."""
    return supply["precision"].isin(_SURE).to_numpy(dtype=np.bool_)


def strength(supply: pd.DataFrame) -> NDArray[np.float64]:
    """Return what each location supplies: the part of its capacity that is likely still there."""
    return (supply["capacity"] * supply["kept"]).to_numpy(dtype=np.float64)


def age_weight(dates: "pd.Series[str]", *, today: date, half_life_years: float) -> NDArray[np.float64]:
    """Return 0.5 ** (age / half-life) for partial ISO dates; `UNKNOWN_AGE_WEIGHT` where there is none.

    A year alone counts from its middle, a month from its 15th; a date to come is no age.
    """
    weights = [
        0.5 ** (_age_years(text, today) / half_life_years) if text else UNKNOWN_AGE_WEIGHT for text in dates
    ]
    return np.asarray(weights, dtype=np.float64)


def _age_years(text: str, today: date) -> float:
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    seen = date(year, month or 7, day or (15 if month else 1))
    return max((today - seen).days, 0) / _DAYS_A_YEAR


def row_weights(
    rows: pd.DataFrame, counted: str, today: date | None, half_life_years: float = _HALF_LIFE_YEARS
) -> NDArray[np.float64]:
    """Return how likely each offer still exists (0 to 1): 1 unless they count by age.

    Raises
    ------
    ValueError
        If they count by age and the day is missing.
    """
    if Counted(counted) is not Counted.BY_AGE:
        return np.ones(len(rows))
    if today is None:
        raise ValueError("ages need a day to be counted to")
    seen = rows["assured_date"].where(rows["assured_date"].ne(""), rows["page_date"])
    return age_weight(seen, today=today, half_life_years=half_life_years)


def _is_placed(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["scope"].ne(Scope.ONLINE.value) & rows["lon"].notna() & rows["lat"].notna()


def _capacity(rows: pd.DataFrame) -> "pd.Series[float]":
    own = rows["capacity"] if "capacity" in rows else pd.Series(math.nan, index=rows.index)
    capacity = own.astype(float).where(own.gt(0), 1.0)
    return capacity if rows.index.is_unique else capacity / rows.groupby(level=0)["lon"].transform("size")


def location_ids(rows: pd.DataFrame) -> NDArray[Any]:
    """Return the location of each offer; one without a named location is a location of its own.

    So is one that names no street: what the store keeps for all of them is the middle of their city, but they are as
    many different places that nobody knows (`stored_location`).
    """
    own = rows.index.to_series().astype(str)
    if "location_id" not in rows:
        return own.to_numpy()
    ids = rows["location_id"].astype(str)
    if "street" in rows:
        is_unknown = ids.ne("") & rows["street"].eq("") & rows["precision"].isin(_AREAS)
        ids = ids.where(~is_unknown, ids + _OF_OFFER + own)
    return ids.where(ids.ne(""), own).to_numpy()


def stored_location(location_id: str) -> str:
    """Return the id under which the store keeps the address of a location of `location_ids`."""
    return location_id.partition(_OF_OFFER)[0]


def _supply(places: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    columns: Mapping[str, Any] = {
        "lon": places["lon"].astype(float),
        "lat": places["lat"].astype(float),
        "uncertainty_m": places["uncertainty_m"].astype(float).fillna(0.0),
        "precision": places["precision"].mask(is_office(places), Precision.CITY.value),
        "offers": sums["offers"].astype("int64"),
        "capacity": sums["capacity"],
        "weight": (1.0 - sums["gone"]).clip(0.0, 1.0),
        "kept": (sums["held"] / sums["capacity"]).clip(0.0, 1.0),
        "city": places["city"],
    }
    return pd.DataFrame(columns, index=places.index)[list(SUPPLY_COLUMNS)]
