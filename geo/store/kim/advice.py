"""Read and write what advice teaches; what counts as right is decided in `geo.kim`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select

from geo.errors import ReminderRefused, TopicConflict, UndoRefused
from geo.model import ChangeKind, Role
from geo.store.database.connected import Connected
from geo.store.database.engine import EMPTY_LOG
from geo.store.kim import tables
from geo.store.kim.changes import (
    COUNTED,
    ROWS,
    Key,
    KimChange,
    Row,
    add_count,
    as_json,
    note,
    read_changes,
    read_row,
    require_obstacles,
    write,
)
from geo.store.offers.history import note_change, read_batches
from geo.store.offers.records import Batch


class TallyKey(NamedTuple):
    """A quarter such as `2026-Q4`, a city, a topic, what came of it, an obstacle ("" counts talks), a group or ""."""

    quarter: str
    city: str
    topic: str
    outcome: str
    obstacle: str = ""
    target_group: str = ""


class HandoverKey(NamedTuple):
    """From a kind of office to another, or to an offer, what became of it, and after how many days (a band)."""

    quarter: str
    city: str
    from_office: str
    to_office: str
    offer_id: str = ""
    state: str = "started"
    reason: str = ""
    days: str = ""


@dataclass(frozen=True)
class Reminder:
    """A handover that waits for an answer, under a code that a case manager made up."""

    city: str
    code: str
    quarter: str
    from_office: str
    to_office: str
    offer_id: str
    started_on: date


class Advice:
    """Tallies, handovers, capacity, structural topics, published quarters."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    # -- counts ------------------------------------------------------------------------------------

    def count(self, counts: Mapping[TallyKey, int]) -> None:
        """Add to tallies in one transaction, or take off them; no moment and nobody is noted.

        Raises
        ------
        CountRefused
            If one would fall below nothing; nothing is written then.
        """
        self._store.transact(lambda connection: _add_all(connection, "tally", counts))

    def count_handovers(self, counts: Mapping[HandoverKey, int]) -> None:
        """Do the same with handovers."""
        self._store.transact(lambda connection: _add_all(connection, "handover", counts))

    def take_in(self, thing: str, counts: Mapping[Any, int], *, who: Role, text: str) -> Batch:
        """Add a table of counts as one batch, which undo takes back.

        Parameters
        ----------
        thing
            `tally` or `handover`.
        """

        def work(connection: Connection) -> Batch:
            _add_all(connection, thing, counts)
            changes = [KimChange(thing, tuple(key), None, {"count": n}) for key, n in counts.items()]
            return note(connection, changes, who=who, kind=ChangeKind.COUNT, text=text)

        return self._store.transact(work)

    def tallies(self, *, quarter: str = "") -> dict[TallyKey, int]:
        """Return all counts of talks and obstacles, or those of a quarter: raw, for no page as they are."""
        return {TallyKey(*key): number for key, number in self._counts("tally", quarter)}

    def handovers(self, *, quarter: str = "") -> dict[HandoverKey, int]:
        """Return all counts of handovers, or those of a quarter: raw, for no page as they are."""
        return {HandoverKey(*key): number for key, number in self._counts("handover", quarter)}

    def _counts(self, thing: str, quarter: str) -> list[tuple[Key, int]]:
        table = COUNTED[thing]
        query = select(table).order_by(*table.primary_key)
        if quarter:
            query = query.where(table.c.quarter == quarter)
        with self._store.reading() as connection:
            return [(tuple(row[:-1]), int(row[-1])) for row in connection.execute(query)]

    # -- reminders ---------------------------------------------------------------------------------

    def remind(self, reminder: Reminder, *, forget_before: date) -> None:
        """Count a handover as started and remember its code, in one transaction; forget those that are too old.

        Raises
        ------
        ReminderRefused
            If the city has an open handover under this code already.
        """
        key = _started(reminder)

        def work(connection: Connection) -> None:
            table = tables.handover_reminder
            connection.execute(delete(table).where(table.c.started_on < forget_before))
            if _reminder(connection, reminder.city, reminder.code) is not None:
                raise ReminderRefused("known", reminder.code)
            add_count(connection, "handover", key, 1)
            connection.execute(insert(table).values(**reminder.__dict__))

        self._store.transact(work)

    def answer(self, city: str, code: str, answered: Callable[[Reminder], HandoverKey]) -> HandoverKey:
        """Count what became of a handover in place of its start, and forget its code.

        Raises
        ------
        ReminderRefused
            If there is none under this code.
        """

        def work(connection: Connection) -> HandoverKey:
            found = _reminder(connection, city, code)
            if found is None:
                raise ReminderRefused("unknown", code)
            key = answered(found)
            add_count(connection, "handover", _started(found), -1)
            add_count(connection, "handover", key, 1)
            table = tables.handover_reminder
            connection.execute(delete(table).where(table.c.city == city, table.c.code == code))
            return key

        return self._store.transact(work)

    def reminders(self, *, since: date, city: str = "") -> list[Reminder]:
        """Return the handovers that wait, the oldest first; older ones than `since` are as good as forgotten."""
        table = tables.handover_reminder
        query = select(table).where(table.c.started_on >= since).order_by(table.c.started_on, table.c.code)
        if city:
            query = query.where(table.c.city == city)
        with self._store.reading() as connection:
            return [Reminder(**row) for row in connection.execute(query).mappings()]

    def forget_reminders(self, *, before: date) -> int:
        """Delete the codes of handovers that began before a day, and return how many; without any, nothing waits."""
        table = tables.handover_reminder
        with self._store.reading() as connection:
            if connection.execute(select(table.c.code).where(table.c.started_on < before)).first() is None:
                return 0
        return int(
            self._store.transact(
                lambda connection: (
                    connection.execute(delete(table).where(table.c.started_on < before)).rowcount
                )
            )
        )

    def forget_quarter(self, quarter: str) -> int:
        """Delete all that was counted of a quarter, what was published of it, its open codes, and its history.

        Returns
        -------
        int
            So many rows of counts and publications are gone; batches of the history stay, without what they did.
        """

        def work(connection: Connection) -> int:
            connection.execute(
                delete(tables.kim_change).where(
                    tables.kim_change.c.thing.in_((*COUNTED, "publication")),
                    tables.kim_change.c.key.startswith(json.dumps([quarter])[:-1], autoescape=True),
                )
            )
            held = (*COUNTED.values(), tables.kim_publication, tables.handover_reminder)
            gone = [connection.execute(delete(one).where(one.c.quarter == quarter)).rowcount for one in held]
            note_change(connection)
            connection.info[EMPTY_LOG] = True
            return sum(gone)

        return int(self._store.transact(work))

    # -- rows with a history -----------------------------------------------------------------------

    def capacity(self) -> dict[str, Row]:
        """Return what was last said of the capacity of offers, by offer, also what has expired."""
        return {str(row["offer_id"]): row for row in self._rows("capacity")}

    def report_capacity(self, values: Row, *, who: Role, text: str) -> Batch:
        """Write what somebody says of an offer's capacity, as a batch that undo takes back."""
        key = (str(values["offer_id"]),)
        return self._write("capacity", key, lambda _before: dict(values), who=who, text=text)

    def topics(self, *, removed: bool = False) -> list[Row]:
        """Return the structural topics, oldest first."""
        return [row for row in self._rows("topic") if removed or not row["is_removed"]]

    def save_topic(self, values: Row, *, version: int, who: Role, text: str) -> Batch:
        """Write a structural topic made from its `version` (0: it is new), as a batch that undo takes back.

        Raises
        ------
        TopicConflict
            If it was changed meanwhile.
        """

        def change(before: Row | None) -> Row:
            now = 0 if before is None else int(before["version"])
            if now != version:
                raise TopicConflict(str(values["topic_id"]))
            return {**values, "version": version + 1}

        return self._write("topic", (str(values["topic_id"]),), change, who=who, text=text)

    def published(self) -> dict[str, str]:
        """Return the figures that were published, as JSON by quarter."""
        return {str(row["quarter"]): str(row["figures"]) for row in self._rows("publication")}

    def publish(self, quarter: str, figures: str, *, who: Role) -> Batch:
        """Publish the figures of a quarter, which undo takes back.

        Raises
        ------
        UndoRefused
            If it is published already: a second set of numbers would give away what differs.
        """

        def change(before: Row | None) -> Row:
            if before is not None:
                msg = f"{quarter} is published already; take that back first"
                raise UndoRefused(msg)
            return {"quarter": quarter, "figures": figures}

        return self._write("publication", (quarter,), change, who=who, text=quarter)

    def contacts(self) -> dict[str, Row]:
        """Return what was entered about the contact points of cities, by city."""
        return {str(row["city"]): row for row in self._rows("contact")}

    def set_contact(self, values: Row, *, who: Role) -> Batch:
        """Write what an editor knows of a contact point, as a batch that undo takes back."""
        city = str(values["city"])
        return self._write("contact", (city,), lambda _before: dict(values), who=who, text=city)

    def changed_in(self, batch_id: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return what a batch changed or took back of advice, each thing with its key; () where it is of offers."""
        with self._store.reading() as connection:
            return tuple((one.thing, one.key) for _, one in read_changes(connection, batch_id=batch_id))

    def history(self, thing: str, *key: str) -> list[tuple[Batch, KimChange]]:
        """Return what was done to one row, oldest first."""
        with self._store.reading() as connection:
            return [
                (read_batches(connection, batch_id=number)[0], one)
                for number, one in read_changes(connection, thing=thing, key=key)
            ]

    def _rows(self, thing: str) -> list[dict[str, Any]]:
        table = ROWS[thing]
        with self._store.reading() as connection:
            query = select(table).order_by(*table.primary_key)
            return [as_json(row) for row in connection.execute(query).mappings()]

    def _write(
        self, thing: str, key: Key, change: Callable[[Row | None], Row], *, who: Role, text: str
    ) -> Batch:
        kinds = {
            "capacity": ChangeKind.CAPACITY,
            "topic": ChangeKind.TOPIC,
            "publication": ChangeKind.PUBLISH,
            "contact": ChangeKind.EDIT,
        }

        def work(connection: Connection) -> Batch:
            before = read_row(connection, thing, key)
            made = KimChange(thing, key, before, change(before))
            write(connection, made)
            return note(connection, [made], who=who, kind=kinds[thing], text=text)

        return self._store.transact(work)


def _add_all(connection: Connection, thing: str, counts: Mapping[Any, int]) -> None:
    for key, number in counts.items():
        add_count(connection, thing, tuple(key), number)
    if thing == "tally":
        require_obstacles(connection, [tuple(key) for key, number in counts.items() if number < 0])


def _started(reminder: Reminder) -> HandoverKey:
    return HandoverKey(
        reminder.quarter, reminder.city, reminder.from_office, reminder.to_office, reminder.offer_id
    )


def _reminder(connection: Connection, city: str, code: str) -> Reminder | None:
    table = tables.handover_reminder
    query = select(table).where(table.c.city == city, table.c.code == code)
    row = connection.execute(query).mappings().first()
    return None if row is None else Reminder(**row)


def kim_faults(connection: Connection) -> Sequence[tuple[str, str, str, str]]:
    """Return what of these tables is not as its history says: table, key, column, what."""
    last: dict[tuple[str, Key], Row | None] = {}
    for _, one in read_changes(connection):
        if one.thing not in COUNTED:
            last[one.thing, one.key] = one.after
    return [
        (thing, " ".join(key), "", "was changed past the history")
        for (thing, key), row in last.items()
        if read_row(connection, thing, key) != row
    ]
