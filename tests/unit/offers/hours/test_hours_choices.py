"""Filters by hours: days and times hold for the same hours, and who does not say is a group of its own."""

from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.offers.filters import NOT_STATED as NOT_STATED_ELSEWHERE
from geo.offers.hours import (
    DAY_CHOICES,
    NOT_STATED,
    TIME_CHOICES,
    TIMES,
    Calendar,
    Clock,
    HoursTable,
    read_hours,
    week_rows,
)
from tests.hours_kit import KINDS, SHIPPED

MONDAY, TUESDAY, SATURDAY = 0, 1, 5
TEXTS = {
    "both": "Mo 9-12 Uhr; Di 18-20 Uhr",
    "day": "montags",
    "time": "18-20 Uhr",
    "part": "Sa nachmittags",
    "agreed": "nach Vereinbarung",
    "unread": "im Sommer montags",
    "none": "",
}
TABLE = HoursTable(pd.DataFrame({"schedule": TEXTS}))


def ids(mask: pd.Series) -> list[str]:
    return list(mask.index[mask])


@pytest.mark.parametrize(
    ("days", "times", "expected"),
    [
        ([MONDAY], [], ["both", "day"]),
        ([], ["evening"], ["both", "time"]),
        ([MONDAY], ["evening"], []),
        ([TUESDAY], ["evening"], ["both"]),
        ([MONDAY, TUESDAY], ["morning", "evening"], ["both"]),
        ([], ["afternoon"], ["part"]),
        ([], ["weekend"], ["part"]),
        ([MONDAY], ["weekend"], []),
        ([], ["weekend", "evening"], ["both", "time", "part"]),
        ([], [], ["both", "day", "time", "part"]),
    ],
)
def test_days_and_times_hold_for_the_same_hours(
    days: list[int], times: list[str], expected: list[str]
) -> None:
    assert ids(TABLE.fitting(days=days, times=times)) == expected


def test_who_does_not_say_is_a_group_of_its_own() -> None:
    assert NOT_STATED == NOT_STATED_ELSEWHERE
    assert ids(TABLE.days_not_stated) == ["time", "agreed", "unread", "none"]
    assert ids(TABLE.times_not_stated) == ["day", "agreed", "unread", "none"]
    assert ids(TABLE.chosen(days=[NOT_STATED])) == ids(TABLE.days_not_stated)
    assert ids(TABLE.chosen(days=["mo", NOT_STATED])) == ["both", "day", "time", "agreed", "unread", "none"]
    assert ids(TABLE.chosen(days=["mo"], times=[NOT_STATED])) == ["day"]
    assert ids(TABLE.chosen(days=[NOT_STATED], times=["evening"])) == ["time"]
    assert ids(TABLE.chosen(days=[NOT_STATED], times=[NOT_STATED])) == ["agreed", "unread", "none"]
    assert ids(TABLE.chosen()) == list(TEXTS)


@given(
    st.sets(st.sampled_from([*DAY_CHOICES, NOT_STATED])),
    st.sets(st.sampled_from([*TIME_CHOICES, NOT_STATED])),
)
def test_a_further_choice_never_leaves_fewer(days: set[str], times: set[str]) -> None:
    table = HoursTable(pd.DataFrame({"schedule": [text for text, _ in (*SHIPPED, *KINDS)]}))
    for day, time in product(days, times):
        one = table.chosen(days=[day], times=[time])
        assert not (one & ~table.chosen(days=sorted(days), times=sorted(times))).any()


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Mo 8-12 Uhr", ["morning"]),
        ("Mo 8-12.20 Uhr", ["morning"]),
        ("Mo 8-12.30 Uhr", ["morning", "midday"]),
        ("Mo 10-18 Uhr", ["morning", "midday", "afternoon"]),
        ("Mo 16-19 Uhr", ["afternoon", "evening"]),
        ("Mo 18.00-18.20 Uhr", ["evening"]),
        ("Mo ab 17 Uhr", ["afternoon"]),
        ("Fr 22-2 Uhr", ["evening"]),
        ("Mo ganztägig", list(TIMES)),
        ("Mo vormittags", ["morning"]),
        ("Mo mittags", ["midday"]),
        ("Mo abends", ["evening"]),
        ("Mo nachmittags", ["afternoon"]),
        ("Sa", ["weekend"]),
    ],
)
def test_hours_lie_in_the_times_of_day_they_last_in(text: str, times: list[str]) -> None:
    table = HoursTable(pd.DataFrame({"schedule": {"a": text}}))

    assert [time for time in TIME_CHOICES if table.fitting(times=[time]).all()] == times


def test_open_now_is_sure_and_perhaps_is_told_apart() -> None:
    clock = Clock(
        datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Berlin")),
        Calendar(ZoneInfo("Europe/Berlin"), "05"),
    )

    assert ids(TABLE.open_now(clock)) == ["both"]
    assert ids(TABLE.perhaps_open_now(clock)) == ["day"]


def test_an_offer_fits_where_one_of_its_addresses_does() -> None:
    frame = pd.DataFrame({"schedule": ["", "Mo 9-12 Uhr", "Di 9-12 Uhr"]}, index=["a", "a", "b"])
    table = HoursTable(frame)

    assert ids(table.fitting(days=[MONDAY])) == ["a"]
    assert ids(table.days_not_stated) == []
    assert table.weeks().to_dict() == {"a": [[0, 540, 720, 0]], "b": [[1, 540, 720, 0]]}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Mo und Do 9-12 und 14-18 Uhr",
            ((0, 540, 720, 0), (0, 840, 1080, 0), (3, 540, 720, 0), (3, 840, 1080, 0)),
        ),
        ("1. und letzter Mi im Monat 15 Uhr", ((2, 900, -1, -1), (2, 900, -1, 1))),
        ("Mo 9-12 Uhr (14-tägig)", ((0, 540, 720, 0, 1),)),
        ("Di 15-17 Uhr (ungerade Wochen)", ((1, 900, 1020, 0, 2),)),
        ("Di 15-17 Uhr (gerade Wochen)", ((1, 900, 1020, 0, 4),)),
        ("Di vormittags", ((1, 300, 720, 0, 8),)),
        ("Di 15-18 Uhr (außer Schulferien)", ((1, 900, 1080, 0, 16),)),
        ("Januar und März Mo 9-12 Uhr", ((0, 540, 720, 0, 0, 0b101),)),
        ("Fr 22-2 Uhr", ((4, 1320, 1560, 0),)),
        ("montags", ((0, -1, -1, 0),)),
        ("16-18 Uhr", ((-1, 960, 1080, 0),)),
        ("nach Vereinbarung", ()),
    ],
)
def test_a_week_is_a_few_numbers(text: str, rows: tuple[tuple[int, ...], ...]) -> None:
    hours = read_hours(text)

    assert hours is not None
    assert week_rows(hours) == rows
