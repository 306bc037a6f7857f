"""Dated runs of offers: when a course takes place, on which level, whether it takes somebody."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TEXTS = (
    "kind",
    "level_from",
    "level_to",
    "start",
    "end",
    "days",
    "begins",
    "ends",
    "register_by",
    "places",
    "price",
    "childcare",
    "state",
    "as_of",
    "expires",
)


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in _TEXTS),
        sa.PrimaryKeyConstraint("offer_id", "position", name="pk_runs"),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offer.offer_id"], name="fk_runs_offer_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("start <> ''", name="ck_runs_has_start"),
    )


def downgrade() -> None:
    op.drop_table("runs")
