"""`python -m geo gazetteer`: the official addresses of the district, from the state's file."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.output import progress_bar, say, write_json
from geo.places.official_addresses import (
    About,
    ImportReport,
    houses_path,
    import_houses,
    open_houses,
    remove_houses,
)
from geo.settings import Settings, load_settings
from geo.upkeep.opening import prepare, relocate

gazetteer_app = typer.Typer(help="Official addresses: every house of the district.", no_args_is_help=True)

_JSON = typer.Option("--json", help="Write the report as JSON.")


@gazetteer_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="gebref.txt, or the zip file with it.")],
    list_only: Annotated[
        bool, typer.Option("--list-only", help="Leave the places of offers to the editors: Maintain, Places.")
    ] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Read the state's file, keep the district's houses, and locate all offers anew."""
    settings = load_settings()
    with progress_bar("reading official addresses (MB)") as progress:
        report = import_houses(file, settings, today=settings.district.today(), progress=progress)
    moved = 0 if list_only else _relocate(settings, report)
    for problem in report.problems:
        say(str(problem))
    if as_json:
        write_json(_as_dict(report) | {"located": moved}, indent=2)
        return
    for text in _as_lines(report):
        typer.echo(text)
    if not list_only:
        typer.echo(f"places of offers that are known better now: {moved}")
    say(f"kept in {houses_path(settings.var)}")


@gazetteer_app.command("status")
def status(as_json: Annotated[bool, _JSON] = False) -> None:
    """Say which official addresses are there, from when, and under which licence."""
    houses = open_houses(load_settings().var)
    if as_json:
        write_json(asdict(houses.about) | {"houses": houses.about.houses} if houses else None, indent=2)
        return
    for text in _about_lines(houses.about) if houses else ["no official addresses were imported"]:
        typer.echo(text)


@gazetteer_app.command("remove")
def remove() -> None:
    """Delete the official addresses; places that were located by them keep their points."""
    was_there = remove_houses(load_settings().var)
    typer.echo("removed" if was_there else "no official addresses were imported")


def _relocate(settings: Settings, report: ImportReport) -> int:
    note = f"official addresses of {report.about.date or report.about.imported_on}" if report.about else ""
    with progress_bar("locating addresses") as progress, prepare(settings, progress=progress) as store:
        return relocate(settings, store, note=note, progress=progress)


def _as_dict(report: ImportReport) -> dict[str, Any]:
    values = asdict(report)
    return values | {"problems": [problem.record for problem in report.problems], "crs": list(report.crs)}


def _as_lines(report: ImportReport) -> list[str]:
    left_out = f"{report.bad} bad rows left out" if report.bad else "no bad rows"
    codes = ", ".join(f"EPSG:{code}" for code in report.crs)
    return [
        f"{report.rows:,} rows, {report.megabytes:,.0f} MB, {codes}: {report.kept:,} houses of the district kept, "
        f"{report.elsewhere:,} of other districts passed over, {report.doubles} twice, {left_out}",
        *(_about_lines(report.about) if report.about else []),
    ]


def _about_lines(about: About) -> list[str]:
    return [
        f"{about.source}, {about.date or 'no date'}, {about.licence}",
        f"{about.houses:,} houses in {about.streets:,} streets; file {about.file}, SHA-256 {about.sha256[:12]}…, "
        f"imported {about.imported_on}",
        *(f"  {city}: {houses:,} houses" for city, houses in sorted(about.cities.items())),
    ]
