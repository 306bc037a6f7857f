"""What the commands about offers share: options to a filter, and the offers it leaves."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pandas as pd
import typer

from geo.district.cities import load_cities
from geo.errors import DataError, Problem
from geo.kim.capacity import Capacity, capacity_of, full_last
from geo.model import LastChange, Taxonomy
from geo.offers.course_runs import LEVELS, Runs
from geo.offers.facets import OfferTable
from geo.offers.filters import (
    DAYS,
    HOURS_CHOICES,
    MATCH_ALL,
    MATCH_ANY,
    NOT_STATED,
    OPEN_NOW,
    TIMES,
    OfferFilter,
    open_offers,
)
from geo.offers.hours import Clock
from geo.offers.run_filter import NOTHING_ASKED, RunsAsked, offers_with
from geo.offers.search.index import Answer
from geo.offers.sites import at_all_sites
from geo.offers.translations import Translations
from geo.places.address import find_city
from geo.reach.from_place import Place, nearest_first, nearest_sites
from geo.reach.whereabouts import NOTHING_KNOWN, Whereabouts, whereabouts_of
from geo.settings import Settings, load_settings
from geo.store import Store
from geo.upkeep.opening import make_geocoder, prepare, taxonomy_of

#: Options of the commands about offers.
Text = Annotated[str, typer.Option(help="A question: words or a sentence; typos are forgiven.")]
Match = Annotated[str, typer.Option(help="Of several topics: any of them, or all.")]
Topics = Annotated[
    list[str] | None, typer.Option(help="Topic id; several widen, or narrow with --match all.")
]
TargetGroups = Annotated[list[str] | None, typer.Option(help="Target group id; several widen.")]
Cities = Annotated[list[str] | None, typer.Option(help="Name of a city; several widen.")]
Languages = Annotated[list[str] | None, typer.Option(help="Language of advice, ISO 639-1.")]
OpenNow = Annotated[
    list[str] | None,
    typer.Option("--open", help=f"Open at this moment: {', '.join(HOURS_CHOICES[OPEN_NOW])}."),
]
Days = Annotated[list[str] | None, typer.Option(help=f"Day of the week: {', '.join(HOURS_CHOICES[DAYS])}.")]
Times = Annotated[list[str] | None, typer.Option(help=f"Time of day: {', '.join(HOURS_CHOICES[TIMES])}.")]
FreeOnly = Annotated[bool, typer.Option("--free", help="Only what is free of charge.")]
Levels = Annotated[
    list[str] | None, typer.Option(help=f"Level of a dated course: {', '.join(LEVELS)}; several widen.")
]
BeginsBy = Annotated[str, typer.Option(help="A dated course that begins until this day (2027-01-31).")]
CourseChildcare = Annotated[bool, typer.Option("--with-childcare", help="Only dated courses with childcare.")]
Near = Annotated[str, typer.Option(help="Address or postcode; the nearest come first.")]


@dataclass(frozen=True, eq=False)
class Chosen:
    """The offers a filter leaves, in the order of the list, what stands beside them, and what they came from.

    `every` are all offers that were chosen from.
    """

    offers: pd.DataFrame
    wanted: OfferFilter
    settings: Settings
    taxonomy: Taxonomy
    last_changes: Mapping[str, LastChange]
    sites: pd.DataFrame
    translations: Translations
    capacity: Mapping[str, Capacity]
    runs: Runs
    answer: Answer | None
    every: pd.DataFrame


@dataclass(frozen=True)
class AskedHours:
    """The options of hours, as typed; None for an option that was not given."""

    open_now: Sequence[str] | None = None
    days: Sequence[str] | None = None
    times: Sequence[str] | None = None


def courses_asked(level: Sequence[str] | None, begins_by: str, *, with_childcare: bool) -> RunsAsked:
    """Return what the options ask of dated courses.

    Raises
    ------
    typer.BadParameter
        If a level is not known, or the day is none.
    """
    try:
        day = date.fromisoformat(begins_by) if begins_by else None
    except ValueError as error:
        msg = f"--begins-by {begins_by!r}: a day such as 2027-01-31 expected"
        raise typer.BadParameter(msg) from error
    return RunsAsked(known_values("--level", level, LEVELS), day, with_childcare)


def gather(
    *,
    text: str,
    topics: Sequence[str] | None,
    target_groups: Sequence[str] | None,
    cities: Sequence[str] | None,
    languages: Sequence[str] | None,
    hours: AskedHours,
    free_only: bool,
    near: str,
    match: str = MATCH_ANY,
    confirmed_only: bool = False,
    with_closed: bool = False,
    courses: RunsAsked = NOTHING_ASKED,
) -> Chosen:
    """Read the offers and leave those that were asked for; closed ones only if so wished.

    Where something is asked of `courses`, only offers with such a dated run are left.

    Raises
    ------
    typer.BadParameter
        If a value is not known; the command ends with 2 then.
    GeoError
        If a file or the database cannot be read, or there is no place `near`.
    """
    settings = load_settings()
    cities_known = load_cities(settings.district.file("cities"))
    names = tuple(cities_known)
    with prepare(settings) as store:
        taxonomy = taxonomy_of(settings, store.phrases.active())
        offers, sites, changes = store.offers(), store.sites(further_only=True), store.last_changes()
        capacity = capacity_of(store, today=settings.district.today())
        translations, runs = store.translations(), store.runs()
        place = _place(settings, store, near) if near else None
    offers = offers if with_closed else open_offers(offers)
    wanted = OfferFilter(
        text=text,
        topics=known_values("--topic", topics, taxonomy.topics),
        target_groups=known_values("--target-group", target_groups, (*taxonomy.target_groups, NOT_STATED)),
        cities=known_values("--city", [find_city(name, names) or name for name in cities or ()], names),
        languages=known_values("--language", languages, (*_languages(offers), NOT_STATED)),
        open_now=known_values("--open", hours.open_now, HOURS_CHOICES[OPEN_NOW]),
        days=known_values("--day", hours.days, HOURS_CHOICES[DAYS]),
        times=known_values("--time", hours.times, HOURS_CHOICES[TIMES]),
        free_only=free_only,
        confirmed_only=confirmed_only,
        all_topics=known_values("--match", [match], (MATCH_ALL, MATCH_ANY)) == (MATCH_ALL,),
    )
    table = OfferTable(
        offers,
        taxonomy,
        sites=sites,
        translations=translations,
        runs=runs,
        clock=lambda: Clock.of(settings.district),
    )
    known = whereabouts_of(settings.district, table.places, cities_known) if place else NOTHING_KNOWN
    found = _select(table, wanted, place=place, capacity=capacity, whereabouts=known)
    if not courses.is_empty:
        found = found[found.index.isin(offers_with(courses, table.runs, settings.district.today()))]
    answer = table.answer(wanted)
    return Chosen(
        found,
        wanted,
        settings,
        taxonomy,
        changes,
        table.sites,
        table.translations,
        capacity,
        table.runs,
        answer,
        table.frame,
    )


def _select(
    table: OfferTable,
    wanted: OfferFilter,
    *,
    place: Place | None,
    capacity: Mapping[str, Capacity],
    whereabouts: Whereabouts = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Return the offers a filter leaves, nearest or best first, full ones last, with `distance_m` (NaN: unknown)."""
    ids = table.ranked(wanted)
    fits = table.whole(wanted)[table.frame.index.get_indexer(ids)]
    found = table.frame.loc[ids].assign(fits_wholly=fits)
    parts = (ids[fits], ids[~fits])
    if place is None:
        found = found.assign(distance_m=math.nan)
    else:
        ways = nearest_sites(at_all_sites(found, table.sites), place, whereabouts=whereabouts)
        parts = (nearest_first(found.loc[ids[fits]], ways), nearest_first(found.loc[ids[~fits]], ways))
        found = found.assign(distance_m=ways["distance_m"].round(1))
    return found.loc[[one for some in parts for one in full_last(capacity, [str(key) for key in some])]]


def known_values(option: str, values: Sequence[str] | None, allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the values of an option, or end the command with 2 and say what is allowed."""
    known = tuple(allowed)
    for value in values or ():
        if value not in known:
            msg = f"{option} {value!r} is not one of: {', '.join(known)}"
            raise typer.BadParameter(msg)
    return tuple(values or ())


def _place(settings: Settings, store: Store, near: str) -> Place:
    match = make_geocoder(settings, store).geocode(near, offline=True)
    if match.lon is None or match.lat is None:
        raise DataError([Problem("--near", 0, "address", near, match.note or "an address in the district")])
    return Place(match.lon, match.lat, near, match.uncertainty_m or 0.0)


def _languages(offers: pd.DataFrame) -> list[str]:
    return sorted({code for codes in offers["languages"] for code in codes})
