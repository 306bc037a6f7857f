"""Texts of offers in other languages, and which offer the id of a source means."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_translation",
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("column_name", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("offer_id", "language", "column_name", name="pk_offer_translation"),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name="fk_offer_translation_offer_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "offer_alias",
        sa.Column("alias_id", sa.String(64), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("alias_id", name="pk_offer_alias"),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name="fk_offer_alias_offer_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_offer_alias_offer_id", "offer_alias", ["offer_id"])


def downgrade() -> None:
    op.drop_table("offer_alias")
    op.drop_table("offer_translation")
