"""Facet counts and loosenings compared with plain loops over single offers."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.offers.facets import OfferTable, facet_counts, loosen
from geo.offers.filters import FACETS, NOT_STATED, OfferFilter
from geo.offers.hours import HoursTable
from tests.find_kit import frame_of, tiny_taxonomy

TAXONOMY = tiny_taxonomy()
CITIES = ("Herten", "Marl")
LANGUAGES = ("ar", "en")

offers = st.fixed_dictionaries(
    {
        "topics": st.sets(st.sampled_from(tuple(TAXONOMY.topics)), min_size=1).map(tuple),
        "target_groups": st.sets(st.sampled_from(tuple(TAXONOMY.target_groups))).map(tuple),
        "languages": st.sets(st.sampled_from(LANGUAGES)).map(tuple),
        "city": st.sampled_from(("", *CITIES)),
        "scope": st.sampled_from(("local", "district", "online")),
        "fee_kind": st.sampled_from(("free", "partly_free", "not_stated")),
        "status": st.sampled_from(("confirmed", "not_confirmed")),
        "assured_date": st.sampled_from(("", "2024-05")),
        "schedule": st.sampled_from(
            ("", "Mo 9-12 Uhr; Di 18-20 Uhr", "montags", "18-20 Uhr", "nach Vereinbarung")
        ),
    }
)


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values), max_size=2).map(lambda found: tuple(sorted(found)))


offer_filters = st.builds(
    OfferFilter,
    topics=some_of(tuple(TAXONOMY.topics)),
    target_groups=some_of((*TAXONOMY.target_groups, NOT_STATED)),
    cities=some_of(CITIES),
    languages=some_of((*LANGUAGES, NOT_STATED)),
    days=some_of(("mo", "tu", NOT_STATED)),
    times=some_of(("morning", "evening", NOT_STATED)),
    free_only=st.booleans(),
    confirmed_only=st.booleans(),
    all_topics=st.booleans(),
)


def has(offer: Mapping[str, Any], facet: str, value: str) -> bool:
    if facet in ("topics", "target_groups", "languages"):
        stated = offer[facet]
        return value in stated or (value == NOT_STATED and not stated)
    if facet == "cities":
        return offer["scope"] in ("district", "online") or offer["city"] == value
    if facet == "free_only":
        return offer["fee_kind"] == "free"
    return offer["status"] == "confirmed" and offer["assured_date"] != ""


def passes(offer: Mapping[str, Any], offer_filter: OfferFilter, *, but: tuple[str, ...] = ()) -> bool:
    for facet in ("topics", "target_groups", "cities", "languages"):
        values = getattr(offer_filter, facet)
        enough = all if facet == "topics" and offer_filter.all_topics else any
        if facet not in but and values and not enough(has(offer, facet, value) for value in values):
            return False
    days, times = ((() if name in but else getattr(offer_filter, name)) for name in ("days", "times"))
    if not is_then(offer["schedule"], days, times):
        return False
    return all(
        facet in but or not getattr(offer_filter, facet) or has(offer, facet, "yes")
        for facet in ("free_only", "confirmed_only")
    )


@lru_cache
def is_then(schedule: str, days: tuple[str, ...], times: tuple[str, ...]) -> bool:
    """Days and times hold for the same hours."""
    return bool(HoursTable(pd.DataFrame({"schedule": [schedule]})).chosen(days=days, times=times).all())


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"offer_id": f"offer-{number}", "title": "", **row} for number, row in enumerate(rows)]


def choosing(offer_filter: OfferFilter, facet: str, value: str) -> OfferFilter:
    """Return the filter with this choice alone in its facet; beside all chosen topics where all are asked for."""
    chosen = (*offer_filter.topics, value) if facet == "topics" and offer_filter.all_topics else (value,)
    return OfferFilter(**{**vars(offer_filter), facet: chosen if value != "yes" else True})


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(offers, max_size=8), offer_filters)
def test_counts_are_those_of_a_loop(rows: list[dict[str, Any]], offer_filter: OfferFilter) -> None:
    table = OfferTable(frame_of(*numbered(rows)), TAXONOMY, cities=CITIES)

    counts = facet_counts(table, offer_filter)

    for facet, by_value in counts.items():
        for value, number in by_value.items():
            alone = choosing(offer_filter, facet, value)
            expected = sum(passes(row, alone) for row in rows)
            assert number == expected, (facet, value)


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(offers, max_size=8), offer_filters)
def test_the_count_beside_a_choice_is_what_choosing_it_alone_shows(
    rows: list[dict[str, Any]], offer_filter: OfferFilter
) -> None:
    table = OfferTable(frame_of(*numbered(rows)), TAXONOMY, cities=CITIES)

    counts = facet_counts(table, offer_filter)

    for facet in ("topics", "target_groups", "cities", "languages", "days", "times"):
        for value, number in counts[facet].items():
            alone = choosing(offer_filter, facet, value)
            assert table.count(alone) == number


@settings(deadline=None)  # a busy machine is no failure
@given(st.lists(offers, min_size=1, max_size=8), offer_filters)
def test_loosenings_are_those_of_a_loop(rows: list[dict[str, Any]], offer_filter: OfferFilter) -> None:
    table = OfferTable(frame_of(*numbered(rows)), TAXONOMY, cities=CITIES)
    active = [facet for facet in FACETS if getattr(offer_filter, facet)]

    found = {one.facets: one.count for one in loosen(table, offer_filter)}

    singles = {(facet,): sum(passes(row, offer_filter, but=(facet,)) for row in rows) for facet in active}
    helpful = {facets: count for facets, count in singles.items() if count}
    if not helpful:
        pairs = {p: sum(passes(row, offer_filter, but=p) for row in rows) for p in combinations(active, 2)}
        best = max(pairs.values(), default=0)
        helpful = {facets: count for facets, count in pairs.items() if count and facets in found}
        assert list(helpful.values()) == ([best] if best else [])
    everything = {tuple(active): len(rows)} if active else {}
    assert found == {**helpful, **everything}


@pytest.mark.parametrize("size", [0, 1])
def test_tables_without_much_in_them_count_too(size: int) -> None:
    rows = numbered([{"topics": ("language",)}])[:size]

    table = OfferTable(frame_of(*rows), TAXONOMY, cities=CITIES)

    assert facet_counts(table, OfferFilter())["topics"]["language"] == size
