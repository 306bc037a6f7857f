"""One cell in our own words: texts cleaned, words looked up, numbers and dates brought into one form."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from geo.errors import Problem, shown
from geo.exchange.sources.contact_cells import email_of, phone_of, website_of
from geo.exchange.sources.nothing import is_nothing, readable
from geo.exchange.sources.wordings import Vocabulary, nearest
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.offers.private_contact import without_private
from geo.places.address import find_city, fold, written_number
from geo.places.mending import has_lost_letters
from geo.tables import FORBIDDEN, LIST_SEPARATOR, ColumnSpec

PERSON = re.compile(r"\b(?:Herr|Herrn|Frau)\s+(?:Dr\.\s+)?[A-ZÄÖÜ][a-zäöüß]+")
_FAULT = re.compile(r"#(?:REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!|BEZUG!|WERT!|NV)")
_UNPAIRED = re.compile("[\ud800-\udfff]")
_GERMAN_DATE = re.compile(r"(?:(\d{1,2})\.\s?)?(\d{1,2})[./]\s?(\d{4})")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    spec.name: tuple(filter(None, spec.allowed)) for spec in OFFER_COLUMNS if spec.allowed
}
#: Which words mean something else in another column: "no fees" is free, "free: no" is paid.
_IN_COLUMN = {("fee_kind", "yes"): "free", ("fee_kind", "no"): "paid"}


@dataclass(frozen=True)
class Cell:
    """What a cell says, or why it says nothing."""

    text: str = ""
    problem: Problem | None = None
    more: tuple[Problem, ...] = ()  # further words of a list that nobody knows

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that has to be said of it."""
        return (self.problem, *self.more) if self.problem else ()


Read = Callable[[str, ColumnSpec, Vocabulary], Cell]


def clean(text: str) -> str:
    """Return a text without invisible letters and outer blanks."""
    plain = _UNPAIRED.sub("", FORBIDDEN.sub("", text.replace("\r\n", "\n"))).replace("\xa0", " ").strip()
    return unicodedata.normalize("NFC", plain)


def read_cell(
    raw: str, column: str, row: int, heading: str, words: Vocabulary, *, as_is: bool = False
) -> Cell:
    """Return what a cell of an offer's column says.

    Parameters
    ----------
    row, heading
        Where it stands, for the message.
    as_is
        The row is one of ours: its letters are as they should be, and a dash is a dash.
    """
    spec = BY_NAME[column]
    text = clean(raw) if as_is else clean(readable(clean(raw), column))
    if not spec.is_list and (column, fold(text)) in words.chosen:  # a person said what this word means
        text = next(iter(words.chosen[column, fold(text)]), "")
    is_empty = not text or (
        not as_is and is_nothing(text, column) and not _has_own_meaning(text, column, words)
    )
    read = _as_it_is if as_is and _is_in_shape(text, spec) else _READERS.get(column, _text)
    found = _fault(text) or (Cell() if is_empty else read(text, spec, words))
    if found.problem is None or found.text:
        checked = _checked(found, spec)
        is_worse = checked.problem is not found.problem
        found = replace(checked, more=found.problems) if is_worse and found.problem else checked
    if found.problem is None:
        return found
    told = [
        replace(problem, row=row, column=heading, value=problem.value or shown(text), about=column)
        for problem in found.problems
    ]
    return Cell(found.text, told[0], tuple(told[1:]))


def _is_in_shape(text: str, spec: ColumnSpec) -> bool:
    """Whether a contact or house number has the form it is stored in, and belongs to no person."""
    is_formed = bool(spec.pattern) and not (spec.is_list or spec.is_date) and spec.name != "postal_code"
    return is_formed and bool(re.fullmatch(spec.pattern, text)) and not without_private(text)[1]


def _as_it_is(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    return Cell(text)


def _has_own_meaning(text: str, column: str, words: Vocabulary) -> bool:
    """Whether a word for nothing is an answer in this column, as a dash is for "no" where yes or no is asked."""
    return column in _CHOICES and not _choice(text, BY_NAME[column], words).problem


def misfit(text: str, column: str, row: int, heading: str) -> Problem | None:
    """Return why a text that was taken out of another cell does not fit its column, None where it does."""
    told = _checked(Cell(text), BY_NAME[column]).problem
    return Problem.at(row, heading, told.value or shown(text), told.kind, told.allowed) if told else None


def number(text: str) -> float | None:
    """Return a number with a decimal point or comma, None for anything else."""
    plain = clean(text).replace(" ", "")
    if re.fullmatch(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?", plain):
        return float(plain.replace(",", "."))
    return None


def items_of(text: str) -> list[str]:
    """Return the items of a cell: lines, semicolons and bars always separate."""
    return [item.strip(" \t•·–-*") for item in re.split(r"[;|\n•]+", text) if item.strip(" \t•·–-*")]


def _fault(text: str) -> Cell | None:
    return _wrong("spreadsheet_error") if _FAULT.fullmatch(text) else None


def _wrong(kind: str, *, value: str = "", allowed: tuple[str, ...] = (), suggestion: str = "") -> Cell:
    return Cell("", Problem.at(0, "", shown(value), kind, allowed, suggestion=suggestion))


def _checked(cell: Cell, spec: ColumnSpec) -> Cell:
    if len(cell.text) > spec.max_length:
        told = Problem.at(0, "", shown(cell.text), "too_long", (str(spec.max_length),))
        return Cell("" if spec.pattern or spec.is_list else _cut(cell.text, spec.max_length), told)
    parts = cell.text.split(LIST_SEPARATOR) if spec.is_list else [cell.text]
    if spec.pattern and cell.text and not all(re.fullmatch(spec.pattern, part) for part in parts):
        return _wrong(f"form_{_form_of(spec.name)}")
    return cell


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, cut between two words."""
    begun = text[: most - 1]
    whole = begun.rsplit(None, 1)[0] if any(map(str.isspace, begun[most // 2 :])) else begun
    return f"{whole.rstrip(' ,;')}…"


def _form_of(column: str) -> str:
    return "date" if BY_NAME[column].is_date else column


def _text(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain, kinds = without_private(text)
    if kinds:
        return Cell(plain, Problem.at(0, "", "…", f"{kinds[0]}_in_text", is_hint=True))
    if has_lost_letters(text):
        return Cell(text, Problem.at(0, "", shown(text), "letters_lost", is_hint=True))
    return Cell(text)


def _topics(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    known = {**{word: (key,) for word, key in words.topics.items()}, **words.categories}
    return _items(text, words.topics_of, known, words.topic_ids)


def _target_groups(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    return _items(text, words.groups, words.target_groups, words.target_group_ids)


def _languages(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    return _items(text, words.languages_of, {word: (code,) for word, code in words.languages.items()}, ())


def _items(
    text: str,
    meaning: Callable[[str], tuple[str, ...] | None],
    known: Mapping[str, tuple[str, ...]],
    allowed: tuple[str, ...],
) -> Cell:
    """Look up each item; commas and slashes separate only where the whole is no known word."""
    found: list[str] = []
    unknown: list[Problem] = []
    for item in items_of(text):
        whole = meaning(item)
        parts = (
            [item]
            if whole is not None
            else [p for p in re.split(r"\s*[,/]\s*|\s+(?:und|and|&)\s+", item) if p]
        )
        meanings = {part: meaning(part) for part in parts}
        if len(parts) > 1 and not any(meanings.values()):
            meanings = {item: None}  # a word that only looks like two: `Behörde/Amt`
        for part, ids in meanings.items():
            if ids is None:
                near = nearest(part, {word: meant for word, meant in known.items() if meant})
                suggestion = known[near][0] if near else ""
                unknown.append(Problem.at(0, "", shown(part), "not_allowed", allowed, suggestion=suggestion))
            found += ids or ()
    ids_found = LIST_SEPARATOR.join(dict.fromkeys(found))
    return Cell(ids_found, unknown[0], tuple(unknown[1:])) if unknown else Cell(ids_found)


def _choice(text: str, spec: ColumnSpec, words: Vocabulary) -> Cell:
    allowed = _CHOICES[spec.name]
    value = text if text in allowed else words.choice(spec.name, text) or words.value(text)
    value = _IN_COLUMN.get((spec.name, value), value)
    if value in allowed:
        return Cell(value)
    known = {word: _IN_COLUMN.get((spec.name, meant), meant) for word, meant in words.words.values.items()}
    fitting = {word: meant for word, meant in known.items() if meant in allowed and len(word) > 1}
    near = nearest(text, fitting)
    return _wrong("not_allowed", allowed=allowed, suggestion=fitting[near] if near else "")


def _city(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    city = find_city(re.sub(r"(?<!\d)(?:D[E]?\s?-\s?)?\d{5}(?!\d)", " ", text).strip(" ,-/"), words.cities)
    if city or not words.cities:
        return Cell(city or text)
    folded = {fold(name): name for name in words.cities}
    near = nearest(text, folded)
    return _wrong("unknown_city", allowed=words.cities, suggestion=folded[near] if near else "")


def _contact(read: Callable[[str], tuple[str, str]]) -> Read:
    """Return the reader of a contact: what belongs to a person is left out, and not repeated."""

    def read_contact(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
        found, kind = read(text)
        if not kind:
            return Cell(found)
        if kind in ("mobile_number", "personal_email"):
            return Cell(found, Problem.at(0, "", "…", kind, is_hint=True))
        if kind == "phone_rest":
            return Cell(found, Problem.at(0, "", found, kind, is_hint=True))
        return Cell(found, Problem.at(0, "", shown(text), kind, is_hint=bool(found)))

    return read_contact


def _house_number(text: str, spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain = re.sub(
        r"^(?:haus[\s.-]*)?(?:nummer|nr|no)?[\s.:]*|^h(?:s|aus)?[\s.-]*nr[\s.:]*",
        "",
        text,
        flags=re.IGNORECASE,
    )
    whole = written_number(plain)
    if re.fullmatch(spec.pattern, whole):
        return Cell(whole)
    begun = re.match(rf"({spec.pattern})(?=[\s,;(])", plain)
    if begun:
        return Cell(
            written_number(begun[1]), Problem.at(0, "", shown(text), "house_number_rest", is_hint=True)
        )
    return _wrong("form_house_number")


def _postal_code(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain = re.sub(r"^(?:D|DE)\s?-\s?", "", text, flags=re.IGNORECASE)
    found = re.fullmatch(r"(\d{5})\b\D*", plain)  # a city behind it is read elsewhere
    return Cell(found[1] if found else plain)


def _date(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    moment = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*", text)
    if moment:
        return Cell(moment[1])
    german = _GERMAN_DATE.fullmatch(text)
    if not german:
        return Cell(text)
    day, month, year = german.groups()
    return Cell("-".join([year, f"{int(month):02d}", *([f"{int(day):02d}"] if day else [])]))


_READERS: dict[str, Read] = {
    "topics": _topics,
    "target_groups": _target_groups,
    "languages": _languages,
    **dict.fromkeys(_CHOICES, _choice),
    "city": _city,
    "phone": _contact(phone_of),
    "email": _contact(email_of),
    "website": _contact(website_of),
    "house_number": _house_number,
    "postal_code": _postal_code,
    **{spec.name: _date for spec in OFFER_COLUMNS if spec.is_date},
}
