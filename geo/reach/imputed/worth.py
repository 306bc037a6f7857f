"""What an address would tell: how much of the range comes from one offer whose place is not known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

#: A chance nearer to 1 is as good as certain.
_NEARLY = 1e-12


class Worth(NamedTuple):
    """For each offer: the variance of people reached that knowing its place takes away, and whom it may reach."""

    variance: Floats
    possible: Floats


def worth(
    place: NDArray[np.int32], reaches: csr_array, people: ArrayLike, is_sure: NDArray[np.bool_]
) -> Worth:
    """Return what knowing each place is worth.

    v_u = Var over u's drawn places of Σ_i P_i · [u reaches i] · Π (nobody else reaches i).

    Parameters
    ----------
    place
        The place of each offer in each draw, shape (offers, draws); -1 where it is not there.
    reaches
        Which place reaches which cell: 1 or 0, shape (places, cells).
    people
        Of each cell.
    is_sure
        Cells that an offer at a known point reaches: nothing is open there.
    """
    open_people = np.where(is_sure, 0.0, np.asarray(people, dtype=np.float64))
    held = [_held(row) for row in place]
    chance = [_chance(reaches, *one) for one in held]
    nobody = np.zeros(len(open_people))
    for cells, part in chance:
        nobody[cells] += np.log1p(-part)
    variance, possible = np.zeros(len(place)), np.zeros(len(place))
    for number, ((places, share), (cells, part)) in enumerate(zip(held, chance, strict=True)):
        alone = np.zeros(len(open_people))
        alone[cells] = open_people[cells] * np.exp(nobody[cells] - np.log1p(-part))
        gained = reaches[places] @ alone
        mean = float(share @ gained)
        # where it is not there at all nobody is gained
        variance[number] = float(share @ (gained - mean) ** 2) + (1 - share.sum()) * mean**2
        possible[number] = float(open_people[cells].sum())
    return Worth(variance, possible)


def _held(row: NDArray[np.int32]) -> tuple[NDArray[np.int64], Floats]:
    """Return the places of an offer and in which share of the draws it is at each."""
    places, count = np.unique(row[row >= 0], return_counts=True)
    return places.astype(np.int64), count / len(row)


def _chance(reaches: csr_array, places: NDArray[np.int64], share: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Return the cells an offer may reach, and with which chance."""
    if not len(places):
        return np.empty(0, dtype=np.int64), np.empty(0)
    by_cell = reaches[places].T @ share
    cells = np.flatnonzero(by_cell > 0)
    return cells, np.minimum(by_cell[cells], 1 - _NEARLY)
