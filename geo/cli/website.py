"""`python -m geo website`: which web addresses of offers still answer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

import pandas as pd
import typer

from geo.cli.choosing import known_values
from geo.cli.link import find_organization
from geo.cli.output import progress_bar, say, write_json, write_table
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.places.address import find_city
from geo.settings import Settings, load_settings, utc_now
from geo.store import LinkFinding, Store, organization_id
from geo.upkeep.access import OPERATOR
from geo.upkeep.link_check import FRESH, MAX_URLS, SECONDS, check_links, due_urls, guarded, rules_for
from geo.upkeep.opening import prepare, taxonomy_of

website_app = typer.Typer(help="Web addresses of offers: which still answer.", no_args_is_help=True)

City = Annotated[list[str] | None, typer.Option(help="Only offers of this city; several widen.")]
Topic = Annotated[list[str] | None, typer.Option(help="Only offers of this topic; several widen.")]
Organization = Annotated[str, typer.Option(help="Only those of this organisation: its name, or its id.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")]


@website_app.command("check")
def check(  # noqa: PLR0917  # options of the command line, given by name
    city: City = None,
    topic: Topic = None,
    organization: Organization = "",
    limit: Annotated[int, typer.Option(min=1, max=MAX_URLS, help="At most so many addresses.")] = MAX_URLS,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=120.0, help="For one address, redirects and all.")
    ] = SECONDS,
    again: Annotated[bool, typer.Option("--again", help="Also those asked within the last day.")] = False,
    as_json: Json = False,
) -> None:
    """Ask the web addresses of offers whether they answer, and keep what was found for the work list."""
    settings, now = load_settings(), utc_now()
    fresh = timedelta() if again else FRESH
    with prepare(settings) as store:
        offers = _chosen(settings, store, city, topic, organization)
        due = due_urls(offers, store.link_findings.all(), now=now, fresh=fresh)
        rules = rules_for(settings, seconds=seconds)
        with progress_bar("asking web addresses") as progress:
            found = check_links(
                store, OPERATOR, due[:limit], guarded(rules), now=now, fresh=fresh, progress=progress
            )
    broken = [finding for finding in found if finding.is_broken]
    answer = {"asked": len(found), "left": len(due) - len(found), "broken": _records(broken, offers)}
    _tell(answer, f"{len(found)} asked, {len(broken)} do not answer", as_json=as_json)
    if found and all(finding.finding == "unknown_host" for finding in found) and len(found) > 1:
        say("no name at all could be resolved: is this machine connected? `--again` asks once more")
    if answer["left"]:
        say(f"{answer['left']} not asked yet: run the same command again")


@website_app.command("list")
def show(
    city: City = None, topic: Topic = None, organization: Organization = "", as_json: Json = False
) -> None:
    """List the web addresses that did not answer when they were last asked; nobody is asked."""
    settings = load_settings()
    with prepare(settings) as store:
        offers = _chosen(settings, store, city, topic, organization)
        used = set(offers["website"])
        broken = [f for f in store.link_findings.all() if f.is_broken and f.url in used]
    _tell({"broken": _records(broken, offers)}, f"{len(broken)} do not answer", as_json=as_json)


def _chosen(
    settings: Settings,
    store: Store,
    cities: Sequence[str] | None,
    topics: Sequence[str] | None,
    organization: str,
) -> pd.DataFrame:
    """Return the offers of a filter, closed ones too.

    Raises
    ------
    typer.BadParameter
        If a value is not known.
    UnknownOrganization
        If there is no such organisation.
    """
    taxonomy = taxonomy_of(settings)
    table = OfferTable(store.offers(), taxonomy, sites=store.sites(further_only=True))
    names = table.choices["cities"]
    wanted = OfferFilter(
        topics=known_values("--topic", topics, taxonomy.topics),
        cities=known_values("--city", [find_city(name, names) or name for name in cities or ()], names),
    )
    offers = table.frame.loc[table.ranked(wanted)]
    if not organization:
        return offers
    key = find_organization(store.links.organizations(), organization)
    return offers[offers["organization"].map(organization_id).eq(key)]


def _records(broken: Sequence[LinkFinding], offers: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what does not answer with the offers that name it, most offers first."""
    records = [
        {
            "website": finding.url,
            "finding": finding.finding,
            "asked": finding.checked_at.isoformat(timespec="seconds"),
            "offers": [str(offer_id) for offer_id in offers.index[offers["website"].eq(finding.url)]],
        }
        for finding in broken
    ]
    return sorted(records, key=lambda record: (-len(record["offers"]), record["website"]))


def _tell(answer: dict[str, Any], title: str, *, as_json: bool) -> None:
    if as_json:
        write_json(answer, indent=2)
        return
    rows = [
        [record["website"], record["finding"].replace("_", " "), ", ".join(record["offers"])]
        for record in answer["broken"]
    ]
    write_table(["website", "what is wrong", "offers"], rows, title=title)
