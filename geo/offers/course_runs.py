"""When a course takes place: dated runs of an offer, what each may hold, and which of them are still to come.

A run holds no free text: days, times, price and state have a form of their own, so that it reads in every language and
no address can hide in it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, time, timedelta
from typing import Any, Self

from geo.offers.hours import DAY_CHOICES
from geo.tables import LIST_SEPARATOR, ColumnSpec, Fault, items_of

#: Levels of the Common European Framework of Reference for Languages, the lowest first.
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")
#: What kind of course it is, as people ask for it; "" where nobody says.
KINDS = (
    "integration", "alphabetisation", "women", "parents", "youth", "vocational", "orientation", "conversation",
    "other",
)  # fmt: skip
#: Whether it takes somebody; "" is unknown.
STATES = ("free", "waiting_list", "full", "assessment_first")
#: A state holds so long from its day, unless its own last day is stated; as a report of a capacity does.
STATE_HOLDS = timedelta(days=60)
#: … and no longer than that, whatever is stated.
STATE_HOLDS_AT_MOST = timedelta(days=184)
#: More runs of one offer are refused.
MOST_RUNS = 100
#: Beside the columns of an offer a snapshot of the history holds its runs under this name.
RUNS = "runs"
_DATES = ("start", "end", "register_by", "as_of", "expires")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
#: How times and numbers are written, by column: the kind of the problem, the pattern, what is expected.
_SHAPES = {
    "begins": ("run_time", _TIME, "a time like 18:00"),
    "ends": ("run_time", _TIME, "a time like 20:15"),
    "places": ("run_places", re.compile(r"[1-9][0-9]{0,2}"), "a whole number from 1 to 999"),
    "price": ("run_price", re.compile(r"[0-9]{1,5}([.][0-9]{2})?"), "euros like 120 or 120.50; 0 is free"),
}

#: What a run may hold, in the order of its table; how dates, times and numbers are written says `run_rule`.
RUN_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("kind", allowed=("", *KINDS), may_lack=True),
    ColumnSpec("level_from", allowed=("", *LEVELS), may_lack=True),
    ColumnSpec("level_to", allowed=("", *LEVELS), may_lack=True),
    ColumnSpec("start", required=True),
    ColumnSpec("end", may_lack=True),
    ColumnSpec("days", is_list=True, allowed=DAY_CHOICES, may_lack=True),
    ColumnSpec("begins", may_lack=True),
    ColumnSpec("ends", may_lack=True),
    ColumnSpec("register_by", may_lack=True),
    ColumnSpec("places", may_lack=True),
    ColumnSpec("price", may_lack=True),
    ColumnSpec("childcare", allowed=("", "yes", "no"), may_lack=True),
    ColumnSpec("state", allowed=("", *STATES), may_lack=True),
    ColumnSpec("as_of", may_lack=True),
    ColumnSpec("expires", may_lack=True),
)


@dataclass(frozen=True, order=True)
class CourseRun:
    """One dated run of a course; all values are texts as its table writes them, "" is unknown.

    `start`, `end` (its last day), `register_by`, `as_of` and `expires` are days (ISO); `begins` and `ends` times of a
    day (`18:00`); `days` codes of weekdays (`mo;we`); `places` how many people it has room for; `price` euros a person;
    `state` one of `STATES` as somebody knew it on `as_of`, which holds until `expires`.
    """

    start: str
    end: str = ""
    kind: str = ""
    level_from: str = ""
    level_to: str = ""
    days: str = ""
    begins: str = ""
    ends: str = ""
    register_by: str = ""
    places: str = ""
    price: str = ""
    childcare: str = ""
    state: str = ""
    as_of: str = ""
    expires: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        """Return the run of a row; columns it does not name are unknown, days stand in the order of the week."""
        known = {field.name: str(values.get(field.name) or "") for field in fields(cls)}
        named = set(items_of(known["days"]))
        listed = [*(day for day in DAY_CHOICES if day in named), *sorted(named - set(DAY_CHOICES))]
        return cls(**known | {"days": LIST_SEPARATOR.join(listed)})

    @property
    def first_day(self) -> date:
        """The day it begins."""
        return date.fromisoformat(self.start)

    @property
    def last_day(self) -> date:
        """The last day on which it is told: its end, or its start where nobody says how long it takes."""
        return date.fromisoformat(self.end or self.start)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Its days of the week, Monday is 0."""
        return tuple(DAY_CHOICES.index(day) for day in items_of(self.days))

    @property
    def levels(self) -> frozenset[str]:
        """The levels it leads through."""
        if not self.level_from:
            return frozenset()
        first = LEVELS.index(self.level_from)
        return frozenset(LEVELS[first : LEVELS.index(self.level_to or self.level_from) + 1])

    @property
    def state_until(self) -> date | None:
        """The last day on which its state holds, None without one."""
        if not self.state:
            return None
        return (
            date.fromisoformat(self.expires) if self.expires else date.fromisoformat(self.as_of) + STATE_HOLDS
        )

    def clock(self, name: str) -> time | None:
        """Return when it begins or ends on its days, None where nobody says."""
        text = str(getattr(self, name))
        return time.fromisoformat(text) if text else None

    def state_on(self, day: date) -> str:
        """Return its state as far as it is known on a day, "" where it is not, or not any more."""
        until = self.state_until
        return self.state if until is not None and day <= until else ""

    def has_begun(self, day: date) -> bool:
        """Whether it began before a day."""
        return self.first_day < day

    def is_past(self, day: date) -> bool:
        """Whether nobody needs to hear of it on a day any more."""
        return self.last_day < day

    def row(self) -> dict[str, str]:
        """Return it as a row of its table, in the order of its columns."""
        values = asdict(self)
        return {spec.name: values[spec.name] for spec in RUN_COLUMNS}


#: Runs by offer, as `Store.runs` gives them.
Runs = Mapping[str, tuple[CourseRun, ...]]


def in_order(runs: Iterable[CourseRun]) -> tuple[CourseRun, ...]:
    """Return runs as they are kept: the earliest first, each once."""
    return tuple(sorted(set(runs)))


def to_come(runs: Iterable[CourseRun], today: date) -> tuple[CourseRun, ...]:
    """Return the runs that are told on a day: those that are still to begin first, then those that have begun."""
    told = [run for run in in_order(runs) if not run.is_past(today)]
    return tuple(sorted(told, key=lambda run: run.has_begun(today)))


def run_records(runs: Sequence[CourseRun], today: date) -> list[dict[str, Any]]:
    """Return runs as programs read them: days as a list, numbers as numbers, the state as far as it holds today."""
    return [_record(run, today) for run in runs]


def _record(run: CourseRun, today: date) -> dict[str, Any]:
    state, until = run.state_on(today), run.state_until
    return run.row() | {
        "days": items_of(run.days),
        "places": int(run.places) if run.places else None,
        "price": float(run.price) if run.price else None,
        "state": state,
        "as_of": run.as_of if state else "",
        "expires": until.isoformat() if state and until else "",
    }


def run_rule(values: Mapping[str, str]) -> list[Fault]:
    """Refuse a run whose values contradict each other."""
    whole = [name for name in _DATES if _is_day(values.get(name) or "")]
    faults = [
        Fault(
            name, "run_date", f"a whole day from {_FIRST_YEAR} to {_LAST_YEAR} expected, such as 2027-01-12"
        )
        for name in _DATES
        if values.get(name) and name not in whole
    ]
    faults += [
        Fault(name, kind, f"{expectation} expected")
        for name, (kind, shape, expectation) in _SHAPES.items()
        if values.get(name) and not shape.fullmatch(values[name])
    ]
    if faults:
        return faults  # what follows compares them
    days = {name: date.fromisoformat(values[name]) for name in whole}
    for first, second in (("start", "end"), ("as_of", "expires")):
        if first in days and second in days and days[second] < days[first]:
            faults.append(Fault(second, "run_order", f"must not lie before {first}"))
    if "as_of" in days and "expires" in days and days["expires"] > days["as_of"] + STATE_HOLDS_AT_MOST:
        limit = STATE_HOLDS_AT_MOST.days
        faults.append(Fault("expires", "run_expires", f"at most {limit} days after as_of"))
    return [*faults, *_level_faults(values), *_time_faults(values), *_state_faults(values)]


def not_from_tomorrow(values: Mapping[str, str], today: date) -> list[Fault]:
    """Refuse a state that somebody will only know later."""
    stated = values.get("as_of") or ""
    if _is_day(stated) and date.fromisoformat(stated) > today:
        return [Fault("as_of", "run_as_of", f"must not lie after today, {today.isoformat()}")]
    return []


def _level_faults(values: Mapping[str, str]) -> list[Fault]:
    first, last = values.get("level_from") or "", values.get("level_to") or ""
    if last and not first:
        return [Fault("level_from", "run_level", "needed where level_to is stated")]
    if first in LEVELS and last in LEVELS and LEVELS.index(last) < LEVELS.index(first):
        return [Fault("level_to", "run_order", "must not lie below level_from")]
    return []


def _time_faults(values: Mapping[str, str]) -> list[Fault]:
    begins, ends = values.get("begins") or "", values.get("ends") or ""
    if ends and not begins:
        return [Fault("begins", "run_begins", "needed where ends is stated")]
    return [Fault("ends", "run_order", "must lie after begins")] if ends and ends <= begins else []


def _state_faults(values: Mapping[str, str]) -> list[Fault]:
    state, as_of, expires = (values.get(name) or "" for name in ("state", "as_of", "expires"))
    if state and not as_of:
        return [Fault("as_of", "run_state", "needed where a state is stated: since when it is known")]
    if not state and (as_of or expires):
        return [Fault("state", "run_state", "needed where as_of or expires is stated")]
    return []


def _is_day(text: str) -> bool:
    """Whether it is a day in the one way in which they sort as texts: `2027-W01-1` is one, too, but not so."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and _FIRST_YEAR <= day.year <= _LAST_YEAR
