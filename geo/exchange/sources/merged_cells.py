"""Merged cells of a worksheet: what stands in the first of them is true of all rows they cover.

The reader of workbooks tells values row by row and nothing of merging, so the ranges are read from the sheet itself.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from geo.exchange.sources.headings import Cells

#: So many ranges are looked at; a list of offers has hundreds.
_MAX_RANGES = 20_000
_CHUNK = 1 << 20
_RANGE = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)


@dataclass(frozen=True)
class Merged:
    """A range of merged cells: columns from 0, rows from 1, both ends within."""

    left: int
    top: int
    right: int
    bottom: int


def merged_ranges(archive: zipfile.ZipFile, name: str) -> tuple[Merged, ...]:
    """Return the merged ranges of a worksheet, none where it cannot be read."""
    found: list[Merged] = []
    rest = b""
    try:
        with archive.open(name) as part:
            while (chunk := part.read(_CHUNK)) and len(found) < _MAX_RANGES:
                text = rest + chunk
                matches = list(_RANGE.finditer(text))
                found += [_merged(match) for match in matches]
                rest = text[max(matches[-1].end() if matches else 0, len(text) - 200) :]
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        NotImplementedError,
        KeyError,
    ):
        return ()
    return tuple(found[:_MAX_RANGES])


def filled_down(rows: Iterator[Cells], merged: Sequence[Merged]) -> Iterator[Cells]:
    """Yield the rows with the value of each merged cell in all rows that it covers, in its first column."""
    starts: dict[int, list[Merged]] = {}
    for one in merged:
        if one.bottom > one.top:
            starts.setdefault(one.top, []).append(one)
    open_ranges: dict[Merged, str] = {}
    for number, cells in rows:
        for one in [one for one in open_ranges if one.bottom < number]:
            del open_ranges[one]
        yield number, _with_values(cells, open_ranges) if open_ranges else cells
        open_ranges |= {
            one: cells[one.left]
            for one in starts.get(number, ())
            if one.left < len(cells) and cells[one.left]
        }


def _with_values(cells: list[str], open_ranges: Mapping[Merged, str]) -> list[str]:
    if not any(cells):
        return cells
    filled = list(cells)
    for one, value in open_ranges.items():
        if one.left < len(filled) and not filled[one.left]:
            filled[one.left] = value
    return filled


def _merged(match: re.Match[bytes]) -> Merged:
    return Merged(_column(match[1]), int(match[2]), _column(match[3]), int(match[4]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
