"""`python -m geo coverage`: who reaches an offer, where the gaps are, and how sure that is."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.coverage_all import require_suffix, tell_all
from geo.cli.coverage_changes import keep_state, show_changes
from geo.cli.coverage_scenario import scenario_link, show_difference, workbook
from geo.cli.figures_in_words import show
from geo.cli.output import say, write_json
from geo.cli.planner import Planner, answer_for, ask, is_given, set_desk, vary, with_neighbours
from geo.district.boundaries import load_boundaries
from geo.files import write_whole
from geo.kim.weighing import needs_figures, needs_inputs, with_needs
from geo.planning.answer import Answer
from geo.planning.before_after import before_after
from geo.planning.by_area import with_areas
from geo.planning.changes_since import changes_figures, stages
from geo.planning.deeper_figures import deeper_figures
from geo.planning.kept_states import STATES, load_state
from geo.planning.own_areas import load_areas
from geo.planning.question import ANY, NEEDS, Question
from geo.planning.runfile import (
    Input,
    Replay,
    Run,
    compare,
    inputs_of,
    make_run,
    question_of,
    read_run,
    save_run,
)
from geo.planning.scenario import Scenario, scenario_from_text
from geo.reach.measures import MEASURES
from geo.reach.scheduler import is_address
from geo.reach.speeds import MODES
from geo.reach.supply import Counted
from geo.settings import load_settings

#: So many figures that differ are named; whoever wants all of them compares the files.
_SHOWN_DIFFERENCES = 20
_MOST_VARIATIONS = 1000
#: Options whose name is not that of what they fill.
_OPTIONS = {"scenario_file": "scenario", "save": "save-run", "compare_with": "compare"}


def coverage(  # noqa: PLR0917  # options of the command line, given by name
    context: typer.Context,
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; several widen; none means all.")] = None,
    target_group: Annotated[list[str] | None, typer.Option(help="Target group id; several widen.")] = None,
    people: Annotated[str, typer.Option(help="all or foreign (nationals).")] = "all",
    mode: Annotated[str, typer.Option(help=f"One of: {', '.join(MODES)}.")] = "walk",
    threshold: Annotated[float | None, typer.Option(help="Minutes (default 30), or metres (1000).")] = None,
    day: Annotated[
        str, typer.Option("--date", help="By bus and train: YYYY-MM-DD (default: the next usual Tuesday).")
    ] = "",
    window: Annotated[
        str, typer.Option(help="By bus and train: departures HH:MM-HH:MM, without the last minute.")
    ] = "",
    arrive: Annotated[
        str, typer.Option(help="By bus and train: HH:MM to be there by, instead of a window of departures.")
    ] = "",
    measure: Annotated[str, typer.Option(help=f"One of: {', '.join(MEASURES)}.")] = "nearest",
    counted: Annotated[str, typer.Option(help="Offers that count: all, confirmed, or by_age.")] = "all",
    weight: Annotated[
        str, typer.Option(help="needs: also the share of published needs in reach; else people.")
    ] = "people",
    match: Annotated[
        str, typer.Option(help="Several topics: any (one of them is enough) or all (one of each).")
    ] = ANY,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .xlsx, with --all also .csv, else JSON.")
    ] = None,
    offers: Annotated[
        Path | None, typer.Option(help="CSV or GeoJSON of points instead of the offers.")
    ] = None,
    cells: Annotated[Path | None, typer.Option(help="Cells of people instead of the district's.")] = None,
    neighbours: Annotated[
        Path | None,
        typer.Option(
            help="Offers beyond the border, CSV or a neighbour's /api/offers.geojson: supply alone."
        ),
    ] = None,
    run: Annotated[Path | None, typer.Option(help="Repeat a run file and compare.")] = None,
    variations: Annotated[
        int, typer.Option(min=0, max=_MOST_VARIATIONS, help="Say in how many variations each gap is one.")
    ] = 0,
    deeper: Annotated[
        bool, typer.Option(help="Also measures side by side, what is missing, borders, addresses to fix.")
    ] = False,
    scheduler: Annotated[
        str, typer.Option(help="Work tile by tile: local, or a Dask scheduler such as tcp://127.0.0.1:8786.")
    ] = "",
    scenario_file: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            metavar="FILE|NAME",
            help="CSV of places (lon, lat or address), run file, or name of a saved scenario: what it would change.",
        ),
    ] = None,
    keep: Annotated[
        str, typer.Option(help='Keep offers and people of today under a name ("Stand 2026-12").')
    ] = "",
    compare_with: Annotated[
        str, typer.Option("--compare", help="Name of a kept state: what changed since, and by what.")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="Topics × cities (or --areas) × ways of travel in one table.")
    ] = False,
    areas: Annotated[
        str, typer.Option(help="Name of own areas (python -m geo areas list): also by area, gaps too.")
    ] = "",
    save: Annotated[
        Path | None, typer.Option("--save-run", help="File to keep question and figures in.")
    ] = None,
) -> None:
    """Say how many people reach an offer, by city, with the gaps."""
    _refuse_together(context)
    if is_given(context, "keep"):
        _require_free(keep)
    kept_state = load_state(load_settings().var, compare_with) if compare_with else None
    own_areas = load_areas(load_settings().var, areas) if areas else None
    before = _read_alone(context, run) if run else None
    desk = with_neighbours(
        set_desk(offers_file=offers, cells_file=cells, today=before.day if before else None), neighbours
    )
    question = (
        question_of(before, desk.taxonomy, file=run.name)
        if before and run
        else ask(
            desk.taxonomy,
            topics=topic,
            target_groups=target_group,
            people=people,
            mode=mode,
            threshold=threshold,
            measure=measure,
            counted=counted,
            day=day,
            window=window,
            arrive=arrive,
            weight=weight,
            match=match,
            has_every_mode=everything and not is_given(context, "mode"),
        )
    )
    if question.weight == NEEDS and (cells or scheduler):
        other = "--cells" if cells else "--scheduler"
        msg = f"--weight needs: advice counts in the district's cities, all at once; leave out {other}"
        raise typer.BadParameter(msg)
    scenario = (
        before.scenario if before else scenario_link(scenario_file) if scenario_file is not None else ""
    )
    if everything:
        chosen = (question.mode,) if is_given(context, "mode") else ()
        tell_all(desk, question, modes=chosen, areas=own_areas, out=out, as_json=as_json)
        return
    _require_any(question, deeper or bool(scheduler or variations))
    _require_alone(question, neighbours)
    answer = _by_needs(desk, answer_for(desk, question, scenario, scheduler=scheduler))
    found = _figures(desk, answer, scenario)
    unchanged = _by_needs(desk, answer_for(desk, question)) if scenario_file else None
    inputs = _inputs(desk, answer)
    replay = compare(before, inputs, found) if before else None
    if save:
        save_run(make_run(question, desk.world, found, inputs, scenario=scenario), save)
    if unchanged:
        found |= {"before_after": before_after(unchanged, answer, areas=own_areas)}
    if kept_state:
        found |= {"compared": changes_figures(stages(desk.world, question, kept_state), kept_state)}
    if keep:
        say(f"kept in {keep_state(desk, keep)}")
    if own_areas:
        found = with_areas(found, answer, own_areas)
    found = vary(answer, found, variations=variations, scheduler=scheduler)
    if deeper:
        found |= deeper_figures(
            answer, None if cells else load_boundaries(desk.settings.district.file("boundaries"))
        )
    if out:
        steps = scenario_from_text(scenario) if scenario else Scenario()
        is_book = out.suffix.lower() == ".xlsx"
        book = workbook(desk, answer, steps, areas=own_areas, before=unchanged) if is_book else b""
        write_whole(out, book or json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2) + "\n")
    _write(found, replay, as_json=as_json)
    if replay and not replay.is_same:
        raise typer.Exit(1)


def _require_free(name: str) -> None:
    """End the command before it computes where a name cannot be one, or a day of that name is kept already."""
    if STATES.path(load_settings().var, name).exists():
        msg = f"--keep {name!r}: that day is kept already; another name, or: python -m geo states remove {name!r}"
        raise typer.BadParameter(msg)


def _refuse_together(context: typer.Context) -> None:
    """End the command with 2 where two options do not go together."""
    told = context.params
    scheduler, out = told["scheduler"], told["out"]
    if scheduler and not is_address(scheduler):
        msg = f"--scheduler {scheduler!r}: local, or an address such as tcp://127.0.0.1:8786"
        raise typer.BadParameter(msg)
    for name in ("deeper", "areas"):
        if told[name] and scheduler:
            msg = f"--{name} needs all cells at once; leave out --scheduler"
            raise typer.BadParameter(msg)
    if told["scenario_file"] and (told["run"] or scheduler):
        raise typer.BadParameter(
            "--scenario goes without --run, which holds its own, and without --scheduler"
        )
    if told["neighbours"] and scheduler:
        raise typer.BadParameter("--neighbours goes without --scheduler")
    if (told["keep"] or told["compare_with"]) and any(
        told[name] for name in ("offers", "cells", "run", "scheduler", "scenario_file", "neighbours")
    ):
        msg = "--keep and --compare are about the district's own offers and people as they are"
        raise typer.BadParameter(msg)
    if told["everything"]:
        _refuse_beside_all(context)
        require_suffix(out)


def _require_any(question: Question, has_more: bool) -> None:
    """End the command with 2 where an offer of each topic is asked for and what only counts any of them, too."""
    if question.needs_all and has_more:
        raise typer.BadParameter("--match all goes without --deeper, --variations and --scheduler")


def _require_alone(question: Question, neighbours: Path | None) -> None:
    """End the command with 2 where the question asks of each offer what offers beyond the border do not tell."""
    if neighbours and (question.needs_all or question.counted == Counted.BY_AGE):
        raise typer.BadParameter("--neighbours goes without --match all and --counted by_age")


def _refuse_beside_all(context: typer.Context) -> None:
    """End the command with 2 where an option stands that the table of everything does not look at."""
    for name in (
        "measure",
        "match",
        "weight",
        "run",
        "scenario_file",
        "neighbours",
        "variations",
        "deeper",
        "scheduler",
        "save",
        "keep",
        "compare_with",
    ):
        if is_given(context, name):
            msg = f"--all tells shares of every topic; leave out --{_OPTIONS.get(name, name)}"
            raise typer.BadParameter(msg)


def _read_alone(context: typer.Context, path: Path) -> Run:
    """Read the run file; the question is in it, so options of a question beside it end the command with 2."""
    options = (
        "topic",
        "target_group",
        "people",
        "mode",
        "threshold",
        "day",
        "window",
        "arrive",
        "measure",
        "counted",
        "weight",
        "match",
    )
    given = [name for name in options if is_given(context, name)]
    if given:
        msg = f"--run holds the question; leave out --{given[0].replace('_', '-')}"
        raise typer.BadParameter(msg)
    return read_run(path)


def _figures(desk: Planner, answer: Answer, scenario: str) -> dict[str, Any]:
    found = desk.figures(answer)
    if answer.weights:
        found |= needs_figures(answer, desk.published)
    return found | {"scenario": scenario} if scenario else found


def _by_needs(desk: Planner, answer: Answer) -> Answer:
    """Let the gaps stand by published needs where the question is weighed by them."""
    return with_needs(answer, desk.published) if answer.question.weight == NEEDS else answer


def _inputs(desk: Planner, answer: Answer) -> dict[str, Input]:
    found = inputs_of(
        desk.settings.district,
        desk.world,
        answer.question,
        offers_file=desk.offers_file,
        cells_file=desk.cells_file,
    )
    if answer.weights:
        found |= needs_inputs(answer, desk.published)
    beyond = desk.neighbours
    return found | ({"neighbours": Input(beyond.file, beyond.sha256)} if beyond else {})


def _write(found: Mapping[str, Any], replay: Replay | None, *, as_json: bool) -> None:
    if as_json:
        write_json(dict(found) | ({"replay": _as_dict(replay)} if replay else {}), indent=2)
    else:
        show(found)
        if "before_after" in found:
            show_difference(found)
        if "compared" in found:
            show_changes(found["compared"])
    for line in _as_lines(replay) if replay else []:
        (say if as_json else typer.echo)(line)


def _as_dict(replay: Replay) -> dict[str, Any]:
    return {
        "same": replay.is_same,
        "changed": list(replay.changed),
        "different": list(replay.different),
    }


def _as_lines(replay: Replay) -> list[str]:
    changed = [f"changed since: {line}" for line in replay.changed]
    if replay.is_same:
        return [*changed, "same numbers"]
    shown = replay.different[:_SHOWN_DIFFERENCES]
    more = len(replay.different) - len(shown)
    return [
        *(changed or ["no input changed"]),
        f"different numbers: {', '.join(shown)}{f' and {more} more' if more else ''}",
    ]
