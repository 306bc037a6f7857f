"""Write a load of shipped offers; every function works inside the caller's transaction."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, not_, select, update

from geo.model import Address, Match
from geo.store.frame import read_lists
from geo.store.plan import (
    Changes,
    OfferRecord,
    SeedReport,
    location_values,
    organization_id,
    place_of,
    plan_changes,
    record_of,
)
from geo.store.tables import LIST_TABLES, dataset, location, offer, organization, revision

Located = Mapping[str, dict[str, Any]]


def locate(
    rows: Iterable[Mapping[str, str]],
    geocode: Callable[[Address], Match],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Located:
    """Return the location rows of all places that offers name, by id; each address is asked once."""
    places = {place.location_id: place for place in map(place_of, rows) if place}
    located: dict[str, dict[str, Any]] = {}
    for done, (key, place) in enumerate(places.items(), start=1):
        located[key] = location_values(place, geocode(place.address))
        if progress:
            progress(done, len(places))
    return located


def is_loaded(connection: Connection, name: str, sha256: str) -> bool:
    """Whether exactly this state of a data set is in the database."""
    return connection.scalar(select(dataset.c.sha256).where(dataset.c.name == name)) == sha256


def apply(
    connection: Connection, rows: Sequence[Mapping[str, str]], located: Located, *, source_name: str
) -> SeedReport:
    """Make the untouched offers equal to the shipped ones."""
    wanted = [record_of(row, position=number) for number, row in enumerate(rows)]
    existing, untouchable = _stored_offers(connection, source_name)
    changes = plan_changes(wanted, existing, untouchable=untouchable)
    _write_locations(connection, located)
    _write_organizations(connection, {row["organization"] for row in rows})
    _write_offers(connection, changes, source_name=source_name)
    _remove_unused(connection)
    return SeedReport(
        source_name,
        rows=len(rows),
        added=len(changes.added),
        changed=len(changes.changed),
        removed=len(changes.removed),
        unchanged=changes.unchanged,
        kept=changes.kept,
        locations=Counter(connection.scalars(select(location.c.precision))),
    )


def note_dataset(connection: Connection, name: str, sha256: str, *, rows: int) -> None:
    """Remember what was loaded and when."""
    connection.execute(delete(dataset).where(dataset.c.name == name))
    values = {"name": name, "sha256": sha256, "rows": rows, "loaded_at": datetime.now(UTC)}
    connection.execute(insert(dataset).values(values))


def note_change(connection: Connection) -> None:
    """Give the database a new version token."""
    number = connection.scalar(select(revision.c.number)) or 0
    connection.execute(delete(revision))
    connection.execute(insert(revision).values(revision_id=1, number=number + 1, token=secrets.token_hex(8)))


def _stored_offers(connection: Connection, source_name: str) -> tuple[dict[str, OfferRecord], list[str]]:
    """Return the offers a load of this source may change, and the ids of those it must not."""
    lists = {name: read_lists(connection, table) for name, table in LIST_TABLES.items()}
    existing: dict[str, OfferRecord] = {}
    untouchable: list[str] = []
    for row in connection.execute(select(offer)).mappings():
        offer_id = row["offer_id"]
        if row["edited_at"] is not None or row["dataset"] != source_name:
            untouchable.append(offer_id)
            continue
        values = {name: row[name] for name in row if name not in ("offer_id", "dataset", "edited_at")}
        items = {name: found.get(offer_id, ()) for name, found in lists.items()}
        existing[offer_id] = OfferRecord(offer_id, values, items)
    return existing, untouchable


def _write_locations(connection: Connection, located: Located) -> None:
    query = select(location.c.location_id, location.c.is_locked)
    stored = dict(connection.execute(query).all())
    new = [values for key, values in located.items() if key not in stored]
    moved = [{**values, "key": key} for key, values in located.items() if stored.get(key) is False]
    if new:
        connection.execute(insert(location), new)
    if moved:
        connection.execute(update(location).where(location.c.location_id == bindparam("key")), moved)


def _write_organizations(connection: Connection, names: set[str]) -> None:
    stored = set(connection.scalars(select(organization.c.name)))
    new = [{"organization_id": organization_id(name), "name": name} for name in sorted(names - stored)]
    if new:
        connection.execute(insert(organization), new)


def _write_offers(connection: Connection, changes: Changes, *, source_name: str) -> None:
    if changes.removed:
        connection.execute(
            delete(offer).where(offer.c.offer_id == bindparam("key")),
            [{"key": key} for key in changes.removed],
        )
    if changes.added:
        new = [{"offer_id": r.offer_id, "dataset": source_name, **r.values} for r in changes.added]
        connection.execute(insert(offer), new)
    if changes.changed:
        changed = [{"key": record.offer_id, **record.values} for record in changes.changed]
        connection.execute(update(offer).where(offer.c.offer_id == bindparam("key")), changed)
    _write_lists(connection, [*changes.added, *changes.changed])


def _write_lists(connection: Connection, records: list[OfferRecord]) -> None:
    for name, table in LIST_TABLES.items():
        item = next(column.name for column in table.primary_key if column.name != "offer_id")
        old = [{"key": record.offer_id} for record in records]
        if old:
            connection.execute(delete(table).where(table.c.offer_id == bindparam("key")), old)
        new = [
            {"offer_id": record.offer_id, item: value, "position": position}
            for record in records
            for position, value in enumerate(record.lists[name])
        ]
        if new:
            connection.execute(insert(table), new)


def _remove_unused(connection: Connection) -> None:
    """Drop locations and organizations that no offer names any more; a locked point stays."""
    used = select(offer.c.location_id).where(offer.c.location_id.is_not(None))
    connection.execute(
        delete(location).where(not_(location.c.is_locked), location.c.location_id.not_in(used))
    )
    named = select(offer.c.organization_id)
    connection.execute(delete(organization).where(organization.c.organization_id.not_in(named)))
