"""A database that is locked, read-only, full or damaged: a clear word, nothing half-written, and reading goes on."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from geo.errors import GeoError, StoreBusy, StoreError, StoreReadOnly
from geo.model import Address
from geo.store import Store
from geo.store.database.faults import faults_of
from tests.store_kit import FakeGeocoder, offer_row, open_store, seed, settings_for

PROJECT = Path(__file__).resolve().parents[3]


def database(folder: Path) -> Path:
    return folder / "karte.sqlite3"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    with open_store(tmp_path) as store:
        seed(
            store,
            *[offer_row(f"a-{number}", street="Weg", house_number=str(number)) for number in range(1, 40)],
        )
    return tmp_path


@pytest.fixture
def writer(filled: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection that holds the lock."""
    connection = sqlite3.connect(database(filled), isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


# --- locked ------------------------------------------------------------------------------------------------------


def test_write_to_a_locked_database_is_refused_after_the_wait(
    filled: Path, writer: sqlite3.Connection
) -> None:
    with open_store(filled, busy_timeout_s=0.05) as store, pytest.raises(StoreBusy) as caught:
        seed(store, offer_row("b-1"), sha256="2")

    assert "karte.sqlite3: another process holds the database" in str(caught.value)
    assert caught.value.key == "error.store_busy"


def test_reading_goes_on_while_another_process_writes(filled: Path, writer: sqlite3.Connection) -> None:
    writer.execute("UPDATE offer SET title = 'halb'")

    with open_store(filled, busy_timeout_s=0.05) as store:
        assert set(store.offers()["title"]) == {f"Kurs a-{number}" for number in range(1, 40)}


def test_write_waits_until_the_other_process_is_done(filled: Path, writer: sqlite3.Connection) -> None:
    release = threading.Timer(0.2, writer.execute, ["ROLLBACK"])

    with open_store(filled, busy_timeout_s=30) as store:
        release.start()
        report = seed(store, offer_row("b-1"), sha256="2")
        release.join()

    assert report.added == 1


def test_new_database_that_is_locked_is_refused_not_half_made(tmp_path: Path) -> None:
    other = sqlite3.connect(database(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(StoreBusy):
        open_store(tmp_path, busy_timeout_s=0.1)
    other.close()

    with open_store(tmp_path) as store:
        assert store.counts()["offer"] == 0


# --- read-only ---------------------------------------------------------------------------------------------------

#: Load all modules, then give up the rights of root, who may write everywhere and whose folders others cannot read.
WITHOUT_RIGHTS = """
import os, sys
from pathlib import Path
from tests.store_kit import *
from geo.errors import StoreError, StoreReadOnly
from geo.model import Address
with open_memory() as store:
    seed(store, offer_row("a-1"))
    store.offers()
if os.getuid() == 0:
    os.setuid(65534)
"""

READ_ONLY = """
with open_store(Path(sys.argv[1])) as store:
    print(store.is_read_only, len(store.offers()), store.version() != "0", store.counts()["location"])
    for write in (
        lambda: seed(store, offer_row("c-1"), sha256="3"),
        lambda: store.geocode_cache.put("k", FakeGeocoder().geocode(Address("Weg"))),
        lambda: store.lock_location("x", lon=7.0, lat=51.0),
    ):
        try:
            write()
        except StoreReadOnly as error:
            print("refused", error.key, "karte.sqlite3" in str(error))
"""


def run(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def open_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that every user may enter, unlike pytest's own."""
    if not hasattr(os, "getuid"):
        pytest.skip("needs Unix permissions")
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def _read_only(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)


EXPECTED = "True 39 True 39\n" + "refused error.store_read_only True\n" * 3


@pytest.fixture
def filled_openly(filled: Path, open_path: Path) -> Path:
    shutil.copy(database(filled), database(open_path))
    return open_path


def test_read_only_file_in_a_read_only_folder_is_read_and_not_written(filled_openly: Path) -> None:
    _read_only(filled_openly)

    answer = run(WITHOUT_RIGHTS + READ_ONLY, str(filled_openly))

    assert (answer.stdout, answer.returncode) == (EXPECTED, 0), answer.stderr
    assert "takes no writes: opened for reading alone" in answer.stderr


def test_read_only_file_is_read_beside_a_running_writer(filled_openly: Path) -> None:
    with open_store(filled_openly) as store:
        seed(
            store,
            *[offer_row(f"b-{number}", street="Gasse", house_number=str(number)) for number in range(1, 40)],
            sha256="2",
        )
        _read_only(filled_openly)

        answer = run(WITHOUT_RIGHTS + READ_ONLY, str(filled_openly))
        filled_openly.chmod(0o755)

    assert (answer.stdout, answer.returncode) == (EXPECTED, 0), answer.stderr


def test_missing_database_in_a_read_only_folder_says_what_helps(open_path: Path) -> None:
    open_path.chmod(0o555)

    answer = run(WITHOUT_RIGHTS + READ_ONLY, str(open_path))

    assert answer.returncode == 1
    assert "StoreReadOnly" in answer.stderr
    assert "set KARTE_VAR to another folder" in answer.stderr


def test_database_opened_read_only_by_its_url_takes_no_writes(filled: Path) -> None:
    url = f"sqlite:///file:{database(filled)}?mode=ro&uri=true"

    with Store.open(settings_for(filled), url=url) as store:
        assert len(store.offers()) == 39
        with pytest.raises(StoreReadOnly):
            seed(store, offer_row("b-1"), sha256="2")


def test_write_that_fails_only_now_is_told_as_read_only(filled: Path) -> None:
    with open_store(filled) as store:
        with store.reading() as connection:
            connection.execute(text("PRAGMA query_only = ON"))

        with pytest.raises(StoreReadOnly, match="takes no writes"):
            seed(store, offer_row("b-1"), sha256="2")


# --- full disk ---------------------------------------------------------------------------------------------------


def test_full_disk_is_told_with_its_cause_and_nothing_changes(filled: Path) -> None:
    with open_store(filled) as store:
        before = store.version()
        with store.reading() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))

        with pytest.raises(StoreError, match="the disk is full; nothing was changed") as caught:
            seed(
                store,
                *[offer_row(f"b-{number}", description="x" * 2000) for number in range(200)],
                sha256="2",
            )

        assert isinstance(caught.value.__cause__.__cause__, sqlite3.OperationalError)  # type: ignore[union-attr]
        assert (store.version(), len(store.offers())) == (before, 39)


NO_SPACE = """
import resource, signal, sys
from pathlib import Path
from geo.errors import StoreError
from tests.store_kit import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with open_store(Path(sys.argv[1])) as store:
        print(len(store.offers()))
        seed(store, *[offer_row(f"b-{i}", description="x" * 2000) for i in range(300)], sha256="2")
except StoreError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("room", ["120000", "1000"])  # the second is too little even for a lock file
def test_disk_without_space_lets_a_reader_go_on(filled: Path, room: str) -> None:
    answer = run(NO_SPACE, str(filled), room)

    lines = answer.stdout.splitlines()
    assert lines[0] == "39", answer.stderr
    assert lines[1].startswith("Store")
    assert "disk" in lines[1] or "takes no writes" in lines[1]
    with open_store(filled) as store:
        assert len(store.offers()) == 39


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_disk_without_space_for_a_new_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    answer = run(NO_SPACE, str(tmp_path), "1000")

    assert answer.stdout.startswith("StoreError "), answer.stderr
    assert "karte.sqlite3: the disk" in answer.stdout


# --- damaged -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"no database, " * 1000,
        lambda raw: b"\x00" * len(raw),
        lambda raw: raw[:100] + b"\xff" * 4000 + raw[4100:],
    ],
)
def test_damaged_file_is_named_with_what_to_do(filled: Path, damage: object) -> None:
    path = database(filled)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]  # a function of bytes

    with pytest.raises(StoreError) as caught:
        open_store(filled)

    assert str(path) in str(caught.value)
    assert "put a backup in its place" in str(caught.value)
    assert not isinstance(caught.value, StoreBusy | StoreReadOnly)


def test_damage_in_the_middle_shows_as_soon_as_it_is_read(filled: Path) -> None:
    path = database(filled)
    raw = bytearray(path.read_bytes())
    raw[8192:] = b"\xff" * (len(raw) - 8192)
    path.write_bytes(bytes(raw))

    with pytest.raises(StoreError, match="put a backup in its place"), open_store(filled) as store:
        store.offers()


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(database(tmp_path))
    other.execute("CREATE TABLE offer (name TEXT)")
    other.close()

    with pytest.raises(StoreError):
        open_store(tmp_path)

    other = sqlite3.connect(database(tmp_path))
    names = [row[0] for row in other.execute("SELECT name FROM sqlite_master")]
    other.close()
    assert names == ["offer"]


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    database(tmp_path).mkdir()

    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)


# --- what a message tells ----------------------------------------------------------------------------------------


def test_no_message_carries_the_values_of_a_statement() -> None:
    engine = create_engine("sqlite://", hide_parameters=True)

    with pytest.raises(StoreError) as caught, faults_of("db"), engine.connect() as connection:
        connection.execute(text("SELECT * FROM nothing WHERE street = :street"), {"street": "Geheimweg"})

    assert "Geheimweg" not in f"{caught.value} {caught.value.__cause__}"
    assert isinstance(caught.value, GeoError)


def test_geocoder_answer_is_not_lost_when_it_cannot_be_kept(filled: Path, writer: sqlite3.Connection) -> None:
    match = FakeGeocoder().geocode(Address("Weg", "1"))

    with open_store(filled, busy_timeout_s=0.05) as store, pytest.raises(StoreBusy):
        store.geocode_cache.put("k", match)

    writer.execute("ROLLBACK")
    with open_store(filled) as store:
        assert store.geocode_cache.get("k") is None
