"""Translations that ship with the district: told while the German text is the one that was translated."""

from pathlib import Path

import pytest

from geo.errors import DataError
from geo.offers.shipped_translations import mark_of, over, shipped_translations
from tests.offers_kit import frame_of

HEAD = "offer_id,language,column,of,text\n"
OFFERS = frame_of({"offer_id": "aa", "title": "Sprachkurs", "description": "Dienstags."})


def told(folder: Path, *rows: str) -> object:
    file = folder / "offer_translations.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return shipped_translations(file, OFFERS)


def row(
    text: str, *, of: str = "Sprachkurs", offer: str = "aa", column: str = "title", language: str = "en"
) -> str:
    return f"{offer},{language},{column},{mark_of(of)},{text}"


def test_a_text_is_told_in_each_language(tmp_path: Path) -> None:
    assert told(tmp_path, row("Language course"), row("Dil kursu", language="tr")) == {
        "aa": {"en": {"title": "Language course"}, "tr": {"title": "Dil kursu"}}
    }


def test_a_text_whose_original_was_changed_is_not_told_until_it_is_as_before(tmp_path: Path) -> None:
    rows = (row("Language course"), row("On Tuesdays.", of="Montags.", column="description"))

    assert told(tmp_path, *rows) == {"aa": {"en": {"title": "Language course"}}}
    assert mark_of("Dienstags.") != mark_of("Montags.")


def test_offers_that_are_not_there_are_passed_by(tmp_path: Path) -> None:
    assert told(tmp_path, row("Course", offer="zz")) == {}


def test_what_a_source_says_stands_before_what_ships() -> None:
    shipped = {"aa": {"en": {"title": "Language course", "fees": "free"}}}

    found = over({"aa": {"en": {"title": "German course"}}, "bb": {"ar": {"title": "x"}}}, shipped)

    assert found == {"aa": {"en": {"title": "German course", "fees": "free"}}, "bb": {"ar": {"title": "x"}}}
    assert shipped["aa"]["en"]["title"] == "Language course"


@pytest.mark.parametrize(
    ("row_", "column"),
    [(row("x", column="phone"), "column"), (row("x", language="English"), "language"), (row(""), "text")],
)
def test_a_row_that_does_not_fit_is_named(tmp_path: Path, row_: str, column: str) -> None:
    with pytest.raises(DataError, match=column):
        told(tmp_path, row_)


def test_a_text_that_stands_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="aa en title"):
        told(tmp_path, row("x"), row("y"))
