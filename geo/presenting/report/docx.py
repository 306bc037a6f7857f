"""The paper of a deck as DOCX: chapters, numbered figures and tables, contents, method in plain words, sources."""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Inches, Pt, RGBColor

from geo import colors
from geo.exchange.coverage_files.sheets import FORBIDDEN_IN_XML
from geo.exchange.steady import steady
from geo.i18n import Texts
from geo.presenting.report.fitting import column_widths, in_order
from geo.presenting.report.office_language import office_language
from geo.presenting.slides import Bars, Picture, Slide, Table
from geo.presenting.slides.signs import SIGNS

_TEXT_PT, _SMALL_PT = 11, 9
_MARGIN_CM, _INNER_CM, _PICTURE_CM = 2.5, 16.0, 12.0
_INK, _QUIET = (RGBColor.from_string(code.removeprefix("#").upper()) for code in (colors.INK, colors.QUIET))
#: Slides that are chapters of their own at the end of a paper.
_APART = ("title", "method")


@dataclass
class _Paper:
    """A document being written, with its count of figures and tables."""

    document: Any
    texts: Texts
    counts: dict[str, int] = field(default_factory=lambda: {"figure": 0, "table": 0})
    bookmarks: int = 0

    @property
    def is_rtl(self) -> bool:
        return self.texts.direction == "rtl"


def to_docx(
    slides: list[Slide],
    texts: Texts,
    *,
    labels: Mapping[str, str],
    sources: Iterable[str],
    footer: str,
    logo: Picture | None = None,
) -> bytes:
    """Return the slides as a paper for a council; the same slides give the same bytes.

    Parameters
    ----------
    labels
        Names of topics by their ids, for captions.
    sources
        One line for each source, with its licence and date.
    footer
        Stands on every page, before its number: what this is, and its day.
    logo
        Stands above the title.
    """
    paper = _Paper(docx.Document(), texts)
    _set_up(paper, footer)
    _opening(paper, slides, logo)
    chapters = [slide for slide in slides if slide.kind not in _APART]
    grouped = [(kind, list(group)) for kind, group in groupby(chapters, key=lambda slide: slide.kind)]
    headings = [texts(f"present.kind_{kind}") for kind, _ in grouped]
    _contents(paper, [*headings, texts("paper.method"), texts("paper.sources")])
    for heading, (_, group) in zip(headings, grouped, strict=True):
        _heading(paper, heading, level=1)
        for slide in group:
            _section(paper, slide, labels)
    _method(paper, slides)
    _heading(paper, texts("paper.sources"), level=1)
    for line in sources:
        _paragraph(paper, line, style="List Bullet", size=_SMALL_PT)
    written = io.BytesIO()
    paper.document.core_properties.title = _clean(slides[0].title) if slides else ""
    paper.document.core_properties.author = "Integrationskarte"
    paper.document.core_properties.language = texts.language
    paper.document.save(written)
    return steady(written.getvalue())


def _set_up(paper: _Paper, footer: str) -> None:
    document = paper.document
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption", "List Bullet", "Intense Quote"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), "Arial")
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            if fonts.get(qn(key)) is not None:
                del fonts.attrib[qn(key)]
    document.styles["Normal"].font.size = Pt(_TEXT_PT)
    _speak(document.styles["Normal"].element.get_or_add_rPr(), paper.texts.language)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    if paper.is_rtl:
        section._sectPr.append(OxmlElement("w:bidi"))
    foot = section.footer.paragraphs[0]
    _fill(paper, foot, f"{footer} · ", size=_SMALL_PT)
    _field(paper, foot, "PAGE", "1", size=_SMALL_PT)


def _speak(properties: Any, language: str) -> None:
    """Say the language of all words, for screen readers and the spelling checker."""
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        properties.append(spoken)
    locale = office_language(language)
    spoken.set(qn("w:val"), locale)
    spoken.set(qn("w:bidi"), locale)


def _opening(paper: _Paper, slides: list[Slide], logo: Picture | None) -> None:
    if logo:
        _picture(paper, logo, width_cm=4.0)
    first = next((slide for slide in slides if slide.kind == "title"), None)
    _paragraph(paper, first.title if first else slides[0].title if slides else "", style="Title")
    if first is None:
        return
    for line in (*([first.own] if first.own else []), *first.lines):
        _paragraph(paper, line)
    if first.picture:
        _picture(paper, first.picture)
        _caption(paper, "figure", first.picture.alt)
    _paragraph(paper, first.source, size=_SMALL_PT)


def _contents(paper: _Paper, headings: list[str]) -> None:
    """Write a table of contents that a word processor fills with pages; until then it names the chapters."""
    _paragraph(paper, paper.texts("paper.contents"), is_bold=True)
    paragraph = _paragraph(paper, "")
    begin, told, parted, end = _field_parts('TOC \\o "1-2" \\h \\z \\u')
    begin.find(qn("w:fldChar")).set(qn("w:dirty"), "true")
    for part in (begin, told, parted):
        paragraph._p.append(part)
    for number, heading in enumerate(headings):
        run = paragraph.add_run(_clean(heading))
        _look(paper, run, size=_TEXT_PT)
        if number < len(headings) - 1:
            run.add_break()
    paragraph._p.append(end)


def _section(paper: _Paper, slide: Slide, labels: Mapping[str, str]) -> None:
    _heading(paper, slide.title, level=2)
    if slide.own:
        _paragraph(paper, slide.own, style="Intense Quote")
    for line in slide.lines:
        _paragraph(paper, line)
    caption = _named(paper, slide, labels)
    if slide.picture:
        _picture(paper, slide.picture)
        _caption(paper, "figure", caption)
    if slide.table_on_paper:
        _caption(paper, "table", caption)
        _table(paper, slide.table_on_paper)
    if slide.bars and (slide.table or not slide.full):
        _caption(paper, "table", f"{caption} – {slide.bars.unit}" if slide.table else slide.bars.unit)
        _table(paper, _as_table(slide.bars))
    _paragraph(paper, slide.source, size=_SMALL_PT)


def _named(paper: _Paper, slide: Slide, labels: Mapping[str, str]) -> str:
    """Return what a slide is about, for captions: its kind, and the topic where it has one."""
    kind = paper.texts(f"present.kind_{slide.kind}")
    topics = [labels[part] for part in slide.name.split("-")[1:] if part in labels]
    return f"{kind}: {paper.texts.listing(topics)}" if topics else kind


def _as_table(bars: Bars) -> Table:
    from geo.presenting.slides import Cell

    rows = tuple((Cell(bar.label), Cell(bar.words, bar.light)) for bar in bars.bars)
    return Table(("", bars.unit), rows, numbers=(1,))


def _method(paper: _Paper, slides: list[Slide]) -> None:
    _heading(paper, paper.texts("paper.method"), level=1)
    for slide in slides:
        if slide.kind == "method":
            for line in slide.lines:
                _paragraph(paper, line)
            _paragraph(paper, slide.source, size=_SMALL_PT)
    for note in _notes(slides):
        _paragraph(paper, note, style="List Bullet")


def _notes(slides: list[Slide]) -> Iterator[str]:
    """Hand out what presenters read, each once, without the sources, which stand below what they belong to."""
    said = {slide.source for slide in slides}
    for slide in slides:
        for note in slide.notes:
            if note not in said:
                said.add(note)
                yield note


# -- parts of a page -------------------------------------------------------------------------------


def _heading(paper: _Paper, text: str, *, level: int) -> None:
    _fill(paper, paper.document.add_heading(level=level), text)


def _paragraph(
    paper: _Paper, text: str, *, style: str | None = None, size: float | None = None, is_bold: bool = False
) -> Any:
    paragraph = paper.document.add_paragraph(style=style)
    _fill(paper, paragraph, text, size=size, is_bold=is_bold)
    return paragraph


def _fill(
    paper: _Paper, paragraph: Any, text: str, *, size: float | None = None, is_bold: bool = False
) -> None:
    if paper.is_rtl:
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
    if text:
        run = paragraph.add_run(_clean(in_order(text) if paper.is_rtl else text))
        _look(paper, run, size=size, is_bold=is_bold)


def _look(paper: _Paper, run: Any, *, size: float | None, is_bold: bool = False) -> None:
    if size:
        run.font.size = Pt(size)
    if size == _SMALL_PT:
        run.font.color.rgb = _QUIET
    if is_bold:
        run.font.bold = True
    if paper.is_rtl:
        run.font.rtl = True
        run.font.cs_bold = is_bold or None


def _picture(paper: _Paper, picture: Picture, *, width_cm: float = _PICTURE_CM) -> None:
    paragraph = _paragraph(paper, "")
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Cm(width_cm))
    shape._inline.docPr.set("descr", _clean(picture.alt))


def _caption(paper: _Paper, kind: str, text: str) -> None:
    """Write a caption whose number is a field, so that lists of figures and cross-references find it."""
    paper.counts[kind] += 1
    label = paper.texts(f"paper.{kind}")
    paragraph = paper.document.add_paragraph(style="Caption")
    _fill(paper, paragraph, f"{label} ", is_bold=True)
    _field(paper, paragraph, f"SEQ {label} \\* ARABIC", str(paper.counts[kind]), is_bold=True)
    run = paragraph.add_run(_clean(f": {in_order(text) if paper.is_rtl else text}"))
    _look(paper, run, size=None)
    paragraph.paragraph_format.keep_with_next = kind == "table"


def _field(
    paper: _Paper, paragraph: Any, code: str, shown: str, *, size: float | None = None, is_bold: bool = False
) -> None:
    begin, told, parted, end = _field_parts(code)
    for part in (begin, told, parted):
        paragraph._p.append(part)
    _look(paper, paragraph.add_run(shown), size=size, is_bold=is_bold)
    paragraph._p.append(end)


def _field_parts(code: str) -> tuple[Any, Any, Any, Any]:
    def run(child: Any) -> Any:
        element = OxmlElement("w:r")
        element.append(child)
        return element

    def mark(kind: str) -> Any:
        element = OxmlElement("w:fldChar")
        element.set(qn("w:fldCharType"), kind)
        return run(element)

    told = OxmlElement("w:instrText")
    told.set(qn("xml:space"), "preserve")
    told.text = f" {code} "
    return mark("begin"), run(told), mark("separate"), mark("end")


def _table(paper: _Paper, table: Table) -> None:
    grid = paper.document.add_table(rows=0, cols=len(table.headings))
    grid.style, grid.alignment = "Light Grid Accent 1", WD_TABLE_ALIGNMENT.CENTER
    if paper.is_rtl:
        grid._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
    words = [list(table.headings)]
    words += [[f"{SIGNS[c.light]} {c.text}" if c.light else c.text for c in row] for row in table.rows]
    grid.autofit = False
    widths = column_widths(words[0], words[1:], _INNER_CM / 2.54, 10)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Inches(width)
    for number, row in enumerate(words):
        line = grid.add_row()
        if number == 0:
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.width = Inches(widths[column])
            paragraph = cell.paragraphs[0]
            _fill(paper, paragraph, text, size=10, is_bold=number == 0)
            if column in table.numbers:
                # "right" is where lines end: in a paragraph from right to left that is the left
                ends = WD_ALIGN_PARAGRAPH.LEFT if paper.is_rtl else WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.alignment = ends
    paper.document.add_paragraph().paragraph_format.space_after = Pt(0)


def _clean(text: str) -> str:
    return FORBIDDEN_IN_XML.sub("", text)
