"""Contacts found later: who can be asked where an offer states no contact of its own, each said as what it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from derive.people import oldest_date
from derive.tables import Row, read_rows, write_rows
from geo.district.found_contacts import FOUND_COLUMNS, load_found_contacts
from geo.errors import DataError, Problem

ORGANIZATIONS, OFFERS = "organization_contacts.csv", "offer_contacts.csv"
_NEEDED = (
    "organization",
    "city",
    "phone",
    "email",
    "website",
    "what",
    "source_host",
    "page_date",
    "confidence",
)
_WHOSE = {
    "stated for the offer": "offer",
    "stated for the organisation": "organization",
    "from another row": "organization",
    "stated for the parent organisation": "parent",
}
_KIND = {
    "switchboard": "switchboard", "office": "office", "functional mailbox": "mailbox", "website": "website",
    "other row": "other_row",
}  # fmt: skip
#: Where a page is one of ours, its age is that of the offer it is from; nothing is stated here.
_OWN = "offers.csv"


def corrected(rows: list[Row], decisions: Mapping[str, Any]) -> list[Row]:
    """Return the collected offers with the corrections of `decisions["corrections"]`: cells that replace what stands.

    Raises
    ------
    DataError
        If a correction names a row or column that is not there, or says what already stands there.
    """
    corrections: Mapping[str, Mapping[str, str]] = decisions["corrections"]
    by_id = {row["id"]: row for row in rows}
    problems = [
        Problem("decisions.toml", 0, f"corrections.{offer}.{column}", str(value), why)
        for offer, cells in corrections.items()
        for column, value in cells.items()
        if (why := _useless(by_id.get(offer), column, value))
    ]
    if problems:
        raise DataError(problems)
    return [row | dict(corrections.get(row["id"], {})) for row in rows]


def _useless(row: Row | None, column: str, value: str) -> str:
    if row is None:
        return "an offer of offers_collected.csv"
    if column not in row:
        return "a column of offers_collected.csv"
    return "another value than the one that stands there" if row[column] == value else ""


def write_contacts(facts: Path, data: Path, decisions: Mapping[str, Any]) -> Counter[str]:
    """Write found_contacts.csv; return counts."""
    rows = [
        _contact(row | {"offer_id": row.get("offer_id", "")}, decisions, path.name, number)
        for path, needed in ((facts / OFFERS, (*_NEEDED, "offer_id")), (facts / ORGANIZATIONS, _NEEDED))
        for number, row in enumerate(read_rows(path, needed), start=2)
    ]
    kept = sorted(
        (row for row in rows if row["phone"] or row["email"] or row["website"]),
        key=lambda row: (not row["offer_id"], row["offer_id"], row["organization"], row["city"]),
    )
    _all_used(decisions, rows)
    path = data / "found_contacts.csv"
    write_rows(path, [spec.name for spec in FOUND_COLUMNS], kept)
    load_found_contacts(path)
    return Counter({"found contacts": len(kept)})


def _contact(row: Row, decisions: Mapping[str, Any], file: str, number: int) -> Row:
    whose, kind = _WHOSE.get(row["confidence"], ""), _KIND.get(row["what"], "")
    phone = "" if row["phone"] in decisions["hidden_phones"] else row["phone"]
    website = _address(row["website"])
    name = row["organization"] if whose == "organization" else row.get("title", "")
    if whose == "parent":
        name = _parent(row, decisions)
    problems = [
        Problem(file, number, column, row[column], what)
        for column, is_right, what in (
            ("confidence", whose, ", ".join(_WHOSE)),
            ("what", kind, ", ".join(_KIND)),
            ("organization", name, "a body above it named in decisions.toml, parents"),
        )
        if not is_right
    ]
    if problems:
        raise DataError(problems)
    return {
        "offer_id": row["offer_id"].lower(),
        "organization": row["organization"],
        "city": row["city"],
        "whose": whose,
        "name": name,
        "kind": kind,
        "phone": phone,
        "email": row["email"].lower(),
        "website": website,
        "source_host": "" if row["source_host"] == _OWN else row["source_host"].split(" ")[0].lower(),
        "source_date": oldest_date(row["page_date"]),
    }


def _parent(row: Row, decisions: Mapping[str, Any]) -> str:
    """Return the name of the body whose contact stands there instead of the organisation's own."""
    for key in (row["offer_id"], row["phone"], row["email"], _host(row["website"])):
        if key and key in decisions["parents"]:
            return str(decisions["parents"][key])
    return ""


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _address(url: str) -> str:
    return url if not url or url.startswith(("http://", "https://")) else f"https://{url}"


def _all_used(decisions: Mapping[str, Any], rows: Sequence[Row]) -> None:
    """Refuse names of bodies that no contact has any more."""
    told = {
        part for row in rows for part in (row["offer_id"], row["phone"], row["email"], _host(row["website"]))
    }
    problems = [
        Problem("decisions.toml", 0, "parents", key, "a phone, mail address, website or offer of the facts")
        for key in decisions["parents"]
        if key not in told
    ]
    if problems:
        raise DataError(problems)
