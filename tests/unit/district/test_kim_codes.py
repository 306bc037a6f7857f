"""The codes of advice: those that ship, those of a district, and what is said where a file is not right."""

from dataclasses import replace
from pathlib import Path

import pytest

from geo.district.kim_codes import SHIPPED_CODES, codes_of, load_codes
from geo.errors import DataError
from geo.settings import load_settings

DISTRICT = load_settings({}).district
TEXT = SHIPPED_CODES.read_text(encoding="utf-8")


def _written(folder: Path, text: str) -> Path:
    file = folder / "codes.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_codes_speak_every_language_of_the_district() -> None:
    codes = codes_of(DISTRICT)

    assert codes.outcomes == ("placed", "referred", "waiting", "not_found", "declined")
    assert {"no_offer", "full", "sent_in_circle", "unknown_to_advice"} <= {*codes.obstacles}
    assert codes.label("obstacles", "full", "de") == "Voll oder Warteliste"
    assert codes.label("obstacles", "gone", "de") == "gone"


def test_a_district_without_codes_of_its_own_takes_ours_in_english_where_we_lack_its_language() -> None:
    files = {name: path for name, path in DISTRICT.files.items() if name != "kim_codes"}

    codes = codes_of(replace(DISTRICT, files=files, languages=("fr",)))

    assert codes.label("obstacles", "cost", "fr") == "Cost"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "waiting"', 'id = "lost"', "exactly: placed"),
        ('id = "cost"', 'id = "full"', "stands twice"),
        ('id = "cost"', 'id = "Kosten!"', "small letters"),
        ('ar = "التكلفة"', 'ar = ""', "a label in this language"),
        ("[[obstacles]]", "[[hindrances]]", "one of: outcomes"),
        ("[[outcomes]]", "[[outcomes", "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(DataError, match=told) as caught:
        load_codes(_written(tmp_path, TEXT.replace(old, new)), ("de", "en", "ar"))

    assert "codes.toml" in str(caught.value)
