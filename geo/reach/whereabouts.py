"""Where an offer known only to its city may be: a few points a city, each as likely as the others.

They are what the imputed places (`geo.reach.imputed`) come to on average: people of the city, drawn to its centre as
strongly as the offers whose place is known. They serve for the way that is to be expected and its range, and are never
shown (decision 3); the published page holds the same points, so both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import City
from geo.projection import great_circle_m, to_degrees
from geo.settings import District

if TYPE_CHECKING:
    from geo.reach.imputed import Support

Floats = NDArray[np.float64]

#: Points that stand for a city; the range leaves out the nearest and the furthest, so that nine of ten are in it.
POINTS = 20
#: One of so many is left out on either side.
LEFT_OUT = 20
#: Decimals of a degree: about 100 m, enough for a few minutes on foot, and small in the published page.
DECIMALS = 3


@dataclass(frozen=True, eq=False)
class Whereabouts:
    """The points of each city by its name, shape (points, 2): longitude and latitude in degrees (EPSG:4326)."""

    points: Mapping[str, Floats] = field(default_factory=dict)

    def ways(self, lon: float, lat: float) -> pd.DataFrame:
        """Return how far the cities are from a point, in metres of a straight line.

        Returns
        -------
        DataFrame
            Index name of the city; `expected_m`, and `low_m`, `high_m` between which nine of ten places lie.
        """
        told = {
            city: (float(away.mean()), float(away[skip]), float(away[-1 - skip]))
            for city, at in self.points.items()
            for away in (np.sort(great_circle_m(lon, lat, at[:, 0], at[:, 1])),)
            for skip in (_left_out(len(at)),)
        }
        return pd.DataFrame.from_dict(told, orient="index", columns=["expected_m", "low_m", "high_m"])


#: Nothing is known of any city: the middle of each stands for it, with its radius.
NOTHING_KNOWN = Whereabouts()


def _left_out(points: int) -> int:
    """Return how many points on either side are out of the range: a twentieth of them."""
    return points // LEFT_OUT


def make_whereabouts(
    places: pd.DataFrame,
    demand: pd.DataFrame,
    ags_of: Mapping[str, str],
    centres: Mapping[str, tuple[float, float]],
    *,
    metric_crs: int = 25832,
    points: int = POINTS,
) -> Whereabouts:
    """Make the points of each city.

    Parameters
    ----------
    places
        The offers at all their addresses (`geo.offers.sites.at_all_sites`): those whose place is known teach how
        central offers are.
    demand
        Cells: `lon`, `lat` (degrees), `ags`, `people`.
    ags_of
        AGS of each city by its name.
    centres
        Of the cities by AGS, degrees.
    """
    from geo.reach.imputed import learn, make_support  # geopandas: who is near no place does not wait for it

    exponent = learn(places, demand, ags_of, centres, metric_crs=metric_crs).mean_exponent
    support = make_support(demand, centres, metric_crs=metric_crs)
    weights = support.weights(exponent)
    told = {city: _points_of(support, weights, ags, points) for city, ags in ags_of.items()}
    return Whereabouts({city: at for city, at in told.items() if len(at)})


def whereabouts_of(district: District, places: pd.DataFrame, cities: Mapping[str, City]) -> Whereabouts:
    """Return the points of each city of a district, from its population cells.

    Parameters
    ----------
    places
        As in `make_whereabouts`.

    Raises
    ------
    DataError
        If the cells cannot be read.
    """
    from geo.people.cells import load_cells

    return make_whereabouts(
        places,
        load_cells(district.file("population")),
        {name: city.ags for name, city in cities.items()},
        {city.ags: (city.lon, city.lat) for city in cities.values()},
        metric_crs=district.metric_crs,
    )


def _points_of(support: "Support", weights: Floats, ags: str, points: int) -> Floats:
    """Return the middles of so many parts of a city that weigh about the same, rounded."""
    here = support.of_city(ags)
    if not len(here):
        return np.empty((0, 2))
    parts = _halved(here, support, weights, min(points, len(here)))
    x = [np.average(support.x[part], weights=weights[part]) for part in parts]
    y = [np.average(support.y[part], weights=weights[part]) for part in parts]
    lon, lat = to_degrees(np.array(x), np.array(y), crs=support.metric_crs)
    at: Floats = np.column_stack([lon, lat]).astype(np.float64)
    return at.round(DECIMALS)


def _halved(
    groups: NDArray[np.int64], support: "Support", weights: Floats, parts: int
) -> list[NDArray[np.int64]]:
    """Part groups of cells into so many parts of about the same weight, across the longer side each time."""
    if parts <= 1:
        return [groups]
    x, y = support.x[groups], support.y[groups]
    order = groups[np.argsort(x if np.ptp(x) >= np.ptp(y) else y, kind="stable")]
    left = parts // 2
    upto = np.cumsum(weights[order])
    cut = int(np.searchsorted(upto, upto[-1] * left / parts)) + 1
    cut = min(max(cut, left), len(order) - (parts - left))
    return [
        *_halved(order[:cut], support, weights, left),
        *_halved(order[cut:], support, weights, parts - left),
    ]
