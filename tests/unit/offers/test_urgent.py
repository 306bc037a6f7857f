"""What is needed at once, and which numbers answer in which order."""

import pytest

from geo.i18n import load_texts
from geo.model import URGENT_NEEDS, Helpline
from geo.offers.urgent import helpline_record, helpline_words, helplines_for, urgent_needs

FIRE = Helpline("112", "Feuerwehr", ("fire", "crisis"), (), "always", True, "https://a.example", "", {})
GERMAN = Helpline(
    "0800 1",
    "Sorgentelefon",
    ("crisis",),
    ("de",),
    "Mo 9–10 Uhr",
    True,
    "https://b.example",
    "",
    {"de": "Sorgen"},
)
RUSSIAN = Helpline(
    "030 2",
    "Doweria",
    ("crisis",),
    ("ru", "uk"),
    "",
    False,
    "https://c.example",
    "2022",
    {"de": "Seelische Not"},
)
ANYTHING = Helpline("115", "Behörden", (), ("de",), "", False, "https://d.example", "2025", {})
KNOWN = (RUSSIAN, GERMAN, ANYTHING, FIRE)


@pytest.mark.parametrize(
    ("flags", "needs"),
    [
        ((), ()),
        (("near",), ()),
        (("urgent",), ("danger",)),
        (("urgent:fire", "near", "urgent:violence", "urgent"), ("danger", "violence", "fire")),
    ],
)
def test_flags_of_a_reading_say_what_is_needed(flags: tuple[str, ...], needs: tuple[str, ...]) -> None:
    assert urgent_needs(flags) == needs


@pytest.mark.parametrize(
    ("needs", "language", "numbers"),
    [
        ((), "de", []),
        (("poison",), "de", []),
        (("fire",), "de", ["112"]),
        (("crisis",), "de", ["112", "0800 1", "030 2"]),
        (("crisis",), "uk", ["112", "030 2", "0800 1"]),
        (URGENT_NEEDS, "xx", ["112", "030 2", "0800 1"]),
    ],
)
def test_emergency_numbers_lead_then_those_that_speak_the_language(
    needs: tuple[str, ...], language: str, numbers: list[str]
) -> None:
    assert [one.number for one in helplines_for(KNOWN, needs, language=language)] == numbers


def test_a_helpline_says_when_what_it_costs_in_which_languages_and_its_age() -> None:
    texts = load_texts("de")

    fire, german, russian = (helpline_words(one, texts) for one in (FIRE, GERMAN, RUSSIAN))

    assert (fire.href, fire.facts, fire.hours) == ("tel:112", "rund um die Uhr · kostenlos", "")
    assert german.facts == "kostenlos · spricht: Deutsch · Stand unbekannt, nicht bestätigt"
    assert (german.href, german.what, german.hours) == ("tel:08001", "Sorgen", "Mo 9–10 Uhr")
    assert russian.facts == "Anruf kostet · spricht: Russisch und Ukrainisch · Stand 2022, nicht bestätigt"
    arabic = helpline_words(GERMAN, load_texts("ar"))
    assert (arabic.what, arabic.what_language) == ("Sorgen", "de")


def test_programs_get_every_field() -> None:
    assert helpline_record(GERMAN) == {
        "number": "0800 1", "name": "Sorgentelefon", "needs": ["crisis"], "languages": ["de"], "hours": "Mo 9–10 Uhr",
        "is_free": True, "source_url": "https://b.example", "source_date": "", "what": {"de": "Sorgen"},
    }  # fmt: skip
