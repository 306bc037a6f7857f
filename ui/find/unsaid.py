"""The way to offers that do not say their hours, where a filter asks for hours: they are never hidden in silence."""

import streamlit as st

from geo.i18n import Texts
from geo.offers.facets import with_unsaid_hours
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.result import Result

KEY = "find_"


def button(texts: Texts, data: Data, result: Result) -> None:
    """Offer to list those, too; nothing where there are none."""
    if result.unsaid:
        st.button(
            widgets.plain(texts("list.unsaid", count=result.unsaid)),
            key=KEY + "unsaid",
            icon=":material/schedule:",
            width="stretch",
            on_click=_show,
            args=(data,),
        )


def _show(data: Data) -> None:
    view = address_bar.current_view(data)
    address_bar.go(view.with_filter(with_unsaid_hours(view.filter)))
