"""Laws of filters and their links: what was written is read, nothing breaks, order does not matter."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.links import TEXT_LIMIT, clean_text
from geo.offers.filters import (
    HOURS_CHOICES,
    NOT_STATED,
    Indicators,
    OfferFilter,
    apply,
    chips,
    from_query,
    to_query,
)
from geo.offers.hours import Calendar, Clock
from tests.find_kit import tiny_frame, tiny_taxonomy

TAXONOMY = tiny_taxonomy()
FRAME = tiny_frame()
CITIES = ("Castrop-Rauxel", "Haltern am See", "Herten", "Marl")
LANGUAGES = ("ar", "en", "uk")
KEYS = ("q", "topic", "group", "city", "spoken", "open", "day", "time", "free", "confirmed", "match", "near")

NOON = Clock(datetime(2026, 11, 30, 12, tzinfo=UTC), Calendar(ZoneInfo("Europe/Berlin"), "05"))
INDICATORS = Indicators(FRAME, clock=lambda: NOON)

anything = st.text(alphabet=st.characters(codec=None), max_size=300)


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=5).map(tuple)


def offer_filters(text: st.SearchStrategy[str]) -> st.SearchStrategy[OfferFilter]:
    return st.builds(
        OfferFilter,
        text=text,
        topics=some_of(tuple(TAXONOMY.topics)),
        target_groups=some_of((*TAXONOMY.target_groups, NOT_STATED)),
        cities=some_of(CITIES),
        languages=some_of((*LANGUAGES, NOT_STATED)),
        open_now=some_of(HOURS_CHOICES["open_now"]),
        days=some_of(HOURS_CHOICES["days"]),
        times=some_of(HOURS_CHOICES["times"]),
        free_only=st.booleans(),
        confirmed_only=st.booleans(),
        all_topics=st.booleans(),
    )


def left_by(offer_filter: OfferFilter) -> "pd.Series[bool]":
    return apply(offer_filter, FRAME, indicators=INDICATORS)


def read(params: dict[str, list[str]]):
    return from_query(params, taxonomy=TAXONOMY, cities=CITIES, languages=LANGUAGES)


@settings(deadline=None)  # a busy machine is no failure
@given(offer_filters(anything))
def test_what_a_link_says_is_what_was_chosen(offer_filter: OfferFilter) -> None:
    assert read(to_query(offer_filter)) == (offer_filter, [])


@settings(deadline=None)  # a busy machine is no failure
@given(st.dictionaries(st.sampled_from(KEYS), st.lists(anything, max_size=60)))
def test_any_link_gives_a_filter_that_can_be_linked_again(params: dict[str, list[str]]) -> None:
    offer_filter, hints = read(params)

    assert read(to_query(offer_filter)) == (offer_filter, [])
    assert all(len(value) <= 40 for hint in hints for value in hint.values)


@settings(deadline=None)  # a busy machine is no failure
@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)

    assert clean_text(once) == once
    assert len(once) <= TEXT_LIMIT
    once.encode("utf-8")


@settings(deadline=None)  # a busy machine is no failure
@given(offer_filters(st.just("")))
def test_order_of_values_does_not_matter(offer_filter: OfferFilter) -> None:
    turned = OfferFilter(
        topics=offer_filter.topics[::-1],
        target_groups=offer_filter.target_groups[::-1],
        cities=offer_filter.cities[::-1],
        languages=offer_filter.languages[::-1],
        open_now=offer_filter.open_now[::-1],
        days=offer_filter.days[::-1],
        times=offer_filter.times[::-1],
        free_only=offer_filter.free_only,
        confirmed_only=offer_filter.confirmed_only,
        all_topics=offer_filter.all_topics,
    )

    assert left_by(offer_filter).equals(left_by(turned))


@settings(deadline=None)  # a busy machine is no failure
@given(offer_filters(st.just("")))
def test_taking_back_all_chips_one_by_one_ends_at_the_empty_filter(offer_filter: OfferFilter) -> None:
    left = offer_filter
    for chip in chips(offer_filter):
        left = chip.without(left)

    assert left == OfferFilter()


@settings(deadline=None)  # a busy machine is no failure
@given(offer_filters(st.just("")))
def test_taking_back_a_facet_never_loses_an_offer(offer_filter: OfferFilter) -> None:
    before = left_by(offer_filter)

    for chip in chips(offer_filter):
        assert (left_by(offer_filter.without(chip.facet)) | ~before).all()
