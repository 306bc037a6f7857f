"""Contacts that pages of others state for offers and organisations: told beside an offer as what they are."""

from collections.abc import Mapping
from pathlib import Path

from geo.errors import DataError, Problem
from geo.model import FoundContact
from geo.offers.columns import BY_NAME
from geo.offers.private_contact import is_mobile, is_private_mail
from geo.settings import District
from geo.tables import ISO_PARTIAL_DATE, ColumnSpec, Fault, TableCheck, read_table

WHOSE = ("offer", "organization", "parent")
KINDS = ("switchboard", "office", "mailbox", "website", "other_row")

FOUND_COLUMNS = (
    ColumnSpec("offer_id", pattern=BY_NAME["offer_id"].pattern, expectation=BY_NAME["offer_id"].expectation),
    ColumnSpec("organization", required=True, max_length=200),
    ColumnSpec("city", max_length=80),
    ColumnSpec("whose", required=True, allowed=WHOSE),
    ColumnSpec("name", required=True, max_length=200),
    ColumnSpec("kind", required=True, allowed=KINDS),
    *(BY_NAME[name] for name in ("phone", "email", "website")),
    ColumnSpec("source_host", max_length=120),
    ColumnSpec(
        "source_date", pattern=ISO_PARTIAL_DATE, expectation="a date like 2024, 2024-05 or 2024-05-31"
    ),
)


def load_found_contacts(path: Path) -> tuple[FoundContact, ...]:
    """Read the contacts; a row with an `offer_id` is for that offer, any other for an organisation in a city.

    Raises
    ------
    DataError
        If the table does not fit its columns, two rows are for the same, a row has neither phone nor mail nor
        website, or one is that of a private person.
    """
    rows = read_table(path, TableCheck(path.name, FOUND_COLUMNS, rules=(_has_contact, _is_of_an_office)))
    seen: dict[tuple[str, ...], int] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        key = (row["offer_id"],) if row["offer_id"] else (row["organization"], row["city"])
        if key in seen:
            what = f"one row for each offer or organisation and city; row {seen[key]} is for the same"
            problems.append(Problem(path.name, number, "organization", row["organization"], what))
        seen.setdefault(key, number)
    if problems:
        raise DataError(problems)
    return tuple(FoundContact(**row) for row in rows)


def found_contacts_of(district: District) -> tuple[FoundContact, ...]:
    """Return the contacts of a district as `load_found_contacts` does; none where it has no such file."""
    path = district.files.get("found_contacts")
    return load_found_contacts(path) if path else ()


def _has_contact(values: Mapping[str, str]) -> list[Fault]:
    if values.get("phone") or values.get("email") or values.get("website"):
        return []
    return [Fault("phone", "required", "a phone, mail address or website")]


def _is_of_an_office(values: Mapping[str, str]) -> list[Fault]:
    faults = []
    if is_mobile(values.get("phone", "")):
        faults.append(Fault("phone", "private", "a number of an office, no mobile number"))
    if is_private_mail(values.get("email", "")):
        faults.append(Fault("email", "private", "a mailbox of an office, none of a person"))
    return faults
