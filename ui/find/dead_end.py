"""Never a dead end: what the page "Find" offers when nothing is found."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.facets import MAX_LOOSENINGS, Loosening, loosen, nearest_beyond
from geo.offers.run_filter import NOTHING_ASKED
from geo.offers.run_wording import asked_words
from geo.offers.view import View
from ui.find import courses
from ui.shared import address_bar, widgets
from ui.shared.labels import chip_label
from ui.shared.loading import Data
from ui.shared.result import Result, ways_from_city

KEY = "find_"


def dead_end(texts: Texts, data: Data, view: View, result: Result) -> None:
    """Say that nothing was found, and how to find something: another word, one filter less, the nearest beyond."""
    with st.container(border=True, key=KEY + "empty"):
        st.markdown(f"**{texts('empty.title')}**")
        for number, word in enumerate(
            data.table.search.suggest(view.filter.text) if view.filter.text else []
        ):
            st.button(
                widgets.plain(texts("empty.did_you_mean", word=word)),
                key=f"{KEY}suggest_{number}",
                on_click=lambda w=word: address_bar.go(
                    address_bar.current_view(data).with_filter(replace(view.filter, text=w))
                ),
            )
        if _knows_nothing(result):
            _topics(texts, data)
        ways = loosen(data.table, view.filter)[:MAX_LOOSENINGS]
        for number, way_out in enumerate(ways):
            _loosening(texts, data, way_out, number)
        if not courses.way_out(texts, data, view) and not ways:
            _without_courses(texts, data, view)
        _nearest(texts, data, view, result)


def _knows_nothing(result: Result) -> bool:
    return result.answer is not None and not result.answer.reading.parts and not result.answer.names


def _topics(texts: Texts, data: Data) -> None:
    """Offer the topics to choose from, where no word of the question is known."""
    st.markdown(texts("search.nothing_known"))
    with st.container(horizontal=True, key=KEY + "topics"):
        for key, topic in data.taxonomy.topics.items():
            st.button(
                widgets.plain(topic.labels[texts.language]),
                key=f"{KEY}topic_{key}",
                icon=f":material/{topic.icon}:",
                on_click=_choose_topic,
                args=(data, key),
            )


def _choose_topic(data: Data, key: str) -> None:
    view = address_bar.current_view(data)
    address_bar.go(view.with_filter(replace(view.filter, text="", topics=(key,))))


def _without_courses(texts: Texts, data: Data, view: View) -> None:
    """Offer to take parts of the filter off together with what is asked of courses: neither alone finds anything."""
    if view.courses.is_empty:
        return
    whole = data.table.with_courses(NOTHING_ASKED, data.settings.district.today())
    beside = [name for name, _ in asked_words(view.courses, texts)]
    for number, way_out in enumerate(loosen(whole, view.filter)[:MAX_LOOSENINGS]):
        _loosening(texts, data, way_out, number, beside=beside)


def _loosening(
    texts: Texts, data: Data, way_out: Loosening, number: int, *, beside: Sequence[str] = ()
) -> None:
    """Offer to take parts of the filter off; what is asked of courses goes with them where its names are `beside`."""
    names = texts.listing([*(chip_label(chip, texts, data) for chip in way_out.chips), *beside])

    def go() -> None:
        view = address_bar.current_view(data).with_filter(way_out.filter)
        address_bar.go(view.with_courses(NOTHING_ASKED) if beside else view)

    st.button(
        widgets.plain(texts("empty.without", names=names, count=way_out.count)),
        key=f"{KEY}loosen_{number}",
        icon=":material/filter_alt_off:",
        on_click=go,
    )


def _nearest(texts: Texts, data: Data, view: View, result: Result) -> None:
    ways = result.ways if result.ways is not None else ways_from_city(data, view)
    beyond = nearest_beyond(data.table, view.filter, ways) if ways is not None else None
    if beyond is None:
        return
    row = data.table.frame.loc[beyond.offer_id]
    key = "empty.nearest_city" if beyond.distance_m is None else "empty.nearest"
    distance = "" if beyond.distance_m is None else texts.distance(beyond.distance_m)
    st.button(
        widgets.plain(texts(key, title=row["title"], city=row["city"], distance=distance)),
        key=KEY + "nearest",
        icon=":material/near_me:",
        on_click=lambda: address_bar.go(
            replace(
                address_bar.current_view(data).with_filter(beyond.loosening.filter), offer=beyond.offer_id
            )
        ),
    )
