"""Slides as a tagged PDF on A4, one message after the other."""

from typing import Any

from geo.presenting.report.typeset import typeset
from geo.presenting.slides import Bars, Picture, Slide, Table
from geo.presenting.slides.signs import SIGNS

#: Kinds that need a page of their own.
_TALL = frozenset({"cities"})
#: No slide is called so: names of slides hold no point.
_LOGO = "the.logo.png"


def to_pdf(
    slides: list[Slide], *, direction: str, language: str, footer: str, logo: Picture | None = None
) -> bytes:
    """Return the slides as PDF/UA.

    Parameters
    ----------
    direction
        `rtl` or `ltr`.
    footer
        Stands on every page: what this is, and its day.
    logo
        Stands above the title.
    """
    pictures = {f"{slide.name}.png": slide.picture.png for slide in slides if slide.picture}
    if logo:
        pictures[_LOGO] = logo.png
    data = {
        "title": slides[0].title if slides else "Integrationskarte",
        "language": language,
        "rtl": direction == "rtl",
        "footer": footer,
        "logo": {"file": _LOGO, "alt": logo.alt} if logo else None,
        "slides": [_slide(slide) for slide in slides],
    }
    return typeset("deck.typ", data, files=pictures)


def _slide(slide: Slide) -> dict[str, Any]:
    return {
        "title": slide.title,
        "own": slide.own,
        "lines": list(slide.lines),
        "source": slide.source,
        "picture": f"{slide.name}.png" if slide.picture else None,
        "alt": slide.picture.alt if slide.picture else "",
        "table": _table(slide.table_on_paper) if slide.table_on_paper else None,
        "bars": _bars(slide.bars) if slide.bars else None,
        "starts_page": slide.kind in _TALL,
    }


def _table(table: Table) -> dict[str, Any]:
    rows = [[{"text": c.text, "sign": SIGNS[c.light] if c.light else ""} for c in row] for row in table.rows]
    return {"headings": list(table.headings), "rows": rows}


def _bars(bars: Bars) -> dict[str, Any]:
    listed = [{"label": bar.label, "value": bar.value, "words": bar.words} for bar in bars.bars]
    return {"unit": bars.unit, "bars": listed}
