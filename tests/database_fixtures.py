"""The same test on SQLite and on PostgreSQL: each gets an empty database of its own."""

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from geo.store.engine import make_engine
from geo.store.migrate import upgrade
from tests.store_kit import Database

#: Where a test server answers; `tools/postgres.sh` starts one and says so.
POSTGRES = "KARTE_TEST_POSTGRES_URL"


def _as_admin(server: URL, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> URL:
    """Where PostgreSQL answers; the test is skipped where there is none."""
    url = os.environ.get(POSTGRES, "")
    if not url:
        pytest.skip(f"needs PostgreSQL: set {POSTGRES}, or run tools/postgres.sh test")
    return make_url(url)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL) -> Iterator[str]:
    """A database with all tables, which is quicker to copy than to make."""
    name = f"karte_template_{token_hex(4)}"
    _as_admin(postgres_server, f"CREATE DATABASE {name}")
    engine = make_engine(postgres_server.set(database=name))
    upgrade(engine)
    engine.dispose()
    yield name
    _as_admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_database(postgres_server: URL, postgres_template: str) -> Iterator[Database]:
    """An empty database on the server."""
    name = f"karte_{token_hex(6)}"
    _as_admin(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
    yield Database(postgres_server.set(database=name).render_as_string(hide_password=False))
    _as_admin(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database of either kind."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path.as_posix()}/karte.sqlite3")
    found: Database = request.getfixturevalue("postgres_database")
    return found
