"""The store: opens the database, hands out offers, takes in the shipped ones."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pandas as pd
from sqlalchemy import Connection, Engine, func, select, update
from sqlalchemy.engine import URL

from geo.errors import StoreError, StoreReadOnly
from geo.model import Address, LastChange, Match, Precision
from geo.settings import Settings
from geo.store import engine as engines
from geo.store import seeding, tables
from geo.store.faults import faults_of, is_disk_fault
from geo.store.frame import read_offers_frame
from geo.store.last_changes import read_last_changes
from geo.store.memory import LockedLocations, StoredAnswers
from geo.store.migrate import needs_upgrade, upgrade
from geo.store.plan import SeedReport

LOG = logging.getLogger(__name__)
COUNTED = (tables.offer, tables.organization, tables.location, tables.geocode_cache)


class Store:
    """One open database; safe to share between threads."""

    def __init__(self, engine: Engine, *, name: str, is_read_only: bool = False) -> None:
        self.name = name
        self.is_read_only = is_read_only
        self.geocode_cache = StoredAnswers(self)
        self.locked_points = LockedLocations(self)
        self._engine = engine

    @classmethod
    def open(
        cls, settings: Settings, *, url: str | None = None, busy_timeout_s: float = engines.BUSY_TIMEOUT_S
    ) -> Self:
        """Open the database of the settings, made or brought up to date where needed.

        A database that exists but takes no writes is opened for reading alone.

        Parameters
        ----------
        url
            SQLAlchemy URL instead of the one in the settings.
        busy_timeout_s
            Seconds to wait for another process that holds the database.

        Raises
        ------
        StoreBusy
            If another process holds it longer than that.
        StoreReadOnly
            If it has to be made or brought up to date, and its disk takes no writes.
        StoreError
            If it is damaged, newer than this program, or cannot be opened.
        """
        parts = engines.parse_url(url or settings.database_url)
        path = engines.sqlite_file(parts)
        if path is None:
            return cls._open_server(parts, busy_timeout_s)
        if _is_writable(path):
            try:
                return cls._open_file(parts, path, busy_timeout_s)
            except StoreError as error:
                if not (is_disk_fault(error) and path.is_file() and path.stat().st_size):
                    raise
        return cls._open_read_only(parts, path, busy_timeout_s)

    @classmethod
    def _open_file(cls, url: URL, path: Path, busy_timeout_s: float) -> Self:
        engine = engines.make_engine(url, busy_timeout_s=busy_timeout_s)
        try:
            with faults_of(str(path)):
                engines.use_write_ahead_log(engine, wait_s=busy_timeout_s)
                if needs_upgrade(engine, str(path)):
                    upgrade(engine)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine, name=str(path))

    @classmethod
    def _open_read_only(cls, url: URL, path: Path, busy_timeout_s: float) -> Self:
        """Open a file that takes no writes: beside a running writer if possible, else as it lies there."""
        if not path.exists():
            msg = f"{path}: no database yet, and its folder takes no writes; set KARTE_VAR to another folder"
            raise StoreReadOnly(msg)
        LOG.warning("%s takes no writes: opened for reading alone", path)
        engine = engines.make_engine(url, mode="ro", busy_timeout_s=busy_timeout_s)
        if not engines.can_read(engine):
            engine.dispose()
            engine = engines.make_engine(url, mode="immutable", busy_timeout_s=busy_timeout_s)
        try:
            with faults_of(str(path)):
                _require_current(engine, path)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine, name=str(path), is_read_only=True)

    @classmethod
    def _open_server(cls, url: URL, busy_timeout_s: float) -> Self:
        """Open what is no file of ours: a server, a database in memory, a SQLite URL with options."""
        name = url.render_as_string(hide_password=True)
        with faults_of(name):
            engine = engines.make_engine(url, busy_timeout_s=busy_timeout_s)
            if needs_upgrade(engine, name):
                upgrade(engine)
        return cls(engine, name=name, is_read_only=url.query.get("mode") == "ro")

    @staticmethod
    def exists(settings: Settings) -> bool:
        """Whether the database of the settings has been made; opening would make it."""
        path = engines.sqlite_file(engines.parse_url(settings.database_url))
        return path is None or path.exists()

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one unchanging view of the database; faults leave as StoreError."""
        with faults_of(self.name), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that ends whole or not at all; faults leave as StoreError.

        Raises
        ------
        StoreReadOnly
            If the database takes no writes.
        """
        if self.is_read_only:
            msg = f"{self.name}: the database takes no writes"
            raise StoreReadOnly(msg)
        with faults_of(self.name), engines.writing(self._engine) as connection:
            yield connection

    def offers(self) -> pd.DataFrame:
        """Return all offers with their places, shaped as `geo.schema.OFFER_FRAME` says."""
        with self.reading() as connection:
            return read_offers_frame(connection)

    def last_changes(self) -> dict[str, LastChange]:
        """Return when each offer was last changed, by id."""
        with self.reading() as connection:
            return read_last_changes(connection)

    def version(self) -> str:
        """Return a token that differs as soon as anything a reader of offers can see has changed."""
        with self.reading() as connection:
            row = connection.execute(select(tables.revision.c.number, tables.revision.c.token)).first()
        return f"{row.number}-{row.token}" if row else "0"

    def counts(self) -> dict[str, int]:
        """Return the number of rows of the main tables."""
        with self.reading() as connection:
            return {
                table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
                for table in COUNTED
            }

    def datasets(self) -> pd.DataFrame:
        """Return what was loaded: index `name`; sha256, loaded_at (UTC), rows."""
        query = select(tables.dataset).order_by(tables.dataset.c.name)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        frame = pd.DataFrame(rows, columns=["name", "sha256", "loaded_at", "rows"]).set_index("name")
        return frame.assign(loaded_at=pd.to_datetime(frame["loaded_at"], utc=True))

    def locations(self) -> pd.DataFrame:
        """Return all locations: index `location_id`; address, point, precision, its source, lock, note."""
        query = select(tables.location).order_by(tables.location.c.location_id)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        names = [column.name for column in tables.location.columns]
        frame = pd.DataFrame(rows, columns=names).set_index("location_id")
        return frame.astype(
            {"lon": "float64", "lat": "float64", "uncertainty_m": "float64", "is_locked": "bool"}
        )

    def has_dataset(self, name: str, sha256: str) -> bool:
        """Whether exactly this state of a data set is loaded."""
        with self.reading() as connection:
            return seeding.is_loaded(connection, name, sha256)

    def lock_location(
        self, location_id: str, *, lon: float, lat: float, uncertainty_m: float = 10.0, note: str = ""
    ) -> None:
        """Set a point by hand; no later load or geocoder moves it.

        Raises
        ------
        StoreError
            If there is no such location.
        """
        values = {
            "lon": lon,
            "lat": lat,
            "precision": str(Precision.HOUSE),
            "uncertainty_m": uncertainty_m,
            "match_source": "by hand",
            "match_date": datetime.now(UTC).date(),
            "is_locked": True,
            "note": note,
        }
        table = tables.location
        with self.writing() as connection:
            found = connection.execute(update(table).where(table.c.location_id == location_id).values(values))
            seeding.note_change(connection)
            if not found.rowcount:
                msg = f"{self.name}: there is no location {location_id!r}"
                raise StoreError(msg)

    def seed(
        self,
        rows: Sequence[Mapping[str, str]],
        geocode: Callable[[Address], Match],
        *,
        progress: Callable[[int, int], None] | None = None,
        source_name: str,
        sha256: str,
    ) -> SeedReport:
        """Load the shipped offers in one transaction, or do nothing where this state is loaded already.

        Offers with the same address share a location. Offers that a person edited and points that a person
        locked stay as they are; untouched offers that are no longer shipped go.

        Parameters
        ----------
        rows
            Checked rows of the shipped table (`geo.schema.OFFER_COLUMNS`).
        geocode
            Says where an address lies.
        progress
            Called with (addresses located, all addresses).
        source_name, sha256
            Name and checksum of what is loaded.

        Raises
        ------
        StoreError
            If the database refuses; nothing has changed then.
        """
        if self.has_dataset(source_name, sha256):
            return SeedReport(source_name, rows=len(rows), is_unchanged=True)
        located = seeding.locate(rows, geocode, progress=progress)  # before the transaction: it takes long
        with self.writing() as connection:
            if seeding.is_loaded(connection, source_name, sha256):  # another process was faster
                return SeedReport(source_name, rows=len(rows), is_unchanged=True)
            report = seeding.apply(connection, rows, located, source_name=source_name)
            seeding.note_dataset(connection, source_name, sha256, rows=len(rows))
            seeding.note_change(connection)
        return report


def _require_current(engine: Engine, path: Path) -> None:
    if needs_upgrade(engine, str(path)):
        msg = f"{path}: has to be brought up to date, but takes no writes; allow writing once"
        raise StoreReadOnly(msg)


def _is_writable(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return engines.may_write(path)
