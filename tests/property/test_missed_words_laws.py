"""Nothing but single words is ever kept of what somebody asks, whatever it is."""

import re
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.offers.search.index import SearchIndex
from geo.offers.search.words import words
from geo.upkeep.missed_words import missed_words
from tests.find_kit import tiny_frame, tiny_taxonomy

INDEX = SearchIndex(tiny_frame(), tiny_taxonomy())
PIECES = st.one_of(
    st.sampled_from(
        ["Kumbra", "und", "Frauen", "B1", "12a", "9:30", "45770", "anna@b.example", "كمبرا", "ʼ", "ß", "-"]
    ),
    st.text(max_size=12),
)
QUESTIONS = st.one_of(
    st.text(max_size=400),
    st.lists(st.tuples(PIECES, st.sampled_from([" ", "", ", ", "-", "/", "@", "\u200f", "\n"])), max_size=12).map(
        lambda pairs: "".join(piece + after for piece, after in pairs)
    ),
)  # fmt: skip


@given(QUESTIONS)
@settings(max_examples=300)
def test_only_single_words_of_letters_are_kept(asked: str) -> None:
    kept = missed_words(INDEX.answer(asked), asked)

    whole = unicodedata.normalize("NFKC", asked)
    for word in kept:
        assert 3 <= len(word) <= 40
        assert all(unicodedata.category(letter)[0] in "LM" or letter == "'" for letter in word)
        assert [word] in [words(piece) for piece in re.split(r"\s+", asked)]
        assert "@" not in word
    assert len(set(kept)) == len(kept) <= len(whole.split())
