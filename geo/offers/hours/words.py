"""Whether an offer is open now, in the visitor's words."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from babel.dates import format_date, format_skeleton

from geo.i18n import Texts
from geo.offers.hours.opening import HOLIDAY, NO_END, NO_TIME, Clock, Now, Slot, now_at
from geo.offers.hours.reading import read_hours
from geo.offers.hours.rules import Hours

#: Within so many days a weekday's name tells the day.
NAMED_DAYS = 7
_DAY = timedelta(days=1)


def now_words(schedule: str, clock: Clock, texts: Texts) -> str:
    """Say in one line whether somebody is there, and when next; "" where the text does not tell.

    Parameters
    ----------
    schedule
        As stated.
    clock
        When somebody asks, and by which holidays.
    """
    hours = read_hours(schedule)
    if hours is None:
        return ""
    labels = list(dict.fromkeys(rule.label for rule in hours.rules))
    told = [(label, now_at(_labelled(hours, label), clock.moment, clock.calendar)) for label in labels]
    said = [(label, _said(now, texts)) for label, now in told if now]
    if len(said) < 2:
        return next((words for _, words in said), "")
    return " · ".join(texts("hours.of", name=label, said=words) if label else words for label, words in said)


def _labelled(hours: Hours, label: str) -> Hours:
    return replace(hours, rules=tuple(rule for rule in hours.rules if rule.label == label))


def _said(now: Now, texts: Texts) -> str:
    said = _running(now.running, now.moment, texts) if now.running else _later(now, texts)
    return texts("hours.school", said=said) if now.is_not_in_school_holidays else said


def _running(slot: Slot, moment: datetime, texts: Texts) -> str:
    end = _clock(slot.end, texts)
    if slot.doubt == HOLIDAY:
        return texts("hours.holiday")
    if slot.doubt == NO_END:
        return texts("hours.begun", time=_clock(slot.start, texts))
    if slot.doubt == NO_TIME:
        return texts("hours.today_no_time")
    if slot.doubt:
        return texts("hours.perhaps_today") if slot.is_whole_day else texts("hours.perhaps_until", time=end)
    return texts("hours.open_always") if slot.end - moment > _DAY else texts("hours.open", time=end)


def _later(now: Now, texts: Texts) -> str:
    slot = now.following
    if slot is None:
        return texts("hours.closed")
    is_today = slot.start.date() == now.moment.date()
    day = texts("hours.today") if is_today else _day(slot.start.date(), now.moment.date(), texts)
    time = _clock(slot.start, texts)
    if slot.doubt == NO_TIME:
        return texts("hours.day_later", day=day)
    if slot.doubt not in ("", NO_END):
        return (
            texts("hours.perhaps_day", day=day)
            if slot.is_whole_day
            else texts("hours.perhaps_later", day=day, time=time)
        )
    return (
        texts("hours.closed_today", time=time) if is_today else texts("hours.closed_day", day=day, time=time)
    )


def _day(day: date, today: date, texts: Texts) -> str:
    """Name a day of the coming week, or write its date."""
    if (day - today).days < NAMED_DAYS:
        return format_date(day, "EEE", locale=texts.locale).rstrip(".")
    return format_skeleton("MMMEd", day, locale=texts.locale)


def _clock(moment: datetime, texts: Texts) -> str:
    is_midnight = (moment.hour, moment.minute) == (0, 0)
    return texts("hours.midnight") if is_midnight else texts("hours.clock", time=texts.clock(moment.time()))
