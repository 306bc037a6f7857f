"""What a visitor reads of the hours of an offer, at a moment that the test names."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from geo.i18n import load_texts
from geo.offers.hours import Calendar, Clock, now_words
from tests.hours_kit import KINDS, SHIPPED

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = "2026-12-01"  # the first of its month, in an odd week
CHRISTMAS = "2026-12-25"  # a Friday


def at(day: str, time: str) -> Clock:
    return Clock(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BERLIN), Calendar(BERLIN, "05"))


def said(schedule: str, time: str, *, day: str = TUESDAY, language: str = "de") -> str:
    return now_words(schedule, at(day, time), load_texts(language))


@pytest.mark.parametrize(
    ("schedule", "time", "words"),
    [
        ("Di 9-16 Uhr", "15:59", "jetzt geöffnet bis 16 Uhr"),
        ("Di 9-16.30 Uhr", "10:00", "jetzt geöffnet bis 16:30 Uhr"),
        ("Di 9-16 Uhr", "08:00", "jetzt geschlossen, öffnet heute um 9 Uhr"),
        ("Di 9-16 Uhr; Do 14-18 Uhr", "16:00", "jetzt geschlossen, öffnet Do um 14 Uhr"),
        ("Di 9-16 Uhr", "16:00", "jetzt geschlossen, öffnet Di., 8. Dez. um 9 Uhr"),
        ("1. Dienstag im Monat 18-20 Uhr", "12:00", "jetzt geschlossen, öffnet heute um 18 Uhr"),
        ("1. Dienstag im Monat ab 15 Uhr", "16:00", "heute seit 15 Uhr, Ende nicht angegeben"),
        ("Di 20-24 Uhr", "21:00", "jetzt geöffnet bis Mitternacht"),
        ("täglich 0-24 Uhr", "03:00", "rund um die Uhr geöffnet"),
        ("dienstags", "12:00", "heute, Uhrzeit nicht angegeben"),
        ("donnerstags", "12:00", "jetzt geschlossen, wieder Do (Uhrzeit nicht angegeben)"),
        ("Di und Mi 14-17 Uhr (im Wechsel)", "15:00", "heute vielleicht geöffnet bis 17 Uhr: bitte vorher fragen"),
        ("alle 14 Tage sonntags 15-18 Uhr", "15:00", "jetzt geschlossen, vielleicht So ab 15 Uhr: bitte vorher fragen"),
        ("Di nach Absprache", "15:00", "heute vielleicht: bitte vorher fragen"),
        ("alle 14 Tage mittwochs", "15:00", "jetzt geschlossen, vielleicht Mi: bitte vorher fragen"),
        ("Di 15-18 Uhr (außer Schulferien)", "16:00", "jetzt geöffnet bis 18 Uhr; nicht in den Schulferien"),
        ("Büro Mo-Fr 8-16 Uhr; Café Mo-Fr 15-21 Uhr", "10:00",
         "Büro: jetzt geöffnet bis 16 Uhr · Café: jetzt geschlossen, öffnet heute um 15 Uhr"),
        ("Di 9-12 Uhr; Mi nach Absprache; Do 9-12 Uhr", "13:00", "jetzt geschlossen, öffnet Do um 9 Uhr"),
        ("Mo-Fr 9-12 Uhr und nach Vereinbarung", "10:00", "jetzt geöffnet bis 12 Uhr"),
        ("im Juli montags 9-12 Uhr", "10:00", "jetzt geschlossen"),
    ],
)  # fmt: skip
def test_a_line_says_whether_it_is_open_and_when_next(schedule: str, time: str, words: str) -> None:
    assert said(schedule, time) == words


@pytest.mark.parametrize(
    "schedule", ["", "nach Vereinbarung", "16-18 Uhr", "im Sommer montags 9-12 Uhr", "monatlich"]
)
def test_nothing_is_said_where_no_day_can_be_told(schedule: str) -> None:
    assert said(schedule, "10:00") == ""


def test_on_a_holiday_somebody_should_ask_first() -> None:
    assert (
        said("Fr 9-16 Uhr", "10:00", day=CHRISTMAS)
        == "heute ist Feiertag: bitte vorher fragen, ob geöffnet ist"
    )
    assert said("werktags 9-16 Uhr", "10:00", day=CHRISTMAS) == "jetzt geschlossen, öffnet Mo um 9 Uhr"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "open now until 4:30\u202fPM"), ("ar", "مفتوح الآن حتى الساعة 4:30 م")],
)
def test_the_line_is_in_the_language_of_the_visitor(language: str, words: str) -> None:
    told = said("Di 9-16.30 Uhr", "10:00", language=language)

    assert told.replace("\u202f", " ").replace("\u00a0", " ") == words.replace("\u202f", " ")


@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_every_text_that_is_read_has_its_line_in_every_language(language: str) -> None:
    told = [
        said(text, "11:00", language=language) for text, opening_hours in (*SHIPPED, *KINDS) if opening_hours
    ]

    assert not [words for words in told if "{" in words or "hours." in words]
    assert sum(bool(words) for words in told) > len(told) / 2
