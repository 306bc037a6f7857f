"""What the question's field offers while somebody types: which names, in which order, and what never."""

from collections.abc import Mapping

import pytest

from geo.offers.search.completing import MOST, MOST_OF, Completer
from geo.offers.search.index import SearchIndex
from tests.find_kit import frame_of, tiny_frame, tiny_taxonomy

TAXONOMY = tiny_taxonomy()
CITIES = ("Herten", "Marl")


def completer(
    *rows: dict[str, object], translations: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None
) -> Completer:
    frame = (frame_of(*rows) if rows else tiny_frame()).assign(
        is_protected=[bool(row.get("is_protected")) for row in rows] or False
    )
    book = SearchIndex(frame, TAXONOMY).book
    return Completer(frame, TAXONOMY, book, language="de", cities=CITIES, translations=translations)


TINY = completer()


def told(text: str, names: Completer = TINY) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in names.complete(text)]


def texts(text: str, names: Completer = TINY) -> list[str]:
    return [one.text for one in names.complete(text)]


@pytest.mark.parametrize("text", ["", "b", " b ", "!?", "…"])
def test_nothing_is_offered_before_two_letters(text: str) -> None:
    assert told(text) == []


def test_kinds_stand_in_their_order_and_names_that_begin_so_first() -> None:
    assert told("be") == [
        ("topic", "Beratung"),
        ("topic", "Begegnung"),
        ("offer", "Beratung für Schwangere"),
        ("offer", "Beratung im Netz"),
        ("organization", "Beratungsstelle Lichtblick"),
    ]
    assert texts("schwangere b") == ["Beratung für Schwangere"]


def test_a_part_of_a_word_is_found_after_beginnings() -> None:
    assert texts("beratung") == [
        "Beratung",
        "Beratung für Schwangere",
        "Beratung im Netz",
        "Schuldnerberatung",
        "Beratungsstelle Lichtblick",
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("FRAUENCAFE", "Internationales Frauencafé"),
        ("fraün", "Frauen"),
        ("Bruecke", "Verein Brücke"),
        ("Shculdner", "Schuldnerberatung"),
        ("koordnation", "Koordination des Kreises"),
        ("heretn", "Herten"),
    ],
)
def test_spellings_and_typos_are_forgiven(typed: str, expected: str) -> None:
    assert expected in texts(typed)


def test_typos_are_looked_for_only_where_nothing_else_fits() -> None:
    near = completer({"offer_id": "one", "title": "Lesen"}, {"offer_id": "other", "title": "Leben"})

    assert texts("lese", near) == ["Lesen"]
    assert texts("lesne", near) == ["Lesen"]


def test_a_topic_is_known_by_what_people_say_in_the_language_of_the_page() -> None:
    assert told("Deutschku") == [("topic", "Sprache")]
    assert told("german cour") == []
    assert [kind for kind, _ in told("de")] == ["offer", "offer"]


def test_the_last_word_of_a_question_becomes_a_name_and_the_rest_is_kept() -> None:
    assert told("Deutschkurs in mar") == [("city", "Deutschkurs in Marl")]
    assert told("Kurs für Frau") == [("group", "Kurs für Frauen")]
    assert told("Kurs für") == []


def test_words_that_say_nothing_do_not_keep_a_name_away() -> None:
    assert ("offer", "Schuldnerberatung") in told("ich suche die Schuldner")


def test_other_scripts_are_typed_and_found() -> None:
    names = completer(
        {"offer_id": "1", "title": "Lesecafé"},
        {"offer_id": "2", "title": "مقهى اللغات"},
        {"offer_id": "3", "title": "Курси німецької"},
        translations={"1": {"de": {"title": "قهوة"}}},
    )

    assert texts("اللغا", names) == ["مقهى اللغات"]
    assert texts("kursi ni", names) == ["Курси німецької"]
    assert [(one.text, one.offer_id) for one in names.complete("lesec")] == [("قهوة", "1")]


def test_no_kind_takes_all_the_room() -> None:
    many = completer(
        *(
            {"offer_id": str(n), "title": f"Marler Treff {n}", "organization": f"Marler Verein {n}"}
            for n in range(20)
        )
    )

    kinds = [kind for kind, _ in told("marl", many)]

    assert len(kinds) <= MOST
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "city": 1, "offer": MOST_OF["offer"], "organization": MOST_OF["organization"],
    }  # fmt: skip


def test_a_city_is_told_beside_a_title_that_does_not_name_it() -> None:
    names = completer(
        {"offer_id": "1", "title": "Lesecafé", "city": "Marl"},
        {"offer_id": "2", "title": "Lesecafé Herten", "city": "Herten"},
    )

    assert [(one.offer_id, one.note) for one in names.complete("lesec")] == [("1", "Marl"), ("2", "")]


def test_protected_offers_and_their_organisations_are_never_offered() -> None:
    names = completer(
        {"offer_id": "1", "title": "Frauenhaus", "organization": "Frauenhaus Verein", "is_protected": True},
        {"offer_id": "2", "title": "Frauencafé", "organization": "Frauen e.V."},
    )

    assert told("frau", names) == [
        ("group", "Frauen"),
        ("offer", "Frauencafé"),
        ("organization", "Frauen e.V."),
    ]
    assert told("frauenhaus", names) == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "be " * 50_000,
        "<script>alert(1)</script>",
        "(((((.*+?[^$",
        "\x00\ud800be",
        "ﷺ" * 200,
        "\u202ebe",
        " " * 300 + "be",
    ],
)
def test_hostile_texts_are_answered_briefly(text: str) -> None:
    assert len(TINY.complete(text)) <= MOST
