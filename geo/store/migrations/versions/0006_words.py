"""Words that the search does not know, phrases added by hand, and the kind of change that adds one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KINDS = "'edit', 'import', 'merge', 'apart', 'confirm', 'close', 'locate', 'undo', 'seed', 'restore'"
WITH_PHRASE = KINDS.replace("'apart', ", "'apart', 'phrase', ")


def upgrade() -> None:
    _allow_kinds(KINDS, WITH_PHRASE)
    op.create_table(
        "missed_word",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "language", "word", name="pk_missed_word"),
        sa.CheckConstraint("count > 0", name="ck_missed_word_count_positive"),
    )
    op.create_table(
        "added_phrase",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("means", sa.String(200), nullable=False),
        sa.Column("phrase", sa.String(80), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("last_batch_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", name="pk_added_phrase"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], name="fk_added_phrase_batch_id"),
        sa.ForeignKeyConstraint(["last_batch_id"], ["batch.batch_id"], name="fk_added_phrase_last_batch_id"),
    )
    op.create_index("ix_added_phrase_last_batch_id", "added_phrase", ["last_batch_id"])


def downgrade() -> None:
    """Forget words, phrases and that they were added; what took them back stays, without saying what."""
    op.drop_table("added_phrase")
    op.drop_table("missed_word")
    added = "SELECT batch_id FROM batch WHERE kind = 'phrase'"
    op.execute(f"UPDATE batch SET undoes = NULL WHERE undoes IN ({added})")  # noqa: S608  # our own words
    op.execute("DELETE FROM batch WHERE kind = 'phrase'")
    _allow_kinds(WITH_PHRASE, KINDS)


def _allow_kinds(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(old, new)
        return
    op.drop_constraint("ck_batch_kind_known", "batch", type_="check")
    op.create_check_constraint("ck_batch_kind_known", "batch", f"kind IN ({new})")


def _rewrite_check(old: str, new: str) -> None:
    """Change a CHECK of SQLite where it stands; 0005 says why it has to be done so."""
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
