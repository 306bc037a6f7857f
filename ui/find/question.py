"""What was understood of a question: chips that can be taken off, and what an offer lacks of it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.filters import AS_TYPED
from geo.offers.search.telling import Lacking, Understood, understood, unknown_words
from geo.offers.view import View
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.result import Result
from ui.shared.templating import escape

KEY = "find_"


def show(texts: Texts, data: Data, view: View, result: Result) -> None:
    """Show the parts of the question that were understood, and the words that nobody knows."""
    if result.answer is None:
        return
    parts = understood(result.answer, texts, data.taxonomy)
    if parts or view.filter.unread:
        with st.container(horizontal=True, vertical_alignment="center", key=KEY + "read"):
            _chips(texts, data, parts)
    unknown = unknown_words(result.answer)
    if unknown and len(result.all_ids):
        st.html(f"<p class='k-asof'>{escape(texts('search.unknown', words=texts.listing(unknown)))}</p>")


def _chips(texts: Texts, data: Data, parts: Sequence[Understood]) -> None:
    if parts:
        st.html(f"<p>{escape(texts('search.understood'))}</p>", width="content")
    for number, part in enumerate(parts):
        st.button(
            widgets.plain(part.name),
            key=f"{KEY}read_{number}",
            icon=":material/close:",
            help=widgets.plain(texts("search.take_off", name=part.name)),
            on_click=_take_off,
            args=(data, part.meaning),
        )
    if parts:
        st.button(
            texts("search.as_typed"),
            key=KEY + "as_typed",
            type="tertiary",
            on_click=_take_off,
            args=(data, AS_TYPED),
        )
    else:
        st.button(
            texts("search.read_again"),
            key=KEY + "read_again",
            type="tertiary",
            on_click=_read_again,
            args=(data,),
        )


def lines(texts: Texts, lacking: Lacking) -> list[str]:
    """Say what an offer lacks and what it does not state, a line each."""
    said = {"search.lacks": lacking.lacks, "search.not_told": lacking.not_told}
    return [texts(key, names=names) for key, names in said.items() if names]


def _take_off(data: Data, meaning: str) -> None:
    view = address_bar.current_view(data)
    unread = (AS_TYPED,) if meaning == AS_TYPED else (*view.filter.unread, meaning)
    address_bar.go(view.with_filter(replace(view.filter, unread=unread)))


def _read_again(data: Data) -> None:
    view = address_bar.current_view(data)
    address_bar.go(view.with_filter(replace(view.filter, unread=())))
