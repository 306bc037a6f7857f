"""The page "Present": runs in every language, the deck's whole state is in the link, files open."""

import csv
import io
import zipfile

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from geo.i18n import load_texts
from geo.planning.figures import place_name
from geo.planning.question import Question
from geo.presenting.charts.base_map import Ground
from geo.presenting.deck import KINDS, PLANNERS, READERS, Deck
from ui.present import downloads
from ui.present.briefings import briefing_for, deck_of, slides_of
from ui.shared import loading

pytestmark = pytest.mark.usefixtures("shipped_app_kept")


def _page(language: str) -> None:
    """Stand for the shell, which hands pages over as functions."""
    from ui.present import page as present
    from ui.shared import loading

    present.show(loading.texts_for(language))


def _opened(language: str = "de", **query: str | list[str]) -> AppTest:
    page = AppTest.from_function(_page, kwargs={"language": language}, default_timeout=60)
    for key, value in {"lang": language, **query}.items():
        page.query_params[key] = value
    return page.run()


def _deck_in(page: AppTest) -> Deck:
    query = {key: [text] if isinstance(text, str) else list(text) for key, text in page.query_params.items()}
    return deck_of(query, loading.load_data())[0]


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_present_runs_in_every_language(language: str) -> None:
    page = _opened(language)

    assert not page.exception
    assert not page.error
    texts = load_texts(language)
    assert [tab.label for tab in page.tabs] == [
        texts(f"present.tab_{name}") for name in ("cities", "tables", "changes", "slides")
    ]


def test_every_step_of_the_builder_is_in_the_link() -> None:
    page = _opened()

    page.button(key="present_without_quality").click().run()
    page.button(key="present_later_title").click().run()
    page.text_input(key="present_own_gaps").set_value("Hier zuerst.").run()
    page.text_input(key="present_deck_title").set_value("Treffen im Herbst").run()
    page.checkbox(key="present_topics_work").check().run()

    deck = _deck_in(page)
    told = ("advice", "breaking", "decisions")
    assert deck.slides == ("map", "title", "cities", "gaps", "sites", *told, "changes", "method")
    assert deck.sentence("gaps") == "Hier zuerst."
    assert deck.title == "Treffen im Herbst"
    assert deck.question.topics == ("language", "work")
    page.button(key="present_with_quality").click().run()
    assert set(_deck_in(page).slides) == set(KINDS)
    assert not page.exception


def test_open_tab_is_in_the_link() -> None:
    page = _opened("en", tab="tables")
    texts = load_texts("en")

    assert page.session_state["present_tabs_en"] == texts("present.tab_tables")
    page.checkbox(key="present_topics_work").check().run()
    assert _deck_in(page).tab == "tables"
    assert page.session_state["present_tabs_en"] == texts("present.tab_tables")


def test_no_more_than_three_topics_can_be_ticked() -> None:
    page = _opened(topic=["language", "work", "health"])

    assert page.checkbox(key="present_topics_sport").disabled
    assert not page.checkbox(key="present_topics_work").disabled


def test_wrong_link_is_a_hint() -> None:
    page = _opened(deck="map.rubbish", since="yesterday")

    assert not page.exception
    assert "rubbish" in page.info[0].value
    assert "yesterday" in page.info[0].value


def test_files_hold_the_same_messages_as_the_slides() -> None:
    data, texts = loading.load_data(), load_texts("de")
    deck = Deck("de", question=Question(topics=("language",)))
    titles = [slide.title for slide in slides_of(data, deck, texts)]

    pptx = Presentation(io.BytesIO(downloads._slides("pptx", data, deck, texts)))
    pdf = PdfReader(io.BytesIO(downloads._slides("pdf", data, deck, texts)))

    assert [slide.shapes.title.text for slide in pptx.slides] == titles
    told = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert [title for title in titles if " ".join(title.split()) not in told] == []


def test_gaps_of_a_city_are_numbered_from_one_in_list_and_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their rank in the district, far down for some cities, is said in words."""
    data, texts = loading.load_data(), load_texts("de")
    numbered: list[str] = []
    monkeypatch.setattr(Ground, "_badge", lambda _self, words, *_, **__: numbered.append(words))

    pdf = PdfReader(
        io.BytesIO(downloads._written_sheet(data, Deck("de"), texts, "Marl", link="", readers=PLANNERS))
    )

    areas = briefing_for(data, Question()).answer.gaps.areas
    ranks = areas.index[areas["city"].eq("Marl")][:3]
    told = " ".join(pdf.pages[0].extract_text().split())
    assert numbered == ["1", "2", "3"]
    assert texts("sheet.gaps", city="Marl") in told
    for number, rank in enumerate(ranks, start=1):
        assert f"{number}. {place_name(areas.at[rank, 'name'], texts)}" in told
        assert texts("sheet.gap_rank", rank=texts.number(rank)) in told


def test_city_sheet_tells_no_protected_address() -> None:
    data, texts = loading.load_data(), load_texts("de")
    protected = data.table.frame[data.table.frame["is_protected"].astype(bool)]

    for city in protected["city"].unique():
        pdf = PdfReader(io.BytesIO(downloads._written_sheet(data, Deck("de"), texts, city, link="")))
        told = " ".join(page.extract_text() for page in pdf.pages)
        assert texts("place.protected", city=city).split(" – ")[-1] in " ".join(told.split())


def test_residents_read_of_offers_and_planners_of_gaps() -> None:
    data, texts = loading.load_data(), load_texts("de")
    sheets = {
        readers: downloads._written_sheet(data, Deck("de"), texts, "Marl", link="", readers=readers)
        for readers in READERS
    }

    told = {
        readers: " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())
        for readers, raw in sheets.items()
    }

    gaps, counts = texts("sheet.gaps", city="Marl"), texts("sheet.counts", city="Marl")
    assert (gaps in told["residents"], gaps in told["planners"]) == (False, True)
    assert (counts in told["residents"], counts in told["planners"]) == (False, True)
    offers = data.table.frame[data.table.frame["city"].eq("Marl") & data.table.frame["scope"].eq("local")]
    named = {readers: sum(title in words for title in offers["title"]) for readers, words in told.items()}
    assert named["residents"] > 0.7 * len(offers)  # some titles are broken between syllables
    assert named["planners"] == 0


def test_tables_paper_and_pictures_can_be_taken_away() -> None:
    data, texts = loading.load_data(), load_texts("de")
    deck = Deck("de", question=Question(topics=("language",)), slides=("title", "gaps"))
    briefing = briefing_for(data, deck.question)

    book = load_workbook(io.BytesIO(downloads._xlsx(briefing, texts)))
    rows = list(csv.DictReader(io.StringIO(downloads._csv(briefing, texts).decode("utf-8-sig"))))
    paper = Document(io.BytesIO(downloads._slides("docx", data, deck, texts)))
    archive = zipfile.ZipFile(io.BytesIO(downloads._pictures(data, deck, texts)))

    share = float(briefing.answer.by_city.set_index("name").at["Marl", "share"])
    cities = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert share in cities["Marl"]
    (told,) = [row for row in rows if (row["row"], row["column"]) == ("Marl", "share")]
    assert float(told["value"]) == share
    assert {row["table"] for row in rows} == {"cities", "topic_city", "topic_group"}
    assert all("BKG" in row["data"] for row in rows[:1])
    assert slides_of(data, deck, texts)[1].title in [paragraph.text for paragraph in paper.paragraphs]
    names = ["title.png", "title.svg", "gaps-language.png", "gaps-language.svg", "about.txt"]
    assert archive.namelist() == names
    assert archive.read("title.svg").startswith(b"<?xml")


def test_words_of_ones_own_draw_no_map_anew() -> None:
    data, texts = loading.load_data(), load_texts("de")
    deck = Deck("de", slides=("title",))
    first = slides_of(data, deck, texts)[0].picture

    again = slides_of(data, deck.with_sentence("title", "Guten Abend."), texts)[0].picture

    assert again is first
