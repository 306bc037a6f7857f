"""Bring a database to the schema of this program, up or down."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from geo.errors import StoreError
from geo.store.database.engine import writing

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"
#: All versions this program knows, oldest first; the last one is what it works with.
SCHEMA_VERSIONS = tuple(sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))
#: Where Alembic notes the version.
_VERSION_TABLE = "alembic_version"


def current_version(connection: Connection) -> str:
    """Return the schema version of a database, the empty text for a new one."""
    if not inspect(connection).has_table(_VERSION_TABLE):
        return ""
    return str(connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}")) or "")  # noqa: S608  # our constant


def needs_upgrade(engine: Engine, name: str) -> bool:
    """Whether the database is older than this program.

    Raises
    ------
    StoreError
        If it is newer: this program would misread it.
    """
    with engine.connect() as connection:
        version = current_version(connection)
    if version and version not in SCHEMA_VERSIONS:
        known = SCHEMA_VERSIONS[-1]
        msg = (
            f"{name}: schema {version} is newer than this program, which knows up to {known}; "
            "install the newer program, or set KARTE_DATABASE_URL to another database"
        )
        raise StoreError(msg)
    return version != SCHEMA_VERSIONS[-1]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Apply all missing migrations in one transaction; a second process waits and finds the work done."""
    from alembic import command  # heavy, and most starts need no migration

    with writing(engine) as connection:
        if revision != "head" or current_version(connection) != SCHEMA_VERSIONS[-1]:
            command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back down to `revision` (`base` for an empty database)."""
    from alembic import command  # heavy, and only operators and tests come here

    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
