"""The history of every change, versions, soft delete, and further sites of an offer."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROLES = "'visitor', 'organization', 'editor', 'admin', 'operator', 'program'"
KINDS = "'edit', 'import', 'merge', 'confirm', 'close', 'locate', 'undo', 'seed', 'restore'"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False, server_default="0")


def upgrade() -> None:
    op.add_column("offer", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("offer", sa.Column("deleted_at", sa.DateTime(timezone=True)))
    op.add_column("location", sa.Column("placed_at", sa.DateTime(timezone=True)))
    _create_batch()
    _create_change()
    _create_offer_site()


def _create_batch() -> None:
    op.create_table(
        "batch",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        _text("note"),
        *(_count(name) for name in ("added", "changed", "removed", "moved")),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("batch_id", name="pk_batch"),
        sa.ForeignKeyConstraint(["undoes"], ["batch.batch_id"], name="fk_batch_undoes"),
        sa.CheckConstraint(f"who IN ({ROLES})", name="ck_batch_who_known"),
        sa.CheckConstraint(f"kind IN ({KINDS})", name="ck_batch_kind_known"),
    )


def _create_change() -> None:
    op.create_table(
        "change",
        sa.Column("change_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.String(64)),
        sa.Column("location_id", sa.String(20)),
        _count("version"),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("was_edited_at", sa.DateTime(timezone=True)),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("change_id", name="pk_change"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], name="fk_change_batch_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.offer_id"], name="fk_change_offer_id"),
        sa.ForeignKeyConstraint(["undoes"], ["change.change_id"], name="fk_change_undoes"),
        sa.CheckConstraint("(offer_id IS NULL) <> (location_id IS NULL)", name="ck_change_of_one_thing"),
    )
    op.create_index("ix_change_batch_id", "change", ["batch_id"])
    op.create_index("ix_change_offer_id", "change", ["offer_id"])
    op.create_index("ix_change_location_id", "change", ["location_id"])


def _create_offer_site() -> None:
    op.create_table(
        "offer_site",
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_text(name) for name in ("street", "house_number", "postal_code", "city", "schedule")),
        sa.Column("location_id", sa.String(20)),
        sa.PrimaryKeyConstraint("offer_id", "position", name="pk_offer_site"),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name="fk_offer_site_offer_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["location_id"], ["location.location_id"], name="fk_offer_site_location_id"),
    )
    op.create_index("ix_offer_site_location_id", "offer_site", ["location_id"])


def downgrade() -> None:
    """Take the history away; what was removed softly goes for good, or it would come back."""
    for table in ("offer_site", "change", "batch"):
        op.drop_table(table)
    op.execute("DELETE FROM offer WHERE deleted_at IS NOT NULL")
    op.drop_column("location", "placed_at")
    op.drop_column("offer", "deleted_at")
    op.drop_column("offer", "version")
