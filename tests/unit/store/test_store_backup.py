"""A backup is one file for either database: all of it comes back, it is written whole, and a damaged one is refused."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import false, select, true

from geo.cli import main
from geo.errors import BackupError, StoreError
from geo.model import Address, ChangeKind, Role
from geo.store import OfferEdit, Seen, Site, Store, WordKey
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.migrate import downgrade
from geo.store.database.portable import write_backup
from geo.store.offers.reading import utc
from geo.store.offers.tables import batch, metadata, revision
from tests.store_kit import Database, FakeGeocoder, offer_row, open_store, seed


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.open() as opened:
        fill(opened)
        yield opened


def fill(store: Store) -> None:
    """Offers with every kind of value, and a history."""
    geocode = FakeGeocoder().geocode
    seed(store, offer_row("a-1", street="Weg", house_number="1", topics="work;language"), offer_row("a-2"))
    store.save("a-1", {"title": "صداقة „für alle“"}, version=1, who=Role.EDITOR, sites=(Site(city="Marl"),))
    batch = store.apply([OfferEdit.remove("a-2", version=1)], who=Role.EDITOR)
    assert batch is not None
    store.undo_batch(batch.batch_id, who=Role.ADMIN)
    store.lock_location(store.offers().loc["a-1", "location_id"], lon=7.123456789012345, lat=51.65)
    seen = [Seen(name, stored.version, "0" * 64) for name, stored in store.stored_offers().items()]
    store.apart.keep(*seen, who=Role.EDITOR)
    store.geocode_cache.put("k", geocode(Address("Weg", "1")))
    store.undo_batch(
        store.phrases.add("de", "topic:work", "Kumbra", who=Role.EDITOR).batch_id, who=Role.ADMIN
    )
    store.phrases.add("ar", "topic:work", "كمبرا", who=Role.EDITOR)
    store.scenarios.save("Nord ضفة", "!a7.02,51.58,1,Hier")
    word = WordKey("2026-W49", "ar", "كمبرا")
    store.missed_words.add({word: 3}, most_a_week=9, forget_before="2026-W01")


def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for what a restore itself leaves behind."""
    left = {revision: false(), batch: batch.c.kind != str(ChangeKind.RESTORE)}
    with store.reading() as connection:
        return {
            table.name: [
                {name: utc(value) if isinstance(value, datetime) else value for name, value in row.items()}
                for row in connection.execute(
                    select(table).where(left.get(table, true())).order_by(*table.primary_key)
                ).mappings()
            ]
            for table in metadata.sorted_tables
        }


def test_all_comes_back_after_everything_was_lost(store: Store, tmp_path: Path) -> None:
    before = rows(store)
    manifest = store.backup(tmp_path / "sicherung.zip")
    store.apply([OfferEdit.remove("a-1", version=2), OfferEdit.add(offer_row("b-1"))], who=Role.EDITOR)

    store.restore(tmp_path / "sicherung.zip", keep=tmp_path / "alt.zip")

    assert rows(store) == before
    assert [manifest.rows[name] for name in ("offer", "added_phrase", "missed_word", "saved_scenario")] == [
        2,
        2,
        1,
        1,
    ]
    assert store.faults() == []


def test_restore_stands_in_the_history_and_gives_a_new_version(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "s.zip")
    before = store.version()

    store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

    assert store.version() != before
    assert (store.batches()[0].kind, store.batches()[0].note) == (ChangeKind.RESTORE, "s.zip")
    store.save("a-1", {"title": "geht weiter"}, version=2, who=Role.EDITOR)


def test_restore_can_be_taken_back_with_the_file_it_keeps(store: Store, tmp_path: Path) -> None:
    store.backup(tmp_path / "s.zip")
    store.save("a-1", {"title": "seit der Sicherung"}, version=2, who=Role.EDITOR)
    before = rows(store)

    store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")
    assert rows(store) != before
    store.restore(tmp_path / "alt.zip", keep=tmp_path / "egal.zip")

    assert rows(store) == before


def test_backup_of_either_database_goes_into_the_other(store: Store, tmp_path: Path) -> None:
    before = store.offers(), store.sites(), store.history("a-1"), store.locations()
    store.backup(tmp_path / "s.zip")

    with open_store(tmp_path / "other") as other:
        other.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")
        after = other.offers(), other.sites(), other.history("a-1"), other.locations()
        other.backup(tmp_path / "back.zip")
    store.restore(tmp_path / "back.zip", keep=tmp_path / "alt2.zip")

    for number in (0, 1, 3):
        assert after[number].equals(before[number])
    assert after[2] == before[2]
    assert store.history("a-1") == before[2]


def test_backup_is_what_one_moment_saw(store: Store, database: Database, tmp_path: Path) -> None:
    """A writer who comes in the middle is not in the backup, wholly."""
    before = rows(store)

    with store.reading() as connection:
        connection.execute(select(revision)).all()  # the moment
        with database.open() as other:
            other.save("a-1", {"title": "mittendrin"}, version=2, who=Role.EDITOR)
        write_backup(connection, tmp_path / "s.zip")
    store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

    assert rows(store) == before


def test_backup_replaces_an_older_one_whole_and_leaves_no_crumbs(tmp_path: Path) -> None:
    with open_store(tmp_path / "var") as store:
        fill(store)
        (tmp_path / "out").mkdir()
        for _ in range(2):
            store.backup(tmp_path / "out" / "s.zip")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["s.zip"]


def test_backup_of_an_older_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    with open_store(tmp_path / "var") as store:
        fill(store)
        before = store.offers()
        store.backup(tmp_path / "s.zip")
        _make_older(tmp_path / "s.zip", "0001")

        store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

        assert store.offers().equals(before)
        assert [batch.kind for batch in store.batches()] == [ChangeKind.RESTORE]


def _make_older(path: Path, schema: str) -> None:
    """Turn a backup into one that an older program made."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        archive.extract("karte.sqlite3", path.parent)
    file = path.parent / "karte.sqlite3"
    engine = make_engine(parse_url(f"sqlite:///{file}"))
    downgrade(engine, schema)
    engine.dispose()
    content = file.read_bytes()
    manifest |= {"schema": schema, "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("karte.sqlite3", content)


def _with(path: Path, **changes: object) -> None:
    with zipfile.ZipFile(path) as archive:
        manifest, content = json.loads(archive.read("manifest.json")), archive.read("karte.sqlite3")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest | changes))
        archive.writestr("karte.sqlite3", content)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 255
    path.write_bytes(bytes(raw))


def _encrypted(path: Path) -> None:
    """Set the mark of encryption in every header, as a program does that asks for a password."""
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + place] |= 1
            start = raw.find(mark, start + 4)
    path.write_bytes(bytes(raw))


def _oddly_packed(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + place] = 97
            start = raw.find(mark, start + 4)
    path.write_bytes(bytes(raw))


def _no_database(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    content = b"no database" * 50
    manifest |= {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", json.dumps(manifest))
        archive.writestr("karte.sqlite3", content)


DAMAGES = {
    "encrypted": _encrypted,
    "oddly packed": _oddly_packed,
    "no database inside": _no_database,
    "list of contents of another shape": lambda path: _with(path, schema=[1], sha256={"a": 1}),
    "cut short": _cut,
    "one byte changed": _flip,
    "empty": lambda path: path.write_bytes(b""),
    "no zip": lambda path: path.write_text("Sicherung"),
    "missing": lambda path: path.unlink(),
    "another program's": lambda path: _with(path, format="zip"),
    "another checksum": lambda path: _with(path, sha256="0" * 64),
    "another size": lambda path: _with(path, size_bytes=7),
    "a bomb": lambda path: _with(path, size_bytes=10**15),
    "newer": lambda path: _with(path, schema="9999"),
    "unknown value": lambda path: _with(path, more=1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damaged_backup_is_refused_before_anything_changes(tmp_path: Path, damage: Any) -> None:
    with open_store(tmp_path / "var") as store:
        fill(store)
        store.backup(tmp_path / "s.zip")
        damage(tmp_path / "s.zip")
        before = rows(store), store.version()

        with pytest.raises(StoreError) as caught:
            store.restore(tmp_path / "s.zip", keep=tmp_path / "alt.zip")

        assert "s.zip" in str(caught.value)
        assert (rows(store), store.version()) == before
        assert not (tmp_path / "alt.zip").exists()


def test_backup_into_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, pytest.raises(BackupError, match="cannot be written"):
        store.backup(tmp_path / "nowhere" / "s.zip")


def test_backup_holds_a_database_any_tool_can_read(tmp_path: Path) -> None:
    with open_store(tmp_path / "var") as store:
        fill(store)
        store.backup(tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        archive.extract("karte.sqlite3", tmp_path)

    other = sqlite3.connect(tmp_path / "karte.sqlite3")
    count = other.execute("SELECT count(*) FROM offer").fetchone()
    other.close()

    assert count == (2,)


def test_command_line_writes_a_backup_and_puts_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    with open_store(tmp_path / "var") as store:
        fill(store)
        assert main(["backup", str(tmp_path / "s.zip")]) == 0
        store.apply([OfferEdit.remove("a-1", version=2)], who=Role.EDITOR)

        assert main(["restore", str(tmp_path / "s.zip")]) == 0

        assert list(store.offers().index) == ["a-1", "a-2"]
    told = capsys.readouterr().err
    assert "2 offers, 4 changes" in told
    (kept,) = (tmp_path / "var").glob("before-restore-*.zip")
    assert f"to go back: python -m geo restore {kept}" in told


def test_command_line_says_in_one_line_what_is_wrong_with_a_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KARTE_VAR", str(tmp_path / "var"))
    (tmp_path / "s.zip").write_text("x")

    assert main(["restore", str(tmp_path / "s.zip")]) == 1

    assert "s.zip: no backup of this program, or damaged" in capsys.readouterr().err
