"""The tables behind accounts, links, sessions, proposals and reminders."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Index, Integer, String, Table, Text

from geo.store.offers.tables import metadata

_SHA256 = String(64)


def _moment(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable)


account = Table(
    "account",
    metadata,
    Column("login", String(40), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("is_disabled", Boolean, nullable=False, default=False, server_default="0"),
    _moment("created_at"),
    _moment("changed_at"),
    Column("cities", Text, nullable=False, default="", server_default=""),
    CheckConstraint("role IN ('editor', 'coordinator', 'admin')", name="role_known"),
)

#: The second factor of an account: the secret that its app shares, and hashes of the codes on paper.
second_factor = Table(
    "second_factor",
    metadata,
    Column("login", String(40), primary_key=True),
    Column("secret", String(64), nullable=False),
    _moment("made_at"),
    _moment("tried_at"),
    Column("last_step", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("recovery_hashes", Text, nullable=False, default="", server_default=""),
)

#: What is known of a secret link: never the secret itself.
organization_link = Table(
    "organization_link",
    metadata,
    Column("link_id", String(16), primary_key=True),
    Column("token_hash", _SHA256, nullable=False, unique=True),
    Column("organization_id", String(64), nullable=False),
    Column("purpose", String(20), nullable=False),
    _moment("created_at"),
    _moment("expires_at"),
    _moment("revoked_at", nullable=True),
    _moment("used_at", nullable=True),
    Column("city", String(80), nullable=False, default="", server_default=""),
    CheckConstraint("purpose IN ('personal', 'reminder', 'case_manager')", name="purpose_known"),
)

#: Somebody signed in: by an account or by a link.
access_session = Table(
    "access_session",
    metadata,
    Column("token_hash", _SHA256, primary_key=True),
    Column("login", String(40), nullable=False, default="", server_default=""),
    Column("link_id", String(16), nullable=False, default="", server_default=""),
    _moment("created_at"),
    _moment("seen_at"),
    CheckConstraint("(login = '') <> (link_id = '')", name="by_account_or_link"),
    Index("ix_access_session_seen_at", "seen_at"),
)

#: How often something was tried; the key is a keyed hash, never a login or an address.
throttle = Table(
    "throttle",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("count", Integer, nullable=False),
    _moment("since"),
    _moment("last_at"),
    Index("ix_throttle_last_at", "last_at"),
)

#: The key of the hashes above: a new one every day, the old one is thrown away.
day_key = Table(
    "day_key",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("key", String(64), nullable=False),
)

proposal = Table(
    "proposal",
    metadata,
    Column("proposal_id", String(16), primary_key=True),
    Column("offer_id", String(64), nullable=False),
    Column("changes", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("remark", Text, nullable=False, default="", server_default=""),
    _moment("proposed_at"),
    Column("state", String(10), nullable=False),
    _moment("decided_at", nullable=True),
    Column("decided_by", String(80), nullable=False, default="", server_default=""),
    Column("reason", Text, nullable=False, default="", server_default=""),
    CheckConstraint("state IN ('open', 'approved', 'rejected')", name="state_known"),
    Index("ix_proposal_state", "state"),
    Index("ix_proposal_offer_id", "offer_id"),
)

#: Which organisation was written to, when, about which offers; the address is that of the offers.
reminder = Table(
    "reminder",
    metadata,
    Column("reminder_id", String(16), primary_key=True),
    Column("organization_id", String(64), nullable=False),
    Column("link_id", String(16), nullable=False),
    Column("offer_ids", Text, nullable=False),
    _moment("sent_at"),
    Column("answer", String(10), nullable=False, default="", server_default=""),
    _moment("answered_at", nullable=True),
    CheckConstraint("answer IN ('', 'right', 'change', 'closed')", name="answer_known"),
    Index("ix_reminder_organization_id", "organization_id"),
)

#: What a link check found, by address of the web page.
link_check = Table(
    "link_check",
    metadata,
    Column("url", Text, primary_key=True),
    Column("is_broken", Boolean, nullable=False),
    Column("finding", String(40), nullable=False, default="", server_default=""),
    _moment("checked_at"),
)
