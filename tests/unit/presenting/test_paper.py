"""A paper for a council: numbered figures and tables, alternative texts, contents, from right to left in Arabic."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from geo.cli.deck_options import chosen_slides, pictures_of, sentences_of
from geo.errors import DataError
from geo.i18n import load_texts
from geo.presenting.deck import KINDS
from geo.presenting.report import own_picture, to_docx
from geo.presenting.scorecard import Light
from geo.presenting.slides import Bar, Bars, Cell, Picture, Slide, Table

LABELS = {"work": "Arbeit"}
HOSTILE = "=1+1 <w:p/> & \x07 ] \" '"


def _dot() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (20, 10), "white").save(written, format="PNG")
    return written.getvalue()


def _slides(words: str = "Wort") -> list[Slide]:
    table = Table(
        ("Stadt", "Zahl"), ((Cell("Marl"), Cell("3,3 (2–4)", Light.GOOD)), (Cell(words), Cell("2"))), (1,)
    )
    return [
        Slide("title", "title", "Ein Titel", ("Zeile",), picture=Picture("der Kreis", _dot), source="Quelle A"),
        Slide("gaps-work", "gaps", words, ("Satz",), table, picture=Picture("die Karte", _dot), own="Eigenes.",
              source="Quelle B", notes=("So gerechnet.", "Quelle B")),
        Slide("quality", "quality", "Güte", bars=Bars("Angebote", (Bar("Haus", 3.0, "3"),)), source="Quelle A"),
        Slide("method", "method", "So", ("Verfahren.",), source="Alle"),
    ]  # fmt: skip


def _written(slides: list[Slide], language: str = "de") -> bytes:
    return to_docx(slides, load_texts(language), labels=LABELS, sources=["Amt, 2025"], footer="Fuß")


def _paper(raw: bytes) -> "Document":
    return Document(io.BytesIO(raw))


def test_figures_and_tables_are_numbered_by_fields_and_named() -> None:
    paper = _paper(_written(_slides()))

    captions = [p for p in paper.paragraphs if p.style.name == "Caption"]
    texts = load_texts("de")
    assert [p.text for p in captions] == [
        "Abbildung 1: der Kreis",
        f"Abbildung 2: {texts('present.kind_gaps')}: Arbeit",
        f"Tabelle 1: {texts('present.kind_gaps')}: Arbeit",
        "Tabelle 2: Angebote",
    ]
    codes = ["".join(t.text for t in p._p.iter(qn("w:instrText"))).strip() for p in captions]
    assert codes == ["SEQ Abbildung \\* ARABIC"] * 2 + ["SEQ Tabelle \\* ARABIC"] * 2


def test_headings_contents_own_words_and_sources_are_there() -> None:
    paper = _paper(_written(_slides()))
    texts = load_texts("de")

    styled = {p.text: p.style.name for p in paper.paragraphs}
    chapters = [text for text, style in styled.items() if style == "Heading 1"]
    assert chapters == [
        texts("present.kind_gaps"), texts("present.kind_quality"), texts("paper.method"), texts("paper.sources"),
    ]  # fmt: skip
    assert styled["Wort"] == "Heading 2"
    assert styled["Eigenes."] == "Intense Quote"
    assert styled["Amt, 2025"] == styled["So gerechnet."] == "List Bullet"
    (contents,) = [p for p in paper.paragraphs if any("TOC" in t.text for t in p._p.iter(qn("w:instrText")))]
    assert contents.text.splitlines() == chapters


def test_pictures_have_words_and_tables_a_heading_row() -> None:
    paper = _paper(_written(_slides()))

    assert [shape._inline.docPr.get("descr") for shape in paper.inline_shapes] == ["der Kreis", "die Karte"]
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in paper.tables)
    assert [[cell.text for cell in row.cells] for row in paper.tables[0].rows][1] == ["Marl", "▲ 3,3 (2–4)"]


def test_arabic_paper_runs_from_right_to_left() -> None:
    paper = _paper(_written(_slides(), "ar"))

    written = [p for p in paper.paragraphs if p.text]
    assert all(p._p.xpath("./w:pPr/w:bidi") for p in written)
    assert all(table._tbl.xpath("./w:tblPr/w:bidiVisual") for table in paper.tables)
    assert paper.sections[0]._sectPr.xpath("./w:bidi")


def test_the_same_slides_give_the_same_paper_without_a_moment() -> None:
    first = _written(_slides())

    assert _written(_slides()) == first
    core = zipfile.ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4})-", core)) == {"2000"}


def test_hostile_text_stays_text() -> None:
    told = [p.text for p in _paper(_written(_slides(HOSTILE))).paragraphs]

    assert HOSTILE.replace("\x07", "") in told


def test_paper_without_a_first_slide_is_still_one() -> None:
    slides = [replace(slide, picture=None) for slide in _slides()[1:2]]

    assert _paper(_written(slides)).paragraphs[0].text == "Wort"


# --- what somebody brings along ---------------------------------------------------------------------------------------


def test_own_picture_becomes_a_bounded_picture_and_nothing_else(tmp_path: Path) -> None:
    taken = Image.new("RGB", (3000, 1500), "red")
    exif = taken.getexif()
    exif[0x9286] = "where somebody lives"
    taken.save(tmp_path / "photo.jpg", exif=exif)

    raw = own_picture(tmp_path / "photo.jpg", "Rathaus").png

    with Image.open(io.BytesIO(raw)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif())) == ("PNG", (2400, 1200), {})
    assert b"somebody" not in raw


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"GIF89a", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "logo.png").write_bytes(content)

    with pytest.raises(DataError, match=r"^logo\.png: a picture expected, PNG or JPEG"):
        own_picture(tmp_path / "logo.png", "Logo")


def test_slides_are_chosen_ordered_and_left_out() -> None:
    assert chosen_slides("", ()) == KINDS
    assert chosen_slides("gaps, title,gaps", ()) == ("gaps", "title")
    assert chosen_slides("gaps,title", ["title"]) == ("gaps",)
    for order, without in (("gaps,nothing", ()), ("", ["nothing"]), ("gaps", ["gaps"])):
        with pytest.raises(typer.BadParameter):
            chosen_slides(order, without)


def test_sentences_of_a_file_and_typed_ones_are_read(tmp_path: Path) -> None:
    (tmp_path / "own.txt").write_text(
        "# Treffen\n\ngaps=Aus der Datei.\nsites-work = Süd = gefragt.\n", "utf-8"
    )

    found = sentences_of(["gaps=Getippt."], tmp_path / "own.txt", topics=LABELS)

    assert found == {"gaps": "Getippt.", "sites-work": "Süd = gefragt."}


@pytest.mark.parametrize(
    "line", ["ohne Zeichen", "nothing=x", "gaps-nothing=x", "title-work=x", "gaps=" + "x" * 241]
)
def test_sentence_for_no_slide_names_its_row(tmp_path: Path, line: str) -> None:
    (tmp_path / "own.txt").write_text(f"title=Gut.\n{line}\n", "utf-8")

    with pytest.raises(DataError, match=r"^own\.txt, row 2"):
        sentences_of([], tmp_path / "own.txt", topics=LABELS)
    with pytest.raises(typer.BadParameter):
        sentences_of([line], None, topics=LABELS)


@pytest.mark.parametrize("typed", ["title", "title=photo.jpg", "nothing=photo.jpg=x", "title==x"])
def test_picture_needs_slide_file_and_words(typed: str) -> None:
    with pytest.raises(typer.BadParameter):
        pictures_of([typed], topics=LABELS)
