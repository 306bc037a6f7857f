"""Reports: editable PPTX, PDF for screen readers, nothing in a text is taken for anything but text."""

import io
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches
from pypdf import PdfReader

from geo.errors import DataError
from geo.presenting.charts.canvas import sheet, width_of
from geo.presenting.report import to_pdf, to_pptx
from geo.presenting.scorecard import Light
from geo.presenting.slides import Bar, Bars, Cell, Picture, Slide, Table

HOSTILE = "=1+1 <script>alert(1)</script> #let x = 1 $x$ *b* _i_ \\ ] \u202e \" ' </a:t>"
#: One point, PNG.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def _slides(words: str = "Wort") -> list[Slide]:
    cells = ((Cell("Marl"), Cell("3,3 (2–4)", Light.GOOD)), (Cell("Herten"), Cell(words, Light.UNKNOWN)))
    return [
        Slide("title", "title", words, ("Zeile",), source="Quelle"),
        Slide(
            "map", "map", "Karte", (words,), picture=Picture("Bild in Worten", lambda: DOT), source="Quelle"
        ),
        Slide(
            "cities",
            "cities",
            "Städte",
            table=Table(("Stadt", "je 1.000"), cells),
            own=words,
            source="Quelle",
        ),
        Slide("sites", "sites", "Orte", bars=Bars("Menschen", (Bar(words, 30.0, "30"), Bar("B", 0.0, "0")))),
    ]


def _deck(raw: bytes) -> "Presentation":
    return Presentation(io.BytesIO(raw))


def _texts(raw: bytes) -> list[list[str]]:
    return [
        [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame and shape.text_frame.text]
        for slide in _deck(raw).slides
    ]


def test_pptx_has_a_slide_a_message_with_editable_text() -> None:
    raw = to_pptx(_slides(), direction="ltr", language="de")

    assert [slide.shapes.title.text for slide in _deck(raw).slides] == ["Wort", "Karte", "Städte", "Orte"]
    assert _texts(raw)[1] == ["Karte", "Quelle", "2", "Wort"]


def test_pptx_has_native_table_and_chart_and_words_for_pictures() -> None:
    shapes = [
        list(slide.shapes) for slide in _deck(to_pptx(_slides(), direction="ltr", language="de")).slides
    ]

    table = next(shape.table for shape in shapes[2] if shape.has_table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Stadt", "je 1.000"],
        ["Marl", "▲ 3,3 (2–4)"],
        ["Herten", "– Wort"],
    ]
    chart = next(shape.chart for shape in shapes[3] if shape.has_chart)
    assert list(chart.plots[0].categories) == ["Wort: 30", "B: 0"]
    assert list(chart.plots[0].series[0].values) == [30.0, 0.0]
    pictures = [shape for shape in shapes[1] if shape.shape_type == 13]
    assert [shape._element.xpath(".//p:cNvPr")[0].get("descr") for shape in pictures] == ["Bild in Worten"]


@pytest.mark.parametrize(
    "headings", [("Lücke", "Menschen", "Angebote"), ("Stadt", "Staatsangehörige", "bestätigt")]
)
def test_no_word_in_the_heads_of_a_table_is_broken(headings: tuple[str, ...]) -> None:
    """Measured in a font wider than those of presentations; the first column would like to have all the room."""
    rows = tuple((Cell("nahe der Theodor-Körner-Straße, " * 4), Cell("13"), Cell("0 %")) for _ in range(10))
    slide = Slide("gaps", "gaps", "Lücken", table=Table(headings, rows))

    (page,) = _deck(to_pptx([slide], direction="ltr", language="de")).slides

    table = next(shape.table for shape in page.shapes if shape.has_table)
    for column, cell in zip(table.columns, table.rows[0].cells, strict=True):
        run = cell.text_frame.paragraphs[0].runs[0]
        with sheet(1, 1):
            words = [width_of(word, size=run.font.size.pt, weight="bold") for word in run.text.split()]
        assert max(words) <= (column.width - cell.margin_left - cell.margin_right) / Inches(1), run.text


def test_nothing_on_a_slide_leaves_the_slide() -> None:
    deck = _deck(to_pptx(_slides(), direction="ltr", language="de"))

    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0
            assert shape.top + shape.height <= deck.slide_height


def test_arabic_slides_run_from_right_to_left() -> None:
    deck = _deck(to_pptx(_slides("كلمة"), direction="rtl", language="ar"))

    paragraphs = [
        p for slide in deck.slides for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs
    ]
    told = [p._p.pPr.get("rtl") for p in paragraphs if p.text]
    assert set(told) == {"1"}


def test_hostile_text_stays_text() -> None:
    pptx = to_pptx(_slides(HOSTILE), direction="ltr", language="de")
    pdf = to_pdf(_slides(HOSTILE), direction="ltr", language="de", footer=HOSTILE)

    assert _deck(pptx).slides[0].shapes.title.text == HOSTILE
    assert "<script>alert(1)</script>" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("language", "told"), [("ar", ["41–100%", "3.4–6.5", "0–100%"]), ("de", ["41–100\xa0%", "3,4–1.006,5"])]
)
def test_range_in_a_pdf_runs_from_low_to_high_in_one_piece(language: str, told: list[str]) -> None:
    """Between Arabic words the order of a range turned round, number by number, and its parts fell on two lines."""
    words = "كلمة" if language == "ar" else "Wort"
    cells = tuple((Cell(words), Cell(f"4 ({span})")) for span in told)
    table = Table((words, words), cells)
    slides = [
        Slide("title", "title", words, tuple(f"{words} ({span}) {words}" for span in told), table=table)
    ]
    direction = "rtl" if language == "ar" else "ltr"
    runs: list[str] = []

    page = PdfReader(io.BytesIO(to_pdf(slides, direction=direction, language=language, footer="x"))).pages[0]
    page.extract_text(
        visitor_text=lambda text, *_: runs.append(text)
    )  # what is drawn from left to right at once

    for span in told:
        assert len([run for run in runs if span in run]) == 2


def test_district_brings_its_own_template(tmp_path: Path) -> None:
    template = Presentation()
    template.slide_width, template.slide_height = Inches(10), Inches(5.625)
    template.slides.add_slide(template.slide_layouts[0]).shapes.title.text = "Muster"
    template.save(tmp_path / "own.pptx")

    deck = _deck(to_pptx(_slides(), direction="ltr", language="de", template=tmp_path / "own.pptx"))

    assert deck.slide_width == Inches(10)
    assert [slide.shapes.title.text for slide in deck.slides] == ["Wort", "Karte", "Städte", "Orte"]
    assert all(s.left + s.width <= deck.slide_width + 1 for slide in deck.slides for s in slide.shapes)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_broken_template_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.pptx").write_bytes(content)

    with pytest.raises(DataError, match=r"^own\.pptx: a PPTX file expected$"):
        to_pptx(_slides(), direction="ltr", language="de", template=tmp_path / "own.pptx")


def test_pdf_is_tagged_for_screen_readers() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(_slides(), direction="ltr", language="de", footer="Fuß")))

    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == "Wort"
    kinds = _structure(root["/StructTreeRoot"])
    assert {"/H1", "/H2", "/Figure", "/Table", "/TH", "/P"} <= set(kinds)
    assert "/Alt" in str(_figures(root["/StructTreeRoot"]))


def test_pdf_declares_pdf_ua() -> None:
    reader = PdfReader(io.BytesIO(to_pdf(_slides(), direction="ltr", language="de", footer="Fuß")))

    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def _structure(node: object) -> list[str]:
    """Return the kinds of all elements of the structure tree."""
    found: list[str] = []
    waiting = [node]
    while waiting:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            found.append(str(element.get("/S", "")))
            waiting.append(element.get("/K", []))
    return found


def _figures(node: object) -> list[dict[str, object]]:
    found, waiting = [], [node]
    while waiting:
        element = waiting.pop()
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            if element.get("/S") == "/Figure":
                found.append(dict(element))
            waiting.append(element.get("/K", []))
    return found
