"""Structural topics: problems that many cases have, on their way from noticed to done, and what became of them."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from geo.errors import DataError, Problem
from geo.kim.counting import Field
from geo.kim.disclosure import Told
from geo.kim.figures import UNMET, Figures
from geo.kim.intervals import Share, differs, wilson_of_ranges
from geo.kim.quarters import is_quarter, quarter_of
from geo.offers.columns import BY_NAME
from geo.store import Batch, Store
from geo.tables import FORBIDDEN, cell_of, items_of
from geo.upkeep.access import Action, Actor, require

#: The road of a finding; a stage is its number from 1.
STAGES = ("noticed", "analysed", "solution", "decided", "done")
NOTICED, DECIDED, DONE = 1, 4, 5
_LONGEST = {"title": 160, "step": 160, "measure": 600, "decision": 600, "outcome": 600}
#: A topic leads to so many pages, with so many characters each.
MOST_LINKS, LONGEST_LINK = 8, 300
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
_DIGITS = re.compile(r"(?:\d[\s/().-]*){6,}")
_PERSON = re.compile(
    r"\b(?:Herrn?|Frau|Fr\.|Hr\.|Dr\.|Familie|Fam\.|Mr\.?|Mrs\.?|Ms\.?|Mister)\s+(?:Dr\.\s+|Prof\.\s+)?[A-ZÄÖÜ]"
    r"|\b(?:السيدة|السيد|عائلة)\s"
)
_CODED = {
    "field": "fields",
    "from_office": "offices",
    "to_office": "offices",
    "law_from": "laws",
    "law_to": "laws",
    "kind": "breaks",
    "level": "levels",
    "responsible": "roles",
}
_DAYS = ("due", "met_on", "check_on")


@dataclass(frozen=True)
class StructuralTopic:
    """A structural topic; texts are "" where nothing was said.

    `cities` and `topics` are lists; `links` are addresses of minutes and decisions, parted by blanks; `since` is the
    quarter it was noticed in, `met_on` the day of the meeting that decided, `check_on` the day on which is asked
    whether the decision helped.
    """

    topic_id: str
    title: str
    since: str
    stage: int = NOTICED
    version: int = 0
    field: str = ""
    from_office: str = ""
    to_office: str = ""
    law_from: str = ""
    law_to: str = ""
    step: str = ""
    kind: str = ""
    cities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    level: str = ""
    measure: str = ""
    responsible: str = ""
    due: str = ""
    met_on: str = ""
    decision: str = ""
    check_on: str = ""
    outcome: str = ""
    links: str = ""
    is_removed: bool = False

    @property
    def pages(self) -> tuple[str, ...]:
        """The addresses it leads to."""
        return tuple(self.links.split())

    @property
    def row(self) -> dict[str, Any]:
        """The row of the table."""
        return asdict(self) | {"cities": cell_of(self.cities), "topics": cell_of(self.topics)}


def topics_of(store: Store) -> list[StructuralTopic]:
    """Return the structural topics: the furthest first, then the oldest."""
    found = [_of_row(row) for row in store.advice.topics()]
    return sorted(found, key=lambda one: (-one.stage, one.since, one.title))


def topic_of(store: Store, topic_id: str) -> StructuralTopic:
    """Return one structural topic.

    Raises
    ------
    DataError
        If there is none of this id.
    """
    for one in topics_of(store):
        if one.topic_id == topic_id:
            return one
    raise DataError([Problem("topic", 0, "topic_id", topic_id, "the id of a topic that `topic list` shows")])


def add_topic(store: Store, actor: Actor, known: Field, topic: StructuralTopic) -> StructuralTopic:
    """Add a structural topic.

    Raises
    ------
    AccessDenied
        If somebody may not.
    DataError
        If something of it is not known, or its texts name a person.
    """
    return save_topic(store, actor, known, replace(topic, topic_id=secrets.token_hex(4), version=0))[0]


def save_topic(
    store: Store, actor: Actor, known: Field, topic: StructuralTopic
) -> tuple[StructuralTopic, Batch]:
    """Write a structural topic in place of the version it was made from; undo takes it back.

    Raises
    ------
    AccessDenied, DataError
        As `add_topic` says.
    TopicConflict
        If somebody else was faster.
    """
    require(actor, Action.STEER)
    if found := problems_of(topic, known):
        raise DataError(found)
    batch = store.advice.save_topic(topic.row, version=topic.version, who=actor.role, text=topic.title)
    return replace(topic, version=topic.version + 1), batch


def moved(topic: StructuralTopic, stage: int, *, today: date) -> StructuralTopic:
    """Return a topic at another stage; one that is decided without a day was decided today."""
    met_on = topic.met_on or (today.isoformat() if stage >= DECIDED else "")
    return replace(topic, stage=stage, met_on=met_on)


def problems_of(topic: StructuralTopic, known: Field) -> list[Problem]:
    """Return what is wrong with a topic, by field."""
    return [
        *_text_problems(topic),
        *_link_problems(topic),
        *_code_problems(topic, known),
        *_list_problems(topic, known),
        *_stage_problems(topic),
    ]


def _wrong(column: str, value: object, expectation: str, kind: str) -> Problem:
    return Problem("topic", 0, column, str(value)[:80], expectation, kind)


def _text_problems(topic: StructuralTopic) -> list[Problem]:
    problems = [] if topic.title.strip() else [_wrong("title", "", "must not be empty", "required")]
    for name, longest in _LONGEST.items():
        text = getattr(topic, name)
        if len(text) > longest:
            problems.append(_wrong(name, text, f"at most {longest} characters", "too_long"))
        if reason := personal(text):
            problems.append(_wrong(name, "", f"no {reason}: nothing here is about a person", "personal"))
        if FORBIDDEN.search(text):
            problems.append(_wrong(name, "", "no control or direction characters", "letters"))
    return problems


def _link_problems(topic: StructuralTopic) -> list[Problem]:
    """Return what is wrong with the addresses: as with the website of an offer, and none of somebody's mail."""
    site = BY_NAME["website"]
    problems = [
        _wrong("links", link, site.expectation, "shape")
        for link in topic.pages
        if not re.fullmatch(site.pattern, link)
    ]
    problems += [
        _wrong("links", link, f"at most {LONGEST_LINK} characters", "too_long")
        for link in topic.pages
        if len(link) > LONGEST_LINK
    ]
    if len(topic.pages) > MOST_LINKS:
        problems.append(_wrong("links", len(topic.pages), f"at most {MOST_LINKS} addresses", "too_long"))
    if _MAIL.search(topic.links):
        problems.append(_wrong("links", "", "no mail address: nothing here is about a person", "personal"))
    if FORBIDDEN.search(topic.links):
        problems.append(_wrong("links", "", "no control or direction characters", "letters"))
    return problems


def _code_problems(topic: StructuralTopic, known: Field) -> list[Problem]:
    given = {name: (getattr(topic, name), known.codes.ids(kind)) for name, kind in _CODED.items()}
    return [
        _wrong(name, value, f"one of: {', '.join(allowed)}", "not_allowed")
        for name, (value, allowed) in given.items()
        if value and value not in allowed
    ]


def _stage_problems(topic: StructuralTopic) -> list[Problem]:
    days = {name: getattr(topic, name) for name in _DAYS}
    problems = [
        _wrong(name, value, "a day such as 2027-03-31", "shape")
        for name, value in days.items()
        if value and not _is_day(value)
    ]
    if not is_quarter(topic.since):
        problems.append(_wrong("since", topic.since, "a quarter such as 2026-Q4", "shape"))
    if topic.stage not in range(1, len(STAGES) + 1):
        problems.append(_wrong("stage", topic.stage, f"from 1 to {len(STAGES)}", "not_allowed"))
    needed = ("measure", "responsible", "due") if topic.stage >= DECIDED else ()
    told = "must not be empty once something was decided"
    return problems + [_wrong(name, "", told, "required") for name in needed if not getattr(topic, name)]


def _list_problems(topic: StructuralTopic, known: Field) -> list[Problem]:
    lists = (("cities", topic.cities, known.cities), ("topics", topic.topics, [*known.taxonomy.topics]))
    return [
        Problem("topic", 0, name, value, f"one of: {', '.join(allowed)}", "not_allowed")
        for name, values, allowed in lists
        for value in values
        if value not in allowed
    ]


def personal(text: str) -> str:
    """Say what of a text could be about a person ("mail address", "number", "name"), "" where nothing is."""
    if _MAIL.search(text):
        return "mail address"
    if _DIGITS.search(text):
        return "number"
    return "name" if _PERSON.search(text) else ""


def as_record(topic: StructuralTopic) -> dict[str, Any]:
    """Return a topic as programs read it: lists as lists, the stage by name and number."""
    lists = {"cities": [*topic.cities], "topics": [*topic.topics], "links": [*topic.pages]}
    return {**topic.row, **lists, "stage": STAGES[topic.stage - 1], "stage_number": topic.stage}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _of_row(row: Mapping[str, Any]) -> StructuralTopic:
    lists = {name: tuple(items_of(row[name])) for name in ("cities", "topics")}
    return StructuralTopic(**{**row, **lists})


# -- what became of it ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Effect:
    """A rate before and after a decision, of so many cases each; `verdict` is better, worse, unchanged or unknown."""

    before: Share
    after: Share
    cases_before: Told
    cases_after: Told
    verdict: str


def effect(topic: StructuralTopic, figures: Figures) -> Effect | None:
    """Return the rate of failures before and after the decision, None where none was made or nothing is counted.

    The rate is that of handovers that failed where the topic names both offices, else of needs that were not met in
    its topics and cities. The quarter of the decision counts as before.
    """
    if topic.stage < DECIDED or not topic.met_on:
        return None
    decided = quarter_of(date.fromisoformat(topic.met_on))
    before, after = (_parts(topic, part) for part in (figures.until(decided), figures.since(decided)))
    if not before or not after:
        return None
    early, late = (
        wilson_of_ranges((bad.low, bad.high), (good.low, good.high)) for bad, good in (before, after)
    )
    return Effect(early, late, before[0] + before[1], after[0] + after[1], _verdict(early, late))


def changed(topic: StructuralTopic, values: Mapping[str, str]) -> StructuralTopic:
    """Return a topic with other texts."""
    return replace(topic, **values)  # type: ignore[arg-type]  # names of fields that hold texts


def _verdict(before: Share, after: Share) -> str:
    if differs(before, after):
        return "better" if after.high < before.low else "worse"
    return "unchanged"


def _parts(topic: StructuralTopic, figures: Figures) -> tuple[Told, Told] | None:
    """Return what failed and what did not, None where nothing may be told."""
    if topic.from_office and topic.to_office:
        found = figures.pairs.get((topic.from_office, topic.to_office))
    elif topic.topics or topic.cities:
        unmet, every = (
            figures.needs_of(topics=topic.topics, cities=topic.cities, outcomes=outcomes)
            for outcomes in (UNMET, ("placed", "referred", "declined"))
        )
        found = (unmet, every)
    else:
        found = None
    return found if found and (found[0] + found[1]).low else None


def overdue(topics: Sequence[StructuralTopic], *, today: date) -> list[StructuralTopic]:
    """Return the topics whose measure is due, or whose check is, and that are not done."""
    day = today.isoformat()
    return [
        one
        for one in topics
        if one.stage < DONE and any(one_day and one_day < day for one_day in (one.due, one.check_on))
    ]
