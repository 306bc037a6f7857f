"""A backup as one file: a ZIP with all tables as a SQLite database and a list of what is in it.

The same for SQLite and PostgreSQL, so that a backup of one can be restored into the other.
"""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, func, insert, select

from geo import __version__
from geo.errors import BackupError
from geo.files import MOST_BYTES, owners_alone
from geo.settings import utc_now
from geo.store.database.engine import make_engine, parse_url
from geo.store.database.faults import faults_of
from geo.store.database.migrate import SCHEMA_VERSIONS, upgrade
from geo.store.offers.tables import metadata

_DATABASE, _MANIFEST = "karte.sqlite3", "manifest.json"
_FORMAT = "integrationskarte-backup-1"
#: Rows that are in memory at a time.
_CHUNK_ROWS = 1000


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: made when (UTC), by which program, from which schema, how many rows."""

    format: str
    made_at: str
    program: str
    schema: str
    sha256: str
    size_bytes: int
    rows: Mapping[str, int]


#: What reading a broken, encrypted or oddly packed archive raises.
_BROKEN = (
    OSError, zipfile.BadZipFile, KeyError, EOFError, RuntimeError, NotImplementedError, zlib.error, ValueError,
    MemoryError,
)  # fmt: skip
#: A backup holds its list of contents and the database.
_MOST_PARTS = 10


def write_backup(connection: Connection, path: Path) -> Manifest:
    """Write all that `connection` sees into a file; it is there whole or not at all.

    Raises
    ------
    BackupError
        If the file cannot be written.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as name:
            folder = Path(name)
            rows = _copy_to_file(connection, folder / _DATABASE)
            manifest = _describe(folder / _DATABASE, rows)
            _pack(folder, manifest)
            owners_alone(folder / "backup.zip")
            (folder / "backup.zip").replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        msg = f"{path}: the backup cannot be written ({error.strerror or error})"
        raise BackupError(msg) from error
    return manifest


@contextmanager
def opened_backup(path: Path) -> Iterator[tuple[Manifest, Engine]]:
    """Give a checked backup, brought to the schema of this program; the file itself stays as it is.

    Raises
    ------
    BackupError
        If it is no backup, damaged, or made by a newer program.
    """
    with tempfile.TemporaryDirectory(prefix="karte-restore-") as name:
        file = Path(name) / _DATABASE
        manifest = _unpack(path, file)
        engine = make_engine(parse_url(f"sqlite:///{file.as_posix()}"))
        try:
            with faults_of(str(path)):
                upgrade(engine)
            yield manifest, engine
        finally:
            engine.dispose()


def copy_tables(source: Connection, target: Connection) -> dict[str, int]:
    """Fill the empty tables of `target` with the rows of `source`; return how many by table.

    Tables whose rows shall be forgotten are left empty.
    """
    kept = (table for table in metadata.sorted_tables if table.info.get("is_backed_up", True))
    rows = {table.name: _copy_table(source, target, table) for table in kept}
    if target.dialect.name == "postgresql":
        for table in metadata.sorted_tables:
            _count_on(target, table)
    return rows


def empty_tables(connection: Connection) -> None:
    """Delete every row of every table of ours."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())


def _copy_table(source: Connection, target: Connection, table: Table) -> int:
    count = 0
    # ordered, for rows that name an earlier row of their own table
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_CHUNK_ROWS)
    found = source.execute(query)
    for chunk in found.mappings().partitions(_CHUNK_ROWS):
        target.execute(insert(table), [dict(row) for row in chunk])
        count += len(chunk)
    return count


def _count_on(connection: Connection, table: Table) -> None:
    """Let a column that PostgreSQL counts by itself go on after the highest copied number."""
    column = table.autoincrement_column
    if column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        highest = select(func.max(column)).scalar_subquery()
        connection.execute(select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None))))


def _copy_to_file(connection: Connection, file: Path) -> dict[str, int]:
    engine = make_engine(parse_url(f"sqlite:///{file.as_posix()}"))
    try:
        upgrade(engine)
        with engine.begin() as target:
            return copy_tables(connection, target)
    finally:
        engine.dispose()


def _describe(file: Path, rows: Mapping[str, int]) -> Manifest:
    made_at = utc_now().isoformat(timespec="seconds")
    return Manifest(
        _FORMAT, made_at, __version__, SCHEMA_VERSIONS[-1], _sha256(file), file.stat().st_size, rows
    )


def _pack(folder: Path, manifest: Manifest) -> None:
    target = folder / "backup.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
        archive.write(folder / _DATABASE, _DATABASE)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _unpack(path: Path, file: Path) -> Manifest:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(path, archive)
            if archive.getinfo(_DATABASE).file_size != manifest.size_bytes:
                raise _damaged(path, "its size is not the stated one")
            if len(archive.infolist()) > _MOST_PARTS:
                raise _damaged(path, "it holds more than a backup does")
            with archive.open(_DATABASE) as packed, file.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
    except BackupError:
        raise
    except _BROKEN as error:  # a packed file may be encrypted, packed in a way that is not known here, or cut
        raise _damaged(path, _reason(error)) from error
    if _sha256(file) != manifest.sha256:
        raise _damaged(path, "its checksum is not the stated one")
    return manifest


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(_MANIFEST).file_size > 100_000:
        raise _damaged(path, "its list of contents is too long")
    try:
        manifest = Manifest(**json.loads(archive.read(_MANIFEST)))
        is_ours = manifest.format == _FORMAT and 0 < manifest.size_bytes <= MOST_BYTES["backup"]
        is_ours = is_ours and isinstance(manifest.schema, str) and isinstance(manifest.sha256, str)
    except (TypeError, ValueError, RecursionError) as error:
        raise _damaged(path, "its list of contents cannot be read") from error
    if not is_ours:
        raise _damaged(path, f"{_FORMAT} expected")
    if manifest.schema not in SCHEMA_VERSIONS:
        msg = f"{path}: schema {manifest.schema} is newer than this program; install the newer program"
        raise BackupError(msg)
    return manifest


def _reason(error: Exception) -> str:
    """Say in words why an archive cannot be unpacked."""
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return "it is encrypted"
    if isinstance(error, NotImplementedError):
        return "it is packed in a way that is not known here"
    return str(error) or type(error).__name__


def _damaged(path: Path, reason: str) -> BackupError:
    return BackupError(f"{path}: no backup of this program, or damaged ({reason}); nothing was changed")


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make sure that a new name lasts, too, where the system lets us."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
