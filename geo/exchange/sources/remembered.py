"""A small JSON file of what a person decided about somebody's lists; the oldest decisions go."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem
from geo.files import owners_folder, write_whole


class Remembered:
    """A file of decisions by what they are about; `what` names these, `is_whole` says whether an entry has its form."""

    def __init__(self, path: Path, what: str, is_whole: Callable[[object], bool]) -> None:
        self._path, self._what, self._is_whole = path, what, is_whole

    def load(self) -> dict[str, Any]:
        """Return all entries, none where there is no file yet.

        Raises
        ------
        DataError
            If the file is there and cannot be read.
        """
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            raise self._fault(f"a file of remembered {self._what}; move it away to begin anew") from error
        if not isinstance(content, dict) or not all(map(self._is_whole, content.values())):
            raise self._fault(f"a file of remembered {self._what}; move it away to begin anew")
        return dict(content)

    def save(self, entries: Mapping[str, Any], *, most: int) -> None:
        """Write the last entries, at most so many.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        try:
            owners_folder(self._path.parent)
        except OSError as error:
            raise self._fault(f"cannot be written: {error.strerror}") from error
        write_whole(self._path, json.dumps(dict(list(entries.items())[-most:]), ensure_ascii=False, indent=1))

    def _fault(self, expectation: str) -> DataError:
        return DataError([Problem(self._path.name, 0, "", "", expectation)])
