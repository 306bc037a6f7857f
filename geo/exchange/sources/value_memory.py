"""What a person said that words of a source mean, kept in a small JSON file, so that nobody is asked twice."""

import json
from collections.abc import Mapping
from pathlib import Path

from geo.errors import DataError, Problem
from geo.files import owners_folder
from geo.places.address import fold

#: So many sources are remembered, and so many words of each; the oldest go.
_SOURCES = 200
_WORDS = 2_000

Chosen = Mapping[tuple[str, str], tuple[str, ...]]


class ValueMemory:
    """Remembers what words mean, by source, column and folded word."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, source: str) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return what was said of a source's words, empty if nothing was.

        Raises
        ------
        DataError
            If the file is there and cannot be read.
        """
        columns = self._load().get(source, {})
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
        kept = self._load()
        columns = kept.pop(source, {})
        for (column, word), ids in chosen.items():
            words = columns.setdefault(column, {})
            words.pop(fold(word), None)
            words[fold(word)] = list(ids)
            columns[column] = dict(list(words.items())[-_WORDS:])
        kept[source] = columns
        text = json.dumps(dict(list(kept.items())[-_SOURCES:]), ensure_ascii=False, indent=1)
        part = self._path.with_suffix(".part")
        try:
            owners_folder(self._path.parent)
            part.write_text(text, encoding="utf-8")
            part.replace(self._path)
        except OSError as error:
            raise self._fault(f"cannot be written: {error.strerror}") from error

    def _load(self) -> dict[str, dict[str, dict[str, list[str]]]]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise self._fault("a file of remembered words; move it away to begin anew") from error
        if not isinstance(content, dict) or not all(map(_is_whole, content.values())):
            raise self._fault("a file of remembered words; move it away to begin anew")
        return content

    def _fault(self, expectation: str) -> DataError:
        return DataError([Problem(self._path.name, 0, "", "", expectation)])


def _is_whole(columns: object) -> bool:
    return isinstance(columns, dict) and all(
        isinstance(words, dict)
        and all(isinstance(ids, list) and all(isinstance(one, str) for one in ids) for ids in words.values())
        for words in columns.values()
    )
