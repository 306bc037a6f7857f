"""From a table of texts to candidates: each row in our own words, each cell that cannot be understood a problem."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count, takewhile

from geo.errors import Problem, shown
from geo.exchange.sources.cells import PERSON, clean, items_of, read_cell
from geo.exchange.sources.columns import ColumnMapping
from geo.exchange.sources.nested import read_sites, read_translations
from geo.exchange.sources.points import IsPlaceOf, read_point, stated_precision
from geo.exchange.sources.settling import settle
from geo.exchange.sources.splitting import split_cell
from geo.exchange.sources.values import (
    EXTRA_COLUMNS,
    MAX_CELL,
    NESTED,
    Candidate,
    RawRow,
    RawTable,
    Reading,
    StatedSite,
    UnknownWord,
    columns_of,
)
from geo.exchange.sources.wordings import Vocabulary
from geo.model import FeeKind, Scope
from geo.offers.columns import ADDRESS_COLUMNS, BY_NAME, FURTHER_SITES, TRANSLATIONS
from geo.offers.private_contact import without_private
from geo.tables import LIST_SEPARATOR

#: So many letters the store keeps of a source's name.
_MAX_SOURCE = 100
#: Columns that a row cannot do without, and those of which a guess would be worse than no row.
_NEEDED = ("title", "organization", "topics")
_KEEPS_OUT = (*_NEEDED, "offer_id", "is_protected", FURTHER_SITES, TRANSLATIONS)
_STATED = {"target_groups": "target_groups_stated", "languages": "languages_stated"}


@dataclass(frozen=True)
class Defaults:
    """What is true of all rows that do not say otherwise: topics (ids, separated by `;`) and city."""

    topics: str = ""
    city: str = ""


def read_rows(
    table: RawTable,
    mapping: ColumnMapping,
    words: Vocabulary,
    *,
    is_place_of: IsPlaceOf,
    defaults: Defaults | None = None,
) -> Reading:
    """Read all rows.

    Parameters
    ----------
    is_place_of
        Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is "".
    defaults
        What is true of rows that do not say otherwise.

    Returns
    -------
    Reading
        Candidates of the rows without a fault; a hint keeps no row out. Faults come in the order of the rows.
    """
    defaults = defaults or Defaults()
    problems = list(table.problems) + [
        Problem.at(
            1, name, "", "running_number" if name == mapping.counting else "unused_heading", is_hint=True
        )
        for name in mapping.unused
        if not table.has_own_columns
    ]
    candidates: list[Candidate] = []
    faulty: list[Candidate] = []
    for row in table.rows:
        candidate, found = _candidate(row, mapping, words, is_place_of, defaults, stated_by=table.stated_by)
        problems += found
        (candidates if all(problem.is_hint for problem in found) else faulty).append(candidate)
    problems += _told_derived(candidates, mapping)
    return Reading(
        table.name,
        _source_name(table.source),
        tuple(candidates),
        tuple(problems),
        table.stated_by,
        tuple(faulty),
        unknown=_unknown(problems),
        is_partial=table.is_partial,
    )


def _unknown(problems: Iterable[Problem]) -> tuple[UnknownWord, ...]:
    """Return each word that nobody knew once, with how many rows have it."""
    told = [p for p in problems if p.about and p.kind in ("not_allowed", "unknown_city", "category_left_out")]
    counts = Counter((p.about, p.value) for p in told)
    first = {(p.about, p.value): p for p in reversed(told)}
    return tuple(
        UnknownWord(column, first[column, word].column, word, number, first[column, word].suggestion)
        for (column, word), number in counts.most_common()
    )


def _source_name(source: str) -> str:
    """Return a source's name as it is stored: bounded, and never that of the shipped offers or of our own."""
    named = source if ":" in source else f"file:{source}"
    return named[:_MAX_SOURCE]


def _candidate(
    row: RawRow,
    mapping: ColumnMapping,
    words: Vocabulary,
    is_place_of: IsPlaceOf,
    defaults: Defaults,
    *,
    stated_by: str,
) -> tuple[Candidate, list[Problem]]:
    headings, raw = _by_column(row, mapping)
    raw |= {column: _whole(raw[column], headings[column], row) for column in NESTED if column in raw}
    values, problems = _values(raw, headings, row.number, words, defaults)
    settled = settle(raw, values, headings, row.number, words, default_city=row.city or defaults.city)
    values = {**values, **settled.values}
    problems += [_softened(problem) for problem in settled.problems]
    problems += _persons(raw, headings, row.number)
    sites, misread = _sites(raw, headings, row.number, words, is_place_of)
    if (
        stated_by and "offer_id" not in raw and sites is not None
    ):  # somebody else's: what lies elsewhere is left out
        sites = tuple(site for site in sites if site.city) or None
        misread = [replace(problem, is_hint=True) for problem in misread]
    sites = sites if sites is not None or not settled.sites else settled.sites
    translations, unread = _translations(row, raw, headings, mapping)
    problems += [*misread, *unread]
    if values.get("is_protected") == "yes":
        problems = [_without_address(problem, headings) for problem in problems]
        sites = None if settled.sites else sites
    point, found = read_point(raw, headings, row.number, values.get("city", ""), is_place_of)
    found = [replace(problem, is_hint=True) for problem in found]
    if "lon" in point and not values.get("city") and values.get("scope", "") in ("", Scope.LOCAL):
        inside = [city for city in words.cities if is_place_of(point["lon"], point["lat"], city)]
        if len(inside) == 1 and not any(problem.kind == "unknown_city" for problem in problems):
            values["city"] = inside[0]
            found.append(Problem.at(row.number, headings["lon"], inside[0], "city_by_point", is_hint=True))
    candidate = Candidate(
        row=row.number,
        values=values,
        external_id=clean(raw.get("external_id", ""))[:200],
        lon=point.get("lon"),
        lat=point.get("lat"),
        uncertainty_m=point.get("uncertainty_m"),
        precision=stated_precision(raw),
        match_source=clean(raw.get("match_source", ""))[:200],
        translations=translations,
        sites=sites,
        derived=_derived(values, words),
    )
    return candidate, [*row.problems, *problems, *found]


def _by_column(row: RawRow, mapping: ColumnMapping) -> tuple[dict[str, str], dict[str, str]]:
    """Return the heading and the text of each column; a cell that holds several columns is split."""
    headings: dict[str, str] = {}
    raw: dict[str, str] = {}
    for name, column in mapping.columns.items():
        parts = columns_of(column)
        headings |= dict.fromkeys(parts, name)
        if name not in row.cells:
            continue
        split = (
            split_cell(row.cells[name], parts) if len(parts) > 1 else dict.fromkeys(parts, row.cells[name])
        )
        raw |= {part: text for part, text in split.items() if text or part not in raw}
    return headings, raw


def _whole(text: str, heading: str, row: RawRow) -> str:
    """Return a cell with its continuation: our workbooks go on in `translations_2` where a cell is full."""
    more = (row.cells.get(f"{heading}_{number}", "") for number in count(2))
    return "".join((text, *takewhile(bool, more)))


def _values(
    raw: Mapping[str, str], headings: Mapping[str, str], row: int, words: Vocabulary, defaults: Defaults
) -> tuple[dict[str, str], list[Problem]]:
    """Read the cells; one that cannot be understood is left out of the row, and so what is stored stays."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for column, text in raw.items():
        if column in (*EXTRA_COLUMNS, "city"):
            continue
        cell = read_cell(text, column, row, headings[column], words, as_is=bool(raw.get("offer_id")))
        found = [_softened(problem, has_value=bool(cell.text)) for problem in cell.problems]
        if column == "topics" and not cell.text and defaults.topics:
            found = [replace(problem, is_hint=True) for problem in found]
        elif column in _NEEDED and not cell.text and not found:
            found = [_lacking(column, text, headings[column], row, words)]
        problems += found
        if cell.text or not found:
            values[column] = cell.text
    if defaults.topics and not values.get("topics"):
        values["topics"] = defaults.topics
    for column, stated in _STATED.items():
        wording = _wording(raw.get(column, ""), values.get(column, ""))
        if wording and stated not in raw:
            values[stated] = wording[: BY_NAME[stated].max_length]
    return {name: text for name, text in values.items() if text or name in raw}, problems


def _lacking(column: str, text: str, heading: str, row: int, words: Vocabulary) -> Problem:
    """Say that a needed cell is empty, or holds a word whose topics are none of ours on purpose."""
    if column == "topics" and any(words.topics_of(item) == () for item in items_of(clean(text))):
        return Problem.at(row, heading, shown(clean(text)), "category_left_out", about="topics")
    return Problem.at(row, heading, "", "required")


def _softened(problem: Problem, *, has_value: bool = False) -> Problem:
    """Return a problem as a hint where its cell may stay empty: an odd phone number keeps no row out."""
    keeps_out = problem.about in _KEEPS_OUT or problem.kind == "unknown_city"
    return problem if problem.is_hint or (keeps_out and not has_value) else replace(problem, is_hint=True)


def _derived(values: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """Return the kind of cost where the row states none, but its text of costs says as a whole that it is free."""
    if values.get("fee_kind") or words.value(values.get("fees", "")) != FeeKind.FREE:
        return {}
    return {"fee_kind": FeeKind.FREE.value}


def _told_derived(candidates: Iterable[Candidate], mapping: ColumnMapping) -> list[Problem]:
    """Tell once for the file what was concluded from its texts of costs."""
    said = next((candidate.values["fees"] for candidate in candidates if candidate.derived), "")
    heading = next((name for name, column in mapping.columns.items() if column == "fees"), "fees")
    return [Problem.at(1, heading, said, "fee_kind_concluded", is_hint=True)] if said else []


def _wording(raw: str, ids: str) -> str:
    """Return the source's own words where they are more than our ids."""
    items = items_of(clean(raw))
    return "" if not ids or set(items) <= set(ids.split(LIST_SEPARATOR)) else LIST_SEPARATOR.join(items)


def _persons(raw: Mapping[str, str], headings: Mapping[str, str], row: int) -> list[Problem]:
    """Hint at texts that seem to name a person; the name itself is not repeated."""
    return [
        Problem.at(row, headings[column], "…", "person_named", is_hint=True)
        for column in ("title", "description", "schedule", "application", "organization")
        if PERSON.search(raw.get(column, "")[:MAX_CELL])
    ]


def _without_address(problem: Problem, headings: Mapping[str, str]) -> Problem:
    secret = {headings.get(column) for column in (*ADDRESS_COLUMNS, "address", "street_line", FURTHER_SITES)}
    if problem.column not in secret:
        return problem
    return Problem.at(problem.row, problem.column, "", problem.kind, is_hint=problem.is_hint)


def _sites(
    raw: Mapping[str, str],
    headings: Mapping[str, str],
    row: int,
    words: Vocabulary,
    is_place_of: IsPlaceOf,
) -> tuple[tuple[StatedSite, ...] | None, list[Problem]]:
    """Return the further addresses, None where the file does not speak of any."""
    if FURTHER_SITES not in raw:
        return None, []
    return read_sites(raw[FURTHER_SITES], row, headings[FURTHER_SITES], words, is_place_of=is_place_of)


def _translations(
    row: RawRow, raw: Mapping[str, str], headings: Mapping[str, str], mapping: ColumnMapping
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Return texts in other languages: of the reader, of the cell that holds all of them, and of their own cells."""
    heading = headings.get(TRANSLATIONS, TRANSLATIONS)
    found, problems = read_translations(raw.get(TRANSLATIONS, ""), row.number, heading)
    for language, texts in row.translations.items():
        found.setdefault(language, {}).update(texts)
    for name, (column, language) in mapping.translations.items():
        text = clean(row.cells.get(name, ""))
        if text:
            found.setdefault(language, {})[column] = text[: BY_NAME[column].max_length]
    for texts in found.values():
        for column, text in texts.items():
            texts[column], kinds = without_private(text)
            problems += [
                Problem.at(row.number, heading, "…", f"{kind}_in_text", is_hint=True) for kind in kinds
            ]
    return found, problems
