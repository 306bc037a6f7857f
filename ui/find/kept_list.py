"""One's own list instead of what was found: in order, with a word to each, and beside it the ways to hand it on."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.links import Hint
from geo.offers import kept
from geo.offers.filters import OfferFilter
from geo.offers.kept import Kept, KeptList
from geo.offers.kept_text import cities_of, gone_words
from geo.offers.view import View
from ui.find.contacts import contacts
from ui.find.handing_on import handing_on
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.result import Result, find, listed_words

KEY = "find_"
_SAID, _FOCUS, _TURN = KEY + "list_said", KEY + "list_focus", KEY + "list_turn"
#: What a click makes of the list, given the list as it is then; the sentence that tells it; the widget to go on at.
Act = Callable[[KeptList], tuple[KeptList, str, str]]


def show(texts: Texts, data: Data, view: View, hints: Sequence[Hint]) -> None:
    """Show the list of the view."""
    widgets.link_hints(texts, hints)
    st.button(
        texts("kept.back"),
        key=KEY + "back",
        icon=":material/arrow_forward:" if texts.direction == "rtl" else ":material/arrow_back:",
        on_click=lambda: address_bar.go(replace(address_bar.current_view(data), mine=False, offer="")),
    )
    widgets.html(
        "find/kept_head.html",
        t=texts,
        count=len(view.kept),
        said=st.session_state.pop(_SAID, ""),
        focus=st.session_state.pop(_FOCUS, ""),
    )
    left, right = st.columns([5, 4], gap="large")
    with left, st.container(key=KEY + "kept_column"):
        _offers(texts, data, view)
    if view.kept:
        with right:
            handing_on(texts, data, view)
    contacts(texts, data, cities_of(view.kept, data.table.frame))


def _offers(texts: Texts, data: Data, view: View) -> None:
    if not view.kept:
        return
    result = find(data, replace(view, filter=OfferFilter(), spot=""), texts)
    for one in view.kept:
        with st.container(border=True, key=f"{KEY}card_{one.offer_id}"):
            _card(texts, data, view, result, one)
    st.button(
        texts("kept.clear"),
        key=KEY + "clear",
        type="tertiary",
        icon=":material/delete:",
        on_click=lambda: _do(data, lambda _: ((), texts("kept.cleared"), "back")),
    )


def _card(texts: Texts, data: Data, view: View, result: Result, one: Kept) -> None:
    if one.offer_id in data.table.frame.index:
        title = _offer(texts, data, view, result, one)
    else:
        title = gone_words(one.offer_id, data.offers.index, texts)
        widgets.html("find/kept_gone.html", number=_number(texts, view, one), words=title)
    _note(texts, data, one)
    with st.container(horizontal=True, gap="small", key=f"{KEY}order_{one.offer_id}"):
        _button(
            texts, data, "up", one.offer_id, lambda listed: _moved(texts, listed, one.offer_id, -1, title)
        )
        _button(
            texts, data, "down", one.offer_id, lambda listed: _moved(texts, listed, one.offer_id, 1, title)
        )
        _button(
            texts, data, "off", one.offer_id, lambda listed: _taken_off(texts, listed, one.offer_id, title)
        )


def _offer(texts: Texts, data: Data, view: View, result: Result, one: Kept) -> str:
    """Show an offer as the list of what was found does; return its title."""
    offer_id = one.offer_id
    is_open = view.offer == offer_id
    words = listed_words(data, result, offer_id, texts, detail=is_open)
    st.button(
        f"{_number(texts, view, one)}\\. {widgets.plain(words.title)}",
        key=f"{KEY}open_{offer_id}",
        type="tertiary",
        icon=":material/expand_less:" if is_open else ":material/expand_more:",
        on_click=lambda: address_bar.go(
            replace(address_bar.current_view(data), offer="" if is_open else offer_id)
        ),
    )
    if is_open:
        widgets.html("actions.html", words=words, t=texts)
    widgets.html("card.html", words=words, topics_label=texts("filter.topics"), is_kept=True)
    if is_open:
        widgets.html("detail.html", words=words, t=texts)
    return words.title


def _number(texts: Texts, view: View, one: Kept) -> str:
    return texts.number(view.kept.index(one) + 1)


def _note(texts: Texts, data: Data, one: Kept) -> None:
    key = f"{KEY}note_{one.offer_id}"
    address_bar.put(key, one.note)
    st.text_input(
        texts("kept.note"),
        key=key,
        placeholder=texts("kept.note_example"),
        max_chars=kept.NOTE_LIMIT,
        on_change=_write,
        args=(texts, data, one.offer_id, key),
    )


def _write(texts: Texts, data: Data, offer_id: str, key: str) -> None:
    typed = address_bar.value(key)

    def note(listed: KeptList) -> tuple[KeptList, str, str]:
        noted = kept.noted(listed, offer_id, typed)
        is_whole = kept.noted((Kept(offer_id),), offer_id, typed)[0] in noted
        return noted, "" if is_whole else texts("kept.notes_full"), ""

    _do(data, note)


def _button(texts: Texts, data: Data, name: str, offer_id: str, act: Act) -> None:
    st.button(
        texts(f"kept.{name}"),
        key=f"{KEY}{name}_{offer_id}",
        icon={
            "up": ":material/arrow_upward:",
            "down": ":material/arrow_downward:",
            "off": ":material/close:",
        }[name],
        on_click=lambda: _do(data, act),
    )


def _do(data: Data, act: Act) -> None:
    view = address_bar.current_view(data)
    listed, said, focus = act(view.kept)
    address_bar.go(replace(view, kept=listed))
    turn = (address_bar.value(_TURN) or 0) + 1
    st.session_state.update({_SAID: said, _TURN: turn, _FOCUS: f"{KEY}{focus} {turn}" if focus else ""})


def _moved(texts: Texts, listed: KeptList, offer_id: str, step: int, title: str) -> tuple[KeptList, str, str]:
    """Move an offer; at an end of the list say that it stands there already."""
    moved = kept.moved(listed, offer_id, step)
    place = next((n for n, one in enumerate(moved, start=1) if one.offer_id == offer_id), 0)
    key = "kept.moved" if moved != listed else "kept.at_end"
    said = texts(key, title=title, place=texts.number(place), all=texts.number(len(moved)))
    return moved, said, f"{'up' if step < 0 else 'down'}_{offer_id}"


def _taken_off(texts: Texts, listed: KeptList, offer_id: str, title: str) -> tuple[KeptList, str, str]:
    """Take an offer off; whoever does so goes on at the one that stands there now."""
    place = next((n for n, one in enumerate(listed) if one.offer_id == offer_id), 0)
    left = tuple(one for one in listed if one.offer_id != offer_id)
    focus = f"off_{left[min(place, len(left) - 1)].offer_id}" if left else "back"
    return left, texts("kept.taken_off", title=title), focus
