"""What every file says about itself: the answer in words, its parameters, its data with their age, two warnings.

The three kinds of files are described here and nowhere else, whoever writes them: one answer (`describe`), the table of
everything (`describe_matrix`), how far one gets (`describe_isochrones`).
"""

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
from geo.planning.ground import World
from geo.planning.isochrones import Isochrones
from geo.planning.matrix import Matrix
from geo.planning.own_areas import OwnAreas
from geo.planning.question import Question
from geo.planning.scenario import Add, Scenario
from geo.planning.wording import choice_words, ways_words
from geo.reach.speeds import DETOUR_FACTOR

Rows = tuple[tuple[str, str], ...]

#: The sources whose age and licence every file tells.
_POPULATION = "population"
_SOURCES = ("offers", _POPULATION, "boundaries")
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
    assumed, asked = texts("export.scenario_note") if scenario.steps else "", (answer.question,)
    return About(
        title=title,
        detail=" ".join(part for part in (assumed, detail) if part),
        parameters=(
            *_question(answer, texts, taxonomy),
            *_offers(answer, texts),
            *_scenario(scenario, texts, steps),
        ),
        data=(*_ages(sources, texts), *_streets(asked, answer.world, texts), *_areas(areas, texts)),
        notes=(
            *doubt_words(texts, answer),
            *([texts("coverage.gaps_by_needs")] if answer.weights else []),
            *_notes(asked, answer.world, texts),
            texts("coverage.no_entry"),
        ),
    )


def describe_matrix(
    matrix: Matrix, whole: Answer, sources: Iterable[DataSource], texts: Texts, *, taxonomy: Taxonomy
) -> About:
    """Say what the table of everything holds: its topics and ways of travel, one threshold, whose way, by what areas.

    Parameters
    ----------
    whole
        The answer about all topics of the table (`Matrix.asked`): what is odd about the data is told of it.
    """
    question, world, asked = matrix.question, whole.world, matrix.asked
    modes = texts.listing([choice_words(texts, "mode", mode) for mode in matrix.modes])
    named = (
        taxonomy.topics[name].labels.get(texts.language, name) if name in taxonomy.topics else name
        for name in matrix.topics
    )
    return About(
        title=texts("export.matrix_title"),
        detail="",
        parameters=(
            (texts("filter.topics"), texts.listing(list(named))),
            *_whom(question, texts, taxonomy),
            (texts("coverage.mode"), modes),
            *_how_far(question, texts),
            *_counting(asked, world, texts),
            *_offers(whole, texts),
        ),
        data=(*_ages(sources, texts), *_streets(asked, world, texts), *_areas(matrix.areas, texts)),
        notes=(*doubt_words(texts, whole), *_notes(asked, world, texts), texts("coverage.no_entry")),
    )


def describe_isochrones(
    found: Isochrones, world: World, sources: Iterable[DataSource], texts: Texts, *, place: str
) -> About:
    """Say what a file of outlines holds.

    Parameters
    ----------
    place
        What they are drawn round: an offer, or a point.
    """
    minutes = dict.fromkeys(found.rows["minutes"])
    return About(
        title=texts("export.reach_title", place=place),
        detail="",
        parameters=(
            (
                texts("coverage.mode"),
                texts.listing([choice_words(texts, "mode", one.mode) for one in found.asked]),
            ),
            (
                texts("coverage.threshold_min"),
                texts.listing([texts.number(one, digits=1) for one in minutes]),
            ),
            (texts("coverage.detour"), _detour(found.asked, world, texts)),
            _program(texts),
        ),
        data=(
            *_ages((source for source in sources if source.id == _POPULATION), texts),
            *_streets(found.asked, world, texts),
        ),
        notes=(*_notes(found.asked, world, texts), texts("export.small_numbers")),
    )


def _question(answer: Answer, texts: Texts, taxonomy: Taxonomy) -> Rows:
    question = answer.question
    return (
        (texts("filter.topics"), _labels(question.topics, taxonomy.topics, texts)),
        *(((texts("coverage.match"), texts("coverage.match_all")),) if question.needs_all else ()),
        *_whom(question, texts, taxonomy),
        (texts("coverage.mode"), choice_words(texts, "mode", question.mode)),
        *_how_far(question, texts),
        (texts("coverage.measure"), texts(f"coverage.measure_{question.measure}")),
        *_weight(answer, texts),
        *_counting((question,), answer.world, texts),
    )


def _weight(answer: Answer, texts: Texts) -> Rows:
    """Say by the needs of which quarters gaps are ranked; nothing where they are ranked by people."""
    if answer.weights is None:
        return ()
    quarters = [
        texts("kim.quarter_name", number=texts.number(int(name[-1])), year=name[:4])
        for name in answer.weights.quarters
    ]
    return ((texts("coverage.weight"), f"{texts('coverage.weight_needs')} ({texts.listing(quarters)})"),)


def _whom(question: Question, texts: Texts, taxonomy: Taxonomy) -> Rows:
    return (
        (texts("filter.target_groups"), _labels(question.target_groups, taxonomy.target_groups, texts)),
        (texts("coverage.people"), texts(f"coverage.people_{question.people}")),
    )


def _how_far(question: Question, texts: Texts) -> Rows:
    return ((texts(f"coverage.threshold_{question.unit}"), texts.number(question.threshold, digits=1)),)


def _counting(asked: Sequence[Question], world: World, texts: Texts) -> Rows:
    return (
        (texts("coverage.counted"), texts(f"coverage.counted_{asked[0].counted}")),
        (texts("coverage.detour"), _detour(asked, world, texts)),
        (
            texts("export.day"),
            texts.partial_date(world.today.isoformat()) if world.today else texts("about.undated"),
        ),
        _program(texts),
    )


def _program(texts: Texts) -> tuple[str, str]:
    return texts("export.program"), f"Integrationskarte {__version__}"


def _labels(ids: Sequence[str], terms: Any, texts: Texts) -> str:
    if not ids:
        return texts("export.any")
    return texts.alternatives(
        [terms[name].labels.get(texts.language, name) if name in terms else name for name in ids]
    )


def _detour(asked: Sequence[Question], world: World, texts: Texts) -> str:
    """Return the factor, "–" where all ways follow the streets or a timetable."""
    is_straight = any(world.network_of(one) is None and world.ground_of(one).transit is None for one in asked)
    return texts.number(DETOUR_FACTOR, digits=2) if is_straight else "–"


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


def _streets(asked: Sequence[Question], world: World, texts: Texts) -> Rows:
    networks = [network for network in map(world.network_of, asked) if network is not None]
    told = [
        f"{texts.partial_date(network.source.date) or texts('about.undated')} · {network.source.name}"
        for network in networks
    ]
    return tuple((texts("export.streets"), words) for words in dict.fromkeys(told))


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


def _notes(asked: Sequence[Question], world: World, texts: Texts) -> tuple[str, ...]:
    """Say whose people are counted and what the ways follow."""
    own = world.people_from
    return (
        texts("export.own_people", name=own) if own else people_source_words(texts, world.people_source),
        *dict.fromkeys(ways_words(texts, world, one) for one in asked),
    )


def _line(rows: Rows) -> str:
    return "; ".join(f"{label}: {value}" for label, value in rows)
