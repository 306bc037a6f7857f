"""Read and write accounts, links, sessions and counters; what they mean is decided in `geo.upkeep.access`."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from geo.store.accounts import tables
from geo.store.accounts.values import AccountRow, Counter, LinkRow, SessionRow
from geo.store.database.connected import Connected
from geo.store.offers.tables import organization

#: Counters are forgotten after this; longer than any rule looks back.
_COUNTERS_KEPT = timedelta(days=2)


class Accounts:
    """Accounts by login."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def get(self, login: str) -> AccountRow | None:
        """Return an account, None where there is none."""
        rows = self._read(tables.account.c.login == login)
        return rows[0] if rows else None

    def all(self) -> list[AccountRow]:
        """Return all accounts by login."""
        return self._read()

    def put(self, account: AccountRow) -> None:
        """Write an account in place of the one with the same login."""
        with self._store.writing() as connection:
            connection.execute(delete(tables.account).where(tables.account.c.login == account.login))
            connection.execute(insert(tables.account).values(asdict(account)))

    def add(self, account: AccountRow) -> bool:
        """Write a new account; False, and nothing changed, where the login is taken."""
        query = select(tables.account.c.login).where(tables.account.c.login == account.login)
        with self._store.writing() as connection:
            if connection.execute(query).first():
                return False
            connection.execute(insert(tables.account).values(asdict(account)))
            return True

    def _read(self, *conditions: Any) -> list[AccountRow]:
        query = select(tables.account).where(*conditions).order_by(tables.account.c.login)
        with self._store.reading() as connection:
            return [AccountRow(**row) for row in rows_of(connection, query)]


class Links:
    """Secret links of organisations; the secret itself is never stored."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def add(self, link: LinkRow) -> None:
        """Write a new link."""
        with self._store.writing() as connection:
            connection.execute(insert(tables.organization_link).values(asdict(link)))

    def by_token(self, token_hash: str) -> LinkRow | None:
        """Return the link with this secret, None where there is none."""
        return self._one(tables.organization_link.c.token_hash == token_hash)

    def get(self, link_id: str) -> LinkRow | None:
        """Return a link, None where there is none."""
        return self._one(tables.organization_link.c.link_id == link_id)

    def all(self) -> list[LinkRow]:
        """Return all links, the newest first."""
        query = select(tables.organization_link).order_by(tables.organization_link.c.created_at.desc())
        with self._store.reading() as connection:
            return [LinkRow(**row) for row in rows_of(connection, query)]

    def organizations(self) -> dict[str, str]:
        """Return the names of all organisations by id."""
        with self._store.reading() as connection:
            rows = connection.execute(select(organization.c.organization_id, organization.c.name)).all()
        return {row.organization_id: row.name for row in rows}

    def note_use(self, link_id: str, at: datetime) -> None:
        """Remember when a link was opened."""
        self._set(link_id, used_at=at)

    def revoke(self, link_id: str, at: datetime) -> bool:
        """End a link and every visit it opened; False where there is none."""
        ended = delete(tables.access_session).where(tables.access_session.c.link_id == link_id)
        with self._store.writing() as connection:
            connection.execute(ended)
            return _update(connection, tables.organization_link, "link_id", link_id, revoked_at=at)

    def _set(self, link_id: str, **values: Any) -> bool:
        with self._store.writing() as connection:
            return _update(connection, tables.organization_link, "link_id", link_id, **values)

    def _one(self, condition: Any) -> LinkRow | None:
        with self._store.reading() as connection:
            rows = rows_of(connection, select(tables.organization_link).where(condition))
        return LinkRow(**rows[0]) if rows else None


class Sessions:
    """Who is signed in, by the hash of the session's secret."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def open(self, session: SessionRow, *, forget_before: datetime, born_before: datetime) -> None:
        """Write a new session, and forget those not seen, or begun, since these moments."""
        old = or_(
            tables.access_session.c.seen_at < forget_before, tables.access_session.c.created_at < born_before
        )
        with self._store.writing() as connection:
            connection.execute(delete(tables.access_session).where(old))
            connection.execute(insert(tables.access_session).values(asdict(session)))

    def get(self, token_hash: str) -> SessionRow | None:
        """Return a session, None where there is none."""
        query = select(tables.access_session).where(tables.access_session.c.token_hash == token_hash)
        with self._store.reading() as connection:
            rows = rows_of(connection, query)
        return SessionRow(**rows[0]) if rows else None

    def note_seen(self, token_hash: str, at: datetime) -> None:
        """Remember that somebody is still there."""
        with self._store.writing() as connection:
            _update(connection, tables.access_session, "token_hash", token_hash, seen_at=at)

    def end(self, token_hash: str) -> None:
        """Forget a session."""
        self._delete(tables.access_session.c.token_hash == token_hash)

    def end_all_of(self, login: str) -> None:
        """Forget all sessions of an account."""
        self._delete(tables.access_session.c.login == login)

    def _delete(self, condition: Any) -> None:
        with self._store.writing() as connection:
            connection.execute(delete(tables.access_session).where(condition))


class Counters:
    """How often something was tried, under keys that tell nobody's name or address."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def change(
        self, keys: Sequence[str], now: datetime, decide: Callable[[list[Counter]], list[Counter] | None]
    ) -> bool:
        """Let a pure function decide over several counters in one transaction.

        Parameters
        ----------
        keys
            Which counters; one that does not exist stands at zero since `now`.
        decide
            Gets the counters in the order of the keys; returns the new ones, or None to change nothing.

        Returns
        -------
        bool
            Whether something was changed.
        """
        with self._store.writing() as connection:
            connection.execute(
                delete(tables.throttle).where(tables.throttle.c.last_at < now - _COUNTERS_KEPT)
            )
            decided = decide([_counter(connection, key, now) for key in keys])
            if decided is None:
                return False
            for key, counter in zip(keys, decided, strict=True):
                connection.execute(delete(tables.throttle).where(tables.throttle.c.key == key))
                connection.execute(insert(tables.throttle).values(key=key, **asdict(counter)))
            return True

    def forget(self, key: str) -> None:
        """Set a counter back to zero."""
        with self._store.writing() as connection:
            connection.execute(delete(tables.throttle).where(tables.throttle.c.key == key))

    def forget_all(self, start: str) -> None:
        """Set all counters back to zero whose key begins so."""
        with self._store.writing() as connection:
            key = tables.throttle.c.key
            connection.execute(delete(tables.throttle).where(key.startswith(start, autoescape=True)))

    def ends_of(self, start: str) -> list[str]:
        """Return how the names of all counters end that begin so."""
        key = tables.throttle.c.key
        with self._store.reading() as connection:
            found = connection.scalars(select(key).where(key.startswith(start, autoescape=True)))
            return [name.removeprefix(start) for name in found]

    def key_of(self, day: date) -> str:
        """Return the key under which names and addresses are hashed on a day; those of two days ago are thrown away."""
        name, before = day.isoformat(), (day - timedelta(days=1)).isoformat()
        query = select(tables.day_key.c.key).where(tables.day_key.c.day == name)
        with self._store.reading() as connection:
            known = connection.scalar(query)
        if known:
            return str(known)
        with self._store.writing() as connection:
            known = connection.scalar(query)  # another process may have been faster
            if not known:
                known = secrets.token_hex(32)
                connection.execute(delete(tables.day_key).where(tables.day_key.c.day < before))
                connection.execute(insert(tables.day_key).values(day=name, key=known))
        return str(known)

    def key_before(self, day: date) -> str:
        """Return the key of the day before, "" where there was none."""
        name = (day - timedelta(days=1)).isoformat()
        query = select(tables.day_key.c.key).where(tables.day_key.c.day == name)
        with self._store.reading() as connection:
            return str(connection.scalar(query) or "")


def rows_of(connection: Connection, query: Any) -> list[dict[str, Any]]:
    """Return rows as dictionaries; SQLite forgets that moments are in UTC, this knows it again."""
    return [
        {name: _in_utc(value) for name, value in row.items()} for row in connection.execute(query).mappings()
    ]


def _in_utc(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _counter(connection: Connection, key: str, now: datetime) -> Counter:
    rows = rows_of(connection, select(tables.throttle).where(tables.throttle.c.key == key))
    if not rows:
        return Counter(0, now, now)
    return Counter(rows[0]["count"], rows[0]["since"], rows[0]["last_at"])


def _update(connection: Connection, table: Table, key: str, value: str, **values: Any) -> bool:
    return bool(connection.execute(update(table).where(table.c[key] == value).values(values)).rowcount)
