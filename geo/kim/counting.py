"""Counting what advice teaches: who may add what, and what is said where a code, city or quarter is not known."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from geo.district.kim_codes import Codes
from geo.errors import DataError, Problem, ReminderRefused
from geo.kim.figures import ENDED, MOST_OBSTACLES, SMOOTH
from geo.kim.quarters import parse_quarter, quarter_of
from geo.model import Taxonomy
from geo.places.address import find_city
from geo.store import HandoverKey, Reminder, Store, TallyKey
from geo.upkeep.access import Action, Actor, require_city

#: So many are counted at once at most: more is a slip of the keyboard.
MOST_AT_ONCE = 10_000
#: A handover is asked after when so many days have gone, and its code forgotten after so many.
ASKED_AFTER = timedelta(days=14)
FORGOTTEN_AFTER = timedelta(days=60)
#: What is said where an offer is none.
OFFER_EXPECTED = "the id of an offer of the directory"
#: A code says nothing: short, letters and digits; a name or a date of birth does not fit.
_CODE = re.compile(r"[a-z]{1,6}[0-9]{1,3}")


@dataclass(frozen=True)
class Field:
    """What can be counted in a district: its codes, topics, groups and cities, and offers by their ids."""

    codes: Codes
    taxonomy: Taxonomy
    cities: Sequence[str]
    offers: Collection[str] = ()

    @cached_property
    def allowed(self) -> Mapping[str, Sequence[str]]:
        """What is allowed in each column of a count."""
        return {
            "city": self.cities,
            "topic": [*self.taxonomy.topics],
            "outcome": self.codes.outcomes,
            "obstacle": self.codes.obstacles,
            "target_group": [*self.taxonomy.target_groups],
            "from_office": self.codes.offices,
            "to_office": self.codes.offices,
            "state": self.codes.ids("states"),
            "reason": self.codes.obstacles,
            "days": self.codes.ids("days"),
        }

    @cached_property
    def expected(self) -> Mapping[str, str]:
        """What is allowed in each column of a count, for a message."""
        return {name: f"one of: {', '.join(values)}" for name, values in self.allowed.items()}

    def city(self, text: str) -> str:
        """Return the name of a city as the district writes it, the text itself where it is none."""
        return find_city(text, tuple(self.cities)) or text


@dataclass(frozen=True)
class Talk:
    """What is counted of a talk: one to three obstacles may be named, a group may be."""

    city: str
    topic: str
    outcome: str
    obstacles: tuple[str, ...] = ()
    target_group: str = ""

    def cells(self, quarter: str, number: int = 1) -> dict[TallyKey, int]:
        """Return what is added to the tallies for so many talks."""
        key = TallyKey(quarter, self.city, self.topic, self.outcome, "", self.target_group)
        return {key._replace(obstacle=one): number for one in ("", *self.obstacles)}


@dataclass(frozen=True)
class Passing:
    """A handover: from a kind of office to another or to an offer, and what became of it."""

    city: str
    from_office: str
    to_office: str = ""
    offer_id: str = ""
    state: str = "started"
    reason: str = ""
    days: str = ""

    def key(self, quarter: str) -> HandoverKey:
        """Return what is added to."""
        return HandoverKey(
            quarter,
            self.city,
            self.from_office,
            self.to_office,
            self.offer_id,
            self.state,
            self.reason,
            self.days,
        )


@dataclass(frozen=True)
class Place:
    """Where in a file something stands, for the message; a command's options have no row."""

    file: str = "kim"
    row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)

    def problem(self, column: str, value: str, expectation: str) -> Problem:
        """Say what is wrong here."""
        return Problem(self.file, self.row, self.columns.get(column, column), value, expectation)


def count(
    store: Store, actor: Actor, known: Field, talk: Talk, *, quarter: str, today: date, number: int = 1
) -> None:
    """Add so many talks to a quarter; a negative number takes them back.

    Raises
    ------
    AccessDenied
        If somebody may not count for this city.
    DataError
        If city, topic, outcome, obstacle, group, quarter or number is none; says what is allowed.
    CountRefused
        If more would be taken back than was counted.
    """
    require_city(actor, Action.COUNT, talk.city)
    problems = talk_problems(known, talk, Place()) + number_problems(abs(number), Place())
    if problems:
        raise DataError(problems)
    store.advice.count(talk.cells(parse_quarter(quarter, today=today), number))


def hand_over(
    store: Store, actor: Actor, known: Field, passing: Passing, *, quarter: str, today: date, number: int = 1
) -> None:
    """Add so many handovers to a quarter; a negative number takes them back.

    Raises
    ------
    AccessDenied, DataError, CountRefused
        As `count` says.
    """
    require_city(actor, Action.COUNT, passing.city)
    problems = passing_problems(known, passing, Place()) + number_problems(abs(number), Place())
    if problems:
        raise DataError(problems)
    store.advice.count_handovers({passing.key(parse_quarter(quarter, today=today)): number})


def start(store: Store, actor: Actor, known: Field, passing: Passing, code: str, *, today: date) -> Reminder:
    """Count a handover as started, and ask after it in 14 days under a code.

    Raises
    ------
    AccessDenied, DataError
        As `count` says.
    ReminderRefused
        If the code could tell a person, or waits already.
    """
    require_city(actor, Action.COUNT, passing.city)
    if problems := passing_problems(known, passing, Place()):
        raise DataError(problems)
    if not _CODE.fullmatch(code):
        raise ReminderRefused("shape", code)
    reminder = Reminder(
        passing.city, code, quarter_of(today), passing.from_office, passing.to_office, passing.offer_id, today
    )
    store.advice.remind(reminder, forget_before=today - FORGOTTEN_AFTER)
    return reminder


def answer(
    store: Store,
    actor: Actor,
    known: Field,
    city: str,
    code: str,
    *,
    state: str,
    reason: str = "",
    today: date,
) -> HandoverKey:
    """Count what became of a handover, and forget its code.

    Raises
    ------
    AccessDenied, DataError
        As `count` says.
    ReminderRefused
        If nothing waits under this code.
    """
    require_city(actor, Action.COUNT, city)
    problems = _coded(known, {"city": city, "reason": reason}, Place()) + _reason_problems(
        state, reason, Place()
    )
    if state not in ENDED:
        problems.append(Place().problem("state", state, f"one of: {', '.join(ENDED)}"))
    if problems:
        raise DataError(problems)

    def answered(waiting: Reminder) -> HandoverKey:
        days = band((today - waiting.started_on).days)
        passing = Passing(city, waiting.from_office, waiting.to_office, waiting.offer_id, state, reason, days)
        return passing.key(waiting.quarter)

    return store.advice.answer(city, code, answered)


def waiting(store: Store, actor: Actor, city: str, *, today: date) -> list[tuple[Reminder, bool]]:
    """Return the handovers of a city that wait, oldest first, and whether it is time to ask after each.

    Codes of all cities that are too old are deleted on the way, if there are any.

    Raises
    ------
    AccessDenied
        If somebody may not count for this city.
    """
    require_city(actor, Action.COUNT, city)
    if not store.is_read_only:
        store.advice.forget_reminders(before=today - FORGOTTEN_AFTER)
    found = store.advice.reminders(since=today - FORGOTTEN_AFTER, city=city)
    return [(one, today - one.started_on >= ASKED_AFTER) for one in found]


def band(days: int) -> str:
    """Return the band of a number of days."""
    return next(
        (name for most, name in ((7, "week"), (14, "two_weeks"), (30, "month")) if days <= most), "longer"
    )


def talk_problems(known: Field, talk: Talk, place: Place) -> list[Problem]:
    """Return what of a talk the district does not know."""
    values = {"city": talk.city, "topic": talk.topic, "outcome": talk.outcome}
    problems = [place.problem(name, "", "must not be empty") for name, value in values.items() if not value]
    problems += _coded(known, {**values, "target_group": talk.target_group}, place)
    for one in talk.obstacles:
        problems += _coded(known, {"obstacle": one}, place)
    if len(talk.obstacles) > MOST_OBSTACLES or len({*talk.obstacles}) < len(talk.obstacles):
        told = f"at most {MOST_OBSTACLES} obstacles, each once"
        problems.append(place.problem("obstacle", ", ".join(talk.obstacles), told))
    if talk.obstacles and talk.outcome in SMOOTH:
        told = f"none where the outcome is {talk.outcome}: nothing stood in the way"
        problems.append(place.problem("obstacle", ", ".join(talk.obstacles), told))
    return problems


def passing_problems(known: Field, passing: Passing, place: Place) -> list[Problem]:
    """Return what of a handover the district does not know."""
    values = {
        name: getattr(passing, name)
        for name in ("city", "from_office", "to_office", "state", "reason", "days")
    }
    needed = ("city", "from_office", "state")
    problems = [place.problem(name, "", "must not be empty") for name in needed if not values[name]]
    problems += _coded(known, values, place)
    if not (passing.to_office or passing.offer_id):
        problems.append(place.problem("to_office", "", "a kind of office, or an offer, to hand over to"))
    if passing.to_office and passing.offer_id:
        told = "empty: a handover goes to a kind of office or to an offer"
        problems.append(place.problem("offer_id", passing.offer_id[:80], told))
    elif passing.offer_id and passing.offer_id not in known.offers:
        problems.append(place.problem("offer_id", passing.offer_id[:80], OFFER_EXPECTED))
    return problems + _reason_problems(passing.state, passing.reason, place)


def _reason_problems(state: str, reason: str, place: Place) -> list[Problem]:
    if reason and state != "rejected":
        return [place.problem("reason", reason, "a reason only where the state is rejected")]
    return []


def number_problems(number: int, place: Place) -> list[Problem]:
    """Return what is wrong with a count."""
    if 1 <= number <= MOST_AT_ONCE:
        return []
    return [place.problem("count", str(number), f"a whole number from 1 to {MOST_AT_ONCE}")]


def _coded(known: Field, values: Mapping[str, str], place: Place) -> list[Problem]:
    return [
        place.problem(name, value, known.expected[name])
        for name, value in values.items()
        if value and value not in known.allowed[name]
    ]
