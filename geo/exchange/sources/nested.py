"""What a cell holds as JSON: further addresses of an offer with hours and points, and its texts in other languages.

Every fault keeps the row out and is told with where it stands in the cell; a few of them are enough.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from geo.errors import Problem, shown
from geo.exchange.sources.cells import PERSON, clean, read_cell
from geo.exchange.sources.points import IsPlaceOf, read_point, stated_precision
from geo.exchange.sources.values import LANGUAGE, OWN_IDS, TRANSLATION, StatedSite
from geo.exchange.sources.wordings import Vocabulary
from geo.offers.columns import BY_NAME, POINT_COLUMNS, SITE_COLUMNS, TRANSLATED

#: More addresses than this are a list of another kind.
MAX_SITES = 100
#: More languages than this have no place in one district.
MAX_LANGUAGES = 50
#: So many faults of one cell are told.
MAX_TOLD = 5
_TEXTS = ("street", "house_number", "postal_code", "city", "schedule")
_STATABLE = tuple(name for name in SITE_COLUMNS if name not in OWN_IDS)


def read_sites(
    text: str, row: int, heading: str, words: Vocabulary, *, is_place_of: IsPlaceOf
) -> tuple[tuple[StatedSite, ...], list[Problem]]:
    """Return the further addresses that a cell lists, none for an empty cell.

    Parameters
    ----------
    text
        A list in JSON of objects with the names of `geo.offers.columns.SITE_COLUMNS`.
    row, heading
        Where it stands, for messages.
    is_place_of
        Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is "".

    Returns
    -------
    tuple
        Addresses that say anything at all, and what is wrong with them; a hint keeps no row out.
    """
    entries = _json_of(text, empty=[])
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        return (), [Problem.at(row, heading, shown(text), "no_sites", _STATABLE)]
    if len(entries) > MAX_SITES:
        return (), [Problem.at(row, heading, str(len(entries)), "too_many_sites", (str(MAX_SITES),))]
    sites: list[StatedSite] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        site, found = _site(entry, row, words, is_place_of)
        sites.append(site)
        problems += [
            replace(problem, column=heading, value=shown(f"{number}. {problem.column}: {problem.value}"))
            for problem in found
        ]
    problems.sort(key=lambda problem: problem.is_hint)
    return tuple(site for site in sites if site != StatedSite()), problems[:MAX_TOLD]


def read_translations(text: str, row: int, heading: str) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Return the texts in other languages that a cell holds, by language and column; "" takes one away.

    Parameters
    ----------
    text
        An object in JSON: language → column of `geo.offers.columns.TRANSLATED` → text.
    row, heading
        Where it stands, for messages.
    """
    told = _json_of(text, empty={})
    if not isinstance(told, Mapping) or not all(isinstance(texts, Mapping) for texts in told.values()):
        return {}, [Problem.at(row, heading, shown(text), "no_translations", TRANSLATED)]
    if len(told) > MAX_LANGUAGES:
        return {}, [Problem.at(row, heading, str(len(told)), "too_many_languages", (str(MAX_LANGUAGES),))]
    problems = [
        Problem.at(row, heading, shown(name), "form_languages")
        for name in told
        if not re.fullmatch(LANGUAGE, name)
    ]
    found: dict[str, dict[str, str]] = {}
    for language, texts in told.items():
        for column, value in texts.items():
            problem = _misfit(column, value)
            if problem:
                where = f"{language}.{column}"
                problems.append(replace(problem, row=row, column=heading, value=shown(where)))
            else:
                found.setdefault(language, {})[column] = clean(value or "")
    return found, problems[:MAX_TOLD]


def translations_cell(labels: Mapping[str, str]) -> str:
    """Write texts by names such as `title_en` as `read_translations` reads them; other names are left out."""
    found: dict[str, dict[str, str]] = {}
    for label, text in labels.items():
        match = TRANSLATION.fullmatch(label)
        if match:
            found.setdefault(match[2], {})[match[1]] = text
    return json.dumps(found, ensure_ascii=False) if found else ""


def sites_cell(sites: Sequence[Mapping[str, str]]) -> str:
    """Write further addresses as `read_sites` reads them, "" for none."""
    return json.dumps(sites, ensure_ascii=False) if sites else ""


def _json_of(text: str, *, empty: Any) -> Any:
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
) -> tuple[StatedSite, list[Problem]]:
    """Return one address; problems name its parts as columns."""
    unknown = [name for name in entry if name not in SITE_COLUMNS]
    problems = [Problem.at(row, shown(name), "", "unknown_part", _STATABLE) for name in unknown[:MAX_TOLD]]
    raw = {name: _plain(entry[name]) for name in _STATABLE if entry.get(name) is not None}
    problems += [Problem.at(row, name, "", "no_text") for name, text in raw.items() if text is None]
    known = {name: text for name, text in raw.items() if text is not None}
    texts: dict[str, str] = {}
    for name in _TEXTS:
        cell = read_cell(known.get(name, ""), name, row, name, words, as_is=True)
        texts[name] = cell.text
        problems += [cell.problem] if cell.problem else []
    if texts["house_number"] and not texts["street"]:
        problems.append(Problem.at(row, "house_number", texts["house_number"], "number_without_street"))
    if PERSON.search(texts["schedule"]):
        problems.append(Problem.at(row, "schedule", "…", "person_named", is_hint=True))
    headings = {name: name for name in POINT_COLUMNS}
    point, found = read_point(known, headings, row, texts["city"], is_place_of)
    return StatedSite(**texts, **point, precision=stated_precision(known)), [*problems, *found]  # type: ignore[arg-type]  # named after the fields


def _misfit(column: str, value: Any) -> Problem | None:
    """Return why a text in another language cannot be taken, None where it can."""
    if column not in TRANSLATED:
        return Problem.at(0, "", "", "unknown_part", TRANSLATED)
    if value is not None and not isinstance(value, str):
        return Problem.at(0, "", "", "no_text")
    most = BY_NAME[column].max_length
    return Problem.at(0, "", "", "too_long", (str(most),)) if len(clean(value or "")) > most else None


def _plain(value: Any) -> str | None:
    """Return a text or number as text, None for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
