"""Reports: editable PPTX, PDF for screen readers, nothing in a text is taken for anything but text."""

import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches
from pypdf import PdfReader

from geo.errors import DataError
from geo.presenting.charts.canvas import sheet, width_of
from geo.presenting.report import to_pdf, to_pptx
from geo.presenting.report.fitting import in_order, letter_in, lines_of
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


def test_a_logo_stands_above_the_first_page_of_a_pdf_with_its_words() -> None:
    bare, marked = (
        PdfReader(io.BytesIO(to_pdf(_slides()[:1], direction="ltr", language="de", footer="Fuß", logo=logo)))
        for logo in (None, Picture("Wappen des Kreises", lambda: DOT))
    )

    assert [len(reader.pages[0].images) for reader in (bare, marked)] == [0, 1]
    assert "Wappen des Kreises" in str(_figures(marked.trailer["/Root"]["/StructTreeRoot"]))


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


# --- read from the last row -------------------------------------------------------------------------------------------


def _many() -> list[Slide]:
    """Return a slide of each shape: lines, a long table, a table with map and bars, bars with ranges."""
    rows = tuple((Cell(f"{n}. nahe der Langen Straße, Musterstadt"), Cell(f"{n}.000")) for n in range(1, 5))
    bars = Bars("Anteil", (Bar("heute", 0.5, "50 % (40–60 %)", (0.4, 0.6)), Bar("B", 0.6, "60 %")), most=1.0)
    return [
        Slide("title", "title", "Ein Titel", ("Zeile",), picture=Picture("Kreis", lambda: DOT), credit="©"),
        Slide("gaps", "gaps", "Lücken " * 9, ("Satz. " * 20,), Table(("Ort", "Zahl"), rows, (1,)),
              picture=Picture("Karte", lambda: DOT), own="Eigenes.", credit="© Amt, 2025", notes=("So gerechnet.",)),
        Slide("sites", "sites", "Orte", table=Table(("Ort", "Zahl"), rows, (1,)), bars=bars, source="Quelle"),
        Slide("method", "method", "So", ("Lange Erklärung. " * 12,) * 2, source="Quelle"),
    ]  # fmt: skip


def _sizes(deck: "Presentation") -> set[float]:
    """Return all sizes of letters on slides, in points."""
    sizes = {
        int(value) / 100
        for slide in deck.slides
        for shape in slide.shapes
        for value in shape._element.xpath(".//a:rPr/@sz | .//a:defRPr/@sz")
    }
    charts = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    return sizes | {chart.font.size.pt for chart in charts}


@pytest.mark.parametrize("aspect", ["16:9", "4:3"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_letters_are_large_and_nothing_leaves_or_covers(aspect: str, direction: str) -> None:
    deck = _deck(to_pptx(_many(), direction=direction, language="de", aspect=aspect))

    assert min(_sizes(deck)) >= 18
    assert deck.slide_width / deck.slide_height == pytest.approx(
        16 / 9 if aspect == "16:9" else 4 / 3, abs=0.01
    )
    for slide in deck.slides:
        boxes = [
            (s.left, s.top, s.left + s.width, s.top + s.height)
            for s in slide.shapes
            if s.height > Inches(0.23)
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= deck.slide_width
            assert bottom <= deck.slide_height
        for one, other in itertools.combinations(boxes, 2):
            wide = min(one[2], other[2]) - max(one[0], other[0])
            tall = min(one[3], other[3]) - max(one[1], other[1])
            assert min(wide, tall) <= Inches(0.12), slide.shapes.title.text


def test_slides_have_numbers_notes_and_one_size_of_titles() -> None:
    deck = _deck(to_pptx(_many(), direction="ltr", language="de"))

    fields = [slide.shapes._spTree.xpath(".//a:fld[@type='slidenum']//a:t") for slide in deck.slides]
    assert [field[0].text for field in fields] == ["1", "2", "3", "4"]
    assert deck.slides[1].notes_slide.notes_text_frame.text == "So gerechnet."
    titles = [slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size for slide in deck.slides]
    assert len(set(titles[1:])) == 1


def test_numbers_end_below_each_other_in_every_language() -> None:
    for direction in ("ltr", "rtl"):
        deck = _deck(to_pptx(_many(), direction=direction, language="ar"))
        table = next(shape.table for shape in deck.slides[1].shapes if shape.has_table)
        assert {row.cells[1].text_frame.paragraphs[0].alignment for row in table.rows} == {PP_ALIGN.RIGHT}


def test_range_of_a_bar_is_drawn_from_low_to_high() -> None:
    deck = _deck(to_pptx(_many(), direction="ltr", language="de"))

    chart = next(shape.chart for shape in deck.slides[2].shapes if shape.has_chart)
    told = {
        side: [float(v.text) for v in chart._chartSpace.xpath(f".//c:errBars/c:{side}//c:v")]
        for side in ("minus", "plus")
    }
    assert told == {"minus": pytest.approx([0.1, 0.0]), "plus": pytest.approx([0.1, 0.0])}


def test_rows_without_room_are_told_in_the_notes() -> None:
    rows = tuple((Cell(f"Zeile {n}"), Cell(str(n))) for n in range(40))
    slide = Slide("changes", "changes", "Viel", table=Table(("Was", "Zahl"), rows, (1,)))

    (page,) = _deck(to_pptx([slide], direction="ltr", language="de")).slides

    shown = len(next(shape.table for shape in page.shapes if shape.has_table).rows) - 1
    assert 5 < shown < 40
    assert page.notes_slide.notes_text_frame.text.splitlines() == [
        f"Zeile {n} · {n}" for n in range(shown, 40)
    ]


def test_the_same_slides_give_the_same_file() -> None:
    first = to_pptx(_many(), direction="ltr", language="de")

    assert to_pptx(_many(), direction="ltr", language="de") == first


def test_range_between_arabic_words_runs_from_low_to_high() -> None:
    assert in_order("نحو 41–56% و+3") == "نحو 41\u200e–\u200e56% و\u200e+3"


@given(st.text(alphabet="ab -", max_size=60), st.floats(1, 12), st.sampled_from([18.0, 24.0]))
def test_text_takes_no_fewer_lines_than_its_letters_need(text: str, width: float, size: float) -> None:
    most = max(int(width / letter_in(size)), 1)
    letters = sum(map(len, text.split()))

    assert lines_of(text, width, size) >= max(letters / most, 1)
