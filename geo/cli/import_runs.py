"""`python -m geo import --runs`: when courses take place, from a table of dated runs."""

from collections.abc import Sequence
from typing import Any

import typer

from geo.cli.output import say, say_error, write_json, write_table
from geo.errors import DataError, SourceError
from geo.exchange.importing import Messages, Workbench
from geo.exchange.importing.runs import RunPlan, apply_runs, plan_runs
from geo.exchange.sources import Asked, load_table
from geo.model import Role
from geo.offers.course_runs import CourseRun
from geo.store import Batch
from geo.upkeep.opening import prepare

_EXIT_FAULT = 1
#: So many rows of each kind are shown to a person.
_SHOWN = 30


def import_runs(
    location: str,
    bench: Workbench,
    messages: Messages,
    asked: Asked,
    *,
    apply: bool,
    as_json: bool,
    is_alone: bool,
) -> None:
    """Show what a table of runs would change, and write it where `apply` says so.

    Parameters
    ----------
    is_alone
        Whether no option was given that only tables of offers know.
    """
    if not is_alone:
        msg = (
            "--runs reads a table with columns of its own; it takes no option about columns, words or offers"
        )
        raise typer.BadParameter(msg)
    try:
        table = load_table(location, bench.aids, asked=asked)
    except SourceError as error:
        say_error(messages.problem(error.problem))
        raise typer.Exit(_EXIT_FAULT) from error
    with prepare(bench.settings) as store:
        try:
            plan = plan_runs(table, store.stored_offers(), today=bench.settings.district.today())
        except DataError as error:
            say_error(str(error))
            raise typer.Exit(_EXIT_FAULT) from error
        batch = apply_runs(plan, store, who=Role.OPERATOR) if apply else None
    if as_json:
        write_json(_as_record(plan, messages, batch, is_applied=apply), indent=2)
    else:
        _show(plan, messages, batch, is_applied=apply)


def _as_record(plan: RunPlan, messages: Messages, batch: Batch | None, *, is_applied: bool) -> dict[str, Any]:
    """Return a plan as the JSON that a program reads."""
    return {
        "offers_changed": len(plan.changed),
        "offers_unchanged": len(plan.unchanged),
        "problems": messages.problems(plan.problems),
        "source": plan.source,
        "applied": is_applied,
        "batch": batch.batch_id if batch else None,
        "offers": [
            {
                "offer_id": one.offer.offer_id,
                "title": one.offer.row["title"],
                "added": [run.row() for run in one.added],
                "gone": [run.row() for run in one.gone],
            }
            for one in plan.changed
        ],
    }


def _show(plan: RunPlan, messages: Messages, batch: Batch | None, *, is_applied: bool) -> None:
    counts = {"changed": len(plan.changed), "unchanged": len(plan.unchanged)}
    write_table(list(counts), [[str(number) for number in counts.values()]], title=plan.source)
    rows = [
        [one.offer.offer_id, sign, run.start, _told(run)]
        for one in plan.changed
        for sign, runs in (("new", one.added), ("gone", one.gone))
        for run in runs
    ]
    _table(["offer", "is", "start", "run"], rows, "runs")
    problems = [[str(p.row), p.column, p.value, messages.problem(p)] for p in plan.problems]
    _table(["row", "column", "value", "message"], problems, "problems")
    if plan.problems:
        say("an offer with a row that cannot be read keeps the runs it has: none of its rows is taken")
    if batch:
        say(f"applied as batch {batch.batch_id}; take it back with: python -m geo undo {batch.batch_id}")
    elif plan.changed and not is_applied:
        say("nothing was written; add --apply to do so")
    else:
        say("nothing was written: there is nothing to change")


def _told(run: CourseRun) -> str:
    """Say what a run tells beside its start."""
    return ", ".join(f"{name} {text}" for name, text in run.row().items() if text and name != "start")


def _table(headings: Sequence[str], rows: Sequence[list[str]], title: str) -> None:
    if rows:
        more = f" ({len(rows)}, the first {_SHOWN} shown)" if len(rows) > _SHOWN else ""
        write_table(list(headings), list(rows[:_SHOWN]), title=f"{title}{more}")
