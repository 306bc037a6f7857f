"""Whether an offer is open at a moment: beside a plain evaluation of its rules, and with holidays and summer time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.offers.hours import Calendar, Hours, OpenState, Rule, next_opening, now_at, read_hours, state_at
from geo.offers.hours.holidays import is_holiday
from tests.hours_kit import KINDS, SHIPPED

BERLIN = ZoneInfo("Europe/Berlin")
HERE = Calendar(BERLIN, "05")
MONDAY = date(2026, 11, 30)  # in week 49, an odd one
READ = [hours for text in dict.fromkeys(t for t, _ in (*SHIPPED, *KINDS)) if (hours := read_hours(text))]
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(BERLIN)
)


def at(clock: str, *, day: date = MONDAY) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T{clock}").replace(tzinfo=BERLIN)


def hours_of(text: str) -> Hours:
    hours = read_hours(text)
    assert hours is not None
    return hours


def holds_on(rule: Rule, day: date) -> bool:
    nth = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    weeks = "odd" if day.isocalendar().week % 2 else "even"
    return (
        day.weekday() in rule.days
        and (not rule.nth or nth in rule.nth or (is_last and -1 in rule.nth))
        and rule.weeks in ("", weeks)
        and (not rule.months or day.month in rule.months)
    )


def plain_state(hours: Hours, moment: datetime) -> OpenState:
    """Look at every rule of today, and at those of yesterday that last into the night."""
    found = OpenState.CLOSED
    minute = moment.hour * 60 + moment.minute
    is_off = HERE.is_holiday(moment.date()) and not hours.is_always
    if not any(rule.days for rule in hours.rules):
        return OpenState.PERHAPS
    if is_off and "PH" in hours.off:
        return OpenState.CLOSED
    for back in (0, 1):
        day = moment.date() - timedelta(days=back)
        now = minute + back * 1440
        for rule in (rule for rule in hours.rules if rule.days and holds_on(rule, day)):
            spans = [(s.start_min, s.end_min, rule.is_sure) for s in rule.spans] or [(0, 1440, False)]
            for start, end, is_sure in spans:
                if start <= now < (1440 if end is None else end):
                    is_sure_now = is_sure and end is not None and not is_off and "SH" not in hours.off
                    if is_sure_now:
                        return OpenState.OPEN
                    found = OpenState.PERHAPS
    return found


@given(st.sampled_from(READ), MOMENTS)
def test_a_moment_is_judged_as_plain_rules_judge_it(hours: Hours, moment: datetime) -> None:
    assert state_at(hours, moment, HERE) == plain_state(hours, moment)


@given(st.sampled_from(READ), MOMENTS)
def test_what_runs_and_what_follows_agree_with_the_state_of_a_moment(hours: Hours, moment: datetime) -> None:
    now = now_at(hours, moment, HERE)

    if now is None:
        assert not any(rule.days for rule in hours.rules)
        return
    assert now.state == state_at(hours, moment, HERE)
    if now.running:
        assert now.running.start <= now.moment < now.running.end
    if now.following:
        assert now.moment < now.following.start
        assert state_at(hours, now.following.start, HERE) != OpenState.CLOSED


def test_it_is_open_until_the_end_and_opens_next_on_the_next_day() -> None:
    hours = hours_of("Mo-Fr 9-12 Uhr; Do 14-18 Uhr")

    now = now_at(hours, at("11:59"), HERE)
    assert now is not None
    assert now.state == OpenState.OPEN
    assert now.running is not None
    assert now.following is not None
    assert (now.running.end, now.following.start) == (at("12:00"), at("09:00", day=date(2026, 12, 1)))

    later = now_at(hours, at("12:00"), HERE)
    assert later is not None
    assert (later.state, later.running) == (OpenState.CLOSED, None)


def test_a_moment_of_another_zone_is_asked_in_the_time_of_the_place() -> None:
    hours = hours_of("Mo 9-12 Uhr")

    assert state_at(hours, datetime(2026, 11, 30, 8, 0, tzinfo=UTC), HERE) == OpenState.OPEN
    assert state_at(hours, datetime(2026, 11, 30, 7, 59, tzinfo=UTC), HERE) == OpenState.CLOSED
    assert state_at(hours, datetime(2026, 6, 29, 7, 0, tzinfo=UTC), HERE) == OpenState.OPEN


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("Mo-Fr 9-12 Uhr", "2026-12-01T09:00"),  # it has just opened: the next time is tomorrow
        ("Mo 14-16 Uhr und Do ab 15 Uhr", "2026-11-30T14:00"),
        ("Do ab 15 Uhr", "2026-12-03T15:00"),
        ("dienstags", None),  # the day alone is no time to be there by
        ("rund um die Uhr", None),
        ("nach Vereinbarung", None),
    ],
)
def test_the_next_opening_is_a_moment_at_which_somebody_is_surely_there(text: str, opens: str | None) -> None:
    found = next_opening(hours_of(text), at("09:00"), HERE)

    assert (found and f"{found:%Y-%m-%dT%H:%M}") == opens


def test_on_a_public_holiday_nobody_is_surely_there() -> None:
    corpus_christi = date(2026, 6, 4)

    assert state_at(hours_of("Do 9-12 Uhr"), at("10:00", day=corpus_christi), HERE) == OpenState.PERHAPS
    closed = hours_of("Do 9-12 Uhr (außer an Feiertagen)")
    assert state_at(closed, at("10:00", day=corpus_christi), HERE) == OpenState.CLOSED
    hamburg = Calendar(BERLIN, "02")
    assert state_at(hours_of("Do 9-12 Uhr"), at("10:00", day=corpus_christi), hamburg) == OpenState.OPEN
    assert state_at(hours_of("rund um die Uhr"), at("10:00", day=corpus_christi), HERE) == OpenState.OPEN


def test_without_a_calendar_of_school_holidays_their_exception_is_a_doubt() -> None:
    assert state_at(hours_of("Mo 15-18 Uhr (außer Schulferien)"), at("16:00"), HERE) == OpenState.PERHAPS


def test_what_lasts_into_the_night_is_open_behind_midnight() -> None:
    hours = hours_of("Mo 22-2 Uhr")

    assert state_at(hours, at("01:59", day=date(2026, 12, 1)), HERE) == OpenState.OPEN
    assert state_at(hours, at("02:00", day=date(2026, 12, 1)), HERE) == OpenState.CLOSED


def test_only_appointments_say_nothing_about_now() -> None:
    assert now_at(hours_of("nach Vereinbarung"), at("10:00"), HERE) is None
    assert state_at(hours_of("nach Vereinbarung"), at("10:00"), HERE) == OpenState.PERHAPS


@pytest.mark.parametrize(
    ("state", "count", "some"),
    [
        ("05", 11, ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2026-05-25", "2026-06-04",
                    "2026-10-03", "2026-11-01", "2026-12-25", "2026-12-26"]),
        ("14", 11, ["2026-10-31", "2026-11-18"]),
        ("12", 12, ["2026-04-05", "2026-05-24", "2026-10-31"]),
        ("", 0, []),
    ],
)  # fmt: skip
def test_a_state_has_its_public_holidays(state: str, count: int, some: list[str]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    found = [day.isoformat() for day in days if is_holiday(day, state)]

    assert len(found) == count
    assert set(some) <= set(found)


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, "2024-03-31"), (2025, "2025-04-20"), (2027, "2027-03-28"), (2038, "2038-04-25")],
)
def test_easter_is_where_the_calendar_has_it(year: int, easter: str) -> None:
    good_friday = date.fromisoformat(easter) - timedelta(days=2)

    assert is_holiday(good_friday, "05")
    assert is_holiday(good_friday + timedelta(days=3), "05")
    assert not is_holiday(good_friday + timedelta(days=1), "05")
