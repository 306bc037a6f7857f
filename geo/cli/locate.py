"""`python -m geo locate`: the addresses that are not exact, and a run of the geocoder over them."""

import math
from typing import Annotated, Any

import geopandas as gpd
import pandas as pd
import typer

from geo.cli.figures_in_words import persons
from geo.cli.geocode import chosen_service
from geo.cli.output import progress_bar, say, write_json, write_table
from geo.cli.planner import answer_for, ask, set_desk
from geo.district.boundaries import load_boundaries
from geo.model import Match, Role
from geo.places.address import format_address
from geo.places.geocoding import Geocoder
from geo.planning.narrowing import narrowing
from geo.planning.question import Question, first_topics
from geo.settings import PROVIDERS, Settings, load_settings
from geo.store import Store
from geo.upkeep.locating import Candidate, Entry, Round, candidates, look_up, make_queue, rows_of
from geo.upkeep.opening import make_geocoder, prepare

_EXIT_INTERRUPTED = 130  # as shells report it: 128 + SIGINT


def locate(  # noqa: PLR0917  # options of the command line, given by name
    only_list: Annotated[bool, typer.Option("--list", help="Show the queue, change nothing.")] = False,
    provider: Annotated[str, typer.Option(help=f"Service to ask, one of: {', '.join(PROVIDERS)}.")] = "",
    url: Annotated[str, typer.Option(help="Base URL of the service.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many addresses, the first ones.")] = None,
    topic: Annotated[list[str] | None, typer.Option(help="Topic of the question that sorts.")] = None,
    people: Annotated[str, typer.Option(help="Of that question: all or foreign (nationals).")] = "all",
    mode: Annotated[
        str, typer.Option(help="Of that question: walk, walk_slow, bike, metres, transit.")
    ] = "walk",
    threshold: Annotated[float | None, typer.Option(help="Of that question: minutes or metres.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Look up the addresses that are not exact, those first whose knowledge tells most, and keep better points.

    An address without a street stands in the list, but there is nothing to look up.
    """
    settings = load_settings()
    service = chosen_service(settings, provider, url)
    gains = _gains(topic, people, mode, threshold)
    boundaries = load_boundaries(settings.district.file("boundaries"))
    with prepare(settings) as store:
        queue = _queue(settings, store, boundaries, gains)
        queue = (queue if only_list else [entry for entry in queue if entry.address.street])[:limit]
        geocoder = make_geocoder(settings, store, provider=service)
        if only_list:
            _show(settings, queue, geocoder, boundaries, as_json=as_json)
            return
        with progress_bar("locating addresses") as progress:
            run = look_up(queue, rows_of(store.locations()), geocoder.geocode, progress=progress)
        if run.better:
            store.locate(run.better, who=Role.OPERATOR, note="looked up again, the most telling first")
    _report(run, queue, as_json=as_json)
    raise typer.Exit(_exit_code(run))


def _gains(topics: list[str] | None, people: str, mode: str, threshold: float | None) -> pd.DataFrame:
    """Return by how much each address would narrow the interval of a question."""
    desk = set_desk()
    asked = ask(
        desk.taxonomy,
        topics=topics or list(first_topics(desk.taxonomy)),
        target_groups=None,
        people=people,
        mode=mode,
        threshold=threshold,
        measure=Question().measure,
        counted=Question().counted,
    )
    answer = answer_for(desk, asked)
    return narrowing(answer)


def _queue(
    settings: Settings, store: Store, boundaries: gpd.GeoDataFrame, gains: pd.DataFrame
) -> list[Entry]:
    crs = settings.district.metric_crs
    return make_queue(
        store.locations(), store.offers(), store.sites(), boundaries, narrowing=gains, metric_crs=crs
    )


def _exit_code(run: Round) -> int:
    """Return zero when all was looked up, 1 when a service failed, 130 when interrupted."""
    return _EXIT_INTERRUPTED if run.is_stopped else int(run.failed > 0)


def _report(run: Round, queue: list[Entry], *, as_json: bool) -> None:
    before = {entry.location_id: entry for entry in queue}
    if as_json:
        better = [_better_as_dict(before[key], match) for key, match in run.better.items()]
        write_json(
            {"queue": len(queue), "looked_up": run.looked_up, "failed": run.failed, "better": better},
            indent=2,
        )
    else:
        typer.echo(f"{run.looked_up} of {len(queue)} addresses looked up, {len(run.better)} known better now")
        for key, match in run.better.items():
            entry = before[key]
            typer.echo(
                f"  {format_address(entry.address)}: {entry.precision} → {match.precision} ({match.source})"
            )
    if run.failed:
        say(f"the service gave no answer for {run.failed} addresses: run the same command again later")
    if run.is_stopped:
        say("interrupted: run the same command again to go on")


def _better_as_dict(entry: Entry, match: Match) -> dict[str, Any]:
    return {
        "location_id": entry.location_id,
        "address": format_address(entry.address),
        "was": str(entry.precision),
        "precision": str(match.precision),
        "uncertainty_m": match.uncertainty_m,
        "lon": match.lon,
        "lat": match.lat,
        "source": match.source,
    }


def _show(
    settings: Settings,
    queue: list[Entry],
    geocoder: Geocoder,
    boundaries: gpd.GeoDataFrame,
    *,
    as_json: bool,
) -> None:
    if as_json:
        crs = settings.district.metric_crs
        for entry in queue:
            found = candidates(entry.address, geocoder, boundaries, metric_crs=crs)
            write_json(_as_dict(entry) | {"candidates": [_candidate_as_dict(one) for one in found]})
        return
    headings = ["location", "address", "precision", "why", "offers", "narrows by (people)"]
    rows = [
        [
            entry.location_id,
            format_address(entry.address),
            str(entry.precision),
            str(entry.reason),
            str(entry.offers),
            "" if math.isnan(entry.narrowing) else persons(entry.narrowing),
        ]
        for entry in queue
    ]
    write_table(headings, rows, title=f"{len(queue)} addresses that are not exact")


def _as_dict(entry: Entry) -> dict[str, Any]:
    return {
        "location_id": entry.location_id,
        "address": format_address(entry.address),
        "precision": str(entry.precision),
        "uncertainty_m": entry.uncertainty_m,
        "lon": entry.lon,
        "lat": entry.lat,
        "source": entry.source,
        "offers": entry.offers,
        "reason": str(entry.reason),
        "note": entry.note,
        "in_city": entry.in_city,
        "narrowing": None if math.isnan(entry.narrowing) else round(entry.narrowing, 1),
        "possible": None if math.isnan(entry.possible) else round(entry.possible, 1),
    }


def _candidate_as_dict(candidate: Candidate) -> dict[str, Any]:
    match = candidate.match
    return {
        "label": candidate.label,
        "lon": match.lon,
        "lat": match.lat,
        "precision": str(match.precision),
        "uncertainty_m": match.uncertainty_m,
        "source": match.source,
        "reason": str(candidate.reason),
        "city_fits": candidate.city_fits,
        "note": match.note,
    }
