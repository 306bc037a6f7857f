"""Accounts of editors may be bound to cities; those there are keep the whole district."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("cities", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Close the accounts that were bound to cities, so that none of them keeps all offers afterwards."""
    op.execute("UPDATE account SET is_disabled = (1 = 1) WHERE cities <> ''")
    op.drop_column("account", "cities")
