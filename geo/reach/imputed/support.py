"""Where an offer that is known to its city or postcode may be: a few cells that stand for all, with their weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.projection import to_metric

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: A city is told by so many cells at least (by all where it has fewer), and by one of twelve where it is larger.
_CITY_CELLS = 120
_CELLS_EACH = 12
#: All cities together, so that the ways from them stay in memory.
_MOST_CELLS = 2_400

#: No place is nearer to a centre than this share of its people: the logarithm of 0 is none.
_LEAST_RANK = 0.002


@dataclass(frozen=True, eq=False)
class Support:
    """The cells that stand for groups of neighbouring cells of one city and postcode, in metres of a map.

    `x`, `y`, `lon`, `lat`: the cell that stands for a group; `ags`, `postcode` ("" where unknown) of the group;
    `group` of each populated cell, `people` and `rank` of each of these cells.
    """

    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    ags: NDArray[np.object_]
    postcode: NDArray[np.object_]
    group: Ints
    people: Floats
    rank: Floats
    metric_crs: int

    @cached_property
    def _weights(self) -> dict[float, Floats]:
        return {}

    def weights(self, exponent: float) -> Floats:
        """Return the weight of each group: the sum of people times rank to the power of the exponent less 1."""
        known = self._weights
        if exponent not in known:
            pull = self.people * self.rank ** (exponent - 1.0)
            sums = np.bincount(self.group, weights=pull, minlength=len(self.x))
            known[exponent] = sums.astype(np.float64)
        return known[exponent]

    @cached_property
    def _groups_of(self) -> dict[tuple[str, str], Ints]:
        return {}

    @cached_property
    def _sums(self) -> dict[tuple[str, str, float], Floats]:
        return {}

    def upto(self, ags: str, postcode: str, exponent: float) -> Floats:
        """Return the weights of the groups of `of_city`, summed up from the first one."""
        key = (ags, postcode, exponent)
        if key not in self._sums:
            self._sums[key] = np.cumsum(self.weights(exponent)[self.of_city(ags, postcode)])
        return self._sums[key]

    def of_city(self, ags: str, postcode: str = "") -> Ints:
        """Return the groups of a city, of one of its postcodes where that is known; empty where nobody lives."""
        key = (ags, postcode)
        if key not in self._groups_of:
            self._groups_of[key] = self._find(ags, postcode)
        return self._groups_of[key]

    def _find(self, ags: str, postcode: str) -> Ints:
        here = self.ags == ags
        in_code = here & (self.postcode == postcode) if postcode else here
        return np.flatnonzero(in_code if in_code.any() else here)

    def within(self, x: float, y: float, radius_m: float) -> Ints:
        """Return the groups whose cell lies in a circle; the nearest one where there is none."""
        away = np.hypot(self.x - x, self.y - y)
        inside = np.flatnonzero(away <= radius_m)
        return inside if len(inside) else np.array([int(np.argmin(away))])


def make_support(
    demand: pd.DataFrame,
    centres: Mapping[str, tuple[float, float]],
    *,
    postcodes: ArrayLike | None = None,
    metric_crs: int = 25832,
) -> Support:
    """Gather populated cells into groups.

    Parameters
    ----------
    demand
        Cells: `lon`, `lat` (degrees), `ags`, `people`.
    centres
        The centre of each city by AGS (degrees); the middle of the people stands for one that is missing.
    postcodes
        Of each cell, "" where unknown.
    """
    is_lived_in = demand["people"].to_numpy(dtype=np.float64) > 0
    codes = (
        np.full(len(demand), "", dtype=object) if postcodes is None else np.asarray(postcodes, dtype=object)
    )
    cells, codes = demand[is_lived_in], codes[is_lived_in]
    people = cells["people"].to_numpy(dtype=np.float64)
    lon, lat = (cells[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    x, y = to_metric(lon, lat, crs=metric_crs)
    ags = cells["ags"].to_numpy(dtype=object)
    rank = _ranks(x, y, people, ags, centres, metric_crs)
    group = _groups(x, y, people, ags, codes)
    speaks = _speakers(x, y, people, group)
    return Support(
        x[speaks],
        y[speaks],
        lon[speaks],
        lat[speaks],
        ags[speaks],
        codes[speaks],
        group,
        people,
        rank,
        metric_crs,
    )


def city_rank(distance_m: float, cells_m: Floats, people: Floats) -> float:
    """Return the share of a city's people who live nearer to its centre than a place, never below 0.002.

    Parameters
    ----------
    distance_m
        From the centre to the place.
    cells_m, people
        Distance and people of the city's cells.
    """
    order = np.argsort(cells_m, kind="stable")
    upto = np.cumsum(people[order]) / people.sum()
    return max(float(np.interp(distance_m, cells_m[order], upto)), _LEAST_RANK)


def centre_of(  # noqa: PLR0917  # columns of cells
    ags: str,
    x: Floats,
    y: Floats,
    people: Floats,
    centres: Mapping[str, tuple[float, float]],
    metric_crs: int,
) -> tuple[float, float]:
    """Return a city's centre in metres; the middle of its people where none is known."""
    if ags in centres:
        lon, lat = centres[ags]
        at_x, at_y = to_metric([lon], [lat], crs=metric_crs)
        return float(at_x[0]), float(at_y[0])
    return float(np.average(x, weights=people)), float(np.average(y, weights=people))


def _ranks(  # noqa: PLR0917  # the same
    x: Floats,
    y: Floats,
    people: Floats,
    ags: NDArray[np.object_],
    centres: Mapping[str, tuple[float, float]],
    metric_crs: int,
) -> Floats:
    """Return for each cell the share of its city's people who live nearer to the centre, half of its own with them."""
    rank = np.ones(len(x))
    for city in pd.unique(ags):
        here = np.flatnonzero(ags == city)
        at_x, at_y = centre_of(str(city), x[here], y[here], people[here], centres, metric_crs)
        away = np.round(np.hypot(x[here] - at_x, y[here] - at_y), 3)
        order = np.argsort(away, kind="stable")
        told, at, _ = np.unique(away[order], return_index=True, return_counts=True)
        upto = np.concatenate(([0.0], np.cumsum(people[here][order])))
        ends = np.append(at[1:], len(here))
        middle = (upto[at] + upto[ends]) / 2 / upto[-1]
        rank[here] = middle[np.searchsorted(told, away)]
    return np.maximum(rank, _LEAST_RANK)


def _groups(
    x: Floats, y: Floats, people: Floats, ags: NDArray[np.object_], codes: NDArray[np.object_]
) -> Ints:
    """Return the number of each cell's group.

    Each city is parted by postcode, then halved where its people are, again and again.
    """
    group = np.zeros(len(x), dtype=np.int64)
    wanted = {city: max(_CITY_CELLS, int((ags == city).sum()) // _CELLS_EACH) for city in pd.unique(ags)}
    scale = min(1.0, _MOST_CELLS / max(sum(wanted.values()), 1))
    number = 0
    for city in sorted(wanted):
        here = np.flatnonzero(ags == city)
        here = here[np.lexsort((y[here], x[here]))]
        total = people[here].sum()
        for code in sorted(set(codes[here])):
            mine = here[codes[here] == code]
            parts = max(1, round(wanted[city] * scale * people[mine].sum() / total))
            for piece in _halved(mine, x, y, people, min(parts, len(mine))):
                group[piece] = number
                number += 1
    return group


def _halved(cells: Ints, x: Floats, y: Floats, people: Floats, parts: int) -> list[Ints]:
    """Part cells into so many groups of about as many people, across the longer side each time."""
    if parts <= 1:
        return [cells]
    if parts >= len(cells):
        return [cells[[k]] for k in range(len(cells))]
    along = x if np.ptp(x[cells]) >= np.ptp(y[cells]) else y
    order = cells[np.argsort(along[cells], kind="stable")]
    left = parts // 2
    upto = np.cumsum(people[order])
    cut = int(np.searchsorted(upto, upto[-1] * left / parts)) + 1
    cut = min(max(cut, left), len(order) - (parts - left))
    return [*_halved(order[:cut], x, y, people, left), *_halved(order[cut:], x, y, people, parts - left)]


def _speakers(x: Floats, y: Floats, people: Floats, group: Ints) -> Ints:
    """Return for each group the cell nearest to the middle of its people."""
    total = np.bincount(group, weights=people)
    middle_x, middle_y = (np.bincount(group, weights=people * v) / total for v in (x, y))
    off = np.round(np.hypot(x - middle_x[group], y - middle_y[group]), 3)
    order = np.lexsort((y, x, off, group))
    first = np.searchsorted(group[order], np.arange(len(total)))
    return np.asarray(order[first], dtype=np.int64)
