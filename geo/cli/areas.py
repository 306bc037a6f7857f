"""`python -m geo areas`: own areas by which coverage is told, such as Sozialräume, quarters or postcodes."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say, write_json, write_table
from geo.exchange.area_files import read_areas
from geo.planning.own_areas import AREAS, OwnAreas, kept_areas, save_areas
from geo.settings import load_settings

areas_app = typer.Typer(help="Own areas: Sozialräume, quarters, postcodes.", no_args_is_help=True)


@areas_app.command("add")
def add(  # noqa: PLR0917  # options of the command line, given by name
    file: Annotated[Path, typer.Argument(help="GeoPackage, GeoJSON, or CSV with a column of WKT.")],
    name: Annotated[str, typer.Option(help="What the areas are called: Sozialräume 2025.")],
    id_column: Annotated[str, typer.Option(help="Column with the id of each area.")],
    label_column: Annotated[str, typer.Option(help="Column with its name; the id if not given.")] = "",
    crs: Annotated[int, typer.Option(help="EPSG code, for a file that names none.", min=0)] = 0,
    layer: Annotated[
        str, typer.Option(help="Layer of a GeoPackage; the first with shapes if not given.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Read areas and keep them under a name; those of the same name are replaced."""
    settings = load_settings()
    frame, sha256 = read_areas(file, id_column=id_column, label_column=label_column, crs=crs, layer=layer)
    areas = OwnAreas(name, file.name, sha256, settings.district.today(), frame)
    path = save_areas(areas, settings.var)
    if as_json:
        write_json(_record(areas), indent=2)
    else:
        typer.echo(f"{len(frame)} areas as {name!r}: python -m geo coverage --areas {name!r}")
    say(f"kept in {path}")


@areas_app.command("list")
def list_areas(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """List the areas that are kept."""
    found, broken = kept_areas(load_settings().var)
    if as_json:
        write_json([_record(one) for one in found], indent=2)
    else:
        headings = ["name", "areas", "file", "added"]
        rows = [[one.name, str(len(one.frame)), one.file, one.added.isoformat()] for one in found]
        write_table(headings, rows, title="Own areas")
    for file in broken:
        say(f"areas/{file} cannot be read; add its areas again")


@areas_app.command("remove")
def remove(name: Annotated[str, typer.Argument(help="Name of the areas.")]) -> None:
    """Remove areas."""
    AREAS.remove(load_settings().var, name)
    say(f"removed {name}")


def _record(areas: OwnAreas) -> dict[str, object]:
    return {
        "name": areas.name,
        "areas": len(areas.frame),
        "file": areas.file,
        "sha256": areas.sha256,
        "added": areas.added.isoformat(),
    }
