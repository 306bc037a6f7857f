"""Gaps by what cities weigh besides their people: the same areas in another order, with their part of the weight."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.reach.gaps import Gaps

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """What each city weighs, and how much of that one of its people whom the question is about; by AGS.

    `quarters` are those in which it was counted ("2026-Q3").
    """

    of_city: Mapping[str, int]
    per_person: Mapping[str, float]
    quarters: tuple[str, ...] = ()


def weigh(gaps: Gaps, weights: Weights, ags: "pd.Series[str]", people_out: Floats, told: str) -> Gaps:
    """Rank gaps by their weight, those alike by their people; column `weight_share` tells the part of all weight.

    An area lies in one city, where each person weighs the same: its middle, way and outline stay as they are.
    Two cities, 30 needs among 100 people and 10 among 1,000: a gap of 20 people in the first weighs 6 of 40, one of
    300 in the second 3 of 40.

    Parameters
    ----------
    ags, people_out
        Of each cell: its city, and the people whom the question is about who are expected to reach nothing.
    told
        The column of persons that the question is about; where it is hidden, so is the part.
    """
    areas, cells = gaps.areas, gaps.rank_of_cell.to_numpy()
    rate = ags.map(weights.per_person).fillna(0.0).to_numpy(dtype=np.float64)
    total = sum(weights.of_city[one] for one in weights.of_city if weights.per_person.get(one, 0.0) > 0)
    listed = cells > 0
    held = np.bincount(cells[listed], (people_out * rate)[listed], minlength=len(areas) + 1)[1:]
    part = held / total if total else np.zeros(len(areas))
    order = np.lexsort((areas.index.to_numpy(), -np.round(part, 9)))
    new = np.concatenate([[0], np.argsort(order) + 1])
    told_part = pd.Series(part, index=areas.index).where(areas[told].notna())
    ranked = areas.assign(weight_share=told_part).iloc[order]
    ranked.index = areas.index
    rank = np.where(listed, new[np.where(listed, cells, 0)], cells).astype(np.int64)
    of_cell: pd.Series[int] = pd.Series(rank, index=gaps.rank_of_cell.index, name="rank")
    return replace(gaps, areas=ranked, rank_of_cell=of_cell)
