"""An answer computed tile by tile, here or on other machines: the same figures, without all ways in one place.

What is done is the same as in `geo.planning.answer`; only the ways are made for one tile after the other
(`geo.reach.tiles`), and of each tile nothing but the figures of its cells comes back, and its people by draw.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.planning.answer import CURVE_SHARES, Answer, curve_limits, expected_access
from geo.planning.ground import World
from geo.planning.question import Question
from geo.planning.unknown_places import At, Placed, kept_limit, ways_to_some
from geo.projection import to_metric
from geo.reach.imputed import PlaceWays, drawn_reach
from geo.reach.interval import Chances, Reach, Reached, countable
from geo.reach.measures import GROUPS, KINDS, NEAREST
from geo.reach.network import StreetNetwork
from geo.reach.scheduler import Runner, in_turn
from geo.reach.straight_line import Cost
from geo.reach.tiles import Tile, make_tiles, may_be_nearest
from geo.reach.transit.ground import TransitGround
from geo.reach.ways import Ways

#: A tile has at most so many cells: its ways stay under about 1 GB where offers are as dense as in a district.
_MOST_CELLS = 25_000
#: At least so many tiles, so that a few machines share a single district.
_LEAST_TILES = 16
#: A map's metres are up to this much longer than those on the ground, along which streets are measured.
_WIDER = 1.01

#: Wider than any map: the rim of a tile whose ways go by timetable.
_EVERYWHERE_M = 1e8

Floats = NDArray[np.float64]

#: Tells how far the work has come: tiles done, tiles in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Shared:
    """What all tiles have in common: the question, where the offers are in every draw, and their locations."""

    question: Question
    networks: Mapping[str, StreetNetwork]
    metric_crs: int
    placed: Placed
    supply: pd.DataFrame
    cities: int
    transit: TransitGround | None = None


class Task(NamedTuple):
    """What one tile needs.

    Its cells with the number of their `city` (`own` says which rows are wanted), the numbers of the places (as
    `Placed.sites` gives them) that its measure looks at, the exact points one of which is nearest, and where ways
    follow streets the metres to the nearest exact offer.
    """

    cells: pd.DataFrame
    own: NDArray[np.int64]
    sites: NDArray[np.int64]
    nearest: pd.DataFrame | None
    exact_m: Floats | None


class Found(NamedTuple):
    """The figures of the own cells of a tile, or of all cells.

    `chances` has the shape (value, certain and possible; points of the curve; cells); `nearest_m` is the expected way,
    `access` the chosen measure (the way is negative). People of these cells: `by_city` who reach an offer within the
    threshold, by draw and city; `totals` by point of the curve and draw.
    """

    chances: NDArray[Any]
    nearest_m: Floats
    access: Floats
    by_city: Floats
    totals: Floats


@dataclass(frozen=True, eq=False)
class TilesReached:
    """Who reaches an offer, for the points of the curve alone; others were never computed (`ValueError`)."""

    limits_m: tuple[float, ...]
    limit_m: float
    found: Found
    people: Floats

    def chances(self, limit_m: float) -> Chances:
        """Return the chances within one of the limits."""
        at = self.limits_m.index(limit_m)
        return Chances(*(kind[at].astype(np.float64) for kind in self.found.chances))

    def by_city(self, limit_m: float) -> Floats:
        """Return the people who reach one within the threshold, by draw and city."""
        if limit_m != self.limit_m:
            msg = f"by city only {self.limit_m:g} m was computed, {limit_m:g} m asked for"
            raise ValueError(msg)
        return self.found.by_city

    def totals(self, limits_m: Sequence[float]) -> Floats:
        """Return the people who reach one, by limit and draw."""
        return self.found.totals[[self.limits_m.index(limit) for limit in limits_m]]

    def bounds_of(self, limits_m: Sequence[float]) -> list[tuple[float, float]]:
        """Return the people who surely and who possibly reach one, by limit."""
        told = (self.chances(limit) for limit in limits_m)
        return [(float(self.people @ one.certain), float(self.people @ one.possible)) for one in told]


@dataclass(frozen=True, eq=False)
class TiledAnswer(Answer):
    """An answer whose figures came tile by tile; whatever else is asked for is computed whole, as in `Answer`."""

    found: Found

    @cached_property
    def reached(self) -> Reached:
        """Who reaches an offer, as the tiles gave it."""
        return TilesReached(tuple(curve_limits(self.limit_m)), self.limit_m, self.found, self.people)

    @cached_property
    def nearest_m(self) -> Floats:
        """Expected metres to the next offer."""
        return self.found.nearest_m

    def at(self, cells: NDArray[np.int64]) -> At:
        """Return what the draws say of some cells: the ways of these alone are looked for."""
        mode, world = self.question.mode, self.world
        here = replace(world.ground_of(self.question), demand=self.demand.iloc[cells])
        placed = world.placed(self.question, self.supply)
        used = np.unique(placed.place[placed.place >= 0]).astype(np.int64)
        table = ways_to_some(here, mode, placed.directory, used, limit_m=kept_limit(mode, self.widest_m))
        exact_m = here.nearest_m(mode, placed.exact)
        return At(
            placed,
            used,
            table.reaching(used, np.arange(len(cells)), self.limit_m),
            drawn_reach(placed.place, table, exact_m).reached(self.limit_m),
            exact_m <= self.limit_m,
        )

    def access_by(self, name: str) -> Floats:
        """Return one of the measures; the chosen one is there already."""
        return self.found.access if name == self.question.measure else super().access_by(name)


def tiled_answer(
    world: World,
    question: Question,
    *,
    run: Runner = in_turn,
    supply: pd.DataFrame | None = None,
    most_cells: int | None = None,
    progress: Progress | None = None,
) -> TiledAnswer:
    """Answer a question tile by tile.

    Parameters
    ----------
    run
        Does the tiles: in this process, or on a cluster (`geo.reach.scheduler`).
    supply
        Stands for the locations of the question's offers: what a scenario made of them.
    most_cells
        Cells of a tile at most.
    progress
        Told after every tile.
    """
    places = world.supply_of(question) if supply is None else supply
    plan = _Plan.of(world, question, places, most_cells=most_cells)
    found = _Gathered(len(world.demand), plan, progress)
    for number, part in run(_work, plan.shared, plan.tasks()):
        found.take(number, part)
    return TiledAnswer(question, world, places, world.selected(question).counts, found.whole())


# -- on the machine that does a tile ---------------------------------------------------------------


def _work(shared: Shared, task: Task) -> Found:
    """Return the figures of the own cells of one tile."""
    question = shared.question
    cells = task.cells.iloc[task.own]
    own = Ways(cells, shared.networks, shared.metric_crs, shared.transit)
    limits = curve_limits(question.limit_m)
    widest_m = CURVE_SHARES[-1] * question.limit_m
    exact_m = task.exact_m if task.nearest is None else own.nearest_m(question.mode, task.nearest)
    drawn = drawn_reach(shared.placed.place, _place_ways(shared, own, widest_m), np.asarray(exact_m))
    reach = Reach(
        drawn,
        own.bounds(question.mode, shared.supply, limit_m=widest_m),
        cells["people"].to_numpy(dtype=np.float64),
        cells["city"].to_numpy(dtype=np.int64),
        shared.cities,
    )
    return Found(
        chances=np.array([reach.chances(limit) for limit in limits]).swapaxes(0, 1),
        nearest_m=drawn.mean_m,
        access=_access(shared, task, drawn.mean_m),
        by_city=reach.by_city(question.limit_m),
        totals=reach.totals(limits),
    )


def _place_ways(shared: Shared, own: Ways, widest_m: float) -> PlaceWays | None:
    """Return the ways from the own cells to the drawn places; along streets only to those that are near enough."""
    placed, mode = shared.placed, shared.question.mode
    used = np.unique(placed.place[placed.place >= 0])
    if not len(used):
        return None
    lon, lat = placed.directory.lon, placed.directory.lat
    limit = kept_limit(mode, widest_m)
    if shared.transit is not None:
        return ways_to_some(own, mode, placed.directory, used, limit_m=limit)
    if not shared.networks:
        return own.place_ways(mode, lon, lat, limit_m=widest_m)
    points = np.column_stack(to_metric(lon[used], lat[used], crs=shared.metric_crs))
    cells = np.column_stack(to_metric(own.demand["lon"], own.demand["lat"], crs=shared.metric_crs))
    near = used[cKDTree(cells).query(points, k=1)[0] <= limit * _WIDER]
    return ways_to_some(own, mode, placed.directory, near, limit_m=limit)


def _access(shared: Shared, task: Task, nearest_m: Floats) -> Floats:
    """Return the chosen measure; a catchment also looks at the cells around."""
    question = shared.question
    if question.measure == NEAREST:
        return -nearest_m
    people = task.cells["people"].to_numpy(dtype=np.float64)
    around = Ways(task.cells, shared.networks, shared.metric_crs, shared.transit)

    def ways(sites: pd.DataFrame) -> Cost:
        return around.ways(question.mode, sites, limit_m=question.limit_m)

    found = expected_access(question.measure, shared.placed, ways, people, near=task.sites)
    return found[task.own]


# -- before and after ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Plan:
    """The tiles of a question, and what each of them needs."""

    shared: Shared
    tiles: list[Tile]
    cells: pd.DataFrame
    points: Floats
    exact_m: Floats | None

    @classmethod
    def of(cls, world: World, question: Question, supply: pd.DataFrame, *, most_cells: int | None) -> "_Plan":
        network, kind = world.network_of(question), KINDS[question.measure]
        demand, crs, limit = world.demand, world.metric_crs, question.limit_m
        transit = world.ground_of(question).transit
        if transit is not None:  # a bus may come from anywhere: every tile sees all places
            limit = _EVERYWHERE_M
        placed = world.placed(question, supply)
        sites, _ = placed.sites()
        points = np.column_stack(to_metric(demand["lon"], demand["lat"], crs=crs))
        tiles = make_tiles(
            points,
            np.column_stack(to_metric(sites["lon"], sites["lat"], crs=crs)),
            site_rim_m=max(CURVE_SHARES[-1], kind.site_rim) * limit,
            cell_rim_m=kind.cell_rim * limit,
            most_cells=most_cells or min(_MOST_CELLS, -(-len(demand) // _LEAST_TILES) or 1),
        )
        networks = {} if network is None else {network.mode: network}
        city, cities = pd.factorize(demand["ags"], sort=True)
        people = countable(demand[GROUPS[question.people]])
        cells = demand[["lon", "lat"]].pipe(pd.DataFrame).assign(people=people, city=city)
        return cls(
            Shared(question, networks, crs, placed, supply.drop(columns=["city"]), len(cities), transit),
            list(tiles),
            cells,
            points,
            None if network is None else world.nearest_m(question, placed.exact),
        )

    def tasks(self) -> Iterator[Task]:
        """Yield what each tile needs; the next is made when it is wanted."""
        exact = self.shared.placed.exact
        by_street = self.exact_m is not None
        tree = None if by_street or exact.empty else cKDTree(self._exact_points())
        for tile in self.tiles:
            yield Task(
                cells=self.cells.iloc[tile.cells],
                own=tile.own_among_cells,
                sites=tile.sites,
                nearest=None if by_street else self._nearest(tree, tile),
                exact_m=None if self.exact_m is None else self.exact_m[tile.own],
            )

    def _exact_points(self) -> Floats:
        places = self.shared.placed.exact
        return np.column_stack(to_metric(places["lon"], places["lat"], crs=self.shared.metric_crs))

    def _nearest(self, tree: cKDTree | None, tile: Tile) -> pd.DataFrame:
        exact = self.shared.placed.exact
        if tree is None or self.shared.transit is not None:
            return exact
        return exact.iloc[may_be_nearest(tree, self.points[tile.own])]


class _Gathered:
    """Puts what the tiles found where it belongs, and adds up their people."""

    def __init__(self, cells: int, plan: _Plan, progress: Progress | None) -> None:
        self._tiles, self._progress, self._done = plan.tiles, progress, 0
        draws, points = plan.shared.placed.draws, len(CURVE_SHARES)
        self._found = Found(
            chances=np.zeros((3, points, cells)),
            nearest_m=np.zeros(cells),
            access=np.zeros(cells),
            by_city=np.zeros((draws, plan.shared.cities)),
            totals=np.zeros((points, draws)),
        )

    def take(self, number: int, found: Found) -> None:
        """Take in the figures of one tile."""
        rows, whole = self._tiles[number].own, self._found
        whole.chances[:, :, rows] = found.chances
        whole.nearest_m[rows] = found.nearest_m
        whole.access[rows] = found.access
        whole.by_city[:] += found.by_city
        whole.totals[:] += found.totals
        self._done += 1
        if self._progress:
            self._progress(self._done, len(self._tiles))

    def whole(self) -> Found:
        """Return the figures of all cells."""
        if self._done != len(self._tiles):
            msg = f"{len(self._tiles)} tiles expected, {self._done} done"
            raise RuntimeError(msg)
        return self._found
