"""One slide of a PPTX file being laid out: what stands where, in letters of at least 18 points."""

import io
from dataclasses import replace
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls

from geo.errors import DataError, Problem
from geo.presenting.report.drawn_table import Drawn, drawn_table
from geo.presenting.report.fitting import height_in, letter_in, lines_of
from geo.presenting.report.layout import HEIGHT_IN, LEAST_TITLE_PT, LOGO_IN, MARGIN_IN, Box, Look
from geo.presenting.report.native import ACCENT, INK, QUIET, add_chart, describe, fill_table, write
from geo.presenting.slides import Picture, Slide

#: Points of type; all that is read on a slide has at least the last.
_TITLES_PT, _COVER_PT, _TEXTS_PT, LEAST_PT = (32, 30, 28, 26, LEAST_TITLE_PT), 38, (24, 22, 20, 18), 18
_TITLE_TOP_IN, _GAP_IN = 0.4, 0.14
_NUMBER_IN = 0.8
_LINE_GAP_PT = 8
#: Parts of the width that a picture may take, the largest that leaves room for the words.
_PICTURE_PARTS = (0.5, 0.46, 0.42, 0.38, 0.34, 0.3)
_LEAST_CHART_IN = 1.3


def title_size(titles: list[str], look: Look) -> float:
    """Return the largest size in which every title of a deck has room, so that all have the same."""
    most = 2 if look.width_in > 11 else 3
    for size in _TITLES_PT:
        if all(lines_of(title, look.title_in, size, is_bold=True) <= most for title in titles):
            return size
    return _TITLES_PT[-1]


class Page:
    """One slide."""

    def __init__(self, deck: Any, look: Look) -> None:
        self._page = deck.slides.add_slide(_title_only(deck))
        self._look = look

    def fill(self, slide: Slide) -> None:
        """Write the message, what shows it, credit, number, and the presenter's notes."""
        bottom = self._foot(slide.credit or slide.source)
        if slide.kind == "title":
            self._cover(slide, bottom)
        else:
            top = self._title(slide.title) + _GAP_IN
            body = Box(MARGIN_IN, top, self._look.inner_in, bottom - _GAP_IN - top)
            left_out = self._body(slide, self._own(slide.own, body))
            self._notes((*slide.notes, *left_out))
        if slide.kind == "title":
            self._notes(slide.notes)
        self._logo()

    def _cover(self, slide: Slide, bottom: float) -> None:
        look = self._look
        band = self._page.shapes.add_shape(
            MSO_SHAPE.RECTANGLE, 0, 0, look.inches(look.width_in), look.inches(0.22)
        )
        band.fill.solid()
        band.fill.fore_color.rgb = ACCENT
        band.line.fill.background()
        describe(band, "")
        top = 1.2 if look.logo else 0.6
        whole = Box(MARGIN_IN, top, look.inner_in, bottom - top - 0.15)
        room, words = self._beside(slide, whole, 0.5) if slide.picture else (None, whole)
        if slide.picture and room:
            self._picture(slide.picture, room)
        size = next(
            (n for n in range(_COVER_PT, 25, -2) if _has_cover(slide.title, words.width, n)),
            26,
        )
        tall = height_in([slide.title], words.width, size, is_bold=True) + 0.15
        lines = [*([slide.own] if slide.own else []), *slide.lines]
        below = height_in(lines, words.width, 22, gap_pt=_LINE_GAP_PT)
        top = max(whole.top + (whole.height - tall - below) / 2, whole.top)
        self._place_title(slide.title, Box(words.left, top, words.width, tall), size)
        self._text(lines, Box(words.left, top + tall + 0.1, words.width, below), size=22, gap=_LINE_GAP_PT)

    def _title(self, text: str) -> float:
        """Write the title; return where it ends."""
        look = self._look
        tall = height_in([text], look.title_in, look.title_pt, is_bold=True) + 0.1
        left = MARGIN_IN + (look.inner_in - look.title_in if look.is_rtl else 0)
        self._place_title(text, Box(left, _TITLE_TOP_IN, look.title_in, tall), look.title_pt)
        return _TITLE_TOP_IN + tall

    def _place_title(self, text: str, box: Box, size: float) -> None:
        title = self._page.shapes.title
        title.left, title.top, title.width, title.height = map(self._look.inches, box)
        frame = title.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = 0
        write(frame, [text], self._look, size=size, is_bold=True)

    def _own(self, words: str, body: Box) -> Box:
        """Write the presenter's own sentence beside a bar of colour; return the room that is left."""
        if not words:
            return body
        tall = height_in([words], body.width - 0.3, 22) + 0.1
        bar_left = body.left + body.width - 0.08 if self._look.is_rtl else body.left
        place = map(self._look.inches, (bar_left, body.top, 0.08, tall))
        bar = self._page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *place)
        bar.fill.solid()
        bar.fill.fore_color.rgb = ACCENT
        bar.line.fill.background()
        describe(bar, "")
        left = body.left if self._look.is_rtl else body.left + 0.25
        self._text([words], Box(left, body.top, body.width - 0.25, tall), size=22)
        used = tall + _GAP_IN
        return Box(body.left, body.top + used, body.width, body.height - used)

    def _body(self, slide: Slide, body: Box) -> tuple[str, ...]:
        """Write lines, table and bars, beside the picture if there is one; return what had no room."""
        picture = slide.picture
        if picture is None:
            return self._column(slide, body, self._sizes(slide, body))
        moved: tuple[str, ...] = ()
        if slide.table and slide.lines:
            shown, moved = self._shown_lines(slide, body)
            body = self._lines(replace(slide, lines=shown), body, LEAST_PT)
            slide = replace(slide, lines=())
        for part in _PICTURE_PARTS:
            room, words = self._beside(slide, body, part)
            size = self._sizes(slide, words)
            if self._fits(slide, words, size):
                break
        self._picture(picture, room)
        return (*moved, *self._column(slide, words, size))

    def _shown_lines(self, slide: Slide, body: Box) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Part the lines above a table and its map into those that have room, at least one, and the others."""
        count = len(slide.lines)
        _, words = self._beside(slide, body, _PICTURE_PARTS[-1])
        least = drawn_table(slide.table, words.width, LEAST_PT).height_in if slide.table else 0.0
        while count > 1 and least + self._lines_in(slide.lines[:count], body) > body.height:
            count -= 1
        return slide.lines[:count], slide.lines[count:]

    def _lines_in(self, lines: tuple[str, ...], box: Box) -> float:
        return height_in(lines, box.width, LEAST_PT, gap_pt=_LINE_GAP_PT) + _GAP_IN

    def _beside(self, slide: Slide, body: Box, part: float) -> tuple[Box, Box]:
        """Part a box into the room of the picture, at its end, and that of the words."""
        wide = min(body.width * part, body.height * _shape_of(slide.picture))
        words_wide = body.width - wide - 0.3
        if self._look.is_rtl:
            return body._replace(width=wide), body._replace(left=body.left + wide + 0.3, width=words_wide)
        return body._replace(left=body.left + words_wide + 0.3, width=wide), body._replace(width=words_wide)

    def _sizes(self, slide: Slide, box: Box) -> float:
        """Return the largest size of type that fits."""
        return next((size for size in _TEXTS_PT if self._fits(slide, box, size)), LEAST_PT)

    def _fits(self, slide: Slide, box: Box, size: float) -> bool:
        needed = height_in(slide.lines, box.width, size, gap_pt=_LINE_GAP_PT) + _GAP_IN
        if slide.table:
            drawn = drawn_table(slide.table, box.width, LEAST_PT)
            if drawn.is_squeezed:
                return False
            needed += drawn.height_in + _GAP_IN
        if slide.bars:
            needed += max(_LEAST_CHART_IN, 0.36 * len(slide.bars.bars) + 0.4)
        return needed <= box.height

    def _column(self, slide: Slide, box: Box, size: float) -> tuple[str, ...]:
        left_out: tuple[str, ...] = ()
        top, end = self._lines(slide, box, size).top, box.top + box.height
        if slide.table:
            keep = _LEAST_CHART_IN if slide.bars else 0.0
            drawn = drawn_table(slide.table, box.width, LEAST_PT).within(end - top - keep)
            self._table(drawn, box._replace(top=top, height=drawn.height_in))
            top, left_out = top + drawn.height_in + _GAP_IN, drawn.left_out
        if slide.bars:
            tall = height_in([slide.bars.unit], box.width, LEAST_PT, is_bold=True)
            room = box._replace(top=top, height=tall)
            self._text([slide.bars.unit], room, size=LEAST_PT, is_bold=True)
            top += tall
            add_chart(self._page, slide.bars, box._replace(top=top, height=max(end - top, 0.8)), self._look)
        return left_out

    def _lines(self, slide: Slide, box: Box, size: float) -> Box:
        """Write the lines of a slide; return the room below them."""
        if not slide.lines:
            return box
        tall = height_in(slide.lines, box.width, size, gap_pt=_LINE_GAP_PT)
        self._text(list(slide.lines), box._replace(height=tall), size=size, gap=_LINE_GAP_PT)
        used = tall + _GAP_IN
        return box._replace(top=box.top + used, height=box.height - used)

    def _table(self, drawn: Drawn, box: Box) -> None:
        place = map(self._look.inches, box)
        shape = self._page.shapes.add_table(len(drawn.rows), len(drawn.widths_in), *place)
        fill_table(shape.table, drawn, self._look)

    def _picture(self, picture: Picture, box: Box) -> None:
        """Put a picture at the top of a box, in its middle, as large as it can be."""
        shape_of = _shape_of(picture)
        wide = min(box.width, box.height * shape_of)
        tall = wide / shape_of
        place = (box.left + (box.width - wide) / 2, box.top, wide, tall)
        shape = self._page.shapes.add_picture(io.BytesIO(picture.png), *map(self._look.inches, place))
        describe(shape, picture.alt)

    def _foot(self, credit: str) -> float:
        """Write credit and number of the slide; return where they begin."""
        look = self._look
        width = look.inner_in - _NUMBER_IN - 0.2
        tall = max(height_in([credit], width, LEAST_PT), 0.3) + 0.04
        top = HEIGHT_IN - 0.25 - tall
        left = MARGIN_IN + (_NUMBER_IN + 0.2 if look.is_rtl else 0)
        if credit:
            self._text([credit], Box(left, top, width, tall), size=LEAST_PT, color=QUIET)
        left = MARGIN_IN if look.is_rtl else look.width_in - MARGIN_IN - _NUMBER_IN
        self._number(Box(left, HEIGHT_IN - 0.25 - 0.34, _NUMBER_IN, 0.34))
        return top

    def _number(self, box: Box) -> None:
        shape = self._text([""], box, size=LEAST_PT, color=QUIET)
        paragraph = shape.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.LEFT if self._look.is_rtl else PP_ALIGN.RIGHT
        run = paragraph.runs[0]._r
        number = len(self._page.part.package.presentation_part.presentation.slides)
        field = parse_xml(
            f'<a:fld {nsdecls("a")} id="{{6B1C9D0E-0000-4000-8000-000000000001}}" type="slidenum">'
            f"<a:t>{number}</a:t></a:fld>"
        )
        field.insert(0, run.get_or_add_rPr())
        paragraph._p.replace(run, field)

    def _logo(self) -> None:
        if self._look.logo is None:
            return
        wide, tall = LOGO_IN
        left = MARGIN_IN if self._look.is_rtl else self._look.width_in - MARGIN_IN - wide
        self._picture(self._look.logo, Box(left, 0.3, wide, tall))

    def _notes(self, notes: tuple[str, ...]) -> None:
        if not notes:
            return
        frame = self._page.notes_slide.notes_text_frame
        write(frame, list(notes), self._look, size=14, gap=6)

    def _text(
        self,
        lines: list[str],
        box: Box,
        *,
        size: float,
        color: RGBColor = INK,
        gap: float = 0,
        is_bold: bool = False,
    ) -> Any:
        shape = self._page.shapes.add_textbox(*map(self._look.inches, box))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        write(frame, lines, self._look, size=size, color=color, gap=gap, is_bold=is_bold)
        return shape


def _has_cover(title: str, width_in: float, size: float) -> bool:
    """Whether the title of the cover has room, without a broken word."""
    longest = max(map(len, title.split()), default=0) * letter_in(size, is_bold=True) * 1.15
    return longest <= width_in and lines_of(title, width_in, size, is_bold=True) <= 4


def _shape_of(picture: Picture | None) -> float:
    """Return the width of a picture in parts of its height."""
    from PIL import Image

    if picture is None:
        return 1.0
    with Image.open(io.BytesIO(picture.png)) as opened:
        width, height = opened.size
    return width / height


def _title_only(deck: Any) -> Any:
    """Return the layout with a title and nothing else, else the one with the fewest places to fill."""
    layouts = [layout for layout in deck.slide_layouts if _has_title(layout)]
    if not layouts:
        raise DataError([Problem("template", 0, "layout", "", "a layout with a title")])
    return min(layouts, key=lambda layout: len(layout.placeholders))


def _has_title(layout: Any) -> bool:
    return any(place.placeholder_format.type in (1, 3) for place in layout.placeholders)
