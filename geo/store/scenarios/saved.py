"""Scenarios saved by name; what their steps mean is decided in `geo.planning.saved_scenarios`."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, Insert, Update, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from geo.errors import ScenarioRefused
from geo.settings import utc_now
from geo.store.database.connected import Connected
from geo.store.offers.reading import utc
from geo.store.scenarios.tables import saved_scenario

#: So many are kept: more than somebody finds again in a list.
MOST_SCENARIOS = 200
#: The version that a name has before anything is saved under it.
NO_VERSION = 0


@dataclass(frozen=True)
class SavedRow:
    """A saved scenario: its name, its steps as links write them, how often it was saved, when last (UTC)."""

    name: str
    steps: str
    version: int
    saved_at: datetime


class SavedScenarios:
    """Scenarios of those signed in, each under a name; capitals alone make no other name."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def all(self) -> list[SavedRow]:
        """Return every scenario, in the order of the alphabet."""
        with self._store.reading() as connection:
            return _read(connection)

    def get(self, name: str) -> SavedRow | None:
        """Return the scenario of a name, None where there is none."""
        with self._store.reading() as connection:
            return _named(connection, name)

    def save(self, name: str, steps: str, *, version: int = NO_VERSION) -> SavedRow:
        """Save a scenario.

        Parameters
        ----------
        version
            What it takes the place of; `NO_VERSION` for a new name.

        Raises
        ------
        ScenarioRefused
            If the name is taken, or what it has was changed since `version`, or there are too many; nothing is written.
        """
        return self._store.transact(lambda connection: _save(connection, name, steps, version))

    def rename(self, name: str, new: str, *, version: int) -> SavedRow:
        """Give a scenario another name.

        Raises
        ------
        ScenarioRefused
            If there is none, it was changed since `version`, or another one has the new name.
        """
        return self._store.transact(lambda connection: _rename(connection, name, new, version))

    def remove(self, name: str, *, version: int) -> SavedRow:
        """Remove a scenario and return it as it was; saving that once more brings it back.

        Raises
        ------
        ScenarioRefused
            If there is none, or it was changed since `version`.
        """
        return self._store.transact(lambda connection: _remove(connection, name, version))


def _save(connection: Connection, name: str, steps: str, version: int) -> SavedRow:
    rows = _read(connection)
    found = _of(rows, name)
    if version == NO_VERSION:
        if found is not None:
            raise ScenarioRefused("taken", found.name)
        if len(rows) >= MOST_SCENARIOS:
            raise ScenarioRefused("too_many", name)
        made = SavedRow(name, steps, 1, utc_now())
        _write(connection, insert(saved_scenario), made)
        return made
    return _change(
        connection, _require(found, name, version), name=found.name if found else name, steps=steps
    )


def _rename(connection: Connection, name: str, new: str, version: int) -> SavedRow:
    rows = _read(connection)
    found = _require(_of(rows, name), name, version)
    other = _of(rows, new)
    if other is not None and other != found:
        raise ScenarioRefused("taken", other.name)
    return _change(connection, found, name=new, steps=found.steps)


def _remove(connection: Connection, name: str, version: int) -> SavedRow:
    found = _require(_named(connection, name), name, version)
    connection.execute(delete(saved_scenario).where(saved_scenario.c.name == found.name))
    return found


def _change(connection: Connection, found: SavedRow, *, name: str, steps: str) -> SavedRow:
    made = SavedRow(name, steps, found.version + 1, utc_now())
    _write(connection, update(saved_scenario).where(saved_scenario.c.name == found.name), made)
    return made


def _write(connection: Connection, statement: Insert | Update, made: SavedRow) -> None:
    """Write a row; where somebody else has taken its name between looking and writing, that is said."""
    try:
        connection.execute(statement.values(**vars(made), name_key=_key(made.name)))
    except IntegrityError as error:
        raise ScenarioRefused("taken", made.name) from error


def _key(name: str) -> str:
    return name.casefold()


def _require(found: SavedRow | None, name: str, version: int) -> SavedRow:
    if found is None:
        raise ScenarioRefused("unknown", name)
    if found.version != version:
        raise ScenarioRefused("changed", name)
    return found


def _named(connection: Connection, name: str) -> SavedRow | None:
    return _of(_read(connection), name)


def _of(rows: list[SavedRow], name: str) -> SavedRow | None:
    return next((row for row in rows if _key(row.name) == _key(name)), None)


def _read(connection: Connection) -> list[SavedRow]:
    columns = [saved_scenario.c[field.name] for field in fields(SavedRow)]
    rows = connection.execute(select(*columns)).mappings()
    found = [SavedRow(**dict(row) | {"saved_at": utc(row["saved_at"])}) for row in rows]
    return sorted(found, key=lambda row: (_key(row.name), row.name))
