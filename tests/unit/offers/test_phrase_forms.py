"""Phrases as people write them become the folded words by which questions are read."""

from geo.offers.search.phrases import Compiled, Phrasebook, compile_phrases


def test_words_that_only_ask_leave_the_phrases() -> None:
    compiled = compile_phrases(
        {"de": {"ask": ("ich suche", "suche", "ich"), "topic:work": ("ich suche Arbeit",)}}
    )

    assert compiled.phrases["de"]["topic:work"] == ["arbeit"]
    assert compiled.silent == {"de": ["ich", "suche"]}


def test_a_word_that_also_means_something_is_not_silent() -> None:
    compiled = compile_phrases({"de": {"ask": ("hilfe", "bitte"), "topic:refugees": ("hilfe",)}})

    assert compiled.silent["de"] == ["bitte"]
    assert compiled.phrases["de"]["topic:refugees"] == ["hilfe"]


def test_a_phrase_that_lives_by_a_word_that_says_nothing_keeps_it() -> None:
    compiled = compile_phrases(
        {"de": {"ask": ("ohne",), "topic:housing": ("Wohnung",), "group:people_in_need": ("ohne Wohnung",)}}
    )

    assert compiled.phrases["de"]["group:people_in_need"] == ["ohne wohnung"]


def test_a_phrase_of_nothing_but_silent_words_is_kept_whole() -> None:
    compiled = compile_phrases({"en": {"ask": ("how", "are", "you"), "topic:meeting": ("how are you",)}})

    assert compiled.phrases["en"]["topic:meeting"] == ["how are you"]


def test_no_number_and_no_letter_or_two_stands_for_a_whole_phrase() -> None:
    compiled = compile_phrases(
        {
            "de": {
                "ask": ("Uhr", "um", "zu"),
                "time:morning": ("um 9 Uhr",),
                "topic:meeting": ("zu zweit", "zu ab"),
            }
        }
    )

    assert compiled.phrases["de"]["time:morning"] == ["um 9 uhr"]
    assert compiled.phrases["de"]["topic:meeting"] == ["zu ab", "zweit"]


def test_each_language_has_its_own_silence() -> None:
    compiled = compile_phrases({"de": {"ask": ("die",)}, "en": {"ask": ("a",), "topic:crisis": ("die",)}})

    assert compiled.silent == {"de": ["die"], "en": ["a"]}
    assert compiled.phrases["en"]["topic:crisis"] == ["die"]


def test_the_book_knows_the_languages_of_a_word_be_it_silent() -> None:
    book = Phrasebook(
        Compiled({"de": {"topic:work": ["arbeit"]}, "en": {"topic:work": ["job"]}}, {"de": ["job"], "en": []})
    )

    assert book.knowing("job") == {"de", "en"}
    assert book.knowing("arbeit") == {"de"}
    assert book.knowing("nie") == frozenset()


def test_words_of_cities_are_known_as_such() -> None:
    book = Phrasebook(
        Compiled({"de": {"city:Haltern am See": ["haltern am se"], "topic:work": ["am"]}}, {"de": []})
    )

    names = {book.vocabulary.words[word] for word in book.of_cities}
    assert names == {"haltern", "am", "se"}
