"""What is kept under a name below `var`: a JSON file each, written whole or not at all, found by its name alone.

A file begins with texts (its format, its name and the like); lists of names read these and nothing more, however large
the file is.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.errors import DataError, Problem
from geo.files import owners_alone, owners_folder, write_whole
from geo.links import clean_text

#: Characters of a name: it stands in a link and above a table.
NAME_LIMIT = 60
#: So much of a file holds the texts it begins with.
_HEAD_BYTES = 8_192
_TEXT = r'"(?:[^"\\]|\\.)*"'
_PAIR = re.compile(rf"[{{,]\s*({_TEXT}):\s*({_TEXT})")
_BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError)

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Shelf:
    """One kind of what is kept: its folder below `var`, the mark of its files, how many there may be.

    `option` is what a name is called where it is handed in, `search` where it is looked for, `makes` the command that
    keeps something.
    """

    folder: str
    format: str
    most: int
    option: str
    search: str
    makes: str

    def put(self, var: Path, name: str, told: Mapping[str, Any]) -> Path:
        """Keep something; what has the same name is replaced.

        Raises
        ------
        DataError
            If the name cannot be one, there is too much already, or the disk takes no writes.
        """
        path = self.path(var, name)
        if not path.exists() and len(self.names(var)) >= self.most:
            raise self._fault(self.option, name, f"at most {self.most}; remove one first")
        try:
            owners_folder(path.parent)
        except OSError as error:
            problem = Problem(path.parent.name, 0, "", "", f"cannot be written: {error.strerror}")
            raise DataError([problem]) from error
        content = {"format": self.format, "name": name, **told}
        write_whole(path, json.dumps(content, ensure_ascii=False, allow_nan=False))
        owners_alone(path)
        return path

    def get(self, var: Path, name: str) -> Path:
        """Return the file of a name.

        Raises
        ------
        DataError
            If there is none, naming those there are.
        """
        path = self.path(var, name)
        if not path.is_file():
            known = ", ".join(self.names(var)) or f"none yet: {self.makes}"
            raise self._fault(self.search, name, f"one of: {known}")
        return path

    def read(self, path: Path) -> Any:
        """Return what a file holds.

        Raises
        ------
        ValueError, OSError, KeyError, TypeError
            If it is none of this kind.
        """
        told = json.loads(path.read_bytes())
        if told["format"] != self.format:
            raise ValueError(told["format"])
        return told

    def files(self, var: Path) -> list[Path]:
        """Return all files, sorted."""
        return sorted((var / self.folder).glob("*.json"))

    def heads(self, var: Path) -> tuple[list[dict[str, str]], list[str]]:
        """Return the texts that files begin with, by name, and the names of files that begin otherwise."""
        found, broken = [], []
        for path in self.files(var):
            head = _head(path)
            if head.get("format") == self.format and head.get("name"):
                found.append(head)
            else:
                broken.append(path.name)
        return sorted(found, key=lambda head: head["name"]), broken

    def names(self, var: Path) -> list[str]:
        """Return the names of what is kept, sorted; files that begin otherwise have none."""
        return [head["name"] for head in self.heads(var)[0]]

    def remove(self, var: Path, name: str) -> None:
        """Remove what has a name.

        Raises
        ------
        DataError
            If there is none, naming those there are, or the folder takes no changes.
        """
        path = self.path(var, name)
        try:
            path.unlink()
        except FileNotFoundError as error:
            known = ", ".join(self.names(var)) or "there are none"
            raise self._fault("name", name, f"one of: {known}") from error
        except OSError as error:
            problem = Problem(path.name, 0, "", "", f"cannot be removed: {error.strerror}")
            raise DataError([problem]) from error

    def stamp(self, var: Path) -> Stamp:
        """Return names, times and sizes of all files: another value as soon as something was added or removed."""
        found = []
        for path in self.files(var):
            try:
                told = path.stat()
            except OSError:  # removed between the two looks
                continue
            found.append((path.name, told.st_mtime_ns, told.st_size))
        return tuple(found)

    def path(self, var: Path, name: str) -> Path:
        """Return the file a name has or would have.

        Raises
        ------
        DataError
            If the name is empty, too long or has signs that cannot be seen.
        """
        if not name or clean_text(name, limit=NAME_LIMIT) != name:
            raise self._fault(self.option, name, f"a name of one line, at most {NAME_LIMIT} characters")
        return var / self.folder / f"{hashlib.sha256(name.casefold().encode()).hexdigest()[:16]}.json"

    def _fault(self, column: str, name: str, expectation: str) -> DataError:
        return DataError([Problem(self.folder, 0, column, name, expectation)])


def _head(path: Path) -> dict[str, str]:
    """Return the texts that a file begins with, nothing where it is none of ours."""
    try:
        with path.open("rb") as file:
            text = file.read(_HEAD_BYTES).decode(errors="ignore")
        found, end = {}, 0
        while pair := _PAIR.match(text, end):
            found[json.loads(pair[1])] = json.loads(pair[2])
            end = pair.end()
    except _BROKEN:
        return {}
    return found
