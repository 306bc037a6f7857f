"""Of several topics: whether an offer must have all of them or one, with the number of offers for both."""

from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.filters import MATCH_ALL, MATCH_ANY
from geo.offers.view import View
from ui.shared import address_bar, widgets
from ui.shared.loading import Data

KEY = "find_match"
_ORDER = (MATCH_ALL, MATCH_ANY)


def show(texts: Texts, data: Data, view: View) -> None:
    """Show the switch where somebody chose several topics."""
    if len(view.filter.topics) < 2:
        return
    counts = {name: data.table.count(replace(view.filter, all_topics=name == MATCH_ALL)) for name in _ORDER}
    address_bar.put(KEY, MATCH_ALL if view.filter.all_topics else MATCH_ANY)
    st.radio(
        texts("match.label"),
        _ORDER,
        key=KEY,
        horizontal=True,
        format_func=lambda name: widgets.plain(texts(f"match.{name}", count=texts.number(counts[name]))),
        on_change=_choose,
        args=(data,),
    )


def _choose(data: Data) -> None:
    view = address_bar.current_view(data)
    is_all = address_bar.value(KEY) == MATCH_ALL
    address_bar.go(view.with_filter(replace(view.filter, all_topics=is_all)))
