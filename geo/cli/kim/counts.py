"""`kim add` counts talks; `kim import` takes a table of counts in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.kim.desk import opened
from geo.cli.output import say_error, write_json
from geo.kim.counting import MOST_AT_ONCE, Talk, count
from geo.kim.example import DATASET
from geo.kim.tables import CountPlan, apply_counts, read_counts
from geo.store import Batch
from geo.upkeep.access import OPERATOR

_EXIT_FAULT = 1
#: So many problems are told to a person.
_SHOWN = 30

City = Annotated[str, typer.Option(help="City that counts.")]
Quarter = Annotated[str, typer.Option(help="Quarter such as 2026-Q4; the present one by default.")]
Number = Annotated[int, typer.Option("--count", help=f"How many, 1 to {MOST_AT_ONCE}.")]
TakeBack = Annotated[bool, typer.Option("--take-back", help="Take so many back instead of adding them.")]


def add(  # noqa: PLR0917  # options of the command line, given by name
    city: City,
    topic: Annotated[str, typer.Option(help="Topic id.")],
    outcome: Annotated[str, typer.Option(help="What came of it, such as not_found.")],
    obstacle: Annotated[list[str] | None, typer.Option(help="What stood in the way; up to three.")] = None,
    target_group: Annotated[str, typer.Option(help="Target group id.")] = "",
    quarter: Quarter = "",
    number: Number = 1,
    take_back: TakeBack = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Count talks of a city by what was needed and what came of it; single counts leave no entry in the history."""
    if number < 1:
        number = 0  # told below, with what is allowed
    with opened() as desk:
        wanted = quarter or desk.quarter
        talk = Talk(desk.known.city(city), topic, outcome, tuple(obstacle or ()), target_group)
        signed = -number if take_back else number
        count(desk.store, OPERATOR, desk.known, talk, quarter=wanted, today=desk.today, number=signed)
    if as_json:
        write_json(
            {"quarter": wanted, "city": talk.city, "topic": topic, "outcome": outcome, "added": signed}
        )
        return
    done = "taken back" if take_back else "added"
    typer.echo(f"{wanted} {talk.city}: {number} {done} to {topic}, {outcome}")


def import_counts(
    file: Annotated[Path, typer.Argument(help="CSV or Excel with counts of talks or handovers.")],
    apply: Annotated[bool, typer.Option("--apply", help="Add them; else only show the plan.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Show what a table of counts would add, and add it with --apply; `geo undo` takes the batch back."""
    with opened() as desk:
        is_example = DATASET in desk.store.datasets().index
        plan = read_counts(file, desk.known, today=desk.today, takes_examples=is_example)
        batch = apply_counts(desk.store, OPERATOR, plan) if apply and not plan.problems else None
    if as_json:
        write_json(_record(plan, batch), indent=2)
    else:
        _tell(plan, batch)
    if plan.problems:
        raise typer.Exit(_EXIT_FAULT)


def _record(plan: CountPlan, batch: Batch | None) -> dict[str, Any]:
    return {
        "file": plan.file,
        "kind": plan.thing,
        "rows": plan.rows,
        "adds": plan.number,
        "cities": list(plan.cities),
        "quarters": list(plan.quarters),
        "problems": [problem.record for problem in plan.problems],
        "applied": batch is not None,
        "batch": batch.batch_id if batch else None,
    }


def _tell(plan: CountPlan, batch: Batch | None) -> None:
    what = "talks" if plan.thing == "tally" else "handovers"
    for problem in plan.problems[:_SHOWN]:
        say_error(str(problem))
    if len(plan.problems) > _SHOWN:
        say_error(f"and {len(plan.problems) - _SHOWN} more")
    typer.echo(
        f"{plan.file}: {plan.rows} rows, {plan.number} {what} for {', '.join(plan.cities) or 'no city'}"
    )
    if batch:
        typer.echo(f"added as batch {batch.batch_id}; `python -m geo undo {batch.batch_id}` takes it back")
    elif plan.problems:
        typer.echo("nothing was added: a table is taken whole or not at all")
    else:
        typer.echo("nothing was added yet; --apply does")
