"""What the planner's commands share: options to a question, and what it is answered from."""

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from geo.cli.output import progress_bar
from geo.district.boundaries import load_boundaries
from geo.district.sources import DataSources
from geo.errors import DataError, Problem, shown
from geo.files import MOST_BYTES, at_most, checksum
from geo.i18n import Texts, load_texts
from geo.kim.figures import Figures, read_published
from geo.model import TargetGroup, Taxonomy, Topic
from geo.offers.facets import OfferTable
from geo.offers.filters import NOT_STATED
from geo.people.cells import place_in_cities, read_cells
from geo.planning.answer import Answer, answer
from geo.planning.figures import ages, figures, street_ages, timetable_age, with_agreement
from geo.planning.ground import World
from geo.planning.neighbours import Neighbours, read_neighbours
from geo.planning.own_offers import read_own_offers, target_groups_of, topics_of
from geo.planning.question import (
    ALL,
    ANY,
    COUNTED,
    MATCHES,
    PEOPLE,
    WEIGHTS,
    Question,
    bounds,
    default_threshold,
)
from geo.planning.scenario import apply, scenario_from_text
from geo.planning.tiled import tiled_answer
from geo.planning.world import load_world
from geo.reach.measures import GROUPS, MEASURES
from geo.reach.scheduler import Runner, in_turn, open_scheduler
from geo.reach.speeds import MODES, TRANSIT
from geo.reach.transit import parse_arrival, parse_date, parse_window
from geo.settings import Settings, load_settings
from geo.upkeep.opening import load_sources, prepare, taxonomy_of


@dataclass(frozen=True, eq=False)
class Planner:
    """Everything a planner's command answers from.

    `taxonomy` also knows the topics and groups of an own file of offers. `offers_file` and `cells_file` are None for
    the district's own data. `neighbours` are offers beyond the border, None where nobody brought any.
    """

    settings: Settings
    taxonomy: Taxonomy
    world: World
    sources: DataSources
    texts: Texts
    today: date
    offers_file: Path | None = None
    cells_file: Path | None = None
    neighbours: Neighbours | None = None

    @cached_property
    def published(self) -> Figures:
        """What advice teaches and was published, read once: figures, gaps and checksums are of one state."""
        with prepare(self.settings) as store:
            return read_published(store.advice.published())

    def figures(self, answer: Answer) -> dict[str, Any]:
        """Return the figures of an answer, with the age of what they were computed from."""
        found = figures(answer, self.sources, self.texts)
        told = found | {"data": self.data_ages(found["data"])}
        if self.neighbours is None:
            return told
        return told | {"neighbours": self.neighbours.figures(self.world, answer.question)}

    def figures_data(self, answer: Answer) -> dict[str, Any]:
        """Return date and checksum of what an answer was computed from."""
        return self.data_ages(ages(self.sources) | street_ages(answer) | timetable_age(answer))

    def data_ages(self, ages: Mapping[str, Any]) -> dict[str, Any]:
        """Return ages of data with those of the files that somebody brought along."""
        own = {"offers": self.offers_file, "population": self.cells_file}
        return dict(ages) | {name: _own_file(path) for name, path in own.items() if path}


def set_desk(
    *, offers_file: Path | None = None, cells_file: Path | None = None, today: date | None = None
) -> Planner:
    """Read everything the planner's commands need.

    Raises
    ------
    DataError
        If a file is broken.
    """
    settings = load_settings()
    taxonomy = taxonomy_of(settings)
    offers, sites = (read_own_offers(offers_file), None) if offers_file else _stored_offers(settings)
    taxonomy = _with_own_ids(taxonomy, offers)
    cells = _own_cells(cells_file, settings) if cells_file else None
    day = today or settings.district.today()
    world = load_world(
        settings,
        OfferTable(offers, taxonomy, sites=sites),
        today=day,
        cells=cells,
        people_from=cells_file.name if cells_file else "",
    )
    return Planner(
        settings,
        taxonomy,
        world,
        load_sources(settings),
        load_texts("en"),
        day,
        offers_file,
        cells_file,
    )


def with_neighbours(desk: Planner, path: Path | None) -> Planner:
    """Return the desk with offers beyond the border, if somebody brought any.

    Raises
    ------
    DataError
        If their file is broken, or holds no address that counts.
    """
    if path is None:
        return desk
    return replace(desk, neighbours=read_neighbours(path, desk.taxonomy, desk.world))


def answer_for(desk: Planner, question: Question, scenario: str = "", *, scheduler: str = "") -> Answer:
    """Answer a question, as if a scenario (as a link holds it) were true.

    Parameters
    ----------
    scheduler
        Where the work is done tile by tile (`geo.reach.scheduler`); "" for here and at once.

    Raises
    ------
    DataError
        If the scenario is none, or the cells do not tell the people the question is about.
    SchedulerError
        If the cluster does not do its work.
    """
    _require_people(desk.world, question)
    supply = _supply_with(desk, question, scenario)
    if not scheduler:
        return answer(desk.world, question, supply=supply)
    with open_scheduler(scheduler) as run, progress_bar("tiles") as progress:
        return tiled_answer(desk.world, question, run=run, supply=supply, progress=progress)


def vary(answer: Answer, found: dict[str, Any], *, variations: int, scheduler: str = "") -> dict[str, Any]:
    """Return figures that also say in how many variations each gap is one, 0 for none at all."""
    if not variations:
        return found
    with ExitStack() as stack, progress_bar("variations") as progress:
        run = stack.enter_context(open_scheduler(scheduler)) if scheduler else in_turn
        level = answer.agreement(variations=variations, run=_told(run, variations, progress))
    return with_agreement(found, answer, level, variations=variations)


def _told(run: Runner, total: int, progress: Callable[[int, int], None]) -> Runner:
    """Return the same, with a word after every task."""

    def told(work: Callable[[Any, Any], Any], shared: Any, tasks: Iterable[Any]) -> Iterator[tuple[int, Any]]:
        for done, found in enumerate(run(work, shared, tasks), start=1):
            progress(done, total)
            yield found

    return told


def _supply_with(desk: Planner, question: Question, scenario: str) -> pd.DataFrame:
    """Return the locations of the offers, also those beyond the border, as if a scenario were true."""
    supply = desk.world.supply_of(question)
    if desk.neighbours is not None:
        supply = desk.neighbours.joined(desk.world, question, supply)
    if not scenario:
        return supply
    try:
        return apply(scenario_from_text(scenario), supply)
    except ValueError as error:
        expectation = "steps as a link holds them"
        raise DataError(
            [Problem("scenario", 0, "scenario", shown(scenario), f"{expectation} ({error})")]
        ) from error


def _require_people(world: World, question: Question) -> None:
    column = GROUPS[question.people]
    if world.demand[column].isna().any():
        file = world.people_from or "population"
        raise DataError([Problem(file, 1, column, "", f"needed for --people {question.people}")])


def _with_own_ids(taxonomy: Taxonomy, offers: pd.DataFrame) -> Taxonomy:
    """Return the taxonomy with the topics and target groups that only the offers know."""
    topics = {name: Topic(name, "", "", {}, {}) for name in topics_of(offers)}
    groups = {name: TargetGroup(name, "", {}, {}) for name in target_groups_of(offers)}
    return Taxonomy(taxonomy.groups, topics | taxonomy.topics, groups | taxonomy.target_groups)


def ask(
    taxonomy: Taxonomy,
    *,
    topics: Sequence[str] | None,
    target_groups: Sequence[str] | None,
    people: str,
    mode: str,
    threshold: float | None,
    measure: str = "nearest",
    counted: str = "all",
    day: str = "",
    window: str = "",
    arrive: str = "",
    weight: str = "people",
    match: str = ANY,
    has_every_mode: bool = False,
) -> Question:
    """Turn options into a question; what cannot be ends the command with 2 and says what is allowed.

    Parameters
    ----------
    has_every_mode
        Whether all ways of travel are asked for, bus and train among them, whatever `mode` says.
    """
    known_mode = one_of("--mode", mode, MODES)
    if (day or window or arrive) and known_mode != TRANSIT and not has_every_mode:
        msg = f"--date, --window and --arrive are for --mode {TRANSIT}"
        raise typer.BadParameter(msg)
    if match == ALL and measure != Question().measure:
        msg = f"--match all is told by the way to the offers; leave out --measure {measure}"
        raise typer.BadParameter(msg)
    return Question(
        topics=tuple(one_of("--topic", name, taxonomy.topics) for name in topics or ()),
        target_groups=tuple(
            one_of("--target-group", name, (*taxonomy.target_groups, NOT_STATED))
            for name in target_groups or ()
        ),
        people=one_of("--people", people, PEOPLE),
        mode=known_mode,
        threshold=_threshold(threshold, known_mode),
        measure=one_of("--measure", measure, MEASURES),
        counted=one_of("--counted", counted, COUNTED),
        day=parse_date(day).isoformat() if day else "",
        window=hours_of(window, arrive),
        weight=one_of("--weight", weight, WEIGHTS),
        match=one_of("--match", match, MATCHES),
    )


def hours_of(window: str, arrive: str) -> str:
    """Return the departures, or the time to be there by, as a question holds them; both end the command with 2."""
    if window and arrive:
        raise typer.BadParameter(
            "--window asks when people leave, --arrive when they have to be there: one of both"
        )
    if arrive:
        return parse_arrival(date.min, arrive).text
    return parse_window(date.min, window).text if window else ""


def is_given(context: typer.Context, name: str) -> bool:
    """Whether somebody wrote an option, not only its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name != "DEFAULT"


def one_of(option: str, value: str, allowed: Sequence[str] | Mapping[str, object]) -> str:
    """Return a value that is allowed, or end the command with 2."""
    if value not in allowed:
        msg = f"{option} {value!r} is not one of: {', '.join(allowed)}"
        raise typer.BadParameter(msg)
    return value


def _threshold(value: float | None, mode: str) -> float:
    """Return the threshold to one decimal, as a link holds it."""
    if value is None:
        return default_threshold(mode)
    least, largest = bounds(mode)
    if not least <= value <= largest:
        unit = "metres" if mode == "metres" else "minutes"
        msg = f"--threshold {value:g}: {least:g} to {largest:g} {unit} expected"
        raise typer.BadParameter(msg)
    return round(value, 1)


def _stored_offers(settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Return the offers and their further addresses."""
    with prepare(settings) as store:
        return store.offers(), store.sites(further_only=True)


def _own_cells(path: Path, settings: Settings) -> pd.DataFrame:
    """Read cells; those without a city get the one they lie in, "" outside of all."""
    _require_size(path)
    cells = read_cells(path)
    placed = place_in_cities(cells, load_boundaries(settings.district.file("boundaries")))["ags"]
    told = cells["ags"]
    return cells.assign(ags=told.where(told.ne(""), placed.reindex(cells.index).fillna("")))


def _require_size(path: Path) -> None:
    try:
        found = path.stat()
    except OSError as error:
        raise DataError([Problem(path.name, 0, "", "", f"cannot be read: {error.strerror}")]) from error
    if stat.S_ISCHR(found.st_mode) or stat.S_ISFIFO(found.st_mode):
        raise DataError([Problem(path.name, 0, "", "", "a plain file expected; this one may never end")])
    if found.st_size > MOST_BYTES["cells"]:
        raise DataError([Problem(path.name, 0, "", "", f"at most {at_most(MOST_BYTES['cells'])}")])


def _own_file(path: Path) -> dict[str, Any]:
    return {"date": None, "checksums": {path.name: checksum(path)}}
