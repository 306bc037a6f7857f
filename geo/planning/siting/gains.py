"""What each candidate would give to whom: the one matrix that every search for sites works on.

Row j, column i: what site j gives to demand i if it is the best one there, in people (coverage) or person-metres
(shorter ways). Demand that existing sites serve as well already stands in no column.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.planning.siting.values import Floats
from geo.reach.straight_line import Cost

#: Pairs of candidates that share demand, up to which looking for dominated ones is worth the time.
_DOMINANCE_LIMIT = 20_000_000

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Gains:
    """Gains of the candidates worth looking at.

    `matrix` has a row for each of them, `candidate` its row number among all candidates (ascending).
    """

    matrix: csr_array
    candidate: Ints

    @property
    def candidates(self) -> int:
        """How many candidates are worth looking at."""
        return len(self.candidate)

    @property
    def demands(self) -> int:
        """How many columns of demand there are."""
        return int(self.matrix.shape[1])

    def row(self, number: int) -> tuple[NDArray[np.int32], Floats]:
        """Return the columns of one candidate and what it gives there."""
        part = slice(self.matrix.indptr[number], self.matrix.indptr[number + 1])
        return self.matrix.indices[part], self.matrix.data[part]

    def best(self, chosen: Ints) -> Floats:
        """Return what each column gets from the best of the chosen rows."""
        best = np.zeros(self.demands)
        for number in chosen:
            columns, gains = self.row(number)
            best[columns] = np.maximum(best[columns], gains)
        return best

    def select(self, rows: Ints) -> "Gains":
        """Return some of the rows."""
        return Gains(csr_array(self.matrix[rows]), self.candidate[rows])


def cover_gains(cost_existing: Cost, cost_candidates: Cost, people: Floats, *, limit_m: float) -> Gains:
    """Return the people each candidate newly covers.

    Cells that existing sites cover leave the problem, and cells that the same candidates cover become one column.
    A candidate whose cells another one covers as well is left out: choosing the other one is never worse.
    """
    near = cost_candidates.within(limit_m)
    is_open = ~covered(cost_existing, limit_m) & (people > 0)
    kept = is_open[near.cell]
    cell, site = near.cell[kept], near.site[kept]
    order = np.lexsort((site, cell))
    gains = _grouped(cell[order], site[order], people, sites=near.sites)
    return _without_dominated(gains)


def way_gains(
    cost_existing: Cost, cost_candidates: Cost, people: Floats, *, limit_m: float, otherwise_m: float
) -> Gains:
    """Return the person-metres each candidate saves; a cell without any site has a way of `otherwise_m`."""
    near = cost_candidates.within(limit_m)
    now = np.minimum(cost_existing.within(limit_m).nearest(), otherwise_m)
    saved = (now[near.cell] - near.cost_m) * people[near.cell]
    kept = saved > 0
    matrix = csr_array((saved[kept], (near.site[kept], near.cell[kept])), shape=(near.sites, near.cells))
    used = np.flatnonzero(np.bincount(near.cell[kept], minlength=near.cells))
    return _worth_looking_at(csr_array(matrix[:, used]))


def covered(cost: Cost, limit_m: float) -> NDArray[np.bool_]:
    """Say of each cell whether a site is within the limit."""
    found = np.zeros(cost.cells, dtype=np.bool_)
    found[cost.within(limit_m).cell] = True
    return found


def _grouped(cell: NDArray[np.int32], site: NDArray[np.int32], people: Floats, *, sites: int) -> Gains:
    """Make one column of the cells that the same candidates cover; pairs come sorted by cell, then site."""
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    ends = np.append(starts, len(cell))[1:]
    group_of: dict[bytes, int] = {}
    numbers = [
        group_of.setdefault(site[a:b].tobytes(), len(group_of)) for a, b in zip(starts, ends, strict=True)
    ]
    weights = np.bincount(numbers, weights=people[cell[starts]], minlength=len(group_of))
    members = [np.frombuffer(key, dtype=site.dtype) for key in group_of]
    columns = np.repeat(np.arange(len(members)), [len(m) for m in members])
    rows = np.concatenate(members) if members else np.empty(0, dtype=site.dtype)
    return _worth_looking_at(csr_array((weights[columns], (rows, columns)), shape=(sites, len(members))))


def _worth_looking_at(matrix: csr_array) -> Gains:
    """Leave out the candidates that give nothing."""
    matrix.sort_indices()
    rows = np.flatnonzero(np.diff(matrix.indptr))
    return Gains(csr_array(matrix[rows]), rows)


def _without_dominated(gains: Gains) -> Gains:
    """Leave out each candidate that covers nothing but what another one covers too; of equals the first stays."""
    counts = np.bincount(gains.matrix.indices, minlength=gains.demands).astype(np.float64)
    if (counts**2).sum() > _DOMINANCE_LIMIT:
        return gains
    cover = gains.matrix.copy()
    cover.data = np.ones_like(cover.data)
    shared = (cover @ cover.T).tocoo()
    size = np.diff(gains.matrix.indptr)
    inside, other = shared.coords
    is_part = (shared.data == size[inside]) & (inside != other)
    is_worse = (size[inside] < size[other]) | (inside > other)
    dominated = np.zeros(gains.candidates, dtype=np.bool_)
    dominated[inside[is_part & is_worse]] = True
    return gains.select(np.flatnonzero(~dominated))
