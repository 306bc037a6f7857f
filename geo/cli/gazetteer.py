"""`python -m geo gazetteer`: the official addresses of the district, from the state's file."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.output import progress_bar, say, write_json
from geo.places.gazetteer.chargers import import_chargers
from geo.places.gazetteer.kept import kept_path, remove_kept
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

#: What a file may be: the state's list of houses, or the Federal Network Agency's register of charging points.
_HOUSES, _CHARGERS = "houses", "chargers"
_FORMATS = (_HOUSES, _CHARGERS)

_JSON = typer.Option("--json", help="Write the report as JSON.")


@gazetteer_app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="gebref.txt, the zip file with it, or the register's CSV.")],
    form: Annotated[
        str, typer.Option("--format", help=f"What the file is: {' or '.join(_FORMATS)}.")
    ] = _HOUSES,
    list_only: Annotated[
        bool, typer.Option("--list-only", help="Leave the places of offers to the editors: Maintain, Places.")
    ] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Read the state's file (or the register of charging points), keep the district's, and locate all offers anew."""
    settings = load_settings()
    if form not in _FORMATS:
        msg = f"--format {form!r} is not one of: {', '.join(_FORMATS)}"
        raise typer.BadParameter(msg)
    if form == _CHARGERS:
        _import_chargers(file, settings, list_only=list_only, as_json=as_json)
        return
    with progress_bar("reading official addresses (MB)") as progress:
        report = import_houses(file, settings, today=settings.district.today(), progress=progress)
    moved = 0 if list_only else _relocate(settings, _note(report))
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
    """Delete the official addresses and those of the register; places that were located by them keep their points."""
    var = load_settings().var
    was_there = any([remove_houses(var), remove_kept(var)])
    typer.echo("removed" if was_there else "no official addresses were imported")


def _import_chargers(file: Path, settings: Settings, *, list_only: bool, as_json: bool) -> None:
    report = import_chargers(file, settings)
    moved = 0 if list_only else _relocate(settings, f"register of charging points {report.file}")
    for problem in report.problems:
        say(str(problem))
    if as_json:
        values = asdict(report) | {"problems": [problem.record for problem in report.problems]}
        write_json(values | {"located": moved}, indent=2)
        return
    typer.echo(
        f"{report.rows:,} rows: {report.kept:,} addresses of the district kept, {report.known:,} known before or "
        f"twice, {report.elsewhere:,} of other districts passed over, {report.bad} bad rows left out"
    )
    for city, count in sorted(report.cities.items()):
        typer.echo(f"  {city}: {count:,} addresses")
    if not list_only:
        typer.echo(f"places of offers that are known better now: {moved}")
    say(f"kept in {kept_path(settings.var)}")


def _note(report: ImportReport) -> str:
    return f"official addresses of {report.about.date or report.about.imported_on}" if report.about else ""


def _relocate(settings: Settings, note: str) -> int:
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
