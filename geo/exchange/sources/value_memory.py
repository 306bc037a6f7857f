"""What a person said that words of a source mean, kept in a small JSON file, so that nobody is asked twice."""

from collections.abc import Mapping
from pathlib import Path

from geo.exchange.sources.remembered import Remembered
from geo.places.address import fold

#: So many sources are remembered, and so many words of each; the oldest go.
_SOURCES = 200
_WORDS = 2_000

Chosen = Mapping[tuple[str, str], tuple[str, ...]]


class ValueMemory:
    """Remembers what words mean, by source, column and folded word."""

    def __init__(self, path: Path) -> None:
        self._file = Remembered(path, "words", _is_whole)

    def find(self, source: str) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return what was said of a source's words, empty if nothing was.

        Raises
        ------
        DataError
            If the file is there and cannot be read.
        """
        columns = self._file.load().get(source, {})
        return {
            (column, word): tuple(ids) for column, words in columns.items() for word, ids in words.items()
        }

    def keep(self, source: str, chosen: Chosen) -> None:
        """Remember what words of a source mean, beside what is known of others.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        if not chosen:
            return
        kept = self._file.load()
        columns = kept.pop(source, {})
        for (column, word), ids in chosen.items():
            words = columns.setdefault(column, {})
            words.pop(fold(word), None)
            words[fold(word)] = list(ids)
            columns[column] = dict(list(words.items())[-_WORDS:])
        kept[source] = columns
        self._file.save(kept, most=_SOURCES)


def _is_whole(columns: object) -> bool:
    return isinstance(columns, dict) and all(
        isinstance(words, dict)
        and all(isinstance(ids, list) and all(isinstance(one, str) for one in ids) for ids in words.values())
        for words in columns.values()
    )
