"""What every file says about itself: the answer in words, its parameters, its data with their age, two warnings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo import __version__
from geo.district.data_words import people_source_words
from geo.district.sources import DataSource
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.planning.answer import Answer
from geo.planning.doubts import doubt_words
from geo.planning.figures import parameters
from geo.planning.own_areas import OwnAreas
from geo.planning.scenario import Add, Scenario
from geo.planning.wording import choice_words, ways_words

Rows = tuple[tuple[str, str], ...]

#: The sources whose age and licence every file tells.
_SOURCES = ("offers", "population", "boundaries")
_NO_SCENARIO = Scenario()


@dataclass(frozen=True)
class About:
    """The answer (`title`), how sure it is (`detail`), `parameters` and `data` by their labels, and `notes`."""

    title: str
    detail: str
    parameters: Rows
    data: Rows
    notes: tuple[str, ...]

    def with_note(self, note: str) -> "About":
        """Return the same with one more note."""
        return replace(self, notes=(*self.notes, note))

    @property
    def lines(self) -> dict[str, str]:
        """Each part as one line of text, for tables that have nothing but columns."""
        return {
            "about": " ".join(part for part in (self.title, self.detail) if part),
            "parameters": _line(self.parameters),
            "data": _line(self.data),
            "notes": " ".join(self.notes),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return everything for JSON."""
        return {
            "answer": self.title,
            "certainty": self.detail,
            "parameters": dict(self.parameters),
            "data": dict(self.data),
            "notes": list(self.notes),
        }


def describe(
    answer: Answer,
    sources: Iterable[DataSource],
    texts: Texts,
    *,
    taxonomy: Taxonomy,
    title: str,
    detail: str = "",
    scenario: Scenario = _NO_SCENARIO,
    steps: Sequence[str] = (),
    areas: OwnAreas | None = None,
) -> About:
    """Say what a file holds and what it comes from.

    Parameters
    ----------
    answer
        What the file tells; with a scenario the answer as if it were true.
    title, detail
        The answer in one sentence, and how sure it is in another.
    scenario
        Its steps are named and `detail` begins with it, so that nobody takes what might be for what is.
    steps
        The words for each step; without them a step is named by kind and location.
    areas
        The own areas by which the file tells.
    """
    assumed = texts("export.scenario_note") if scenario.steps else ""
    return About(
        title=title,
        detail=" ".join(part for part in (assumed, detail) if part),
        parameters=(
            *_question(answer, texts, taxonomy),
            *_offers(answer, texts),
            *_scenario(scenario, texts, steps),
        ),
        data=(*_ages(sources, texts), *_streets(answer, texts), *_areas(areas, texts)),
        notes=_notes(answer, texts),
    )


def _question(answer: Answer, texts: Texts, taxonomy: Taxonomy) -> Rows:
    question, known = answer.question, parameters(answer)
    day = known["counted_to"]
    return (
        (texts("filter.topics"), _labels(question.topics, taxonomy.topics, texts)),
        *(((texts("coverage.match"), texts("coverage.match_all")),) if question.needs_all else ()),
        (texts("filter.target_groups"), _labels(question.target_groups, taxonomy.target_groups, texts)),
        (texts("coverage.people"), texts(f"coverage.people_{question.people}")),
        (texts("coverage.mode"), choice_words(texts, "mode", question.mode)),
        (texts(f"coverage.threshold_{question.unit}"), texts.number(question.threshold, digits=1)),
        (texts("coverage.measure"), texts(f"coverage.measure_{question.measure}")),
        (texts("coverage.counted"), texts(f"coverage.counted_{question.counted}")),
        (texts("coverage.detour"), _detour(answer, texts)),
        (texts("export.day"), texts.partial_date(day) if day else texts("about.undated")),
        (texts("export.program"), f"Integrationskarte {__version__}"),
    )


def _labels(ids: Sequence[str], terms: Any, texts: Texts) -> str:
    if not ids:
        return texts("export.any")
    return texts.alternatives(
        [terms[name].labels.get(texts.language, name) if name in terms else name for name in ids]
    )


def _detour(answer: Answer, texts: Texts) -> str:
    """Return the factor, "–" where the ways follow the streets."""
    ground = answer.world.ground_of(answer.question)
    is_straight = answer.world.network_of(answer.question) is None and ground.transit is None
    return texts.number(parameters(answer)["detour_factor"], digits=2) if is_straight else "–"


def _offers(answer: Answer, texts: Texts) -> Rows:
    counts = answer.offers
    return (
        (texts("export.offers"), texts.number(counts.count)),
        (texts("coverage.located"), texts.number(counts.located)),
        (texts("export.uncertain"), texts.number(counts.uncertain)),
        (texts("export.unlocated"), texts.number(counts.unlocated)),
    )


def _scenario(scenario: Scenario, texts: Texts, steps: Sequence[str]) -> Rows:
    if not scenario.steps:
        return ()
    names = list(steps) or [_step(number, step) for number, step in enumerate(scenario.steps, start=1)]
    named = f"{scenario.name}: " if scenario.name else ""
    return ((texts("export.scenario"), named + ", ".join(names)),)


def _step(number: int, step: object) -> str:
    if isinstance(step, Add):
        return f"+{number} {step.name or f'{step.lat:.5f} {step.lon:.5f}'}"
    return f"{number} {type(step).__name__} {getattr(step, 'location_id', '')}".strip()


def _ages(sources: Iterable[DataSource], texts: Texts) -> Rows:
    return tuple(
        (
            source.title,
            " · ".join(
                part
                for part in (texts.partial_date(source.date) or texts("about.undated"), source.attribution)
                if part
            ),
        )
        for source in sources
        if source.id in _SOURCES
    )


def _streets(answer: Answer, texts: Texts) -> Rows:
    network = answer.world.network_of(answer.question)
    if network is None:
        return ()
    date = texts.partial_date(network.source.date) or texts("about.undated")
    return ((texts("export.streets"), f"{date} · {network.source.name}"),)


def _areas(areas: OwnAreas | None, texts: Texts) -> Rows:
    if areas is None:
        return ()
    told = texts(
        "export.areas_of",
        name=areas.name,
        count=texts.number(len(areas.frame)),
        file=areas.file,
        day=texts.partial_date(areas.added.isoformat()),
    )
    return ((texts("export.areas"), told),)


def _notes(answer: Answer, texts: Texts) -> tuple[str, ...]:
    world = answer.world
    own = world.people_from
    return (
        *doubt_words(texts, answer),
        texts("export.own_people", name=own) if own else people_source_words(texts, world.people_source),
        ways_words(texts, answer),
        texts("coverage.no_entry"),
    )


def _line(rows: Rows) -> str:
    return "; ".join(f"{label}: {value}" for label, value in rows)
