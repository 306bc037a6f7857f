"""Read and write proposals, reminders and findings about links."""

import json
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from geo.store.accounts import tables
from geo.store.accounts.accounts import rows_of
from geo.store.accounts.values import LinkFinding, ProposalRow, ReminderRow
from geo.store.database.connected import Connected

_JSON_COLUMNS = ("changes", "before", "offer_ids")


class Proposals:
    """Corrections that visitors propose."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def add(self, proposal: ProposalRow, *, max_open: int, max_open_of_offer: int) -> bool:
        """Write a new proposal; False, and nothing written, where too many wait already."""
        query = select(func.count()).select_from(tables.proposal).where(tables.proposal.c.state == "open")
        with self._store.writing() as connection:
            of_offer = query.where(tables.proposal.c.offer_id == proposal.offer_id)
            if int(connection.scalar(query) or 0) >= max_open:
                return False
            if int(connection.scalar(of_offer) or 0) >= max_open_of_offer:
                return False
            connection.execute(insert(tables.proposal).values(_as_row(proposal)))
            return True

    def get(self, proposal_id: str) -> ProposalRow | None:
        """Return a proposal, None where there is none."""
        found = self._read(tables.proposal.c.proposal_id == proposal_id)
        return found[0] if found else None

    def open(self) -> list[ProposalRow]:
        """Return what waits for a decision, the oldest first."""
        return self._read(tables.proposal.c.state == "open")

    def of_offer(self, offer_id: str) -> list[ProposalRow]:
        """Return all proposals for an offer, the oldest first."""
        return self._read(tables.proposal.c.offer_id == offer_id)

    def decide(self, proposal_id: str, *, state: str, at: datetime, by: str, reason: str) -> bool:
        """Close an open proposal; False where it is not open any more."""
        table = tables.proposal
        query = update(table).where(table.c.proposal_id == proposal_id, table.c.state == "open")
        values = {"state": state, "decided_at": at, "decided_by": by, "reason": reason}
        with self._store.writing() as connection:
            return bool(connection.execute(query.values(values)).rowcount)

    def forget_before(self, moment: datetime) -> int:
        """Delete what was decided before a moment; return how many."""
        table = tables.proposal
        query = delete(table).where(table.c.state != "open", table.c.decided_at < moment)
        with self._store.writing() as connection:
            return int(connection.execute(query).rowcount)

    def _read(self, condition: Any) -> list[ProposalRow]:
        table = tables.proposal
        query = select(table).where(condition).order_by(table.c.proposed_at, table.c.proposal_id)
        with self._store.reading() as connection:
            return [ProposalRow(**_from_row(row)) for row in rows_of(connection, query)]


class Reminders:
    """Mails that were sent to organisations."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def add(self, reminder: ReminderRow, *, unless_since: datetime) -> bool:
        """Remember a mail before it leaves; False, and nothing written, where one left since a moment already."""
        table = tables.reminder
        query = select(table.c.reminder_id).where(
            table.c.organization_id == reminder.organization_id, table.c.sent_at > unless_since
        )
        with self._store.writing() as connection:
            if connection.execute(query).first():
                return False
            connection.execute(insert(table).values(_as_row(reminder)))
            return True

    def take_back(self, reminder_id: str) -> None:
        """Forget a mail that certainly did not leave."""
        with self._store.writing() as connection:
            connection.execute(delete(tables.reminder).where(tables.reminder.c.reminder_id == reminder_id))

    def all(self) -> list[ReminderRow]:
        """Return all reminders, the oldest first."""
        return self._read()

    def of_link(self, link_id: str) -> ReminderRow | None:
        """Return the reminder that carried a link, None where none did."""
        found = self._read(tables.reminder.c.link_id == link_id)
        return found[-1] if found else None

    def note_answer(self, reminder_id: str, answer: str, at: datetime) -> None:
        """Remember what an organisation answered."""
        table = tables.reminder
        query = update(table).where(table.c.reminder_id == reminder_id)
        with self._store.writing() as connection:
            connection.execute(query.values(answer=answer, answered_at=at))

    def _read(self, *conditions: Any) -> list[ReminderRow]:
        query = select(tables.reminder).where(*conditions).order_by(tables.reminder.c.sent_at)
        with self._store.reading() as connection:
            rows = [ReminderRow(**_from_row(row)) for row in rows_of(connection, query)]
        return [replace(row, offer_ids=tuple(row.offer_ids)) for row in rows]


class LinkFindings:
    """What the last check of each web address found."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def put(self, finding: LinkFinding) -> None:
        """Remember a finding in place of the older one."""
        table = tables.link_check
        with self._store.writing() as connection:
            connection.execute(delete(table).where(table.c.url == finding.url))
            connection.execute(insert(table).values(asdict(finding)))

    def all(self) -> list[LinkFinding]:
        """Return all findings."""
        query = select(tables.link_check).order_by(tables.link_check.c.url)
        with self._store.reading() as connection:
            return [LinkFinding(**row) for row in rows_of(connection, query)]


def _as_row(value: ProposalRow | ReminderRow) -> dict[str, Any]:
    row = asdict(value)
    return row | {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON_COLUMNS if name in row}


def _from_row(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: json.loads(row[name]) for name in _JSON_COLUMNS if name in row}
