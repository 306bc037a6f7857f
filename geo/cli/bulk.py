"""`python -m geo bulk`: one change of many offers, shown offer by offer first, written with --apply."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from geo.cli.choosing import known_values
from geo.cli.link import find_organization
from geo.cli.output import say, write_json, write_table
from geo.district.cities import load_cities
from geo.model import Status, Taxonomy
from geo.offers.columns import BY_NAME
from geo.places.address import find_city, parse_address
from geo.settings import load_settings, utc_now
from geo.store import Batch
from geo.tables import cell_of, items_of
from geo.upkeep.access import OPERATOR
from geo.upkeep.bulk import (
    ADDRESS,
    ADDRESS_FIELDS,
    FIELDS,
    BulkPlan,
    Choice,
    Kind,
    LeftOut,
    Wanted,
    apply_bulk,
    is_list,
    plan_bulk,
)
from geo.upkeep.desk import Desk
from geo.upkeep.opening import make_geocoder, prepare, taxonomy_of

_SET_HELP = "COLUMN=VALUE for all of them; nothing behind = empties it."


def bulk(  # noqa: PLR0917  # options of the command line, given by name
    city: Annotated[str, typer.Option(help="Offers of this city.")] = "",
    organization: Annotated[str, typer.Option(help="Offers of this organisation: its name or id.")] = "",
    topic: Annotated[str, typer.Option(help="Offers with this topic id.")] = "",
    status: Annotated[str, typer.Option(help=f"One of: {', '.join(Status)}.")] = "",
    words: Annotated[str, typer.Option(help="Words that all stand in title, organisation or text.")] = "",
    set_: Annotated[str, typer.Option("--set", help=_SET_HELP)] = "",
    add: Annotated[str, typer.Option(help="COLUMN=ITEM;ITEM put into a list.")] = "",
    take: Annotated[str, typer.Option(help="COLUMN=ITEM;ITEM taken out of a list.")] = "",
    address: Annotated[str, typer.Option(help="Street, number, postcode, city for all of them.")] = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="They are still right today.")] = False,
    close: Annotated[bool, typer.Option("--close", help="They are no more.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write it; else only show it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Change, confirm or close many offers at once: first show what changes, then write it as one batch."""
    settings = load_settings()
    cities = tuple(load_cities(settings.district.file("cities")))
    asked = {"--set": set_, "--add": add, "--take": take, "--address": address}
    given = [name for name, text in asked.items() if text]
    given += [name for name, is_on in (("--confirm", confirm), ("--close", close)) if is_on]
    if len(given) != 1:
        told = ", ".join(given) or "none"
        msg = f"one of --set, --add, --take, --address, --confirm, --close expected, given: {told}"
        raise typer.BadParameter(msg)
    with prepare(settings) as store:
        taxonomy = taxonomy_of(settings, store.phrases.active())
        wanted = _wanted(given[0], asked.get(given[0], ""), taxonomy, cities)
        known = [find_city(city, cities) or city] if city else []
        choice = Choice(
            "".join(known_values("--city", known, cities)),
            find_organization(store.links.organizations(), organization) if organization else "",
            "".join(known_values("--topic", [topic] if topic else [], taxonomy.topics)),
            "".join(known_values("--status", [status] if status else [], tuple(Status))),
            words,
        )
        if not choice.says_something:
            msg = "which offers? --city, --organization, --topic, --status or --words expected"
            raise typer.BadParameter(msg)
        offers = [stored for stored in store.stored_offers().values() if choice.fits(stored.row)]
        plan = plan_bulk(wanted, offers, today=settings.district.today(), taxonomy=taxonomy)
        batch = None
        if apply:
            geocoder = make_geocoder(settings, store)
            desk = Desk(
                store, OPERATOR, utc_now(), geocode=lambda where: geocoder.geocode(where, offline=True)
            )
            batch = apply_bulk(desk, plan)
    if as_json:
        write_json(_as_record(plan, batch, is_applied=apply), indent=2)
        return
    _show(plan, batch, is_applied=apply)


def _wanted(option: str, text: str, taxonomy: Taxonomy, cities: Sequence[str]) -> Wanted:
    """Return what an option asks for, or end the command with 2 and say what is allowed."""
    if option in ("--confirm", "--close"):
        return Wanted(Kind(option.removeprefix("--")))
    if option == "--address":
        found = parse_address(text, cities=cities)
        values = (found.street, found.house_number, found.postal_code, found.city)
        if not found.street or found.city not in cities:
            msg = f"--address {text!r}: a street and one of these cities expected: {', '.join(cities)}"
            raise typer.BadParameter(msg)
        return Wanted(Kind.SET, ADDRESS, dict(zip(ADDRESS_FIELDS, values, strict=True)))
    name, is_there, value = text.partition("=")
    kind, name = Kind(option.removeprefix("--")), name.strip()
    allowed = [field for field in FIELDS if field != ADDRESS and (kind == Kind.SET or is_list(field))]
    if not is_there or name not in allowed:
        msg = f"{option} {text!r}: COLUMN=VALUE expected, the column one of: {', '.join(allowed)}"
        raise typer.BadParameter(msg)
    return Wanted.of(kind, name, _value(option, name, value, taxonomy))


def _value(option: str, name: str, value: str, taxonomy: Taxonomy) -> str:
    vocabularies = {"topics": tuple(taxonomy.topics), "target_groups": tuple(taxonomy.target_groups)}
    if name in vocabularies:
        return cell_of(known_values(f"{option} {name}", items_of(value), vocabularies[name]))
    allowed = BY_NAME[name].allowed
    return known_values(f"{option} {name}", [value.strip()], allowed)[0] if allowed else value


def _as_record(plan: BulkPlan, batch: Batch | None, *, is_applied: bool) -> dict[str, Any]:
    return {
        "changed": len(plan.rows),
        "unchanged": plan.unchanged,
        "left_out": [
            {"offer_id": one.offer_id, "title": one.title, "reason": _reason(one)} for one in plan.left_out
        ],
        "applied": is_applied,
        "batch": batch.batch_id if batch else None,
        "rows": [
            {
                "offer_id": row.offer_id,
                "title": row.title,
                "fields": [
                    {"column": name, "before": row.before.get(name, ""), "after": text}
                    for name, text in row.after.items()
                ],
            }
            for row in plan.rows
        ],
    }


def _reason(one: LeftOut) -> str:
    return f"{one.complaint.column}: {one.complaint.reason}" if one.complaint else one.reason


def _show(plan: BulkPlan, batch: Batch | None, *, is_applied: bool) -> None:
    rows = [
        [row.offer_id, row.title, name, row.before.get(name, ""), text]
        for row in plan.rows
        for name, text in row.after.items()
    ]
    write_table(["offer", "title", "column", "before", "after"], rows, title=f"{len(plan.rows)} change")
    if plan.left_out:
        left = [[one.offer_id, one.title, _reason(one)] for one in plan.left_out]
        write_table(["offer", "title", "why"], left, title=f"{len(left)} stay as they are")
    if plan.unchanged:
        say(f"{plan.unchanged} are like this already")
    if batch:
        say(f"applied as batch {batch.batch_id}; take it back with: python -m geo undo {batch.batch_id}")
    elif plan.rows and not is_applied:
        say("nothing was written; add --apply to do so")
