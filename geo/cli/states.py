"""`python -m geo states`: the days that were kept to be compared with (`python -m geo coverage --keep`)."""

from typing import Annotated

import typer

from geo.cli.output import say, write_json, write_table
from geo.planning.kept_states import STATES
from geo.settings import load_settings

states_app = typer.Typer(help="Kept days to compare coverage with.", no_args_is_help=True)


@states_app.command("list")
def list_states(
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """List the days that are kept."""
    found, broken = STATES.heads(load_settings().var)
    told = [{"name": head["name"], "day": head.get("day", "")} for head in found]
    if as_json:
        write_json(told, indent=2)
    else:
        write_table(["name", "day"], [[one["name"], one["day"]] for one in told], title="Kept days")
    for file in broken:
        say(f"states/{file} cannot be read")


@states_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Name of the day.")],
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
) -> None:
    """Remove a kept day, after a question; nothing can be compared with it any more, and no backup has it."""
    var = load_settings().var
    STATES.get(var, name)
    if not yes:
        typer.confirm(f"Remove {name!r} for good?", abort=True, err=True)
    STATES.remove(var, name)
    say(f"removed {name}")
