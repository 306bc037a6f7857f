"""What the tables of accounts, links, sessions, proposals and reminders hold, as frozen values.

Moments are in UTC and know it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AccountRow:
    """An account of an editor, coordinator or admin; the login is a role's name, not a person's.

    `cities` names those whose offers an editor keeps, separated as lists are; "" for all.
    """

    login: str
    password_hash: str
    role: str
    is_disabled: bool
    created_at: datetime
    changed_at: datetime
    cities: str = ""


@dataclass(frozen=True)
class FactorRow:
    """The second factor of an account.

    `secret` is shared with the app of whoever signs in (base32); `last_step` is the interval of the last code that was
    taken, none of it or before counts again; `tries` failed since, the last of them at `tried_at`.
    """

    login: str
    secret: str
    made_at: datetime
    tried_at: datetime
    last_step: int = 0
    tries: int = 0
    recovery_hashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkRow:
    """A secret link of an organisation, or of the case managers of a city, without the secret."""

    link_id: str
    token_hash: str
    organization_id: str
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    city: str = ""


@dataclass(frozen=True)
class SessionRow:
    """Somebody who signed in by an account (`login`) or a link (`link_id`)."""

    token_hash: str
    login: str
    link_id: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Counter:
    """How often something happened since a moment, and when last."""

    count: int
    since: datetime
    last_at: datetime


@dataclass(frozen=True)
class ProposalRow:
    """A correction that somebody without an account proposed.

    `before` holds what the visitor saw in the columns of `changes`; `state` is open, approved or rejected.
    """

    proposal_id: str
    offer_id: str
    changes: Mapping[str, str]
    before: Mapping[str, str]
    remark: str
    proposed_at: datetime
    state: str = "open"
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ReminderRow:
    """A mail that was sent to an organisation; `answer` is right, change, closed, or empty."""

    reminder_id: str
    organization_id: str
    link_id: str
    offer_ids: tuple[str, ...]
    sent_at: datetime
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class LinkFinding:
    """What a check of a web address found; `finding` is a word for the catalogue."""

    url: str
    is_broken: bool
    finding: str
    checked_at: datetime
