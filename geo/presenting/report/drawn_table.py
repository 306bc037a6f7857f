"""A table as a slide has room for it: words of each cell, widths, heights, and the rows that find no room."""

from dataclasses import dataclass, replace
from typing import Self

from geo.presenting.report.fitting import column_widths, least_widths, row_in
from geo.presenting.slides import Table
from geo.presenting.slides.signs import SIGNS


@dataclass(frozen=True)
class Drawn:
    """Rows of words (the first are the headings) with their heights, and the widths of the columns, in inches.

    `numbers` are the columns whose words end below each other; `left_out` the rows without room, a line each;
    `is_squeezed` says that some word is longer than its column.
    """

    rows: tuple[tuple[str, ...], ...]
    heights_in: tuple[float, ...]
    widths_in: tuple[float, ...]
    size_pt: float
    numbers: tuple[int, ...]
    left_out: tuple[str, ...] = ()
    is_squeezed: bool = False

    @property
    def height_in(self) -> float:
        """The height of all rows."""
        return sum(self.heights_in)

    def within(self, height_in: float) -> Self:
        """Return the table with the rows that fit into a height; headings and one row always stay."""
        kept = len(self.rows)
        while kept > 2 and sum(self.heights_in[:kept]) > height_in:
            kept -= 1
        left_out = tuple(" · ".join(row) for row in self.rows[kept:])
        return replace(self, rows=self.rows[:kept], heights_in=self.heights_in[:kept], left_out=left_out)


def drawn_table(table: Table, width_in: float, size_pt: float) -> Drawn:
    """Lay a table out in a width."""
    words = tuple(
        tuple(f"{SIGNS[cell.light]} {cell.text}" if cell.light else cell.text for cell in row)
        for row in table.rows
    )
    widths = column_widths(table.headings, words, width_in, size_pt)
    heights = (
        row_in(table.headings, widths, size_pt, is_bold=True),
        *(row_in(row, widths, size_pt) for row in words),
    )
    squeezed = sum(least_widths(table.headings, words, size_pt)) > width_in
    return Drawn(
        (table.headings, *words), heights, tuple(widths), size_pt, table.numbers, is_squeezed=squeezed
    )
