"""Two offers that a person said are no duplicates, and the kind of change that says so."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = "'edit', 'import', 'merge', 'confirm', 'close', 'locate', 'undo', 'seed', 'restore'"
WITH_APART = KINDS.replace("'merge', ", "'merge', 'apart', ")


def upgrade() -> None:
    _allow_kinds(KINDS, WITH_APART)
    op.create_table(
        "offer_apart",
        sa.Column("first_id", sa.String(64), nullable=False),
        sa.Column("second_id", sa.String(64), nullable=False),
        sa.Column("first_seen", sa.String(64), nullable=False),
        sa.Column("second_seen", sa.String(64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_offer_apart"),
        sa.ForeignKeyConstraint(
            ["first_id"], ["offer.offer_id"], name="fk_offer_apart_first_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["offer.offer_id"], name="fk_offer_apart_second_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], name="fk_offer_apart_batch_id"),
    )
    op.create_index("ix_offer_apart_second_id", "offer_apart", ["second_id"])
    op.create_index("ix_offer_apart_batch_id", "offer_apart", ["batch_id"])


def downgrade() -> None:
    """Forget the decisions and that they were made; what took them back stays, without saying what."""
    op.drop_table("offer_apart")
    decided = "SELECT batch_id FROM batch WHERE kind = 'apart'"
    op.execute(f"UPDATE batch SET undoes = NULL WHERE undoes IN ({decided})")  # noqa: S608  # our own words
    op.execute("DELETE FROM batch WHERE kind = 'apart'")
    _allow_kinds(WITH_APART, KINDS)


def _allow_kinds(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(old, new)
        return
    op.drop_constraint("ck_batch_kind_known", "batch", type_="check")
    op.create_check_constraint("ck_batch_kind_known", "batch", f"kind IN ({new})")


def _rewrite_check(old: str, new: str) -> None:
    """Change a CHECK of SQLite where it stands, as its manual says (lang_altertable.html, section 7).

    Making the table anew is not possible here: other tables name it, and inside a transaction keys stay enforced.
    """
    number = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new) "
            "WHERE type = 'table' AND name = 'batch' AND instr(sql, :old) > 0"
        ),
        {"old": old, "new": new},
    )
    if changed.rowcount != 1:
        msg = "the table batch has no list of kinds as expected"
        raise RuntimeError(msg)
    op.execute(f"PRAGMA schema_version = {number + 1}")
    op.execute("PRAGMA writable_schema = RESET")
