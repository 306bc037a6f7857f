"""Laws of the search: any text has an answer, and how a word is written on the surface does not matter."""

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.offers.search.index import SearchIndex
from geo.offers.search.words import fold, words
from tests.find_kit import tiny_frame, tiny_taxonomy

FRAME = tiny_frame()
INDEX = SearchIndex(FRAME, tiny_taxonomy())
KNOWN = sorted({word for title in FRAME["title"] for word in words(title) if len(word) > 3})

anything = st.text(alphabet=st.characters(codec=None), max_size=300)


@settings(deadline=None)  # a busy machine is no failure
@given(anything)
def test_any_text_has_an_answer(text: str) -> None:
    scores = INDEX.scores(text)

    assert set(scores.index) <= set(FRAME.index)
    assert scores.gt(0).all()
    assert len(INDEX.suggest(text)) <= 3


@settings(deadline=None)  # a busy machine is no failure
@given(anything)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert [fold(word) for word in words(text)] == words(text)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(st.sampled_from(KNOWN), min_size=1, max_size=3))
def test_case_and_spaces_do_not_matter(asked: list[str]) -> None:
    plain = INDEX.scores(" ".join(asked))

    assert INDEX.scores("  ".join(word.upper() for word in asked)).equals(plain)


@settings(deadline=None)  # a busy machine is no failure
@given(st.sampled_from(KNOWN), anything)
def test_a_known_word_is_answered_whatever_stands_beside_it(one: str, other: str) -> None:
    assert not INDEX.scores(f"{one} {other}").empty
    assert not INDEX.scores(f"{other[:100]} {one}").empty
