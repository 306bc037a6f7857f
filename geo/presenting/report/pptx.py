"""Slides as PPTX: editable text, native tables and charts, sharp maps, the district's own template if it has one."""

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PythonPptxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from geo import colors
from geo.errors import DataError, FileTooLarge, Problem
from geo.files import MOST_BYTES, read_bounded
from geo.presenting.slides import Bars, Picture, Slide, Table
from geo.presenting.slides.signs import SIGNS

_WIDTH_IN, _HEIGHT_IN = 13.333, 7.5  # 16:9
_MARGIN_IN = 0.6
_TITLE_PT, _TEXT_PT, _TABLE_PT, _SOURCE_PT = 30, 24, 16, 11
_INK, _QUIET, _ACCENT, _LINE, _PAPER = (
    RGBColor.from_string(code.removeprefix("#").upper())
    for code in (colors.INK, colors.QUIET, colors.ACCENT, colors.LINE, colors.PAPER)
)
_TITLE_TOP_IN, _TITLE_HEIGHT_IN = 0.45, 1.25
#: The heads of a table are smaller by so much; a letter is about so wide, in parts of its size.
_HEADING_LESS_PT, _BOLD_EM, _PLAIN_EM = 3, 0.72, 0.62
_CELL_MARGINS_IN = 0.2
_TWO_LINES = 0.65  # of its length a text needs as width to be broken once between words
_LONG_TITLE = 75  # letters, more make a third line
_BODY_TOP_IN, _SOURCE_TOP_IN = 1.85, 6.72
_WIDE_IN = _WIDTH_IN - 2 * _MARGIN_IN
#: How a file that is no presentation shows itself: no archive, parts that lack, XML that does not parse.
_BROKEN = (OSError, ValueError, KeyError, SyntaxError, PythonPptxError, BadZipFile)
#: How Office calls a language, and how it is told to write numbers in it.
_LOCALES = {"de": ("de-DE", "[$-407]"), "en": ("en-GB", "[$-809]"), "ar": ("ar-SA", "")}


def to_pptx(slides: list[Slide], *, direction: str, language: str, template: Path | None = None) -> bytes:
    """Return the slides as a PPTX file.

    Parameters
    ----------
    direction
        `rtl` or `ltr`.
    language
        ISO code, for the spelling checker and screen readers.
    template
        A PPTX file whose design is taken; its own slides are left out.

    Raises
    ------
    DataError
        If the template cannot be read.
    """
    deck = _opened(template)
    for slide in slides:
        _Page(deck, is_rtl=direction == "rtl", language=language).fill(slide)
    deck.core_properties.title = slides[0].title if slides else ""
    deck.core_properties.author = "Integrationskarte"
    deck.core_properties.language = language
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def _opened(template: Path | None) -> Any:
    if template is None:
        deck = Presentation()
        deck.slide_width, deck.slide_height = Inches(_WIDTH_IN), Inches(_HEIGHT_IN)
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


class _Page:
    """One slide being laid out; measures are those of 16:9, scaled to the template's width."""

    def __init__(self, deck: Any, *, is_rtl: bool, language: str) -> None:
        self._scale = deck.slide_width / Inches(_WIDTH_IN)
        self._page = deck.slides.add_slide(_title_only(deck))
        self._is_rtl = is_rtl
        self._language, self._digits = _LOCALES.get(language, (language, ""))

    def fill(self, slide: Slide) -> None:
        """Write the message, what shows it, and the source."""
        self._title(slide.title)
        top = self._lines(slide)
        if slide.kind == "title":
            self._band()
        if slide.table:
            self._table(slide.table, top)
        if slide.bars:
            self._chart(slide.bars, top)
        if slide.picture:
            self._picture(slide.picture)
        if slide.source:
            self._text([slide.source], _SOURCE_TOP_IN, 0.6, size=_SOURCE_PT, color=_QUIET)

    def _title(self, text: str) -> None:
        title = self._page.shapes.title
        title.left, title.top = self._in(_MARGIN_IN), self._in(_TITLE_TOP_IN)
        title.width, title.height = self._in(_WIDE_IN), self._in(_TITLE_HEIGHT_IN)
        frame = title.text_frame
        frame.word_wrap = True
        frame.vertical_anchor = MSO_ANCHOR.TOP
        self._write(
            frame,
            [text],
            size=_TITLE_PT if len(text) < _LONG_TITLE else _TITLE_PT - 6,
            color=_INK,
            is_bold=True,
        )

    def _band(self) -> None:
        """Draw the one line of colour that a title slide has."""
        band = self._page.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, self._in(_WIDTH_IN), self._in(0.22))
        band.fill.solid()
        band.fill.fore_color.rgb = _ACCENT
        band.line.fill.background()
        _describe(band, "")

    def _lines(self, slide: Slide) -> float:
        """Write lines and own sentence; return where the next thing may begin."""
        lines = [*([slide.own] if slide.own else []), *slide.lines]
        if not lines:
            return _BODY_TOP_IN
        is_beside = slide.picture is not None
        width = 4.4 if is_beside else _WIDE_IN
        is_method = slide.kind == "method"
        size = 18 if is_beside or is_method else _TEXT_PT
        room = 4.7 if is_beside or is_method or not (slide.table or slide.bars) else 0.5 * len(lines) + 0.1
        left = _MARGIN_IN if not (is_beside and self._is_rtl) else _WIDTH_IN - _MARGIN_IN - width
        self._text(lines, _BODY_TOP_IN, room, size=size, left_in=left, width_in=width, gap=8)
        return _BODY_TOP_IN + room + 0.1

    def _text(
        self,
        lines: list[str],
        top_in: float,
        height_in: float,
        *,
        size: int,
        color: RGBColor = _INK,
        left_in: float = _MARGIN_IN,
        width_in: float = _WIDE_IN,
        gap: int = 0,
    ) -> None:
        box = self._page.shapes.add_textbox(
            self._in(left_in), self._in(top_in), self._in(width_in), self._in(height_in)
        )
        box.text_frame.word_wrap = True
        self._write(box.text_frame, lines, size=size, color=color, gap=gap)

    def _write(
        self,
        frame: Any,
        lines: list[str],
        *,
        size: int,
        color: RGBColor,
        is_bold: bool = False,
        gap: int = 0,
        align: Any = None,
    ) -> None:
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size * self._scale), is_bold, color
            run._r.get_or_add_rPr().set("lang", self._language)
            paragraph.space_after = Pt(gap)
            paragraph.alignment = align or (PP_ALIGN.RIGHT if self._is_rtl else PP_ALIGN.LEFT)
            if self._is_rtl:
                paragraph._p.get_or_add_pPr().set("rtl", "1")

    def _table(self, table: Table, top_in: float) -> None:
        rows, columns = len(table.rows) + 1, len(table.headings)
        height = min((_SOURCE_TOP_IN - 0.1 - top_in) / rows, 0.5)
        shape = self._page.shapes.add_table(
            rows, columns, self._in(_MARGIN_IN), self._in(top_in), self._in(_WIDE_IN), self._in(height * rows)
        )
        grid = shape.table
        if self._is_rtl:
            grid._tbl.tblPr.set("rtl", "1")
        size = _TABLE_PT - 2 if rows > 8 else _TABLE_PT
        for number, width in enumerate(_widths(table, size=size)):
            grid.columns[number].width = self._in(width)
        words = [list(table.headings)]
        words += [[f"{SIGNS[c.light]} {c.text}" if c.light else c.text for c in row] for row in table.rows]
        for row_number, row in enumerate(words):
            grid.rows[row_number].height = self._in(height)
            for column, text in enumerate(row):
                self._cell(grid.cell(row_number, column), text, size=size, is_heading=row_number == 0)

    def _cell(self, cell: Any, text: str, *, size: int, is_heading: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _LINE if is_heading else _PAPER
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_top = cell.margin_bottom = Emu(18_000)
        self._write(
            cell.text_frame,
            [text],
            size=size - (_HEADING_LESS_PT if is_heading else 0),
            color=_INK,
            is_bold=is_heading,
        )

    def _chart(self, bars: Bars, top_in: float) -> None:
        data = CategoryChartData()
        data.categories = [bar.label for bar in bars.bars]
        data.add_series(bars.unit, [bar.value for bar in bars.bars])
        height = _SOURCE_TOP_IN - 0.1 - top_in
        frame = self._page.shapes.add_chart(
            XL_CHART_TYPE.BAR_CLUSTERED,
            self._in(_MARGIN_IN),
            self._in(top_in),
            self._in(_WIDE_IN),
            self._in(height),
            data,
        )
        _describe(frame, "; ".join((bars.unit, *(f"{bar.label}: {bar.words}" for bar in bars.bars))))
        chart = frame.chart
        chart.has_legend, chart.has_title = False, True
        chart.chart_title.text_frame.text = bars.unit
        chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(16 * self._scale)
        chart.font.size, chart.font.color.rgb = Pt(16 * self._scale), _INK
        chart.category_axis.reverse_order = True  # the first bar on top
        chart.category_axis.format.line.color.rgb = _LINE
        chart.category_axis.has_major_gridlines = False
        chart.category_axis._element.append(_every_label())
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        plot = chart.plots[0]
        plot.gap_width = 40
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = _ACCENT
        plot.has_data_labels = True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = (
            f"{self._digits}#,##0",
            False,
        )
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END

    def _picture(self, picture: Picture) -> None:
        width, height = 7.4, _SOURCE_TOP_IN - 0.1 - _BODY_TOP_IN
        left = _MARGIN_IN if self._is_rtl else _WIDTH_IN - _MARGIN_IN - width
        shape = self._page.shapes.add_picture(
            io.BytesIO(picture.png), self._in(left), self._in(_BODY_TOP_IN), height=self._in(height)
        )
        shape.left = self._in(left + width) - shape.width if not self._is_rtl else self._in(left)
        _describe(shape, picture.alt)

    def _in(self, inches: float) -> Emu:
        return Emu(round(Inches(inches) * self._scale))


def _widths(table: Table, *, size: int) -> list[float]:
    """Return inches for each column: room for its longest word, then for its longest text and a head of two lines."""
    least, more = [], []
    for number, heading in enumerate(table.headings):
        bold, plain = (size - _HEADING_LESS_PT) * _BOLD_EM, size * _PLAIN_EM
        texts = [(heading, bold), *((row[number].text, plain) for row in table.rows)]
        word = max(_inches(word, em) for text, em in texts for word in text.split(" "))
        whole = max(_inches(heading, _TWO_LINES * bold), *(_inches(text, em) for text, em in texts[1:]))
        least.append(word)
        more.append(max(whole - word, 0.0))
    left, wished = _WIDE_IN - sum(least), sum(more)
    if left <= 0:
        return [_WIDE_IN * width / sum(least) for width in least]
    if wished <= left:
        return [word + part + (left - wished) / len(least) for word, part in zip(least, more, strict=True)]
    return [word + left * part / wished for word, part in zip(least, more, strict=True)]


def _inches(text: str, em: float) -> float:
    """Return about how wide a text is in its cell, with an `em` in points; a little more rather than less."""
    return len(text) * em / 72 + _CELL_MARGINS_IN


def _describe(shape: Any, words: str) -> None:
    """Give a picture or chart its words for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)


def _every_label() -> Any:
    """Return what makes a chart write the name of each bar, however little room there is."""
    return parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>')


def _title_only(deck: Any) -> Any:
    """Return the layout with a title and nothing else, else the one with the fewest places to fill."""
    layouts = [layout for layout in deck.slide_layouts if _has_title(layout)]
    if not layouts:
        raise DataError([Problem("template", 0, "layout", "", "a layout with a title")])
    return min(layouts, key=lambda layout: len(layout.placeholders))


def _has_title(layout: Any) -> bool:
    return any(place.placeholder_format.type in (1, 3) for place in layout.placeholders)
