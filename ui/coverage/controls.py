"""The controls of the page "Coverage": which offers, which people, which way, how far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.filters import NOT_STATED, TARGET_GROUPS, TOPICS
from geo.planning.question import ALL, ANY, COUNTED, MATCHES, PEOPLE, WEIGHTS, Question
from geo.planning.view import CoverageView
from geo.planning.wording import choice_words
from geo.reach.measures import MEASURES
from geo.reach.speeds import TRANSIT
from ui.shared import address_bar, widgets
from ui.shared.answers import travel_modes, world_of
from ui.shared.labels import choice_labels
from ui.shared.loading import Data
from ui.shared.threshold import threshold_slider

KEY = "coverage_"
_WINDOWS = ("06:00-08:00", "08:00-10:00", "12:00-14:00", "16:00-18:00", "19:00-21:00")
_ARRIVALS = ("08:00", "09:00", "10:00", "14:00", "16:00", "18:00")
Change = Callable[..., None]


def controls(texts: Texts, data: Data, view: CoverageView, *, change: Change) -> None:
    """Show all controls in one row."""
    labels = choice_labels(texts, data)
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "controls"):
        _facet(texts, view, change, "topics", labels[TOPICS])
        groups = {key: name for key, name in labels[TARGET_GROUPS].items() if key != NOT_STATED}
        _facet(texts, view, change, "target_groups", groups)
        for name, choices in (("people", PEOPLE), ("mode", travel_modes(data))):
            _choose(texts, view, change, name, choices)
        if view.question.mode == TRANSIT:
            _departures(texts, data, view, change)
        threshold_slider(texts, view.question, room=KEY, on_change=lambda update: _ask(change, update))
        with st.popover(texts("filter.more"), icon=":material/tune:", key=KEY + "pop_more"):
            for name, choices in (("counted", COUNTED), ("measure", MEASURES), ("weight", WEIGHTS)):
                _choose(texts, view, change, name, choices)


def _facet(texts: Texts, view: CoverageView, change: Change, name: str, labels: Mapping[str, str]) -> None:
    label = texts(f"filter.{name}")
    chosen = getattr(view.question, name)
    with st.popover(f"{label} ({texts.number(len(chosen))})" if chosen else label, key=f"{KEY}pop_{name}"):
        for value, words in labels.items():
            key = f"{KEY}{name}_{value}"
            st.session_state[key] = value in chosen
            st.checkbox(widgets.plain(words), key=key, on_change=_toggle, args=(change, name, value))
        if name == "topics" and len(chosen) > 1:
            _choose_match(texts, view, change)


def _choose_match(texts: Texts, view: CoverageView, change: Change) -> None:
    """Choose whether one of the topics is enough, or there has to be an offer of each."""
    key = KEY + "match"
    st.session_state[key] = view.question.match
    st.radio(
        texts("coverage.match"),
        MATCHES,
        key=key,
        format_func=lambda value: texts(f"coverage.match_{value}"),
        on_change=lambda: _ask(change, lambda question: _with(question, "match", address_bar.value(key))),
    )


def _toggle(change: Change, name: str, value: str) -> None:
    def toggled(question: Question) -> Question:
        chosen = getattr(question, name)
        values = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        return replace(question, **{name: values})  # type: ignore[arg-type]  # the name of a field

    _ask(change, toggled)


def _ask(change: Change, update: Callable[[Question], Question]) -> None:
    """Change the question as it is now, which may be newer than what was drawn."""
    change(lambda view: view.with_question(update(view.question)))


def _choose(texts: Texts, view: CoverageView, change: Change, name: str, choices: Sequence[str]) -> None:
    key = KEY + name
    st.session_state[key] = getattr(view.question, name)
    st.selectbox(
        texts(f"coverage.{name}"),
        choices,
        key=key,
        format_func=lambda value: choice_words(texts, name, value),
        on_change=lambda: _ask(change, lambda question: _with(question, name, address_bar.value(key))),
        width=230,
    )


def _departures(texts: Texts, data: Data, view: CoverageView, change: Change) -> None:
    """Choose day and hours of the departures, or the time to be there by; a link may hold others."""
    transit = world_of(data).ground_of(view.question).transit
    if transit is None:
        return
    window, table = transit.window, transit.timetable
    address_bar.put(KEY + "day", window.day)
    st.date_input(
        texts("coverage.day"),
        key=KEY + "day",
        min_value=min(table.first_day, window.day),
        max_value=max(table.last_day, window.day),
        format="DD.MM.YYYY",
        on_change=lambda: _ask(change, lambda q: replace(q, day=address_bar.value(KEY + "day").isoformat())),
        width=160,
    )
    address_bar.put(KEY + "window", window.text)
    st.selectbox(
        texts("coverage.window"),
        sorted({*_WINDOWS, *_ARRIVALS, window.text}, key=lambda text: ("-" not in text, text)),
        key=KEY + "window",
        format_func=lambda text: hours_words(texts, text),
        on_change=lambda: _ask(change, lambda q: replace(q, window=address_bar.value(KEY + "window"))),
        width=160,
    )


def hours_words(texts: Texts, hours: str) -> str:
    """Name a window of departures, or a time to be there by."""
    return hours.replace("-", "–") if "-" in hours else texts("coverage.window_by", clock=hours)


def _with(question: Question, name: str, value: str) -> Question:
    if name == "mode":
        return question.with_mode(value)
    if name == "match" and value == ALL:  # other measures than the way count offers of any topic
        return replace(question, match=value, measure=Question().measure)
    if name == "measure" and value != Question().measure:
        question = replace(question, match=ANY)
    return replace(question, **{name: value})  # type: ignore[arg-type]  # the name of a field
