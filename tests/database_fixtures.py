"""The same test on SQLite and on PostgreSQL: each finds an empty database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL, make_url

from geo.store.database.engine import make_engine
from geo.store.database.migrate import upgrade
from geo.store.offers.tables import metadata
from tests.store_kit import Database, open_store

#: Where a test server answers; `tools/postgres.sh` starts one and says so.
POSTGRES = "KARTE_TEST_POSTGRES_URL"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what tests of load and of killed processes counted (`record_property("counted", …)`)."""
    passed = terminalreporter.getreports("passed")
    told = [value for report in passed for name, value in report.user_properties if name == "counted"]
    if told:
        terminalreporter.section("counted")
    for line in dict.fromkeys(told):
        terminalreporter.write_line(str(line))


@contextmanager
def _new_database(server: URL) -> Iterator[URL]:
    """Make a database on the server, and drop it at the end."""
    name = f"karte_{token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> URL:
    """Where PostgreSQL answers; the test is skipped where there is none."""
    url = os.environ.get(POSTGRES, "")
    if not url:
        pytest.skip(f"needs PostgreSQL: set {POSTGRES}, or run tools/postgres.sh")
    return make_url(url)


@pytest.fixture(scope="session")
def _shared_database(postgres_server: URL) -> Iterator[Engine]:
    """A database with all tables: emptying it between tests is far quicker than making one."""
    with _new_database(postgres_server) as url:
        engine = make_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def postgres_database(_shared_database: Engine) -> Database:
    """A database on the server with all tables and no row."""
    with _shared_database.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return Database(_shared_database.url.render_as_string(hide_password=False))


@pytest.fixture
def postgres_blank(postgres_server: URL) -> Iterator[Database]:
    """A database on the server without a table."""
    with _new_database(postgres_server) as url:
        yield Database(url.render_as_string(hide_password=False))


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with all tables and no row: copying it is far quicker than migrating one for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    open_store(folder).close()
    return (folder / "karte.sqlite3").read_bytes()


@pytest.fixture
def sqlite_database(_migrated_file: bytes, tmp_path: Path) -> Database:
    """A file with all tables and no row."""
    (tmp_path / "karte.sqlite3").write_bytes(_migrated_file)
    return _file_in(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A database of either kind with no row."""
    found: Database = request.getfixturevalue(
        "sqlite_database" if request.param == "sqlite" else "postgres_database"
    )
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A database of either kind that nobody has opened yet, for tests of its tables."""
    if request.param == "sqlite":
        return _file_in(tmp_path)
    found: Database = request.getfixturevalue("postgres_blank")
    return found


def _file_in(folder: Path) -> Database:
    return Database(f"sqlite:///{folder.as_posix()}/karte.sqlite3")
