"""The form of an offer, made from the schema: which fields it has, how each is filled in, what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from geo.errors import Problem
from geo.model import Taxonomy
from geo.offers.columns import BY_NAME, FLAG_COLUMNS, OFFER_COLUMNS
from geo.offers.private_contact import without_private
from geo.offers.shipped import offer_check
from geo.tables import ColumnSpec, items_of

#: The parts of the form in the order of the page, each with its columns in theirs.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    section: tuple(
        spec.name
        for spec in sorted(OFFER_COLUMNS, key=lambda spec: not spec.leads)
        if spec.section == section
    )
    for section in ("what", "when", "contact", "where", "whom", "kept")
}
#: The kinds of problems that the form has a text for, `form.problem_…`; each shape has one of its own.
REASONS = frozenset(
    (
        "needs_city",
        "required",
        "too_long",
        "letters",
        "mobile",
        "personal_email",
        "protected",
        "needs_street",
        "nothing",
        "not_allowed",
    )
)
_LONG_LINE = 300


class Kind(StrEnum):
    """How a column is filled in."""

    LINE = "line"
    TEXT = "text"  # several lines
    CHOICE = "choice"  # one of the allowed values
    LIST = "list"  # several of them


#: Columns that hold no words of people, or never reach a visitor.
_NEVER_CONTACTS = ("offer_id", "house_number", "postal_code", "source_url", "source_host", "remark")


@dataclass(frozen=True)
class Field:
    """One field of the form."""

    name: str
    kind: Kind
    is_required: bool = False
    allowed: tuple[str, ...] = ()
    max_length: int = 500


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a field; the text is `form.problem_` and the reason. `limit` is its most letters."""

    column: str
    reason: str
    limit: int = 0


def form_fields(columns: Iterable[str]) -> dict[str, list[Field]]:
    """Return the fields of some columns by section; sections without any are left out."""
    wanted = frozenset(columns)
    found = {
        section: [field_of(BY_NAME[name]) for name in names if name in wanted]
        for section, names in SECTIONS.items()
    }
    return {section: fields for section, fields in found.items() if fields}


def field_of(spec: ColumnSpec) -> Field:
    """Return how a column is filled in."""
    return Field(spec.name, _kind(spec), spec.required, spec.allowed, spec.max_length)


def complaints(
    row: Mapping[str, str], before: Mapping[str, str], *, taxonomy: Taxonomy
) -> dict[str, Complaint]:
    """Return what is wrong with the columns that differ from `before`, one complaint a column.

    Older faults are not this edit's; where the place becomes secret or public, all counts.
    """
    touched = {name for name, text in row.items() if text != before.get(name, "")}
    problems = offer_check("form", taxonomy).row(0, row)
    counts = touched | set(row) if {"is_protected", "scope", "street"} & touched else touched
    return complaints_of(problem for problem in problems if problem.column in counts)


def private_contacts(row: Mapping[str, str], before: Mapping[str, str]) -> dict[str, Complaint]:
    """Return the columns whose new text holds a mobile number or a private mail address: somebody has to allow them."""
    found: dict[str, Complaint] = {}
    for name, text in row.items():
        spec = BY_NAME.get(name)
        is_text = spec is not None and not (spec.is_list or spec.allowed or spec.is_date)
        if is_text and text and text != before.get(name, "") and name not in _NEVER_CONTACTS:
            kinds = without_private(text)[1]
            if kinds:
                found[name] = Complaint(name, "mobile" if "mobile_number" in kinds else "personal_email")
    return found


def complaints_of(problems: Iterable[Problem]) -> dict[str, Complaint]:
    """Return the first complaint of each column, from what the schema or the store found."""
    found: dict[str, Complaint] = {}
    for problem in problems:
        spec = BY_NAME.get(problem.column)
        complaint = Complaint(problem.column, _reason(problem, spec), spec.max_length if spec else 0)
        found.setdefault(problem.column, complaint)
    return found


def shown_row(row: Mapping[str, str], place: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return a row of texts as the offers frame holds it, so that a page can show it before it is saved.

    Parameters
    ----------
    place
        Where it is, as far as known (`geo.offers.columns.PLACE_COLUMNS`); None where that is not known.
    """
    unknown = {"location_id": "", "lon": None, "lat": None, "precision": "none", "uncertainty_m": None}
    shown: dict[str, object] = {**unknown, "match_source": "", **(place or {})}
    for name, text in row.items():
        shown[name] = tuple(items_of(text)) if BY_NAME[name].is_list else text
    for name in FLAG_COLUMNS:
        shown[name] = row.get(name) == "yes"
    return shown


def _kind(spec: ColumnSpec) -> Kind:
    if spec.is_list:
        return Kind.LIST
    if spec.allowed:
        return Kind.CHOICE
    return Kind.TEXT if spec.max_length > _LONG_LINE and not spec.pattern else Kind.LINE


def _reason(problem: Problem, spec: ColumnSpec | None) -> str:
    if problem.kind == "shape" and spec:
        return f"shape_{spec.name}"
    return problem.kind if problem.kind in REASONS else "other"
