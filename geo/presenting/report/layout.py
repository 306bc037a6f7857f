"""The measures that all slides of a PPTX file share: width, margins, direction, sizes of type."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from pptx.util import Emu, Inches, Pt

from geo.presenting.slides import Picture

HEIGHT_IN, MARGIN_IN, LOGO_IN = 7.5, 0.55, (1.5, 0.7)
LEAST_TITLE_PT = 24


class Box(NamedTuple):
    """A part of the slide in inches."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Look:
    """What all slides of a deck share; inches are those of a slide 7.5 inches high."""

    width_in: float
    scale: float
    is_rtl: bool
    language: str
    title_pt: float = LEAST_TITLE_PT
    logo: Picture | None = None

    @classmethod
    def of(cls, deck: Any, *, is_rtl: bool, language: str, logo: Picture | None) -> Self:
        """Take the measures of a deck."""
        scale = deck.slide_height / Inches(HEIGHT_IN)
        return cls(deck.slide_width / Inches(1) / scale, scale, is_rtl, language, logo=logo)

    def with_title(self, size: float) -> Self:
        """Return the same with another size of titles."""
        return replace(self, title_pt=size)

    @property
    def inner_in(self) -> float:
        """The width between the margins."""
        return self.width_in - 2 * MARGIN_IN

    @property
    def title_in(self) -> float:
        """The width of a title, beside the logo if there is one."""
        return self.inner_in - (LOGO_IN[0] + 0.2 if self.logo else 0)

    def inches(self, length: float) -> Emu:
        """Return a length of the file."""
        return Emu(round(Inches(length) * self.scale))

    def points(self, size: float) -> Pt:
        """Return a size of type in the file."""
        return Pt(size * self.scale)
