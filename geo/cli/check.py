"""`python -m geo check`: is everything that ships, and everything that is stored, as it should be."""

from typing import Annotated

import typer

from geo.cli.checks import check_all
from geo.cli.output import harmless, say, write_json
from geo.settings import load_settings


def check(
    as_json: Annotated[bool, typer.Option("--json", help="Write the problems as a JSON list.")] = False,
) -> None:
    """Check all shipped and stored data; exit code 1 and a list of problems when something is wrong."""
    problems = check_all(load_settings())
    if as_json:
        write_json([problem.record for problem in problems], indent=2)
    else:
        for problem in problems:
            typer.echo(harmless(str(problem)))
    say(f"problems found: {len(problems)}" if problems else "no problems found")
    if problems:
        raise typer.Exit(1)
