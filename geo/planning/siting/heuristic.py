"""Good choices fast: one site after the other, then swapped as long as that helps."""

import heapq

import numpy as np

from geo.planning.siting.gains import Gains, Ints
from geo.planning.siting.values import TOLERANCE, Floats, Watch


def greedy(gains: Gains, p: int, watch: Watch) -> Ints:
    """Choose the row that adds most, then the next (ties: the first), until nothing is added or `p` are chosen.

    At least 63 % of the best possible (Nemhauser, Wolsey & Fisher 1978). A row's gain only shrinks as others are
    chosen, so an old number is an upper bound and most rows are never looked at again.
    Ends early when somebody asks to stop, not for time: without it there would be no answer at all.
    """
    best = np.zeros(gains.demands)
    queue = [(-gain, row) for row, gain in enumerate(gains.matrix.sum(axis=1))]
    heapq.heapify(queue)
    chosen: list[int] = []
    while queue and len(chosen) < p and not watch.is_stopped:
        _, row = heapq.heappop(queue)
        gain = added(gains, row, best)
        if queue and (-gain, row) > queue[0]:
            heapq.heappush(queue, (-gain, row))
        elif gain > 0:
            columns, values = gains.row(row)
            best[columns] = np.maximum(best[columns], values)
            chosen.append(row)
            watch.tell("greedy", float(best.sum()), np.inf)
        else:
            break
    return np.array(chosen, dtype=np.int64)


def added(gains: Gains, row: int, best: Floats) -> float:
    """Return what a row adds where `best` is given already."""
    columns, values = gains.row(row)
    return float(np.maximum(values - best[columns], 0.0).sum())


def swap(gains: Gains, chosen: Ints, watch: Watch) -> Ints:
    """Exchange one chosen row for another as long as that helps (Teitz & Bart 1968); the best exchange first."""
    while len(chosen) and not watch.why_over:
        profit = _profits(gains, chosen)
        place = int(profit.argmax())
        out, into = divmod(place, gains.candidates)
        if profit[out, into] <= TOLERANCE * gains.best(chosen).sum():
            break
        chosen = np.append(np.delete(chosen, out), into)
    return chosen


def _profits(gains: Gains, chosen: Ints) -> Floats:
    """Return what each exchange gains, shape (chosen, candidates).

    Taking a row in adds where it gives more than the best; taking one out costs the difference to the second
    best where it was the best, except where the new row gives more than that (Resende & Werneck 2007).
    """
    first, second, server = _best_two(gains, chosen)
    columns, values = gains.matrix.indices, gains.matrix.data
    rows = np.repeat(np.arange(gains.candidates), np.diff(gains.matrix.indptr))
    gain = np.bincount(rows, weights=np.maximum(values - first[columns], 0.0), minlength=gains.candidates)
    served = server >= 0
    loss = np.bincount(server[served], weights=(first - second)[served], minlength=len(chosen))
    saved = np.minimum(values, first[columns]) - second[columns]
    helps = (saved > 0) & served[columns]
    slot = server[columns[helps]] * gains.candidates + rows[helps]
    extra = np.bincount(slot, weights=saved[helps], minlength=len(chosen) * gains.candidates)
    profit = np.asarray(extra, dtype=np.float64).reshape(len(chosen), gains.candidates) + gain - loss[:, None]
    profit[:, chosen] = -np.inf
    return profit


def _best_two(gains: Gains, chosen: Ints) -> tuple[Floats, Floats, Ints]:
    """Return the best and second best of the chosen rows for each column, and the position of the best (or -1)."""
    first, second = np.zeros(gains.demands), np.zeros(gains.demands)
    server = np.full(gains.demands, -1, dtype=np.int64)
    for position, row in enumerate(chosen):
        columns, values = gains.row(row)
        is_better = values > first[columns]
        up, down = columns[is_better], columns[~is_better]
        second[up] = first[up]
        first[up], server[up] = values[is_better], position
        second[down] = np.maximum(second[down], values[~is_better])
    return first, second, server
