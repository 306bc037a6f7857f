"""How many rows a worksheet has, before anybody reads their cells: its text is searched for rows, in a bounded time.

What a workbook says about its own size (`dimension`) need not be true and is not asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from geo.exchange.sources.values import MAX_ROWS

#: A table and its heading; and rows that are only formatted, of which some programs leave a few thousand.
MAX_FILLED = MAX_ROWS + 1
MAX_LISTED = 3 * MAX_ROWS
CHUNK = 1 << 20
_FIRST_ROW = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)row[\s>/]")


@dataclass(frozen=True)
class RowCount:
    """Rows with something in them, and rows that are listed at all; counting ends as soon as one is too large."""

    filled: int = 0
    listed: int = 0

    @property
    def is_too_long(self) -> bool:
        """Whether the sheet holds more rows than a table may have."""
        return self.filled > MAX_FILLED

    @property
    def is_too_blank(self) -> bool:
        """Whether it lists so many empty rows that reading past them takes too long."""
        return self.listed > MAX_LISTED


def count_rows(part: IO[bytes]) -> RowCount:
    """Count the rows of a worksheet, up to the limits and no further.

    Parameters
    ----------
    part
        The unpacked XML of the sheet. In another encoding than UTF-8 no row is found; reading bounds itself then.
    """
    filled = listed = 0
    for row, marks in _rows(part):
        listed += 1
        filled += any(mark in row for mark in marks)
        if filled > MAX_FILLED or listed > MAX_LISTED:
            break
    return RowCount(filled, listed)


def _rows(part: IO[bytes]) -> Iterator[tuple[bytes, tuple[bytes, ...]]]:
    """Yield the text of each row, and what stands in one that is filled: a value, a text or a formula."""
    start, prefix = _until_first(part)
    if not start:
        return
    mark, marks = b"<%brow" % prefix, tuple(b"<%b%b" % (prefix, name) for name in (b"v", b"is", b"f"))
    _, rest = start.split(mark, 1)
    while chunk := part.read(CHUNK):
        # of a row that is longer than a piece, its end tells enough
        *rows, rest = (rest[-CHUNK:] + chunk).split(mark)
        yield from ((row, marks) for row in rows)
    yield from ((row, marks) for row in rest.split(mark))


def _until_first(part: IO[bytes]) -> tuple[bytes, bytes]:
    """Return a piece with the first row in it, and what stands before the names of tags."""
    before = b""
    while chunk := part.read(CHUNK):
        piece = before + chunk
        if found := _FIRST_ROW.search(piece):
            return piece, found[1]
        before = piece[-100:]
    return b"", b""
