"""The page "Present": the cities side by side, gaps and overlaps, and the deck for the next network meeting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from geo.district.data_words import people_source_words
from geo.i18n import Texts
from geo.links import Hint
from geo.offers.filters import TOPICS
from geo.planning.question import PEOPLE, first_topics
from geo.planning.wording import choice_words
from geo.presenting.briefing import Briefing
from geo.presenting.deck import ASPECTS, KINDS, MOST_TOPICS, SENTENCE_LIMIT, TABS, Deck
from geo.presenting.slides import changes_table, make_slides
from geo.presenting.slides.signs import SIGNS, counted_words, light_words
from ui.present.briefings import briefing_for, deck_of, link_of, query_of, slides_of
from ui.present.downloads import files, table_files
from ui.present.tables import city_order, compared, group_rows, scorecard_rows, topic_rows
from ui.shared import address_bar, loading, widgets
from ui.shared.answers import travel_modes
from ui.shared.labels import choice_labels
from ui.shared.loading import Data
from ui.shared.threshold import threshold_slider

KEY = "present_"
_MOST_CHANGES = 100
_THUMBNAILS_PX = 420
Change = Callable[..., None]


def show(texts: Texts) -> None:
    """Show the page for the deck in the address bar."""
    data = loading.load_data()
    deck, hints = _deck(data)
    change = _changer(data)
    widgets.header(
        texts,
        texts("present.title"),
        texts("present.lead"),
        on_language=lambda language: change(language=language),
        product=texts("find.title", district=data.settings.district.name),
    )
    _controls(texts, data, deck, change)
    widgets.link_hints(texts, hints)
    with st.spinner(texts("coverage.computing")):
        briefing = briefing_for(data, deck.question, deck.since)
        rows = scorecard_rows(briefing, texts)
    cards, tables, changes, slides = _tabs(texts, deck, change)
    with cards:
        _scorecard(texts, briefing, rows)
        _comparison(texts, rows)
        table_files(texts, data, deck)
    with tables:
        topics = topic_rows(briefing, texts)
        widgets.html("present/counts.html", t=texts, title=texts("present.topic_city"), **topics)
        widgets.html(
            "present/counts.html", t=texts, title=texts("present.topic_group"), **group_rows(briefing, texts)
        )
    with changes:
        _changes(texts, briefing, deck, change)
    with slides:
        _deck_builder(texts, data, deck, change)


def _deck(data: Data) -> tuple[Deck, list[Hint]]:
    """Read the deck; coming back from another page without a query restores the last one."""
    query = address_bar.address_query()
    came_back = st.session_state.get("page") != "present" and "present_query" in st.session_state
    if came_back and not query.keys() - {"lang"}:
        query = {**st.session_state["present_query"], **query}
    deck, hints = deck_of(query, data)
    deck = replace(deck, language=address_bar.choose_language())
    st.session_state["page"] = "present"
    st.session_state["present_query"] = query_of(deck)
    address_bar.arrive(st.session_state["present_query"])
    if hints:
        st.session_state[KEY + "hints"] = (st.session_state["present_query"], hints)
    kept_query, kept = st.session_state.get(KEY + "hints", (None, []))
    return deck, kept if kept_query == st.session_state["present_query"] else []


def _changer(data: Data) -> Change:
    """Return what callbacks call: it reads the address bar anew and writes the next deck into it."""

    def change(edit: Callable[[Deck], Deck] | None = None, **values: object) -> None:
        address_bar.catch_up()
        deck, _ = deck_of(address_bar.address_query(), data)
        deck = replace(deck, language=address_bar.choose_language())
        deck = edit(deck) if edit else replace(deck, **values)  # type: ignore[arg-type]  # names of fields
        address_bar.go_to(query_of(deck))

    return change


def _tabs(texts: Texts, deck: Deck, change: Change) -> Sequence[Any]:
    """Show the tabs; which one is open is part of the link, and stays when the language changes."""
    names = {texts(f"present.tab_{name}"): name for name in TABS}
    key = f"{KEY}tabs_{texts.language}"
    address_bar.put(key, texts(f"present.tab_{deck.tab}"))
    return st.tabs(list(names), key=key, on_change=lambda: change(tab=names[address_bar.value(key)]))


# -- what it is about ------------------------------------------------------------------------------


def _controls(texts: Texts, data: Data, deck: Deck, change: Change) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "controls"):
        _topics(texts, data, deck, change)
        for name, choices in (("people", PEOPLE), ("mode", travel_modes(data))):
            _choose(texts, deck, change, name, choices)
        threshold_slider(
            texts,
            deck.question,
            room=KEY,
            on_change=lambda update: change(lambda d: replace(d, question=update(d.question))),
        )


def _topics(texts: Texts, data: Data, deck: Deck, change: Change) -> None:
    chosen = deck.question.topics
    label = f"{texts('filter.topics')} ({texts.number(len(chosen))})"
    with st.popover(label, key=KEY + "pop_topics"):
        st.markdown(widgets.plain(texts("present.topics_most", count=MOST_TOPICS)))
        for topic, words in choice_labels(texts, data)[TOPICS].items():
            key = f"{KEY}topics_{topic}"
            address_bar.put(key, topic in chosen)
            st.checkbox(
                widgets.plain(words),
                key=key,
                disabled=topic not in chosen and len(chosen) >= MOST_TOPICS,
                on_change=lambda name=topic: change(lambda d: _toggled(d, name, data)),
            )


def _toggled(deck: Deck, topic: str, data: Data) -> Deck:
    topics = deck.question.topics
    left = tuple(t for t in topics if t != topic) if topic in topics else (*topics, topic)
    wanted = left[:MOST_TOPICS] or first_topics(data.taxonomy)
    return replace(deck, question=replace(deck.question, topics=wanted))


def _choose(texts: Texts, deck: Deck, change: Change, name: str, choices: Sequence[str]) -> None:
    key = KEY + name
    address_bar.put(key, getattr(deck.question, name))
    st.selectbox(
        texts(f"coverage.{name}"),
        choices,
        key=key,
        format_func=lambda value: choice_words(texts, name, value),
        on_change=lambda: change(lambda d: _asked(d, name, address_bar.value(key))),
        width=230,
    )


def _asked(deck: Deck, name: str, value: str) -> Deck:
    question = deck.question
    asked = question.with_mode(value) if name == "mode" else replace(question, people=value)
    return replace(deck, question=asked)


# -- the cities ------------------------------------------------------------------------------------


def _scorecard(texts: Texts, briefing: Briefing, rows: Sequence[Mapping[str, Any]]) -> None:
    order = city_order(texts)
    st.selectbox(
        texts("present.sort"), list(order), key=KEY + "sort", format_func=lambda name: order[name], width=330
    )
    chosen = st.session_state[KEY + "sort"]
    ordered = sorted(rows, key=lambda row: row["order"][chosen])
    widgets.html(
        "present/scorecard.html",
        t=texts,
        rows=ordered,
        counted=counted_words(texts, briefing.card),
        signs=SIGNS,
        light_words=light_words(texts),
        people_source=people_source_words(texts, briefing.world.people_source),
    )


def _comparison(texts: Texts, rows: Sequence[Mapping[str, Any]]) -> None:
    names = [row["name"] for row in rows if not row["is_district"]]
    widgets.html("heading.html", text=texts("present.compare"))
    one, other = st.columns(2)
    with one:
        first = st.selectbox(texts("present.first_city"), names, key=KEY + "first")
    with other:
        second = st.selectbox(texts("present.second_city"), names, index=1, key=KEY + "second")
    widgets.html(
        "present/compare.html",
        t=texts,
        **compared(rows, first, second, texts),
        signs=SIGNS,
        light_words=light_words(texts),
    )


# -- what changed ----------------------------------------------------------------------------------


def _changes(texts: Texts, briefing: Briefing, deck: Deck, change: Change) -> None:
    key = KEY + "since"
    address_bar.put(key, date.fromisoformat(deck.since) if deck.since else None)
    st.date_input(
        texts("present.since"),
        key=key,
        max_value=briefing.today,
        format="DD.MM.YYYY",
        width=230,
        on_change=lambda: change(since=address_bar.value(key).isoformat() if address_bar.value(key) else ""),
    )
    if briefing.changes is None:
        st.markdown(texts("present.since_lead"))
        return
    (slide,) = make_slides(replace(deck, slides=("changes",)), briefing, texts)
    table = changes_table(briefing, briefing.changes, texts, most=_MOST_CHANGES)
    widgets.html("present/changes.html", t=texts, slide=slide, table=table)


# -- the deck --------------------------------------------------------------------------------------


def _deck_builder(texts: Texts, data: Data, deck: Deck, change: Change) -> None:
    left, right = st.columns([7, 5], gap="large")
    with right:
        _take_away(texts, data, deck)
    with left:
        _text(texts, deck, change)
        for number, kind in enumerate(deck.slides):
            _slide_row(texts, deck, kind, number, change)
        _missing(texts, deck, change)
    with right:
        _thumbnails(texts, deck)
        with st.spinner(texts("present.making")):
            made = slides_of(data, deck, texts)
        widgets.html("present/outline.html", t=texts, slides=made)


def _thumbnails(texts: Texts, deck: Deck) -> None:
    """Show the slides small beside each other; a click opens one."""
    with st.container(key=KEY + "thumbnails"):
        st.markdown(f"**{texts('present.thumbnails')}**")
        query = address_bar.written(link_of(replace(deck, tab=TABS[0])))
        path = urlsplit(address_bar.page_url("", page="slides")).path
        st.iframe(f"{path}?{query}#all", height=_THUMBNAILS_PX)


def _text(texts: Texts, deck: Deck, change: Change) -> None:
    key = KEY + "deck_title"
    address_bar.put(key, deck.title)
    st.text_input(
        texts("present.deck_title"),
        key=key,
        max_chars=SENTENCE_LIMIT,
        placeholder=texts("slide.title", district=loading.settings().district.name),
        on_change=lambda: change(title=address_bar.value(key).strip()),
    )
    shape = KEY + "aspect"
    address_bar.put(shape, deck.aspect)
    st.radio(
        texts("present.aspect"),
        ASPECTS,
        key=shape,
        horizontal=True,
        on_change=lambda: change(aspect=address_bar.value(shape)),
    )


def _slide_row(texts: Texts, deck: Deck, kind: str, number: int, change: Change) -> None:
    name = texts(f"present.kind_{kind}")
    with st.container(border=True, key=f"{KEY}slide_{kind}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            widgets.html("slide_name.html", words=f"{texts.number(number + 1)}. {name}")
            for action, icon, by in (("earlier", "arrow_upward", -1), ("later", "arrow_downward", 1)):
                st.button(
                    texts(f"present.{action}"),
                    key=f"{KEY}{action}_{kind}",
                    icon=f":material/{icon}:",
                    disabled=not 0 <= number + by < len(deck.slides),
                    on_click=lambda k=kind, b=by: change(lambda d: d.moved(k, b)),
                )
            st.button(
                texts("present.leave_out"),
                key=f"{KEY}without_{kind}",
                icon=":material/close:",
                disabled=len(deck.slides) == 1,
                on_click=lambda k=kind: change(lambda d: d.without(k)),
            )
        key = f"{KEY}own_{kind}"
        address_bar.put(key, deck.sentence(kind))
        st.text_input(
            texts("present.own", slide=name),
            key=key,
            max_chars=SENTENCE_LIMIT,
            placeholder=texts("present.own_example"),
            label_visibility="collapsed",
            on_change=lambda k=kind, s=key: change(lambda d: d.with_sentence(k, address_bar.value(s))),
        )


def _missing(texts: Texts, deck: Deck, change: Change) -> None:
    left_out = [kind for kind in KINDS if kind not in deck.slides]
    if not left_out:
        return
    with st.container(horizontal=True, key=KEY + "missing"):
        for kind in left_out:
            st.button(
                texts("present.take_in", slide=texts(f"present.kind_{kind}")),
                key=f"{KEY}with_{kind}",
                icon=":material/add:",
                on_click=lambda k=kind: change(lambda d: d.with_slide(k)),
            )


def _take_away(texts: Texts, data: Data, deck: Deck) -> None:
    with st.container(key=KEY + "take_away"):
        st.link_button(
            texts("present.start"),
            address_bar.address("slides", link_of(deck)),
            icon=":material/slideshow:",
            type="primary",
            width="stretch",
        )
        files(texts, data, deck)
