"""The star of a card, which puts an offer on one's own list, and the way to that list."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo.i18n import Texts
from geo.offers import kept
from geo.offers.view import View
from ui.shared import address_bar
from ui.shared.loading import Data

KEY = "find_"
#: Under what the state keeps the sentence that the next page says once.
SAID = KEY + "said"


def beside(offer_id: str) -> DeltaGenerator:
    """Return the row of a card's title and star."""
    return st.container(horizontal=True, vertical_alignment="top", gap="small", key=f"{KEY}head_{offer_id}")


def star(texts: Texts, data: Data, offer_id: str) -> None:
    """Show the star; its name and whether it is pressed are told by the script of `ui.shared.widgets`."""
    st.button(
        texts("kept.star"),
        key=f"{KEY}star_{offer_id}",
        type="tertiary",
        icon=":material/star:",
        on_click=_toggle,
        args=(texts, data, offer_id),
    )


def _toggle(texts: Texts, data: Data, offer_id: str) -> None:
    view = address_bar.current_view(data)
    listed = kept.toggled(view.kept, offer_id)
    address_bar.go(replace(view, kept=listed))
    if listed == view.kept:
        st.session_state[SAID] = texts("kept.full", most=texts.number(kept.MOST_KEPT))


def way_to_list(texts: Texts, data: Data, view: View) -> None:
    """Show how many offers are on the list, as a button that opens it; nothing while it is empty."""
    told = st.session_state.pop(SAID, "")
    if told:
        st.toast(told, icon=":material/star:")
    if view.kept:
        st.button(
            texts("kept.open", number=texts.number(len(view.kept))),
            key=KEY + "mine",
            icon=":material/star:",
            on_click=lambda: address_bar.go(replace(address_bar.current_view(data), mine=True, offer="")),
        )
