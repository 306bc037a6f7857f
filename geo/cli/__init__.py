"""The command line: `python -m geo`. Each command is a file of its own."""

import logging
import sys
from collections.abc import Sequence

import typer

from geo.cli.commands import register
from geo.cli.output import say_error, use_utf8
from geo.errors import GeoError

EXIT_FAULT = 1
EXIT_INTERRUPTED = 130  # as shells report it: 128 + SIGINT

app = typer.Typer(
    name="geo",
    help="Offers of a district: find them, who reaches them, where the gaps are; check the data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
register(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 a fault (one line says which), 2 wrong usage."""
    use_utf8()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        app(args=None if arguments is None else list(arguments), prog_name="python -m geo")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_FAULT
    except GeoError as error:
        say_error(str(error))
        return EXIT_FAULT
    except KeyboardInterrupt:
        say_error("interrupted")
        return EXIT_INTERRUPTED
    return 0
