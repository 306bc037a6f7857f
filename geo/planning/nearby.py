"""The offers nearest to a point, such as the middle of a gap: no place is told more exactly than it is known."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.planning.answer import Answer
from geo.reach.supply import has_point

#: Metres of way within which an offer is looked for: farther than any district is wide.
_FAR_M = 300_000.0


@dataclass(frozen=True)
class NearOffer:
    """An offer with a point of its own; `way_m` leads there, `uncertainty_m` is 0 where the address is exact.

    A place that only a scenario has added has no `offer_id` and no `title`.
    """

    offer_id: str
    title: str
    organization: str
    city: str
    way_m: float
    uncertainty_m: float


def offers_near(answer: Answer, lon: float, lat: float, *, most: int = 3) -> tuple[NearOffer, ...]:
    """Return the offers nearest to a point, nearest first, for the question and way of travel of an answer.

    Protected offers have no place in the supply, so they never come up.

    Parameters
    ----------
    lon, lat
        The point, degrees.
    most
        So many offers are told.
    """
    places = answer.supply[has_point(answer.supply)]
    offers = _by_location(answer)
    found: list[NearOffer] = []
    for number, way_m in _ways(answer, places, lon, lat):
        place = places.iloc[number]
        found += _at(offers, place, way_m)
        if len(found) >= most:
            break
    return tuple(found[:most])


def _ways(answer: Answer, places: pd.DataFrame, lon: float, lat: float) -> list[tuple[int, float]]:
    """Return row number of and metres to each place that can be reached, nearest first."""
    spot = pd.DataFrame({"lon": [lon], "lat": [lat]}, index=pd.Index(["spot"], name="cell_id"))
    here = replace(answer.world, demand=spot)
    cost = here.ways(answer.question, places, limit_m=_FAR_M)
    order = np.lexsort((cost.site, cost.cost_m))
    return [(int(cost.site[k]), float(cost.cost_m[k])) for k in order]


def _by_location(answer: Answer) -> pd.DataFrame:
    rows = answer.world.selected(answer.question).offers
    return rows[~rows["is_protected"].astype(bool)]


def _at(offers: pd.DataFrame, place: "pd.Series[float]", way_m: float) -> list[NearOffer]:
    """Return the offers at one place; a place of a scenario is told without a title."""
    where = {"city": str(place["city"]), "way_m": way_m, "uncertainty_m": float(place["uncertainty_m"])}
    rows = offers[offers["location_id"].eq(str(place.name)).to_numpy()]
    if rows.empty:
        return [NearOffer("", "", "", **where)]  # type: ignore[arg-type]  # one text, two numbers
    return [
        NearOffer(str(offer_id), row["title"], row["organization"], **where)  # type: ignore[arg-type]  # the same
        for offer_id, row in zip(rows.index, rows.to_dict("records"), strict=True)
    ]


def location_names(answer: Answer) -> dict[str, str]:
    """Name the locations of a supply by who offers what there: organisation, city, first offer, how many more."""
    rows = _by_location(answer)
    rows = rows[rows["location_id"].isin(answer.supply.index)]
    at: dict[str, list[tuple[str, str, str]]] = {}
    columns = (rows[name] for name in ("location_id", "organization", "city", "title"))
    for location_id, *first in zip(*columns, strict=True):
        at.setdefault(str(location_id), []).append(tuple(first))
    names = {location_id: _name(*offers[0], more=len(offers) - 1) for location_id, offers in at.items()}
    return dict(sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def _name(organization: str, city: str, title: str, *, more: int) -> str:
    who = ", ".join(part for part in (organization, city) if part)
    what = title + (f" (+{more})" if more else "")
    return f"{who}: {what}" if who and title != organization else what
