"""How a question is read: which words ask for what, in which language, and which say nothing."""

import pytest

from geo.offers.search.phrases import Compiled, Phrasebook, compile_phrases
from geo.offers.search.reading import TEXT_LIMIT, WORD_LIMIT, Part, Reader, Reading

PHRASES = {
    "de": {
        "ask": ("ich suche", "suche", "ich", "einen", "für", "mit", "ohne", "bitte"),
        "topic:language": ("Deutschkurs", "Sprachkurs", "Deutsch lernen", "Alphabetisierung"),
        "topic:language;group:women": ("Deutsch lernen als Frau",),
        "topic:housing": ("Wohnung", "Wohnung gesucht", "Wohnung finden"),
        "topic:refugees;group:people_in_need": ("ohne Wohnung",),
        "topic:childcare": ("Kita", "Kindergarten"),
        "topic:language;level:B1": ("B1 Prüfung",),
        "time:evening;day:fr": ("Freitagabend",),
        "group:women": ("Frauen", "Frau"),
        "care:yes": ("Kinderbetreuung",),
        "time:evening": ("abends",),
        "urgent": ("Notfall",),
        "city:Marl": ("Marl",),
    },
    "en": {
        "ask": ("i", "am", "looking", "for", "a"),
        "topic:language": ("German course", "learn German"),
        "topic:housing": ("flat", "rent a flat"),
        "topic:health": ("gift",),
    },
    "tr": {
        "ask": ("arıyorum", "istiyorum"),
        "topic:language": ("Almanca kursu", "almanca öğrenmek"),
        "topic:work": ("iş", "iş arıyorum"),
    },
}
READER = Reader(Phrasebook(compile_phrases(PHRASES)))


def parts(question: str) -> list[tuple[str, ...]]:
    return [part.meanings for part in READER.read(question).parts]


def words_of(reading: Reading, part: Part) -> str:
    return " ".join(reading.words[place] for place in part.places)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Deutschkurs", [("topic:language",)]),
        ("ich suche einen Deutschkurs mit Kinderbetreuung in Marl abends",
         [("topic:language",), ("care:yes",), ("city:Marl",), ("time:evening",)]),
        ("lernen Deutsch", [("topic:language",)]),
        ("Deutsch bitte schnell lernen", [("topic:language",)]),
        ("Wohnung", [("topic:housing",)]),
        ("ohne Wohnung", [("topic:refugees", "group:people_in_need")]),
        ("i am looking for a flat", [("topic:housing",)]),
        ("iş arıyorum", [("topic:work",)]),
        ("almanca kursu istiyorum", [("topic:language",)]),
        ("", []),
        ("ich suche", []),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_understood_whatever_stands_around_it(
    question: str, expected: list[tuple[str, ...]]
) -> None:
    assert parts(question) == expected


def test_the_longest_phrase_wins_and_its_words_are_used_up() -> None:
    reading = READER.read("Deutsch lernen als Frau")

    assert [part.meanings for part in reading.parts] == [("topic:language", "group:women"), ("group:women",)]
    assert words_of(reading, reading.parts[0]) == "deutsch lernen als frau"


def test_a_group_beside_a_topic_is_a_part_of_its_own_that_can_be_taken_off() -> None:
    reading = READER.read("Deutsch lernen als Frau")

    assert words_of(reading, reading.parts[1]) == "frau"


@pytest.mark.parametrize("typed", ["Sprachkurse", "Sprachkrus", "Sprach Kurs", "SPRACHKURS", "sprachkurs!"])
def test_another_ending_a_typo_a_blank_or_capitals_change_nothing(typed: str) -> None:
    assert parts(typed) == [("topic:language",)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("B1 Prüfung", [("topic:language",), ("level:B1",)]),
        ("Kita Freitagabend", [("topic:childcare",), ("time:evening",), ("day:fr",)]),
        ("Deutschkurs B1 Prüfung", [("topic:language",), ("level:B1",)]),
    ],
)
def test_level_and_day_of_a_phrase_are_asked_for_by_themselves(
    question: str, expected: list[tuple[str, ...]]
) -> None:
    assert parts(question) == expected


def test_a_compound_is_cut_into_what_is_known() -> None:
    assert parts("Kindergartenwohnung") == [("topic:childcare",), ("topic:housing",)]


def test_the_words_vote_for_the_language() -> None:
    assert [READER.read(q).language for q in ("Wohnung gesucht", "rent a flat", "iş arıyorum", "xyz")] == [
        "de",
        "en",
        "tr",
        "de",
    ]


def test_a_word_that_only_stands_in_longer_phrases_is_a_hint_where_nothing_better_is_known() -> None:
    only, beside = READER.read("gesucht"), READER.read("Kita gesucht")

    assert [(part.meanings, part.is_hint) for part in only.parts] == [(("topic:housing",), True)]
    assert next(part.meanings for part in beside.parts) == ("topic:childcare",)


def test_a_hint_beside_something_told_must_be_sure() -> None:
    book = Phrasebook(
        Compiled(
            {
                "de": {
                    "topic:language": ["lernen eins", "lernen zwei", "lernen drei"],
                    "topic:sport": ["spielen eins", "spielen zwei"],
                    "topic:youth": ["spielen drei"],
                    "topic:housing": ["wohnung"],
                }
            },
            {"de": []},
        )
    )
    reader = Reader(book)

    assert [part.meanings for part in reader.read("wohnung lernen").parts] == [
        ("topic:housing",),
        ("topic:language",),
    ]
    assert [part.meanings for part in reader.read("wohnung spielen").parts] == [("topic:housing",)]
    assert [part.meanings for part in reader.read("spielen").parts] == [("topic:sport",)]


def test_words_that_say_nothing_are_silent_and_unknown_ones_are_not() -> None:
    reading = READER.read("ich suche blorx")

    assert {reading.words[place] for place in reading.silent} == {"ich", "suche"}
    assert [reading.words[place] for place in reading.telling] == ["blorx"]


def test_danger_is_a_flag_and_no_part() -> None:
    reading = READER.read("Notfall Wohnung")

    assert reading.flags == {"urgent"}
    assert [part.meanings for part in reading.parts] == [("topic:housing",)]


def test_what_is_too_long_is_cut_before_it_is_read() -> None:
    many = READER.read(" ".join(f"wort{number}" for number in range(1000)))
    long = READER.read("x" * (TEXT_LIMIT + 100))

    assert len(many.words) <= WORD_LIMIT
    assert len(long.words[0]) == TEXT_LIMIT


def test_what_was_typed_is_kept_letter_by_letter_beside_the_folded_word() -> None:
    reading = READER.read("Wohnung, FRAUEN")

    assert reading.written == ("Wohnung", "FRAUEN")
    assert reading.words == ("wohnung", "fraun")
