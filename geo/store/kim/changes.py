"""What a batch did to counts (the difference) and rows (before and after) of advice, and taking it back."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from geo.errors import CountRefused, UndoRefused
from geo.model import ChangeKind, Role
from geo.settings import utc_now
from geo.store.kim import tables
from geo.store.offers.history import note_batch, note_change
from geo.store.offers.records import Batch
from geo.store.offers.tables import batch

#: Which table holds which thing, and whether it is counted.
COUNTED = {"tally": tables.tally, "handover": tables.handover}
ROWS = {
    "capacity": tables.capacity_report,
    "topic": tables.structural_topic,
    "publication": tables.kim_publication,
    "contact": tables.contact_point,
}
#: Columns that JSON writes as texts.
_DATES = ("as_of", "expires")

Key = tuple[str, ...]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class KimChange:
    """What a batch did to one row: its key, and the row before and after (None where there was none).

    Of counts `before` is None and `after` holds the difference under `count`.
    """

    thing: str
    key: Key
    before: Row | None
    after: Row | None

    @property
    def reversed(self) -> "KimChange":
        """The change that takes this one back."""
        if self.thing in COUNTED:
            return KimChange(self.thing, self.key, None, {"count": -int((self.after or {})["count"])})
        return KimChange(self.thing, self.key, self.after, self.before)


def note(
    connection: Connection,
    changes: Sequence[KimChange],
    *,
    who: Role,
    kind: ChangeKind,
    text: str,
    undoes: int | None = None,
) -> Batch:
    """Write changes as one batch of the history, and return it; the caller holds the writers' lock."""
    made = note_batch(connection, who=who, kind=kind, now=utc_now(), note=text, undoes=undoes).batch
    first = (connection.scalar(select(func.max(tables.kim_change.c.kim_change_id))) or 0) + 1
    rows = [
        {
            "kim_change_id": number,
            "batch_id": made.batch_id,
            "thing": one.thing,
            "key": json.dumps(one.key, ensure_ascii=True),
            "before": _dump(one.before),
            "after": _dump(one.after),
        }
        for number, one in enumerate(changes, start=first)
    ]
    if rows:
        connection.execute(insert(tables.kim_change), rows)
    if any(one.thing not in COUNTED for one in changes):  # cards and slides show it
        note_change(connection)
    return made


def read_changes(
    connection: Connection, *, batch_id: int | None = None, thing: str = "", key: Key | None = None
) -> list[tuple[int, KimChange]]:
    """Return changes with the number of their batch, oldest first."""
    query = select(tables.kim_change).order_by(tables.kim_change.c.kim_change_id)
    if batch_id is not None:
        query = query.where(tables.kim_change.c.batch_id == batch_id)
    if thing:
        query = query.where(tables.kim_change.c.thing == thing)
    if key is not None:
        query = query.where(tables.kim_change.c.key == json.dumps(key, ensure_ascii=True))
    return [
        (
            row["batch_id"],
            KimChange(row["thing"], tuple(json.loads(row["key"])), _load(row["before"]), _load(row["after"])),
        )
        for row in connection.execute(query).mappings()
    ]


def undo_kim(connection: Connection, done: Batch, *, who: Role, text: str) -> Batch | None:
    """Take back what a batch did to numbers and rows of advice; None where it did nothing to any.

    Raises
    ------
    UndoRefused
        If it is undone already, or something it wrote was changed since; nothing is written then.
    """
    changes = [one for _, one in read_changes(connection, batch_id=done.batch_id)]
    if not changes:
        return None
    if connection.execute(select(batch.c.batch_id).where(batch.c.undoes == done.batch_id)).first():
        msg = f"batch {done.batch_id}: what it did is undone already"
        raise UndoRefused(msg)
    back = [one.reversed for one in changes]
    try:
        for one in back:
            write(connection, one)
        require_obstacles(connection, [one.key for one in back if one.thing == "tally"])
    except CountRefused as error:
        msg = f"batch {done.batch_id}: some of what it counted was taken back meanwhile"
        raise UndoRefused(msg) from error
    return note(connection, back, who=who, kind=ChangeKind.UNDO, text=text or done.note, undoes=done.batch_id)


def write(connection: Connection, change: KimChange) -> None:
    """Write one change.

    Raises
    ------
    CountRefused
        If a count would fall below nothing.
    UndoRefused
        If a row is not as the change expects it.
    """
    if change.thing in COUNTED:
        add_count(connection, change.thing, change.key, int((change.after or {})["count"]))
        return
    table = ROWS[change.thing]
    if read_row(connection, change.thing, change.key) != change.before:
        msg = f"{change.thing} {' '.join(change.key)}: it was changed meanwhile"
        raise UndoRefused(msg)
    is_this = _is_key(table, change.key)
    if change.after is None:
        connection.execute(delete(table).where(is_this))
        return
    values = {name: _in_column(name, value) for name, value in change.after.items()}
    if change.before is None:
        connection.execute(insert(table).values(**values))
    else:
        connection.execute(update(table).where(is_this).values(**values))


def read_row(connection: Connection, thing: str, key: Key) -> dict[str, Any] | None:
    """Return a row as JSON would write it, None where there is none."""
    table = ROWS[thing]
    found = connection.execute(select(table).where(_is_key(table, key))).mappings().first()
    return None if found is None else as_json(found)


def as_json(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with its days as texts."""
    return {str(name): value.isoformat() if name in _DATES else value for name, value in row.items()}


def add_count(connection: Connection, thing: str, key: Key, number: int) -> None:
    """Add to a count, or take off it; one that comes to nothing goes.

    Raises
    ------
    CountRefused
        If it would fall below nothing.
    """
    table = COUNTED[thing]
    is_this = _is_key(table, key)
    known = connection.scalar(select(table.c.count).where(is_this)) or 0
    if known + number < 0:
        raise CountRefused(key)
    if known + number == 0:
        connection.execute(delete(table).where(is_this))
    elif known:
        connection.execute(update(table).where(is_this).values(count=known + number))
    else:
        names = [column.name for column in table.primary_key]
        connection.execute(insert(table).values(**dict(zip(names, key, strict=True)), count=number))


def require_obstacles(connection: Connection, keys: Iterable[Key]) -> None:
    """Go on only if no obstacle of these talks is named in more talks than are left.

    Raises
    ------
    CountRefused
        If one is: who takes a talk back takes its obstacles back, too.
    """
    table = tables.tally
    at = [column.name for column in table.primary_key].index("obstacle")
    for talk in {(*key[:at], "", *key[at + 1 :]) for key in keys}:
        named = [
            column == value for column, value in zip(table.primary_key, talk, strict=True) if value != ""
        ]
        named.append(table.c.target_group == talk[-1])
        found = connection.execute(select(table).where(and_(*named))).mappings()
        rows = {str(row["obstacle"]): int(row["count"]) for row in found}
        talks = rows.pop("", 0)
        for obstacle, number in rows.items():
            if number > talks:
                raise CountRefused((*talk[:at], obstacle))


def _is_key(table: Any, key: Key) -> Any:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def _in_column(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DATES else value


def _dump(values: Row | None) -> str | None:
    return None if values is None else json.dumps(dict(values), ensure_ascii=True, sort_keys=True)


def _load(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
