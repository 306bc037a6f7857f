"""The questions above the list: what and where, and on narrow screens the way to the rest: place, filters, map."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from geo.i18n import Texts
from geo.offers.filters import TEXT, chips
from geo.offers.view import PAGE_SIZE, View, format_position
from ui.find import missed, suggesting
from ui.shared import address_bar, widgets
from ui.shared.loading import Data

KEY = "find_"


def show(texts: Texts, data: Data, view: View, *, change: Callable[..., None]) -> None:
    """Ask what is looked for, and where."""
    what, place = st.columns([5, 7], vertical_alignment="bottom")
    with what:
        _text_field(texts, data, "what", view.filter.text, lambda: _search(data))
        suggesting.attend(texts, data, key=KEY + "suggest")
        _switches(texts, view, change)
    with place, st.container(key=KEY + "where_row"):
        where, here = st.columns([5, 2], vertical_alignment="bottom")
    with where:
        typed = texts("near.position_label") if view.position else view.near
        _text_field(texts, data, "where", typed, lambda: _near(texts, change))
    with here:
        widgets.locate_button(
            texts,
            key=KEY + "locate",
            on_position=lambda: _position(change),
            on_failed=lambda: st.session_state.update({KEY + "locate_failed": True}),
        )


def _text_field(texts: Texts, data: Data, name: str, value: str, on_change: Callable[[], None]) -> None:
    key = KEY + {"what": "q", "where": "near"}[name]
    address_bar.put(key, value)
    example = texts(f"find.{name}_example", **vars(data.examples))
    st.text_input(texts(f"find.{name}"), key=key, placeholder=example, on_change=on_change, max_chars=200)


def _search(data: Data) -> None:
    view = address_bar.current_view(data)
    if address_bar.value(KEY + "q") == view.filter.text:
        return  # left behind by a choice that is on its way already: it would close the offer that was chosen
    asked = replace(view.filter, text=address_bar.value(KEY + "q"), unread=())
    address_bar.go(replace(view.with_filter(asked), offer=""))
    missed.asked()


def _near(texts: Texts, change: Callable[..., None]) -> None:
    typed = address_bar.value(KEY + "near").strip()
    if typed != texts("near.position_label"):
        change(near=typed, shown=PAGE_SIZE)


def _position(change: Callable[..., None]) -> None:
    lon, lat = address_bar.value(KEY + "locate").position
    change(near=format_position(float(lon), float(lat)), shown=PAGE_SIZE)


def _switches(texts: Texts, view: View, change: Callable[..., None]) -> None:
    """Offer "place and filters" and "List | Map" where not all has room (a style rule hides this on wide screens)."""
    with st.container(horizontal=True, key=KEY + "switches"):
        chosen = sum(chip.facet != TEXT for chip in chips(view.filter)) + bool(view.near)
        label = texts("find.refine")
        named = f"{label} ({texts.number(chosen)})" if chosen else label
        widgets.html(
            "find/refine.html", label=named, is_chosen=chosen > 0, tab=view.tab, has_spot=bool(view.spot)
        )
        address_bar.put(KEY + "tab", view.tab)
        st.segmented_control(
            texts("tab.label"),
            ("list", "map"),
            key=KEY + "tab",
            format_func=lambda tab: texts(f"tab.{tab}"),
            label_visibility="collapsed",
            on_change=lambda: change(tab=address_bar.value(KEY + "tab") or view.tab),
        )
