"""Why a site was chosen: whom it reaches who reached none before, where they live, how far they had to go."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.planning.siting.gains import covered
from geo.planning.siting.values import Floats, Siting
from geo.reach.straight_line import Cost


@dataclass(frozen=True)
class Reason:
    """What one chosen site adds to the existing ones and those chosen before it.

    `people`, `foreign_nationals`: newly within the limit. `ags`: the city most of them live in ("" for nobody),
    `city_share` their share there. `way_before_m`, `way_after_m`: their mean way to the nearest existing site,
    and to this one; before is `inf` where `cost_existing` knows no way for some of them, both NaN for nobody.
    """

    site: int
    people: float
    foreign_nationals: float
    ags: str
    city_share: float
    way_before_m: float
    way_after_m: float


def reasons(
    siting: Siting, cost_existing: Cost, cost_candidates: Cost, demand: pd.DataFrame, *, limit_m: float
) -> list[Reason]:
    """Return one reason for each chosen site, in the same order.

    Parameters
    ----------
    cost_existing
        Known beyond `limit_m`, or no way before is told.
    demand
        Cells with `people`, `foreign_nationals`, `ags`.
    """
    found = []
    near = cost_candidates.within(limit_m)
    is_open, before = ~covered(cost_existing, limit_m), cost_existing.nearest()
    for site in siting.sites:
        pairs = np.flatnonzero(near.site == site)
        pairs = pairs[is_open[near.cell[pairs]]]
        cells = near.cell[pairs]
        found.append(_reason(site, demand.iloc[cells], before[cells], near.cost_m[pairs]))
        is_open[cells] = False
    return found


def _reason(site: int, cells: pd.DataFrame, before_m: Floats, after_m: Floats) -> Reason:
    people = cells["people"].to_numpy(dtype=np.float64)
    total = float(people.sum())
    if not total > 0:
        return Reason(site, 0.0, 0.0, "", math.nan, math.nan, math.nan)
    cities = cells.groupby("ags", sort=True)["people"].sum()
    ags = str(cities.idxmax())
    lived = people > 0
    return Reason(
        site=site,
        people=total,
        foreign_nationals=float(cells["foreign_nationals"].to_numpy(dtype=np.float64).sum()),
        ags=ags,
        city_share=float(cities[ags]) / total,
        way_before_m=float(np.average(before_m[lived], weights=people[lived])),
        way_after_m=float(np.average(after_m[lived], weights=people[lived])),
    )
