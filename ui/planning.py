"""What the page "Coverage" shares between visitors: people, streets, and the answers given last."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo.accessibility import GROUPS
from geo.best_sites import BestSites, best_sites, candidates
from geo.coverage import Answer, World, answer
from geo.coverage_view import CoverageView, from_query
from geo.filters import Hint
from geo.gazetteer import read_tables
from geo.question import Question
from geo.scenario import Comparison, Scenario, apply, compare
from geo.world import load_world
from ui import session
from ui.session import Data

#: Answers kept: each holds some megabytes of ways.
ANSWERS_KEPT = 16
SEARCHES_KEPT = 16
#: Seconds a visitor waits for a proof; a good choice is there much earlier.
SEARCH_SECONDS = 15.0


def world_of(data: Data) -> World:
    """Return people, names and streets for these offers."""
    return _world(data, today(data).isoformat())


def today(data: Data) -> date:
    """Return the district's day."""
    return datetime.now(ZoneInfo(data.settings.district.timezone)).date()


@lru_cache(maxsize=2)
def _world(data: Data, day: str) -> World:
    return load_world(data.settings, data.table, today=date.fromisoformat(day))


@lru_cache(maxsize=ANSWERS_KEPT)
def answer_to(world: World, question: Question) -> Answer:
    """Answer a question, or hand out the answer given before."""
    return answer(world, question)


@lru_cache(maxsize=ANSWERS_KEPT)
def answer_with(world: World, question: Question, scenario: Scenario) -> Answer:
    """Answer a question as if a scenario were true."""
    return answer(world, question, supply=apply(scenario, answer_to(world, question).supply))


def gains(before: Answer, after: Answer) -> Comparison:
    """Say who gains between two answers to the same question."""
    return compare(before.demand, before.chances.value, after.chances.value, group=GROUPS[before.group])


@lru_cache(maxsize=SEARCHES_KEPT)
def sites_for(world: World, question: Question, scenario: Scenario, count: int) -> BestSites:
    """Search the best places for so many new sites, on top of a scenario."""
    found = answer_with(world, question, scenario) if scenario.steps else answer_to(world, question)
    options = candidates(found, read_tables(session.settings().district), "places")
    return best_sites(found, options, p=count, time_limit_s=SEARCH_SECONDS)


def view_of(query: Mapping[str, Sequence[str]], data: Data) -> tuple[CoverageView, list[Hint]]:
    """Read a view from the keys and values of an address."""
    return from_query(query, taxonomy=data.taxonomy, languages=session.languages())
