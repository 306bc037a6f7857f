"""Slides as a file, whoever asks for it: the page and the command line write the same."""

from pathlib import Path

from geo.i18n import Texts
from geo.presenting.briefing import Briefing
from geo.presenting.deck import WIDE
from geo.presenting.report.docx import to_docx
from geo.presenting.report.pdf import to_pdf
from geo.presenting.report.pptx import to_pptx
from geo.presenting.slides import Picture, Slide
from geo.presenting.slides.words import source_lines, topic_labels

PPTX, PDF, DOCX = FORMATS = ("pptx", "pdf", "docx")


def slides_file(  # what a file of slides is made of
    kind: str,
    slides: list[Slide],
    briefing: Briefing,
    texts: Texts,
    *,
    aspect: str = WIDE,
    template: Path | None = None,
    logo: Picture | None = None,
) -> bytes:
    """Return the slides as a file.

    Parameters
    ----------
    kind
        One of `FORMATS`.
    aspect, template
        Of a PPTX file, as `to_pptx` takes them.
    logo
        Stands on every slide, and at the head of a paper.

    Raises
    ------
    DataError
        If the template cannot be read.
    """
    if kind == PPTX:
        return to_pptx(
            slides,
            direction=texts.direction,
            language=texts.language,
            template=template,
            aspect=aspect,
            logo=logo,
        )
    footer = texts("sheet.footer", district=briefing.district, date=texts.date(briefing.today))
    if kind == DOCX:
        labels, sources = topic_labels(briefing, texts), source_lines(briefing.sources, texts)
        return to_docx(slides, texts, labels=labels, sources=sources, footer=footer, logo=logo)
    return to_pdf(slides, direction=texts.direction, language=texts.language, footer=footer, logo=logo)
