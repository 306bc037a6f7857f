"""`kim capacity` reports whether offers take somebody; `kim publish` and `kim link` are the coordinator's."""

from datetime import timedelta
from typing import Annotated

import typer

from geo.cli.choosing import known_values
from geo.cli.kim.desk import opened
from geo.cli.output import say, write_json, write_table
from geo.district.cities import contacts_of
from geo.errors import SettingsError
from geo.kim.capacity import STATUSES, capacity_of, capacity_record, report
from geo.kim.contacts import set_languages
from geo.kim.publishing import forget_quarter, publish_quarter
from geo.settings import utc_now
from geo.upkeep.access import OPERATOR, make_city_link

capacity_app = typer.Typer(help="Whether offers take somebody.", no_args_is_help=True)


@capacity_app.command("report")
def report_(
    offer_id: Annotated[str, typer.Argument(help="Id of the offer.")],
    status: Annotated[str, typer.Option(help=f"One of: {', '.join(STATUSES)}.")],
    places: Annotated[int | None, typer.Option(help="Free places.")] = None,
    next_start: Annotated[str, typer.Option(help="Month or day of the next start.")] = "",
    weeks: Annotated[int | None, typer.Option(help="Weeks to wait.")] = None,
) -> None:
    """Say whether an offer takes somebody; residents see it with its age until it expires."""
    with opened(with_offers=True) as desk:
        batch = report(
            desk.store,
            OPERATOR,
            offer_id,
            status,
            today=desk.today,
            free_places=places,
            next_start=next_start,
            weeks=weeks,
        )
    typer.echo(f"{offer_id}: {status}, batch {batch.batch_id}")


@capacity_app.command("list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="Write a JSON list.")] = False) -> None:
    """List what is known of the capacity of offers today."""
    with opened() as desk:
        found = capacity_of(desk.store, today=desk.today).values()
    rows = [{"offer_id": one.offer_id, **(capacity_record(one) or {})} for one in found]
    if as_json:
        write_json(rows, indent=2)
        return
    headings = ["offer_id", "status", "free_places", "next_start", "weeks", "as_of", "expires"]
    write_table(
        headings, [["" if row[n] is None else str(row[n]) for n in headings] for row in rows], title=""
    )


def publish(quarter: Annotated[str, typer.Argument(help="A quarter that is over, such as 2026-Q3.")]) -> None:
    """Publish what may be told of a quarter; later counts change nothing of it."""
    with opened() as desk:
        batch = publish_quarter(desk.store, OPERATOR, quarter, today=desk.today)
    typer.echo(
        f"{quarter}: published, batch {batch.batch_id}; `python -m geo undo {batch.batch_id}` takes it back"
    )


def contact(
    city: Annotated[str, typer.Option(help="City, or the district, whose contact point it is.")],
    language: Annotated[
        list[str] | None,
        typer.Option(help="Language spoken there, such as tr; several; none: unknown again."),
    ] = None,
) -> None:
    """Say which languages are spoken at the contact point of a city; residents read it where nothing was found."""
    with opened() as desk:
        places = [*contacts_of(desk.settings.district)]
        place = known_values("--city", [desk.known.city(city)], places)[0]
        batch = set_languages(desk.store, OPERATOR, place, language or (), places=places, today=desk.today)
    typer.echo(f"{place}: {', '.join(language or ()) or 'unknown'}, batch {batch.batch_id}")


def forget(
    quarter: Annotated[str, typer.Option(help="The quarter to delete, such as 2024-Q1.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a quarter for good: its counts, what was published of it, open codes, and its history."""
    with opened() as desk:
        if not yes:
            typer.confirm(f"Delete all that is kept of {quarter}? Nothing brings it back.", abort=True)
        gone = forget_quarter(desk.store, OPERATOR, quarter)
    typer.echo(f"{quarter}: {gone} rows deleted; backups made before still hold them")


def make_city_link_(
    city: Annotated[str, typer.Option(help="City whose case managers count with it.")],
    days: Annotated[int, typer.Option(min=1, max=1098, help="How long it opens.")] = 365,
) -> None:
    """Make a link for the case managers of a city and print it once; `link revoke` ends it."""
    with opened() as desk:
        if not desk.settings.public_url:
            msg = "KARTE_PUBLIC_URL: the address of the app expected, the link leads there"
            raise SettingsError(msg)
        place = known_values("--city", [desk.known.city(city)], desk.known.cities)[0]
        link = make_city_link(desk.store, place, now=utc_now(), lifetime=timedelta(days=days))
        address = link.address(desk.settings.public_url)
    typer.echo(address)
    say(f"link {link.link_id} for {place}, opens until {link.expires_at.date().isoformat()}")
