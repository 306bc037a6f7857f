"""From a question to its answer: gathers demand, supply and ways, and hands out every figure of the page.

The page, the command line and the run file all read the same `Answer`, so that they cannot disagree. What is not
looked at is not computed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.planning.all_topics import known_of_all
from geo.planning.ground import World
from geo.planning.question import Question
from geo.planning.unknown_places import At, Known, Placed
from geo.planning.weighed_gaps import Weights, weigh
from geo.reach.agreement import VARIATIONS, agreement
from geo.reach.equity import Equity, Estimate, capped, measure_equity
from geo.reach.gaps import Gaps, gap_areas
from geo.reach.interval import (
    Chances,
    Interval,
    Reach,
    Reached,
    countable,
    curve_interval,
    interval_by_city,
    people_interval,
    share_interval,
)
from geo.reach.measures import BALANCED, GROUPS, NEAREST, measure
from geo.reach.scheduler import Runner, in_turn
from geo.reach.speeds import metres_per_minute, metres_to_minutes
from geo.reach.straight_line import Cost
from geo.reach.supply import (
    OfferCounts,
)
from geo.reach.ways import Varied

Floats = NDArray[np.float64]

_UNKNOWN = Estimate(float("nan"), float("nan"), float("nan"))
_NO_EQUITY = Equity(_UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN)

#: Points of the curve: every share of the threshold from a sixth to twice of it.
CURVE_SHARES = tuple(step / 6 for step in range(1, 13))

#: The balanced catchment depends on all sites at once; the mean over so many draws stands for all.
_BALANCED_DRAWS = 20


@dataclass(frozen=True, eq=False)
class Answer:
    """All figures of one question; each is computed when first looked at.

    `weights` rank the gaps where cities weigh by something else than their people.
    """

    question: Question
    world: World
    supply: pd.DataFrame
    offers: OfferCounts
    weights: Weights | None = field(default=None, kw_only=True)

    @cached_property
    def known(self) -> Known:
        """Where the offers are in every draw, and the ways to them up to the end of the curve."""
        if self.question.needs_all:
            return known_of_all(self.world, self.question, self.supply, limit_m=self.widest_m)
        return self.world.known(self.question, self.supply, limit_m=self.widest_m)

    @cached_property
    def reached(self) -> Reached:
        """What tells who reaches an offer within each limit of the curve."""
        city, cities = pd.factorize(self.demand["ags"], sort=True)
        return Reach(self.known.drawn, self.known.bounds, self.people, city.astype(np.int64), len(cities))

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
        return countable(self.demand[GROUPS[self.group]])

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
    def people_by_draw(self) -> Floats:
        """The people who reach an offer, by draw and city (ascending AGS)."""
        return self.reached.by_city(self.limit_m)

    def at(self, cells: NDArray[np.int64]) -> At:
        """Return what the draws say of some cells (row numbers)."""
        placed, drawn = self.known.placed, self.known.drawn
        used = np.unique(placed.place[placed.place >= 0]).astype(np.int64)
        reaches = self.world.unknown_for(self.question).reaching(
            self.question.mode, used, cells, limit_m=self.limit_m, widest_m=self.widest_m
        )
        reached = drawn.nearest_m[:, cells] <= np.float32(self.limit_m)
        return At(placed, used, reaches, reached, self._exact_m[cells] <= self.limit_m)

    @cached_property
    def _exact_m(self) -> Floats:
        """Metres of each cell to the nearest offer that is at one point in all draws."""
        return self.world.nearest_m(self.question, self.known.placed.exact)

    @cached_property
    def share(self) -> Interval:
        """The share of the people who reach an offer."""
        return share_interval(self.people, self.people_by_draw.sum(axis=1), self.chances)

    @cached_property
    def covered(self) -> Interval:
        """The number of people who reach an offer."""
        return people_interval(self.people, self.people_by_draw.sum(axis=1), self.chances)

    @cached_property
    def by_city(self) -> pd.DataFrame:
        """People and shares of each city; index `ags`, with `name`."""
        table = interval_by_city(self.demand["ags"], self.people, self.people_by_draw, self.chances)
        return table.assign(name=[self.world.city_names.get(str(ags), str(ags)) for ags in table.index])

    @cached_property
    def curve(self) -> pd.DataFrame:
        """Shares for thresholds around the chosen one; index `limit_m`, with `threshold` in the question's unit."""
        table = curve_interval(self.reached, self.people, curve_limits(self.limit_m))
        return table.assign(threshold=np.asarray(self.in_unit(table.index.to_numpy())))

    @cached_property
    def nearest_m(self) -> Floats:
        """Expected metres to the next offer: the mean over the draws, `inf` where half of them reach none."""
        return self.known.drawn.mean_m

    @cached_property
    def has_offers(self) -> bool:
        """Whether any offer is at a place of the district, known or not."""
        return not self.supply.empty

    @cached_property
    def gaps(self) -> Gaps:
        """The places whose people probably reach none: most of them first, or the heaviest."""
        found = self._gaps
        if self.weights is None:
            return found
        out, ags = self.people * self.chances.out, self.demand["ags"].astype(str)
        return weigh(found, self.weights, ags, out, GROUPS[self.group])

    @cached_property
    def _gaps(self) -> Gaps:
        return gap_areas(
            self.demand,
            self.nearest_m,
            chance=self.chances.out,
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
        """Return one of the measures for each cell, expected over the draws."""
        if name == NEAREST:
            return -self.nearest_m
        placed = self.world.placed(self.question, self.supply)
        return expected_access(name, placed, self._ways_to, self.people)

    def _ways_to(self, sites: pd.DataFrame) -> Cost:
        return self.world.ways(self.question, sites, limit_m=self.limit_m)

    @cached_property
    def equity(self) -> Equity:
        """How unequally access is spread, by a value that grows with access.

        A way counts by how much shorter it is than twice the threshold, 0 beyond: if it counted by its metres, a
        district where nearly all are equally far from everything would look fair.
        Unknown (NaN) where no offer has a place or none is in reach: nobody having anything is not equality.
        """
        if not self.has_offers:
            return _NO_EQUITY
        by_way = self.question.measure == NEAREST
        access = self.widest_m - capped(self.nearest_m, self.widest_m) if by_way else self.access
        found = measure_equity(self.demand, access, self.chances.value)
        return found if self.covered.value > 0 else replace(found, gini=_UNKNOWN, palma=_UNKNOWN)

    def agreement(self, *, variations: int = VARIATIONS, run: Runner = in_turn) -> Floats:
        """Return for each cell in which share of so many variations, by every measure, it is in the worst fifth."""
        world = self.world
        placed = world.placed(self.question, self.supply)
        table = agreement(
            self.demand,
            (placed.in_draw(number) for number in range(variations)),
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
    _ = found.known  # now, while somebody waits for it and is told so
    return found


def curve_limits(limit_m: float) -> list[float]:
    """Return the points of the curve around a threshold, in metres of way; the threshold is one of them."""
    return [share * limit_m for share in CURVE_SHARES]


def expected_access(
    name: str,
    placed: Placed,
    ways: Callable[[pd.DataFrame], Cost],
    people: Floats,
    *,
    near: NDArray[np.int64] | None = None,
) -> Floats:
    """Return a measure other than the way for each cell, its mean over the draws.

    All but the balanced catchment add up over the places: the mean supply of each place gives the mean.

    Parameters
    ----------
    ways
        Makes the ways within the threshold to some places.
    near
        Rows of `Placed.sites` that are near enough to matter.
    """
    if name == BALANCED and len(placed.place):
        draws = [placed.in_draw(draw) for draw in range(min(_BALANCED_DRAWS, placed.draws))]
        return np.asarray(
            np.mean(
                [measure(name, ways(one), people, one["capacity"].to_numpy(float)) for one in draws], axis=0
            )
        )
    sites, stock = placed.sites()
    if near is not None:
        sites, stock = sites.iloc[near], stock[near]
    return measure(name, ways(sites), people, stock)
