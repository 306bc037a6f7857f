"""What stays the same between questions: offers, people, names, streets, timetable, and where unknown offers may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import TransitError
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.sites import at_all_sites
from geo.people.grid import positions, side_of
from geo.places.naming import Namer
from geo.planning.question import Question
from geo.planning.unknown_places import Known, Placed, UnknownPlaces, make_directory, place_offers
from geo.projection import GRID_CRS, to_metric
from geo.reach.network import StreetNetwork, snap_frame
from geo.reach.speeds import TRANSIT
from geo.reach.straight_line import Cost
from geo.reach.supply import (
    OfferCounts,
    count_offers,
    counting,
    is_office,
    location_ids,
    make_supply,
    row_weights,
)
from geo.reach.transit import DEFAULT_WINDOW, Timetable, next_tuesday, parse_date, parse_hours
from geo.reach.transit.ground import TransitGround
from geo.reach.ways import Ways

Floats = NDArray[np.float64]

#: Days and windows of departures whose ways are kept.
_WINDOWS_KEPT = 4
#: Selections of offers kept for the next question about the same offers.
_SELECTIONS_KEPT = 32
#: Ways of travel for which it is kept who lives off the streets.
_MODES_KEPT = 4


@dataclass(frozen=True, eq=False)
class Selected:
    """The offers a question counts, their places, how many they are: the same for every threshold; never changed.

    `offers` has a row for each address of an offer and the column `location_id` filled; `supply` is as
    `geo.reach.supply.make_supply` gives it.
    """

    offers: pd.DataFrame
    supply: pd.DataFrame
    counts: OfferCounts


def farthest_m(point: "pd.Series[float]", cells: pd.DataFrame, *, metric_crs: int) -> float:
    """Return the metres from a point (`lon`, `lat`, degrees) to the farthest of some cells; 0 where there are none."""
    if cells.empty:
        return 0.0
    x, y = to_metric([*cells["lon"], point["lon"]], [*cells["lat"], point["lat"]], crs=metric_crs)
    return float(np.hypot(x[:-1] - x[-1], y[:-1] - y[-1]).max())


def _no_timetable() -> Timetable | None:
    return None


@dataclass(frozen=True, eq=False)
class World:
    """What stays the same between questions: the offers, the people, the names, the streets.

    `demand` as `geo.people.cells.load_cells` gives it; `city_names` and `centres` (degrees) by AGS; `postcodes` of the
    cells, None where nobody knows them; `networks` by way of travel.
    `metric_crs` measures ways, in `grid_crs` cells are squares. `people_from` names the file of the cells where they
    are not the district's own, `people_source` the source of those where they are not modelled. `areas` are the
    cities of the district where the cells are its own, None where they are somebody else's. `transit` reads the
    timetable, which only ways by bus and train need.
    """

    table: OfferTable
    demand: pd.DataFrame
    city_names: Mapping[str, str]
    namer: Namer | None = None
    networks: Mapping[str, StreetNetwork] = field(default_factory=dict)
    metric_crs: int = 25832
    today: date | None = None
    grid_crs: int = GRID_CRS
    people_from: str = ""
    people_source: str = ""
    areas: gpd.GeoDataFrame | None = None
    transit: Callable[[], Timetable | None] = _no_timetable
    centres: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    postcodes: NDArray[np.object_] | None = None

    @cached_property
    def unknown(self) -> UnknownPlaces:
        """Where all offers might be, drawn once for every question, and the ways to there."""
        return UnknownPlaces(
            self.ground,
            lambda: make_directory(
                self.table,
                self.demand,
                self.city_names,
                self.centres,
                postcodes=self.postcodes,
                metric_crs=self.metric_crs,
            ),
        )

    def placed(self, question: Question, supply: pd.DataFrame) -> Placed:
        """Return where the offers of a question are in every draw."""
        usual = self.selected(question)
        weights = row_weights(usual.offers, question.counted, self.today)
        return place_offers(self.unknown.directory, usual.offers, usual.supply, supply, weights)

    def known(self, question: Question, supply: pd.DataFrame, *, limit_m: float) -> Known:
        """Return the ways to the offers of a question in every draw, at least up to a limit; kept for the next."""
        asked = (question.filter, question.counted)
        return self.unknown_for(question).known(
            question.mode, asked, supply, lambda: self.placed(question, supply), limit_m=limit_m
        )

    def unknown_for(self, question: Question) -> UnknownPlaces:
        """Return the drawn places with the ways of a question to them."""
        by_timetable = question.mode == TRANSIT
        return self._unknown_by_timetable(question.day, question.window) if by_timetable else self.unknown

    @cached_property
    def _unknown_by_timetable(self) -> Callable[[str, str], UnknownPlaces]:
        def make(day: str, window: str) -> UnknownPlaces:
            return UnknownPlaces(self._by_timetable(day, window), lambda: self.unknown.directory)

        return lru_cache(1)(make)  # each keeps tables of 100 MB

    @cached_property
    def cell_m(self) -> float:
        """The side of a cell in metres."""
        return side_of(*positions(self.demand), crs=self.grid_crs)

    def selected(self, question: Question) -> Selected:
        """Return the offers a question is about and where they are."""
        return self._selected(question.filter, question.counted)

    @cached_property
    def _selected(self) -> Callable[[OfferFilter, str], Selected]:
        return lru_cache(_SELECTIONS_KEPT)(self._select)

    def _select(self, offer_filter: OfferFilter, counted: str) -> Selected:
        chosen = at_all_sites(self.table.frame[self.table.select(offer_filter)], self.table.sites)
        offers = counting(chosen, counted=counted)
        return Selected(
            offers=offers.assign(location_id=location_ids(offers)),
            supply=self._widened(make_supply(chosen, counted=counted, today=self.today), offers),
            counts=count_offers(chosen, counted=counted),
        )

    def _widened(self, supply: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
        """Give the locations that are only an organisation's office a radius that holds all who live in its city."""
        offices = np.flatnonzero(supply.index.isin(location_ids(offers)[is_office(offers)]))
        ags_of = {name: ags for ags, name in self.city_names.items()}
        wide = supply["uncertainty_m"].to_numpy(dtype=np.float64, copy=True)
        for number in offices:
            row = supply.iloc[number]
            living = self.demand[self.demand["ags"].eq(ags_of.get(str(row["city"]), ""))]
            wide[number] = max(wide[number], farthest_m(row, living, metric_crs=self.metric_crs))
        return supply.assign(uncertainty_m=wide)

    def supply_of(self, question: Question) -> pd.DataFrame:
        """Return where the offers are that a question is about."""
        return self.selected(question).supply

    @cached_property
    def ground(self) -> Ways:
        """What ways cross."""
        return Ways(self.demand, self.networks, self.metric_crs)

    def off_street(self, question: Question) -> NDArray[np.bool_]:
        """Say which cells lie too far from any street for the question's way of travel; none without a network."""
        return self._off_street(question.mode)

    @cached_property
    def _off_street(self) -> Callable[[str], NDArray[np.bool_]]:
        return lru_cache(_MODES_KEPT)(self._cells_off_street)

    def _cells_off_street(self, mode: str) -> NDArray[np.bool_]:
        network = self.ground.network_of(mode)
        if network is None:
            return np.zeros(len(self.demand), dtype=np.bool_)
        return ~snap_frame(network, self.demand, metric_crs=self.metric_crs).is_snapped

    def ground_of(self, question: Question) -> Ways:
        """Return what the ways of a question cross; by bus and train with the timetable and its departures.

        Raises
        ------
        TransitError
            If the question is about bus and train and no timetable was built.
        """
        if question.mode != TRANSIT:
            return self.ground
        return self._by_timetable(question.day, question.window)

    @cached_property
    def _by_timetable(self) -> Callable[[str, str], Ways]:
        return lru_cache(_WINDOWS_KEPT)(self._with_departures)

    def _with_departures(self, day: str, window: str) -> Ways:
        timetable = self.transit()
        if timetable is None:
            raise TransitError("no timetable was built: python -m geo transit build FEED")
        on = parse_date(day) if day else next_tuesday(timetable, self.today or timetable.first_day)
        ground = TransitGround(
            timetable,
            parse_hours(on, window or DEFAULT_WINDOW),
            self.networks.get("walk"),
            self.metric_crs,
        )
        return replace(self.ground, transit=ground)

    def network_of(self, question: Question) -> StreetNetwork | None:
        """Return the street network for a way of travel, None where the straight line has to do."""
        return self.ground.network_of(question.mode)

    def ways(self, question: Question, supply: pd.DataFrame, *, limit_m: float) -> Cost:
        """Return the ways from all cells to some places."""
        return self.ground_of(question).ways(question.mode, supply, limit_m=limit_m)

    def nearest_m(self, question: Question, supply: pd.DataFrame) -> Floats:
        """Return the metres from each cell to the nearest of some places, however far."""
        return self.ground_of(question).nearest_m(question.mode, supply)
