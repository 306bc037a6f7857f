"""`kim topic`: structural topics, from noticed to done."""

from typing import Annotated

import typer

from geo.cli.kim.desk import opened
from geo.cli.output import say, write_json, write_table
from geo.errors import DataError, Problem
from geo.kim.figures import Figures, figures_of
from geo.kim.topics import (
    STAGES,
    StructuralTopic,
    add_topic,
    as_record,
    changed,
    effect,
    moved,
    save_topic,
    topic_of,
    topics_of,
)
from geo.upkeep.access import OPERATOR

topic_app = typer.Typer(help="Structural topics, from noticed to done.", no_args_is_help=True)


@topic_app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="Write a JSON list.")] = False) -> None:
    """List the structural topics, and what became of those that were decided."""
    with opened() as desk:
        topics, figures = topics_of(desk.store), figures_of(desk.store)
    if as_json:
        write_json([as_record(one) | {"effect": _effect(one, figures)} for one in topics], indent=2)
        return
    rows = [
        [one.topic_id, STAGES[one.stage - 1], one.title, one.measure, one.responsible, one.due]
        for one in topics
    ]
    write_table(["topic_id", "stage", "title", "measure", "responsible", "due"], rows, title="")


@topic_app.command("add")
def add(  # noqa: PLR0917  # options of the command line, given by name
    title: Annotated[str, typer.Argument(help="What is structural about it; nobody's name.")],
    field: Annotated[str, typer.Option(help="Field of life.")] = "",
    from_office: Annotated[str, typer.Option("--from", help="Kind of office it comes from.")] = "",
    to_office: Annotated[str, typer.Option("--to", help="Kind of office it goes to.")] = "",
    law_from: Annotated[str, typer.Option(help="Area of law before.")] = "",
    law_to: Annotated[str, typer.Option(help="Area of law after.")] = "",
    step: Annotated[str, typer.Option(help="Step of the process.")] = "",
    kind: Annotated[str, typer.Option(help="Kind of break.")] = "",
    city: Annotated[list[str] | None, typer.Option(help="City; several; none means the district.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; several.")] = None,
    level: Annotated[str, typer.Option(help="Who can change it: city, district, state.")] = "",
    link: Annotated[list[str] | None, typer.Option(help="Address of minutes or a decision; several.")] = None,
) -> None:
    """Add a structural topic and print its id."""
    with opened() as desk:
        made = add_topic(
            desk.store,
            OPERATOR,
            desk.known,
            StructuralTopic(
                "",
                title.strip(),
                desk.quarter,
                field=field,
                from_office=from_office,
                to_office=to_office,
                law_from=law_from,
                law_to=law_to,
                step=step,
                kind=kind,
                cities=tuple(desk.known.city(one) for one in city or ()),
                topics=tuple(topic or ()),
                level=level,
                links=" ".join(link or ()),
            ),
        )
    typer.echo(made.topic_id)
    say(f"topic {made.topic_id}: added, {STAGES[0]}")


@topic_app.command("move")
def move(  # noqa: PLR0917  # options of the command line, given by name
    topic_id: Annotated[str, typer.Argument(help="The topic_id that `topic list` shows.")],
    stage: Annotated[str, typer.Argument(help=f"One of: {', '.join(STAGES)}; or 1 to {len(STAGES)}.")],
    measure: Annotated[str | None, typer.Option(help="What shall be done.")] = None,
    responsible: Annotated[str | None, typer.Option(help="Which role does it; nobody's name.")] = None,
    due: Annotated[str | None, typer.Option(help="Until which day.")] = None,
    met_on: Annotated[str | None, typer.Option(help="Day of the meeting; today if it is decided.")] = None,
    decision: Annotated[str | None, typer.Option(help="What was decided.")] = None,
    check_on: Annotated[str | None, typer.Option(help="When to look what became of it.")] = None,
    outcome: Annotated[str | None, typer.Option(help="What became of it.")] = None,
    link: Annotated[
        list[str] | None,
        typer.Option(help="Address of minutes or a decision, in place of those there; several."),
    ] = None,
) -> None:
    """Move a structural topic to another stage, with what was decided; from `decided` on with measure, role and day."""
    told = {
        "measure": measure,
        "responsible": responsible,
        "due": due,
        "met_on": met_on,
        "decision": decision,
        "check_on": check_on,
        "outcome": outcome,
        "links": " ".join(link) if link else None,
    }
    with opened() as desk:
        before = topic_of(desk.store, topic_id)
        given = {name: text.strip() for name, text in told.items() if text is not None}
        after = moved(changed(before, given), _stage(stage), today=desk.today)
        _, batch = save_topic(desk.store, OPERATOR, desk.known, after)
    typer.echo(
        f"topic {topic_id}: {STAGES[before.stage - 1]} -> {STAGES[after.stage - 1]}, batch {batch.batch_id}"
    )


def _stage(text: str) -> int:
    if text in STAGES:
        return STAGES.index(text) + 1
    if text.isascii() and text.isdigit() and 1 <= int(text) <= len(STAGES):
        return int(text)
    raise DataError([Problem("topic", 0, "stage", text, f"one of: {', '.join(STAGES)}")])


def _effect(topic: StructuralTopic, figures: Figures) -> dict[str, object] | None:
    found = effect(topic, figures)
    if found is None:
        return None
    return {
        "verdict": found.verdict,
        "before": [round(found.before.low, 4), round(found.before.high, 4)],
        "after": [round(found.after.low, 4), round(found.after.high, 4)],
        "cases_before": found.cases_before.count,
        "cases_after": found.cases_after.count,
    }
