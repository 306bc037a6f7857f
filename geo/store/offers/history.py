"""The history: one batch for a transaction, one change for each offer or location in it."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, or_, select, update

from geo.model import Address, ChangeKind, Role
from geo.offers.columns import ADDRESS_COLUMNS
from geo.store.offers.hiding import addresses_of, hidden_texts
from geo.store.offers.reading import utc
from geo.store.offers.records import Batch, Change
from geo.store.offers.rows import SITES, difference, sites_of
from geo.store.offers.steps import Step
from geo.store.offers.tables import batch, change, offer, offer_site, revision

#: What the history forgets of an offer that becomes protected: its address, and the page that may tell it.
_SECRET_COLUMNS = (*ADDRESS_COLUMNS, "source_url")

_BATCH_COLUMNS = tuple(column.name for column in batch.columns)


@dataclass(frozen=True)
class Noted:
    """What was written into the history: the batch, and which change tells of which offer."""

    batch: Batch
    change_ids: Mapping[str, int]


@dataclass(frozen=True)
class Move:
    """A location's point before and after, as `reading.point_of` writes it; None where there was none."""

    location_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    undoes: int | None = None


def note_batch(
    connection: Connection,
    *,
    who: Role,
    kind: ChangeKind,
    now: datetime,
    note: str = "",
    steps: Sequence[Step] = (),
    moves: Sequence[Move] = (),
    undoes: int | None = None,
    only_existing: bool = False,
) -> Noted:
    """Write a batch and its changes, and return what was written.

    Parameters
    ----------
    only_existing
        Write no change for offers that are new: the batch alone counts them. For loads of whole tables.
    """
    counted = [step for step in steps if step.counts]
    batch_id, first_change = _next_ids(connection)
    made = Batch(
        batch_id,
        now,
        who,
        kind,
        note,
        added=sum(step.was is None for step in counted),
        changed=sum(step.was is not None and step.row is not None for step in counted),
        removed=sum(step.row is None for step in counted),
        moved=len(moves),
        undoes=undoes,
    )
    values = {name: getattr(made, name) for name in _BATCH_COLUMNS}
    connection.execute(insert(batch).values(**values | {"who": str(who), "kind": str(kind)}))
    told = [step for step in counted if not (only_existing and step.before is None)]
    _write_changes(connection, batch_id, first_change, [*map(_of_step, told), *map(_of_move, moves)])
    return Noted(made, {step.offer_id: number for number, step in enumerate(told, start=first_change)})


def read_batches(
    connection: Connection, *, limit: int = 100, batch_id: int | None = None, before: int | None = None
) -> list[Batch]:
    """Return batches, newest first."""
    query = select(batch).order_by(batch.c.batch_id.desc()).limit(limit)
    if batch_id is not None:
        query = query.where(batch.c.batch_id == batch_id)
    if before is not None:
        query = query.where(batch.c.batch_id < before)
    return [_batch(dict(row)) for row in connection.execute(query).mappings()]


def first_batch_at(connection: Connection) -> datetime | None:
    """Return when the history begins, None before any batch."""
    return utc(connection.scalar(select(func.min(batch.c.made_at))))


def read_history(
    connection: Connection, offer_id: str, *, change_id: int | None = None, limit: int = 500
) -> list[Change]:
    """Return the changes of an offer and of the places it has now, newest first; or one of them alone."""
    main = select(offer.c.location_id).where(offer.c.offer_id == offer_id)
    further = select(offer_site.c.location_id).where(offer_site.c.offer_id == offer_id)
    is_own = or_(
        change.c.offer_id == offer_id, change.c.location_id.in_(main), change.c.location_id.in_(further)
    )
    query = _query().where(is_own).limit(limit)
    if change_id is not None:
        query = query.where(change.c.change_id == change_id)
    return _read(connection, query)


def read_changes(
    connection: Connection,
    *,
    batch_id: int | None = None,
    batch_ids: Collection[int] | None = None,
    change_id: int | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[Change]:
    """Return changes, newest first."""
    query = _query().limit(limit)
    if batch_id is not None:
        query = query.where(change.c.batch_id == batch_id)
    if batch_ids is not None:
        query = query.where(change.c.batch_id.in_(batch_ids))
    if change_id is not None:
        query = query.where(change.c.change_id == change_id)
    if since is not None:
        query = query.where(batch.c.made_at >= since)
    return _read(connection, query)


def note_change(connection: Connection, *, at_least: int = 0) -> None:
    """Give the database a new version token, with a number above `at_least`."""
    token = secrets.token_hex(8)
    last = case((revision.c.number < at_least, at_least), else_=revision.c.number)
    if not connection.execute(update(revision).values(number=last + 1, token=token)).rowcount:
        connection.execute(insert(revision).values(revision_id=1, number=at_least + 1, token=token))


def forget_addresses(
    connection: Connection, offer_ids: Collection[str], dropped: Collection[str]
) -> dict[str, list[Address]]:
    """Take the address of offers that are protected from now on, and of dropped locations, out of the history.

    Texts of the history lose every address that the offer ever had there, also where they only mention it.

    Returns
    -------
    dict
        The addresses that each offer ever had.
    """
    ids = or_(change.c.offer_id.in_(offer_ids), change.c.location_id.in_(dropped))
    rows = connection.execute(select(change).where(ids)).mappings().all()
    addresses: dict[str, dict[Address, None]] = {}
    for row in rows:
        for values in filter(None, (_load(row[name]) for name in ("before", "after"))):
            told = addresses_of(values, sites_of(values) if values.get(SITES) else ())
            addresses.setdefault(row["offer_id"] or "", {}).update(dict.fromkeys(told))
    for row in rows:
        known = list(addresses.get(row["offer_id"] or "", ()))
        values = {}
        for name in ("before", "after"):
            content = _load(row[name])
            values[name] = _dump(_without_address(content, known) if row["offer_id"] else _nothing(content))
        connection.execute(update(change).where(change.c.change_id == row["change_id"]).values(**values))
    return {offer_id: list(known) for offer_id, known in addresses.items() if offer_id}


def _without_address(
    values: Mapping[str, Any] | None, addresses: Sequence[Address]
) -> Mapping[str, Any] | None:
    if values is None:
        return None
    hidden: dict[str, Any] = {
        **dict.fromkeys(_SECRET_COLUMNS, ""),
        SITES: [],
        **hidden_texts(values, addresses),
    }
    return {name: hidden.get(name, value) for name, value in values.items()}


def _nothing(_values: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return {}


def _next_ids(connection: Connection) -> tuple[int, int]:
    """Return the next free ids of a batch and of a change; the caller holds the writers' lock."""
    last = [select(func.max(column)).scalar_subquery() for column in (batch.c.batch_id, change.c.change_id)]
    batch_id, change_id = connection.execute(select(*last)).one()
    return (batch_id or 0) + 1, (change_id or 0) + 1


def _of_step(step: Step) -> dict[str, Any]:
    before, after = difference(step.was, step.will_be)
    was_edited_at = step.before.edited_at if step.before else None
    return {
        "offer_id": step.offer_id,
        "location_id": None,
        "version": step.version,
        "before": _dump(before),
        "after": _dump(after),
        "was_edited_at": was_edited_at,
        "undoes": step.undoes,
    }


def _of_move(move: Move) -> dict[str, Any]:
    before, after = difference(move.before, move.after)
    return {
        "offer_id": None,
        "location_id": move.location_id,
        "version": 0,
        "before": _dump(before),
        "after": _dump(after),
        "was_edited_at": None,
        "undoes": move.undoes,
    }


def _write_changes(connection: Connection, batch_id: int, first: int, rows: Iterable[dict[str, Any]]) -> None:
    numbered = [{"change_id": i, "batch_id": batch_id, **row} for i, row in enumerate(rows, start=first)]
    if numbered:
        connection.execute(insert(change), numbered)


def _query() -> Select[Any]:
    columns = [column.label(f"batch_{column.name}") for column in batch.c]
    return (
        select(change, *columns)
        .join(batch, change.c.batch_id == batch.c.batch_id)
        .order_by(change.c.change_id.desc())
    )


def _read(connection: Connection, query: Select[Any]) -> list[Change]:
    return [_change(dict(row)) for row in connection.execute(query).mappings()]


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["change_id"],
        _batch({name: row[f"batch_{name}"] for name in _BATCH_COLUMNS}),
        _load(row["before"]),
        _load(row["after"]),
        offer_id=row["offer_id"] or "",
        location_id=row["location_id"] or "",
        version=row["version"],
        was_edited_at=utc(row["was_edited_at"]),
        undoes=row["undoes"],
    )


def _batch(row: Mapping[str, Any]) -> Batch:
    values = {name: row[name] for name in _BATCH_COLUMNS}
    made_at = utc(values["made_at"])
    return Batch(**values | {"made_at": made_at, "who": Role(row["who"]), "kind": ChangeKind(row["kind"])})


def _dump(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=True, sort_keys=True)


def _load(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
