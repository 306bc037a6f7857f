"""The view "Words": what visitors looked for and nobody knows, by week and language, and phrases added for it."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

import streamlit as st

from geo.exchange.word_files import missed_csv, phrases_csv
from geo.i18n import Texts
from geo.store import PhraseRow, WordKey
from geo.upkeep.access import Action
from geo.upkeep.change_words import moment_words
from geo.upkeep.desk import Desk
from geo.upkeep.missed_words import LEAST_SHOWN, WEEKS_KEPT, first_day
from ui.entrance import who
from ui.maintain import acts
from ui.maintain.words.form import KEY, Opened, form, opened, turn_to
from ui.maintain.words.telling import isolated, phrase_line
from ui.shared import loading, widgets
from ui.shared.loading import Data

#: Rows shown at first, and with each click on "more".
_SHOWN = 20
#: Words noted just now are worth a moment.
_PATIENCE_S = 2.0
#: The place of the form for a word that nobody looked for.
_OTHER = "other"
_Seen = Sequence[tuple[WordKey, int]]


def show(texts: Texts, data: Data) -> None:
    """Show words without a hit and added phrases.

    Raises
    ------
    AccessDenied
        If who is here may not add phrases.
    """
    desk = who.desk_for(Action.ADD_PHRASE)
    loading.tally().settle(within_s=_PATIENCE_S)
    least, weeks = texts.number(LEAST_SHOWN), texts.number(WEEKS_KEPT)
    st.markdown(widgets.plain(texts("words.lead", least=least, weeks=weeks)))
    _missed(texts, data, desk.store.missed_words.seen(least=LEAST_SHOWN))
    _added(texts, data, desk)


# -- words without a hit ---------------------------------------------------------------------------


def _missed(texts: Texts, data: Data, seen: _Seen) -> None:
    widgets.html("heading.html", text=texts("words.missed_title"))
    if not seen:
        st.info(
            widgets.plain(texts("words.missed_none", least=texts.number(LEAST_SHOWN))),
            icon=":material/check_circle:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=KEY + "filters"):
        chosen = _narrowed(texts, seen)
        _download(texts, "missed", missed_csv(chosen), "words-without-a-hit.csv")
    shown = chosen[: _shown("missed")]
    for (week, language), rows in groupby(shown, key=lambda one: one[0][:2]):
        widgets.html("maintain/week.html", words=_week(texts, week, language))
        for key, count in rows:
            _word(texts, data, key, count)
    _more(texts, "missed", len(chosen))


def _narrowed(texts: Texts, seen: _Seen) -> _Seen:
    """Let the reader choose a week and a language, where there are several."""
    weeks = list(dict.fromkeys(key.week for key, _ in seen))
    languages = sorted({key.language for key, _ in seen})
    week = language = ""
    if len(weeks) > 1:
        week = st.selectbox(
            texts("words.week"),
            ["", *weeks],
            key=KEY + "week",
            format_func=lambda one: _week(texts, one) if one else texts("words.all_weeks"),
            width=330,
        )
    if len(languages) > 1:
        language = st.selectbox(
            texts("words.page_language"),
            ["", *languages],
            key=KEY + "page_language",
            format_func=lambda one: texts.language_name(one) if one else texts("words.all_languages"),
            width=220,
        )
    return [(key, n) for key, n in seen if week in ("", key.week) and language in ("", key.language)]


def _week(texts: Texts, week: str, language: str = "") -> str:
    """Name a week by its number and days, and the language of the page."""
    monday = first_day(week)
    sunday = monday + timedelta(days=6)
    number = texts.number(monday.isocalendar().week)
    words = texts("words.week_of", number=number, first=texts.date(monday), last=texts.date(sunday))
    return f"{words} · {texts.language_name(language)}" if language else words


def _word(texts: Texts, data: Data, key: WordKey, count: int) -> None:
    place = ".".join(key)
    begun = opened()
    with st.container(border=True, key=f"{KEY}row_{place}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}line_{place}"):
            is_known = data.table.search.knows(key.word)
            told = [texts("words.seen", count=count), *([texts("words.known_now")] if is_known else [])]
            widgets.html("maintain/word.html", word=key.word, words=" · ".join(told))
            if not is_known and (begun is None or begun.place != place):
                st.button(
                    texts("words.add"),
                    key=f"{KEY}add_{place}",
                    icon=":material/add:",
                    help=texts("words.add_help", word=isolated(widgets.plain(key.word))),
                    on_click=turn_to,
                    args=(Opened(place, key.word, key.language),),
                )
        if begun is not None and begun.place == place:
            form(texts, data, begun)


# -- added phrases ---------------------------------------------------------------------------------


def _added(texts: Texts, data: Data, desk: Desk) -> None:
    widgets.html("heading.html", text=texts("words.added_title"))
    st.markdown(widgets.plain(texts("words.added_lead")))
    rows, begun = desk.store.phrases.all(), opened()
    with st.container(horizontal=True, key=KEY + "ways"):
        st.button(
            texts("words.other"),
            key=KEY + "other",
            icon=":material/add:",
            on_click=turn_to,
            args=(Opened(_OTHER, "", texts.language),),
        )
        if any(row.is_active for row in rows):
            _download(texts, "added", phrases_csv(desk.store.phrases.active()), "phrases.csv")
    if begun is not None and begun.place == _OTHER:
        form(texts, data, begun)
    for row in rows[: _shown("added")]:
        _phrase(texts, data, row)
    _more(texts, "added", len(rows))


def _phrase(texts: Texts, data: Data, row: PhraseRow) -> None:
    when = moment_words(row.made_at, texts, timezone=loading.settings().district.timezone)
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"{KEY}added_{row.batch_id}"
    ):
        widgets.html(
            "maintain/phrase.html",
            words=phrase_line(row, texts, data.taxonomy),
            by=f"{texts(f'role.{row.who}')} · {when}",
            is_active=row.is_active,
            gone=texts("maintain.taken_back"),
        )
        st.button(
            texts("words.take_back") if row.is_active else texts("words.put_back"),
            key=f"{KEY}turn_{row.batch_id}",
            icon=":material/undo:" if row.is_active else ":material/redo:",
            on_click=acts.turn_phrase,
            args=(row.last_batch_id,),
        )


# -- both ------------------------------------------------------------------------------------------


def _download(texts: Texts, name: str, content: bytes, file_name: str) -> None:
    st.download_button(
        texts(f"words.download_{name}"),
        data=content,
        file_name=file_name,
        mime="text/csv",
        key=f"{KEY}download_{name}",
        icon=":material/download:",
        on_click="ignore",
    )


def _shown(name: str) -> int:
    return int(st.session_state.get(f"{KEY}shown_{name}", _SHOWN))


def _more(texts: Texts, name: str, number: int) -> None:
    shown = _shown(name)
    if number > shown:
        st.button(
            texts("maintain.more"),
            key=f"{KEY}more_{name}",
            width="stretch",
            on_click=lambda: st.session_state.update({f"{KEY}shown_{name}": shown + _SHOWN}),
        )
