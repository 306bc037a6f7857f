"""A pin set by hand: it must lie in the city of its address, or somebody says why not."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd

from geo.district.boundaries import TOLERANCE_M, is_inside_city
from geo.errors import DataError, OutsideCity, Problem
from geo.model import Match, Role
from geo.places.address import clean_text
from geo.store import Batch, Store
from geo.store.offers.transactions import AllowAt
from geo.upkeep.locating.better import rows_of

#: A person who sets a pin sees the house; this is how far from the door a pin may fall on the map.
_PIN_UNCERTAINTY_M = 10.0


def pin(
    store: Store,
    boundaries: gpd.GeoDataFrame,
    location_id: str,
    *,
    lon: float,
    lat: float,
    reason: str = "",
    who: Role = Role.EDITOR,
    metric_crs: int = 25832,
    allow_at: AllowAt | None = None,
) -> Batch | None:
    """Set the point of a location and lock it, and return the batch: no import and no geocoder moves it again.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    reason
        Why the point is right although it lies outside the city of the address; kept with the point.
    allow_at
        Asked with the city of the location; what it raises stops it.

    Raises
    ------
    OutsideCity
        If it lies more than 250 m outside that city and no reason is given.
    DataError
        If these are no degrees, or there is no such location.
    """
    said = _checked(store, boundaries, location_id, lon=lon, lat=lat, reason=reason, metric_crs=metric_crs)
    return store.lock_location(
        location_id,
        lon=lon,
        lat=lat,
        uncertainty_m=_PIN_UNCERTAINTY_M,
        note=said or "set by hand",
        who=who,
        allow_at=allow_at,
    )


def choose(
    store: Store,
    boundaries: gpd.GeoDataFrame,
    location_id: str,
    match: Match,
    *,
    reason: str = "",
    who: Role = Role.EDITOR,
    metric_crs: int = 25832,
    allow_at: AllowAt | None = None,
) -> Batch | None:
    """Set the point of a location to that of a candidate, lock it, and return the batch.

    Precision, radius and source of the candidate are kept.

    Raises
    ------
    OutsideCity
        If it lies more than 250 m outside the city of the address and no reason is given.
    DataError
        If the candidate has no point, or there is no such location.
    """
    lon, lat = (math.nan if value is None else value for value in (match.lon, match.lat))
    said = _checked(store, boundaries, location_id, lon=lon, lat=lat, reason=reason, metric_crs=metric_crs)
    note = "; ".join(text for text in (said, match.note) if text)
    found = {location_id: replace(match, note=note)}
    return store.locate(found, who=who, note=said, is_locked=True, allow_at=allow_at)


def check_pin(
    row: Mapping[str, Any],
    boundaries: gpd.GeoDataFrame,
    *,
    lon: float,
    lat: float,
    reason: str = "",
    metric_crs: int = 25832,
) -> None:
    """Refuse a point that cannot be that of a location (a row of `Store.locations`); see `pin`."""
    for name, value, most in (("lon", lon, 180.0), ("lat", lat, 90.0)):
        if not (math.isfinite(value) and abs(value) <= most):
            raise DataError([Problem("location", 0, name, str(value), f"degrees from -{most:g} to {most:g}")])
    city = str(row["city"])
    if reason or not city:
        return
    if not is_inside_city(boundaries, city, lon, lat, metric_crs=metric_crs):
        msg = f"{lon:.6f} {lat:.6f} lies more than {TOLERANCE_M:g} m outside {city}: give a reason if that is right"
        raise OutsideCity(msg)


def _checked(
    store: Store,
    boundaries: gpd.GeoDataFrame,
    location_id: str,
    *,
    lon: float,
    lat: float,
    reason: str,
    metric_crs: int,
) -> str:
    """Return the reason as it is kept, once the point may be that of the location."""
    rows = rows_of(store.locations())
    if location_id not in rows:
        raise DataError([Problem("location", 0, "location_id", location_id, "the id of a stored location")])
    said = clean_text(reason)
    check_pin(rows[location_id], boundaries, lon=lon, lat=lat, reason=said, metric_crs=metric_crs)
    return said
