"""People, streets and the answers given last, shared by the pages and their visitors."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from geo.links import Hint, last
from geo.planning.answer import Answer, answer
from geo.planning.ground import World
from geo.planning.nearby import location_names
from geo.planning.question import KEYS, Question
from geo.planning.scenario import Scenario, apply
from geo.planning.world import load_world
from geo.reach.speeds import MODES, TRANSIT
from geo.reach.transit import names, stamp
from ui.shared.loading import Data

#: Answers kept: each holds some megabytes of ways.
_ANSWERS_KEPT = 16


def world_of(data: Data) -> World:
    """Return people, names and streets for these offers."""
    return _world(data, data.settings.district.today().isoformat(), stamp(data.settings.var))


def takes_a_while(data: Data, question: Question) -> bool:
    """Say whether a question is answered with a street network or a timetable, so that a visitor may want to stop."""
    return question.mode == TRANSIT or world_of(data).network_of(question) is not None


def travel_modes(data: Data) -> tuple[str, ...]:
    """Return the ways of travel there are: by bus and train only where a timetable was built."""
    return MODES if names(data.settings.var) else tuple(mode for mode in MODES if mode != TRANSIT)


def without_missing_timetable(
    query: Mapping[str, Sequence[str]], data: Data
) -> tuple[Mapping[str, Sequence[str]], list[Hint]]:
    """Return a link without a way of travel that nothing is known of, and say so."""
    mode = KEYS["mode"]
    if last(query, mode) != TRANSIT or TRANSIT in travel_modes(data):
        return query, []
    return {key: values for key, values in query.items() if key != mode}, [Hint(mode, (TRANSIT,))]


@lru_cache(maxsize=2)
def _without_streets(world: World) -> World:
    return replace(world, networks={})


@lru_cache(maxsize=2)
def _world(data: Data, day: str, _timetables: tuple[tuple[str, int], ...]) -> World:
    """Return the world of a day; another one as soon as a timetable was built anew."""
    return load_world(data.settings, data.table, today=date.fromisoformat(day))


@lru_cache(maxsize=_ANSWERS_KEPT)
def answer_to(world: World, question: Question) -> Answer:
    """Answer a question, or hand out the answer given before."""
    return answer(world, question)


@lru_cache(maxsize=_ANSWERS_KEPT)
def answer_with(world: World, question: Question, scenario: Scenario) -> Answer:
    """Answer a question as if a scenario were true."""
    return answer(world, question, supply=apply(scenario, answer_to(world, question).supply))


@lru_cache(maxsize=_ANSWERS_KEPT)
def names_of(answered: Answer) -> Mapping[str, str]:
    """Name the locations of an answer."""
    return MappingProxyType(location_names(answered))
