"""`python -m geo find`: the offers that match, as a table for a person or as JSON for a program."""

import math
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import pandas as pd
import typer

from geo.address import find_city
from geo.boundaries import load_boundaries
from geo.cli.output import write_json, write_table
from geo.errors import DataError, Problem
from geo.facets import OfferTable
from geo.filters import NOT_STATED, OfferFilter
from geo.model import POINT_PRECISIONS, Taxonomy
from geo.schema import OFFER_FRAME
from geo.settings import Settings, load_settings
from geo.setup import file_of, make_geocoder, prepare
from geo.store import Store
from geo.taxonomy import load_taxonomy
from geo.travel import Place, distances, nearest_first

#: What comes first in an answer; all other public columns follow.
LEADING = (
    "offer_id", "title", "organization", "city", "topics", "target_groups",
    "precision", "lon", "lat", "uncertainty_m", "distance_m",
)  # fmt: skip
POINT_COLUMNS = ("lon", "lat", "uncertainty_m")
FOLLOWING = tuple(spec.name for spec in OFFER_FRAME if spec.is_public and spec.name not in LEADING)


def find(  # noqa: PLR0917  # options of the command line, given by name
    text: Annotated[str, typer.Option(help="Words to look for; typos are forgiven.")] = "",
    topic: Annotated[list[str] | None, typer.Option(help="Topic id; several widen.")] = None,
    target_group: Annotated[list[str] | None, typer.Option(help="Target group id; several widen.")] = None,
    city: Annotated[list[str] | None, typer.Option(help="Name of a city; several widen.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of advice, ISO 639-1.")] = None,
    free: Annotated[bool, typer.Option("--free", help="Only what is free of charge.")] = False,
    near: Annotated[str, typer.Option(help="Address or postcode; the nearest come first.")] = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many offers.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Find offers."""
    settings = load_settings()
    taxonomy = load_taxonomy(file_of(settings, "taxonomy"), languages=settings.district.languages)
    cities = tuple(load_boundaries(file_of(settings, "boundaries"))["name"])
    with prepare(settings) as store:
        offers = store.offers()
        place = _place(settings, store, near) if near else None
    wanted = OfferFilter(
        text=text,
        topics=_known("--topic", topic, taxonomy.topics),
        target_groups=_known("--target-group", target_group, (*taxonomy.target_groups, NOT_STATED)),
        cities=_known("--city", [find_city(name, cities) or name for name in city or ()], cities),
        languages=_known("--language", language, (*_languages(offers), NOT_STATED)),
        free_only=free,
    )
    found = select(offers, taxonomy, wanted, place=place)
    if as_json:
        write_json(
            {"count": len(found), "offers": [_public(row) for row in _records(found, limit)]}, indent=2
        )
    else:
        _show(_records(found, limit), count=len(found))


def select(
    offers: pd.DataFrame, taxonomy: Taxonomy, wanted: OfferFilter, *, place: Place | None = None
) -> pd.DataFrame:
    """Return the offers a filter leaves, nearest or best first, with `distance_m` (NaN where unknown)."""
    found = offers.loc[OfferTable(offers, taxonomy).ranked(wanted)]
    if place is None:
        return found.assign(distance_m=math.nan)
    ways = distances(found, place)
    return found.assign(distance_m=ways["distance_m"].round(1)).loc[nearest_first(found, ways)]


def _place(settings: Settings, store: Store, near: str) -> Place:
    match = make_geocoder(settings, store).geocode(near, offline=True)
    if match.lon is None or match.lat is None:
        raise DataError([Problem("--near", 0, "address", near, match.note or "an address in the district")])
    return Place(match.lon, match.lat, near, match.uncertainty_m or 0.0)


def _known(option: str, values: Sequence[str] | None, allowed: Iterable[str]) -> tuple[str, ...]:
    known = tuple(allowed)
    for value in values or ():
        if value not in known:
            msg = f"{option} {value!r} is not one of: {', '.join(known)}"
            raise typer.BadParameter(msg)
    return tuple(values or ())


def _languages(offers: pd.DataFrame) -> list[str]:
    return sorted({code for codes in offers["languages"] for code in codes})


def _records(found: pd.DataFrame, limit: int | None) -> list[dict[str, Any]]:
    shown = found.head(limit or len(found)).reset_index()
    return [{str(name): value for name, value in row.items()} for row in shown.to_dict("records")]


def _public(record: dict[str, Any]) -> dict[str, Any]:
    """Return what everybody may see of an offer; a point only where it is one of its own."""
    has_point = record["precision"] in POINT_PRECISIONS and not record["is_protected"]
    hidden = () if has_point else (*POINT_COLUMNS, "distance_m")
    return {name: None if name in hidden else _plain(record[name]) for name in (*LEADING, *FOLLOWING)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def _show(records: list[dict[str, Any]], *, count: int) -> None:
    rows = [
        [
            record["title"],
            record["organization"],
            record["city"],
            record["precision"],
            f"{record['distance_m']:.0f}" if math.isfinite(record["distance_m"]) else "",
        ]
        for record in records
    ]
    write_table(["title", "organization", "city", "precision", "metres"], rows, title=f"{count} offers")
