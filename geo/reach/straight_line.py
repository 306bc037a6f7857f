"""What the way from people to offers costs: sparse pairs within reach, never a dense matrix.

A way is metres on the ground. Without a street network it is the straight line times a detour factor;
`geo.reach.network` gives the same value from real streets.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from geo.projection import to_metric
from geo.reach.speeds import DETOUR_FACTOR, Floats

_CHUNK_CELLS = 100_000  # cells taken at once: some megabytes of coordinates
_CHUNK_PAIRS = 2_000_000  # pairs held at once: about 100 MB at the peak, sorting included
_WIDER = 1.5  # sites are grouped by search radius; inside a group the widest is at most this much wider

Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Cost:
    """All pairs of cell and site within reach, sorted by cell, then cost, then site (unless `is_sorted` is false).

    `cell` and `site` are row numbers of the demand and the supply they were made from, `cost_m` metres of way;
    `cells` and `sites` count the rows; a pair that is not there costs more than `limit_m`.
    """

    cell: Ints
    site: Ints
    cost_m: Floats
    cells: int
    sites: int
    limit_m: float
    is_sorted: bool = True

    @classmethod
    def from_pairs(
        cls,
        cell: ArrayLike,
        site: ArrayLike,
        cost_m: ArrayLike,
        *,
        cells: int,
        sites: int,
        limit_m: float,
        is_sorted: bool = True,
    ) -> "Cost":
        """Return the cost of pairs in any order, each pair once; those beyond the limit are dropped.

        With `is_sorted` false they stay in that order: catchments need none, and sorting is half of the work.
        """
        rows, columns = np.asarray(cell, dtype=np.int32), np.asarray(site, dtype=np.int32)
        ways = np.asarray(cost_m, dtype=np.float64)
        near = ways <= limit_m
        if not near.all():
            rows, columns, ways = rows[near], columns[near], ways[near]
        if not is_sorted:
            return cls(rows, columns, ways, cells, sites, float(limit_m), is_sorted=False)
        order = _order(rows, columns, ways)
        return cls(rows[order], columns[order], ways[order], cells, sites, float(limit_m))

    @property
    def pairs(self) -> int:
        """How many pairs are within reach."""
        return len(self.cell)

    @property
    def indptr(self) -> NDArray[np.int32 | np.int64]:
        """Where the pairs of each cell begin; one more than cells, as in a CSR matrix."""
        self._require_order()
        starts = np.searchsorted(self.cell, np.arange(self.cells + 1, dtype=np.int32))
        is_small = (
            self.pairs < np.iinfo(np.int32).max
        )  # then of the kind of `site`, so that scipy copies none
        return starts.astype(np.int32 if is_small else np.int64)

    def within(self, limit_m: float) -> "Cost":
        """Return the pairs that cost at most `limit_m` metres.

        Raises
        ------
        ValueError
            If pairs up to that limit were never looked for.
        """
        if limit_m > self.limit_m:
            msg = f"pairs are known up to {self.limit_m:g} m, {limit_m:g} m asked for"
            raise ValueError(msg)
        return self._part(self.cost_m <= limit_m, limit_m=float(limit_m))

    def nearest(self) -> Floats:
        """Return the metres to the nearest site of each cell, `inf` where none is within reach; not to be changed."""
        return self._nearest

    @cached_property
    def _nearest(self) -> Floats:
        """Kept, because every point of a curve looks at it."""
        found = np.full(self.cells, np.inf)
        first = self._first()
        found[self.cell[first]] = self.cost_m[first]
        found.flags.writeable = False
        return found

    def nearest_site(self) -> Ints:
        """Return the row number of the nearest site of each cell, -1 where none is within reach."""
        found = np.full(self.cells, -1, dtype=np.int32)
        first = self._first()
        found[self.cell[first]] = self.site[first]
        return found

    def to_csr(self, values: ArrayLike) -> csr_array:
        """Return one value a pair as a sparse matrix of shape (cells, sites)."""
        data = np.asarray(values, dtype=np.float64)
        return csr_array((data, self.site, self.indptr), shape=(self.cells, self.sites))

    def to_coo(self, values: ArrayLike) -> coo_array:
        """Return one value a pair as a sparse matrix of shape (cells, sites), in the order of the pairs."""
        data = np.asarray(values, dtype=np.float64)
        return coo_array((data, (self.cell, self.site)), shape=(self.cells, self.sites))

    def only(self, mask: ArrayLike) -> "Cost":
        """Return the cost without pairs to sites where `mask` (one flag a site) does not hold; numbers stay."""
        return self._part(self._flags(mask)[self.site])

    def select_sites(self, mask: ArrayLike) -> "Cost":
        """Return the cost to the sites where `mask` (one flag a site) holds, numbered anew in their order."""
        kept = self._flags(mask)
        number = np.cumsum(kept, dtype=np.int32) - np.int32(1)
        part = self._part(kept[self.site])
        return replace(part, site=number[part.site], sites=int(kept.sum()))

    def with_sites(self, other: "Cost") -> "Cost":
        """Return the cost to the sites of both, those of `other` after one's own; the smaller limit holds.

        Raises
        ------
        ValueError
            If the two are not about the same number of cells.
        """
        if other.cells != self.cells:
            msg = f"the same cells expected, {self.cells} and {other.cells} found"
            raise ValueError(msg)
        return Cost.from_pairs(
            np.concatenate((self.cell, other.cell)),
            np.concatenate((self.site, other.site + np.int32(self.sites))),
            np.concatenate((self.cost_m, other.cost_m)),
            cells=self.cells,
            sites=self.sites + other.sites,
            limit_m=min(self.limit_m, other.limit_m),
        )

    def _flags(self, mask: ArrayLike) -> Flags:
        kept = np.asarray(mask, dtype=np.bool_)
        if kept.shape != (self.sites,):
            msg = f"one flag for each of {self.sites} sites expected, shape {kept.shape} found"
            raise ValueError(msg)
        return kept

    def _require_order(self) -> None:
        if not self.is_sorted:
            raise ValueError("pairs sorted by cell and cost expected")

    def _first(self) -> Flags:
        self._require_order()
        first = np.ones(self.pairs, dtype=np.bool_)
        first[1:] = self.cell[1:] != self.cell[:-1]
        return first

    def _part(self, kept: Flags, *, limit_m: float | None = None) -> "Cost":
        limit = self.limit_m if limit_m is None else limit_m
        parts = (self.cell[kept], self.site[kept], self.cost_m[kept])
        return Cost(*parts, self.cells, self.sites, limit, self.is_sorted)


def straight_line_cost(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    detour_factor: float = DETOUR_FACTOR,
    slack_m: ArrayLike | None = None,
    metric_crs: int = 25832,
    is_sorted: bool = True,
) -> Cost:
    """Return the ways along the straight line, made longer by the detour factor.

    Parameters
    ----------
    demand, supply
        Columns `lon`, `lat` (degrees, EPSG:4326), no gaps.
    limit_m
        Metres of way, detour included, up to which pairs are kept.
    slack_m
        Metres each site may be moved towards a cell, one number a site: what could be reached from the best place
        within an uncertain location. A way is then shorter by the detour factor times this, and below 0 for a cell
        that lies inside the area.
    metric_crs
        EPSG code of the metric system.
    is_sorted
        Whether the pairs are sorted; catchments need no order, and sorting is half of the work.
    """
    chunks = list(
        straight_line_chunks(
            demand,
            supply,
            limit_m=limit_m,
            detour_factor=detour_factor,
            slack_m=slack_m,
            metric_crs=metric_crs,
            is_sorted=is_sorted,
        )
    )
    return _joined(chunks, cells=len(demand), sites=len(supply), limit_m=limit_m)


def nearest_way_m(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    detour_factor: float = DETOUR_FACTOR,
    metric_crs: int = 25832,
) -> Floats:
    """Return the metres of way to the nearest site of each cell, however far; `inf` where there is no site at all.

    No other pairs are looked for: millions of cells take seconds.
    """
    if supply.empty:
        return np.full(len(demand), np.inf)
    sites = np.column_stack(to_metric(supply["lon"], supply["lat"], crs=metric_crs))
    cells = np.column_stack(to_metric(demand["lon"], demand["lat"], crs=metric_crs))
    straight: Floats = cKDTree(sites).query(cells, k=1)[0]
    return straight * detour_factor


def straight_line_chunks(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    limit_m: float,
    detour_factor: float = DETOUR_FACTOR,
    slack_m: ArrayLike | None = None,
    metric_crs: int = 25832,
    is_sorted: bool = True,
    chunk_cells: int = _CHUNK_CELLS,
    chunk_pairs: int = _CHUNK_PAIRS,
) -> Iterator[tuple[slice, Cost]]:
    """Yield the cost of one run of cells after the other, so that memory does not grow with their number.

    Parameters are those of `straight_line_cost`; a run has at most `chunk_cells` cells, and fewer where more than
    `chunk_pairs` pairs were in reach (one cell at least).

    Yields
    ------
    rows, cost
        The rows of `demand`, and the cost of these rows to all sites.
    """
    _check(limit_m, detour_factor)
    cells = np.column_stack(to_metric(demand["lon"], demand["lat"], crs=metric_crs))
    sites = np.column_stack(to_metric(supply["lon"], supply["lat"], crs=metric_crs))
    slack = np.zeros(len(sites)) if slack_m is None else np.asarray(slack_m, dtype=np.float64)
    search = _Search(sites, slack, float(limit_m), detour_factor, is_sorted=is_sorted)
    for start in range(0, len(cells), chunk_cells):
        run = slice(start, min(start + chunk_cells, len(cells)))
        yield from search.runs(cells, run, chunk_pairs)


def _check(limit_m: float, detour_factor: float) -> None:
    if not (limit_m >= 0 and np.isfinite(limit_m)):
        msg = f"a limit of 0 m or more expected, {limit_m} found"
        raise ValueError(msg)
    if not (detour_factor >= 1 and np.isfinite(detour_factor)):
        msg = f"a detour factor of 1 or more expected, {detour_factor} found"
        raise ValueError(msg)


class _Search:
    """Finds the sites near runs of cells; sites of about the same search radius share a tree."""

    def __init__(
        self, sites: Floats, slack_m: Floats, limit_m: float, detour_factor: float, *, is_sorted: bool
    ) -> None:
        if not (np.isfinite(sites).all() and np.isfinite(slack_m).all() and (slack_m >= 0).all()):
            raise ValueError("a point and a slack of 0 m or more expected for every site")
        self.sites, self.slack_m = len(sites), slack_m
        self.limit_m, self.detour_factor, self.is_sorted = limit_m, detour_factor, is_sorted
        radius = (limit_m / detour_factor + slack_m) * (1 + 1e-12)  # rounding must not lose a pair on the rim
        self.groups = [
            (members, cKDTree(sites[members]), float(radius[members].max())) for members in _alike(radius)
        ]

    def runs(self, cells: Floats, run: slice, chunk_pairs: int) -> Iterator[tuple[slice, Cost]]:
        size = run.stop - run.start
        tree = cKDTree(cells[run])
        pairs = sum(tree.count_neighbors(site_tree, radius) for _, site_tree, radius in self.groups)
        if pairs > chunk_pairs and size > 1:
            middle = run.start + size // 2
            yield from self.runs(cells, slice(run.start, middle), chunk_pairs)
            yield from self.runs(cells, slice(middle, run.stop), chunk_pairs)
            return
        yield run, self._cost(tree, size)

    def _cost(self, tree: cKDTree, size: int) -> Cost:
        found = [self._pairs(tree, *group) for group in self.groups]
        cell, site, cost_m = (
            (np.concatenate(part) for part in zip(*found, strict=True))
            if found
            else (np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32), np.empty(0))
        )
        return Cost.from_pairs(
            cell,
            site,
            cost_m,
            cells=size,
            sites=self.sites,
            limit_m=self.limit_m,
            is_sorted=self.is_sorted,
        )

    def _pairs(
        self, tree: cKDTree, members: NDArray[np.int64], sites: cKDTree, radius: float
    ) -> tuple[Ints, Ints, Floats]:
        found = tree.sparse_distance_matrix(sites, radius, output_type="ndarray")
        site = members[found["j"]].astype(np.int32)
        way = (found["v"] - self.slack_m[site]) * self.detour_factor
        cell = found["i"].astype(np.int32)
        near = way <= self.limit_m
        return (cell, site, way) if near.all() else (cell[near], site[near], way[near])


def _order(cell: Ints, site: Ints, cost_m: Floats) -> NDArray[np.int64]:
    """Return the order by cell, then cost, then site; ten times faster than sorting by three keys.

    One number holds cell and cost. Where rounding makes two of these numbers equal, the three keys decide.
    """
    least, most = float(cost_m.min(initial=0.0)), float(cost_m.max(initial=0.0))
    key = cell * (most - least + 1.0)
    key += cost_m
    order = np.argsort(key)
    key = key[order]
    is_doubtful = np.zeros(len(key), dtype=np.bool_)
    np.equal(key[1:], key[:-1], out=is_doubtful[1:])
    is_doubtful[:-1] |= is_doubtful[1:]
    doubtful = np.flatnonzero(is_doubtful)
    if len(doubtful):
        tied = order[doubtful]
        order[doubtful] = tied[np.lexsort((site[tied], cost_m[tied], cell[tied]))]
    return order


def _alike(radius: Floats) -> list[NDArray[np.int64]]:
    """Group the sites by radius, so that no search is much wider than its sites need."""
    groups, order = [], np.argsort(radius, kind="stable")
    while len(order):
        count = int(np.searchsorted(radius[order], radius[order[0]] * _WIDER, side="right"))
        groups.append(np.sort(order[:count]))
        order = order[count:]
    return groups


def _joined(chunks: list[tuple[slice, Cost]], *, cells: int, sites: int, limit_m: float) -> Cost:
    """Put runs of cells one after the other; they are sorted already."""
    if len(chunks) == 1:
        return chunks[0][1]
    none = [Cost(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0), 0, sites, limit_m)]
    parts = [cost for _, cost in chunks] or none
    starts = [rows.start for rows, _ in chunks] or [0]
    cell = np.concatenate([p.cell + np.int32(start) for p, start in zip(parts, starts, strict=True)])
    site = np.concatenate([p.site for p in parts])
    is_sorted = all(p.is_sorted for p in parts)
    cost_m = np.concatenate([p.cost_m for p in parts])
    return Cost(cell, site, cost_m, cells, sites, float(limit_m), is_sorted)
