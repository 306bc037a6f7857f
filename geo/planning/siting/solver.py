"""The exact solver: the choice as a mixed integer program, solved by HiGHS; the only place that knows it.

Every unit of gain is a yes/no question: does one of these rows serve this demand at least so well? With x_g for the
questions, y_j for the rows and weights w_g the program is that of the maximal covering location problem
(Church & ReVelle 1974): max Σ w_g x_g, x_g ≤ Σ_{j in g} y_j, Σ y_j = p.
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from geo.planning.siting.gains import Gains, Ints
from geo.planning.siting.values import Floats, Watch, is_decided

#: Entries of the program up to which the solver is asked: about 1 GB of memory.
_SIZE_LIMIT = 4_000_000
_ASK_EVERY = 256  # columns of demand after which the watch is asked
_SCALE = 1e6  # the sum of all weights, so that tolerances mean the same for any district


@dataclass(frozen=True, eq=False)
class Solved:
    """Chosen rows, a bound on the value of any choice, and whether the solver came to an end."""

    chosen: Ints
    bound: float
    is_finished: bool


@dataclass(frozen=True)
class Known:
    """What is known before: the value every choice has (`base`), the best value and bound so far.

    The search ends early when its value reaches `enough` or its bound falls below it.
    """

    base: float
    value: float
    bound: float
    enough: float


@dataclass(frozen=True, eq=False)
class Questions:
    """Cover sets (a row of the matrix each, columns are candidates) and what a yes is worth."""

    covers: csr_array
    weights: Floats


def questions(gains: Gains, best: Floats, watch: Watch, *, size_limit: int = _SIZE_LIMIT) -> Questions | None:
    """Turn gains beyond `best` into yes/no questions; None if there would be too many, or the time is over.

    Demand with gains a > b > c becomes three: is it served by the first (worth a − b), by one of the first two
    (b − c), by any (c)? Equal questions are merged.
    """
    by_demand = csr_array(gains.matrix.T)
    found: dict[bytes, float] = {}
    size = 0
    for column in range(by_demand.shape[0]):
        if column % _ASK_EVERY == 0 and watch.why_over:
            return None
        part = slice(by_demand.indptr[column], by_demand.indptr[column + 1])
        extra = by_demand.data[part] - best[column]
        for rows, weight in _levels(by_demand.indices[part], extra):
            key = rows.tobytes()
            if key not in found:
                size += len(rows)
                if size > size_limit:
                    return None
            found[key] = found.get(key, 0.0) + weight
    return _as_matrix(found, candidates=gains.candidates)


def _levels(rows: Ints, gains: Floats) -> list[tuple[Ints, float]]:
    """Return each set of rows that give at least so much, and the step from the next lower gain."""
    order = np.lexsort((rows, -gains))
    order = order[gains[order] > 0]
    ranked = gains[order]
    steps = ranked - np.append(ranked[1:], 0.0)
    return [
        (np.sort(rows[order[: k + 1]]).astype(np.int32), float(steps[k])) for k in np.flatnonzero(steps > 0)
    ]


def _as_matrix(found: dict[bytes, float], *, candidates: int) -> Questions:
    sets = [np.frombuffer(key, dtype=np.int32) for key in found]
    indptr = np.concatenate(([0], np.cumsum([len(s) for s in sets]))).astype(np.int64)
    columns = np.concatenate(sets) if sets else np.empty(0, dtype=np.int32)
    covers = csr_array((np.ones(len(columns)), columns, indptr), shape=(len(sets), candidates))
    return Questions(covers, np.array(list(found.values())))


def solve(asked: Questions, p: int, start: Ints, watch: Watch, known: Known) -> Solved:
    """Find the best `p` columns of the cover sets in the time that is left, beginning with the choice `start`."""
    scale = _SCALE / asked.weights.sum()
    highs = _highs(watch)
    highs.passModel(_model(asked, p, scale))
    _begin_with(highs, asked, start)
    _listen(highs, watch, lambda objective: known.base - objective / scale, known)
    if highs.run() == highspy.HighsStatus.kError:  # somebody else in this process chose a number of threads
        highs.setOptionValue("threads", 0)
        highs.run()
    return _read(highs, asked, known.base, scale)


def _highs(watch: Watch) -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # the solver's constructor has no types
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "random_seed": 0,
        "threads": 1,
        "parallel": "off",
        "time_limit": watch.left_s,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 1e-4,
        "mip_feasibility_tolerance": 1e-8,
        "primal_feasibility_tolerance": 1e-8,
    }
    for name, setting in options.items():
        highs.setOptionValue(name, setting)
    return highs


def _begin_with(highs: highspy.Highs, asked: Questions, start: Ints) -> None:
    chosen = np.zeros(asked.covers.shape[1])
    chosen[start] = 1.0
    solution = highspy.HighsSolution()
    solution.col_value = [*np.minimum(asked.covers @ chosen, 1.0), *chosen]
    highs.setSolution(solution)


def _listen(highs: highspy.Highs, watch: Watch, as_value: Callable[[float], float], known: Known) -> None:
    """Let the solver ask now and then whether it should go on, and tell how far it has come."""

    def ask(event: highspy.HighsCallbackEvent) -> None:
        if watch.why_over:
            event.interrupt()

    def look(event: highspy.HighsCallbackEvent) -> None:
        value = max(as_value(event.data_out.mip_primal_bound), known.value)
        bound = max(min(as_value(event.data_out.mip_dual_bound), known.bound), value)
        watch.tell("exact", value, bound)
        if watch.why_over or is_decided(value, bound, known.enough):
            event.interrupt()

    highs.cbSimplexInterrupt += ask
    highs.cbMipInterrupt += look


def _read(highs: highspy.Highs, asked: Questions, base: float, scale: float) -> Solved:
    """Read the choice; a bound is trusted only where the solver says how it ended."""
    status, statuses = highs.getModelStatus(), highspy.HighsModelStatus
    values = np.asarray(highs.getSolution().col_value)[-asked.covers.shape[1] :]
    has_bound = status in {statuses.kOptimal, statuses.kTimeLimit, statuses.kInterrupt}
    bound = base - highs.getInfo().mip_dual_bound / scale if has_bound else np.inf
    return Solved(np.flatnonzero(values > 0.5), bound, status == statuses.kOptimal)


def _model(asked: Questions, p: int, scale: float) -> highspy.HighsLp:
    """Minimise −Σ w x: questions first, then candidates."""
    count, candidates = asked.covers.shape
    answers = hstack([csr_array(_identity(count)), -asked.covers])
    total = csr_array(np.concatenate((np.zeros(count), np.ones(candidates)))[None, :])
    matrix = csr_array(vstack([answers, total]))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count + candidates, count + 1
    model.col_cost_ = np.concatenate((-asked.weights * scale, np.zeros(candidates)))
    model.col_lower_ = np.zeros(count + candidates)
    model.col_upper_ = np.ones(count + candidates)
    model.row_lower_ = np.full(count + 1, -highspy.kHighsInf)
    model.row_upper_ = np.append(np.zeros(count), float(p))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    kinds = [highspy.HighsVarType.kContinuous] * count + [highspy.HighsVarType.kInteger] * candidates
    model.integrality_ = kinds
    return model


def _identity(size: int) -> csr_array:
    numbers = np.arange(size)
    return csr_array((np.ones(size), (numbers, numbers)), shape=(size, size))
