"""Translations of offers: told in the visitor's language and marked, searched in every language, none of protected ones."""

import pandas as pd
import pytest

from geo.i18n import load_texts
from geo.offers.facets import OfferTable
from geo.offers.filters import OfferFilter
from geo.offers.translations import told_translations, with_all_texts
from geo.offers.wording import OfferWords, offer_words
from tests.find_kit import tiny_taxonomy
from tests.offers_kit import CITY, HOUSE, SHELTER, frame_of
from tests.unit.offers.test_wording import TAXONOMY

OFFERS = frame_of(HOUSE, CITY, SHELTER)
ENGLISH = {"title": "German course", "description": "An evening course for beginners."}
TRANSLATIONS = {
    "house": {"en": ENGLISH, "uk": {"title": "Курс німецької"}, "tr": {"title": HOUSE["title"]}},
    "city": {"en": {"title": "Advice", "fees": "free of charge", "remark": "for editors"}},
    "shelter": {"en": {"title": "Secret shelter", "description": "At Hinterhof 1."}},
    "gone": {"en": {"title": "Gone"}},
}
TABLE = OfferTable(OFFERS, tiny_taxonomy(), translations=TRANSLATIONS)


def _words(language: str, *, detail: bool = True) -> OfferWords:
    translation = TABLE.translation("house", language)
    row = OFFERS.loc["house"].to_dict()
    return offer_words(
        "house", row, texts=load_texts(language), taxonomy=TAXONOMY, translation=translation, detail=detail
    )


def test_only_what_adds_to_the_original_is_told_and_nothing_of_protected_or_removed_offers() -> None:
    told = told_translations(OFFERS, TRANSLATIONS)

    assert told == {
        "house": {"en": ENGLISH, "uk": {"title": "Курс німецької"}},
        "city": {"en": {"title": "Advice"}},
    }


def test_languages_come_by_their_codes_whatever_order_they_were_read_in() -> None:
    read = {"house": {"uk": {"title": "Курс"}, "en": {"title": "Course"}, "ar": {"title": "دورة"}}}

    assert [*told_translations(OFFERS, read)["house"]] == ["ar", "en", "uk"]


def test_a_visitor_reads_the_translation_marked_as_such_with_the_original_beside_it() -> None:
    texts, words = load_texts("en"), _words("en")

    assert (words.title, words.title_language) == ("German course", "en")
    assert words.translated == texts("translation.mark")
    what = next(fact for fact in words.facts if fact.heading == texts("detail.what"))
    when = next(fact for fact in words.facts if fact.heading == texts("detail.when"))
    assert (what.text, what.is_source_text) == (ENGLISH["description"], False)
    assert (when.text, when.is_source_text) == (HOUSE["schedule"], True)
    assert [fact.text for fact in words.original] == [HOUSE["title"], HOUSE["description"]]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_without_a_translation_the_original_stands_unmarked(language: str) -> None:
    words = _words(language)

    assert (words.title, words.title_language) == (HOUSE["title"], "de")
    assert (words.translated, words.original) == ("", ())


@pytest.mark.parametrize("asked", ["evening course", "beginners", "німецької", "Deutschkurs", "begginers"])
def test_search_finds_words_of_every_language(asked: str) -> None:
    assert list(TABLE.ranked(OfferFilter(text=asked)))[:1] == ["house"]


@pytest.mark.parametrize("asked", ["secret", "Hinterhof", "Gone"])
def test_search_does_not_find_untold_translations(asked: str) -> None:
    assert TABLE.count(OfferFilter(text=asked)) == 0


def test_a_word_that_stands_in_both_languages_counts_once() -> None:
    plain = OfferTable(OFFERS, tiny_taxonomy())
    both = OfferTable(OFFERS, tiny_taxonomy(), translations={"city": {"en": {"title": "Beratung (advice)"}}})

    assert both.search.scores("Verein")["city"] == plain.search.scores("Verein")["city"]
    assert both.search.scores("Beratung")["city"] == plain.search.scores("Beratung")["city"]


def test_the_offers_themselves_stay_as_they_are() -> None:
    before = OFFERS.copy()

    with_all_texts(OFFERS, told_translations(OFFERS, TRANSLATIONS))

    pd.testing.assert_frame_equal(OFFERS, before)
