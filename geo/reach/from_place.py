"""How far an offer is from where a person stands: straight line with a detour factor, on foot and by bike.

Every figure is an estimate. Where the place of the person or of the offer is only roughly known, the range
says so: the true place lies within the uncertainty radius, so the way is at best shorter and at worst
longer by it. An offer known only to its postcode or city has no distance: the point of the area would be a
false promise. It is ordered by the way that is to be expected (`geo.reach.whereabouts`), and its range is told.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import POINT_PRECISIONS, Precision, Scope
from geo.projection import great_circle_m
from geo.reach.speeds import DETOUR_FACTOR, bike_minutes, walk_minutes
from geo.reach.whereabouts import NOTHING_KNOWN, Whereabouts

ABOUT_M = 100.0  # uncertainty below which a figure is as good as exact: one minute on foot and a half

#: A position told by the browser is rounded in the link and not exact in the first place.
POSITION_UNCERTAINTY_M = 100.0
#: From this radius on a place is so vague that better known ones are offered.
VAGUE_M = 3000.0
MAX_SUGGESTIONS = 4  # better known places that are offered at most


@dataclass(frozen=True)
class Place:
    """Where a person stands: degrees (EPSG:4326), its name, and the radius of not knowing in metres."""

    lon: float
    lat: float
    label: str = ""
    uncertainty_m: float = 0.0

    def __post_init__(self) -> None:
        is_on_earth = abs(self.lon) <= 180 and abs(self.lat) <= 90
        if not is_on_earth or not math.isfinite(self.uncertainty_m) or self.uncertainty_m < 0:
            msg = f"no place on earth: lon {self.lon}, lat {self.lat}, uncertainty {self.uncertainty_m} m"
            raise ValueError(msg)


def distances(
    frame: pd.DataFrame,
    place: Place,
    *,
    detour_factor: float = DETOUR_FACTOR,
    whereabouts: Whereabouts = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Return how far each offer is from a place.

    Parameters
    ----------
    frame
        Offers as in `geo.offers.columns.OFFER_FRAME`.
    detour_factor
        How much longer the way is than the straight line.
    whereabouts
        Where offers known only to their city may be; without it, around the middle of the city.

    Returns
    -------
    DataFrame
        Index `offer_id`. `distance_m`: the way in metres; `low_m`, `high_m`: its range; `walk_min`,
        `walk_low_min`, `walk_high_min`, `bike_min`, `bike_low_min`, `bike_high_min`: minutes. All NaN where
        the offer has no point of its own. `area_low_min`, `area_high_min`: minutes on foot between which the way
        lies to an offer known only to its area, NaN for all others. `sort_m`: metres to the offer, or to be expected
        to one known only to its area; NaN where nothing is known. `is_about`: the range matters.
    """
    straight = pd.Series(
        great_circle_m(place.lon, place.lat, frame["lon"], frame["lat"]), index=frame.index, dtype=float
    ).where(frame["scope"].ne(Scope.ONLINE.value))  # nobody travels to an offer on the web
    exact = straight.where(frame["precision"].isin([p.value for p in POINT_PRECISIONS]))
    radius = frame["uncertainty_m"].astype(float) + place.uncertainty_m
    slack = radius.fillna(place.uncertainty_m)
    result = pd.DataFrame(
        {
            "distance_m": exact * detour_factor,
            "low_m": (exact - slack).clip(lower=0) * detour_factor,
            "high_m": (exact + slack) * detour_factor,
        }
    )
    minutes = _minutes(result)
    area = _areas(frame, straight.where(exact.isna()), slack, place, whereabouts) * detour_factor
    pace = walk_minutes(1)
    is_sure = frame["precision"].eq(Precision.HOUSE.value) & radius.le(ABOUT_M)
    return result.assign(
        **minutes,
        area_low_min=area["low_m"] * pace,
        area_high_min=area["high_m"] * pace,
        sort_m=result["distance_m"].fillna(area["expected_m"]),
        is_about=straight.notna() & ~is_sure,
    )


def _areas(
    frame: pd.DataFrame,
    straight: "pd.Series[float]",
    slack: "pd.Series[float]",
    place: Place,
    whereabouts: Whereabouts,
) -> pd.DataFrame:
    """Return the straight way to be expected to offers known only to their area, and its range.

    Parameters
    ----------
    straight
        Metres to the point of the area, NaN for all other offers.
    slack
        Radius of not knowing of offer and place together, metres.
    """
    circle = pd.DataFrame(
        {"expected_m": straight, "low_m": (straight - slack).clip(lower=0), "high_m": straight + slack}
    )
    known = whereabouts.ways(place.lon, place.lat)
    here = frame["precision"].eq(Precision.CITY.value) & frame["city"].isin(known.index) & straight.notna()
    if not here.any():
        return circle
    told = known.loc[frame.loc[here, "city"]]
    for name, shift in (
        ("expected_m", 0.0),
        ("low_m", -place.uncertainty_m),
        ("high_m", place.uncertainty_m),
    ):
        circle.loc[here, name] = np.maximum(told[name].to_numpy() + shift, 0.0)
    return circle


def _minutes(metres: pd.DataFrame) -> dict[str, "pd.Series[float]"]:
    pace = {"walk": walk_minutes(1), "bike": bike_minutes(1)}
    columns = {"": "distance_m", "low_": "low_m", "high_": "high_m"}
    return {
        f"{way}_{part}min": metres[column] * pace[way] for way in pace for part, column in columns.items()
    }


def nearest_sites(
    places: pd.DataFrame,
    place: Place,
    *,
    detour_factor: float = DETOUR_FACTOR,
    whereabouts: Whereabouts = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Return how far the nearest address of each offer is from a place.

    Parameters
    ----------
    places
        As `geo.offers.sites.at_all_sites` gives them.

    Returns
    -------
    DataFrame
        As `distances`, one row an offer in the order of their first addresses, with `site`: the number of the nearest;
        one with a place of its own comes before one known only to its area.
    """
    ways = distances(places, place, detour_factor=detour_factor, whereabouts=whereabouts).assign(
        site=places["site"]
    )
    if ways.index.is_unique:
        return ways
    has_point = np.where(ways["distance_m"].notna(), 0, 1)
    way, tier = _keys(ways)
    nearest = ways.iloc[np.lexsort((ways["site"], way, has_point, tier))]
    return nearest[~nearest.index.duplicated()].loc[ways.index[ways["site"].eq(0)]]


def nearest_first(frame: pd.DataFrame, distances: pd.DataFrame) -> "pd.Index[str]":
    """Return the ids of the offers, nearest first.

    Those with a place of their own come by distance, those known only to their postcode or city by the distance to
    be expected; then all others (unlocated, on the web) in the order of the frame.
    """
    known = distances.loc[frame.index]
    order = np.lexsort((np.arange(len(frame)), *_keys(known)))
    return frame.index[order]


def _keys(ways: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return what ways are sorted by, the last first: those with a distance, known or expected, then all others."""
    tier = np.where(ways["sort_m"].notna(), 0, 1)
    return ways["sort_m"].fillna(0.0).to_numpy(), tier
