"""`python -m geo prepare`: make the database, or bring it up to the shipped data."""

from geo.cli.output import progress_bar, say
from geo.settings import load_settings
from geo.upkeep.opening import prepare


def prepare_database() -> None:
    """Make the database from the shipped data, or bring it up to date; the app does so by itself."""
    with progress_bar("locating addresses") as progress, prepare(load_settings(), progress=progress) as store:
        counts, name = store.counts(), store.name
    say(f"{name}: {counts['offer']} offers, {counts['location']} places")
