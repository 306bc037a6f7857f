"""Which languages are spoken at the contact points of cities, as editors enter them; with history and undo."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_THINGS = "'tally', 'handover', 'capacity', 'topic', 'publication'"
_WITH_CONTACT = "'tally', 'handover', 'capacity', 'topic', 'publication', 'contact'"


def upgrade() -> None:
    op.create_table(
        "contact_point",
        sa.Column("city", sa.String(80), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False, server_default=""),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("city", name="pk_contact_point"),
    )
    _allow(_THINGS, _WITH_CONTACT)


def downgrade() -> None:
    """Forget what was entered about contact points; its batches stay without what they did."""
    op.execute("DELETE FROM kim_change WHERE thing = 'contact'")
    op.drop_table("contact_point")
    _allow(_WITH_CONTACT, _THINGS)


def _allow(old: str, new: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check(old, new)
        return
    op.drop_constraint("ck_kim_change_thing_known", "kim_change", type_="check")
    op.create_check_constraint("ck_kim_change_thing_known", "kim_change", f"thing IN ({new})")


def _rewrite_check(old: str, new: str) -> None:
    """Change a CHECK of SQLite where it stands; 0005 says why it has to be done so."""
    number = op.get_bind().exec_driver_sql("PRAGMA schema_version").scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    changed = op.get_bind().execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new) "
            "WHERE type = 'table' AND name = 'kim_change' AND instr(sql, :old) > 0"
        ),
        {"old": f"({old})", "new": f"({new})"},
    )
    if changed.rowcount != 1:
        msg = "the table kim_change has no list of things as expected"
        raise RuntimeError(msg)
    op.execute(f"PRAGMA schema_version = {number + 1}")
    op.execute("PRAGMA writable_schema = RESET")
