"""Read and write CSV tables as office programs leave them, without touching what is in their cells."""

import csv
import io
import os
import time
from dataclasses import dataclass
from pathlib import Path

from geo.errors import DataError, Problem
from geo.files import MOST_BYTES, read_bounded

#: Longest cell that is read at all; Python's own limit would refuse the whole file for one hostile cell.
_MAX_CELL = 10_000_000
#: How long a row may wait in memory until it is on the disk.
_SAVE_EVERY_S = 1.0
#: Saving takes at most about this share of the time, however long the table is.
_SAVE_SHARE = 0.1


@dataclass(frozen=True)
class CsvTable:
    """A CSV file in memory, and how it was written."""

    name: str
    heading: list[str]
    rows: list[tuple[int, list[str]]]  # number as in a spreadsheet, cells
    delimiter: str = ","
    encoding: str = "utf-8"


def read_csv(path: Path) -> CsvTable:
    """Read a CSV file: comma, semicolon or tab, UTF-8 or Windows-1252.

    Raises
    ------
    DataError
        If it cannot be read as a table.
    """
    text, encoding = _decode(path)
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [(number, cells) for number, cells in enumerate(reader, start=1) if cells]
    except csv.Error as error:
        raise DataError([Problem(path.name, reader.line_num, "", "", f"not a CSV row: {error}")]) from error
    if not rows:
        raise DataError([Problem(path.name, 0, "", "", "a table with a heading expected, the file is empty")])
    return CsvTable(path.name, [name.strip() for name in rows[0][1]], rows[1:], delimiter, encoding)


class TableWriter:
    """Collects finished rows and puts them into a file about once a second, always as a whole."""

    def __init__(self, target: Path, heading: list[str], *, delimiter: str, encoding: str) -> None:
        self._target = target
        self._encoding = encoding
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, delimiter=delimiter)
        self._csv.writerow(heading)
        self._next_save = time.monotonic() + _SAVE_EVERY_S

    def add(self, cells: tuple[str, ...]) -> None:
        """Take one more row."""
        self._csv.writerow(cells)
        if time.monotonic() >= self._next_save:
            self.save()

    def save(self) -> None:
        """Put all rows so far into the file; it is the old or the new one at any time, never a half.

        Raises
        ------
        DataError
            If the file cannot be written.
        """
        begun = time.monotonic()
        part = self._target.with_name(f"{self._target.name}.part")
        try:
            self._write(part)
            part.replace(self._target)
        except OSError as error:
            expectation = f"cannot be written: {error.strerror}"
            raise DataError([Problem(self._target.name, 0, "", "", expectation)]) from error
        took = time.monotonic() - begun
        self._next_save = time.monotonic() + max(_SAVE_EVERY_S, took / _SAVE_SHARE)

    def _write(self, part: Path) -> None:
        with part.open("w", encoding=self._encoding, newline="", errors="replace") as file:
            file.write(self._text.getvalue())
            file.flush()
            os.fsync(file.fileno())


def _decode(path: Path) -> tuple[str, str]:
    try:
        raw = read_bounded(path, MOST_BYTES["addresses"])
    except OSError as error:
        raise DataError([Problem(str(path), 0, "", "", f"cannot be read: {error.strerror}")]) from error
    encodings = ("utf-8-sig",) if raw.startswith(b"\xef\xbb\xbf") else ("utf-8", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise DataError([Problem(path.name, 0, "", "", "UTF-8 expected, another encoding found")])
