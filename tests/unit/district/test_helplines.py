"""The table of helplines: read whole or refused with the place of each fault; the shipped one answers every need."""

from pathlib import Path

import pytest

from geo.district.helplines import helplines_of, load_helplines
from geo.errors import DataError
from geo.model import URGENT_NEEDS
from geo.offers.search.meanings import phrasebook_of
from geo.offers.search.reading import Reader
from geo.offers.urgent import helplines_for, urgent_needs
from geo.settings import load_settings
from geo.upkeep.opening import taxonomy_of

HEAD = "number,name,needs,languages,hours,is_free,source_url,source_date,what_de"
ROW = "112,Feuerwehr,fire;medical,,always,yes,https://a.example/x,2024-05,Feuer"
#: Needs for which no number answers: the card of the city's contact point does.
WITHOUT_NUMBER = {"shelter"}
#: In several languages: a sentence, what it needs, and a number that must be shown for it.
SENTENCES = (
    ("mein Mann schlägt mich", "violence", "116016"),
    ("kocam beni dövüyor", "violence", "116016"),
    ("زوجي يضربني", "violence", "116016"),
    ("Ich will nicht mehr leben", "crisis", "0800 1110111"),
    ("не хочу жить", "crisis", "030 440308454"),
    ("mon enfant a bu un produit", "poison", "0228 19240"),
    ("es brennt", "fire", "112"),
    ("يوجد حريق", "fire", "112"),
    ("herzinfarkt", "medical", "112"),
    ("Kind wird geschlagen", "children", "116111"),
)


def _table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "helplines.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return file


def test_a_table_is_read_in_its_order_and_the_default_language_fills_in(tmp_path: Path) -> None:
    file = _table(tmp_path, ROW, "115,Amt,,de;tr,,no,https://b.example,,Fragen")

    fire, office = load_helplines(file, ("de", "ar"))

    assert (fire.number, fire.needs, fire.is_free, fire.source_date) == (
        "112",
        ("fire", "medical"),
        True,
        "2024-05",
    )
    assert (office.needs, office.languages, office.is_free) == ((), ("de", "tr"), False)
    assert office.what == {"de": "Fragen"}
    assert office.what_in("ar") == ("Fragen", "de")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ROW.replace("112", "eins eins zwei"), "row 2, number"),
        (ROW.replace("fire;", "flood;"), "row 2, needs"),
        (ROW.replace("yes", "maybe"), "row 2, is_free"),
        (ROW.replace("https://a.example/x", "javascript:alert(1)"), "row 2, source_url"),
        (ROW.replace("2024-05", "May"), "row 2, source_date"),
        (ROW.removesuffix("Feuer"), "row 2, what_de"),
        (f"{ROW}\n{ROW}", "number"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(DataError) as caught:
        load_helplines(_table(tmp_path, row), ("de",))

    assert told in "\n".join(str(problem) for problem in caught.value.problems)


def test_the_shipped_table_answers_every_need_and_each_sentence_leads_to_its_number() -> None:
    settings = load_settings()
    shipped = helplines_of(settings.district)
    reader = Reader(phrasebook_of(taxonomy_of(settings), (), ()))

    assert {need for need in URGENT_NEEDS if not helplines_for(shipped, (need,))} == WITHOUT_NUMBER
    for sentence, need, number in SENTENCES:
        read = reader.read(sentence)
        needs = urgent_needs(read.flags)
        assert need in needs, sentence
        assert number in {one.number for one in helplines_for(shipped, needs, language=read.language)}, (
            sentence
        )


@pytest.mark.parametrize(
    "question",
    [
        "Sperre vom Jobcenter, darf der das?",
        "як влаштувати дитину в садочок",
        "pracodawca oszukuje i grozi zwolnieniem",
        "Feuerwehr Ehrenamt",
        "Wohnung mit Balkon",
    ],
)
def test_an_alarm_needs_more_than_a_word_that_says_nothing_of_danger(question: str) -> None:
    reader = Reader(phrasebook_of(taxonomy_of(load_settings()), (), ()))

    assert urgent_needs(reader.read(question).flags) == ()
