"""The table of phrases: read when it is first asked for, refused with the row that is wrong."""

from pathlib import Path

import pytest

from geo.district.phrases import SHIPPED_PHRASES, PhraseTable
from geo.errors import DataError

HEAD = "language,means,phrase\n"


def table(folder: Path, text: str) -> PhraseTable:
    file = folder / "phrases.csv"
    file.write_text(text, encoding="utf-8")
    return PhraseTable(file)


def test_phrases_are_given_by_language_and_meaning(tmp_path: Path) -> None:
    found = table(tmp_path, HEAD + 'de,topic:work,Arbeit\nde,topic:work,"Job, sofort"\nar,city:Marl,مارل\n')

    assert {language: dict(said) for language, said in found.items()} == {
        "de": {"topic:work": ("Arbeit", "Job, sofort")},
        "ar": {"city:Marl": ("مارل",)},
    }
    assert found.meanings() == {"topic:work", "city:Marl"}


def test_a_file_is_read_only_when_it_is_asked_for(tmp_path: Path) -> None:
    found = PhraseTable(tmp_path / "missing.csv")

    with pytest.raises(DataError, match=r"missing\.csv"):
        len(found)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("deutsch,topic:work,Arbeit", "deutsch"),
        ("de,thema:arbeit,Arbeit", "thema:arbeit"),
        ("de,topic:work;day:xx,Arbeit", "day:xx"),
        ("de,,Arbeit", "means"),
        ("de,topic:work,", "phrase"),
        (f"de,topic:work,{'a' * 81}", "phrase"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(DataError) as error:
        len(table(tmp_path, f"{HEAD}de,topic:work,Arbeit\n{row}\n"))

    assert "phrases.csv" in str(error.value)
    assert "3" in str(error.value)
    assert said in str(error.value)


def test_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    found = table(tmp_path, "phrase,language,means\nArbeit,de,topic:work\n")

    assert found["de"] == {"topic:work": ("Arbeit",)}


def test_the_shipped_table_speaks_the_languages_that_are_promised() -> None:
    promised = [
        "de",
        "en",
        "ar",
        "tr",
        "uk",
        "ru",
        "fa",
        "ku",
        "fr",
        "ro",
        "bg",
        "pl",
        "es",
        "it",
        "sq",
        "sr",
        "mk",
        "so",
        "ti",
        "am",
        "ur",
        "ps",
        "hi",
        "zh",
        "vi",
        "pt",
    ]

    assert set(promised) <= set(PhraseTable(SHIPPED_PHRASES))
