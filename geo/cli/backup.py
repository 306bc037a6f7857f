"""`python -m geo backup FILE` and `restore FILE`: one file for either database, while the app runs."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.files import owners_folder
from geo.settings import Settings, load_settings, utc_now
from geo.store import Store


def backup(
    file: Annotated[Path, typer.Argument(help="File to write; one that is there is replaced.")],
) -> None:
    """Write offers, history and all else that is stored into one file; the app may go on."""
    with Store.open(load_settings()) as store:
        manifest = store.backup(file)
    say(f"{file}: {manifest.rows['offer']} offers, {manifest.rows['change']} changes, {manifest.made_at}")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup, of this or the other kind of database.")],
) -> None:
    """Put a backup in place of all that is stored; what was there is kept beside as a backup of its own."""
    settings = load_settings()
    keep = _place_for_old_state(settings)
    with Store.open(settings) as store:
        manifest = store.restore(file, keep=keep)
    say(f"{file}: {manifest.rows['offer']} offers of {manifest.made_at} are in place")
    say(f"to go back: python -m geo restore {keep}")


def _place_for_old_state(settings: Settings) -> Path:
    owners_folder(settings.var)
    return settings.var / f"before-restore-{utc_now():%Y%m%d-%H%M%S}.zip"
