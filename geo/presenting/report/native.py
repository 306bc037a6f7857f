"""Parts of a PPTX slide that stay editable: paragraphs, tables, bar charts with the range of each bar."""

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Pt

from geo import colors
from geo.presenting.report.drawn_table import Drawn
from geo.presenting.report.fitting import in_order, letter_in
from geo.presenting.report.layout import Box, Look
from geo.presenting.report.office_language import office_language
from geo.presenting.slides import Bar, Bars
from geo.presenting.slides.signs import SIGNS

INK, QUIET, ACCENT, LINE, PAPER, BAND = (
    RGBColor.from_string(code.removeprefix("#").upper())
    for code in (colors.INK, colors.QUIET, colors.ACCENT, colors.LINE, colors.PAPER, colors.CLASSES[2])
)
_CHART_PT = 18
#: The names of bars take at most so much of a chart.
_MOST_NAMES = 0.62
#: How Office calls a language.


def write(
    frame: Any,
    lines: list[str],
    look: Look,
    *,
    size: float,
    color: RGBColor = INK,
    is_bold: bool = False,
    gap: float = 0,
    is_number: bool = False,
) -> None:
    """Write paragraphs in the direction of the language; numbers end at the right, below each other, in any."""
    ends = PP_ALIGN.RIGHT if is_number or look.is_rtl else PP_ALIGN.LEFT
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = in_order(line) if look.is_rtl else line
        run.font.size, run.font.bold, run.font.color.rgb = look.points(size), is_bold, color
        run._r.get_or_add_rPr().set("lang", office_language(look.language))
        paragraph.space_after = Pt(gap)
        paragraph.alignment = ends
        if look.is_rtl:
            paragraph._p.get_or_add_pPr().set("rtl", "1")


def fill_table(grid: Any, drawn: Drawn, look: Look) -> None:
    """Write a table of a slide."""
    if look.is_rtl:
        grid._tbl.tblPr.set("rtl", "1")
    for number, width in enumerate(drawn.widths_in):
        grid.columns[number].width = look.inches(width)
    for number, (row, height) in enumerate(zip(drawn.rows, drawn.heights_in, strict=True)):
        grid.rows[number].height = look.inches(height)
        for column, text in enumerate(row):
            cell = grid.cell(number, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = LINE if number == 0 else PAPER
            cell.vertical_anchor = MSO_ANCHOR.BOTTOM if number == 0 else MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Emu(18_000)
            write(
                cell.text_frame,
                [text],
                look,
                size=drawn.size_pt,
                is_bold=number == 0,
                is_number=column in drawn.numbers,
            )


def add_chart(page: Any, bars: Bars, box: Box, look: Look) -> None:
    """Draw bars; each is named with its value, and a line tells its range."""
    data = CategoryChartData()
    names = [_held(_name(bar)) if look.is_rtl else _name(bar) for bar in bars.bars]
    data.categories = names
    data.add_series(bars.unit, [bar.value for bar in bars.bars])
    frame = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(look.inches, box), data)
    describe(frame, "; ".join((bars.unit, *names)))
    chart = frame.chart
    chart.has_legend = chart.has_title = False  # what is counted stands above, in lines that fit
    chart.font.size, chart.font.color.rgb = look.points(_CHART_PT), INK
    axis, values = chart.category_axis, chart.value_axis
    axis.reverse_order = True  # the first bar on top
    axis.format.line.color.rgb = LINE
    axis.has_major_gridlines = False
    axis._element.append(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))  # the name of every bar
    values.visible = values.has_major_gridlines = False
    values.minimum_scale, values.maximum_scale = 0, bars.end
    plot = chart.plots[0]
    plot.gap_width = 45
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = BAND if any(bar.span for bar in bars.bars) else ACCENT
    _add_ranges(series, bars)
    _make_room(chart, names, box)


def _name(bar: Bar) -> str:
    sign = f"{SIGNS[bar.light]} " if bar.light else ""
    return f"{sign}{bar.label}: {bar.words}"


def _held(name: str) -> str:
    """Return a name that reads from right to left where charts know no direction; bars themselves grow to the right."""
    return f"\u202b{in_order(name)}\u202c"


def _add_ranges(series: Any, bars: Bars) -> None:
    """Tell the range of each bar as an error bar with its own lengths."""
    if not any(bar.span for bar in bars.bars):
        return
    spans = [bar.span or (bar.value, bar.value) for bar in bars.bars]
    plus = [max(high - bar.value, 0.0) for bar, (_, high) in zip(bars.bars, spans, strict=True)]
    minus = [max(bar.value - low, 0.0) for bar, (low, _) in zip(bars.bars, spans, strict=True)]
    xml = (
        f"<c:errBars {nsdecls('c', 'a')}>"
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{_numbers(plus)}</c:plus><c:minus>{_numbers(minus)}</c:minus>"
        f'<c:spPr><a:ln w="31750"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln></c:spPr>'
        "</c:errBars>"
    )
    series._element.xpath("./c:cat")[0].addprevious(parse_xml(xml))


def _numbers(values: list[float]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values))
    return (
        f'<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(values)}"/>{points}</c:numLit>'
    )


def _make_room(chart: Any, names: list[str], box: Box) -> None:
    """Give the names of bars the room they need, so that no program cuts or turns them."""
    longest = max(map(len, names), default=0) * letter_in(_CHART_PT) + 0.2
    names_part = min(longest / box.width, _MOST_NAMES)
    top = 0.02
    layout = (
        f"<c:layout {nsdecls('c')}><c:manualLayout>"
        '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{names_part:.4f}"/><c:y val="{top:.4f}"/>'
        f'<c:w val="{1 - names_part - 0.02:.4f}"/><c:h val="{1 - top - 0.02:.4f}"/>'
        "</c:manualLayout></c:layout>"
    )
    area = chart._chartSpace.xpath("./c:chart/c:plotArea")[0]
    for old in area.xpath("./c:layout"):
        area.remove(old)
    area.insert(0, parse_xml(layout))


def describe(shape: Any, words: str) -> None:
    """Give a picture or chart its words for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)
