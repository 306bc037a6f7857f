"""What a cell holds as JSON: the further addresses of an offer, each with opening hours and a point of its own.

Every fault keeps the row out and is told with the number of the address and the name in it; a few of them are enough.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from geo.errors import RowProblem
from geo.schema import SITE_COLUMNS
from geo.sources.cells import PERSON, clean, read_cell
from geo.sources.points import IsPlaceOf, read_point, stated_precision
from geo.sources.values import OWN_IDS, POINT_COLUMNS, StatedSite, shown
from geo.sources.vocabulary import Vocabulary

#: More addresses than this are a list of another kind.
MAX_SITES = 100
#: So many faults of one cell are told.
MAX_TOLD = 5
_TEXTS = ("street", "house_number", "postal_code", "city", "schedule")
_STATABLE = tuple(name for name in SITE_COLUMNS if name not in OWN_IDS)


def read_sites(
    text: str, row: int, heading: str, words: Vocabulary, *, is_place_of: IsPlaceOf
) -> tuple[tuple[StatedSite, ...], list[RowProblem]]:
    """Return the further addresses that a cell lists, none for an empty cell.

    Parameters
    ----------
    text
        A list in JSON of objects with the names of `geo.schema.SITE_COLUMNS`.
    row, heading
        Where it stands, for messages.
    is_place_of
        Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is "".

    Returns
    -------
    tuple
        Addresses that say anything at all, and what is wrong with them; a hint keeps no row out.
    """
    entries = json_of(text, empty=[])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        return (), [RowProblem(row, heading, shown(text), "no_sites", _STATABLE)]
    if len(entries) > MAX_SITES:
        return (), [RowProblem(row, heading, str(len(entries)), "too_many_sites", (str(MAX_SITES),))]
    sites: list[StatedSite] = []
    problems: list[RowProblem] = []
    for number, entry in enumerate(entries, start=1):
        site, found = _site(entry, row, words, is_place_of)
        sites.append(site)
        problems += [
            replace(problem, column=heading, value=shown(f"{number}. {problem.column}: {problem.value}"))
            for problem in found
        ]
    problems.sort(key=lambda problem: problem.is_hint)
    return tuple(site for site in sites if site != StatedSite()), problems[:MAX_TOLD]


def sites_cell(sites: Sequence[Mapping[str, str]]) -> str:
    """Write further addresses as `read_sites` reads them, "" for none."""
    return json.dumps(sites, ensure_ascii=False) if sites else ""


def json_of(text: str, *, empty: Any) -> Any:
    """Return the value of a cell with JSON, `empty` for an empty cell, None for what is no JSON."""
    plain = clean(text)
    if not plain:
        return empty
    try:
        return json.loads(plain, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> float:
    msg = f"{name} is no number of JSON"
    raise ValueError(msg)


def _site(
    entry: Mapping[str, Any], row: int, words: Vocabulary, is_place_of: IsPlaceOf
) -> tuple[StatedSite, list[RowProblem]]:
    """Return one address; problems name its parts as columns."""
    unknown = [name for name in entry if name not in SITE_COLUMNS]
    problems = [RowProblem(row, shown(name), "", "unknown_part", _STATABLE) for name in unknown[:MAX_TOLD]]
    raw = {name: _plain(entry[name]) for name in _STATABLE if entry.get(name) is not None}
    problems += [RowProblem(row, name, "", "no_text") for name, text in raw.items() if text is None]
    known = {name: text for name, text in raw.items() if text is not None}
    texts: dict[str, str] = {}
    for name in _TEXTS:
        cell = read_cell(known.get(name, ""), name, row, name, words)
        texts[name] = cell.text
        problems += [cell.problem] if cell.problem else []
    if texts["house_number"] and not texts["street"]:
        problems.append(RowProblem(row, "house_number", texts["house_number"], "number_without_street"))
    if PERSON.search(texts["schedule"]):
        problems.append(RowProblem(row, "schedule", "…", "person_named", is_hint=True))
    headings = {name: name for name in POINT_COLUMNS}
    point, found = read_point(known, headings, row, texts["city"], is_place_of)
    return StatedSite(**texts, **point, precision=stated_precision(known)), [*problems, *found]  # type: ignore[arg-type]  # named after the fields


def _plain(value: Any) -> str | None:
    """Return a text or number as text, None for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
