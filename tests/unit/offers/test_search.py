"""What a question finds, in which order, and what it must not find."""

import pandas as pd
import pytest

from geo.offers.search.index import HAS, LACKS, NOT_TOLD, WHOLE, SearchIndex
from geo.offers.search.phrases import compile_phrases
from geo.offers.search.reading import TEXT_LIMIT
from geo.offers.search.words import fold, stem, words
from tests.find_kit import frame_of, tiny_frame, tiny_taxonomy

INDEX = SearchIndex(tiny_frame(), tiny_taxonomy())


def ranked(text: str, index: SearchIndex = INDEX) -> list[str]:
    return list(index.scores(text).sort_values(ascending=False, kind="stable").index)


def whole(text: str, index: SearchIndex = INDEX, **how: object) -> list[str]:
    scores = index.scores(text, **how)
    return list(scores[scores >= WHOLE].sort_values(ascending=False, kind="stable").index)


def index_of(*rows: dict[str, object]) -> SearchIndex:
    return SearchIndex(frame_of(*rows), tiny_taxonomy())


def offer(offer_id: str, title: str = "", **more: object) -> dict[str, object]:
    return {"offer_id": offer_id, "title": title, **more}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Frauencafé", ["cafe"]),
        ("FRAUENCAFE", ["cafe"]),
        ("Café", ["cafe"]),
        ("cafe international", ["cafe"]),
        ("Schuldner", ["debts"]),
        ("Schuldnerberatungen", ["debts"]),
        ("Schwangerschaftsberatung", ["pregnant"]),
        ("schwangere beratung", ["pregnant"]),
        ("Lichtblick", ["pregnant"]),
        ("Vertraulichkeit", []),
        ("vertrau", ["pregnant"]),
        ("Internationales", ["cafe"]),
        ("Internatoinales", ["cafe"]),
        ("Schuldnerbratung", ["debts"]),
        ("Fraunecafé", ["cafe"]),
    ],
)
def test_words_are_found_in_many_shapes(question: str, expected: list[str]) -> None:
    assert whole(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Sprachkurs",
        "Sprachkurse",
        "sprachkrus",
        "German course",
        "german courses",
        "a course in German",
        "تعلم الألمانية",
        "تعلّم الالمانية",
        "تعـــلم الألمانيه",
        "دورة لغه",
        "دوره لغة",
        "Курс німецької",
    ],
)
def test_synonyms_in_every_language_find_the_topic(question: str) -> None:
    assert set(whole(question)) == {"course", "cafe"}


@pytest.mark.parametrize("question", ["women", "نساء", "للنساء", "Frauen", "frauen"])
def test_target_groups_are_understood(question: str) -> None:
    assert set(whole(question)) == {"cafe", "pregnant"}


@pytest.mark.parametrize("question", ["Arabisch", "Arabic", "العربية", "عربية", "auf Arabisch"])
def test_language_of_advice_is_understood(question: str) -> None:
    assert set(whole(question)) == {"cafe", "pregnant"}


def test_what_fits_wholly_comes_before_what_fits_partly() -> None:
    assert whole("Beratung Arabisch") == ["pregnant"]
    assert ranked("Beratung Arabisch")[0] == "pregnant"
    assert set(ranked("Beratung Arabisch")) == {"pregnant", "debts", "online"}


def test_a_word_that_nobody_has_empties_no_list() -> None:
    assert ranked("Beratung Klavier") == ranked("Beratung")
    assert [
        INDEX.answer("Beratung Klavier").reading.written[n] for n in INDEX.answer("Beratung Klavier").unknown
    ] == ["Klavier"]


def test_a_part_that_is_lacking_or_not_stated_is_told_apart() -> None:
    answer = INDEX.answer("Beratung auf Arabisch")
    missing = dict(zip(tiny_frame().index, answer.missing[1], strict=True))

    assert [part.meanings[0] for part in answer.reading.parts] == ["topic:advice", "spoken:ar"]
    assert (missing["pregnant"], missing["online"], missing["debts"]) == (HAS, LACKS, NOT_TOLD)


def test_what_is_taken_off_is_a_word_again() -> None:
    assert set(whole("Beratung")) == {"pregnant", "debts", "online"}
    assert INDEX.answer("Beratung", without=("topic:advice",)).reading.parts == ()
    assert set(whole("Beratung", without=("all",))) == {"pregnant", "debts", "online"}
    assert whole("Sprachkurs", without=("topic:language",)) == []


def test_cities_are_understood_and_offers_of_the_whole_district_are_there_too() -> None:
    assert whole("Beratung Marl")[0] in {"pregnant", "debts"}
    assert set(whole("Beratung Marl")) == {"pregnant", "debts", "online"}
    assert "Herten" not in {tiny_frame().loc[i, "city"] for i in whole("Beratung Marl")}


def test_words_that_say_nothing_are_left_out() -> None:
    assert ranked("ich suche die Beratung für Schwangere") == ranked("Beratung Schwangere")
    assert ranked("where is the advice") == ranked("advice")
    assert ranked("أين نساء في") == ranked("نساء")


def test_title_topic_organisation_and_description_rank_in_this_order() -> None:
    index = index_of(
        offer("by-street", street="Treffpunkt"),
        offer("by-description", description="Ein Treffpunkt."),
        offer("by-organization", organization="Treffpunkt"),
        offer("by-topic", topics=("meeting",)),
        offer("by-title", "Neuer Treffpunkt"),
    )

    assert ranked("Treffpunkt", index) == [
        "by-title",
        "by-topic",
        "by-organization",
        "by-description",  # a street is no place to look for a topic
    ]


def test_whole_word_beats_inflection_beats_compound_beats_typo() -> None:
    index = index_of(
        offer("compound", "Chorprobenraum"),
        offer("whole", "Die Chorprobe"),
        offer("inflected", "Viele Chorproben"),
    )

    assert ranked("Chorprobe", index) == ["whole", "inflected", "compound"]
    assert ranked("Chorprobne", index) != []


def test_the_city_that_is_named_comes_before_what_fits_better_elsewhere() -> None:
    index = index_of(
        offer("there", topics=("language",), target_groups=("women",), city="Herten"),
        offer("here", topics=("language",), target_groups=("newcomers",), city="Marl"),
    )

    assert ranked("Deutschkurs für Frauen in Marl", index) == ["here", "there"]


def test_an_offer_for_everybody_comes_first_only_where_nobody_is_named() -> None:
    index = index_of(
        offer("some", topics=("language",), target_groups=("women",)),
        offer("all", topics=("language",), target_groups=("everyone",)),
        offer("unsaid", topics=("language",)),
    )

    assert ranked("Deutschkurs", index) == ["all", "unsaid", "some"]
    assert ranked("Deutschkurs Frauen", index)[0] == "some"


def test_a_word_that_says_nothing_does_not_speak_for_a_title() -> None:
    compiled = compile_phrases(
        {"de": {"ask": ("ohne",), "topic:housing": ("Wohnung",), "topic:advice": ("ohne Wohnung",)}}
    )
    frame = frame_of(offer("title", "Spiele ohne Grenzen"), offer("topic", "Hilfe", topics=("advice",)))

    assert whole("ohne Wohnung", SearchIndex(frame, tiny_taxonomy(), compiled=compiled)) == ["topic"]


def test_the_question_as_a_title_comes_first() -> None:
    index = index_of(offer("both", "Kreis der Hände, offene Mitte"), offer("phrase", "Offene Hände"))

    assert ranked("offene Hände", index)[0] == "phrase"


def test_compounds_are_read_both_ways() -> None:
    index = index_of(offer("apart", "Hilfe bei Hausaufgaben"), offer("together", "Hausaufgabenhilfe"))

    assert set(ranked("Hausaufgabenhilfe", index)) == {"apart", "together"}
    assert set(ranked("Hilfe für Hausaufgaben", index)) == {"apart", "together"}
    assert ranked("Hausaufgabenhilfe", index)[0] == "together"


def test_compound_with_a_typo_is_found_beside_its_parts() -> None:
    index = index_of(offer("parts", "Jugend und Café"), offer("compound", "Jugendcafé"))

    assert set(ranked("Jugencafé", index)) == {"parts", "compound"}


def test_known_city_is_never_taken_for_its_neighbour() -> None:
    index = index_of(
        offer("herten", "Treff", city="Herten"),
        *(offer(f"marten-{number}", "Treff in Marten") for number in range(5)),
        offer("gardens", "Kindergärten"),
    )

    assert ranked("Herten", index) == ["herten"]


def test_short_and_middle_words_must_begin_alike() -> None:
    index = index_of(offer("garden", "Garten"), offer("law", "Recht"), offer("bus", "Bus"))

    assert ranked("Marten", index) == []
    assert ranked("Gartne", index) == ["garden"]
    assert ranked("Bis", index) == []
    assert ranked("Bus", index) == ["bus"]


def test_very_short_words_match_whole_only() -> None:
    index = index_of(offer("b1", "Kurs B1"), offer("b12", "Haus B12"))

    assert ranked("B1", index) == ["b1"]
    assert ranked("B", index) == []


def test_word_inside_a_compound_does_not_stand_for_a_whole_topic() -> None:
    index = index_of(offer("topic-only", "Montagsrunde", topics=("meeting",)), offer("cafe", "Stadtcafé"))

    assert ranked("Café", index) == ["cafe"]


@pytest.mark.parametrize("question", ["", "   ", "???", "\x00", "<>", "🙂", "ـ"])
def test_a_question_without_words_finds_nothing(question: str) -> None:
    assert INDEX.scores(question).empty
    assert INDEX.suggest(question) == []


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE offers; --",
        "=1+1",
        "%s%n{0}",
        "\ud800",
        "(.*)+$",
        "a" * 1_000_000,
    ],
)
def test_hostile_questions_are_only_text(question: str) -> None:
    scores = INDEX.scores(question)

    assert set(scores.index) <= set(tiny_frame().index)
    assert isinstance(INDEX.suggest(question), list)


def test_only_the_beginning_of_a_long_question_is_read() -> None:
    long = "Beratung " + " " * TEXT_LIMIT + "Klavier"

    assert ranked(long) == ranked("Beratung")


def test_scores_are_positive_finite_and_in_the_order_of_the_frame() -> None:
    scores = INDEX.scores("Beratung")

    assert list(scores.index) == ["pregnant", "debts", "online"]
    assert scores.gt(0).all()
    assert scores.lt(2 * WHOLE).all()


def test_what_a_caller_does_with_an_answer_changes_nothing() -> None:
    answer = INDEX.scores("Beratung")

    answer.iloc[:] = -1.0

    assert INDEX.scores("Beratung").gt(0).all()


def test_suggestion_mends_another_first_letter() -> None:
    assert INDEX.suggest("Werten") == ["Herten"]


def test_nothing_is_suggested_when_every_word_is_known() -> None:
    assert INDEX.suggest("Beratung") == []


def test_hidden_columns_are_not_searched() -> None:
    index = index_of(offer("a", "Titel", remark="Geheimwort", source_url="https://geheimwort.example"))

    assert ranked("Geheimwort", index) == []


def test_an_empty_frame_can_be_searched() -> None:
    empty = SearchIndex(tiny_frame().iloc[:0], tiny_taxonomy())

    assert empty.scores("Beratung").empty
    assert empty.suggest("Beratung") == []


def test_searching_leaves_the_frame_alone() -> None:
    frame = tiny_frame()

    SearchIndex(frame, tiny_taxonomy()).scores("Kurs")

    pd.testing.assert_frame_equal(frame, tiny_frame())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mädchen", "Maedchen"),
        ("Mädchen", "madchen"),
        ("Mädchen", "MA\u0308DCHEN"),
        ("Straße", "STRASSE"),
        ("Größe", "groesse"),
        ("Café", "cafe"),
        ("Łódź", "lodz"),
        ("Işık", "isik"),
        ("إقامة", "اقامه"),
        ("مُدَرِّسَة", "مدرسه"),
        ("على", "علي"),
        ("کلاس", "كلاس"),
        ("١٢", "12"),
        ("курси", "КУРСИ"),
        ("ﬁnden", "finden"),
    ],
)
def test_spellings_that_differ_on_the_surface_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "word", ["Frauencafé", "Beratungsbüro", "neue", "Bauernhof", "Flüchtlinge", "Übersetzer"]
)
def test_beginning_of_a_word_begins_the_folded_word(word: str) -> None:
    assert all(fold(word).startswith(fold(word[:length])) for length in range(1, len(word) + 1))


def test_arabic_article_is_taken_off() -> None:
    assert words("الألمانية والنساء للنساء") == ["المانيه", "نساء", "نساء"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("робота", "robota"), ("џак", "dzak"), ("ሐገዝ", "ሀገዝ"), ("१२", "12"), ("سے", "سی")],
)
def test_scripts_that_are_written_for_each_other_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_chinese_letters_are_words_apart_from_others_without_a_space() -> None:
    assert words("在Recklinghausen找幼儿园") == ["recklinghausen", "找幼", "幼儿", "儿园"]


def test_chinese_is_read_in_pairs_and_indian_signs_stay_in_their_word() -> None:
    assert words("德语课程") == ["德语", "语课", "课程"]
    assert len(words("मेरे पास काम नहीं है")) == 5


@pytest.mark.parametrize(
    ("word", "expected"),
    [("kurse", "kurs"), ("fraun", "frau"), ("beratungen", "beratung"), ("amt", "amt"), ("kind", "kind")],
)
def test_endings_are_taken_off_but_never_the_word(word: str, expected: str) -> None:
    assert stem(word) == expected
