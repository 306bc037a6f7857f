"""`python -m geo site`: where one more offer helps most, and why there."""

import math
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from geo.cli.figures_in_words import persons, way
from geo.cli.output import harmless, say, write_json, write_table
from geo.cli.planner import Planner, answer_for, ask, is_given, one_of, set_desk
from geo.people.disclosure import LEAST_PEOPLE
from geo.places.gazetteer import read_tables
from geo.planning.answer import Answer
from geo.planning.best_sites import CANDIDATES, OBJECTIVES, TIME_LIMIT_S, BestSites, best_sites, candidates
from geo.planning.doubts import doubt_words
from geo.planning.figures import estimate, filter_of, number, parameters, people_note, place_name
from geo.planning.figures import people as told_people
from geo.planning.siting import CoverSiting, MedianSiting, Progress, Siting
from geo.reach.speeds import TRANSIT, metres_to_minutes

_MOST_SITES = 1000
_LONGEST_SEARCH_S = 86_400.0
_SET_COVER = "set_cover"
#: Seconds between two words about how far the search has come.
_TELL_EVERY_S = 2.0


def site(  # noqa: PLR0917  # options of the command line, given by name
    context: typer.Context,
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; several widen; none means all.")] = None,
    target_group: Annotated[list[str] | None, typer.Option(help="Target group id; several widen.")] = None,
    add: Annotated[
        int, typer.Option(min=1, max=_MOST_SITES, help="How many new sites (not for set_cover).")
    ] = 1,
    objective: Annotated[str, typer.Option(help="mclp, p_median or set_cover.")] = "mclp",
    share: Annotated[float, typer.Option(min=0, max=1, help="Wished share of people for set_cover.")] = 0.9,
    kind: Annotated[str, typer.Option("--candidates", help="places or (all populated) cells.")] = "places",
    people: Annotated[str, typer.Option(help="all or foreign (nationals).")] = "all",
    mode: Annotated[str, typer.Option(help="walk, walk_slow, bike, metres or transit.")] = "walk",
    threshold: Annotated[float | None, typer.Option(help="Minutes (default 30), or metres (1000).")] = None,
    counted: Annotated[str, typer.Option(help="Offers that count: all, confirmed, or by_age.")] = "all",
    time_limit: Annotated[
        float, typer.Option(min=0, max=_LONGEST_SEARCH_S, help="Seconds until the best so far is taken.")
    ] = TIME_LIMIT_S,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
    offers: Annotated[
        Path | None, typer.Option(help="CSV or GeoJSON of points instead of the offers.")
    ] = None,
    cells: Annotated[Path | None, typer.Option(help="Cells of people instead of the district's.")] = None,
) -> None:
    """Find the places where new offers help most; Ctrl-C takes the best so far."""
    one_of("--objective", objective, OBJECTIVES)
    one_of("--candidates", kind, CANDIDATES)
    _refuse_unused(context, objective)
    desk = set_desk(offers_file=offers, cells_file=cells)
    question = ask(
        desk.taxonomy,
        topics=topic,
        target_groups=target_group,
        people=people,
        mode=mode,
        threshold=threshold,
        counted=counted,
    )
    answer = answer_for(desk, question)
    options = candidates(answer, read_tables(desk.settings.district), kind)
    with first_interrupt() as should_stop:
        found = best_sites(
            answer,
            options,
            p=add,
            objective=objective,
            wished_share=share,
            time_limit_s=time_limit,
            should_stop=should_stop,
            progress=Teller(),
        )
    limits = {"objective": objective, "add": add, "share": share, "time_limit_s": time_limit}
    record = _as_record(desk, answer, found) | {
        "candidates": {"kind": kind, "count": len(options)},
        "parameters": parameters(answer) | limits,
    }
    if as_json:
        write_json(record, indent=2)
    else:
        _show(record)
    say(verdict(found.siting))


def _refuse_unused(context: typer.Context, objective: str) -> None:
    """End the command with 2 where an option is written that the objective does not look at."""
    if objective == _SET_COVER and is_given(context, "add"):
        msg = "--objective set_cover finds how many new sites it takes; leave out --add, --share says the aim"
        raise typer.BadParameter(msg)
    if objective != _SET_COVER and is_given(context, "share"):
        msg = f"--share is the aim of --objective set_cover; {objective} places as many sites as --add says"
        raise typer.BadParameter(msg)


def _as_record(desk: Planner, answer: Answer, found: BestSites) -> dict[str, Any]:
    """Return chosen sites and how good the choice is, ready for JSON."""
    siting = found.siting
    return {
        "sites": [
            {
                "lon": number(row["lon"], 6),
                "lat": number(row["lat"], 6),
                "name": row["name"] or place_name(row["place"], desk.texts),
                "city": row["city"],
                **{name: told_people(row[name]) for name in ("newly_covered", "newly_low", "newly_high")},
                "why": why(row, answer.group),
            }
            for row in found.sites.to_dict("records")
        ],
        "before": told_people(siting.before),
        "after": told_people(siting.after),
        "newly_covered": told_people(found.newly.expected),
        "newly_low": told_people(found.newly.low),
        "newly_high": told_people(found.newly.high),
        "people": told_people(siting.people),
        "optimal": siting.optimal,
        "gap": number(siting.gap, 6),
        "bound": number(siting.bound, 1),
        "method": siting.method,
        "stopped": siting.stopped,
        "seconds": number(siting.seconds, 2),
        **_special(siting, answer.question.mode),
        "filter": filter_of(answer.question),
        "estimate": estimate(answer),
        "data": desk.figures_data(answer),
        "notes": [*doubt_words(desk.texts, answer), people_note(answer.world)],
    }


def why(row: dict[Any, Any], group: str) -> str:
    """Say in a sentence what a site would change."""
    gained, foreign = row["newly_covered"], row["newly_covered_foreign"]
    if not gained > 0:
        if not math.isfinite(row["saved_m"]):
            return "reaches nobody for the first time"
        saved_km = row["saved_m"] / 1000
        return f"newly reaches nobody; shortens ways by {saved_km:,.0f} person-kilometres"
    who = "foreign nationals" if group == "foreign" else "people"
    part = (
        f", {persons(foreign)} of them foreign nationals"
        if group == "all" and foreign >= LEAST_PEOPLE
        else ""
    )
    span = f"{persons(row['newly_low'])} to {persons(row['newly_high'])}"
    before = _until_now(row["mean_before_m"], row.get("mode", "walk"))
    return f"would newly reach about {persons(gained)} {who} ({span}){part}; {before}"


def _until_now(metres: float, mode: str) -> str:
    if not math.isfinite(metres):
        return "until now not all of them had a way to any offer"
    if mode == TRANSIT:
        minutes = float(metres_to_minutes(metres, mode))
        return f"until now they needed {minutes:.0f} minutes to the next offer on average"
    return f"until now their mean way to the next offer was {metres / 1000:.1f} km"


def _special(siting: Siting, mode: str) -> dict[str, Any]:
    """Return what only one objective tells."""
    if isinstance(siting, CoverSiting):
        return {"feasible": siting.feasible, "best_share": number(siting.best_share, 4)}
    if isinstance(siting, MedianSiting):
        if mode == TRANSIT:  # a way is not told in the metres it is kept in
            before, after = metres_to_minutes([siting.mean_before_m, siting.mean_after_m], mode)
            return {"mean_before_min": number(before, 1), "mean_after_min": number(after, 1)}
        return {
            "mean_before_m": number(siting.mean_before_m, 1),
            "mean_after_m": number(siting.mean_after_m, 1),
        }
    return {}


def verdict(siting: Siting) -> str:
    """Say how good the choice is, and why there is no proof."""
    if isinstance(siting, CoverSiting) and not siting.feasible:
        return (
            f"the candidates together reach {siting.best_share:.1%} at most: the wished share cannot be had"
        )
    if not siting.sites:
        return "no candidate would help anybody; --candidates cells tries every populated cell"
    if siting.optimal:
        return f"proved: no choice is better ({siting.seconds:.1f} s)"
    reasons = {
        "time": "the time was over",
        "user": "stopped",
        "size": "too large to prove",
        "failed": "no proof",
    }
    return f"{reasons.get(siting.stopped, 'no proof')}: the best may be up to {siting.gap:.1%} better"


def _show(record: dict[str, Any]) -> None:
    """Write the sites for a person."""
    rows = [
        [
            str(rank),
            _named(one),
            one["city"],
            persons(one["newly_covered"]),
            f"{persons(one['newly_low'])} – {persons(one['newly_high'])}",
        ]
        for rank, one in enumerate(record["sites"], start=1)
    ]
    who = "foreign nationals" if record["parameters"]["people"] == "foreign" else "people"
    typer.echo(
        f"About {persons(record['before'])} of {persons(record['people'])} {who} reach an offer within "
        f"{way(record['parameters'])} (estimated); with these sites about {persons(record['after'])}."
    )
    write_table(["", "site", "city", "newly reached", "low – high"], rows, title="Sites")
    for rank, one in enumerate(record["sites"], start=1):
        typer.echo(f"{rank}. {one['why']}.")
    for note in record["notes"]:
        typer.echo(harmless(note))


def _named(site: Mapping[str, Any]) -> str:
    return site["name"] or f"{site['lon']} {site['lat']}"


class Teller:
    """Tells on stderr now and then how far a search has come."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._next = clock, clock() + _TELL_EVERY_S

    def __call__(self, progress: Progress) -> None:
        """Take in how far it has come."""
        if self._clock() < self._next:
            return
        self._next = self._clock() + _TELL_EVERY_S
        bound = f", bound {progress.bound:,.0f}" if math.isfinite(progress.bound) else ""
        say(f"{progress.seconds:.0f} s, {progress.phase}: {progress.value:,.0f} so far{bound}")


@contextmanager
def first_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into the wish to stop; a second one ends the program."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        say("stopping with the best so far; once more to end at once")

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
