"""What commands there are: each is loaded when somebody uses it, so that one does not wait for the libraries of all."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand
from typer.main import get_group


@dataclass(frozen=True)
class Entry:
    """A command: where its function or its group (`typer.Typer`) stands, and the help the overview shows.

    The help stands here once more because reading it where it is written would load the command.
    """

    name: str
    module: str
    attribute: str
    help: str

    def load(self) -> Any:
        """Return the function or the group itself."""
        if self.module not in sys.modules:
            with _nothing_to_collect():
                import_module(self.module)
        return getattr(sys.modules[self.module], self.attribute)


#: In the order of the overview.
COMMANDS = (
    Entry(
        "check",
        "geo.cli.check",
        "check",
        "Check all shipped and stored data; exit code 1 and a list of problems when something is wrong.",
    ),
    Entry("geocode", "geo.cli.geocode", "geocode", "Find coordinates, and how far they can be trusted."),
    Entry("find", "geo.cli.find", "find", "Find offers."),
    Entry("export", "geo.cli.export", "export", "Write offers into a file."),
    Entry(
        "coverage",
        "geo.cli.coverage",
        "coverage",
        "Say how many people reach an offer, by city, with the gaps.",
    ),
    Entry(
        "scenario",
        "geo.cli.scenario",
        "scenario_app",
        "Scenarios saved by name: list, save, rename, remove them.",
    ),
    Entry("areas", "geo.cli.areas", "areas_app", "Own areas: Sozialräume, quarters, postcodes."),
    Entry("states", "geo.cli.states", "states_app", "Kept days to compare coverage with."),
    Entry(
        "isochrones",
        "geo.cli.isochrones",
        "isochrones_command",
        "Say how far one gets in some minutes, and how many people live there.",
    ),
    Entry(
        "site",
        "geo.cli.site",
        "site",
        "Find the places where new offers help most; Ctrl-C takes the best so far.",
    ),
    Entry(
        "report",
        "geo.cli.report",
        "report",
        "Write the slides of the network meeting, a paper for a council, or the sheet of a city.",
    ),
    Entry(
        "publish",
        "geo.cli.publish",
        "publish",
        "Write the page for residents: one file that needs no server, no network and no other file.",
    ),
    Entry(
        "prepare",
        "geo.cli.prepare",
        "prepare_database",
        "Make the database from the shipped data, or bring it up to date; the app does so by itself.",
    ),
    Entry(
        "backup",
        "geo.cli.backup",
        "backup",
        "Write offers, history and all else that is stored into one file; the app may go on.",
    ),
    Entry(
        "restore",
        "geo.cli.backup",
        "restore",
        "Put a backup in place of all that is stored; what was there is kept beside as a backup of its own.",
    ),
    Entry(
        "remind",
        "geo.cli.remind",
        "remind",
        "Show whom a reminder is due to; write the mails to files, or send them.",
    ),
    Entry(
        "locate",
        "geo.cli.locate",
        "locate",
        "Look up the addresses that are not exact, those first whose knowledge tells most, and keep better points.",
    ),
    Entry(
        "pin",
        "geo.cli.pin",
        "pin_location",
        "Set a point and lock it: no import and no geocoder moves it again.",
    ),
    Entry(
        "import",
        "geo.cli.import_offers",
        "import_offers",
        "Show what a file or address would change, and write it with --apply.",
    ),
    Entry(
        "bulk",
        "geo.cli.bulk",
        "bulk",
        "Change, confirm or close many offers at once: first show what changes, then write it as one batch.",
    ),
    Entry(
        "undo",
        "geo.cli.import_offers",
        "undo",
        "Take a whole import, or another batch of changes, back.",
    ),
    Entry(
        "gazetteer",
        "geo.cli.gazetteer",
        "gazetteer_app",
        "Official addresses: every house of the district.",
    ),
    Entry("network", "geo.cli.network", "network_app", "Street networks made from OpenStreetMap."),
    Entry("transit", "geo.cli.transit", "transit_app", "Timetables (GTFS): ways by bus and train."),
    Entry("user", "geo.cli.user", "user_app", "Accounts of those who sign in."),
    Entry("link", "geo.cli.link", "link_app", "Personal links of organisations."),
    Entry("kim", "geo.cli.kim", "kim_app", "What advice teaches: counts of many, never a case."),
    Entry("website", "geo.cli.website", "website_app", "Web addresses of offers: which still answer."),
)
_BY_NAME = {entry.name: entry for entry in COMMANDS}


class DeferredCommand(TyperCommand):
    """Stands for a command in the overview, and loads it as soon as its own arguments are to be read."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Let the command itself read its arguments; from here on it is the one that runs."""
        return loaded(_BY_NAME[self.name or ""]).make_context(info_name, args, parent, **extra)


def loaded(entry: Entry) -> Any:
    """Return a command as if it had been registered at the start."""
    target = entry.load()
    app = typer.Typer()
    if isinstance(target, typer.Typer):
        app.add_typer(target, name=entry.name)
    else:
        app.command(entry.name)(target)
    return get_group(app).commands[entry.name]


def register(app: typer.Typer) -> None:
    """Put every command into the overview of an app."""
    for entry in COMMANDS:
        app.command(entry.name, cls=DeferredCommand, help=entry.help)(_nothing_yet)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Look for no garbage while modules are loaded, and never among what they hold: it stays to the end.

    Otherwise a tenth of a start goes into looking through the objects of the libraries again and again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _nothing_yet() -> None:
    """Stand where the function of a command will be."""
