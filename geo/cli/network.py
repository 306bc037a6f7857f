"""`python -m geo network`: make a walking or cycling network from an OpenStreetMap extract."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import progress_bar, say, write_json
from geo.district.boundaries import load_boundaries
from geo.projection import shapes_to_metres
from geo.reach.network import (
    LINES,
    MODES,
    NetworkReport,
    build_network,
    network_path,
    read_lines,
    save_lines,
)
from geo.settings import load_settings

network_app = typer.Typer(help="Street networks made from OpenStreetMap.", no_args_is_help=True)


@network_app.command("build")
def build(
    file: Annotated[Path, typer.Argument(help="Extract: .osm, .osm.gz, .osm.bz2 or .osm.pbf.")],
    mode: Annotated[str, typer.Option(help="Way of travel: walk or bike.")] = "walk",
    as_json: Annotated[bool, typer.Option("--json", help="Write the report as JSON.")] = False,
) -> None:
    """Read an extract and keep its network; the straight line is then no longer used for that way of travel."""
    if mode not in MODES:
        msg = f"--mode {mode!r} is not one of: {', '.join(MODES)}"
        raise typer.BadParameter(msg)
    settings = load_settings()
    with progress_bar("reading streets") as progress:
        report = build_network(file, settings, mode=mode, progress=progress)
    if as_json:
        write_json(asdict(report), indent=2)
        return
    for line in _as_lines(report):
        typer.echo(line)
    say(f"kept in {network_path(settings.var, mode)}")


@network_app.command("lines")
def lines(
    file: Annotated[Path, typer.Argument(help="Extract: .osm, .osm.gz, .osm.bz2 or .osm.pbf.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write kilometres by kind as JSON.")] = False,
) -> None:
    """Read rivers, canals, motorways and railways, which "Coverage" can then draw on its map."""
    settings = load_settings()
    crs = settings.district.metric_crs
    area = load_boundaries(settings.district.file("boundaries")).union_all()
    found = read_lines(file, area, metric_crs=crs)
    path = save_lines(found, settings.var)
    km = {name: round(shapes_to_metres(found.shapes[name], crs=crs).length / 1000, 1) for name in LINES}
    if as_json:
        write_json({"file": found.source.name, "date": found.source.date, "km": km}, indent=2)
    else:
        told = ", ".join(f"{name} {value} km" for name, value in km.items())
        typer.echo(f"{found.source.name} of {found.source.date}: {told}")
    say(f"kept in {path}")


def _as_lines(report: NetworkReport) -> list[str]:
    """Return what a network holds as lines for a person."""
    lines = [
        f"{report.mode}: {report.source.name} of {report.source.date}",
        f"{report.nodes} nodes, {report.edges} edges, {report.km:.1f} km",
        f"{report.components} parts, {report.islands} of them islands; {report.island_km:.1f} km lie apart",
    ]
    if report.cut:
        lines.append(f"{report.cut} stretches left out: the file lacks their points")
    if report.cells is None:
        return lines
    cells = report.cells
    return [
        *lines,
        f"{cells.snapped} populated cells near a street, {cells.island} of them ({cells.people_island:.0f} people)"
        f" near an island only",
        f"{cells.unsnapped} populated cells ({cells.people_unsnapped:.0f} people) too far from any street",
    ]
