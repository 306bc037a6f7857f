"""Slides as PPTX: editable text, native tables and charts, sharp maps, the district's own template if it has one."""

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.util import Inches

from geo.errors import DataError, FileTooLarge, Problem
from geo.exchange.steady import steady
from geo.files import MOST_BYTES, read_bounded
from geo.presenting.deck import NARROW, WIDE
from geo.presenting.report.layout import Look
from geo.presenting.report.page import Page, title_size
from geo.presenting.slides import Picture, Slide

#: Inches of a deck without a template, by the shape of its projector.
_SIZES_IN = {WIDE: (13.333, 7.5), NARROW: (10.0, 7.5)}
#: How a file that is no presentation shows itself: no archive, parts that lack, XML that does not parse.
_BROKEN = (OSError, ValueError, KeyError, SyntaxError, PythonPptxError, BadZipFile)


def to_pptx(
    slides: list[Slide],
    *,
    direction: str,
    language: str,
    template: Path | None = None,
    aspect: str = WIDE,
    logo: Picture | None = None,
) -> bytes:
    """Return the slides as a PPTX file; the same slides give the same bytes.

    Parameters
    ----------
    direction
        `rtl` or `ltr`.
    language
        ISO code, for the spelling checker and screen readers.
    template
        A PPTX file whose design and size are taken; its own slides are left out.
    aspect
        One of `geo.presenting.deck.ASPECTS`; a template has its own.
    logo
        Stands in the upper corner of every slide.

    Raises
    ------
    DataError
        If the template cannot be read.
    """
    deck = _opened(template, aspect)
    look = Look.of(deck, is_rtl=direction == "rtl", language=language, logo=logo)
    look = look.with_title(title_size([slide.title for slide in slides], look))
    for slide in slides:
        Page(deck, look).fill(slide)
    deck.core_properties.title = slides[0].title if slides else ""
    deck.core_properties.author = "Integrationskarte"
    deck.core_properties.language = language
    written = io.BytesIO()
    deck.save(written)
    return steady(written.getvalue())


def _opened(template: Path | None, aspect: str) -> Any:
    if template is None:
        deck = Presentation()
        deck.slide_width, deck.slide_height = (Inches(length) for length in _SIZES_IN[aspect])
        return deck
    try:
        deck = Presentation(io.BytesIO(read_bounded(template, MOST_BYTES["template"])))
    except FileTooLarge:
        raise
    except _BROKEN as error:
        raise DataError([Problem(template.name, 0, "", "", "a PPTX file expected")]) from error
    for number in reversed(range(len(deck.slides))):
        ids = deck.slides._sldIdLst
        deck.part.drop_rel(ids[number].rId)
        del ids[number]
    return deck
