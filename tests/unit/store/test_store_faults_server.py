"""A database server that is away, busy, full or read-only: a clear word, nothing half-written, and it goes on after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL, make_url

from geo.errors import StoreBusy, StoreError, StoreReadOnly
from geo.model import Role
from geo.store import Store
from geo.store.database.connected import TRIES
from geo.store.database.engine import WRITE_LOCK
from tests.store_kit import Database, offer_row, open_store, seed


@pytest.fixture
def store(postgres_blank: Database) -> Iterator[Store]:
    with postgres_blank.open(busy_timeout_s=0.3) as opened:
        seed(opened, offer_row("a-1"), offer_row("a-2"))
        yield opened


@pytest.fixture
def admin(postgres_server: URL) -> Iterator[Connection]:
    """The operator of the server, in another database."""
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _name(database: Database) -> str:
    return str(make_url(database.url).database)


def _throw_out(admin: Connection, database: Database) -> None:
    query = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    admin.execute(query, {"name": _name(database)})


def save(store: Store, title: str) -> None:
    stored = store.get("a-1")
    assert stored is not None
    store.save("a-1", {"title": title}, version=stored.version, who=Role.EDITOR)


# --- away --------------------------------------------------------------------------------------------------------


def test_server_that_is_not_there_is_told_without_the_password(postgres_server: URL) -> None:
    away = postgres_server.set(port=1, username="karte", password="geheim")

    with pytest.raises(StoreError, match="the database does not answer") as caught:
        Database(away.render_as_string(hide_password=False)).open(busy_timeout_s=1)

    assert "geheim" not in f"{caught.value} {caught.value.__cause__}"
    assert caught.value.key == "error.store"


def test_database_that_is_not_there_is_told_with_what_helps(postgres_server: URL) -> None:
    with pytest.raises(StoreError, match=r"does not answer: .*\"karte_nowhere\" does not exist"):
        Database(postgres_server.set(database="karte_nowhere").render_as_string(hide_password=False)).open()


def test_server_that_comes_back_is_used_again_and_nothing_is_lost(
    store: Store, postgres_blank: Database, admin: Connection
) -> None:
    save(store, "vorher")
    admin.execute(text(f"ALTER DATABASE {_name(postgres_blank)} ALLOW_CONNECTIONS false"))
    _throw_out(admin, postgres_blank)

    for work in (store.offers, store.version, lambda: save(store, "verloren")):
        with pytest.raises(StoreError, match="does not answer"):
            work()
    admin.execute(text(f"ALTER DATABASE {_name(postgres_blank)} ALLOW_CONNECTIONS true"))

    assert store.offers()["title"].tolist() == ["vorher", "Kurs a-2"]
    save(store, "nachher")
    assert [change.after for change in store.history("a-1")] == [{"title": "nachher"}, {"title": "vorher"}]


def test_connection_cut_in_the_middle_of_a_change_leaves_nothing_of_it(
    store: Store, postgres_blank: Database, admin: Connection
) -> None:
    before = store.version()

    with pytest.raises(StoreError), store.writing() as connection:
        connection.execute(text("UPDATE offer SET title = 'halb'"))
        _throw_out(admin, postgres_blank)
        connection.execute(text("UPDATE offer SET fees = 'halb'"))

    assert store.offers()["title"].tolist() == ["Kurs a-1", "Kurs a-2"]
    assert store.version() == before
    assert store.faults() == []


# --- in the way --------------------------------------------------------------------------------------------------


def test_writer_that_holds_the_database_too_long_is_told(store: Store, postgres_blank: Database) -> None:
    other = create_engine(postgres_blank.url)
    with other.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK})

        with pytest.raises(StoreBusy, match="another process holds the database"):
            save(store, "neu")
        assert len(store.offers()) == 2  # reading goes on
    other.dispose()

    save(store, "neu")


def _fail(connection: Connection, sqlstate: str) -> None:
    connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{sqlstate}'; END $$"))


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_transaction_that_met_another_one_is_tried_again(store: Store, sqlstate: str) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> str:
        tries.append(1)
        connection.execute(text("UPDATE offer SET fees = fees || 'x'"))
        if len(tries) < 3:
            _fail(connection, sqlstate)
        return "done"

    assert store.transact(work) == "done"
    assert store.offers()["fees"].tolist() == ["x", "x"]  # the tries that failed left nothing


def test_tries_have_an_end(store: Store) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        _fail(connection, "40001")

    with pytest.raises(StoreBusy):
        store.transact(work)

    assert len(tries) == TRIES


# --- full and read-only ------------------------------------------------------------------------------------------


def test_full_disk_of_the_server_is_told_and_nothing_changes(store: Store) -> None:
    def work(connection: Connection) -> None:
        connection.execute(text("UPDATE offer SET title = 'halb'"))
        _fail(connection, "53100")

    with pytest.raises(StoreError, match="the disk is full; nothing was changed"):
        store.transact(work)

    assert store.offers()["title"].tolist() == ["Kurs a-1", "Kurs a-2"]


def test_read_only_server_is_read_and_not_written(
    store: Store, postgres_blank: Database, admin: Connection
) -> None:
    admin.execute(text(f"ALTER DATABASE {_name(postgres_blank)} SET default_transaction_read_only = on"))
    _throw_out(admin, postgres_blank)

    with postgres_blank.open() as opened:
        assert len(opened.offers()) == 2
        with pytest.raises(StoreReadOnly) as caught:
            save(opened, "neu")

    assert caught.value.key == "error.store_read_only"


# --- the same for a file ----------------------------------------------------------------------------------------


def test_disk_that_is_taken_away_and_put_back_loses_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path / "var") as store:
        seed(store, offer_row("a-1"))
        save(store, "vorher")
        store.close()  # as a process does that was started anew
        (tmp_path / "var").rename(tmp_path / "away")

        for work in (store.offers, lambda: save(store, "verloren")):
            with pytest.raises(StoreError, match="cannot be opened"):
                work()
        (tmp_path / "away").rename(tmp_path / "var")

        save(store, "nachher")
        assert store.offers()["title"].tolist() == ["nachher"]
        assert len(store.history("a-1")) == 2
