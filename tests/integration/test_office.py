"""Slides in a real office program: every slide is there with all its words, none is cut."""

import io
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pypdf import PdfReader

from geo.district.sources import load_data_sources
from geo.district.taxonomy import load_taxonomy
from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.planning.question import Question
from geo.planning.world import load_world
from geo.presenting.briefing import Briefing
from geo.presenting.deck import Deck
from geo.presenting.report import to_pptx
from geo.presenting.slides import Slide, make_slides
from geo.settings import load_settings
from geo.upkeep.opening import prepare

TODAY = date(2026, 11, 26)
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice (Debian: libreoffice-impress)")


@pytest.fixture(scope="module")
def shipped(prepared_var: Path) -> Briefing:
    settings = load_settings({"KARTE_VAR": str(prepared_var)})
    taxonomy = load_taxonomy(settings.district.files["taxonomy"])
    with prepare(settings) as store:
        table = OfferTable(store.offers(), taxonomy)
    sources = load_data_sources(settings.district.files["sources"]).sources
    world = load_world(settings, table, today=TODAY)
    question = Question(topics=("language", "work", "childcare"))
    return Briefing.gather(question, world, settings, taxonomy, sources=sources, today=TODAY)


def _rendered(raw: bytes, folder: Path) -> PdfReader:
    (folder / "deck.pptx").write_bytes(raw)
    command = [str(OFFICE), "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "deck.pptx")]
    subprocess.run(command, capture_output=True, check=True, timeout=150)
    return PdfReader(io.BytesIO((folder / "deck.pdf").read_bytes()))


def _letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _words(slide: Slide) -> list[str]:
    """Return all words of a slide; signs come from another font, so a PDF tells them elsewhere."""
    cells = [cell.text for row in slide.table.rows for cell in row] if slide.table else []
    names = [bar.label for bar in slide.bars.bars] if slide.bars else []
    return [
        word
        for text in (slide.title, *slide.lines, *cells, *names)
        for word in text.split()
        if word not in "▲●▼–"
    ]


def _notes(slide: Any) -> str:
    return slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""


def test_an_office_program_shows_every_word_of_every_slide(shipped: Briefing, tmp_path: Path) -> None:
    slides = make_slides(Deck("de"), shipped, load_texts("de"))

    file = to_pptx(slides, direction="ltr", language="de")
    pages = _rendered(file, tmp_path).pages

    notes = [_notes(slide) for slide in Presentation(io.BytesIO(file)).slides]
    assert len(pages) == len(slides) == len(notes)
    for slide, page, note in zip(slides, pages, notes, strict=True):
        told = _letters(page.extract_text() + note)  # a line that does not fit is in the notes, and whole
        assert [word for word in _words(slide) if word not in told] == [], slide.name
