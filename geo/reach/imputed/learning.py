"""What the known places tell about the unknown ones: how central offers are, and how often they share a site."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model import POINT_PRECISIONS, Scope, Status
from geo.projection import to_metric
from geo.reach.imputed.support import centre_of, city_rank
from geo.reach.imputed.values import Parameters
from geo.reach.supply import is_office

Floats = NDArray[np.float64]

#: Points nearer than this are one site.
_ONE_SITE_M = 60.0

_POINT = tuple(precision.value for precision in POINT_PRECISIONS)


def learn(
    offers: pd.DataFrame,
    demand: pd.DataFrame,
    ags_of: Mapping[str, str],
    centres: Mapping[str, tuple[float, float]],
    *,
    metric_crs: int = 25832,
) -> Parameters:
    """Learn the parameters from the offers whose place is known; an organisation's office is not that of its offers.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`, with a row for each address.
    demand
        Cells: `lon`, `lat`, `ags`, `people`.
    ags_of
        AGS of each city by its name.
    centres
        The centre of each city by AGS, degrees.
    """
    rows = imputable(offers)
    rows = rows[~is_office(rows)]
    sites, log_rank = _ranks(rows, demand, ags_of, centres, metric_crs)
    same, other = count_sharing(rows)
    return Parameters(sites, log_rank, same, other)


def imputable(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the offers that are at a place of the district: none online, district-wide, protected or closed."""
    kept = offers["scope"].eq(Scope.LOCAL.value) & offers["status"].ne(Status.CLOSED.value)
    if "is_protected" in offers:
        kept &= ~offers["is_protected"].astype(bool)
    return offers[kept]


def addresses(rows: pd.DataFrame) -> "pd.Series[str]":
    """Return the text of each address, "" where no street is told: the same text in a city is the same site."""
    if "street" not in rows:
        return pd.Series("", index=rows.index, dtype="str")
    number = rows.get("house_number", "")
    text = rows["street"].str.casefold() + "|" + number + "|" + rows["city"]
    return text.where(rows["street"].ne(""), "")


def count_sharing(rows: pd.DataFrame) -> tuple[tuple[int, int], tuple[int, int]]:
    """Count how often addresses are shared, inside an organisation and between them.

    Example: addresses A:X, A:X, A:Y, B:X of one city are 1 : 1 and 1 : 1. A's second offer was at its own site, its
    third was not; of the sites X and Y that came after the first one, B's was another's, Y was new.

    Returns
    -------
    same, other
        Joined and not: for further offers of an organisation, and for sites new to an organisation.
    """
    texts = addresses(rows)
    told = pd.DataFrame(
        {"city": rows["city"].to_numpy(), "who": rows["organization"].to_numpy(), "text": texts.to_numpy()}
    )
    told = told[told["text"].ne("")]
    named = told[told["who"].ne("")]
    pairs = named.drop_duplicates()
    organizations = pairs.drop_duplicates(["city", "who"])
    sites = pairs.drop_duplicates(["city", "text"])
    cities = pairs["city"].nunique()
    same = (len(named) - len(pairs), len(pairs) - len(organizations))
    return same, (len(pairs) - len(sites), len(sites) - cities)


def _ranks(
    rows: pd.DataFrame,
    demand: pd.DataFrame,
    ags_of: Mapping[str, str],
    centres: Mapping[str, tuple[float, float]],
    metric_crs: int,
) -> tuple[int, float]:
    """Return how many sites are known, and minus the sum of the logarithms of their ranks."""
    known = rows[rows["precision"].isin(_POINT) & rows["city"].isin(list(ags_of))]
    known = known.sort_values(["lon", "lat"], kind="stable")
    x, y = to_metric(known["lon"], known["lat"], crs=metric_crs)
    cell_x, cell_y = to_metric(demand["lon"], demand["lat"], crs=metric_crs)
    people, cell_ags = demand["people"].to_numpy(dtype=np.float64), demand["ags"].to_numpy()
    away: dict[str, tuple[tuple[float, float], Floats, Floats]] = {}
    total, kept = 0.0, _apart(x, y)
    for number in list(kept):
        ags = ags_of[str(known["city"].iloc[number])]
        if ags not in away:
            here = (cell_ags == ags) & (people > 0)
            if not here.any():
                kept.remove(number)
                continue
            centre = centre_of(ags, cell_x[here], cell_y[here], people[here], centres, metric_crs)
            away[ags] = (centre, np.hypot(cell_x[here] - centre[0], cell_y[here] - centre[1]), people[here])
        (at_x, at_y), cells_m, heads = away[ags]
        total -= float(np.log(city_rank(float(np.hypot(x[number] - at_x, y[number] - at_y)), cells_m, heads)))
    return len(kept), total


def _apart(x: Floats, y: Floats) -> list[int]:
    """Return the points of which none is nearer than 60 m to one before it."""
    kept: list[int] = []
    for number in range(len(x)):
        if not kept or np.hypot(x[kept] - x[number], y[kept] - y[number]).min() >= _ONE_SITE_M:
            kept.append(number)
    return kept
