"""What advice teaches: counts, capacity, structural topics; roles of those who count and of those who look."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KINDS = "'phrase', 'confirm'"
_WITH_KIM = "'phrase', 'count', 'capacity', 'topic', 'publish', 'confirm'"
_ROLES = "'organization', 'editor', 'admin'"
_WITH_ROLES = "'organization', 'case_manager', 'coordinator', 'editor', 'admin'"
_ACCOUNTS = "'editor', 'admin'"
_WITH_ACCOUNTS = "'editor', 'coordinator', 'admin'"
_PURPOSES = "'personal', 'reminder'"
_WITH_PURPOSES = "'personal', 'reminder', 'case_manager'"
_ALL_KINDS = (
    "'edit', 'import', 'merge', 'apart', 'phrase', 'confirm', 'close', 'locate', 'undo', 'seed', 'restore'"
)
_ALL_ROLES = "'visitor', 'organization', 'editor', 'admin', 'operator', 'program'"
#: Table, the check's name, its column, the whole list as it was, what of it changes, into what.
_CHECKS = (
    ("batch", "kind_known", "kind", _ALL_KINDS, _KINDS, _WITH_KIM),
    ("batch", "who_known", "who", _ALL_ROLES, _ROLES, _WITH_ROLES),
    ("account", "role_known", "role", _ACCOUNTS, _ACCOUNTS, _WITH_ACCOUNTS),
    ("organization_link", "purpose_known", "purpose", _PURPOSES, _PURPOSES, _WITH_PURPOSES),
)


def upgrade() -> None:
    for table, name, column, whole, old, new in _CHECKS:
        _allow(table, name, column, whole.replace(old, new), (old, new))
    op.add_column("organization_link", sa.Column("city", sa.String(80), nullable=False, server_default=""))
    _counts()
    _things()
    op.create_table(
        "kim_change",
        sa.Column("kim_change_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("thing", sa.String(20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("kim_change_id", name="pk_kim_change"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], name="fk_kim_change_batch_id"),
        sa.CheckConstraint(
            "thing IN ('tally', 'handover', 'capacity', 'topic', 'publication')",
            name="ck_kim_change_thing_known",
        ),
    )
    op.create_index("ix_kim_change_batch_id", "kim_change", ["batch_id"])


def _counts() -> None:
    keys = {
        "tally": {"quarter": 7, "city": 80, "topic": 64, "outcome": 40, "obstacle": 40, "target_group": 64},
        "handover": {
            "quarter": 7,
            "city": 80,
            "from_office": 40,
            "to_office": 40,
            "offer_id": 64,
            "state": 20,
            "reason": 40,
            "days": 20,
        },
    }
    for table, columns in keys.items():
        op.create_table(
            table,
            *(sa.Column(name, sa.String(length), nullable=False) for name, length in columns.items()),
            sa.Column("count", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}"),
            sa.CheckConstraint("count > 0", name=f"ck_{table}_count_positive"),
        )
    op.create_table(
        "handover_reminder",
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("from_office", sa.String(40), nullable=False),
        sa.Column("to_office", sa.String(40), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=False, server_default=""),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("city", "code", name="pk_handover_reminder"),
    )


def _things() -> None:
    op.create_table(
        "capacity_report",
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("free_places", sa.Integer()),
        sa.Column("next_start", sa.String(10), nullable=False, server_default=""),
        sa.Column("weeks", sa.Integer()),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name="pk_capacity_report"),
        sa.CheckConstraint(
            "status IN ('free', 'waiting_list', 'full', 'assessment_first')",
            name="ck_capacity_report_status_known",
        ),
    )
    texts = ("field", "from_office", "to_office", "law_from", "law_to", "step", "kind", "cities")
    more = ("level", "measure", "responsible", "decision", "outcome", "topics", "links")
    days = ("due", "met_on", "check_on")
    op.create_table(
        "structural_topic",
        sa.Column("topic_id", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(7), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        *(sa.Column(name, sa.Text(), nullable=False, server_default="") for name in (*texts, *more)),
        *(sa.Column(name, sa.String(10), nullable=False, server_default="") for name in days),
        sa.PrimaryKeyConstraint("topic_id", name="pk_structural_topic"),
        sa.CheckConstraint("stage BETWEEN 1 AND 5", name="ck_structural_topic_stage_known"),
    )
    op.create_table(
        "kim_publication",
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name="pk_kim_publication"),
    )


def downgrade() -> None:
    """Forget counts, topics and who had which of the new roles; batches of these roles become the program's."""
    for table in (
        "kim_change",
        "kim_publication",
        "structural_topic",
        "capacity_report",
        "handover_reminder",
        "handover",
        "tally",
    ):
        op.drop_table(table)
    kim = "SELECT batch_id FROM batch WHERE kind IN ('count', 'capacity', 'topic', 'publish')"
    op.execute(f"UPDATE batch SET undoes = NULL WHERE undoes IN ({kim})")  # noqa: S608  # our own words
    op.execute("DELETE FROM batch WHERE kind IN ('count', 'capacity', 'topic', 'publish')")
    op.execute("UPDATE batch SET who = 'program' WHERE who IN ('case_manager', 'coordinator')")
    op.execute(
        "DELETE FROM access_session WHERE login IN (SELECT login FROM account WHERE role = 'coordinator')"
    )
    op.execute("DELETE FROM account WHERE role = 'coordinator'")
    links = "SELECT link_id FROM organization_link WHERE purpose = 'case_manager'"
    op.execute(f"DELETE FROM access_session WHERE link_id IN ({links})")  # noqa: S608  # our own words
    op.execute("DELETE FROM organization_link WHERE purpose = 'case_manager'")
    op.drop_column("organization_link", "city")
    for table, name, column, whole, old, new in _CHECKS:
        _allow(table, name, column, whole, (new, old))


def _allow(table: str, name: str, column: str, whole: str, change: tuple[str, str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(table, column, *change)
        return
    op.drop_constraint(f"ck_{table}_{name}", table, type_="check")
    op.create_check_constraint(f"ck_{table}_{name}", table, f"{column} IN ({whole})")


def _rewrite_check(table: str, column: str, old: str, new: str) -> None:
    """Change a CHECK of SQLite where it stands; 0005 says why it has to be done so."""
    number = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new) "
            "WHERE type = 'table' AND name = :name AND instr(sql, :old) > 0"
        ),
        {"old": old, "new": new, "name": table},
    )
    if changed.rowcount != 1:
        msg = f"the table {table} has no list of {column} as expected"
        raise RuntimeError(msg)
    op.execute(f"PRAGMA schema_version = {number + 1}")
    op.execute("PRAGMA writable_schema = RESET")
