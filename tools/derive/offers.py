"""The offers: every collected row cleaned, none dropped, nothing invented."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from derive.address import split_street
from derive.contacts import corrected
from derive.tables import Row, read_rows, write_rows
from geo.district.taxonomy import load_taxonomy
from geo.errors import DataError, Problem
from geo.model import Taxonomy
from geo.offers.columns import OFFER_COLUMNS
from geo.offers.shipped import offer_check
from geo.settings import PROJECT_ROOT, load_district

DISTRICT = "Kreis Recklinghausen"
FOUND = "offer_addresses_2.csv"
FOUND_NEEDED = (
    "offer_id",
    "street",
    "house_number",
    "postcode",
    "city",
    "source_host",
    "page_date",
    "remark",
)
NEEDED = (
    "id", "title", "provider", "topics", "target_groups", "description", "street", "postcode", "city",
    "phone", "email", "website", "opening_hours", "languages", "cost", "source_url", "page_date",
    "address_status", "remark",
)  # fmt: skip

#: The address is that of the city's administration or the organisation's office; the offer may be elsewhere.
_ADMINISTRATION = re.compile(
    r"Anschrift = (Stadtverwaltung|Rathaus|Fachbereich im Rathaus|Geschäftsstelle)|Dienst(raum|ort) der \w+ prüfen"
)
_BARRIER_FREE = re.compile(r"barrierefreier Zugang|Rampe und Fahrstuhl")
#: Traces of private persons: a mobile number, a mail address like name.surname@, "Frau X".
_PRIVATE = re.compile(
    r"(?<!\d)(\+49\s?|0)1[567]\d[\d /-]{6,}|\b[a-z]+\.[a-z]+@|\b(?:Herr|Herrn|Frau)\s[A-ZÄÖÜ][a-zäöüß]+"
)


@dataclass(frozen=True)
class Rules:
    """Everything a row is read with."""

    decisions: Mapping[str, Any]
    wordings: Mapping[str, str]
    single_postcodes: Mapping[str, str]
    known_postcodes: frozenset[str]
    taxonomy: Taxonomy


def write_offers(facts: Path, data: Path, decisions: Mapping[str, Any]) -> Counter[str]:
    """Write offers.csv; return counts. Stops with every problem when a single row does not fit."""
    path = facts / "offers_collected.csv"
    collected = corrected(read_rows(path, NEEDED), decisions)
    rows = with_found_addresses(collected, facts / FOUND, decisions["found_addresses"])
    rules = _rules(facts, data, decisions)
    problems = _unmapped(path.name, rows, rules) or _unused(path.name, rows, rules)
    if problems:
        raise DataError(problems)
    offers = [_offer(row, rules) for row in rows]
    check = offer_check(path.name, rules.taxonomy)
    problems = [p for number, offer in enumerate(offers, start=2) for p in check.row(number, offer)]
    problems += _private(path.name, offers)
    if problems:
        raise DataError(problems)
    offers.sort(key=lambda offer: offer["offer_id"])
    write_rows(data / "offers.csv", [spec.name for spec in OFFER_COLUMNS], offers)
    return _counts(offers)


def with_found_addresses(rows: list[Row], path: Path, uses: Mapping[str, Sequence[str]]) -> list[Row]:
    """Return the rows with the addresses that were found later, each with what it is and where it is from.

    Raises
    ------
    DataError
        If an address belongs to no row, to a protected one, to one that has a house number, to another street or
        city, or if nobody decided what it is.
    """
    found = {row["offer_id"].upper(): row for row in read_rows(path, FOUND_NEEDED)}
    use_of = {offer: use for use, offers in uses.items() for offer in offers}
    by_id = {row["id"]: row for row in rows}
    problems = [
        Problem(path.name, number, "offer_id", row["offer_id"], why)
        for number, row in enumerate(found.values(), start=2)
        if (why := _why_not(by_id.get(row["offer_id"].upper()), row, use_of.get(row["offer_id"].upper(), "")))
    ]
    problems += [
        Problem("decisions.toml", 0, "found_addresses", offer, f"an offer of {path.name}")
        for offer in use_of
        if offer not in found
    ]
    if problems:
        raise DataError(problems)
    return [
        _with_address(row, found[row["id"]], use_of[row["id"]])
        if use_of.get(row["id"], "not_used") != "not_used"
        else row
        for row in rows
    ]


def _why_not(row: Row | None, found: Row, use: str) -> str:
    """Say what speaks against an address, "" for nothing."""
    if row is None:
        return "an offer of offers_collected.csv"
    if _is_protected(row):
        return "an offer that is not protected: those never get an address"
    if not use:
        return "named in decisions.toml: venue, moved, office or not_used"
    if use == "not_used":
        return ""
    street, number = split_street(row["street"])
    is_other_street = bool(street) and street != found["street"]
    if number or is_other_street != (use == "moved") or row["city"] != found["city"]:
        return "an offer of this city without a house number, and of no other street unless it moved"
    return ""


def _with_address(row: Row, found: Row, use: str) -> Row:
    origin = ", ".join(part for part in (found["source_host"], found["page_date"] or "undatiert") if part)
    what = {
        "office": "Anschrift = Geschäftsstelle des Trägers",
        "moved": "Anschrift des Angebots nach dem Umzug",
        "venue": "Anschrift des Angebots",
    }[use]
    notes = (row["remark"], f"{what} (aus {origin})", found["remark"])
    return row | {
        "street": f"{found['street']} {found['house_number']}",
        "postcode": row["postcode"] or found["postcode"],
        "remark": "; ".join(filter(None, notes)),
    }


def _rules(facts: Path, data: Path, decisions: Mapping[str, Any]) -> Rules:
    postcodes = read_rows(facts / "postcodes.csv", ["postcode", "city"])
    per_city = Counter(row["city"] for row in postcodes)
    wordings = read_rows(data / "target_group_wordings.csv", ["wording", "target_groups"])
    return Rules(
        decisions=decisions,
        wordings={row["wording"]: row["target_groups"] for row in wordings},
        single_postcodes={r["city"]: r["postcode"] for r in postcodes if per_city[r["city"]] == 1},
        known_postcodes=frozenset(row["postcode"] for row in postcodes),
        taxonomy=load_taxonomy(
            data / "taxonomy.toml", languages=load_district(PROJECT_ROOT / "district.toml").languages
        ),
    )


def _unmapped(file: str, rows: list[Row], rules: Rules) -> list[Problem]:
    """List words of the facts for which no decision was taken."""
    decisions = rules.decisions
    maps = {
        "topics": (decisions["topics"], True),
        "target_groups": (rules.wordings, True),
        "languages": (decisions["languages"], True),
        "cost": (decisions["fees"], False),
    }
    problems = []
    for number, row in enumerate(rows, start=2):
        for column, (known, is_list) in maps.items():
            words = _items(row[column]) if is_list else [row[column]] if row[column] else []
            problems += [
                Problem(file, number, column, w, "a word with a decision") for w in words if w not in known
            ]
        code = row["postcode"]
        if code and code not in rules.known_postcodes and code not in decisions["doubtful_postcodes"]:
            problems.append(Problem(file, number, "postcode", code, "a postcode of postcodes.csv"))
    return problems


def _unused(file: str, rows: list[Row], rules: Rules) -> list[Problem]:
    """List decisions about rows and wordings that the facts no longer have."""
    ids = {row["id"] for row in rows}
    stated = {word for row in rows for word in _items(row["target_groups"])}
    named = [key for table in ("application", "scope", "source_url") for key in rules.decisions[table]]
    gone = [Problem(file, 0, "id", key, "named in decisions.toml") for key in named if key not in ids]
    return gone + [
        Problem("target_group_wordings.csv", 0, "wording", word, "a wording of the facts")
        for word in rules.wordings
        if word not in stated
    ]


def _offer(row: Row, rules: Rules) -> Row:
    decisions, is_district = rules.decisions, row["city"] == DISTRICT
    source_url = _source_url(row, decisions)
    return {
        "offer_id": row["id"].lower(),
        "title": row["title"],
        "organization": row["provider"],
        "description": row["description"],
        "topics": ";".join(decisions["topics"][word] for word in _items(row["topics"])),
        "target_groups": _target_groups(row["target_groups"], rules),
        "target_groups_stated": row["target_groups"],
        "languages": ";".join(
            filter(None, (decisions["languages"][word] for word in _items(row["languages"])))
        ),
        "languages_stated": row["languages"],
        "schedule": row["opening_hours"],
        "fee_kind": decisions["fees"][row["cost"]] if row["cost"] else "not_stated",
        "fees": row["cost"],
        "application": decisions["application"].get(row["id"], ""),
        "barrier_free": "yes" if _BARRIER_FREE.search(row["description"] + row["remark"]) else "",
        "phone": row["phone"],
        "email": row["email"].lower(),
        "website": _website(row["website"]),
        **_address(row, rules),
        "city": "" if is_district else row["city"],
        "scope": decisions["scope"].get(row["id"], "district" if is_district else "local"),
        "is_protected": _yes(_is_protected(row)),
        "is_administration_address": _yes(bool(row["street"] and _ADMINISTRATION.search(row["remark"]))),
        "status": "not_confirmed",
        "assured_date": "",
        "page_date": row["page_date"],
        "source_host": _host(source_url, decisions),
        "source_url": source_url,
        "remark": _remark(row, rules),
    }


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(";") if item.strip()]


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _is_protected(row: Row) -> bool:
    return row["address_status"] == "geschützt"


def _target_groups(stated: str, rules: Rules) -> str:
    """Join the groups of all wordings, each once, in the order of the taxonomy."""
    found = {group for word in _items(stated) for group in _items(rules.wordings[word])}
    unknown = sorted(found - set(rules.taxonomy.target_groups))  # left for the check to name
    return ";".join([group for group in rules.taxonomy.target_groups if group in found] + unknown)


def _address(row: Row, rules: Rules) -> Row:
    """Split the street, fill a postcode where the city has just one; protected rows keep nothing."""
    if _is_protected(row):
        return {"street": "", "house_number": "", "postal_code": ""}
    street, number = split_street(row["street"])
    code = "" if row["postcode"] in rules.decisions["doubtful_postcodes"] else row["postcode"]
    return {"street": street, "house_number": number, "postal_code": code or _filled_postcode(row, rules)}


def _filled_postcode(row: Row, rules: Rules) -> str:
    is_open = row["street"] and not row["postcode"] and not _is_protected(row)
    return rules.single_postcodes.get(row["city"], "") if is_open else ""


def _website(text: str) -> str:
    return text if not text or text.startswith(("http://", "https://")) else f"https://{text}"


def _source_url(row: Row, decisions: Mapping[str, Any]) -> str:
    """Take the page's address; of protected offers the host alone, for the page may tell the place."""
    url = decisions["source_url"].get(row["id"], row["source_url"])
    parts = urlsplit(url)
    return (
        f"{parts.scheme}://{parts.netloc}/" if _is_protected(row) else quote(url, safe="/:?&=%#,;@+~!$'()*[]")
    )


def _host(url: str, decisions: Mapping[str, Any]) -> str:
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return "" if host in decisions["personal_hosts"] else host


def _remark(row: Row, rules: Rules) -> str:
    text = row["remark"]
    for stated, kept in rules.decisions["remark"].items():
        text = text.replace(stated, kept)
    notes = [
        "PLZ ergänzt (einzige PLZ der Stadt)" if _filled_postcode(row, rules) else "",
        "Adresse der Quelle gekürzt (nannte Personen)" if row["id"] in rules.decisions["source_url"] else "",
        "Adresse der Quelle gekürzt (geschützter Ort)" if _is_protected(row) else "",
    ]
    return "; ".join(filter(None, [text, *notes]))


def _private(file: str, offers: list[Row]) -> list[Problem]:
    return [
        Problem(file, number, column, found.group(), "no trace of a private person")
        for number, offer in enumerate(offers, start=2)
        for column, text in offer.items()
        if (found := _PRIVATE.search(text))
    ]


def _counts(offers: list[Row]) -> Counter[str]:
    counts: Counter[str] = Counter({"offers": len(offers)})
    for offer in offers:
        counts[f"offers, scope {offer['scope']}"] += 1
        counts[f"offers, fees {offer['fee_kind']}"] += 1
        for column in ("is_protected", "is_administration_address"):
            counts[f"offers, {column}"] += offer[column] == "yes"
        for column in (
            "street",
            "house_number",
            "postal_code",
            "languages",
            "target_groups",
            "application",
            "barrier_free",
        ):
            counts[f"offers with {column}"] += bool(offer[column])
    return counts
