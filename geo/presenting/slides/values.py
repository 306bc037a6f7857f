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
    """A table with one line of headings; the first column names the row, all others are read as numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, and the length in words."""

    label: str
    value: float
    words: str


@dataclass(frozen=True)
class Bars:
    """Bars from nothing, with what their length counts."""

    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is drawn when somebody looks at it, and its words for those who cannot."""

    alt: str
    draw: Callable[[], bytes]

    @cached_property
    def png(self) -> bytes:
        """The picture as PNG."""
        return self.draw()


@dataclass(frozen=True, eq=False)
class Slide:
    """One message (`title`) with what shows it; `own` is a sentence of the presenter's, `source` stands below.

    `name` is unique in a deck: the kind, and the topic where a kind has one slide a topic.
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
