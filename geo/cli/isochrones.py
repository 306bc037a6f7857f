"""`python -m geo isochrones`: how far one gets from an offer or a place, and who lives there."""

import math
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from geo.cli.figures_in_words import decimal, persons
from geo.cli.output import LANGUAGE, say, write_json, write_table
from geo.cli.planner import Planner, hours_of, one_of, set_desk
from geo.errors import DataError, Problem
from geo.exchange.coverage_files import describe_isochrones, to_geojson, to_geopackage
from geo.files import write_whole
from geo.i18n import load_texts
from geo.model import POINT_PRECISIONS
from geo.planning.figures import people_note
from geo.planning.isochrones import Isochrones, isochrone_figures, isochrones
from geo.planning.matrix import modes_there_are
from geo.reach.speeds import METRES, MODES
from geo.reach.transit import parse_date

_MOST_MINUTES = 120.0
_MOST_RINGS = 12
_SUFFIXES = (".gpkg", ".geojson")
_MODES = tuple(mode for mode in MODES if mode != METRES)


def isochrones_command(  # noqa: PLR0917  # options of the command line, given by name
    offer: Annotated[str, typer.Option(help="Id of an offer; all its addresses count.")] = "",
    at: Annotated[str, typer.Option(help="LON,LAT in degrees.")] = "",
    mode: Annotated[
        list[str] | None, typer.Option(help="Ways of travel; all there are if not given.")
    ] = None,
    minutes: Annotated[str, typer.Option(help="Numbers of minutes with commas.")] = "5,10,15,30",
    day: Annotated[str, typer.Option("--date", help="By bus and train: YYYY-MM-DD.")] = "",
    window: Annotated[str, typer.Option(help="By bus and train: departures HH:MM-HH:MM.")] = "",
    arrive: Annotated[
        str, typer.Option(help="By bus and train: HH:MM to be there by, instead of a window of departures.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="File with the outlines: .gpkg or .geojson.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
    cells: Annotated[Path | None, typer.Option(help="Cells of people instead of the district's.")] = None,
) -> None:
    """Say how far one gets in some minutes, and how many people live there."""
    if bool(offer) == bool(at):
        raise typer.BadParameter("either --offer ID or --at LON,LAT")
    if out and out.suffix.lower() not in _SUFFIXES:
        msg = f"--out {out.name!r}: a name that ends with one of {', '.join(_SUFFIXES)}"
        raise typer.BadParameter(msg)
    wanted, modes = _minutes(minutes), [one_of("--mode", name, _MODES) for name in mode or ()]
    point = _point(at) if at else None
    hours = hours_of(window, arrive)
    desk = set_desk(cells_file=cells)
    places = _of_offer(desk, offer) if point is None else pd.DataFrame([point], columns=["lon", "lat"])
    found = isochrones(
        desk.world,
        places[["lon", "lat"]].reset_index(drop=True),
        modes=modes or modes_there_are(desk.world),
        minutes=wanted,
        day=parse_date(day).isoformat() if day else "",
        window=hours,
    )
    record = {
        "place": offer or at,
        "points": places[["lon", "lat"]].round(6).to_dict("records"),
        "rows": isochrone_figures(found),
        "notes": [people_note(desk.world)],
    }
    if out:
        write_whole(out, _content(desk, found, str(record["place"]), out.suffix.lower()))
        say(f"{len(found.rows)} outlines in {out}")
    if as_json:
        write_json(record, indent=2)
        return
    rows = [
        [
            row["mode"],
            f"{row['minutes']:g}",
            persons(row["people"]),
            persons(row["foreign"]),
            decimal(row["area_km2"]),
        ]
        for row in isochrone_figures(found)
    ]
    write_table(["way", "minutes", "people", "foreign", "km²"], rows, title=f"From {record['place']}")
    typer.echo(people_note(desk.world))


def _minutes(text: str) -> list[float]:
    values = []
    for part in text.split(","):
        try:
            value = float(part)
        except ValueError:
            value = math.nan
        if not 0 < value <= _MOST_MINUTES:
            msg = f"--minutes {part.strip()!r}: numbers above 0, at most {_MOST_MINUTES:g}, with commas"
            raise typer.BadParameter(msg)
        values.append(value)
    if len(values) > _MOST_RINGS:
        msg = f"--minutes: at most {_MOST_RINGS} numbers"
        raise typer.BadParameter(msg)
    return values


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        lon = lat = math.nan
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        msg = f"--at {text!r}: LON,LAT in degrees, such as 7.2,51.6"
        raise typer.BadParameter(msg)
    return lon, lat


def _of_offer(desk: Planner, offer: str) -> pd.DataFrame:
    """Return the addresses of an offer whose point is known; nothing is drawn round a place that nobody knows."""
    frame = desk.world.table.places
    mine = frame[frame.index == offer]
    if mine.empty:
        raise DataError(
            [Problem("offers", 0, "--offer", offer, "the id of an offer (python -m geo find --json)")]
        )
    known = mine[mine["precision"].isin([p.value for p in POINT_PRECISIONS]) & mine["lon"].notna()]
    if known.empty or mine["is_protected"].astype(bool).any():
        expectation = "an offer whose place is known to the house, street or site"
        raise DataError([Problem("offers", 0, "--offer", offer, expectation)])
    return known


def _content(desk: Planner, found: Isochrones, place: str, suffix: str) -> bytes:
    texts = load_texts(LANGUAGE)
    about = describe_isochrones(found, desk.world, desk.sources.sources, texts, place=place)
    frame = found.rows.round({"people": 1, "foreign": 1, "area_km2": 3}).rename_axis("number")
    if suffix == ".gpkg":
        return to_geopackage(frame, about, name="isochrones", day=desk.today)
    return to_geojson(frame, about, name="isochrones")
