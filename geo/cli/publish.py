"""`python -m geo publish`: the page for residents as one HTML file."""

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.output import say
from geo.district.cities import contacts_of
from geo.kim.capacity import capacity_of
from geo.kim.contacts import with_languages
from geo.settings import load_settings
from geo.upkeep.opening import make_geocoder, prepare, taxonomy_of


def publish(
    out: Annotated[Path, typer.Option(help="Folder to write into; it is made if need be.")],
) -> None:
    """Write the page for residents: one file that needs no server, no network and no other file."""
    from geo.publish import gather, make_content, write_files  # folium and Jinja: no other command needs them

    settings = load_settings()
    today = settings.district.today()
    with prepare(settings) as store:
        material = gather(
            settings,
            store.offers(),
            make_geocoder(settings, store),
            sites=store.sites(further_only=True),
            translations=store.translations(),
            taxonomy=taxonomy_of(settings, store.phrases.active()),
            capacity=capacity_of(store, today=today),
            contacts=with_languages(contacts_of(settings.district), store),
        )
    written = write_files(material, make_content(material, today=today, is_installable=True), out)
    for path in written:
        say(f"{path} ({path.stat().st_size / 1000:,.0f} kB)")
