"""The queue: addresses of offers that are not exact, those first whose knowledge would tell most."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.district.boundaries import is_inside_city
from geo.model import AMBIGUOUS, REFUSED, Address, Precision, Status
from geo.reach.supply import stored_location
from geo.store.offers.seed_plan import SharedAddress
from geo.upkeep.locating.better import place_of_row, rows_of

_COARSE = (Precision.POSTCODE.value, Precision.CITY.value, Precision.NONE.value)


class Reason(StrEnum):
    """Why a place is not exact."""

    NO_STREET = "no_street"  # the address has none
    NO_NUMBER = "no_number"  # the address has a street only
    ADMINISTRATION = "administration"  # the town hall's address; the office may sit elsewhere
    AMBIGUOUS = "ambiguous"  # several places could be meant
    REFUSED = "refused"  # a service answered with a point outside the city
    STREET_UNKNOWN = "street_unknown"
    NUMBER_UNKNOWN = "number_unknown"
    SITE = "site"  # a named place, known only roughly
    OUTSIDE_CITY = "outside_city"  # the point does not lie in the city of the address


@dataclass(frozen=True)
class Entry:
    """One address to look at.

    `narrowing` is the number of people by whom the interval of the question is expected to shrink, `possible` those
    between low and high whom the place may reach; both NaN where the question does not count its offers.
    `in_city` says whether the point lies in the named city, None without a point.
    """

    location_id: str
    address: Address
    precision: Precision
    uncertainty_m: float | None
    lon: float | None
    lat: float | None
    source: str
    offers: int
    reason: Reason
    note: str
    in_city: bool | None
    narrowing: float = math.nan
    possible: float = math.nan


def make_queue(
    locations: pd.DataFrame,
    offers: pd.DataFrame,
    sites: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    *,
    narrowing: pd.DataFrame | None = None,
    metric_crs: int = 25832,
) -> list[Entry]:
    """Return the addresses of open offers that are neither exact nor locked.

    Parameters
    ----------
    locations
        As `Store.locations` gives them.
    offers, sites
        As `Store.offers` and `Store.sites` give them; closed offers do not count.
    boundaries
        The cities (EPSG:4326), to say whether a point lies in its own.
    narrowing
        As `geo.planning.narrowing.narrowing` ranks the locations of a question; those it does not name follow, most
        offers first. Without it, the number of offers decides alone.
    """
    gains = None if narrowing is None else _by_stored_location(narrowing)
    open_offers = offers.index[offers["status"].ne(Status.CLOSED.value)]
    used = sites[sites["offer_id"].isin(open_offers)].drop_duplicates(["offer_id", "location_id"])
    counts = Counter(used["location_id"])
    entries = [
        _entry(key, row, counts[key], _in_city(row, boundaries, metric_crs), gains)
        for key, row in rows_of(locations).items()
        if counts[key] and not row["is_locked"]
    ]
    return sorted((entry for entry in entries if _is_open(entry)), key=_order)


def _by_stored_location(narrowing: pd.DataFrame) -> pd.DataFrame:
    """Return what one address would tell at most: offers without a street are as many unknown places, one at a time."""
    keys = [stored_location(str(name)) for name in narrowing.index]
    return narrowing[["narrowing", "possible"]].groupby(keys, sort=False).max()


def reason_of(place: SharedAddress, precision: str, note: str, *, in_city: bool | None) -> Reason:
    """Say why a place is not exact."""
    checks = (
        (in_city is False and precision not in _COARSE, Reason.OUTSIDE_CITY),
        (not place.address.street, Reason.NO_STREET),
        (place.is_administration, Reason.ADMINISTRATION),
        (AMBIGUOUS in note, Reason.AMBIGUOUS),
        (precision in _COARSE and REFUSED in note, Reason.REFUSED),
        (precision in _COARSE, Reason.STREET_UNKNOWN),
        (precision == Precision.PLACE, Reason.SITE),
        (not place.address.house_number, Reason.NO_NUMBER),
    )
    return next((reason for is_so, reason in checks if is_so), Reason.NUMBER_UNKNOWN)


def _is_open(entry: Entry) -> bool:
    return entry.precision is not Precision.HOUSE or entry.reason is Reason.OUTSIDE_CITY


def _order(entry: Entry) -> tuple[float, float, int, str]:
    gain, possible = (0.0 if math.isnan(x) else x for x in (entry.narrowing, entry.possible))
    return -gain, -possible, -entry.offers, entry.location_id


def _entry(
    key: str,
    row: Mapping[str, Any],
    offers: int,
    in_city: bool | None,
    narrowing: pd.DataFrame | None,
) -> Entry:
    place = place_of_row(key, row)
    note = str(row["note"])
    return Entry(
        location_id=key,
        address=place.address,
        precision=Precision(row["precision"]),
        uncertainty_m=_number(row, "uncertainty_m"),
        lon=_number(row, "lon"),
        lat=_number(row, "lat"),
        source=str(row["match_source"]),
        offers=offers,
        reason=reason_of(place, str(row["precision"]), note, in_city=in_city),
        note=note,
        in_city=in_city,
        **_gains(key, narrowing),
    )


def _gains(key: str, narrowing: pd.DataFrame | None) -> Mapping[str, float]:
    if narrowing is None or key not in narrowing.index:
        return {}
    return {name: float(narrowing.at[key, name]) for name in ("narrowing", "possible")}  # type: ignore[arg-type]  # columns of numbers


def _in_city(row: Mapping[str, Any], boundaries: gpd.GeoDataFrame, metric_crs: int) -> bool | None:
    lon, lat = _number(row, "lon"), _number(row, "lat")
    if lon is None or lat is None or not row["city"]:
        return None
    return is_inside_city(boundaries, str(row["city"]), lon, lat, metric_crs=metric_crs)


def _number(row: Mapping[str, Any], name: str) -> float | None:
    return None if pd.isna(row[name]) else float(row[name])
