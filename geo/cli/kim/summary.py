"""`kim summary`: what may be told of what advice teaches."""

from typing import Annotated

import typer

from geo.cli.choosing import known_values
from geo.cli.kim.desk import Desk, opened
from geo.cli.output import write_json, write_table
from geo.kim.disclosure import Told
from geo.kim.example import DATASET
from geo.kim.figures import Figures, figures_of
from geo.kim.four_fields import Supply
from geo.kim.quarters import parse_quarter
from geo.kim.summary import Summary, as_record, summarize, supplies_for
from geo.offers.facets import OfferTable
from geo.offers.filters import open_offers
from geo.planning.world import load_world


def summary(
    city: Annotated[str, typer.Option(help="Only what is told of this city.")] = "",
    quarter: Annotated[str, typer.Option(help="Quarter such as 2026-Q4; all together by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Say what may be told: needs, real gaps beside gaps of knowledge, breaking points. No count under five."""
    with opened(with_offers=True) as desk:
        place = known_values("--city", [desk.known.city(city)], desk.known.cities)[0] if city else ""
        figures = figures_of(desk.store)
        if quarter:
            figures = figures.of(parse_quarter(quarter, today=desk.today))
        found = summarize(figures, _supplies(desk, figures), city=place)
        is_example = DATASET in desk.store.datasets().index
    if as_json:
        write_json(as_record(found), indent=2)
        return
    if is_example:
        typer.echo("Beispiel: these counts are invented.")
    _tell(found)


def _supplies(desk: Desk, figures: Figures) -> dict[tuple[str, str], Supply]:
    """Return what directory and map say, as far as anything was counted."""
    if not figures.needs:
        return {}
    offers = open_offers(desk.store.offers())
    table = OfferTable(offers, desk.known.taxonomy, sites=desk.store.sites(further_only=True))
    world = load_world(desk.settings, table, today=desk.today)
    return supplies_for(world, desk.known, desk.store, today=desk.today)


def _tell(found: Summary) -> None:
    if not (found.needs or found.points):
        typer.echo("nothing was counted yet, or too little to be told; `kim add` counts")
        return
    write_table(
        ["city", "topic", "outcome", "count"],
        [[need.city, need.topic, need.outcome, _shown(need.told)] for need in found.needs],
        title="needs (- : fewer than five)",
    )
    gaps = [field for field in found.fields if field.is_advice_gap]
    write_table(
        ["city", "topic", "kind", "not met", "needs", "offers", "map gap"],
        [
            [
                field.city,
                field.topic,
                str(field.kind),
                _shown(field.unmet),
                _shown(field.needs),
                str(field.supply.offers),
                "yes" if field.supply.is_map_gap else "no",
            ]
            for field in gaps
        ],
        title="gaps that advice tells of",
    )
    write_table(
        ["from", "to", "ended", "failed", "share (95 %)"],
        [
            [
                point.start,
                point.end,
                _shown(point.count),
                _shown(point.failed),
                f"{point.share.low:.0%} to {point.share.high:.0%}",
            ]
            for point in found.points
        ],
        title="breaking points",
    )


def _shown(told: Told) -> str:
    if told.is_exact:
        return str(told.low)
    return "-" if told.low < 5 else f"at least {told.low}"
