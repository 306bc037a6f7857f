"""The form that adds a phrase: what people say, in which language, what it means, and what it would find."""

from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from geo.district.phrases import LONGEST_PHRASE
from geo.i18n import Texts
from geo.offers.filters import OfferFilter
from geo.offers.search.telling import understood
from geo.upkeep.phrases import MOST_MEANINGS, Found, Known, Wanted, complaint, known_of, preview, tidied
from ui.maintain import acts
from ui.maintain.words.telling import isolated, meaning_label
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY as ROOM

KEY = ROOM + "words_"
_OPEN = KEY + "open"


@dataclass(frozen=True)
class Opened:
    """Where the form is open (`place`), and the word and language it begins with."""

    place: str
    word: str
    language: str


def opened() -> Opened | None:
    """Return where the form is open, None where it is closed."""
    found = st.session_state.get(_OPEN)
    return found if isinstance(found, Opened) else None


def turn_to(wanted: Opened | None) -> None:
    """Open the form in another place, or close it, in a callback."""
    acts.put_aside()
    st.session_state[_OPEN] = wanted


def form(texts: Texts, data: Data, begun: Opened) -> None:
    """Show the form."""
    known = known_of(data.table, loading.languages())
    with st.container(border=True, key=KEY + "form"):
        wanted = _fields(texts, data, known, begun)
        why = complaint(wanted, known)
        if why and wanted.phrase and wanted.meanings:
            st.warning(texts(f"words.refused_{why}"), icon=":material/error:")
        _now(texts, data, wanted)
        if not why:
            _preview(texts, wanted)
        with st.container(horizontal=True, key=KEY + "form_end"):
            st.button(
                texts("words.do_add"),
                key=KEY + "do_add",
                type="primary",
                icon=":material/add:",
                disabled=bool(why),
                on_click=_add,
                args=(known, begun),
            )
            st.button(
                texts("words.close"),
                key=KEY + "close",
                icon=":material/close:",
                on_click=turn_to,
                args=(None,),
            )


def _keys(begun: Opened) -> tuple[str, str, str]:
    return tuple(f"{KEY}{name}_{begun.place}" for name in ("phrase", "language", "means"))  # type: ignore[return-value]


def _fields(texts: Texts, data: Data, known: Known, begun: Opened) -> Wanted:
    phrase_key, language_key, means_key = _keys(begun)
    languages = sorted(known.languages, key=lambda code: texts.language_name(code).casefold())
    left, right = st.columns(2)
    with left:
        phrase = st.text_input(
            texts("words.phrase"), value=begun.word, key=phrase_key, max_chars=LONGEST_PHRASE
        )
    with right:
        language = st.selectbox(
            texts("words.language"),
            languages,
            index=languages.index(begun.language),
            key=language_key,
            format_func=texts.language_name,
        )
    meanings = st.multiselect(
        texts("words.means", most=texts.number(MOST_MEANINGS)),
        known.meanings,
        key=means_key,
        max_selections=MOST_MEANINGS,
        placeholder=texts("words.means_example"),
        format_func=lambda meaning: meaning_label(meaning, texts, data.taxonomy),
    )
    return Wanted(language, tuple(meanings), tidied(phrase))


def _now(texts: Texts, data: Data, wanted: Wanted) -> None:
    """Say what the search understands already."""
    answer = data.table.answer(OfferFilter(text=wanted.phrase))
    parts = understood(answer, texts, data.taxonomy) if answer else []
    if parts:
        names = texts.listing([part.name for part in parts])
        widgets.html("note.html", text=texts("words.understood", names=names))


def _preview(texts: Texts, wanted: Wanted) -> None:
    with st.spinner(texts("words.counting")):
        found = _found(loading.store().version(), wanted)
    words = texts("words.finds", count=found.offers, word=isolated(wanted.phrase))
    if found.offers:
        words = f"{words} {texts('words.finds_whole', count=found.whole)}"
    st.info(widgets.plain(words), icon=":material/search:")


@lru_cache(maxsize=16)
def _found(_version: str, wanted: Wanted) -> Found:
    return preview(loading.load_data().table, wanted)


def _add(known: Known, begun: Opened) -> None:
    phrase, language, means = (address_bar.value(key) for key in _keys(begun))
    wanted = Wanted(str(language or ""), tuple(means or ()), tidied(str(phrase or "")))
    if acts.add_phrase(wanted, known):
        st.session_state[_OPEN] = None
