"""Tables of counts from others (CSV, Excel): read, checked row by row, shown as a plan, added as one batch."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem, refuse
from geo.exchange.sources.csv_table import read_csv
from geo.exchange.sources.kinds import kind_of
from geo.exchange.sources.load import FORMATS
from geo.exchange.sources.office_sheets import read_sheets
from geo.exchange.sources.values import RawRow, RawTable
from geo.exchange.sources.xlsx_table import read_xlsx
from geo.files import MOST_BYTES, read_whole
from geo.kim.counting import (
    MOST_AT_ONCE,
    Field,
    Passing,
    Place,
    Talk,
    number_problems,
    passing_problems,
    talk_problems,
)
from geo.kim.quarters import parse_quarter
from geo.store import Batch, HandoverKey, Store, TallyKey
from geo.tables import items_of
from geo.upkeep.access import Action, Actor, require_city

#: The columns of a table of talks, and of one of handovers; those in the second place may lack.
TALKS = (("quarter", "city", "topic", "outcome", "count"), ("obstacle", "target_group", "note"))
HANDOVERS = (
    ("quarter", "city", "from_office", "state", "count"),
    ("to_office", "offer_id", "reason", "days", "note"),
)
_HEADINGS = frozenset((*TALKS[0], *TALKS[1], *HANDOVERS[0], *HANDOVERS[1]))
_READERS: Mapping[str, Callable[..., RawTable]] = {
    "xlsx": read_xlsx,
    "ods": read_sheets,
    "xls": read_sheets,
}
#: What every row of an example bears under `note`: no such row is counted.
EXAMPLE = "Beispiel"


@dataclass(frozen=True)
class CountPlan:
    """What a table would add: `thing` is `tally` or `handover`; a row with a problem is not taken."""

    file: str
    thing: str
    rows: int
    counts: Mapping[Any, int] = field(default_factory=dict)
    cities: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def number(self) -> int:
        """How many talks or handovers it would add."""
        of_talks = (key for key in self.counts if self.thing == "handover" or not key.obstacle)
        return sum(self.counts[key] for key in of_talks)


def read_counts(path: Path, known: Field, *, today: date, takes_examples: bool = False) -> CountPlan:
    """Read a table of counts and plan what it adds; nothing is written.

    Raises
    ------
    SourceError
        If it is no table.
    DataError
        If the file cannot be read.
    """
    return plan_counts(
        path.name, read_whole(path, MOST_BYTES["import"]), known, today=today, takes_examples=takes_examples
    )


def plan_counts(
    name: str, raw: bytes, known: Field, *, today: date, takes_examples: bool = False
) -> CountPlan:
    """Do what `read_counts` does with a file at hand."""
    table = _read(name, raw)
    thing, problems = _thing_of(table)
    if problems:
        raise DataError(problems)
    counts: Counter[Any] = Counter()
    found = [
        replace(one, file=name) for one in table.problems if not one.is_hint or one.kind == "heading_twice"
    ]
    for row in table.rows:
        cells, wrong = _cells(name, thing, row, known, today=today, takes_examples=takes_examples)
        found += [*(replace(one, file=name) for one in row.problems if not one.is_hint), *wrong]
        if not wrong:
            counts.update(cells)
    return CountPlan(
        name,
        thing,
        len(table.rows),
        dict(counts),
        tuple(sorted({key.city for key in counts})),
        tuple(sorted({key.quarter for key in counts})),
        tuple(found),
    )


def apply_counts(store: Store, actor: Actor, plan: CountPlan) -> Batch:
    """Add what a plan says as one batch, which undo takes back.

    Raises
    ------
    DataError
        If the table has a problem: a table is taken whole or not at all.
    AccessDenied
        If somebody may not count for one of its cities.
    """
    if plan.problems:
        raise DataError([*plan.problems])
    if not plan.counts:
        raise DataError([Problem(plan.file, 0, "", "", "at least one row")])

    for city in plan.cities:
        require_city(actor, Action.COUNT, city)
    return store.advice.take_in(plan.thing, plan.counts, who=actor.role, text=plan.file)


def _read(name: str, raw: bytes) -> RawTable:
    """Read a list, whatever its name says; the row of its headings is the one that has most of ours.

    Raises
    ------
    SourceError
        If it is no list, or nothing stands in it.
    """
    if not raw.strip(b"\xef\xbb\xbf \r\n\t"):
        raise refuse(name, "empty")
    kind = kind_of(raw)
    if kind and kind not in _READERS:
        raise refuse(
            name, f"not_read_{kind}" if kind not in FORMATS else "unknown_format", allowed=("csv", *_READERS)
        )
    return _READERS.get(kind, read_csv)(raw, name, source="", is_heading=_heading)


def _heading(text: str) -> str:
    return text.strip() if text.strip() in _HEADINGS else ""


def _thing_of(table: RawTable) -> tuple[str, list[Problem]]:
    names = {heading.strip() for heading in table.headings}
    thing, (needed, may_lack) = ("handover", HANDOVERS) if "from_office" in names else ("tally", TALKS)
    known = (*needed, *may_lack)
    problems = [Problem(table.name, 1, one, "", "column is missing") for one in needed if one not in names]
    problems += [
        Problem(table.name, 1, one, "", f"unknown column; known are {', '.join(known)}")
        for one in sorted(names - {*known})
    ]
    return thing, problems


def _cells(
    file: str, thing: str, row: RawRow, known: Field, *, today: date, takes_examples: bool
) -> tuple[Mapping[TallyKey, int] | Mapping[HandoverKey, int], list[Problem]]:
    values = dict.fromkeys((*TALKS[0], *TALKS[1], *HANDOVERS[0], *HANDOVERS[1]), "")
    values |= {name.strip(): text.strip() for name, text in row.cells.items()}
    place = Place(file, row.number)
    problems = [] if takes_examples else _example_problems(values, place)
    number = _number(values["count"])
    problems += (
        number_problems(number, place)
        if number is not None
        else [place.problem("count", values["count"], f"a whole number from 1 to {MOST_AT_ONCE}")]
    )
    try:
        parse_quarter(values["quarter"], today=today, file=file, row=row.number)
    except DataError as error:
        problems += error.problems
    city = known.city(values["city"])
    if thing == "tally":
        talk = Talk(
            city,
            values["topic"],
            values["outcome"],
            tuple(items_of(values["obstacle"])),
            values["target_group"],
        )
        problems += talk_problems(known, talk, place)
        return ({} if problems else talk.cells(values["quarter"], number or 0)), problems
    passing = Passing(
        city, *(values[name] for name in ("from_office", "to_office", "offer_id", "state", "reason", "days"))
    )
    problems += passing_problems(known, passing, place)
    return ({} if problems else {passing.key(values["quarter"]): number or 0}), problems


def _example_problems(values: Mapping[str, str], place: Place) -> list[Problem]:
    note = values["note"]
    if EXAMPLE.casefold() in note.casefold():
        return [place.problem("note", note, "no example: this would be counted as if it were true")]
    return [place.problem("note", "", "must be empty: nothing is kept in words")] if note else []


def _number(text: str) -> int | None:
    whole = text[:-2] if text.endswith(".0") else text  # as a spreadsheet writes it
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) < 9 else None
