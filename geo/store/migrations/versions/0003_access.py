"""Accounts, links, sessions, counters, proposals, reminders and findings about links."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "account",
    "organization_link",
    "access_session",
    "throttle",
    "day_key",
    "proposal",
    "reminder",
    "link_check",
)


def _text(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default="")


def _moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _create_doors()
    _create_counters()
    _create_desk()


def _create_doors() -> None:
    op.create_table(
        "account",
        sa.Column("login", sa.String(40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        _moment("created_at"),
        _moment("changed_at"),
        sa.PrimaryKeyConstraint("login", name="pk_account"),
        sa.CheckConstraint("role IN ('editor', 'admin')", name="ck_account_role_known"),
    )
    op.create_table(
        "organization_link",
        sa.Column("link_id", sa.String(16), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("revoked_at", nullable=True),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("link_id", name="pk_organization_link"),
        sa.UniqueConstraint("token_hash", name="uq_organization_link_token_hash"),
        sa.CheckConstraint("purpose IN ('personal', 'reminder')", name="ck_organization_link_purpose_known"),
    )
    op.create_table(
        "access_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _text("login", sa.String(40)),
        _text("link_id", sa.String(16)),
        _moment("created_at"),
        _moment("seen_at"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_access_session"),
        sa.CheckConstraint("(login = '') <> (link_id = '')", name="ck_access_session_by_account_or_link"),
    )
    op.create_index("ix_access_session_seen_at", "access_session", ["seen_at"])


def _create_counters() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        _moment("since"),
        _moment("last_at"),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )
    op.create_index("ix_throttle_last_at", "throttle", ["last_at"])
    op.create_table(
        "day_key",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_day_key"),
    )


def _create_desk() -> None:
    op.create_table(
        "proposal",
        sa.Column("proposal_id", sa.String(16), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        _text("remark", sa.Text()),
        _moment("proposed_at"),
        sa.Column("state", sa.String(10), nullable=False),
        _moment("decided_at", nullable=True),
        _text("decided_by", sa.String(80)),
        _text("reason", sa.Text()),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_proposal"),
        sa.CheckConstraint("state IN ('open', 'approved', 'rejected')", name="ck_proposal_state_known"),
    )
    op.create_index("ix_proposal_state", "proposal", ["state"])
    op.create_index("ix_proposal_offer_id", "proposal", ["offer_id"])
    op.create_table(
        "reminder",
        sa.Column("reminder_id", sa.String(16), nullable=False),
        sa.Column("organization_id", sa.String(64), nullable=False),
        sa.Column("link_id", sa.String(16), nullable=False),
        sa.Column("offer_ids", sa.Text(), nullable=False),
        _moment("sent_at"),
        _text("answer", sa.String(10)),
        _moment("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("reminder_id", name="pk_reminder"),
        sa.CheckConstraint("answer IN ('', 'right', 'change', 'closed')", name="ck_reminder_answer_known"),
    )
    op.create_index("ix_reminder_organization_id", "reminder", ["organization_id"])
    op.create_table(
        "link_check",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("is_broken", sa.Boolean(), nullable=False),
        _text("finding", sa.String(40)),
        _moment("checked_at"),
        sa.PrimaryKeyConstraint("url", name="pk_link_check"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
