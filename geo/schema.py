"""Every column of the offers, declared once: reader, checker, forms, exports and docs feed on it.

Two shapes share these columns:

* the shipped table (`data/offers.csv`): texts; several values in one cell are separated by `;`
* the offers frame that travels between rooms (see `OFFER_FRAME`): tuples for lists, floats for positions, indexed by
  `offer_id`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from geo.errors import Problem
from geo.model import FeeKind, Precision, Scope, Status

LIST_SEPARATOR = ";"
ISO_PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"

#: What a protected offer never tells, beside its point.
ADDRESS_COLUMNS = ("street", "house_number", "postal_code")
#: Letters that turn a text round or hide in it; they never belong into an offer (Unicode TR 36).
#: Half a letter of a broken text (a lone surrogate) cannot even be written to a file.
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


#: Texts of an offer that may be there in other languages, too.
TRANSLATED = ("title", "description", "schedule", "fees", "application")

#: What an address of an offer has of its own; all else is that of the offer.
SITE_COLUMNS = (
    "street", "house_number", "postal_code", "city", "schedule", "location_id", "lon", "lat", "precision",
    "uncertainty_m",
)  # fmt: skip
#: Beside the columns of an offer files tell its addresses after the first, and its texts in other languages.
FURTHER_SITES = "further_sites"
TRANSLATIONS = "translations"


@dataclass(frozen=True)
class ColumnSpec:
    """One column.

    `allowed` are the only values (per list item if `is_list`), `pattern` must match whole, `hsds` is where an
    export to HSDS 3 puts it, `is_public` says whether a visitor or an export may see it.
    """

    name: str
    required: bool = False
    is_list: bool = False
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    expectation: str = ""
    max_length: int = 500
    hsds: str = ""
    is_public: bool = True


def _column(name: str, **options: object) -> ColumnSpec:
    return ColumnSpec(name, **options)  # type: ignore[arg-type]  # a shorthand for the table below


OFFER_COLUMNS: tuple[ColumnSpec, ...] = (
    _column(
        "offer_id",
        required=True,
        pattern=r"[a-z0-9][a-z0-9-]{1,63}",
        expectation="small letters, digits, hyphens",
        hsds="attribute.value",
    ),
    _column("title", required=True, max_length=200, hsds="service.name"),
    _column("organization", required=True, max_length=200, hsds="organization.name"),
    _column("description", max_length=2000, hsds="service.description"),
    _column("topics", required=True, is_list=True, hsds="taxonomy_term.code"),
    _column("target_groups", is_list=True, hsds="taxonomy_term.code"),
    _column("target_groups_stated", hsds="service.eligibility_description"),
    _column(
        "languages", is_list=True, pattern=r"[a-z]{2,3}", expectation="ISO 639-1 code", hsds="language.code"
    ),
    _column("languages_stated", hsds="language.note"),
    _column("schedule", hsds="schedule.description"),
    _column("fee_kind", required=True, allowed=tuple(FeeKind), hsds="cost_option.option"),
    _column("fees", hsds="service.fees_description"),
    _column("application", hsds="service.application_process"),
    _column("barrier_free", allowed=("", "yes", "partly", "no"), hsds="attribute.value"),
    _column(
        "phone",
        pattern=r"[0-9+][0-9 /()\-]{3,30}",
        expectation="digits, spaces, hyphens",
        hsds="phone.number",
    ),
    _column(
        "email",
        pattern=r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-z]{2,}",
        expectation="an e-mail address",
        hsds="service.email",
    ),
    _column(
        "website",
        pattern=r"https?://[^\s<>\"']{3,}",
        expectation="an address that begins with http:// or https://",
        hsds="service.url",
    ),
    _column("street", max_length=120, hsds="address.address_1"),
    _column(
        "house_number",
        max_length=20,
        pattern=r"\d{1,4}\s?[a-zA-Z]?(\s?[-–/+]\s?\d{1,4}\s?[a-zA-Z]?)?",
        expectation="a house number like 12, 12a or 12-14",
        hsds="address.address_1",
    ),
    _column("postal_code", pattern=r"\d{5}", expectation="five digits", hsds="address.postal_code"),
    _column("city", max_length=80, hsds="address.city"),
    _column("scope", required=True, allowed=tuple(Scope), hsds="attribute.value"),
    _column("is_protected", required=True, allowed=("yes", "no"), hsds="attribute.value"),
    _column("is_administration_address", required=True, allowed=("yes", "no"), hsds="attribute.value"),
    _column("status", required=True, allowed=tuple(Status), hsds="attribute.value"),
    _column(
        "assured_date",
        pattern=ISO_PARTIAL_DATE,
        expectation="a date like 2024-05-31",
        hsds="service.assured_date",
    ),
    _column(
        "page_date",
        pattern=ISO_PARTIAL_DATE,
        expectation="a date like 2024, 2024-05 or 2024-05-31",
        hsds="attribute.value",
    ),
    _column("source_host", max_length=120, hsds="attribute.value"),
    _column("source_url", max_length=1000, is_public=False),
    _column("remark", max_length=2000, is_public=False),
)

#: Columns the store adds when it hands out offers: where the offer is, as far as known.
PLACE_COLUMNS: tuple[ColumnSpec, ...] = (
    _column("location_id", hsds="attribute.value"),
    _column("lon", hsds="location.longitude"),
    _column("lat", hsds="location.latitude"),
    _column("precision", required=True, allowed=tuple(Precision), hsds="attribute.value"),
    _column("uncertainty_m", hsds="attribute.value"),
    _column("match_source", hsds="attribute.value"),
)

#: The offers frame: index `offer_id` (unique); topics, target_groups and languages are tuples of ids; is_protected and
#: is_administration_address are bool; lon, lat, uncertainty_m are float64 (NaN where there is no point); all else is
#: str, "" for unknown. Precision `postcode` and `city` carry the point of the area with its radius; `none` carries
#: NaN. A protected row has location_id "", precision "none", and no street, house_number or postal_code.
OFFER_FRAME: tuple[ColumnSpec, ...] = OFFER_COLUMNS + PLACE_COLUMNS

BY_NAME: Mapping[str, ColumnSpec] = {spec.name: spec for spec in OFFER_FRAME}


@dataclass(frozen=True)
class TableCheck:
    """Checks the rows of one table against its columns; `vocabularies` adds allowed values known only at run time."""

    file: str
    columns: tuple[ColumnSpec, ...] = OFFER_COLUMNS
    vocabularies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rules: tuple[Callable[[Mapping[str, str]], list[tuple[str, str]]], ...] = ()

    def heading(self, names: list[str]) -> list[Problem]:
        """Return a problem for every column that is missing, unknown or there twice."""
        wanted = [spec.name for spec in self.columns]
        missing = [
            Problem(self.file, 1, name, "", "column is missing") for name in wanted if name not in names
        ]
        unknown = [
            Problem(self.file, 1, name, "", f"unknown column; known are {', '.join(wanted)}")
            for name in names
            if name not in wanted
        ]
        twice = [
            Problem(self.file, 1, n, "", "column stands twice")
            for n in sorted({n for n in names if names.count(n) > 1})
        ]
        return missing + unknown + twice

    def row(self, number: int, values: Mapping[str, str]) -> list[Problem]:
        """Return what is wrong with one row; `number` counts as in a spreadsheet."""
        problems = [
            Problem(self.file, number, spec.name, _shown(values, spec.name), expectation)
            for spec in self.columns
            for expectation in self._cell(spec, values.get(spec.name, "") or "")
        ]
        for rule in self.rules:
            problems += [Problem(self.file, number, c, _shown(values, c), text) for c, text in rule(values)]
        return problems

    def _cell(self, spec: ColumnSpec, text: str) -> list[str]:
        if not text:
            return ["must not be empty"] if spec.required else []
        if len(text) > spec.max_length:
            return [f"at most {spec.max_length} characters, {len(text)} found"]
        if FORBIDDEN.search(text):
            return ["contains control or direction characters"]
        items = [item.strip() for item in text.split(LIST_SEPARATOR)] if spec.is_list else [text]
        allowed = self.vocabularies.get(spec.name) or frozenset(spec.allowed)
        found = [
            f"{item!r} is not one of: {', '.join(sorted(allowed))}"
            for item in items
            if allowed and item not in allowed
        ]
        if spec.pattern:
            found += [
                f"{spec.expectation} expected, {item!r} found"
                for item in items
                if not (re.fullmatch(spec.pattern, item) and _exists(spec, item))
            ]
        return found


def _exists(spec: ColumnSpec, text: str) -> bool:
    """Say whether a text that looks like a date is one: there is no 31st of February, and no year 0."""
    if spec.pattern != ISO_PARTIAL_DATE:
        return True
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _shown(values: Mapping[str, str], column: str) -> str:
    """Return a cell for a message; the address of a protected place stays out of messages and logs, too."""
    is_secret = column in ADDRESS_COLUMNS and values.get("is_protected") not in ("no", None)
    return "" if is_secret else values.get(column, "") or ""


def protected_rule(values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Refuse a row that is protected and still tells its street, number or postcode."""
    if values.get("is_protected") != "yes":
        return []
    return [
        (column, "a protected offer must not have an address")
        for column in ADDRESS_COLUMNS
        if values.get(column)
    ]
