"""Before, after and difference: who gains, who loses, and where."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.reach.imputed import Spread, spread

Floats = NDArray[np.float64]

_COUNTS = ["people", "before", "after", "gained", "lost", "gained_foreign", "lost_foreign"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Who is covered before and after; `difference` is after minus before.

    In persons: `people` (all), `before`, `after`, `difference`, `gained`, `lost`, `gained_foreign`, `lost_foreign`
    (foreign nationals, NaN where not known); `share_…` of all people (NaN without any). `gained_cells` and
    `lost_cells` count cells. `cities` has the same figures but those of cells, index `ags`.
    """

    people: float
    before: float
    after: float
    difference: float
    gained: float
    lost: float
    gained_foreign: float
    lost_foreign: float
    share_before: float
    share_after: float
    share_difference: float
    gained_cells: int
    lost_cells: int
    cities: pd.DataFrame


def compare(
    demand: pd.DataFrame, before: ArrayLike, after: ArrayLike, *, group: str = "people"
) -> Comparison:
    """Say who gains and who loses.

    Parameters
    ----------
    demand
        Cells with `people`, `foreign_nationals`, `ags`.
    before, after
        Which cells are covered (or how likely each is, 0 to 1), in the order of `demand`.
    group
        The column of the people who count.
    """
    chances = [np.asarray(chance, dtype=np.float64) for chance in (before, after)]
    change = chances[1] - chances[0]
    cells = _cells(demand, chances[0], chances[1], group=group)
    total = _with_shares(cells[_COUNTS].sum(min_count=1).fillna(0.0).to_frame().T).iloc[0]
    foreign_is_known = not cells["gained_foreign"].isna().any()
    figures = {str(name): float(value) for name, value in total.items()}
    if not foreign_is_known:
        figures |= {"gained_foreign": math.nan, "lost_foreign": math.nan}
    return Comparison(
        **figures,
        gained_cells=int((change > 0).sum()),
        lost_cells=int((change < 0).sum()),
        cities=_with_shares(cells.groupby("ags", sort=True)[_COUNTS].sum(min_count=1)),
    )


def ranges(people: ArrayLike, before: NDArray[np.bool_], after: NDArray[np.bool_]) -> tuple[Spread, Spread]:
    """Return how many people gain and how many lose, as expected and with the range of nine of ten draws.

    Parameters
    ----------
    people
        Of each cell.
    before, after
        Which cell is covered in which draw, shape (draws, cells): the same draws.
    """
    counts = np.asarray(people, dtype=np.float64)
    return spread((after & ~before) @ counts), spread((before & ~after) @ counts)


def _cells(demand: pd.DataFrame, before: Floats, after: Floats, *, group: str) -> pd.DataFrame:
    people = demand[group].to_numpy(dtype=np.float64)
    foreign = demand["foreign_nationals"].to_numpy(dtype=np.float64)
    up, down = np.maximum(after - before, 0.0), np.maximum(before - after, 0.0)
    return pd.DataFrame(
        {
            "ags": demand["ags"].to_numpy(),
            "people": people,
            "before": people * before,
            "after": people * after,
            "gained": people * up,
            "lost": people * down,
            "gained_foreign": foreign * up,
            "lost_foreign": foreign * down,
        }
    )


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    people = table["people"].where(table["people"] > 0)
    before, after = table["before"] / people, table["after"] / people
    return table.assign(
        difference=table["after"] - table["before"],
        share_before=before,
        share_after=after,
        share_difference=after - before,
    )
