"""Count words without a hit by week and language; which words count is decided in `geo.upkeep.missed_words`."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from geo.store.database.connected import Connected
from geo.store.words.tables import missed_word


class WordKey(NamedTuple):
    """A folded word, the week it was asked in (ISO, such as `2026-W49`) and the language of the screen."""

    week: str
    language: str
    word: str


class MissedWords:
    """Words that the search does not know, with how often they were asked for."""

    def __init__(self, store: Connected) -> None:
        self._store = store

    def add(self, counts: Mapping[WordKey, int], *, most_a_week: int, forget_before: str) -> None:
        """Add counts in one transaction.

        Parameters
        ----------
        most_a_week
            So many different words a week are kept; of a full week only those already there count on.
        forget_before
            Words of weeks before this one are deleted.

        Raises
        ------
        StoreError
            If the database refuses; nothing is counted then.
        """
        self._store.transact(lambda connection: _add(connection, counts, most_a_week, forget_before))

    def seen(self, *, least: int) -> list[tuple[WordKey, int]]:
        """Return the words counted at least so often in a week: newest week first, by language, the most first."""
        table = missed_word.c
        order = (table.week.desc(), table.language, table.count.desc(), table.word)
        query = select(missed_word).where(table.count >= least).order_by(*order)
        with self._store.reading() as connection:
            rows = connection.execute(query).mappings().all()
        return [(WordKey(row["week"], row["language"], row["word"]), row["count"]) for row in rows]


def _add(connection: Connection, counts: Mapping[WordKey, int], most: int, forget_before: str) -> None:
    connection.execute(delete(missed_word).where(missed_word.c.week < forget_before))
    room = {week: most - _number(connection, week) for week in {key.week for key in counts}}
    for key, count in counts.items():
        is_this = and_(*(missed_word.c[name] == value for name, value in key._asdict().items()))
        known = update(missed_word).where(is_this).values(count=missed_word.c.count + count)
        if not connection.execute(known).rowcount and room[key.week] > 0:
            connection.execute(insert(missed_word).values(**key._asdict(), count=count))
            room[key.week] -= 1


def _number(connection: Connection, week: str) -> int:
    query = select(func.count()).select_from(missed_word).where(missed_word.c.week == week)
    return int(connection.scalar(query) or 0)
