"""A table of dated runs: what it would change of the stored offers, and its writing.

A table tells all runs of every offer that it names; offers that it does not name keep theirs. An offer of which one row
cannot be read keeps what it has.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from geo.errors import DataError, Problem
from geo.exchange.coverage_files.tables import to_csv
from geo.exchange.sources import RawTable
from geo.model import ChangeKind, Role
from geo.offers.course_runs import (
    MOST_RUNS,
    RUN_COLUMNS,
    CourseRun,
    Runs,
    in_order,
)
from geo.offers.run_reading import read_run
from geo.store import Batch, OfferEdit, Store, StoredOffer
from geo.tables import Fault

OFFER_ID, TITLE = "offer_id", "title"
#: Columns of the table; the title is for the reader's eye and is not read.
HEADING = (OFFER_ID, TITLE, *(spec.name for spec in RUN_COLUMNS))
#: What no table of offers has.
_OWN = frozenset({"level_from", "level_to", "register_by", "childcare"})


def is_of_runs(headings: Iterable[str]) -> bool:
    """Whether headings are those of a table of dated runs."""
    named = set(headings)
    return {OFFER_ID, "start"} <= named and bool(_OWN & named)


@dataclass(frozen=True)
class RunChange:
    """What a table makes of the runs of one offer."""

    offer: StoredOffer
    after: tuple[CourseRun, ...]

    @property
    def added(self) -> tuple[CourseRun, ...]:
        """Runs that are new."""
        return tuple(run for run in self.after if run not in self.offer.runs)

    @property
    def gone(self) -> tuple[CourseRun, ...]:
        """Runs that the table does not tell any more, or tells otherwise."""
        return tuple(run for run in self.offer.runs if run not in self.after)


@dataclass(frozen=True)
class RunPlan:
    """What a table would change, which offers stay as they are, and every place that could not be understood."""

    source: str
    changed: tuple[RunChange, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]


def plan_runs(table: RawTable, stored: Mapping[str, StoredOffer], *, today: date) -> RunPlan:
    """Read a table of runs and compare it with the stored offers.

    Parameters
    ----------
    table
        As `geo.exchange.sources.load_table` reads it; its headings are those of `HEADING`.
    stored
        The offers in sight, by id.
    today
        The district's day: nobody knows a state from tomorrow.

    Raises
    ------
    DataError
        If the table has no column for the offer or for the start of a run.
    """
    names = [name.strip().casefold() for name in table.headings]
    lacking = [name for name in (OFFER_ID, "start") if name not in names]
    if lacking:
        raise DataError(
            [
                Problem(table.name, 1, name, "", f"column is missing; known are {', '.join(HEADING)}")
                for name in lacking
            ]
        )
    problems = [
        Problem.at(1, name, name, "run_column", HEADING, is_hint=True)
        for name in table.headings
        if name.strip().casefold() not in HEADING
    ]
    found, faults = _read(table, stored, today)
    problems += faults
    faulty = {problem.about for problem in faults if not problem.is_hint}
    kept = {key: in_order(runs) for key, runs in found.items() if key not in faulty}
    changed = [RunChange(stored[key], runs) for key, runs in kept.items() if runs != stored[key].runs]
    unchanged = [key for key, runs in kept.items() if runs == stored[key].runs]
    told = sorted([*table.problems, *problems], key=lambda problem: problem.row)
    return RunPlan(table.source, tuple(changed), tuple(unchanged), tuple(told))


def apply_runs(plan: RunPlan, store: Store, *, who: Role) -> Batch | None:
    """Write what a plan changes as one batch, None where it changes nothing.

    Raises
    ------
    OfferConflict
        If the runs of an offer were changed since the plan was made; nothing is written.
    """
    edits = [
        OfferEdit.schedule(one.offer.offer_id, one.after, version=one.offer.version) for one in plan.changed
    ]
    return store.apply(edits, who=who, kind=ChangeKind.IMPORT, note=plan.source)


def runs_csv(offers: Iterable[tuple[str, str]], runs: Runs) -> bytes:
    """Return all dated runs of offers as the table that `plan_runs` reads.

    Parameters
    ----------
    offers
        Id and title of each, in the order of the file.
    """
    rows = [
        {OFFER_ID: offer_id, TITLE: title, **run.row()}
        for offer_id, title in offers
        for run in runs.get(offer_id, ())
    ]
    return to_csv(rows, heading=HEADING)


def _read(
    table: RawTable, stored: Mapping[str, StoredOffer], today: date
) -> tuple[dict[str, list[CourseRun]], list[Problem]]:
    """Return the runs by offer, and what is wrong; a problem is about the offer of its row."""
    found: defaultdict[str, list[CourseRun]] = defaultdict(list)
    problems: list[Problem] = []
    for raw in table.rows:
        values = {name.strip().casefold(): text.strip() for name, text in raw.cells.items()}
        offer_id = values.get(OFFER_ID, "")
        run, faults = read_run(values, today=today)
        wrong = [_problem(raw.number, offer_id, values, fault) for fault in faults]
        if offer_id not in stored:
            kind = "run_offer" if offer_id else "required"
            wrong.append(_problem(raw.number, offer_id, values, Fault(OFFER_ID, kind, "")))
        if not wrong and len(found[offer_id]) == MOST_RUNS:
            wrong.append(_problem(raw.number, offer_id, values, Fault(OFFER_ID, "run_many", "")))
        problems += wrong
        if not wrong and run in found[offer_id]:
            twice = Problem.at(
                raw.number, "start", values["start"], "run_twice", is_hint=True, about=offer_id
            )
            problems.append(twice)
        elif not wrong:
            found[offer_id].append(run)
    return found, problems


def _problem(number: int, offer_id: str, values: Mapping[str, str], fault: Fault) -> Problem:
    allowed = next((spec.allowed for spec in RUN_COLUMNS if spec.name == fault.column), ())
    shown = tuple(filter(None, allowed)) if fault.kind == "not_allowed" else ()
    return Problem.at(number, fault.column, values.get(fault.column, ""), fault.kind, shown, about=offer_id)
