"""`python -m geo link`: personal links with which organisations edit their own offers."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from geo.cli.output import say, write_json, write_table
from geo.errors import SettingsError, UnknownOrganization
from geo.settings import load_settings, utc_now
from geo.store import LinkRow, Store
from geo.upkeep.access import make_link, revoke_link
from geo.upkeep.access.sessions import is_valid

link_app = typer.Typer(help="Personal links of organisations.", no_args_is_help=True)


@link_app.command("make")
def make(
    organization: Annotated[
        str, typer.Argument(help="Name of the organisation as on its offers, or its id.")
    ],
    days: Annotated[int, typer.Option(min=1, max=1098, help="How long it opens.")] = 365,
) -> None:
    """Make a link and print it once; afterwards only its hash is known."""
    settings = load_settings()
    if not settings.public_url:
        msg = "KARTE_PUBLIC_URL: the address of the app expected, the link leads there"
        raise SettingsError(msg)
    with Store.open(settings) as store:
        key = find_organization(store.links.organizations(), organization)
        link = make_link(store, key, now=utc_now(), lifetime=timedelta(days=days))
    typer.echo(link.address(settings.public_url))
    say(f"link {link.link_id} for {key}, opens until {link.expires_at.date().isoformat()}")


@link_app.command("list")
def show(as_json: Annotated[bool, typer.Option("--json", help="Write a JSON list.")] = False) -> None:
    """List all links, without their secrets."""
    now = utc_now()
    with Store.open(load_settings()) as store:
        links = store.links.all()
    if as_json:
        write_json([_as_record(link, now) for link in links], indent=2)
        return
    headings = ["link_id", "organization_id", "purpose", "created", "expires", "used", "state"]
    write_table(headings, [list(_as_record(link, now).values()) for link in links], title="")


@link_app.command("revoke")
def revoke(link_id: Annotated[str, typer.Argument(help="The link_id that `link list` shows.")]) -> None:
    """End a link, and every visit it opened."""
    with Store.open(load_settings()) as store:
        revoke_link(store, link_id, now=utc_now())
    say(f"link {link_id}: revoked, its visits ended")


def find_organization(names: dict[str, str], wanted: str) -> str:
    """Return the id of an organisation by id or exact name.

    Raises
    ------
    UnknownOrganization
        If there is none; names that hold what was asked for are suggested.
    """
    if wanted in names:
        return wanted
    found = [key for key, name in names.items() if name.casefold() == wanted.casefold()]
    if len(found) == 1:
        return found[0]
    like = sorted(name for name in names.values() if wanted.casefold() in name.casefold())[:5]
    hint = f"; did you mean {' | '.join(like)}" if like and wanted else ""
    msg = f"{wanted!r}: there is no such organisation{hint}"
    raise UnknownOrganization(msg)


def _as_record(link: LinkRow, now: datetime) -> dict[str, str]:
    state = "revoked" if link.revoked_at else "open" if is_valid(link, now) else "over"
    used = link.used_at.date().isoformat() if link.used_at else ""
    return {
        "link_id": link.link_id,
        "organization_id": link.organization_id,
        "purpose": link.purpose,
        "created": link.created_at.date().isoformat(),
        "expires": link.expires_at.date().isoformat(),
        "used": used,
        "state": state,
    }
