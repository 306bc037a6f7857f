"""Keep the official addresses as one SQLite file in `var/`, and look houses up in it.

The file is written whole beside the old one and then takes its place; it is never changed where it lies. So whoever
reads sees the old or the new list, and a killed import leaves the old one.
"""

import json
import os
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geo.errors import DataError, Problem
from geo.files import owners_folder
from geo.places.address import house_number_value, normalize_street

#: Counts up when the tables change; an older file then has to be imported again.
VERSION = 1
_SOURCE = "Gebäudereferenzen NRW"
_LICENCE = "dl-de/zero-2-0"
#: No import takes so long: a draft that old was left by one that was killed.
_LEFT_BEHIND_S = 86_400
#: Streets whose houses stay in memory.
_STREETS_KEPT = 512

_TABLES = """
CREATE TABLE about (text TEXT NOT NULL);
CREATE TABLE street (
    street_id INTEGER PRIMARY KEY, city TEXT NOT NULL, key TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (city, key, code));
CREATE TABLE house (
    street_id INTEGER NOT NULL, number TEXT NOT NULL, quality TEXT NOT NULL, lon REAL NOT NULL, lat REAL NOT NULL,
    PRIMARY KEY (street_id, number)) WITHOUT ROWID;
"""
#: A house that stands twice keeps its better point, of two alike the first.
_ADD_HOUSE = """
INSERT INTO house VALUES (?, ?, ?, ?, ?) ON CONFLICT (street_id, number) DO UPDATE
SET quality = excluded.quality, lon = excluded.lon, lat = excluded.lat WHERE excluded.quality < house.quality
"""
_HOUSES = """
SELECT number, name, code, quality, lon, lat FROM street JOIN house USING (street_id)
WHERE city = ? AND key = ? ORDER BY code, number
"""


@dataclass(frozen=True)
class About:
    """Where the list comes from; `date` is the day of its youngest row, `cities` the houses of each."""

    file: str
    sha256: str
    date: str
    imported_on: str
    cities: Mapping[str, int]
    streets: int
    source: str = _SOURCE
    licence: str = _LICENCE

    @property
    def houses(self) -> int:
        """How many houses the list has."""
        return sum(self.cities.values())


@dataclass(frozen=True)
class House:
    """One house; `number` in the spelling of `normalize_house_number`, `code` tells streets of one name apart."""

    street: str
    number: str
    code: str
    quality: str
    lon: float
    lat: float

    @property
    def value(self) -> int:
        """The number without its letter."""
        return house_number_value(self.number)[0]


class Draft:
    """A list on its way into the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids: dict[tuple[str, str, str], int] = {}

    @property
    def streets(self) -> int:
        """How many streets there are so far."""
        return len(self._ids)

    def add(self, houses: Sequence[tuple[str, House]]) -> None:
        """Take in houses, each with its city."""
        rows = [
            (self._street_id(city, house), house.number, house.quality, house.lon, house.lat)
            for city, house in houses
        ]
        self._connection.executemany(_ADD_HOUSE, rows)

    def cities(self) -> dict[str, int]:
        """Return the number of houses of each city."""
        query = "SELECT city, count(*) FROM street JOIN house USING (street_id) GROUP BY city ORDER BY city"
        return dict(self._connection.execute(query))

    def finish(self, about: About) -> None:
        """Write where the list comes from: the last thing, so a file without it is not complete."""
        text = json.dumps({"version": VERSION, **asdict(about)}, ensure_ascii=False)
        self._connection.execute("INSERT INTO about VALUES (?)", (text,))

    def _street_id(self, city: str, house: House) -> int:
        key = (city, normalize_street(house.street), house.code)
        if key not in self._ids:
            self._ids[key] = len(self._ids) + 1
            self._connection.execute(
                "INSERT INTO street VALUES (?, ?, ?, ?, ?)", (self._ids[key], *key, house.street)
            )
        return self._ids[key]


class OfficialHouses:
    """The list as it is looked up; may be shared by threads."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()
        self._require_sound()
        self.about = self._read_about()
        self._names = self._read_names()
        self.houses: Callable[[str, str], tuple[House, ...]] = lru_cache(maxsize=_STREETS_KEPT)(self._houses)

    def streets(self, city: str) -> Mapping[str, str]:
        """Return the streets of a city: name by key (`normalize_street`)."""
        return self._names.get(city, {})

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _houses(self, city: str, key: str) -> tuple[House, ...]:
        """Return the houses of a street, found by its key."""
        return tuple(
            House(name, number, code, quality, lon, lat)
            for number, name, code, quality, lon, lat in self._rows(_HOUSES, city, key)
        )

    def _require_sound(self) -> None:
        """Refuse a damaged file now (some hundredths of a second), so that no lookup stumbles over it later."""
        found = str(self._rows("PRAGMA quick_check(1)")[0][0])
        if found != "ok":
            raise _broken(self.path, found)

    def _read_about(self) -> About:
        try:
            values = json.loads(str(self._rows("SELECT text FROM about")[0][0]))
            is_current = values.pop("version") == VERSION
            about = About(**values)
        except (IndexError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _broken(self.path, type(error).__name__) from error
        if not is_current:
            raise _broken(self.path, "made by another version")
        return about

    def _read_names(self) -> dict[str, dict[str, str]]:
        names: dict[str, dict[str, str]] = defaultdict(dict)
        for city, key, name in self._rows("SELECT city, key, name FROM street ORDER BY street_id"):
            names[city].setdefault(key, name)
        return dict(names)

    def _rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _broken(self.path, str(error)) from error


def houses_path(var: Path) -> Path:
    """Return where the list is kept."""
    return var / "official_addresses.sqlite3"


def houses_stamp(var: Path) -> str:
    """Return a text that differs as soon as another list is there, "" without any."""
    try:
        found = houses_path(var).stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_ino}"


def open_houses(var: Path) -> OfficialHouses | None:
    """Open the list, None where none was imported.

    Raises
    ------
    DataError
        If the file is broken or of an older version; the message says how to mend that.
    """
    path = houses_path(var)
    if not path.exists():
        return None
    try:
        uri = f"file:{quote(path.as_posix())}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    except sqlite3.Error as error:
        raise _broken(path, str(error)) from error
    try:
        return OfficialHouses(connection, path)
    except DataError:
        connection.close()
        raise


def remove_houses(var: Path) -> bool:
    """Delete the list; False where there was none.

    Raises
    ------
    DataError
        If the folder takes no writes.
    """
    path = houses_path(var)
    try:
        was_there = path.exists()
        path.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    return was_there


@contextmanager
def new_houses(var: Path) -> Iterator[Draft]:
    """Give a draft that takes the place of the list when the block ends well, and vanishes when it does not.

    Raises
    ------
    DataError
        If the folder or the disk takes no writes.
    """
    path = houses_path(var)
    draft = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        owners_folder(path.parent)
        _sweep(path)
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _TABLES)
            connection.execute("BEGIN")
            yield Draft(connection)
            connection.execute("COMMIT")
        _settle(draft)
        draft.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):  # there is one only when something went wrong, and then that is what is told
            draft.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Delete what a killed import left; a draft of today may be that of another process at work."""
    for draft in path.parent.glob(f"{path.name}.*.tmp"):
        if time.time() - draft.stat().st_mtime > _LEFT_BEHIND_S or draft.name.split(".")[-2] == str(
            os.getpid()
        ):
            draft.unlink(missing_ok=True)


def _settle(draft: Path) -> None:
    """Have the whole draft on the disk before it gets its name."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())


def _broken(path: Path, why: str) -> DataError:
    expectation = f"the official addresses ({why}); import them again: python -m geo gazetteer import FILE"
    return DataError([Problem(path.name, 0, "", "", expectation)])


def _unwritable(path: Path, error: Exception) -> DataError:
    why = getattr(error, "strerror", None) or error
    return DataError([Problem(path.name, 0, "", "", f"a folder that takes the file ({why})")])
