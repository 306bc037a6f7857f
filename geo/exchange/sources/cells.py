"""One cell in our own words: texts cleaned, words looked up, numbers and dates brought into one form."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from geo.errors import Problem, shown
from geo.exchange.sources.wordings import Vocabulary, nearest
from geo.offers.columns import BY_NAME, OFFER_COLUMNS
from geo.places.address import find_city, fold
from geo.tables import FORBIDDEN, LIST_SEPARATOR, ColumnSpec

#: A mobile number and an address like name.surname@ belong to a person.
MOBILE = re.compile(r"(?:\+49|0049|0)[\s/()-]*(?:\(0\)\s*)?1[567]\d")
PERSONAL_EMAIL = re.compile(
    r"(?!(?:info|kontakt|post|mail|service|buero|beratung|team|verwaltung|sekretariat)\.)"
    r"[a-zäöüß]+(?:-[a-zäöüß]+)?\.[a-zäöüß]+(?:-[a-zäöüß]+)?@",
    re.IGNORECASE,
)
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


Read = Callable[[str, ColumnSpec, Vocabulary], Cell]


def clean(text: str) -> str:
    """Return a text without invisible letters and outer blanks."""
    plain = _UNPAIRED.sub("", FORBIDDEN.sub("", text.replace("\r\n", "\n"))).replace("\xa0", " ").strip()
    return unicodedata.normalize("NFC", plain)


def read_cell(raw: str, column: str, row: int, heading: str, words: Vocabulary) -> Cell:
    """Return what a cell of an offer's column says.

    Parameters
    ----------
    row, heading
        Where it stands, for the message.
    """
    spec = BY_NAME[column]
    text = clean(raw)
    found = _fault(text) or (_READERS.get(column, _text)(text, spec, words) if text else Cell())
    if found.problem is None:
        found = _checked(found, spec)
    if found.problem is None:
        return found
    told = found.problem
    value = told.value or shown(text)
    return Cell(found.text, replace(told, row=row, column=heading, value=value, about=column))


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


def _left_out(kind: str) -> Cell:
    """Return an empty cell with a hint that does not repeat what belongs to a person."""
    return Cell("", Problem.at(0, "", "…", kind, is_hint=True))


def _checked(cell: Cell, spec: ColumnSpec) -> Cell:
    if len(cell.text) > spec.max_length:
        return _wrong("too_long", value=cell.text, allowed=(str(spec.max_length),))
    parts = cell.text.split(LIST_SEPARATOR) if spec.is_list else [cell.text]
    if spec.pattern and cell.text and not all(re.fullmatch(spec.pattern, part) for part in parts):
        return _wrong(f"form_{_form_of(spec.name)}")
    return cell


def _form_of(column: str) -> str:
    return "date" if BY_NAME[column].is_date else column


def _text(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    return Cell(text)


def _topics(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    return _items(
        text, lambda word: (words.topic(word),) if words.topic(word) else None, words.topics, words.topic_ids
    )


def _target_groups(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    known = {word: ids[0] for word, ids in words.target_groups.items() if ids}
    return _items(text, words.groups, known, words.target_group_ids)


def _languages(text: str, _spec: ColumnSpec, words: Vocabulary) -> Cell:
    return _items(
        text, lambda word: (words.language(word),) if words.language(word) else None, words.languages, ()
    )


def _items(
    text: str,
    meaning: Callable[[str], tuple[str, ...] | None],
    known: Mapping[str, str],
    allowed: tuple[str, ...],
) -> Cell:
    """Look up each item; commas and slashes separate only where the whole is no known word."""
    found: list[str] = []
    for item in items_of(text):
        whole = meaning(item)
        parts = (
            [item]
            if whole is not None
            else [p for p in re.split(r"\s*[,/]\s*|\s+(?:und|and|&)\s+", item) if p]
        )
        for part in parts:
            ids = meaning(part)
            if ids is None:
                near = nearest(part, known)
                return _wrong(
                    "not_allowed", value=part, allowed=allowed, suggestion=known[near] if near else ""
                )
            found += ids
    return Cell(LIST_SEPARATOR.join(dict.fromkeys(found)))


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
    city = find_city(text, words.cities)
    if city or not words.cities:
        return Cell(city or text)
    folded = {fold(name): name for name in words.cities}
    near = nearest(text, folded)
    return _wrong("unknown_city", allowed=words.cities, suggestion=folded[near] if near else "")


def _phone(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain = re.sub(r"^(?:tel(?:efon)?|fon)\s*[.:]*\s*", "", text, flags=re.IGNORECASE).removeprefix("tel:")
    plain = re.sub(r"[–—−]", "-", plain).replace(".", " ").strip()
    return _left_out("mobile_number") if MOBILE.match(plain) else Cell(re.sub(r" {2,}", " ", plain))


def _email(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain = re.sub(r"^mailto:\s*", "", text, flags=re.IGNORECASE).strip("<> ")
    local, at, host = plain.rpartition("@")
    if PERSONAL_EMAIL.match(plain):
        return _left_out("personal_email")
    return Cell(f"{local}{at}{host.casefold()}" if at else plain)


def _website(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    return Cell(f"https://{text}" if re.match(r"(?:www\.)[^\s/]+\.[a-z]{2,}", text, re.IGNORECASE) else text)


def _postal_code(text: str, _spec: ColumnSpec, _words: Vocabulary) -> Cell:
    plain = re.sub(r"^(?:D|DE)\s?-\s?", "", text, flags=re.IGNORECASE)
    return Cell(plain)


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
    "phone": _phone,
    "email": _email,
    "website": _website,
    "postal_code": _postal_code,
    **{spec.name: _date for spec in OFFER_COLUMNS if spec.is_date},
}
