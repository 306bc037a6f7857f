"""The markers and badges of a map as plain values: a spot for each location, or for the area that is all we know."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import starmap

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.colors import MIXED
from geo.model import POINT_PRECISIONS, Precision, Taxonomy

#: Decimals of a point on the map, and of a click told back.
DECIMALS = 6
EXACT, ABOUT, AREA = 0, 1, 2
_AREA_PREFIX = "area-"
#: What `spots` reads of the offers.
SPOT_COLUMNS = (
    "topics",
    "street",
    "house_number",
    "city",
    "is_protected",
    "location_id",
    "lon",
    "lat",
    "precision",
    "uncertainty_m",
)


@dataclass(frozen=True)
class Spot:
    """One marker or badge: a location, or an area that is all we know.

    `kind` is EXACT (a house), ABOUT (its street or site) or AREA (only its postcode or city); `color` is that
    of the topics' group, a neutral grey when several groups meet; `uncertainty_m` in metres.
    """

    id: str
    lon: float
    lat: float
    offers: int
    color: str
    kind: int
    label: str
    uncertainty_m: float


def spot_ids(frame: pd.DataFrame) -> pd.Series:
    """Return for each offer the id of its spot, "" for offers that are on no map.

    Offers at one location share its id. Offers known only to their postcode or city share one badge a city: the
    point of a postcode would look like a place, and is none.
    """
    precision = frame["precision"].astype(str)
    has_point = frame["lon"].notna() & ~frame["is_protected"].astype(bool)
    is_point = precision.isin([str(p) for p in POINT_PRECISIONS])
    ids = np.where(is_point, frame["location_id"], _AREA_PREFIX + frame["city"])
    return pd.Series(np.where(has_point, ids, ""), index=frame.index, dtype=object)


def spots(
    frame: pd.DataFrame, taxonomy: Taxonomy, *, area_points: Mapping[str, tuple[float, float]]
) -> list[Spot]:
    """Gather offers into markers and badges.

    Parameters
    ----------
    frame
        Offers with `SPOT_COLUMNS` as in `geo.offers.columns.OFFER_FRAME`, already filtered; with a row for each address
        (`geo.offers.sites.at_all_sites`) an offer counts at each spot once.
    taxonomy
        Gives each topic its group and colour.
    area_points
        Where the badge of each city stands: lon, lat in degrees, by name of the city.

    Returns
    -------
    list of Spot
        In the order of their first offer.
    """
    ids = spot_ids(frame)
    is_shown = (ids != "").to_numpy()
    if not frame.index.is_unique:
        is_shown = is_shown & ~pd.MultiIndex.from_arrays([frame.index, ids]).duplicated()
    work = frame[is_shown]
    codes, names = pd.factorize(ids[is_shown])
    first = np.unique(codes, return_index=True)[1]
    colors = np.array(_colors(work["topics"], taxonomy), dtype=object)
    is_other = colors != colors[first][codes]
    columns = zip(
        names,
        np.round(work["lon"].to_numpy()[first], DECIMALS).tolist(),
        np.round(work["lat"].to_numpy()[first], DECIMALS).tolist(),
        np.bincount(codes).tolist(),
        np.where(np.bincount(codes, weights=is_other) > 0, MIXED, colors[first]).tolist(),
        np.where(work["precision"].to_numpy(dtype=object)[first] == Precision.HOUSE, EXACT, ABOUT).tolist(),
        _labels(work.iloc[first]).tolist(),
        _largest(work["uncertainty_m"].to_numpy(), codes, len(names)).tolist(),
        strict=True,
    )
    return [
        _area(spot, area_points) if spot.id.startswith(_AREA_PREFIX) else spot
        for spot in starmap(Spot, columns)
    ]


def _largest(values: NDArray[np.float64], codes: NDArray[np.intp], size: int) -> NDArray[np.float64]:
    """Return the largest value of each group."""
    result = np.full(size, -np.inf)
    np.maximum.at(result, codes, values)
    return result


def _area(spot: Spot, area_points: Mapping[str, tuple[float, float]]) -> Spot:
    """Turn a spot into the badge of its city; the style gives its colour."""
    city = spot.id.removeprefix(_AREA_PREFIX)
    lon, lat = (round(degrees, DECIMALS) for degrees in area_points.get(city, (spot.lon, spot.lat)))
    return replace(spot, lon=lon, lat=lat, color="", kind=AREA, label=city)


def area_points(boundaries: gpd.GeoDataFrame) -> dict[str, tuple[float, float]]:
    """Return a point well inside each city (lon, lat in degrees) for its name and badge."""
    inside = boundaries.geometry.representative_point()
    return dict(zip(boundaries["name"], zip(inside.x, inside.y, strict=True), strict=True))


def _colors(topics: pd.Series, taxonomy: Taxonomy) -> list[str]:
    color_of = {topic: taxonomy.group_of(topic).color for topic in taxonomy.topics}
    return [color_of.get(ids[0], MIXED) if ids else MIXED for ids in topics]


def _labels(frame: pd.DataFrame) -> pd.Series:
    street = (frame["street"] + " " + frame["house_number"]).str.strip()
    return street.where(street != "", frame["city"])


def spot_rows(found: Sequence[Spot]) -> str:
    """Write markers and badges for the browser: one JSON array, safe inside a script.

    Each row is latitude, longitude, number of offers, colour ("" for a badge), kind, label.
    """
    rows = [[s.lat, s.lon, s.offers, s.color, s.kind, s.label] for s in found]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
