"""What a file leaves open: words that nobody knows get a meaning, and rows that name no topic or city get one."""

from collections.abc import Mapping

import streamlit as st

from geo.exchange.importing import ImportPlan, Workbench
from geo.exchange.sources import Defaults
from geo.exchange.sources.values import UnknownWord
from geo.i18n import Texts
from geo.model import Taxonomy
from geo.places.address import fold
from geo.tables import LIST_SEPARATOR
from ui.maintain.intake.reading import KEY
from ui.shared import address_bar, widgets
from ui.shared.column_words import column_name, value_words

_CHOSEN = KEY + "of_values"
#: So many words are asked about; the counts of the plan tell of all.
_SHOWN = 60
_LEAVE_OUT = "-"

Chosen = Mapping[tuple[str, str], tuple[str, ...]]


def chosen() -> Chosen:
    """Return what was said of words so far, by column and folded word."""
    found: dict[tuple[str, str], tuple[str, ...]] = st.session_state.get(_CHOSEN, {})
    return dict(found)


def ask_defaults(texts: Texts, taxonomy: Taxonomy, bench: Workbench) -> Defaults:
    """Let a topic and a city be said for all rows that name none."""
    topics = list(bench.vocabulary.topic_ids)
    with st.container(horizontal=True, key=KEY + "defaults"):
        topic = st.selectbox(
            texts("intake.default_topic"),
            ["", *topics],
            key=KEY + "of_default_topic",
            format_func=lambda one: (
                value_words(texts, taxonomy, "topics", one) if one else texts("intake.none")
            ),
            width=320,
        )
        city = st.selectbox(
            texts("intake.default_city"),
            ["", *sorted(bench.vocabulary.cities)],
            key=KEY + "of_default_city",
            format_func=lambda one: one or texts("intake.none"),
            width=320,
        )
    return Defaults(topics=str(topic or ""), city=str(city or ""))


def ask_words(texts: Texts, taxonomy: Taxonomy, bench: Workbench, plan: ImportPlan) -> None:
    """Ask once for each unknown word what it means; the answer holds for all its rows, and for the source later."""
    asked = [one for one in plan.unknown if bench.allowed(one.column) or one.column == "languages"]
    said = chosen()
    if not asked and not said:
        return
    with st.expander(
        texts("intake.words", number=texts.number(len(asked))),
        icon=":material/translate:",
        expanded=bool(asked),
    ):
        st.markdown(widgets.plain(texts("intake.words_lead")))
        for number, one in enumerate(asked[:_SHOWN]):
            _ask(texts, taxonomy, bench, one, number)
        if said:
            st.button(
                texts("intake.words_again"), key=KEY + "unsay", icon=":material/undo:", on_click=_forget
            )


def _ask(texts: Texts, taxonomy: Taxonomy, bench: Workbench, one: UnknownWord, number: int) -> None:
    options = bench.allowed(one.column) or tuple(sorted(set(bench.vocabulary.languages.values())))
    key = f"{KEY}of_word_{number}_{one.column}_{fold(one.word)[:40]}"
    words = {value: value_words(texts, taxonomy, one.column, value) for value in options}
    label = texts(
        "intake.word", column=column_name(texts, one.column), word=one.word, number=texts.number(one.rows)
    )
    first = [one.suggestion] if one.suggestion in words else []
    st.selectbox(
        widgets.plain(label),
        ["", *dict.fromkeys([*first, *sorted(words, key=lambda value: words[value].casefold())]), _LEAVE_OUT],
        key=key,
        format_func=lambda value: (
            words.get(value) or (texts("intake.word_out") if value else texts("intake.word_open"))
        ),
        on_change=_say,
        args=(one.column, one.word, key),
    )


def _say(column: str, word: str, key: str) -> None:
    address_bar.catch_up()
    value = str(address_bar.value(key) or "")
    if value:
        ids = () if value == _LEAVE_OUT else tuple(value.split(LIST_SEPARATOR))
        st.session_state[_CHOSEN] = {**chosen(), (column, fold(word)): ids}


def _forget() -> None:
    address_bar.catch_up()
    st.session_state.pop(_CHOSEN, None)
