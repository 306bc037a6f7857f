"""Complete directories: where each offer might be, drawn many times over, alike for every question.

Each offer and each address has a stream of chance of its own, so neither the order of the rows nor the question asked
changes what is drawn.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.model import POINT_PRECISIONS, Precision, Scope
from geo.projection import to_degrees, to_metric
from geo.reach.imputed.learning import addresses, imputable
from geo.reach.imputed.sharing import Known, Unknown, settle
from geo.reach.imputed.support import Support
from geo.reach.imputed.values import DRAWS, SEED, Chances, Parameters, draw_parameters, uniforms
from geo.reach.supply import has_point, is_exact, is_office

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]

#: So many points stand for the surroundings of an inexact one; the third of its radius is the mean distance.
_AROUND = 16
_RADII = 3.0
_TURN = np.pi * (3 - np.sqrt(5.0))  # golden angle: any two neighbours in distance look elsewhere

_POINT = {precision.value: rank for rank, precision in enumerate(POINT_PRECISIONS)}
_RANK = {precision.value: rank for rank, precision in enumerate(Precision)}

NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Directory:
    """Every offer at a place in every draw: shape (addresses of offers, draws), -1 where it has none.

    `row_of` finds the row of an offer's address (`key_of`); `lon`, `lat` (degrees) of the places. `is_exact` says for
    each row whether it is at one point in all draws. `chance` holds a number between 0 and 1 for each row and draw: an
    offer that exists with the chance w does so where it is below w.
    """

    row_of: Mapping[str, int]
    place: Places
    is_exact: NDArray[np.bool_]
    chance: Floats
    lon: Floats
    lat: Floats
    parameters: Parameters
    seed: int

    @property
    def draws(self) -> int:
        """How many complete directories there are."""
        return int(self.place.shape[1])

    def rows(self, offers: pd.DataFrame) -> Ints:
        """Return the row of each of these addresses, -1 for one that was never drawn."""
        return np.array([self.row_of.get(key, NOWHERE) for key in keys_of(offers)], dtype=np.int64)


def draw_directory(
    offers: pd.DataFrame,
    support: Support,
    parameters: Parameters,
    ags_of: Mapping[str, str],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    is_shared: bool = True,
) -> Directory:
    """Draw complete directories.

    Parameters
    ----------
    offers
        As in `geo.offers.columns.OFFER_FRAME`, with a row for each address; those without any point, on the web,
        protected or closed are left out, and district-wide ones that have no point of their own.
    ags_of
        AGS of each city by its name.
    is_shared
        False for the check that checks the check: every unknown offer has a site of its own.
    """
    rows = _placed(offers, support.metric_crs)
    chances = draw_parameters(parameters, draws=draws, seed=seed, is_shared=is_shared)
    drawer = _Drawer(rows, support, ags_of, chances, draws, seed)
    place = drawer.places()
    keys = list(rows["key"])
    chance = np.array([uniforms(f"{key} exists", draws=draws, seed=seed, count=1)[0] for key in keys])
    return Directory(
        row_of={key: number for number, key in enumerate(keys)},
        place=place,
        is_exact=(place == place[:, :1]).all(axis=1) & (rows["is_fixed"] & rows["office"].eq("")).to_numpy(),
        chance=chance.reshape(len(keys), draws),
        lon=np.concatenate([support.lon, *drawer.lon]),
        lat=np.concatenate([support.lat, *drawer.lat]),
        parameters=parameters,
        seed=seed,
    )


def keys_of(offers: pd.DataFrame) -> list[str]:
    """Return the name of each address: the offer's id, with its number where it is a further one."""
    ids = offers.index.astype(str)
    if "site" not in offers:
        return list(ids)
    return [f"{name}#{site}" if site else name for name, site in zip(ids, offers["site"], strict=True)]


def _placed(offers: pd.DataFrame, metric_crs: int) -> pd.DataFrame:
    """Return the addresses that are drawn, in an order of their own, with what drawing needs."""
    local = imputable(offers)
    wide = offers[offers["scope"].eq(Scope.DISTRICT.value) & offers["precision"].isin(list(_POINT))]
    rows = pd.concat([local, wide]) if len(wide) else local
    rows = rows[rows["lon"].notna() & rows["lat"].notna()]
    texts = addresses(rows).to_numpy(dtype=object)
    at = rows["location_id"].to_numpy(dtype=object) if "location_id" in rows else np.full(len(rows), "")
    keys = np.array(keys_of(rows), dtype=object)
    own = np.where(at != "", "at " + at.astype(object), "of " + keys)
    site = np.where(texts != "", texts, np.where(has_point(rows), own, ""))
    fixed = is_exact(rows) | rows["scope"].eq(Scope.DISTRICT.value).to_numpy()
    of_office = is_office(rows) & rows["scope"].eq(Scope.LOCAL.value).to_numpy()
    x, y = to_metric(rows["lon"], rows["lat"], crs=metric_crs)
    city = rows["city"].to_numpy(dtype=object)
    told = pd.DataFrame(
        {
            "key": keys,
            "site": np.where(of_office, "", site),
            "office": np.where(of_office, site, ""),
            "who": rows["organization"].to_numpy(dtype=object),
            "city": city,
            "region": np.where(city != "", city, [f"{a:.0f} {b:.0f}" for a, b in zip(x, y, strict=True)]),
            "x": x,
            "y": y,
            "precision": rows["precision"].to_numpy(dtype=object),
            "rank": rows["precision"].map(_RANK).to_numpy(),
            "uncertainty_m": rows["uncertainty_m"].fillna(0.0).to_numpy(dtype=np.float64),
            "postcode": rows["postal_code"].to_numpy(dtype=object) if "postal_code" in rows else "",
            "is_fixed": fixed,
        }
    )
    return told.sort_values("key", kind="stable").reset_index(drop=True)


class _Row(NamedTuple):
    """An address: `site` names what is one place, "" where no address is told; `region` where sites are shared.

    `office` names the site of an organisation of which nobody knows whether the offer is there.
    """

    key: str
    site: str
    office: str
    who: str
    city: str
    region: str
    x: float
    y: float
    precision: str
    rank: int
    uncertainty_m: float
    postcode: str
    is_fixed: bool


class _Drawer:
    """Draws the places of all rows; the points that come to the support are gathered in `lon` and `lat`."""

    def __init__(  # noqa: PLR0917  # made in one place
        self,
        rows: pd.DataFrame,
        support: Support,
        ags_of: Mapping[str, str],
        chances: Chances,
        draws: int,
        seed: int,
    ) -> None:
        self.rows = [_Row(*row) for row in rows[list(_Row._fields)].itertuples(index=False)]
        self.support, self.ags_of = support, ags_of
        self.chances, self.draws, self.seed = chances, draws, seed
        self.lon: list[Floats] = []
        self.lat: list[Floats] = []
        self.count = len(support.x)
        self._of_exponent = [
            (float(exponent), np.flatnonzero(chances.exponent == exponent))
            for exponent in np.unique(chances.exponent)
        ]

    def places(self) -> Places:
        """Return the place of each row in each draw."""
        found = np.full((len(self.rows), self.draws), NOWHERE, dtype=np.int32)
        known: list[Known] = []
        for site, members in sorted(self._by_site().items()):
            best = min(members, key=lambda n: self._how_well(self.rows[n]))
            place = self._site(site, self.rows[best])
            found[[number for number in members if self.rows[number].site]] = place
            known += [Known(site, place, self.rows[n].who, self.rows[n].region) for n in members]
        without = [number for number, row in enumerate(self.rows) if not row.site]
        unknown = [self._unknown(self.rows[number]) for number in without]
        for number, place in zip(without, settle(known, unknown, self.chances), strict=True):
            found[number] = place
        return found

    def _by_site(self) -> dict[str, list[int]]:
        """Return the rows at each site; an office is a site of its organisation, whatever its offers are at."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            if row.site or row.office:
                found[row.site or row.office].append(number)
        return found

    @staticmethod
    def _how_well(row: "_Row") -> tuple[bool, int, float, str]:
        """Order rows of one site by how well they know it."""
        return bool(row.office), row.rank, row.uncertainty_m, row.key

    def _site(self, name: str, row: "_Row") -> Places:
        if row.is_fixed:
            return np.full(self.draws, self._add([row.x], [row.y]), dtype=np.int32)
        chance = uniforms(f"site {name}", draws=self.draws, seed=self.seed, count=1)[0]
        return self._around(row, chance) if row.precision in _POINT else self._in_area(row, chance)

    def _unknown(self, row: "_Row") -> Unknown:
        same, other, pick, place = uniforms(row.key, draws=self.draws, seed=self.seed, count=4)
        return Unknown(row.key, self._in_area(row, place), row.who, row.region, same, other, pick)

    def _in_area(self, row: "_Row", chance: Floats) -> Places:
        """Draw from the people of the city or postcode, or of the circle where no city is known."""
        if not len(self.support.x):
            return self._around(row, chance)
        ags = self.ags_of.get(row.city, "")
        code = row.postcode if row.precision == Precision.POSTCODE.value else ""
        groups = self.support.of_city(ags, code) if ags else np.empty(0, dtype=np.int64)
        if not len(groups):
            groups = self.support.within(row.x, row.y, row.uncertainty_m)
        is_city = bool(ags) and groups is self.support.of_city(ags, code)
        drawn = np.empty(self.draws, dtype=np.int32)
        for exponent, here in self._of_exponent:
            upto = (
                self.support.upto(ags, code, exponent)
                if is_city
                else np.cumsum(self.support.weights(exponent)[groups])
            )
            at = np.searchsorted(upto, chance[here] * upto[-1], side="right")
            drawn[here] = groups[np.minimum(at, len(groups) - 1)]
        return drawn

    def _around(self, row: "_Row", chance: Floats) -> Places:
        """Draw around a point: exponential distances with a third of the radius as mean, never beyond the radius."""
        part = (np.arange(_AROUND) + 0.5) / _AROUND
        away = -row.uncertainty_m / _RADII * np.log1p(part * np.expm1(-_RADII))
        angle = np.arange(_AROUND) * _TURN
        first = self._add(row.x + away * np.cos(angle), row.y + away * np.sin(angle))
        return (first + np.floor(chance * _AROUND)).astype(np.int32)

    def _add(self, x: ArrayLike, y: ArrayLike) -> int:
        """Take in points in metres, and return the number of the first of them."""
        lon, lat = to_degrees(np.asarray(x), np.asarray(y), crs=self.support.metric_crs)
        self.lon.append(np.asarray(lon, dtype=np.float64))
        self.lat.append(np.asarray(lat, dtype=np.float64))
        first = self.count
        self.count += len(self.lon[-1])
        return first
