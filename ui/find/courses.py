"""What somebody asks of dated courses: level, start, childcare; shown only where courses with dates are known."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from geo.i18n import Texts
from geo.offers.course_runs import LEVELS
from geo.offers.run_filter import NOTHING_ASKED, RunsAsked
from geo.offers.run_wording import asked_words
from geo.offers.view import View
from ui.shared import address_bar, widgets
from ui.shared.loading import Data

KEY = "find_course_"
#: The ends of so many months from this one on can be chosen for the start.
_MONTHS = 7


def filters(texts: Texts, data: Data, view: View) -> None:
    """Show what can be asked; nothing where no dated course is to come."""
    today, asked = data.settings.district.today(), view.courses
    told = [run for offer_id in data.table.runs for run in data.table.runs_of(offer_id, today)]
    if not told and asked.is_empty:
        return
    number = len(asked_words(asked, texts))
    label = texts("filter.courses")
    with st.popover(f"{label} ({texts.number(number)})" if number else label, key=f"{KEY}pop"):
        known = {level for run in told for level in run.levels} | set(asked.levels)
        if known:
            st.markdown(f"**{widgets.plain(texts('filter.level'))}**")
        for level in (level for level in LEVELS if level in known):
            count = _count(data, view, replace(asked, levels=(level,)))
            _check(texts, data, f"level_{level}", level, count=count, is_chosen=level in asked.levels)
        _begins_by(texts, data, asked, today)
        if asked.childcare or any(run.childcare == "yes" for run in told):
            count = _count(data, view, replace(asked, childcare=True))
            label = texts("run.childcare_yes")
            _check(texts, data, "childcare", label, count=count, is_chosen=asked.childcare)


def chips(texts: Texts, data: Data, view: View) -> None:
    """Show what is asked, each to be taken off."""
    for number, (name, without) in enumerate(asked_words(view.courses, texts)):
        st.button(
            widgets.plain(name),
            key=f"{KEY}chip_{number}",
            icon=":material/close:",
            help=texts("filter.remove", name=name),
            on_click=_go,
            args=(data, without),
        )


def _check(texts: Texts, data: Data, name: str, label: str, *, count: int, is_chosen: bool) -> None:
    """Show a box with how many offers there are with it: for a level, with no other level beside."""
    key = f"{KEY}{name}"
    address_bar.put(key, is_chosen)
    st.checkbox(
        f"{widgets.plain(label)} · {texts.number(count)}",
        key=key,
        disabled=not count and not is_chosen,
        on_change=_toggle,
        args=(data, name, key),
    )


def way_out(texts: Texts, data: Data, view: View) -> bool:
    """Offer to ask nothing of courses, with how many offers there are then; False where that finds nothing."""
    count = 0 if view.courses.is_empty else _count(data, view, NOTHING_ASKED)
    if count:
        names = texts.listing([name for name, _ in asked_words(view.courses, texts)])
        st.button(
            f"{widgets.plain(texts('filter.remove', name=names))} · {texts.number(count)}",
            key=f"{KEY}way_out",
            icon=":material/close:",
            on_click=_go,
            args=(data, NOTHING_ASKED),
        )
    return bool(count)


def _count(data: Data, view: View, asked: RunsAsked) -> int:
    return data.table.with_courses(asked, data.settings.district.today()).count(view.filter)


def _begins_by(texts: Texts, data: Data, asked: RunsAsked, today: date) -> None:
    days = sorted({*_month_ends(today), *([asked.begins_by] if asked.begins_by else [])})
    key = f"{KEY}begins_by"
    address_bar.put(key, asked.begins_by)
    st.selectbox(
        texts("filter.begins_by"),
        [None, *days],
        key=key,
        format_func=lambda day: texts.date(day) if day else texts("filter.any_time"),
        on_change=_choose_day,
        args=(data, key),
    )


def _month_ends(today: date) -> Iterator[date]:
    """Return the last days of this month and those after it."""
    day = today
    for _ in range(_MONTHS):
        day = day.replace(day=monthrange(day.year, day.month)[1])
        yield day
        day += timedelta(days=1)


def _toggle(data: Data, name: str, key: str) -> None:
    asked, is_chosen = address_bar.current_view(data).courses, bool(address_bar.value(key))
    if name == "childcare":
        _go(data, replace(asked, childcare=is_chosen))
        return
    level = {name.removeprefix("level_")}
    named = {*asked.levels} | level if is_chosen else {*asked.levels} - level
    _go(data, replace(asked, levels=tuple(level for level in LEVELS if level in named)))


def _choose_day(data: Data, key: str) -> None:
    _go(data, replace(address_bar.current_view(data).courses, begins_by=address_bar.value(key)))


def _go(data: Data, asked: RunsAsked) -> None:
    address_bar.go(address_bar.current_view(data).with_courses(asked))
