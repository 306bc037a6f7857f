"""What the page "Coverage" shares between visitors: people, streets, and the answers given last."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.district.boundaries import city_at
from geo.links import Hint
from geo.model import Match, Precision
from geo.offers.view import parse_position
from geo.places.gazetteer import read_tables
from geo.planning.answer import Answer
from geo.planning.best_sites import BestSites, best_sites, candidates
from geo.planning.ground import World
from geo.planning.own_areas import OwnAreas
from geo.planning.question import Question
from geo.planning.scenario import Comparison, Scenario, compare, ranges
from geo.planning.siting import OnProgress, ShouldStop
from geo.planning.view import CoverageView, Search, from_query
from geo.reach.imputed import Spread
from geo.reach.measures import GROUPS
from ui.coverage.advice import as_weighed
from ui.shared import loading
from ui.shared.answers import _without_streets, answer_to, answer_with, without_missing_timetable, world_of
from ui.shared.loading import Data
from ui.shared.own_areas import areas_named, names_of_areas

_POSTCODE = re.compile(r"\b\d{5}\b")
#: Seconds a visitor waits for a proof; a good choice is there much earlier.
SEARCH_SECONDS = 15.0


@dataclass(frozen=True, eq=False)
class Screen:
    """What the parts of the page show: the view, and the answers without and with its scenario."""

    data: Data
    view: CoverageView
    world: World
    before: Answer
    after: Answer
    areas: OwnAreas | None = None


@dataclass(frozen=True)
class TypedPlace:
    """A place a planner typed or clicked.

    `name` is empty for a click; `is_exact` for a house or a click; `area` is the postcode or city of which no more
    than the middle is known, else empty; `problem` is a key of the texts.
    """

    words: str
    lon: float = math.nan
    lat: float = math.nan
    name: str = ""
    uncertainty_m: float = 0.0
    is_exact: bool = True
    area: str = ""
    problem: str = ""
    suggestions: tuple[str, ...] = ()


def screen_of(data: Data, view: CoverageView, *, on_streets: bool = True) -> Screen:
    """Answer the question of a view, without and with its scenario.

    Parameters
    ----------
    on_streets
        Take the ways of the street network where there is one; else the straight line has to do.
    """
    world = world_of(data) if on_streets else _without_streets(world_of(data))
    before = answer_to(world, view.question)
    after = answer_with(world, view.question, view.scenario) if view.scenario.steps else before
    areas = areas_named(data, view.areas)
    return Screen(data, view, world, as_weighed(before, data), as_weighed(after, data), areas)


def gains(before: Answer, after: Answer) -> Comparison:
    """Say who gains and who loses between two answers to the same question."""
    return compare(before.demand, before.chances.value, after.chances.value, group=GROUPS[before.group])


def gain_ranges(before: Answer, after: Answer) -> tuple[Spread, Spread]:
    """Say how sure it is how many people gain and lose: the same draws before and after."""
    drawn = (one.known.drawn.reached(one.limit_m) for one in (before, after))
    return ranges(before.people, *drawn)


def sites_for(
    world: World,
    question: Question,
    scenario: Scenario,
    search: Search,
    *,
    should_stop: ShouldStop | None = None,
    progress: OnProgress | None = None,
) -> BestSites:
    """Search the best places for new sites, on top of a scenario."""
    found = answer_with(world, question, scenario) if scenario.steps else answer_to(world, question)
    options = candidates(found, read_tables(loading.settings().district), "places")
    return best_sites(
        found,
        options,
        p=search.count,
        objective=search.aim,
        wished_share=search.wished / 100,
        time_limit_s=SEARCH_SECONDS,
        should_stop=should_stop,
        progress=progress,
    )


def spot_of(text: str, data: Data) -> TypedPlace | None:
    """Find a typed address, postcode or position by the local list alone; None for nothing typed."""
    words = text.strip()
    if not words:
        return None
    position = parse_position(words.replace(" ", ""))
    if position:
        return _inside(TypedPlace(words, *position), data)
    match = data.geocoder.geocode(words, offline=True)
    if match.lon is None or match.lat is None:
        return TypedPlace(
            words, problem="near.not_found", suggestions=tuple(data.geocoder.suggest(words, limit=4))
        )
    is_exact = match.precision == Precision.HOUSE
    radius_m = float(match.uncertainty_m or 0.0)
    return _inside(TypedPlace(words, match.lon, match.lat, words, radius_m, is_exact, _area(match)), data)


def _area(match: Match) -> str:
    if match.precision == Precision.CITY:
        return match.city
    code = _POSTCODE.search(match.query) if match.precision == Precision.POSTCODE else None
    return f"{code[0]} {match.city}".strip() if code else ""


def _inside(spot: TypedPlace, data: Data) -> TypedPlace:
    is_inside = bool(city_at(data.boundaries, spot.lon, spot.lat))
    return spot if is_inside else TypedPlace(spot.words, problem="scenario.outside")


def view_of(query: Mapping[str, Sequence[str]], data: Data) -> tuple[CoverageView, list[Hint]]:
    """Read a view from the keys and values of an address."""
    known, hints = without_missing_timetable(query, data)
    names = names_of_areas(data)
    view, more = from_query(known, taxonomy=data.taxonomy, languages=loading.languages(), areas=names)
    return view, [*hints, *more]
