"""Phrases that editors add: looked at like anything from outside, found at once, and never beyond one's role."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.errors import AccessDenied, PhraseRefused
from geo.model import Role
from geo.offers.facets import OfferTable
from geo.store import Store
from geo.upkeep.access import VISITOR, Actor
from geo.upkeep.phrases import Found, Wanted, add_phrase, complaint, known_of, preview, tidied
from tests.find_kit import tiny_frame, tiny_taxonomy
from tests.store_kit import open_store

TABLE = OfferTable(tiny_frame(), tiny_taxonomy(), cities=("Herten", "Marl"))
KNOWN = known_of(TABLE, ("de", "en"))
EDITOR = Actor(Role.EDITOR, login="redaktion")
KUMBRA = Wanted("de", ("topic:advice",), "Kumbra")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def wanted(phrase: str = "Kumbra", *means: str, language: str = "de") -> Wanted:
    return Wanted(language, means or ("topic:advice",), phrase)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (wanted(), ""),
        (wanted("mein Kumbra B1-Kurs geht's"), ""),
        (wanted("مساعدة كمبرا", language="ar"), ""),
        (wanted("Kumbra", "topic:language", "group:women", "urgent"), ""),
        (wanted("Kumbra", "ask"), ""),
        (wanted("Deutschkurs"), ""),  # known, but as something else
        (wanted(""), "short"),
        (wanted("x"), "short"),
        (wanted("x" * 81), "long"),
        (wanted("a b c d e f g h i"), "long"),
        (wanted("=HYPERLINK(1)"), "letters"),
        (wanted("<b>Kumbra</b>"), "letters"),
        (wanted("Kumbra,Zwirbel"), "letters"),
        (wanted("02365 12345"), "letters"),
        (wanted("Kum\x00bra"), "letters"),
        (wanted("Kumbra\u202earbmuK"), "letters"),
        (wanted("Kumbra\nZwirbel"), "letters"),
        (wanted(" Kumbra"), "letters"),
        (wanted(language="xx"), "language"),
        (Wanted("de", (), "Kumbra"), "meaning"),
        (wanted("Kumbra", "topic:gone"), "meaning"),
        (wanted("Kumbra", "city:Berlin"), "meaning"),
        (wanted("Kumbra", "topic:advice;ask"), "meaning"),
        (wanted("Kumbra", "ask", "topic:advice"), "meaning"),
        (wanted("Kumbra", "topic:advice", "topic:advice"), "meaning"),
        (wanted("Kumbra", "topic:advice", "topic:language", "topic:meeting", "urgent"), "meaning"),
        (wanted("SPRACHKURS", "topic:language"), "known"),
        (wanted("ich suche Sprachkurs", "topic:language"), "known"),
        (wanted("suche", "ask"), "known"),
    ],
)
def test_each_fault_has_its_own_word(asked: Wanted, reason: str) -> None:
    assert complaint(asked, KNOWN) == reason


def test_what_nobody_sees_is_taken_off_before_it_is_looked_at() -> None:
    assert tidied("  Kum\u200bbra \u202e \t Zwirbel\n") == "Kumbra Zwirbel"


def test_the_preview_says_what_the_word_finds_once_it_is_added() -> None:
    before = TABLE.search.scores("Kumbra")

    found = preview(TABLE, KUMBRA)

    taxonomy = tiny_taxonomy()
    taxonomy.phrases["de"]["topic:advice"] = ("Kumbra",)
    after = OfferTable(tiny_frame(), taxonomy).search.answer("Kumbra")
    assert len(before) == 0
    assert found == Found(int((after.scores > 0).sum()), int(after.whole.sum()))
    assert found.offers >= 2


@pytest.mark.parametrize("actor", [VISITOR, Actor(Role.ORGANIZATION, organization_id="x")])
def test_who_may_not_adds_nothing(store: Store, actor: Actor) -> None:
    with pytest.raises(AccessDenied):
        add_phrase(store, actor, KUMBRA, KNOWN)

    assert store.phrases.all() == []


def test_a_phrase_past_the_form_is_refused_just_the_same(store: Store) -> None:
    with pytest.raises(PhraseRefused) as caught:
        add_phrase(store, EDITOR, wanted("=1+1"), KNOWN)
    batch = add_phrase(store, EDITOR, KUMBRA, KNOWN)

    assert caught.value.reason == "letters"
    assert (store.phrases.active(), batch.who) == ([("de", "topic:advice", "Kumbra")], Role.EDITOR)
