"""What a shipped table would change in the database: decided here without touching it."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.model import Address, Match, Precision, Scope
from geo.offers.columns import FLAG_COLUMNS, LIST_COLUMNS, OFFER_COLUMNS
from geo.places.address import address_key
from geo.tables import LIST_SEPARATOR

#: Columns of the offer table that a shipped row fills as they are.
TEXT_COLUMNS = tuple(
    spec.name
    for spec in OFFER_COLUMNS
    if not spec.is_list and spec.name not in (*FLAG_COLUMNS, "offer_id", "organization")
)
#: A city hall's own door says little about where one of its offices sits, so such points are at best a place.
FINER_THAN_PLACE = (Precision.HOUSE, Precision.STREET)
_ADMINISTRATION_NOTE = "address of the administration or office; the offer may be elsewhere"


@dataclass(frozen=True)
class OfferRecord:
    """One offer as the tables hold it: plain columns, and lists in their order."""

    offer_id: str
    values: Mapping[str, Any]
    lists: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SeedChanges:
    """What has to be written so that the untouched offers equal the shipped ones."""

    added: list[OfferRecord]
    changed: list[OfferRecord]
    removed: list[str]
    unchanged: int
    kept: int


@dataclass(frozen=True)
class SeedReport:
    """What a load of the shipped offers did; `kept` were edited by hand and left alone."""

    source_name: str
    rows: int
    is_unchanged: bool = False
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    kept: int = 0
    locations: Mapping[str, int] = field(default_factory=dict)  # how many by precision


@dataclass(frozen=True)
class SharedAddress:
    """An address that offers share, and whether it only stands for the city's administration."""

    address: Address
    is_administration: bool = False

    @property
    def location_id(self) -> str:
        """The stable id of the location."""
        return location_id(self.address, is_administration=self.is_administration)


def location_id(address: Address, *, is_administration: bool = False) -> str:
    """Return the stable id of an address; spellings of the same address share it."""
    text = address_key(address) + ("|administration" if is_administration else "")
    return "loc-" + hashlib.sha256(text.encode()).hexdigest()[:12]


def organization_id(name: str) -> str:
    """Return the stable id of an organization: readable, and different for different names."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "organization"
    return f"{slug}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def place_of(row: Mapping[str, str]) -> SharedAddress | None:
    """Return where an offer happens; None where it has no place or must not tell it."""
    if row["scope"] != Scope.LOCAL or row["is_protected"] == "yes" or not row.get("city"):
        return None
    street, number, postcode = (row.get(name) or "" for name in ("street", "house_number", "postal_code"))
    address = Address(street, number, postcode, row["city"])
    return SharedAddress(
        address, is_administration=bool(street) and row["is_administration_address"] == "yes"
    )


def record_of(row: Mapping[str, str], *, position: int) -> OfferRecord:
    """Return a checked row of the shipped table as the tables hold it."""
    place = place_of(row)
    values: dict[str, Any] = {name: row.get(name) or "" for name in TEXT_COLUMNS}
    values |= {name: row[name] == "yes" for name in FLAG_COLUMNS}
    values["organization_id"] = organization_id(row["organization"])
    values["location_id"] = place.location_id if place else None
    values["position"] = position
    return OfferRecord(
        row["offer_id"], values, {name: split_list(row.get(name) or "") for name in LIST_COLUMNS}
    )


def split_list(cell: str) -> tuple[str, ...]:
    """Return the items of a list cell, each once, in their order."""
    items = (item.strip() for item in cell.split(LIST_SEPARATOR))
    return tuple(dict.fromkeys(item for item in items if item))


def plan_changes(
    wanted: Iterable[OfferRecord], existing: Mapping[str, OfferRecord], *, untouchable: Iterable[str]
) -> SeedChanges:
    """Compare shipped offers with stored ones.

    Parameters
    ----------
    wanted
        The shipped offers.
    existing
        Offers of the same source that nobody has edited, by id.
    untouchable
        Ids of offers that a person edited or that came from elsewhere; they stay as they are.
    """
    off_limits = frozenset(untouchable)
    by_id = {record.offer_id: record for record in wanted}
    free = [record for record in by_id.values() if record.offer_id not in off_limits]
    added = [record for record in free if record.offer_id not in existing]
    changed = [r for r in free if r.offer_id in existing and existing[r.offer_id] != r]
    return SeedChanges(
        added=added,
        changed=changed,
        removed=sorted(existing.keys() - by_id.keys()),
        unchanged=len(free) - len(added) - len(changed),
        kept=len(off_limits & by_id.keys()),
    )


def location_values(place: SharedAddress, match: Match) -> dict[str, Any]:
    """Return the row of a location: its address, and the point as far as it may be trusted."""
    is_too_fine = place.is_administration and match.precision in FINER_THAN_PLACE
    notes = [match.note, _ADMINISTRATION_NOTE if place.is_administration else ""]
    return {
        "location_id": place.location_id,
        "street": place.address.street,
        "house_number": place.address.house_number,
        "postal_code": place.address.postal_code,
        "city": place.address.city,
        "lon": match.lon,
        "lat": match.lat,
        "precision": str(Precision.PLACE if is_too_fine else match.precision),
        "uncertainty_m": match.uncertainty_m,
        "match_source": match.source,
        "match_date": match.date,
        "note": "; ".join(note for note in notes if note),
    }
