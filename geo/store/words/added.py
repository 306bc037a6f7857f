"""Phrases beside the shipped ones: each was added by a batch of the history, is taken back and put back by others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from geo.errors import PhraseRefused, UndoRefused
from geo.model import ChangeKind, Role
from geo.offers.search.words import words
from geo.settings import utc_now
from geo.store.database.connected import Connected
from geo.store.offers.history import note_batch, note_change
from geo.store.offers.reading import utc
from geo.store.offers.records import Batch
from geo.store.offers.tables import batch
from geo.store.words.tables import added_phrase

#: So many phrases may be added: each makes the search, and the published page, a little larger.
MOST_PHRASES = 500
_APART = " · "


@dataclass(frozen=True)
class PhraseRow:
    """A phrase as it was added, when (UTC) and by whom; `last_batch_id` is what undoing takes back, or puts back."""

    batch_id: int
    language: str
    means: str
    phrase: str
    is_active: bool
    last_batch_id: int
    made_at: datetime
    who: Role


class AddedPhrases:
    """Phrases that were added to the shipped ones."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def all(self) -> list[PhraseRow]:
        """Return every phrase, also those taken back, the newest first."""
        with self._store.reading() as connection:
            return _read(connection)

    def active(self) -> list[tuple[str, str, str]]:
        """Return language, meaning and phrase of those that count, in the order of `data/phrases.csv`."""
        with self._store.reading() as connection:
            found = _read(connection, added_phrase.c.is_active)
        return sorted((row.language, row.means, row.phrase) for row in found)

    def by_batch(self) -> dict[int, PhraseRow]:
        """Return the phrase that a batch is about: those that added, took back or put back one."""
        with self._store.reading() as connection:
            found = {row.batch_id: row for row in _read(connection)}
            is_undo = batch.c.undoes.is_not(None)
            undone = select(batch.c.batch_id, batch.c.undoes).where(is_undo).order_by(batch.c.batch_id)
            for number, undoes in connection.execute(undone) if found else ():
                if undoes in found:
                    found[number] = found[undoes]
        return found

    def add(self, language: str, means: str, phrase: str, *, who: Role) -> Batch:
        """Add a phrase and return the batch, which undo takes back.

        Raises
        ------
        PhraseRefused
            If it is there already, or there are too many; nothing is written.
        """
        return self._store.transact(lambda connection: _add(connection, (language, means, phrase), who))


def undo_phrase(connection: Connection, done: Batch, *, who: Role, note: str) -> Batch | None:
    """Take back what a batch did to a phrase: one that was added goes, one that was taken back counts again.

    Returns
    -------
    Batch or None
        The batch that does so; None where the batch is about no phrase.

    Raises
    ------
    UndoRefused
        If it is undone already.
    PhraseRefused
        If the phrase was added anew meanwhile.
    """
    root = _root(connection, done)
    found = _read(connection, added_phrase.c.batch_id == root) if root is not None else []
    if not found:
        return None
    row = found[0]
    if row.last_batch_id != done.batch_id:
        msg = f"batch {done.batch_id}: what it did to the phrase is undone already"
        raise UndoRefused(msg)
    if not row.is_active:
        _require_new(connection, (row.language, row.means, row.phrase))
    made = note_batch(
        connection,
        who=who,
        kind=ChangeKind.UNDO,
        now=utc_now(),
        note=note or done.note,
        undoes=done.batch_id,
    ).batch
    values = {"is_active": not row.is_active, "last_batch_id": made.batch_id}
    connection.execute(update(added_phrase).where(added_phrase.c.batch_id == root).values(**values))
    note_change(connection)
    return made


def _add(connection: Connection, wanted: tuple[str, str, str], who: Role) -> Batch:
    _require_new(connection, wanted)
    language, means, phrase = wanted
    note = _APART.join((phrase, language, means))
    made = note_batch(connection, who=who, kind=ChangeKind.PHRASE, now=utc_now(), note=note).batch
    values = {"language": language, "means": means, "phrase": phrase, "is_active": True}
    ids = {"batch_id": made.batch_id, "last_batch_id": made.batch_id}
    connection.execute(insert(added_phrase).values(**ids, **values))
    note_change(connection)
    return made


def _require_new(connection: Connection, wanted: tuple[str, str, str]) -> None:
    language, means, phrase = wanted
    active = _read(connection, added_phrase.c.is_active)
    if any(
        (row.language, row.means, words(row.phrase)) == (language, means, words(phrase)) for row in active
    ):
        raise PhraseRefused("known", phrase)
    if len(active) >= MOST_PHRASES:
        raise PhraseRefused("too_many", phrase)


def _root(connection: Connection, done: Batch) -> int | None:
    """Return the batch that added the phrase which a chain of undoing is about, None where there is none."""
    number, kind, undoes = done.batch_id, str(done.kind), done.undoes
    while kind == ChangeKind.UNDO and undoes is not None and undoes < number:
        query = select(batch.c.batch_id, batch.c.kind, batch.c.undoes).where(batch.c.batch_id == undoes)
        number, kind, undoes = connection.execute(query).one()
    return number if kind == ChangeKind.PHRASE else None


def _read(connection: Connection, *conditions: Any) -> list[PhraseRow]:
    query = (
        select(added_phrase, batch.c.made_at, batch.c.who)
        .join(batch, added_phrase.c.batch_id == batch.c.batch_id)
        .where(*conditions)
        .order_by(added_phrase.c.batch_id.desc())
    )
    return [_row(dict(row)) for row in connection.execute(query).mappings()]


def _row(row: dict[str, Any]) -> PhraseRow:
    return PhraseRow(**row | {"made_at": utc(row["made_at"]), "who": Role(row["who"])})
