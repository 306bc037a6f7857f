"""Scenarios that somebody signed in saved by name."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_scenario",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_saved_scenario"),
        sa.UniqueConstraint("name_key", name="uq_saved_scenario_name_key"),
        sa.CheckConstraint("version > 0", name="ck_saved_scenario_version_positive"),
    )


def downgrade() -> None:
    """Forget the saved scenarios; links keep theirs."""
    op.drop_table("saved_scenario")
