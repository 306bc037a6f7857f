"""The sentences about scenarios: each step, who gains and who loses."""

from collections.abc import Mapping

import pandas as pd

from geo.i18n import Texts, whole_people
from geo.people.disclosure import LEAST_PEOPLE
from geo.planning.answer import Answer
from geo.planning.figures import place_name
from geo.planning.scenario import Add, Change, Close, Comparison, Move, Scenario, Step
from geo.planning.wording import people_words
from geo.reach.imputed import Spread
from ui.shared.answers import names_of

#: Cities named in one sentence; the rest stands in the table.
_CITIES_NAMED = 5


def step_words(texts: Texts, step: Step, names: Mapping[str, str], before: Answer) -> str:
    """Say one step; a location outside the present choice of offers has no name and is said so."""
    if isinstance(step, Add):
        return texts(
            "scenario.step_add",
            name=step.name or _point_words(texts, before, step.lon, step.lat),
            offers=texts.number(step.offers),
        )
    name = names.get(step.location_id, texts("scenario.unknown_location"))
    match step:
        case Move():
            where = _point_words(texts, before, step.lon, step.lat)
            return texts("scenario.step_move", name=name, where=where)
        case Close():
            return texts("scenario.step_close", name=name)
        case Change():
            offers = texts.number(step.offers) if step.offers else "–"
            return texts("scenario.step_change", name=name, offers=offers)


def all_steps(texts: Texts, scenario: Scenario, before: Answer) -> list[str]:
    """Say every step of a scenario."""
    if not scenario.steps:
        return []
    names = names_of(before)
    return [step_words(texts, step, names, before) for step in scenario.steps]


def _point_words(texts: Texts, answer: Answer, lon: float, lat: float) -> str:
    namer = answer.world.namer
    return place_name(namer.name(lon, lat), texts) if namer else f"{lat:.5f} {lon:.5f}"


def scenario_name(texts: Texts, scenario: Scenario) -> str:
    """Return the name somebody gave, or how many steps it has."""
    return scenario.name or texts("scenario.unnamed", number=texts.number(len(scenario.steps)))


def effect_words(
    texts: Texts, before: Answer, after: Answer, found: Comparison, ranges: tuple[Spread, Spread]
) -> list[str]:
    """Say before and after, who gains and who loses with the range of each, and in which cities."""
    lines = [
        texts(
            "scenario.effect",
            before=texts.percent(before.share.value),
            after=texts.percent(after.share.value),
            span=texts.share_range(after.share.low, after.share.high),
        )
    ]
    for kind, told in zip(("gained", "lost"), ranges, strict=True):
        people = getattr(found, kind)
        if people > 0:
            lines.append(
                texts(
                    f"scenario.{kind}_{before.group}",
                    people=span_words(texts, people, told),
                    foreign=people_words(texts, getattr(found, f"{kind}_foreign")),
                    cities=cities_words(texts, found, before.by_city["name"], kind),
                )
            )
    return lines if len(lines) > 1 else [*lines, texts("scenario.no_change")]


def span_words(texts: Texts, people: float, told: Spread) -> str:
    """Say a number of people, with the range of nine of ten draws where there is one."""
    low, high = min(told.low, people), max(told.high, people)
    said = people_words(texts, people)
    if people < LEAST_PEOPLE or high - low < 1:
        return said
    return texts("scenario.span", people=said, low=people_words(texts, low), high=people_words(texts, high))


def cities_words(texts: Texts, found: Comparison, names: "pd.Series[str]", kind: str) -> str:
    """Name the cities with most people who gain (or lose), and how many; where they are too few, none is named."""
    sign = "+" if kind == "gained" else "−"
    people = found.cities[kind].map(whole_people).sort_values(ascending=False)
    told = [
        texts("scenario.city_change", city=names[str(ags)], people=f"{sign}{texts.number(number)}")
        for ags, number in people.head(_CITIES_NAMED).items()
        if number >= LEAST_PEOPLE
    ]
    return texts.listing(told) or "–"
