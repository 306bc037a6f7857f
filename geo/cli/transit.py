"""`python -m geo transit`: take in a timetable, and say how long a way by bus and train takes."""

import math
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.output import harmless, progress_bar, say, write_json, write_table
from geo.errors import DataError, Problem, TransitError
from geo.people.cells import load_cells
from geo.reach.network import load_network
from geo.reach.transit import (
    BEST,
    DEFAULT_NAME,
    DEFAULT_WINDOW,
    MOST_MINUTES,
    RELIABLE,
    USUAL,
    Journeys,
    Leg,
    Report,
    Timetable,
    clock_text,
    doubts_in_words,
    find_journeys,
    find_walks,
    load_timetable,
    make_changes,
    names,
    next_tuesday,
    parse_date,
    parse_window,
    read_feed,
    remove_timetable,
    save_timetable,
    start_s,
    timetable_path,
)
from geo.settings import Settings, load_settings

transit_app = typer.Typer(help="Timetables (GTFS): ways by bus and train.", no_args_is_help=True)

#: Around the cells of the district: a journey of an hour or more leads no further.
_MARGIN_M = 30_000.0
_DEGREE_M = 111_195.0
_SHARES = (("best", BEST), ("p25", 0.25), ("p50", USUAL), ("p90", RELIABLE), ("worst", 1.0))
_MOST_WALK_MIN = 120.0


@transit_app.command("build")
def build(
    feed: Annotated[Path, typer.Argument(help="GTFS feed: a zip, or the folder of its tables.")],
    name: Annotated[str, typer.Option(help="What the timetable is called.")] = DEFAULT_NAME,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Keep all stops, not only those in and around the district.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as JSON.")] = False,
) -> None:
    """Read a feed and keep its timetable; one of the same name is replaced."""
    settings = load_settings()
    path = timetable_path(settings.var, name)
    box = None if everywhere else _box(settings)
    with progress_bar("reading the timetable") as progress:
        timetable, report = read_feed(
            feed, name=name, box=box, today=settings.district.today(), progress=progress
        )
    save_timetable(timetable, settings.var)
    if as_json:
        told = asdict(report) | {
            "first_day": report.first_day.isoformat(),
            "last_day": report.last_day.isoformat(),
        }
        write_json(told, indent=2)
    else:
        for line in _report_lines(report):
            typer.echo(harmless(line))
    for line in _age_lines(timetable, settings.district.today()):
        say(line)
    say(f"kept in {path}")


@transit_app.command("list")
def list_timetables(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """List the timetables that are kept."""
    settings = load_settings()
    found = [_described(settings, name) for name in names(settings.var)]
    if as_json:
        write_json(found, indent=2)
        return
    headings = ["name", "file", "version", "from", "to", "stops", "trips", "built"]
    rows = [[str(one[heading]) for heading in headings] for one in found]
    write_table(headings, rows, title="Timetables")


@transit_app.command("remove")
def remove(name: Annotated[str, typer.Argument(help="Name of the timetable.")]) -> None:
    """Remove a timetable."""
    settings = load_settings()
    if not remove_timetable(settings.var, name):
        raise DataError([Problem("transit", 0, "name", name, _known(settings))])
    say(f"removed {name}")


@transit_app.command("journeys")
def journeys(  # noqa: PLR0917  # options of the command line, given by name
    start: Annotated[str, typer.Option("--from", help="LON,LAT in degrees.")],
    goal: Annotated[str, typer.Option("--to", help="LON,LAT in degrees.")],
    day: Annotated[str, typer.Option("--date", help="YYYY-MM-DD; the next usual Tuesday if not given.")] = "",
    window: Annotated[
        str, typer.Option(help="HH:MM-HH:MM: departures of every minute, without the last.")
    ] = DEFAULT_WINDOW,
    access_min: Annotated[
        float | None,
        typer.Option(min=0, max=_MOST_WALK_MIN, help="Minutes to every stop in reach, instead of walking."),
    ] = None,
    egress_min: Annotated[
        float | None,
        typer.Option(min=0, max=_MOST_WALK_MIN, help="Minutes from the last stop, instead of walking."),
    ] = None,
    most_minutes: Annotated[
        float, typer.Option("--max-min", min=1, max=MOST_MINUTES, help="Longest journey in minutes.")
    ] = MOST_MINUTES,
    on_call: Annotated[
        bool, typer.Option("--on-call/--no-on-call", help="Whether stops that must be phoned for count.")
    ] = True,
    arrive: Annotated[
        bool, typer.Option("--arrive", help="The minutes of the window are those to be there at.")
    ] = False,
    name: Annotated[str, typer.Option(help="Timetable to use.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Say how long somebody takes from door to door, for every minute of departure."""
    settings = load_settings()
    ends = _place("--from", start), _place("--to", goal)
    timetable = _timetable(settings, name)
    asked = parse_window(
        parse_date(day) if day else next_tuesday(timetable, settings.district.today()), window
    )
    network = load_network(settings.var, "walk")
    ground: dict[str, Any] = {"network": network, "metric_crs": settings.district.metric_crs}
    walks = find_walks(timetable, *ends, access_min=access_min, egress_min=egress_min, **ground)
    found = find_journeys(
        timetable,
        asked,
        make_changes(timetable, **ground),
        walks,
        most_minutes=most_minutes,
        on_call=on_call,
        arrive=arrive,
    )
    notes = doubts_in_words(timetable, asked.day)
    if as_json:
        write_json(_as_dict(timetable, found) | {"notes": notes})
    else:
        for line in _as_lines(timetable, found):
            typer.echo(harmless(line))
    for line in notes:
        say(line)


def _box(settings: Settings) -> tuple[float, float, float, float]:
    """Return the box of the district's cells, wider by the reach of a journey: west, south, east, north."""
    cells = load_cells(settings.district.file("population"))
    south, north = float(cells["lat"].min()), float(cells["lat"].max())
    up = _MARGIN_M / _DEGREE_M
    aside = up / math.cos(math.radians(min(max(abs(south), abs(north)), 85.0)))
    return float(cells["lon"].min()) - aside, south - up, float(cells["lon"].max()) + aside, north + up


def _timetable(settings: Settings, name: str) -> Timetable:
    found = load_timetable(settings.var, name)
    if found is None:
        known = f"no timetable {name!r}; {_known(settings)}" if name else "no timetable was built"
        msg = f"{known}: python -m geo transit build FEED"
        raise TransitError(msg)
    return found


def _known(settings: Settings) -> str:
    return f"one of: {', '.join(names(settings.var))}" if names(settings.var) else "there is none"


def _place(option: str, text: str) -> tuple[float, float]:
    """Return longitude and latitude of LON,LAT."""
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        lon = lat = math.nan
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise DataError([Problem(option, 0, "", text, "LON,LAT in degrees, such as 7.2,51.6")])
    return lon, lat


# -- in words -------------------------------------------------------------------------------------------


def _described(settings: Settings, name: str) -> dict[str, Any]:
    timetable = _timetable(settings, name)
    about = timetable.about
    return {
        "name": name,
        "file": about.file,
        "version": about.version,
        "operators": list(about.operators),
        "from": timetable.first_day.isoformat(),
        "to": timetable.last_day.isoformat(),
        "stops": timetable.stops,
        "trips": timetable.trips,
        "built": about.built,
        "sha256": about.sha256,
    }


def _report_lines(report: Report) -> list[str]:
    operators = ", ".join(report.operators[:10]) or "operators not told"
    more = len(report.operators) - 10
    lines = [
        f"{report.name}: {report.file}{f', version {report.version}' if report.version else ''}",
        f"{operators}{f' and {more} more' if more > 0 else ''}",
        f"{report.first_day} to {report.last_day}: {report.stops} stops, {report.trips} trips, {report.calls} calls, "
        f"{report.changes} rules for changing",
    ]
    lines += [f"left out, {what}: {count}" for what, count in report.left_out.items() if count]
    lines += [f"cannot be used: {count} × {kind}" for kind, count in report.faults.items()]
    return [*lines, *(f"  {example}" for example in report.examples)]


def _age_lines(timetable: Timetable, today: date) -> list[str]:
    if timetable.last_day < today:
        return [f"this timetable ended on {timetable.last_day}: get the one in force"]
    return []


def _as_dict(timetable: Timetable, found: Journeys) -> dict[str, Any]:
    return {
        "minutes": [_number(value) for value in found.minutes.tolist()],
        **{key: _number(found.within(share)) for key, share in _SHARES},
        "legs": [_leg(timetable, found, leg) for leg in found.legs],
    }


def _number(value: float) -> float | int | None:
    """Return minutes, whole ones as such; None for what is not reached."""
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) else round(value, 2)


def _leg(timetable: Timetable, found: Journeys, leg: Leg) -> dict[str, Any]:
    base, zone = start_s(found.window, timetable.about.timezone), timetable.about.timezone
    times = [clock_text(found.window.day, base + second, zone) for second in (leg.departure_s, leg.arrival_s)]
    told = {
        "kind": "ride" if leg.is_ride else "walk",
        "from": timetable.stop_names[leg.from_stop] if leg.from_stop >= 0 else None,
        "to": timetable.stop_names[leg.to_stop] if leg.to_stop >= 0 else None,
        "departure": times[0],
        "arrival": times[1],
        "minutes": _number((leg.arrival_s - leg.departure_s) / 60),
    }
    if not leg.is_ride:
        return told
    return told | {
        "line": timetable.route_names[timetable.trip_route[leg.trip]],
        "towards": timetable.trip_heads[leg.trip],
        "approximate": bool(timetable.trip_is_about[leg.trip]),
    }


def _as_lines(timetable: Timetable, found: Journeys) -> list[str]:
    window, reached = found.window, int((found.minutes < math.inf).sum())
    lines = [f"{window.day} {window.text}: reached in {reached} of {len(found.minutes)} departures"]
    if reached:
        told = [f"{key} {_shown(found.within(share))}" for key, share in _SHARES]
        lines.append(f"minutes: {', '.join(told)}")
    for leg in (_leg(timetable, found, leg) for leg in found.legs):
        way = f"{leg['line']} {leg['towards']}".strip() if leg["kind"] == "ride" else "on foot"
        about = ", approximately" if leg.get("approximate") else ""
        lines.append(
            f"  {leg['departure']}–{leg['arrival']} {way}: {leg['from'] or 'start'} → {leg['to'] or 'goal'}{about}"
        )
    return lines


def _shown(minutes: float) -> str:
    number = _number(minutes)
    return "never" if number is None else f"{number:g}"
