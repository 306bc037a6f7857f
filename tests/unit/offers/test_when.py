"""The filters of hours beside all others: counts, ways out, and who does not say is never lost."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from geo.offers.columns import SITE_COLUMNS
from geo.offers.facets import OfferTable, facet_counts, loosen, with_unsaid_hours
from geo.offers.filters import NOT_STATED, OfferFilter
from geo.offers.hours import Calendar, Clock
from geo.offers.search.index import HAS, LACKS, NOT_TOLD
from tests.find_kit import frame_of, tiny_taxonomy

BERLIN = ZoneInfo("Europe/Berlin")
SCHEDULES = {
    "office": "Mo 9-12 Uhr, Di 18-20 Uhr",
    "cafe": "Mo 18-20 Uhr",
    "asked": "Mo 9-12 Uhr (nach Vereinbarung)",
    "agreed": "nach Vereinbarung",
    "silent": "",
}
FRAME = frame_of(
    *({"offer_id": key, "title": key, "topics": ("advice",), "schedule": s} for key, s in SCHEDULES.items())
)


class Watch:
    """A clock that a test sets."""

    def __init__(self, moment: str) -> None:
        self.moment = moment

    def __call__(self) -> Clock:
        return Clock(datetime.fromisoformat(self.moment).replace(tzinfo=BERLIN), Calendar(BERLIN, "05"))


def table(moment: str = "2026-11-30T10:00", **more: object) -> OfferTable:
    return OfferTable(FRAME, tiny_taxonomy(), clock=Watch(moment), **more)  # type: ignore[arg-type]


def left(offers: OfferTable, **chosen: tuple[str, ...]) -> list[str]:
    return list(offers.ranked(OfferFilter(**chosen)))  # type: ignore[arg-type]


def test_what_is_open_now_is_that_of_the_moment_somebody_asks() -> None:
    watch = Watch("2026-11-30T10:00")
    offers = OfferTable(FRAME, tiny_taxonomy(), clock=watch)

    assert left(offers, open_now=("now",)) == ["office"]
    assert left(offers, open_now=("now", "perhaps")) == ["office", "asked"]
    watch.moment = "2026-11-30T18:00"
    assert left(offers, open_now=("now",)) == ["cafe"]
    watch.moment = "2026-11-30T20:00"
    assert left(offers, open_now=("now",)) == []


def test_on_a_holiday_nobody_is_surely_there() -> None:
    easter_monday = table("2026-04-06T10:00")

    assert left(easter_monday, open_now=("now",)) == []
    assert left(easter_monday, open_now=("perhaps",)) == ["office", "asked"]


def test_without_a_clock_nobody_is_told_what_is_open() -> None:
    offers = OfferTable(FRAME, tiny_taxonomy())

    assert "open_now" not in offers.choices
    with pytest.raises(ValueError, match="clock"):
        offers.count(OfferFilter(open_now=("now",)))


def test_a_day_and_a_time_are_counted_for_the_same_hours() -> None:
    counts = facet_counts(table(), OfferFilter(days=("mo",)))

    assert counts["days"] == {"mo": 3, "tu": 1, "we": 0, "th": 0, "fr": 0, "sa": 0, "su": 0, NOT_STATED: 2}
    assert counts["times"] == {
        "morning": 2, "midday": 0, "afternoon": 0, "evening": 1, "weekend": 0, NOT_STATED: 0,
    }  # fmt: skip
    assert counts["open_now"] == {"now": 1, "perhaps": 1, NOT_STATED: 0}
    assert left(table(), days=("mo",), times=("evening",)) == ["cafe"]


def test_taking_back_the_day_or_the_time_says_what_that_gives() -> None:
    wanted = OfferFilter(days=("tu",), times=("morning",))

    found = {one.facets: one.count for one in loosen(table(), wanted)}

    assert table().count(wanted) == 0
    assert found == {("times",): 1, ("days",): 2, ("days", "times"): 5}


def test_who_does_not_say_the_hours_is_one_step_away() -> None:
    wanted = OfferFilter(topics=("advice",), days=("mo",), times=("evening",))

    assert with_unsaid_hours(wanted).days == ("mo", NOT_STATED)
    assert list(table().ranked(with_unsaid_hours(wanted))) == ["cafe", "agreed", "silent"]
    assert with_unsaid_hours(OfferFilter(topics=("advice",))) == OfferFilter(topics=("advice",))
    assert with_unsaid_hours(with_unsaid_hours(wanted)) == with_unsaid_hours(wanted)


def test_a_further_address_has_hours_of_its_own() -> None:
    site = {"offer_id": "silent", "site": 1, **dict.fromkeys(SITE_COLUMNS, ""), "schedule": "Sa 10-12 Uhr"}
    frame, sites = FRAME.assign(is_protected=False), pd.DataFrame([site])

    offers = OfferTable(frame, tiny_taxonomy(), sites=sites, clock=Watch("2026-11-28T11:00"))

    assert left(offers, open_now=("now",)) == ["silent"]
    assert left(offers, times=("weekend",)) == ["silent"]


def test_a_question_for_a_day_or_time_asks_the_hours() -> None:
    taxonomy = tiny_taxonomy()
    said = {"time:evening": ("abends",), "day:mo": ("montags",)}
    phrases = {**taxonomy.phrases, "de": {**taxonomy.phrases["de"], **said}}
    told = FRAME.assign(description=["Kurse auch abends", "", "", "", "Wir sind abends da"])
    offers = OfferTable(told, replace(taxonomy, phrases=phrases))

    answer = offers.answer(OfferFilter(text="Beratung montags abends"))

    assert answer is not None
    assert [part.meanings[0] for part in answer.reading.parts] == ["topic:advice", "day:mo", "time:evening"]
    assert dict(zip(SCHEDULES, answer.missing[1], strict=True)) == {
        "office": HAS, "cafe": HAS, "asked": HAS, "agreed": NOT_TOLD, "silent": NOT_TOLD,
    }  # fmt: skip
    assert dict(zip(SCHEDULES, answer.missing[2], strict=True)) == {
        "office": HAS, "cafe": HAS, "asked": LACKS, "agreed": NOT_TOLD, "silent": HAS,
    }  # fmt: skip
