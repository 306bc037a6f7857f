"""The command line: `python -m geo`. Each command is a file of its own."""

import logging
import sys
from collections.abc import Sequence

import typer

from geo.cli.backup import backup, restore
from geo.cli.check import check
from geo.cli.coverage import coverage
from geo.cli.export import export
from geo.cli.find import find
from geo.cli.gazetteer import gazetteer_app
from geo.cli.geocode import geocode
from geo.cli.import_offers import import_offers, undo
from geo.cli.link import link_app
from geo.cli.locate import locate
from geo.cli.network import network_app
from geo.cli.output import say_error, use_utf8
from geo.cli.pin import pin_location
from geo.cli.prepare import prepare_database
from geo.cli.publish import publish
from geo.cli.remind import remind
from geo.cli.report import report
from geo.cli.site import site
from geo.cli.user import user_app
from geo.cli.website import website_app
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
app.command("check")(check)
app.command("geocode")(geocode)
app.command("find")(find)
app.command("export")(export)
app.command("coverage")(coverage)
app.command("site")(site)
app.command("report")(report)
app.command("publish")(publish)
app.command("prepare")(prepare_database)
app.command("backup")(backup)
app.command("restore")(restore)
app.command("remind")(remind)
app.command("locate")(locate)
app.command("pin")(pin_location)
app.add_typer(gazetteer_app, name="gazetteer")
app.command("import")(import_offers)
app.command("undo")(undo)
app.add_typer(network_app, name="network")
app.add_typer(user_app, name="user")
app.add_typer(link_app, name="link")
app.add_typer(website_app, name="website")


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
