"""A table for a person as rich draws it, at a tenth of the time where it is long.

Rich draws head and foot and decides the widths, for only the longest line and the longest word of a column count there.
The rows between are plain texts: they are cut and put between the edges here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.control import strip_control_codes
from rich.table import Table
from rich.text import Text

Row = Sequence[str]
#: So many rows rich draws itself, faster than anybody notices.
FEW = 20


def draw_table(console: Console, headings: Row, rows: Sequence[Row], *, title: str) -> str:
    """Return a table as text, for a terminal with its signs for bold letters; cells are never read as markup."""
    if len(rows) <= FEW:
        return _drawn(console, headings, rows, title=title)
    rows = [[strip_control_codes(cell) for cell in cells] for cells in rows]
    top, *_, row, _ = _lines(_drawn(console, headings, _deciding(rows), title=""))
    edge, widths = row[0], _widths(top)
    if len(widths) != len(headings) or min(widths) < 1:  # a very narrow terminal: rich leaves something out
        return _drawn(console, headings, rows, title=title)
    *head, foot = _lines(_drawn(console, headings, (), title=title, widths=widths))
    body = (line for cells in rows for line in _lines_of(console, cells, widths, edge))
    return "\n".join([*head, *body, foot, ""])


def _drawn(
    console: Console, headings: Row, rows: Iterable[Row], *, title: str, widths: Sequence[int] = ()
) -> str:
    """Let rich draw a table."""
    table = Table(title=Text(title), title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", width=widths[number] if widths else None)
    for cells in rows:
        table.add_row(*(Text(cell) for cell in cells))
    with console.capture() as drawn:
        console.print(table)
    return drawn.get()


def _lines(drawn: str) -> list[str]:
    """Return the lines of a drawing; what a cell holds is no end of a line."""
    return drawn.removesuffix("\n").split("\n")


def _deciding(rows: Sequence[Row]) -> list[Row]:
    """Return two rows that make each column as wide as all rows do."""
    columns = list(zip(*rows, strict=True))
    return [[max(column, key=longest) for column in columns] for longest in (_longest_line, _longest_word)]


def _longest_line(cell: str) -> int:
    return max(map(cell_len, cell.splitlines()), default=0)


def _longest_word(cell: str) -> int:
    return max(map(cell_len, cell.split()), default=0)


def _widths(top: str) -> list[int]:
    """Read from the upper edge how wide the columns are, without the blank on either side."""
    return [len(part) - 2 for part in re.findall(f"{re.escape(top[1])}+", top)]


def _lines_of(console: Console, cells: Row, widths: Sequence[int], edge: str) -> Iterator[str]:
    """Give the lines of one row."""
    columns = [_wrapped(console, cell, width) for cell, width in zip(cells, widths, strict=True)]
    for parts in zip_longest(*columns):
        padded = (part or " " * width for part, width in zip(parts, widths, strict=True))
        yield f"{edge} {f' {edge} '.join(padded)} {edge}"


def _wrapped(console: Console, cell: str, width: int) -> list[str]:
    """Cut a text into lines of a width."""
    if cell.isascii() and cell.isprintable() and len(cell) <= width:
        return [cell.ljust(width)]
    lines = Text(cell).wrap(console, width, overflow="fold")
    return [set_cell_size(line.plain, width) for line in lines]
