"""Cells that belong together as one place: a village, a quarter, a handful of farms.

Three steps, each with one number:

1. Cells at most `_CONNECT_M` apart are connected: eight neighbours, and over one empty cell.
2. What reaches further than `_SPAN_M` from its middle is a town: it is parted where fewer people live, every cell
   following the nearest more densely populated one within `_CLIMB_M` (quick shift, Vedaldi & Soatto 2008).
3. What has fewer than `_CRUMB_PEOPLE` people joins the nearest patch within `_JOIN_M`.

Patches never cross from one group of cells (a city) to another.
"""

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.people.grid import Cells, Floats, Ints, rings, sums

_CONNECT_M = 250.0
_SPAN_M = 1_500.0
_SMOOTH_M = 300.0
_CLIMB_M = 500.0
_CRUMB_PEOPLE = 100.0
_JOIN_M = 1_000.0
#: Coarser cells than those of 100 m still know their eight neighbours.
_LEAST_REACH = 1.5


def find_patches(cells: Cells, people: Floats) -> Ints:
    """Return for each cell the number of its patch, counted from 0 in the order of the cells.

    Parameters
    ----------
    people
        Persons by cell.
    """
    if not len(cells):
        return np.empty(0, dtype=np.int64)
    connected = connect(cells)
    parted = _part_towns(cells, people, connected)
    return _join_crumbs(cells, people, parted)


def connect(cells: Cells, *, reach_m: float = _CONNECT_M) -> Ints:
    """Return the number of the connected patch of each cell."""
    rows = np.arange(len(cells))
    label: Ints = rows
    for ring in rings(_reach(cells, reach_m)):
        half = [
            step for step in ring if step > (0, 0)
        ]  # the other half is the same pairs from the other side
        there = cells.at(rows, half)
        is_new = (there >= 0) & (label[there] != label)
        label = _merge(label, label[np.nonzero(is_new)[1]], label[there[is_new]])
    return label


def _reach(cells: Cells, metres: float) -> float:
    return max(metres / cells.side_m, _LEAST_REACH)


def _merge(label: Ints, one: Ints, other: Ints) -> Ints:
    """Return the labels after each of `one` became the same as its `other`, numbered by first appearance."""
    if not len(one):
        return label
    count = int(label.max()) + 1
    links = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    merged = connected_components(links, directed=False)[1].astype(np.int64)
    return _renumber(merged[label])


def _renumber(label: Ints) -> Ints:
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    numbered: Ints = order[inverse]
    return numbered


def _part_towns(cells: Cells, people: Floats, label: Ints) -> Ints:
    towns = np.flatnonzero(_span_m(cells, people, label) > _SPAN_M)
    rows = np.flatnonzero(np.isin(label, towns))
    if not len(rows):
        return label
    parent = np.arange(len(cells))
    parent[rows] = _follow(cells, label, rows, _standing(cells, people, label, rows))
    while True:
        further = parent[parent]
        if np.array_equal(further, parent):
            break
        parent = further
    parts = label.copy()
    parts[rows] = len(cells) + parent[rows]
    return _renumber(parts)


def _span_m(cells: Cells, people: Floats, label: Ints) -> Floats:
    """Return how far each patch reaches from the middle of its people."""
    count = int(label.max()) + 1
    weight = sums(label, people, count)
    x, y = (sums(label, people * v, count) / weight for v in (cells.x, cells.y))
    span = np.zeros(len(weight))
    np.maximum.at(span, label, np.hypot(cells.x - x[label], cells.y - y[label]))
    return span


def _standing(cells: Cells, people: Floats, label: Ints, rows: Ints) -> Ints:
    """Rank cells by the people around them, 0 for the most; cells as dense come in the order of the grid."""
    density = np.zeros(len(cells))
    order = rows[np.argsort(label[rows], kind="stable")]
    for mine in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        density[mine] = _smooth(cells, people, mine)
    standing = np.empty(len(cells), dtype=np.int64)
    standing[np.lexsort((np.arange(len(cells)), -np.round(density, 6)))] = np.arange(len(cells))
    return standing


def _smooth(cells: Cells, people: Floats, mine: Ints) -> Floats:
    col, row = (np.rint((v[mine] - v[mine].min()) / cells.side_m).astype(int) for v in (cells.x, cells.y))
    raster = np.zeros((col.max() + 1, row.max() + 1))
    raster[col, row] = people[mine]
    smooth = gaussian_filter(raster, _SMOOTH_M / cells.side_m, mode="constant", truncate=2.0)
    result: Floats = smooth[col, row]
    return result


def _follow(cells: Cells, label: Ints, rows: Ints, standing: Ints) -> Ints:
    """Return for each row the nearest cell of its patch that stands higher, itself where none is in reach."""
    parent = rows.copy()
    left = np.arange(len(rows))
    for ring in rings(_reach(cells, _CLIMB_M)):
        here = rows[left]
        there = cells.at(here, ring)
        is_mine = (there >= 0) & (label[there] == label[here])
        choices = np.vstack([here, np.where(is_mine, there, here)])
        best = choices[np.argmin(standing[choices], axis=0), np.arange(len(here))]
        parent[left] = best
        left = left[best == here]
    return parent


def _join_crumbs(cells: Cells, people: Floats, label: Ints) -> Ints:
    while True:
        joined = _join_once(cells, sums(label, people, int(label.max()) + 1), label)
        if joined is label:
            return label
        label = joined


def _join_once(cells: Cells, people_of: Floats, label: Ints) -> Ints:
    """Let every crumb choose one patch; two patches that are no crumbs are never joined by one between them."""
    target = np.full(len(people_of), -1, dtype=np.int64)
    target[people_of >= _CRUMB_PEOPLE] = -2  # not looking
    size = np.lexsort((np.arange(len(people_of)), -people_of)).argsort()  # 0 for the most people
    left = np.flatnonzero(target[label] == -1)
    for ring in rings(_reach(cells, _JOIN_M)):
        there = cells.at(left, ring)
        is_other = (there >= 0) & (label[there] != label[left])
        if is_other.any():
            _choose(target, label[left[np.nonzero(is_other)[1]]], label[there[is_other]], size)
        left = left[target[label[left]] == -1]
        if not len(left):
            break
    chosen = np.flatnonzero(target >= 0)
    return _merge(label, chosen, target[chosen])


def _choose(target: Ints, crumb: Ints, other: Ints, size: Ints) -> None:
    """Note for each crumb the most populous of the patches at this distance."""
    order = np.argsort(-size[other], kind="stable")
    crumb, other = crumb[order], other[order]
    is_better = (target[crumb] == -1) | (size[other] < size[target[crumb]])
    target[crumb[is_better]] = other[is_better]
