"""Who is signed in: a secret in a cookie, its hash in the database, ended by time or by hand."""

from datetime import datetime, timedelta

from geo.model import Role
from geo.store import LinkRow, SessionRow, Store
from geo.tables import items_of
from geo.upkeep.access.roles import VISITOR, Actor
from geo.upkeep.access.tokens import is_same, is_token, keyed_hash, new_token, token_hash

IDLE_TIMEOUT = timedelta(minutes=60)
ABSOLUTE_TIMEOUT = timedelta(hours=12)
#: A session is noted as seen at most this often: a page reads it at every click.
_SEEN_STEP = timedelta(minutes=1)


def open_session(store: Store, *, now: datetime, login: str = "", link_id: str = "") -> str:
    """Open a session for an account or a link, and return its secret for the cookie."""
    token = new_token()
    session = SessionRow(token_hash(token), login, link_id, created_at=now, seen_at=now)
    store.sessions.open(session, forget_before=now - IDLE_TIMEOUT, born_before=now - ABSOLUTE_TIMEOUT)
    return token


def actor_of_session(store: Store, token: str, *, now: datetime) -> Actor:
    """Return who holds a session; a visitor where it is unknown, over, or its account or link was ended.

    Account and link are read each time: a role taken away is gone with the next click.
    """
    session = store.sessions.get(token_hash(token)) if is_token(token) else None
    if session is None or _is_over(session, now):
        return VISITOR
    actor = _account_actor(store, session) if session.login else _link_actor(store, session, now)
    if actor != VISITOR and not store.is_read_only and now - session.seen_at >= _SEEN_STEP:
        store.sessions.note_seen(session.token_hash, now)
    return actor


def link_of_session(store: Store, token: str, *, now: datetime) -> LinkRow | None:
    """Return the link that opened a session which still holds, None for an account's or none."""
    session = store.sessions.get(token_hash(token)) if is_token(token) else None
    if session is None or _is_over(session, now) or not session.link_id:
        return None
    link = store.links.get(session.link_id)
    return link if link and is_valid(link, now) else None


def end_session(store: Store, token: str) -> None:
    """Sign out; an unknown secret is no fault."""
    if is_token(token):
        store.sessions.end(token_hash(token))


def _is_over(session: SessionRow, now: datetime) -> bool:
    """Whether nobody was there for too long, or the session is too old."""
    return now - session.seen_at >= IDLE_TIMEOUT or now - session.created_at >= ABSOLUTE_TIMEOUT


def is_valid(link: LinkRow, now: datetime) -> bool:
    """Whether a link still opens."""
    return link.revoked_at is None and now < link.expires_at


def form_token(token: str, form: str) -> str:
    """Return the sign that a form of ours carries: only who knows the session's secret can make it."""
    return keyed_hash(token, f"form:{form}")


def is_form_token(token: str, form: str, given: str) -> bool:
    """Whether a form carries the sign of this session."""
    return is_token(token) and is_same(form_token(token, form), given)


def _account_actor(store: Store, session: SessionRow) -> Actor:
    account = store.accounts.get(session.login)
    if account is None or account.is_disabled:
        return VISITOR
    return Actor(Role(account.role), login=account.login, cities=tuple(items_of(account.cities)))


def _link_actor(store: Store, session: SessionRow, now: datetime) -> Actor:
    link = store.links.get(session.link_id)
    if link is None or not is_valid(link, now):
        return VISITOR
    if link.city:
        return Actor(Role.CASE_MANAGER, city=link.city)
    return Actor(Role.ORGANIZATION, organization_id=link.organization_id)
