"""The store: opens the database, hands out offers, takes in the shipped ones."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pandas as pd
from sqlalchemy import Connection, Engine, func, select, true

from geo.model import Address, ChangeKind, LastChange, Match, Role
from geo.offers.course_runs import CourseRun
from geo.settings import Settings, utc_now
from geo.store.accounts.accounts import Accounts, Counters, Links, Sessions
from geo.store.accounts.factors import Factors
from geo.store.accounts.proposals import LinkFindings, Proposals, Reminders
from geo.store.database import engine as engines
from geo.store.database.inspecting import Fault, find_faults
from geo.store.database.opening import open_database
from geo.store.database.portable import Manifest, copy_tables, empty_tables, opened_backup, write_backup
from geo.store.kim.advice import Advice
from geo.store.offers import seeding, tables
from geo.store.offers.apart import Apart
from geo.store.offers.frame import read_offers_frame, read_sites_frame
from geo.store.offers.history import note_batch, note_change
from geo.store.offers.last_changes import read_last_changes
from geo.store.offers.memory import LockedLocations, StoredAnswers
from geo.store.offers.reading import is_in_use, read_runs
from geo.store.offers.seed_plan import SeedReport
from geo.store.offers.taking_in import TakingIn
from geo.store.scenarios.saved import SavedScenarios
from geo.store.words.added import AddedPhrases
from geo.store.words.missed import MissedWords

_COUNTED = (tables.offer, tables.organization, tables.location, tables.geocode_cache)


class Store(TakingIn):
    """One open database; safe to share between threads."""

    def __init__(self, engine: Engine, *, name: str, is_read_only: bool = False) -> None:
        super().__init__(engine, name=name, is_read_only=is_read_only)
        self.geocode_cache = StoredAnswers(self)
        self.locked_points = LockedLocations(self)
        self.accounts = Accounts(self)
        self.factors = Factors(self)
        self.links = Links(self)
        self.sessions = Sessions(self)
        self.counters = Counters(self)
        self.proposals = Proposals(self)
        self.reminders = Reminders(self)
        self.link_findings = LinkFindings(self)
        self.apart = Apart(self)
        self.missed_words = MissedWords(self)
        self.phrases = AddedPhrases(self)
        self.advice = Advice(self)
        self.scenarios = SavedScenarios(self)

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
        opened = open_database(url or settings.database_url, busy_timeout_s=busy_timeout_s)
        return cls(opened.engine, name=opened.name, is_read_only=opened.is_read_only)

    @staticmethod
    def exists(settings: Settings) -> bool:
        """Whether the database of the settings has been made; opening would make it."""
        path = engines.sqlite_file(engines.parse_url(settings.database_url))
        return path is None or path.exists()

    def offers(self) -> pd.DataFrame:
        """Return all offers with their places, shaped as `geo.offers.columns.OFFER_FRAME` says."""
        with self.reading() as connection:
            return read_offers_frame(connection)

    def last_changes(self) -> dict[str, LastChange]:
        """Return when each offer was last changed, by id."""
        with self.reading() as connection:
            return read_last_changes(connection)

    def sites(self, *, further_only: bool = False) -> pd.DataFrame:
        """Return every address of every offer, the main one first, or only the others.

        Columns `offer_id, site` (0 is the main one, whose values the offers frame has), `street, house_number,
        postal_code, city, schedule, location_id, lon, lat` (degrees, NaN without a point), `precision,
        uncertainty_m`; protected offers have no further sites.
        """
        with self.reading() as connection:
            return read_sites_frame(connection, further_only=further_only)

    def runs(self) -> dict[str, tuple[CourseRun, ...]]:
        """Return the dated runs of offers, the earliest first, past ones too; by offer."""
        with self.reading() as connection:
            return read_runs(connection)

    def version(self) -> str:
        """Return a token that differs as soon as anything a reader of offers can see has changed."""
        with self.reading() as connection:
            row = connection.execute(select(tables.revision.c.number, tables.revision.c.token)).first()
        return f"{row.number}-{row.token}" if row else "0"

    def counts(self) -> dict[str, int]:
        """Return the number of rows of the main tables that are in use: removed offers do not count."""
        in_sight = tables.offer.c.deleted_at.is_(None)
        owners = select(tables.offer.c.organization_id).where(in_sight)
        used = {
            "offer": in_sight,
            "organization": tables.organization.c.organization_id.in_(owners),
            "location": is_in_use(),
            "geocode_cache": true(),
        }
        with self.reading() as connection:
            return {
                table.name: int(
                    connection.scalar(select(func.count()).select_from(table).where(used[table.name])) or 0
                )
                for table in _COUNTED
            }

    def datasets(self) -> pd.DataFrame:
        """Return what was loaded: index `name`; sha256, loaded_at (UTC), rows."""
        query = select(tables.dataset).order_by(tables.dataset.c.name)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        frame = pd.DataFrame(rows, columns=["name", "sha256", "loaded_at", "rows"]).set_index("name")
        return frame.assign(loaded_at=pd.to_datetime(frame["loaded_at"], utc=True))

    def locations(self, *, unused: bool = False) -> pd.DataFrame:
        """Return all locations: index `location_id`; address, point, precision, its source, lock, note.

        Parameters
        ----------
        unused
            Also those where no offer is any more.
        """
        wanted = true() if unused else is_in_use()
        query = select(tables.location).where(wanted).order_by(tables.location.c.location_id)
        with self.reading() as connection:
            rows = connection.execute(query).mappings().all()
        names = [column.name for column in tables.location.columns]
        frame = pd.DataFrame(rows, columns=names).set_index("location_id")
        frame["placed_at"] = pd.to_datetime(frame["placed_at"], utc=True)
        return frame.astype(
            {"lon": "float64", "lat": "float64", "uncertainty_m": "float64", "is_locked": "bool"}
        )

    def has_dataset(self, name: str, sha256: str) -> bool:
        """Whether exactly this state of a data set is loaded."""
        with self.reading() as connection:
            return seeding.is_loaded(connection, name, sha256)

    def mark_dataset(self, name: str, *, rows: int) -> None:
        """Remember that rows of a kind stand in this database, without a file they come from."""
        with self.writing() as connection:
            seeding.note_dataset(connection, name, "0" * 64, rows=rows)

    def faults(self) -> list[Fault]:
        """Return what is broken in the database; see `geo.store.database.inspecting`."""
        with self.reading() as connection:
            return find_faults(connection)

    def backup(self, path: Path) -> Manifest:
        """Write everything into one file while others read and write; it is there whole or not at all.

        Raises
        ------
        BackupError
            If the file cannot be written.
        """
        with self.reading() as connection:
            return write_backup(connection, path)

    def restore(self, path: Path, *, keep: Path) -> Manifest:
        """Put a backup in the place of everything, in one transaction, while others read.

        Parameters
        ----------
        keep
            Where the state before is kept, as a backup of its own.

        Raises
        ------
        BackupError
            If it is no backup, damaged, or made by a newer program; nothing has changed then.
        """
        with opened_backup(path) as (manifest, engine), engine.connect() as source:
            self.transact(lambda target: _restore(source, target, keep=keep, note=path.name))
        return manifest

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
            Checked rows of the shipped table (`geo.offers.columns.OFFER_COLUMNS`).
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
            note_change(connection)
        return report


def _restore(source: Connection, target: Connection, *, keep: Path, note: str) -> None:
    write_backup(target, keep)
    number = target.scalar(select(tables.revision.c.number)) or 0
    empty_tables(target)
    copy_tables(source, target)
    note_batch(target, who=Role.OPERATOR, kind=ChangeKind.RESTORE, now=utc_now(), note=note)
    note_change(target, at_least=number)
