"""An answer by own areas: people and shares of each, who lives outside of all, and in which area a gap lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from geo.people.disclosure import is_small, withheld
from geo.people.grid import positions
from geo.planning.access import access_values, told
from geo.planning.answer import Answer
from geo.planning.figures import people, share
from geo.planning.ground import World
from geo.planning.own_areas import OwnAreas
from geo.reach.areas import cell_parts, interval_by_area, mean_by_area, with_outside
from geo.reach.measures import GROUPS

_ENDS = ("", "_low", "_high", "_certain", "_possible")
#: Foreign nationals of all people: a difference as small as this is rounding.
_ROUNDED = 1e-6
#: The row of those who live in no area.
OUTSIDE = ""


@dataclass(frozen=True, eq=False)
class ByArea:
    """An answer by area.

    `table` has a row an area (index `area_id`): `label`, `people` and the rest as `interval_by_area`, `access` (the
    mean of the chosen measure), `is_withheld`. All figures of a row with too few people are NaN. `outside` is the same
    row for those who live in no area, with `label` "".
    """

    areas: OwnAreas
    table: pd.DataFrame
    outside: "pd.Series[Any]"


@lru_cache(maxsize=8)
def parts_of(world: World, areas: OwnAreas) -> Any:
    """Return which part of each cell lies in which area (`geo.reach.areas.cell_parts`), in the last row in none.

    Looked at once.
    """
    lon, lat = positions(world.demand)
    shapes = areas.frame.geometry.to_numpy()
    return with_outside(cell_parts(lon, lat, shapes, side_m=world.cell_m, crs=world.grid_crs))


@lru_cache(maxsize=16)
def by_area(answer: Answer, areas: OwnAreas) -> ByArea:
    """Return people and shares by area.

    Raises
    ------
    ValueError
        If the answer was made tile by tile: the cells of all draws are needed at once.
    """
    parts = parts_of(answer.world, areas)
    reached = answer.known.drawn.reached(answer.limit_m)
    table = interval_by_area(parts, answer.people, reached, answer.chances)
    table.index = pd.Index([*areas.frame.index, OUTSIDE], name="area_id")
    table.insert(0, "label", [*areas.frame["label"], ""])
    table["access"] = mean_by_area(parts, answer.people, access_values(answer))
    shown = _without_small(table, answer, parts)
    return ByArea(areas, shown.iloc[:-1], shown.iloc[-1])


def _without_small(table: pd.DataFrame, answer: Answer, parts: Any) -> pd.DataFrame:
    """Take out the figures of areas with too few people, and of so many others that no total tells them.

    Too few are those the question is about, and the rest of an area's people as well: of both sets of figures nobody
    shall learn a small number by subtraction. Totals are those of the district and of each city that areas make up.
    """
    everybody, foreign = (
        np.asarray(parts @ np.nan_to_num(answer.demand[column].to_numpy(dtype=np.float64)))
        for column in GROUPS.values()
    )
    counts = [everybody]
    if answer.group == "foreign":
        others = everybody - foreign
        counts += [foreign, np.where(others > _ROUNDED, others, 0.0)]
    small = np.any([is_small(pd.Series(count)).to_numpy() for count in counts], axis=0)
    hidden = withheld(small, counts, [*_by_city(answer, parts), np.arange(len(table))])
    shown = table.copy()
    shown.loc[hidden, table.columns.drop("label")] = np.nan
    return shown.assign(is_withheld=hidden)


def _by_city(answer: Answer, parts: Any) -> list[NDArray[np.int64]]:
    """Return the rows of the areas of each city, by where most of their people live."""
    city, names = pd.factorize(answer.demand["ags"], sort=True)
    flags = sparse.csr_array(
        (answer.people, (np.arange(len(city)), city)), shape=(len(city), max(len(names), 1))
    )
    main = np.asarray((parts @ flags).toarray()).argmax(axis=1)
    return [np.flatnonzero(main == number) for number in range(len(names))]


@lru_cache(maxsize=16)
def gap_areas_of(answer: Answer, areas: OwnAreas) -> "pd.Series[Any]":
    """Return for each gap (by rank) the name of the area where most of its people live, "" for outside of all."""
    parts = parts_of(answer.world, areas)
    rank = answer.gaps.rank_of_cell.to_numpy()
    ranks = answer.gaps.areas.index.to_numpy()
    listed = np.flatnonzero(rank > 0)
    column = np.searchsorted(ranks, rank[listed])
    flags = sparse.csr_array((answer.people[listed], (listed, column)), shape=(len(rank), max(len(ranks), 1)))
    living = (parts @ flags).toarray()[:, : len(ranks)]
    labels = np.array([*areas.frame["label"], ""], dtype=object)
    main = living.argmax(axis=0) if len(ranks) else np.zeros(0, dtype=np.int64)
    return pd.Series(labels[main], index=ranks, dtype=object)


@lru_cache(maxsize=16)
def main_areas_of_cells(answer: Answer, areas: OwnAreas) -> NDArray[np.object_]:
    """Return for each cell the name of the area that has most of it, "" where most of it lies in none."""
    parts = parts_of(answer.world, areas)
    labels = np.array([*areas.frame["label"], ""], dtype=object)
    main = np.asarray(sparse.csc_array(parts).argmax(axis=0)).ravel()
    return np.asarray(labels[main], dtype=object)


# -- as plain numbers ------------------------------------------------------------------------------


def area_figures(found: ByArea) -> dict[str, Any]:
    """Return the table as plain numbers, ready for JSON; what is withheld is null, and said."""
    areas = found.areas
    rows = zip(found.table.index, found.table.to_dict("records"), strict=True)
    return {
        "name": areas.name,
        "file": areas.file,
        "sha256": areas.sha256,
        "added": areas.added.isoformat(),
        "rows": [{"id": str(name), "label": row["label"], **_told(row)} for name, row in rows],
        "outside": _told(found.outside.to_dict()),
    }


def with_areas(found: Mapping[str, Any], answer: Answer, areas: OwnAreas) -> dict[str, Any]:
    """Return figures that also stand by area, and each gap with the area where most of its people live."""
    of_gap = gap_areas_of(answer, areas)
    gaps = [gap | {"area": of_gap.get(gap["rank"]) or None} for gap in found["gaps"]]
    return dict(found) | {"areas": area_figures(by_area(answer, areas)), "gaps": gaps}


def _told(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "people": people(row["people"]),
        **{f"covered{end}": people(row[f"covered{end}"]) for end in _ENDS},
        **{f"share{end}": share(row[f"share{end}"]) for end in _ENDS},
        "above_district": share(row["above"]),
        "access": told(row["access"]),
        "withheld": bool(row["is_withheld"]),
    }
