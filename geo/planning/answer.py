"""From a question to its answer: gathers demand, supply and ways, and hands out every figure of the page.

The page, the command line and the run file all read the same `Answer`, so that they cannot disagree. What is not
looked at is not computed.
"""

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
from geo.projection import GRID_CRS
from geo.reach.agreement import VARIATIONS, agreement
from geo.reach.equity import Equity, Estimate, capped, measure_equity
from geo.reach.gaps import Gaps, gap_areas
from geo.reach.interval import (
    Chances,
    HasChances,
    Interval,
    Reach,
    curve_interval,
    interval_by_city,
    people_interval,
    share_interval,
)
from geo.reach.measures import GROUPS, NEAREST, measure
from geo.reach.network import StreetNetwork, snap_frame
from geo.reach.scheduler import Runner, in_turn
from geo.reach.speeds import TRANSIT, metres_per_minute, metres_to_minutes
from geo.reach.straight_line import Cost
from geo.reach.supply import (
    OfferCounts,
    count_offers,
    counting,
    has_point,
    location_ids,
    make_supply,
    strength,
)
from geo.reach.transit import DEFAULT_WINDOW, Timetable, next_tuesday, parse_date, parse_window
from geo.reach.transit.ground import TransitGround
from geo.reach.ways import Varied, Ways

Floats = NDArray[np.float64]

_UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))
_NO_EQUITY = Equity(_UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, None, None)

#: Points of the curve: every share of the threshold from a sixth to twice of it.
CURVE_SHARES = tuple(step / 6 for step in range(1, 13))

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


def _no_timetable() -> Timetable | None:
    return None


@dataclass(frozen=True, eq=False)
class World:
    """What stays the same between questions: the offers, the people, the names, the streets.

    `demand` as `geo.people.cells.load_cells` gives it; `city_names` by AGS; `networks` by way of travel.
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
            supply=make_supply(chosen, counted=counted, today=self.today),
            counts=count_offers(chosen, counted=counted),
        )

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
            parse_window(on, window or DEFAULT_WINDOW),
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


@dataclass(frozen=True, eq=False)
class Answer:
    """All figures of one question; each is computed when first looked at."""

    question: Question
    world: World
    supply: pd.DataFrame
    offers: OfferCounts

    @cached_property
    def reach(self) -> Reach:
        """The ways to what is surely, probably and possibly reached, up to the end of the curve."""
        return self.world.ground_of(self.question).reach(
            self.question.mode, self.supply, limit_m=self.widest_m
        )

    @property
    def reached(self) -> HasChances:
        """What tells the chances within each limit of the curve."""
        return self.reach

    @property
    def group(self) -> str:
        """Whom the question is about: `all` or `foreign`."""
        return self.question.people

    @property
    def demand(self) -> pd.DataFrame:
        """The cells."""
        return self.world.demand

    @property
    def limit_m(self) -> float:
        """The threshold in metres of way."""
        return self.question.limit_m

    @property
    def widest_m(self) -> float:
        """The longest way looked at: the end of the curve."""
        return CURVE_SHARES[-1] * self.limit_m

    @cached_property
    def people(self) -> Floats:
        """The people of each cell whom the question is about."""
        return self.demand[GROUPS[self.group]].to_numpy(dtype=np.float64)

    @cached_property
    def population(self) -> dict[str, float]:
        """All people and foreign nationals of the cells; NaN where some cell does not tell them."""
        return {
            name: float(self.demand[column].to_numpy(dtype=np.float64).sum())
            for name, column in GROUPS.items()
        }

    @cached_property
    def chances(self) -> Chances:
        """The chance of each cell to reach an offer: value, low, high."""
        return self.reached.chances(self.limit_m)

    @cached_property
    def share(self) -> Interval:
        """The share of the people who reach an offer."""
        return share_interval(self.people, self.chances)

    @cached_property
    def covered(self) -> Interval:
        """The number of people who reach an offer."""
        return people_interval(self.people, self.chances)

    @cached_property
    def by_city(self) -> pd.DataFrame:
        """People and shares of each city; index `ags`, with `name`."""
        table = interval_by_city(self.demand, self.chances, group=self.group)
        return table.assign(name=[self.world.city_names.get(str(ags), str(ags)) for ags in table.index])

    @cached_property
    def curve(self) -> pd.DataFrame:
        """Shares for thresholds around the chosen one; index `limit_m`, with `threshold` in the question's unit."""
        table = curve_interval(self.reached, self.people, curve_limits(self.limit_m))
        return table.assign(threshold=np.asarray(self.in_unit(table.index.to_numpy())))

    @cached_property
    def nearest_m(self) -> Floats:
        """Metres to the next offer with a point of its own, `inf` where no way leads to any."""
        return self.world.nearest_m(self.question, self.supply[has_point(self.supply)])

    @cached_property
    def gaps(self) -> Gaps:
        """The places whose people reach none."""
        return gap_areas(
            self.demand,
            self.nearest_m,
            limit_m=self.limit_m,
            names=self.world.namer,
            cities=self.world.city_names,
            rank_by=GROUPS[self.group],
            m_per_min=metres_per_minute(self.question.mode),
            cell_m=self.world.cell_m,
            grid_crs=self.world.grid_crs,
        )

    @cached_property
    def access(self) -> Floats:
        """The chosen measure of each cell; grows with access (for `nearest`: minus the metres)."""
        return self.access_by(self.question.measure)

    def access_by(self, name: str) -> Floats:
        """Return one of the measures for each cell."""
        cost = self.reach.value if name == NEAREST else self.reach.value.within(self.limit_m)
        return measure(name, cost, self.people, strength(self.supply))

    @cached_property
    def equity(self) -> Equity:
        """How unequally access is spread, by a value that grows with access.

        A way counts by how much shorter it is than twice the threshold, 0 beyond: if it counted by its metres, a
        district where nearly all are equally far from everything would look fair.
        Unknown (NaN) where no offer has a point or none is in reach: nobody having anything is not equality.
        """
        if not has_point(self.supply).any():
            return _NO_EQUITY
        by_way = self.question.measure == NEAREST
        access = self.widest_m - capped(self.nearest_m, self.widest_m) if by_way else self.access
        found = measure_equity(self.demand, access, self.chances.value)
        return found if self.covered.value > 0 else replace(found, gini=_UNKNOWN, palma=_UNKNOWN)

    def agreement(self, *, variations: int = VARIATIONS, run: Runner = in_turn) -> Floats:
        """Return for each cell in which share of so many variations, by every measure, it is in the worst fifth."""
        world = self.world
        table = agreement(
            self.demand,
            self.supply,
            limit_m=self.limit_m,
            people_column=GROUPS[self.group],
            variations=variations,
            metric_crs=world.metric_crs,
            build=Varied(world.ground_of(self.question), self.question.mode),
            run=run,
        )
        return table["agreement"].to_numpy(dtype=np.float64)

    def in_unit(self, metres: Floats) -> Floats:
        """Return metres of way in the unit of the question's threshold."""
        return metres_to_minutes(metres, self.question.mode)


def answer(world: World, question: Question, *, supply: pd.DataFrame | None = None) -> Answer:
    """Answer a question.

    Parameters
    ----------
    supply
        Stands for the locations of the question's offers: what a scenario made of them.
    """
    selected = world.selected(question)
    found = Answer(question, world, selected.supply if supply is None else supply, selected.counts)
    _ = found.reach  # now, while somebody waits for it and is told so
    return found


def curve_limits(limit_m: float) -> list[float]:
    """Return the points of the curve around a threshold, in metres of way; the threshold is one of them."""
    return [share * limit_m for share in CURVE_SHARES]
