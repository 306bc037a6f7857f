"""`python -m geo pin`: set the point of an address by hand, for good."""

from typing import Annotated

import typer

from geo.cli.output import say
from geo.district.boundaries import load_boundaries
from geo.errors import OutsideCity
from geo.model import Role
from geo.settings import load_settings
from geo.upkeep.locating import pin
from geo.upkeep.opening import prepare


def pin_location(
    location_id: Annotated[str, typer.Argument(help="Id of the location, as `locate --list` shows it.")],
    lon: Annotated[float, typer.Option(help="Degrees east.")],
    lat: Annotated[float, typer.Option(help="Degrees north.")],
    reason: Annotated[str, typer.Option(help="Why it is right although it lies outside the city.")] = "",
) -> None:
    """Set a point and lock it: no import and no geocoder moves it again."""
    settings = load_settings()
    boundaries = load_boundaries(settings.district.file("boundaries"))
    crs = settings.district.metric_crs
    with prepare(settings) as store:
        try:
            pin(
                store,
                boundaries,
                location_id,
                lon=lon,
                lat=lat,
                reason=reason,
                who=Role.OPERATOR,
                metric_crs=crs,
            )
        except OutsideCity as error:
            say("nothing was changed; --reason overrules")
            raise error from None
    say(f"{location_id}: set to {lon:.6f} {lat:.6f} and locked")
