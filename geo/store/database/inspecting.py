"""Find what is broken in a database: history that does not lead to what is stored, rows that hang in the air."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text

from geo.offers.columns import ADDRESS_COLUMNS
from geo.store.kim.advice import kim_faults
from geo.store.kim.tables import kim_change
from geo.store.offers.history import read_changes
from geo.store.offers.reading import read_stored
from geo.store.offers.records import Change, StoredOffer
from geo.store.offers.rows import snapshot_of
from geo.store.offers.tables import change, metadata, offer, offer_site


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which table, of which row, in which column."""

    table: str
    key: str
    column: str
    what: str


def find_faults(connection: Connection) -> list[Fault]:
    """Return everything that is wrong with the rows of a database; values stay out of it."""
    faults = [
        *_damage(connection),
        *_dangling(connection),
        *_unreadable(connection),
        *_told_addresses(connection),
    ]
    if faults:
        return faults  # what follows reads through these rows
    faults = [Fault(*found) for found in kim_faults(connection)]
    stored = read_stored(connection)
    by_offer: defaultdict[str, list[Change]] = defaultdict(list)
    for found in reversed(read_changes(connection)):
        by_offer[found.offer_id].append(found)
    by_offer.pop("", None)
    return faults + [
        fault
        for offer_id, found in stored.items()
        for fault in _history_faults(found, by_offer.get(offer_id, []))
    ]


def _replay(changes: list[Change], start: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """Return what a history, oldest first, makes of an offer; None where it was removed."""
    now = None if start is None else dict(start)
    for found in changes:
        now = None if found.after is None else {**(now or {}), **found.after}
    return now


def _damage(connection: Connection) -> Iterator[Fault]:
    if connection.dialect.name == "sqlite":
        for (answer,) in connection.execute(text("PRAGMA quick_check(20)")):
            if answer != "ok":
                yield Fault("database", "", "", f"the file is damaged: {answer}")


def _dangling(connection: Connection) -> Iterator[Fault]:
    """Find rows that name a row that is not there; databases refuse such rows, but other tools may not."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                target = key.column.table.alias()
                there = select(target.c[key.column.name]).where(target.c[key.column.name] == column).exists()
                query = select(*table.primary_key).where(column.is_not(None), ~there).limit(20)
                for row in connection.execute(query):
                    yield Fault(
                        table.name, _key(row), column.name, f"names no row of {key.column.table.name}"
                    )


def _unreadable(connection: Connection) -> Iterator[Fault]:
    for table, key in ((change, change.c.change_id), (kim_change, kim_change.c.kim_change_id)):
        for change_id, *texts in connection.execute(select(key, table.c.before, table.c.after)):
            for name, content in zip(("before", "after"), texts, strict=True):
                if content is not None and not _is_object(content):
                    yield Fault(table.name, str(change_id), name, "JSON of columns expected")


def _told_addresses(connection: Connection) -> Iterator[Fault]:
    """Find protected offers whose address still stands in a site or in the history."""
    hidden = select(offer.c.offer_id).where(offer.c.is_protected)
    for offer_id in connection.scalars(
        select(offer_site.c.offer_id).where(offer_site.c.offer_id.in_(hidden))
    ):
        yield Fault("offer_site", offer_id, "", "a protected offer must not have a site")
    query = select(change.c.change_id, change.c.before, change.c.after).where(change.c.offer_id.in_(hidden))
    for change_id, *texts in connection.execute(query):
        values = [json.loads(content) for content in texts if content and _is_object(content)]
        for name in ADDRESS_COLUMNS:
            if any(value.get(name) for value in values):
                yield Fault(
                    "change", str(change_id), name, "the history tells the address of a protected offer"
                )


def _history_faults(stored: StoredOffer, changes: list[Change]) -> Iterator[Fault]:
    """Compare an offer with its history, oldest change first."""
    version = changes[-1].version if changes else 1
    if stored.version != version:
        yield Fault(
            "offer", stored.offer_id, "version", f"{version} expected by its history, {stored.version} found"
        )
    if not changes:
        return
    numbers = [found.version for found in changes]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or numbers[0] > 2:
        yield Fault("offer", stored.offer_id, "version", f"its history has gaps: {numbers}")
    if (changes[-1].after is None) != stored.is_deleted:
        yield Fault("offer", stored.offer_id, "deleted_at", "its history says otherwise")
        return
    now = snapshot_of(stored)
    for name, value in (_replay(changes) or {}).items():
        if now.get(name) != value:
            yield Fault("offer", stored.offer_id, name, "was changed past the history")
    yield from _chain_faults(stored.offer_id, changes)


def _chain_faults(offer_id: str, changes: list[Change]) -> Iterator[Fault]:
    known: dict[str, Any] = {}
    for found in changes:
        for name, value in (found.before or {}).items():
            if name in known and known[name] != value:
                yield Fault(
                    "change", str(found.change_id), name, f"does not follow the change before of {offer_id}"
                )
        known.update(found.after or {})


def _is_object(content: str) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except ValueError:
        return False


def _key(row: Any) -> str:
    return " ".join(str(value) for value in row)
