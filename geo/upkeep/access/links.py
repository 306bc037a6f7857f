"""Personal links: whoever holds one edits an organisation's offers, or counts for a city, without an account.

The secret stands behind the `#` of the link: browsers never send that part to a server, into a log or to the next page.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from geo.errors import LinkRefused, UnknownOrganization
from geo.store import LinkRow, Store
from geo.upkeep.access.sessions import is_valid, open_session
from geo.upkeep.access.tokens import is_token, new_token, token_hash

_LINK_ID = re.compile(r"[0-9a-f]{10}")
PERSONAL = "personal"
REMINDER = "reminder"
CASE_MANAGER = "case_manager"
_PERSONAL_LIFETIME = timedelta(days=365)
REMINDER_LIFETIME = timedelta(days=60)
LONGEST_LIFETIME = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Link:
    """A new link: the only moment at which its secret is known."""

    link_id: str
    token: str
    expires_at: datetime

    def address(self, public_url: str) -> str:
        """Return the link to hand to the organisation."""
        return f"{public_url}/o#{self.token}"

    def answer_address(self, public_url: str, answer: str) -> str:
        """Return the link of a reminder that leads to one of its answers."""
        return f"{public_url}/o?answer={quote(answer, safe='')}#{self.token}"

    def __repr__(self) -> str:
        """Leave the secret out of logs and error messages."""
        return f"Link({self.link_id!r}, expires_at={self.expires_at.isoformat()})"


def make_link(
    store: Store,
    organization_id: str,
    *,
    now: datetime,
    lifetime: timedelta = _PERSONAL_LIFETIME,
    purpose: str = PERSONAL,
) -> Link:
    """Make a link for an organisation.

    Raises
    ------
    UnknownOrganization
        If no offer belongs to it.
    """
    if organization_id not in store.links.organizations():
        msg = f"{organization_id!r}: there is no such organisation"
        raise UnknownOrganization(msg)
    return _new(store, now=now, lifetime=lifetime, purpose=purpose, organization_id=organization_id)


def make_city_link(
    store: Store, city: str, *, now: datetime, lifetime: timedelta = _PERSONAL_LIFETIME
) -> Link:
    """Make a link with which case managers count for a city; whether there is such a city, the caller knows."""
    return _new(store, now=now, lifetime=lifetime, purpose=CASE_MANAGER, city=city)


def _new(
    store: Store,
    *,
    now: datetime,
    lifetime: timedelta,
    purpose: str,
    organization_id: str = "",
    city: str = "",
) -> Link:
    token = new_token()
    link = Link(secrets.token_hex(5), token, now + min(lifetime, LONGEST_LIFETIME))
    store.links.add(
        LinkRow(
            link_id=link.link_id,
            token_hash=token_hash(token),
            organization_id=organization_id,
            purpose=purpose,
            created_at=now,
            expires_at=link.expires_at,
            city=city,
        )
    )
    return link


def exchange(store: Store, token: str, *, now: datetime) -> str:
    """Open a session with a link's secret, and return the session's own secret.

    Raises
    ------
    LinkRefused
        If the link is unknown, revoked or over; nobody is told which.
    """
    link = store.links.by_token(token_hash(token)) if is_token(token) else None
    if link is None or not is_valid(link, now):
        msg = "the link is unknown, was revoked, or its time is over"
        raise LinkRefused(msg)
    store.links.note_use(link.link_id, now)
    return open_session(store, now=now, link_id=link.link_id)


def revoke_link(store: Store, link_id: str, *, now: datetime) -> None:
    """End a link, and every visit it opened.

    Raises
    ------
    LinkRefused
        If there is no such link.
    """
    if not (_LINK_ID.fullmatch(link_id) and store.links.revoke(link_id, now)):
        msg = f"{link_id!r}: there is no such link"
        raise LinkRefused(msg)
