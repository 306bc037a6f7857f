"""The places a question's offers might be at: drawn once for all offers, chosen from for each question."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.offers.facets import OfferTable
from geo.reach.imputed import (
    DRAWS,
    SEED,
    Directory,
    Drawn,
    PlaceWays,
    WaysTable,
    draw_directory,
    drawn_reach,
    learn,
    make_support,
)
from geo.reach.interval import Bounds
from geo.reach.speeds import TRANSIT
from geo.reach.supply import strength
from geo.reach.transit.cost import horizon_m
from geo.reach.ways import Ways

Floats = NDArray[np.float64]

#: What of a location a scenario changes where it moves it.
PLACE = ("lon", "lat", "precision", "uncertainty_m")

#: Selections whose ways in all draws are kept: 11 MB each in a district.
_REACHES_KEPT = 6
#: Tables of the ways to all drawn places: 100 MB in a district; without streets one serves all questions.
_TABLES_KEPT = 1
_LEAST_LIMIT_M = 1024.0


@dataclass(frozen=True, eq=False)
class Placed:
    """Where the offers of a question are, in every draw.

    `exact` are the points that are the same in all of them (`lon`, `lat`); `place` numbers the places of the others
    in the directory, shape (offers, draws), -1 where one is not there, and `location` names the location of each.
    `strength` is what each supplies: first those
    of `place`, then those of `exact`.
    """

    directory: Directory
    place: NDArray[np.int32]
    location: NDArray[np.object_]
    exact: pd.DataFrame
    strength: Floats

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return self.directory.draws

    def ways(self, ground: Ways, mode: str, table: PlaceWays | None) -> Drawn:
        """Return the way to the next offer in each draw.

        Parameters
        ----------
        table
            The ways to all places of the directory; not needed where every offer is exact.
        """
        return drawn_reach(self.place, table, ground.nearest_m(mode, self.exact))

    def sites(self) -> tuple[pd.DataFrame, Floats]:
        """Return every place where something is in some draw (`lon`, `lat`), and how much there is on average."""
        stock = np.zeros(len(self.directory.lon))
        there = self.place >= 0
        held = np.broadcast_to(self.strength[: len(self.place), None], self.place.shape)
        np.add.at(stock, self.place[there], held[there] / self.draws)
        used = np.flatnonzero(stock > 0)
        frame = pd.concat([self._at(used), self.exact], ignore_index=True)
        return frame, np.concatenate([stock[used], self.strength[len(self.place) :]])

    def in_draw(self, draw: int) -> pd.DataFrame:
        """Return the places of one draw as a supply: `lon`, `lat`, `capacity`, `weight`, `kept`."""
        place = self.place[:, draw % self.draws]
        there = np.flatnonzero(place >= 0)
        frame = pd.concat([self._at(place[there]), self.exact], ignore_index=True)
        held = np.concatenate([self.strength[: len(place)][there], self.strength[len(place) :]])
        return frame.assign(capacity=held, weight=1.0, kept=1.0)

    def _at(self, places: NDArray[np.integer]) -> pd.DataFrame:
        return pd.DataFrame({"lon": self.directory.lon[places], "lat": self.directory.lat[places]})


def make_directory(
    table: OfferTable,
    demand: pd.DataFrame,
    city_names: Mapping[str, str],
    centres: Mapping[str, tuple[float, float]],
    *,
    postcodes: NDArray[np.object_] | None = None,
    metric_crs: int = 25832,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Directory:
    """Learn from the offers whose place is known, and draw where all of them might be.

    Parameters
    ----------
    city_names
        By AGS.
    centres
        Of the cities by AGS, degrees.
    postcodes
        Of each cell, "" where unknown.
    """
    ags_of = {name: ags for ags, name in city_names.items()}
    parameters = learn(table.places, demand, ags_of, centres, metric_crs=metric_crs)
    support = make_support(demand, centres, postcodes=postcodes, metric_crs=metric_crs)
    return draw_directory(table.places, support, parameters, ags_of, draws=draws, seed=seed)


def place_offers(
    directory: Directory, offers: pd.DataFrame, usual: pd.DataFrame, supply: pd.DataFrame, weights: Floats
) -> Placed:
    """Choose the offers of a question from a directory; what a scenario moved or added is exact.

    Parameters
    ----------
    offers
        A row for each address of the offers that count, with `location_id`.
    usual, supply
        Their locations, and what a scenario made of these (the same where there is none).
    weights
        How likely each row of `offers` still exists, 0 to 1.
    """
    row = directory.rows(offers)
    at = offers["location_id"].to_numpy(dtype=object)
    kept = pd.Index(at).isin(_as_they_were(usual, supply)) & (row >= 0)
    there = np.flatnonzero(kept)  # none where the district has no offer that could be anywhere
    is_exact = np.zeros(len(row), dtype=np.bool_)
    is_exact[there] = directory.is_exact[row[there]] & (weights[there] >= 1)
    is_drawn = kept & ~is_exact
    drawn, exact = row[is_drawn], row[is_exact]
    place = np.where(directory.chance[drawn] < weights[is_drawn, None], directory.place[drawn], np.int32(-1))
    capacity = _capacity_each(at, supply)
    own = directory.place[exact, 0]
    added = supply[~supply.index.isin(_as_they_were(usual, supply))]
    points = {
        name: np.concatenate([getattr(directory, name)[own], added[name].to_numpy(dtype=np.float64)])
        for name in ("lon", "lat")
    }
    held = (capacity[is_drawn], capacity[is_exact], strength(added))
    return Placed(directory, place.astype(np.int32), at[is_drawn], pd.DataFrame(points), np.concatenate(held))


def key_of(supply: pd.DataFrame) -> str:
    """Return what a supply has in common with another that gives the same reach."""
    told = supply[[*PLACE, "weight"]]
    return hashlib.sha256(pd.util.hash_pandas_object(told, index=True).to_numpy().tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class Known:
    """What is the same for every threshold: where the offers are, their ways in each draw, and the bounds."""

    placed: Placed
    drawn: Drawn
    bounds: Bounds


@dataclass(frozen=True, eq=False)
class At:
    """What the draws say of some cells.

    `used` numbers the places at which something is in some draw, `reaches` says which of them reach which of the cells
    (1 or 0, shape (used, cells)), `reached` which cell reaches an offer in which draw (shape (draws, cells)), `is_sure`
    which do from an offer that is the same in all draws.
    """

    placed: Placed
    used: NDArray[np.int64]
    reaches: csr_array
    reached: NDArray[np.bool_]
    is_sure: NDArray[np.bool_]


@dataclass(frozen=True)
class _Asked:
    """What tells one selection of places from another, and how its places are found."""

    mode: str
    limit_m: float
    offers: Hashable
    supply_key: str
    supply: pd.DataFrame = field(compare=False)
    place: Callable[[], Placed] = field(compare=False)


@dataclass(frozen=True, eq=False)
class UnknownPlaces:
    """Keeps the drawn directories, the ways to their places, and the ways in every draw of the last selections."""

    ground: Ways
    draw: Callable[[], Directory]

    @cached_property
    def directory(self) -> Directory:
        """Where all offers might be."""
        return self.draw()

    def known(
        self,
        mode: str,
        offers: Hashable,
        supply: pd.DataFrame,
        place: Callable[[], Placed],
        *,
        limit_m: float,
    ) -> Known:
        """Return the ways in every draw.

        Parameters
        ----------
        offers
            What tells these offers from others.
        supply
            Their locations, as a scenario may have made them.
        place
            Finds where they are.
        limit_m
            Of a way along streets; straight lines are known however long, and serve all thresholds.
        """
        way, limit = self._kept_for(mode, limit_m)
        return self._known(_Asked(way, limit, offers, key_of(supply), supply, place))

    def _kept_for(self, mode: str, limit_m: float) -> tuple[str, float]:
        """Return way of travel and limit under which ways are kept: straight lines are alike for all."""
        by_street = mode == TRANSIT or self.ground.network_of(mode) is not None
        return (mode, kept_limit(mode, limit_m)) if by_street else ("", 0.0)

    def reaching(
        self,
        mode: str,
        places: NDArray[np.int64],
        cells: NDArray[np.int64],
        *,
        limit_m: float,
        widest_m: float,
    ) -> csr_array:
        """Return which drawn places reach which cells (row numbers): 1 or 0, shape (places, cells).

        Parameters
        ----------
        widest_m
            The limit `known` was asked with, so that the same ways serve.
        """
        if mode != TRANSIT:
            return self._table(*self._kept_for(mode, widest_m)).reaching(places, cells, limit_m)
        lon, lat = self.directory.lon[places], self.directory.lat[places]
        table = self.ground.place_ways(mode, lon, lat, limit_m=kept_limit(mode, widest_m))
        return table.reaching(np.arange(len(places)), cells, limit_m)

    @cached_property
    def _known(self) -> Callable[[_Asked], Known]:
        return lru_cache(_REACHES_KEPT)(self._make)

    def _make(self, asked: _Asked) -> Known:
        placed = asked.place()
        is_needed = bool((placed.place >= 0).any())
        table = self._table_for(asked, placed) if is_needed else None
        drawn = placed.ways(self.ground, asked.mode, table)
        return Known(placed, drawn, self.ground.bounds(asked.mode, asked.supply, limit_m=asked.limit_m))

    def _table_for(self, asked: _Asked, placed: Placed) -> PlaceWays:
        """Return the ways to all drawn places; by timetable, where each costs a sweep, to those that are used."""
        if asked.mode != TRANSIT:
            return self._table(asked.mode, asked.limit_m)
        used = np.unique(placed.place[placed.place >= 0])
        return ways_to_some(self.ground, TRANSIT, self.directory, used, limit_m=asked.limit_m)

    @cached_property
    def _table(self) -> Callable[[str, float], PlaceWays]:
        def make(mode: str, limit_m: float) -> PlaceWays:
            found = self.directory
            return self.ground.place_ways(mode, found.lon, found.lat, limit_m=limit_m)

        return lru_cache(_TABLES_KEPT)(make)


def ways_to_some(
    ground: Ways, mode: str, directory: Directory, places: NDArray[np.integer], *, limit_m: float
) -> PlaceWays:
    """Return the ways to some places of a directory, numbered as in it."""
    found = ground.place_ways(mode, directory.lon[places], directory.lat[places], limit_m=limit_m)
    if not isinstance(found, WaysTable):  # straight lines, found anew each time: all at no more work
        return ground.place_ways(mode, directory.lon, directory.lat, limit_m=limit_m)
    row = np.full(len(directory.lon), -1, dtype=np.int64)
    row[places] = np.arange(len(places))
    return WaysTable(found.ways_m, row)


def kept_limit(mode: str, limit_m: float) -> float:
    """Return the limit up to which ways are found and kept: by timetable to the end of a horizon, else a step."""
    return horizon_m(limit_m) if mode == TRANSIT else stepped(limit_m)


def stepped(limit_m: float) -> float:
    """Return a limit at least as long, so that a slider moved a little finds the ways already there."""
    return float(2 ** np.ceil(np.log2(max(limit_m, _LEAST_LIMIT_M))))


def _as_they_were(usual: pd.DataFrame, supply: pd.DataFrame) -> "pd.Index[str]":
    """Return the locations that no scenario moved or added."""
    both = supply.index.intersection(usual.index)
    same = (supply.loc[both, list(PLACE)] == usual.loc[both, list(PLACE)]).all(axis=1)
    return both[same.to_numpy(dtype=np.bool_)]


def _capacity_each(at: NDArray[np.object_], supply: pd.DataFrame) -> Floats:
    """Share the capacity of each location among its offers; how likely one is still there, the draws say."""
    names = pd.Series(at)
    many = names.map(names.value_counts()).to_numpy(dtype=np.float64)
    whole = names.map(supply["capacity"]).fillna(0.0).to_numpy(dtype=np.float64)
    each: Floats = np.divide(whole, many, out=np.zeros(len(many)), where=many > 0)
    return each
