"""An answer computed tile by tile, here or on other machines: the same figures, without all ways in one place.

What is done is the same as in `geo.planning.answer`; only the ways are made for one tile after the other
(`geo.reach.tiles`), and of each tile nothing but the figures of its cells comes back.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.planning.answer import CURVE_SHARES, Answer, World, curve_limits
from geo.planning.question import Question
from geo.projection import to_metric
from geo.reach.interval import Chances, HasChances, Reach
from geo.reach.measures import CUMULATIVE, GROUPS, KINDS, NEAREST, measure
from geo.reach.network import StreetNetwork
from geo.reach.scheduler import Runner, in_turn
from geo.reach.supply import has_point, strength
from geo.reach.tiles import Tile, make_tiles, may_be_nearest
from geo.reach.transit.ground import TransitGround
from geo.reach.ways import Ways

#: A tile has at most so many cells: its ways stay under about 1 GB where offers are as dense as in a district.
_MOST_CELLS = 25_000
#: At least so many tiles, so that a few machines share a single district.
_LEAST_TILES = 16

#: Wider than any map: the rim of a tile whose ways go by timetable.
_EVERYWHERE_M = 1e8

Floats = NDArray[np.float64]

#: Tells how far the work has come: tiles done, tiles in all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class Shared:
    """What all tiles have in common."""

    question: Question
    networks: Mapping[str, StreetNetwork]
    metric_crs: int
    transit: TransitGround | None = None


class Task(NamedTuple):
    """What one tile needs: its cells (`own` says which rows are wanted), places, and those one of which is nearest."""

    cells: pd.DataFrame
    own: NDArray[np.int64]
    supply: pd.DataFrame
    nearest: pd.DataFrame | None


class Found(NamedTuple):
    """The figures of the own cells of a tile, or of all cells.

    `chances` has the shape (value, low and high; points of the curve; cells), of yes and no where nothing is in
    doubt; `access` is the chosen measure, `nearest_m` None where ways follow streets.
    """

    chances: NDArray[Any]
    access: Floats
    nearest_m: Floats | None


@dataclass(frozen=True, eq=False)
class TileChances:
    """The chances of all cells, for the points of the curve alone."""

    limits_m: tuple[float, ...]
    kept: NDArray[Any]

    def chances(self, limit_m: float) -> Chances:
        """Return the chances within one of the limits; others were never computed (`ValueError`)."""
        at = self.limits_m.index(limit_m)
        return Chances(*(kind[at].astype(np.float64) for kind in self.kept))


@dataclass(frozen=True, eq=False)
class TiledAnswer(Answer):
    """An answer whose figures came tile by tile; whatever else is asked for is computed whole, as in `Answer`."""

    found: Found

    @cached_property
    def reached(self) -> HasChances:
        """The chances as the tiles gave them."""
        return TileChances(tuple(curve_limits(self.limit_m)), self.found.chances)

    @cached_property
    def nearest_m(self) -> Floats:
        """Metres to the next offer; through streets one search serves all cells, so it is made here."""
        return super().nearest_m if self.found.nearest_m is None else self.found.nearest_m

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
    found = _Gathered(len(world.demand), plan.tiles, progress)
    for number, part in run(_work, plan.shared, plan.tasks()):
        found.take(number, part)
    return TiledAnswer(question, world, places, world.selected(question).counts, found.whole())


# -- on the machine that does a tile ---------------------------------------------------------------


def _work(shared: Shared, task: Task) -> Found:
    """Return the figures of the own cells of one tile."""
    question = shared.question
    own = Ways(task.cells.iloc[task.own], shared.networks, shared.metric_crs, shared.transit)
    limits = curve_limits(question.limit_m)
    reach = own.reach(question.mode, task.supply, limit_m=CURVE_SHARES[-1] * question.limit_m)
    return Found(
        chances=_chances(reach, limits),
        access=_access(shared, task, reach),
        nearest_m=None if task.nearest is None else own.nearest_m(question.mode, task.nearest),
    )


def _chances(reach: Reach, limits: list[float]) -> NDArray[Any]:
    by_limit = np.array([reach.chances(limit) for limit in limits])
    is_certain = bool(np.isin(by_limit, (0.0, 1.0)).all())
    kinds = by_limit.swapaxes(0, 1)
    return kinds.astype(np.bool_) if is_certain else kinds


def _access(shared: Shared, task: Task, reach: Reach) -> Floats:
    """Return the chosen measure; a catchment also looks at the cells around."""
    question, stock = shared.question, strength(task.supply)
    people = task.cells[GROUPS[question.people]].to_numpy(dtype=np.float64)
    if question.measure == NEAREST:
        return measure(NEAREST, reach.value, people[task.own], stock)
    if question.measure == CUMULATIVE:
        return measure(CUMULATIVE, reach.value.within(question.limit_m), people[task.own], stock)
    around = Ways(task.cells, shared.networks, shared.metric_crs, shared.transit)
    cost = around.ways(question.mode, task.supply, limit_m=question.limit_m)
    return measure(question.measure, cost.only(has_point(task.supply)), people, stock)[task.own]


# -- before and after ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Plan:
    """The tiles of a question, and what each of them needs."""

    shared: Shared
    tiles: list[Tile]
    cells: pd.DataFrame
    points: Floats
    supply: pd.DataFrame
    next_places: pd.DataFrame

    @classmethod
    def of(cls, world: World, question: Question, supply: pd.DataFrame, *, most_cells: int | None) -> "_Plan":
        network, kind = world.network_of(question), KINDS[question.measure]
        demand, crs, limit = world.demand, world.metric_crs, question.limit_m
        transit = world.ground_of(question).transit
        if transit is not None:  # a bus may come from anywhere: every tile sees all places
            limit = _EVERYWHERE_M
        points = np.column_stack(to_metric(demand["lon"], demand["lat"], crs=crs))
        tiles = make_tiles(
            points,
            np.column_stack(to_metric(supply["lon"], supply["lat"], crs=crs)),
            site_rim_m=max(CURVE_SHARES[-1], kind.site_rim) * limit,
            cell_rim_m=kind.cell_rim * limit,
            slack_m=supply["uncertainty_m"].to_numpy(dtype=np.float64),
            most_cells=most_cells or min(_MOST_CELLS, -(-len(demand) // _LEAST_TILES) or 1),
        )
        networks = {} if network is None else {network.mode: network}
        if transit is not None and transit.walk_network is not None:
            networks = {"walk": transit.walk_network}  # nobody is slower by bus than on foot
        pointed = supply[has_point(supply)]
        return cls(
            Shared(question, networks, crs, transit),
            list(tiles),
            demand[["lon", "lat", GROUPS[question.people]]].pipe(pd.DataFrame),
            points,
            supply.drop(columns=["city"]),
            pointed[["lon", "lat"]] if network is None else pointed.iloc[:0],
        )

    def tasks(self) -> Iterator[Task]:
        """Yield what each tile needs; the next is made when it is wanted."""
        by_street = bool(self.shared.networks) and self.shared.transit is None
        tree = None if by_street or self.next_places.empty else cKDTree(self._next_points())
        for tile in self.tiles:
            yield Task(
                cells=self.cells.iloc[tile.cells],
                own=tile.own_among_cells,
                supply=self.supply.iloc[tile.sites],
                nearest=None if by_street else self._nearest(tree, tile),
            )

    def _next_points(self) -> Floats:
        places = self.next_places
        return np.column_stack(to_metric(places["lon"], places["lat"], crs=self.shared.metric_crs))

    def _nearest(self, tree: cKDTree | None, tile: Tile) -> pd.DataFrame:
        if tree is None or self.shared.transit is not None:
            return self.next_places
        return self.next_places.iloc[may_be_nearest(tree, self.points[tile.own])]


class _Gathered:
    """Puts what the tiles found where it belongs."""

    def __init__(self, cells: int, tiles: list[Tile], progress: Progress | None) -> None:
        self._tiles, self._progress, self._done = tiles, progress, 0
        self._chances: NDArray[Any] = np.zeros((3, len(CURVE_SHARES), cells), dtype=np.bool_)
        self._access, self._nearest = np.zeros(cells), np.zeros(cells)
        self._is_straight = True

    def take(self, number: int, found: Found) -> None:
        """Take in the figures of one tile."""
        rows = self._tiles[number].own
        if found.chances.dtype != np.bool_:
            self._chances = self._chances.astype(np.float64, copy=False)
        self._chances[:, :, rows] = found.chances
        self._access[rows] = found.access
        if found.nearest_m is None:
            self._is_straight = False
        else:
            self._nearest[rows] = found.nearest_m
        self._done += 1
        if self._progress:
            self._progress(self._done, len(self._tiles))

    def whole(self) -> Found:
        """Return the figures of all cells."""
        if self._done != len(self._tiles):
            msg = f"{len(self._tiles)} tiles expected, {self._done} done"
            raise RuntimeError(msg)
        return Found(self._chances, self._access, self._nearest if self._is_straight else None)
