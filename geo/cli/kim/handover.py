"""`kim handover`: count handovers between kinds of office, and ask after those that wait."""

from typing import Annotated

import typer

from geo.cli.kim.counts import City, Number, Quarter, TakeBack
from geo.cli.kim.desk import opened
from geo.cli.output import write_json, write_table
from geo.kim.counting import Passing, answer, hand_over, start, waiting
from geo.upkeep.access import OPERATOR

handover_app = typer.Typer(help="Handovers between kinds of office.", no_args_is_help=True)

From = Annotated[str, typer.Option("--from", help="Kind of office it comes from.")]
To = Annotated[str, typer.Option("--to", help="Kind of office it goes to.")]
Offer = Annotated[str, typer.Option("--offer", help="Id of the offer it goes to instead.")]
Code = Annotated[str, typer.Argument(help="Made up: letters and a number, such as blau7.")]
Reason = Annotated[str, typer.Option(help="Why it was rejected: an obstacle.")]


@handover_app.command("add")
def add(  # noqa: PLR0917  # options of the command line, given by name
    city: City,
    from_office: From,
    to_office: To = "",
    offer: Offer = "",
    state: Annotated[str, typer.Option(help="started, accepted, rejected, unanswered, done.")] = "started",
    reason: Reason = "",
    days: Annotated[str, typer.Option(help="Band: week, two_weeks, month, longer.")] = "",
    quarter: Quarter = "",
    number: Number = 1,
    take_back: TakeBack = False,
) -> None:
    """Count handovers by what became of them."""
    with opened() as desk:
        wanted = quarter or desk.quarter
        passing = Passing(desk.known.city(city), from_office, to_office, offer, state, reason, days)
        number = max(number, 0)  # told with what is allowed
        signed = -number if take_back else number
        hand_over(desk.store, OPERATOR, desk.known, passing, quarter=wanted, today=desk.today, number=signed)
    done = "taken back" if take_back else "added"
    typer.echo(f"{wanted} {passing.city}: {number} {done} to {from_office} -> {to_office or offer}, {state}")


@handover_app.command("start")
def start_(code: Code, city: City, from_office: From, to_office: To = "", offer: Offer = "") -> None:
    """Count a handover as started, and ask after it in 14 days under a code that tells nobody."""
    with opened() as desk:
        passing = Passing(desk.known.city(city), from_office, to_office, offer)
        made = start(desk.store, OPERATOR, desk.known, passing, code, today=desk.today)
    typer.echo(f"{made.city} {code}: started; forgotten when answered, or after 60 days")


@handover_app.command("answer")
def answer_(
    code: Code,
    city: City,
    state: Annotated[str, typer.Option(help="accepted, rejected, unanswered or done.")],
    reason: Reason = "",
) -> None:
    """Count what became of a handover, and forget its code."""
    with opened() as desk:
        place = desk.known.city(city)
        answer(desk.store, OPERATOR, desk.known, place, code, state=state, reason=reason, today=desk.today)
    typer.echo(f"{place} {code}: {state}; the code is forgotten")


@handover_app.command("waiting")
def waiting_(
    city: City, as_json: Annotated[bool, typer.Option("--json", help="Write a JSON list.")] = False
) -> None:
    """List the handovers that wait for an answer."""
    with opened() as desk:
        found = waiting(desk.store, OPERATOR, desk.known.city(city), today=desk.today)
    rows = [
        {
            "code": one.code,
            "from": one.from_office,
            "to": one.to_office or one.offer_id,
            "since": one.started_on.isoformat(),
            "due": is_due,
        }
        for one, is_due in found
    ]
    if as_json:
        write_json(rows, indent=2)
        return
    headings = ["code", "from", "to", "since", "due"]
    write_table(headings, [[str(row[name]) for name in headings] for row in rows], title="")
