"""`python -m geo find`: the offers that match, as a table for a person or as JSON for a program."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import pandas as pd
import typer

from geo.cli.choosing import (
    AskedHours,
    BeginsBy,
    Chosen,
    Cities,
    CourseChildcare,
    Days,
    FreeOnly,
    Languages,
    Levels,
    Match,
    Near,
    OpenNow,
    TargetGroups,
    Text,
    Times,
    Topics,
    courses_asked,
    gather,
)
from geo.cli.output import say, write_json, write_table
from geo.district.cities import contacts_of
from geo.district.found_contacts import found_contacts_of
from geo.district.helplines import helplines_of
from geo.kim.capacity import Capacity, capacity_record
from geo.model import POINT_PRECISIONS, Helpline
from geo.offers.columns import FURTHER_SITES, OFFER_FRAME, POINT_COLUMNS
from geo.offers.course_runs import CourseRun, run_records
from geo.offers.filters import MATCH_ANY
from geo.offers.run_wording import levels_words
from geo.offers.search.telling import unknown_words
from geo.offers.sites import public_sites
from geo.offers.urgent import helpline_record, helplines_for, urgent_needs
from geo.offers.whom_to_ask import Directory, answerer_record

#: What comes first in an answer; all other public columns follow.
_LEADING = (
    "offer_id", "title", "organization", "city", "topics", "target_groups",
    "precision", "lon", "lat", "uncertainty_m", "distance_m",
)  # fmt: skip
_FOLLOWING = tuple(spec.name for spec in OFFER_FRAME if spec.is_public and spec.name not in _LEADING)


def find(  # noqa: PLR0917  # options of the command line, given by name
    text: Text = "",
    topic: Topics = None,
    match: Match = MATCH_ANY,
    target_group: TargetGroups = None,
    city: Cities = None,
    language: Languages = None,
    open_now: OpenNow = None,
    day: Days = None,
    time: Times = None,
    free: FreeOnly = False,
    level: Levels = None,
    begins_by: BeginsBy = "",
    with_childcare: CourseChildcare = False,
    near: Near = "",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many offers.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON on stdout.")] = False,
) -> None:
    """Find offers."""
    courses = courses_asked(level, begins_by, with_childcare=with_childcare)
    chosen = gather(
        text=text,
        topics=topic,
        match=match,
        target_groups=target_group,
        cities=city,
        languages=language,
        hours=AskedHours(open_now, day, time),
        free_only=free,
        near=near,
        courses=courses,
    )
    found, directory = chosen.offers, _directory(chosen)
    today = chosen.settings.district.today()
    runs = {key: left for key, one in chosen.runs.items() if (left := courses.among(one, today))}
    if as_json:
        sites = public_sites(chosen.sites)
        shown = [
            _public(row)
            | {
                FURTHER_SITES: sites.get(row["offer_id"], []),
                "capacity": capacity_record(chosen.capacity.get(row["offer_id"])),
                "runs": run_records(runs.get(row["offer_id"], ()), today),
                "whom_to_ask": _asked(directory, row),
            }
            for row in _records(found, limit)
        ]
        told = [helpline_record(one) for one in _helplines(chosen)]
        write_json(
            {
                "count": len(found),
                **_reading(chosen),
                **({"helplines": told} if told else {}),
                "offers": shown,
            },
            indent=2,
        )
    else:
        for one in _helplines(chosen):
            say(f"{one.number}  {one.name}")
        beside = {
            "capacity": {key: _reported(one) for key, one in chosen.capacity.items()},
            "next run": {key: _next_run(left, today) for key, left in runs.items()},
        }
        _show(_records(found, limit), directory, title=_title(chosen), beside=beside)


def _reading(chosen: Chosen) -> dict[str, Any]:
    """Say how a text was read, and how many offers fit it wholly; nothing without a text."""
    if chosen.answer is None:
        return {}
    read = chosen.answer.reading
    parts = [
        {"means": list(part.meanings), "words": [read.written[p] for p in part.places]} for part in read.parts
    ]
    return {
        "fit_wholly": int(chosen.offers["fits_wholly"].sum()),
        "language": read.language,
        "understood": parts,
        "unknown_words": unknown_words(chosen.answer),
    }


def _helplines(chosen: Chosen) -> list[Helpline]:
    """Return the numbers that answer what the text needs at once."""
    if chosen.answer is None:
        return []
    read = chosen.answer.reading
    known = helplines_of(chosen.settings.district)
    return helplines_for(known, urgent_needs(read.flags), language=read.language)


def _directory(chosen: Chosen) -> Directory:
    district = chosen.settings.district
    return Directory(
        chosen.every,
        found=found_contacts_of(district),
        contacts=contacts_of(district),
        district=district.name,
    )


def _asked(directory: Directory, record: Mapping[str, Any]) -> list[dict[str, str | bool]]:
    return [answerer_record(one) for one in directory.whom(record["offer_id"], record)]


def _contact(directory: Directory, record: Mapping[str, Any]) -> str:
    """Return the phone of an offer, or the next that answers with what it is to the offer."""
    if record["phone"] or record["is_protected"]:
        return str(record["phone"])
    asked = directory.whom(record["offer_id"], record)
    told = [f"{one.phone or one.email or one.website} ({one.step}: {one.name})" for one in asked]
    return told[-1] if told else str(record["email"] or record["website"])


def _title(chosen: Chosen) -> str:
    count = f"{len(chosen.offers)} offers"
    if chosen.answer is None:
        return count
    read = ", ".join(part.meanings[0] for part in chosen.answer.reading.parts) or "words only"
    return f"{count}, {int(chosen.offers['fits_wholly'].sum())} fit wholly (understood: {read})"


def _records(found: pd.DataFrame, limit: int | None) -> list[dict[str, Any]]:
    shown = found.head(limit or len(found)).reset_index()
    return [{str(name): value for name, value in row.items()} for row in shown.to_dict("records")]


def _public(record: dict[str, Any]) -> dict[str, Any]:
    """Return what everybody may see of an offer; a point only where it is one of its own."""
    has_point = record["precision"] in POINT_PRECISIONS and not record["is_protected"]
    hidden = () if has_point else (*POINT_COLUMNS, "distance_m")
    return {name: None if name in hidden else _plain(record[name]) for name in (*_LEADING, *_FOLLOWING)}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return round(value, 6) if math.isfinite(value) else None
    return value


def _show(
    records: list[dict[str, Any]],
    directory: Directory,
    *,
    title: str,
    beside: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the offers; what stands `beside` them has a column where it is known of any."""
    known = {heading: told for heading, told in beside.items() if told}
    rows = [
        [
            record["title"],
            record["organization"],
            record["city"],
            record["precision"],
            f"{record['distance_m']:.0f}" if math.isfinite(record["distance_m"]) else "",
            _contact(directory, record),
            *(told.get(record["offer_id"], "") for told in known.values()),
        ]
        for record in records
    ]
    headings = [
        "title",
        "organization",
        "city",
        "precision",
        "metres",
        "contact",
        *known,
    ]
    write_table(headings, rows, title=title)


def _reported(found: Capacity) -> str:
    """Say what was reported of a capacity, with its day."""
    start = f", next start {found.next_start}" if found.next_start else ""
    return f"{found.status}{start} ({found.as_of.isoformat()})"


def _next_run(runs: Sequence[CourseRun], today: date) -> str:
    """Say the first of the dated runs, and how many follow."""
    first, *others = runs
    state = first.state_on(today)
    parts = (
        levels_words(first) or first.kind,
        first.start,
        f"{state} ({first.as_of})" if state else "",
        f"{len(others)} more" if others else "",
    )
    return ", ".join(part for part in parts if part)
