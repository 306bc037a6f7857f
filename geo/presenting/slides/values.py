"""A slide as plain values: screen, PPTX and PDF show the same words and numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from geo.presenting.scorecard import Light


@dataclass(frozen=True)
class Cell:
    """One cell of a table; a light comes with its own word."""

    text: str
    light: Light | None = None


@dataclass(frozen=True)
class Table:
    """A table with one line of headings; the first column names the row.

    `numbers` are the columns, counted from 0, whose cells end below each other because they are compared.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, the length in words, and its `span` from low to high where it is uncertain."""

    label: str
    value: float
    words: str
    span: tuple[float, float] | None = None
    light: Light | None = None


@dataclass(frozen=True)
class Bars:
    """Bars from nothing, with what their length counts; `most` is the end of the axis, None for the longest bar."""

    unit: str
    bars: tuple[Bar, ...]
    most: float | None = None

    @property
    def end(self) -> float:
        """The value at the end of the axis, above 0."""
        return (
            self.most or max((max((bar.value, *(bar.span or ()))) for bar in self.bars), default=0.0) or 1.0
        )


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is drawn when somebody looks at it, and its words for those who cannot."""

    alt: str
    draw: Callable[[], bytes]
    draw_svg: Callable[[], bytes] | None = None

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG; a JPEG that somebody handed in has become one (`geo.presenting.report.own_picture`)."""
        return self.draw()


@dataclass(frozen=True, eq=False)
class Slide:
    """One message (`title`) with what shows it; `own` is a sentence of the presenter's.

    `name` is unique in a deck: the kind, and the topic where a kind has one slide a topic. `credit` stands below
    what is shown from afar, `source` says the same at length on paper. `notes` are for who presents: how it was
    computed, in plain words. `full` is the table with all columns, for paper; None where `table` tells all.
    """

    name: str
    kind: str
    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None
    bars: Bars | None = None
    picture: Picture | None = None
    own: str = ""
    source: str = ""
    credit: str = ""
    notes: tuple[str, ...] = ()
    full: Table | None = None

    @property
    def table_on_paper(self) -> Table | None:
        """The table as paper has room for it."""
        return self.full or self.table
