"""What a filter selects, how it goes to and from a link, and how it says itself."""

from dataclasses import replace

import pandas as pd
import pytest

from geo.links import TEXT_LIMIT, clean_text
from geo.offers.choosing import with_values
from geo.offers.filters import (
    NOT_STATED,
    VALUES_LIMIT,
    Chip,
    Indicators,
    OfferFilter,
    Part,
    active_facets,
    apply,
    chips,
    describe,
    from_query,
    is_everywhere,
    to_query,
)
from tests.find_kit import tiny_frame, tiny_taxonomy

CITIES = ("Castrop-Rauxel", "Herten", "Marl")
LANGUAGES = ("ar", "en", "uk")
EVERYWHERE = {"volunteers", "online"}


def selected(offer_filter: OfferFilter) -> set[str]:
    mask = apply(offer_filter, tiny_frame())
    return set(mask.index[mask])


def read(**params: list[str]):
    return from_query(params, taxonomy=tiny_taxonomy(), cities=CITIES, languages=LANGUAGES)


@pytest.mark.parametrize(
    ("offer_filter", "expected"),
    [
        (OfferFilter(), {"course", "cafe", "pregnant", "debts", *EVERYWHERE}),
        (OfferFilter(topics=("language",)), {"course", "cafe"}),
        (OfferFilter(topics=("language", "advice")), {"course", "cafe", "pregnant", "debts", "online"}),
        (OfferFilter(target_groups=("women",)), {"cafe", "pregnant"}),
        (OfferFilter(target_groups=(NOT_STATED,)), {"debts", "volunteers"}),
        (OfferFilter(target_groups=("women", NOT_STATED)), {"cafe", "pregnant", "debts", "volunteers"}),
        (OfferFilter(languages=("ar",)), {"cafe", "pregnant"}),
        (OfferFilter(languages=(NOT_STATED,)), {"course", "debts", "volunteers"}),
        (OfferFilter(cities=("Herten",)), {"course", "cafe", *EVERYWHERE}),
        (OfferFilter(cities=("Waltrop",)), EVERYWHERE),
        (OfferFilter(free_only=True), {"course", "pregnant", "online"}),
        (OfferFilter(confirmed_only=True), {"pregnant"}),
        (OfferFilter(topics=("advice",), cities=("Marl",), free_only=True), {"pregnant", "online"}),
        (OfferFilter(topics=("no-such-topic",)), set()),
    ],
)
def test_values_in_a_facet_widen_and_facets_narrow(offer_filter: OfferFilter, expected: set[str]) -> None:
    assert selected(offer_filter) == expected


def test_confirmed_needs_a_date() -> None:
    frame = tiny_frame()
    frame.loc["course", "status"] = "confirmed"

    mask = apply(OfferFilter(confirmed_only=True), frame)

    assert list(mask.index[mask]) == ["pregnant"]


def test_offers_for_the_whole_district_are_marked() -> None:
    marked = is_everywhere(tiny_frame())

    assert set(marked.index[marked]) == EVERYWHERE


def test_result_keeps_the_index_and_leaves_the_frame_alone() -> None:
    frame = tiny_frame()

    mask = apply(OfferFilter(topics=("language",)), frame)

    assert mask.index.equals(frame.index)
    assert mask.dtype == bool
    pd.testing.assert_frame_equal(frame, tiny_frame())


def test_indicators_made_beforehand_give_the_same() -> None:
    frame = tiny_frame()
    offer_filter = OfferFilter(cities=("Marl",), target_groups=("women",))

    pd.testing.assert_series_equal(
        apply(offer_filter, frame), apply(offer_filter, frame, indicators=Indicators(frame))
    )


def test_text_lets_only_scored_offers_pass() -> None:
    scores = pd.Series({"course": 2.0, "debts": 1.0})

    mask = apply(OfferFilter(text="etwas", topics=("advice",)), tiny_frame(), scores=scores)

    assert list(mask.index[mask]) == ["debts"]


def test_text_without_scores_is_refused_rather_than_ignored() -> None:
    with pytest.raises(ValueError, match="scores"):
        apply(OfferFilter(text="Deutsch"), tiny_frame())


def test_empty_frame_gives_an_empty_answer() -> None:
    assert apply(OfferFilter(topics=("language",)), tiny_frame().iloc[:0]).empty


def test_filter_is_tidy_whatever_goes_in() -> None:
    offer_filter = OfferFilter(
        text="  Sprach\u202e\x00kurs \n Marl ", topics=("advice", "language", "advice")
    )

    assert offer_filter.text == "Sprachkurs Marl"
    assert offer_filter.topics == ("advice", "language")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\tb\r\nc", "a b c"),
        ("\u200bSprache\ufeff", "Sprache"),
        ("تعلم\u200f الألمانية\u061c", "تعلم الألمانية"),
        ("u\u0308ber", "über"),
        ("\ud800kaputt", "kaputt"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("x" * 1_000_000, "x" * TEXT_LIMIT),
        (" " * 1_000_000, ""),
    ],
)
def test_text_becomes_one_clean_bounded_line(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_link_holds_only_what_is_chosen() -> None:
    offer_filter = OfferFilter(
        text="Kurs", cities=("Marl", "Herten"), languages=(NOT_STATED,), free_only=True
    )

    assert to_query(OfferFilter()) == {}
    assert to_query(offer_filter) == {
        "q": ["Kurs"],
        "city": ["Marl", "Herten"],
        "spoken": ["not_stated"],
        "free": ["yes"],
    }


def test_link_is_read_back() -> None:
    offer_filter, hints = read(
        q=["Kurs"],
        topic=["language"],
        group=["women", "not_stated"],
        city=["marl"],
        spoken=["AR"],
        confirmed=["1"],
    )

    assert offer_filter == OfferFilter(
        text="Kurs",
        topics=("language",),
        target_groups=("women", NOT_STATED),
        cities=("Marl",),
        languages=("ar",),
        confirmed_only=True,
    )
    assert hints == []


@pytest.mark.parametrize(
    ("params", "key", "values", "reason"),
    [
        ({"topic": ["language", "<script>"]}, "topic", ("<script>",), "unknown"),
        ({"topic": ["not_stated"]}, "topic", ("not_stated",), "unknown"),
        ({"city": ["Bochum\u202e", "Essen"]}, "city", ("Bochum", "Essen"), "unknown"),
        ({"spoken": ["z" * 5_000]}, "spoken", ("z" * 40,), "unknown"),
        ({"free": ["maybe"]}, "free", ("maybe",), "not_a_switch"),
        ({"q": ["w" * 201]}, "q", ("w" * 40,), "too_long"),
        ({"group": ["women"] * (VALUES_LIMIT + 1)}, "group", (), "too_many"),
    ],
)
def test_what_a_link_must_not_hold_is_ignored_with_a_hint(
    params: dict[str, list[str]], key: str, values: tuple[str, ...], reason: str
) -> None:
    _, hints = read(**params)

    assert [(hint.key, hint.values, hint.reason) for hint in hints] == [(key, values, reason)]
    assert hints[0].text_key == f"filter.hint.{reason}"


def test_valid_values_survive_beside_invalid_ones() -> None:
    offer_filter, hints = read(topic=["nonsense", "advice"], city=["Marl", "Atlantis"], free=["yes"])

    assert offer_filter == OfferFilter(topics=("advice",), cities=("Marl",), free_only=True)
    assert len(hints) == 2


def test_hint_repeats_only_a_few_refused_values() -> None:
    _, hints = read(topic=[f"no-{number}" for number in range(30)])

    assert hints[0].values == ("no-0", "no-1", "no-2", "no-3", "no-4")


def test_switch_that_says_no_is_no_hint() -> None:
    assert read(free=["no"], confirmed=["0"]) == (OfferFilter(), [])


def test_a_single_text_counts_as_one_value() -> None:
    offer_filter, hints = from_query(
        {"city": "Marl", "topic": "advice"}, taxonomy=tiny_taxonomy(), cities=CITIES, languages=LANGUAGES
    )

    assert offer_filter == OfferFilter(cities=("Marl",), topics=("advice",))
    assert hints == []


def test_keys_of_other_parts_of_the_page_are_left_alone() -> None:
    assert read(near=["45657"], offer=["course"], lang=["ar"]) == (OfferFilter(), [])


def test_every_chip_takes_back_just_its_value() -> None:
    offer_filter = OfferFilter(text="Kurs", topics=("language", "advice"), free_only=True)

    made = chips(offer_filter)

    assert made == [
        Chip("text", "Kurs"),
        Chip("topics", "language"),
        Chip("topics", "advice"),
        Chip("free_only", "yes"),
    ]
    assert made[0].without(offer_filter) == OfferFilter(topics=("language", "advice"), free_only=True)
    assert made[1].without(offer_filter) == OfferFilter(text="Kurs", topics=("advice",), free_only=True)
    assert made[3].without(offer_filter) == OfferFilter(text="Kurs", topics=("language", "advice"))


def test_filter_says_itself_in_parts() -> None:
    offer_filter = OfferFilter(cities=("Marl", "Herten"), languages=("ar",), confirmed_only=True)

    assert describe(offer_filter) == [
        Part("cities", ("Marl", "Herten")),
        Part("languages", ("ar",)),
        Part("confirmed_only", ("yes",)),
    ]
    assert describe(OfferFilter()) == []


def test_whole_facets_can_be_taken_back() -> None:
    offer_filter = OfferFilter(text="Kurs", cities=("Marl", "Herten"), free_only=True)

    assert offer_filter.without("cities", "free_only") == OfferFilter(text="Kurs")
    assert active_facets(offer_filter) == ("text", "cities", "free_only")
    assert not offer_filter.is_empty
    assert OfferFilter().is_empty


def test_who_adds_a_second_topic_means_both_and_may_say_otherwise() -> None:
    first = with_values(OfferFilter(), "topics", ("language",))
    both = with_values(first, "topics", ("language", "childcare"))

    assert (first.all_topics, both.all_topics) == (False, True)
    assert (
        with_values(replace(both, all_topics=False), "topics", ("language", "childcare", "advice")).all_topics
        is False
    )
    assert with_values(both, "topics", ("language",)).all_topics is False
    assert with_values(both, "cities", ("Marl",)).all_topics is True


def test_a_link_says_whether_all_topics_are_asked_for_and_without_it_one_is_enough() -> None:
    link = {"topic": ["language", "childcare"]}

    either, _ = read(**link)
    both, hints = read(**link, match=["all"])
    odd, said = read(**link, match=["some"])

    assert (either.all_topics, both.all_topics, odd.all_topics) == (False, True, False)
    assert to_query(both)["match"] == ["all"]
    assert not hints
    assert [(hint.key, hint.values) for hint in said] == [("match", ("some",))]
