"""From a table of texts to candidates: each row in our own words, each cell that cannot be understood a problem."""

from collections.abc import Iterable, Mapping
from itertools import count, takewhile

from geo.errors import Problem
from geo.exchange.sources.cells import PERSON, clean, items_of, misfit, read_cell
from geo.exchange.sources.columns import ColumnMapping
from geo.exchange.sources.nested import read_sites, read_translations
from geo.exchange.sources.points import IsPlaceOf, read_point, stated_precision
from geo.exchange.sources.values import (
    EXTRA_COLUMNS,
    MAX_CELL,
    NESTED,
    Candidate,
    RawRow,
    RawTable,
    Reading,
    StatedSite,
)
from geo.exchange.sources.wordings import Vocabulary
from geo.model import Address, FeeKind
from geo.offers.columns import ADDRESS_COLUMNS, BY_NAME, FURTHER_SITES, TRANSLATIONS
from geo.places.address import is_street_like, parse_address
from geo.tables import LIST_SEPARATOR

#: So many letters the store keeps of a source's name.
_MAX_SOURCE = 100
_STATED = {"target_groups": "target_groups_stated", "languages": "languages_stated"}


def read_rows(
    table: RawTable, mapping: ColumnMapping, words: Vocabulary, *, is_place_of: IsPlaceOf
) -> Reading:
    """Read all rows.

    Parameters
    ----------
    is_place_of
        Whether a point (lon, lat in degrees) lies in a city, or in the district where the city is "".

    Returns
    -------
    Reading
        Candidates of the rows without a fault; a hint keeps no row out. Faults come in the order of the rows.
    """
    problems = list(table.problems) + [
        Problem.at(1, name, "", "unused_heading", is_hint=True)
        for name in mapping.unused
        if not table.has_own_columns
    ]
    candidates: list[Candidate] = []
    faulty: list[Candidate] = []
    for row in table.rows:
        candidate, found = _candidate(row, mapping, words, is_place_of)
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
    )


def _source_name(source: str) -> str:
    """Return a source's name as it is stored: bounded, and never that of the shipped offers or of our own."""
    named = source if ":" in source else f"file:{source}"
    return named[:_MAX_SOURCE]


def _candidate(
    row: RawRow, mapping: ColumnMapping, words: Vocabulary, is_place_of: IsPlaceOf
) -> tuple[Candidate, list[Problem]]:
    headings = {column: name for name, column in mapping.columns.items() if column}
    raw = {column: row.cells.get(name, "") for column, name in headings.items() if name in row.cells}
    raw |= {column: _whole(raw[column], headings[column], row) for column in NESTED if column in raw}
    values, problems = _values(raw, headings, row.number, words)
    parsed = _address(raw, values, words)
    values |= parsed
    whole = next((headings[name] for name in ("address", "street_line", "street") if name in headings), "")
    misfits = [misfit(text, name, row.number, whole) for name, text in parsed.items()]
    problems += [problem for problem in misfits if problem]
    problems += _persons(raw, headings, row.number)
    sites, misread = _sites(raw, headings, row.number, words, is_place_of)
    translations, unread = _translations(row, raw, headings, mapping)
    problems += [*misread, *unread]
    if values.get("is_protected") == "yes":
        problems = [_without_address(problem, headings) for problem in problems]
    point, found = read_point(raw, headings, row.number, values.get("city", ""), is_place_of)
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


def _whole(text: str, heading: str, row: RawRow) -> str:
    """Return a cell with its continuation: our workbooks go on in `translations_2` where a cell is full."""
    more = (row.cells.get(f"{heading}_{number}", "") for number in count(2))
    return "".join((text, *takewhile(bool, more)))


def _values(
    raw: Mapping[str, str], headings: Mapping[str, str], row: int, words: Vocabulary
) -> tuple[dict[str, str], list[Problem]]:
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for column, text in raw.items():
        if column in EXTRA_COLUMNS:
            continue
        cell = read_cell(text, column, row, headings[column], words)
        values[column] = cell.text
        if cell.problem:
            problems.append(cell.problem)
        elif BY_NAME[column].required and not cell.text and column in ("title", "organization", "topics"):
            problems.append(Problem.at(row, headings[column], "", "required"))
    for column, stated in _STATED.items():
        wording = _wording(raw.get(column, ""), values.get(column, ""))
        if wording and stated not in raw:
            values[stated] = wording[: BY_NAME[stated].max_length]
    return {name: text for name, text in values.items() if text or name in raw}, problems


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


def _address(raw: Mapping[str, str], values: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """Take street, number, postcode and city out of a cell that holds several of them."""
    if clean(raw.get("address", "")):
        parsed = parse_address(clean(raw["address"]), cities=words.cities)
        return _filled(parsed, values, ("street", "house_number", "postal_code", "city"))
    line = clean(raw.get("street_line", ""))
    if not line and "house_number" not in raw and any(map(str.isdigit, raw.get("street", ""))):
        line = values.get("street", "")
        values = {**values, "street": ""}
    if not line:
        return {}
    parsed = parse_address(line)
    whole = parsed if is_street_like(parsed.street) or parsed.house_number else Address(line)
    return _filled(whole, values, ("street", "house_number"))


def _filled(parsed: Address, values: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: text for name in names if (text := getattr(parsed, name)) and not values.get(name)}


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
    return found, problems
