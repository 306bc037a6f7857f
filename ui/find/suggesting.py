"""Suggestions at the field "what": the browser asks `/api/suggest` for them, the page learns what was chosen."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.i18n import Texts
from geo.links import clean_text
from geo.offers.filters import OfferFilter
from geo.offers.search.completing import COMPLETE_FROM, MOST, MOST_OF
from geo.offers.view import TABS
from geo.publish.bundle import bundle
from geo.settings import PROJECT_ROOT
from ui.shared import address_bar
from ui.shared.loading import Data

_suggest = st.components.v2.component(
    "karte_suggest",
    js=bundle(PROJECT_ROOT / "web" / "suggest.js") + "export default module_suggest.attend;\n",
)


def attend(texts: Texts, data: Data, *, key: str) -> None:
    """Let the browser offer names while somebody types, and go where a choice leads."""
    _suggest(
        data={
            "lang": texts.language,
            "from": COMPLETE_FROM,
            "kinds": {kind: texts(f"suggest.{kind}") for kind in MOST_OF},
            "counts": [texts("suggest.count", count=count) for count in range(1, MOST + 1)],
        },
        key=key,
        on_chosen_change=lambda: _go(data, address_bar.value(key)),
    )


def _go(data: Data, told: Any) -> None:
    """Search what was chosen, or open the offer, whatever else is filtered."""
    chosen = getattr(told, "chosen", None)
    if not isinstance(chosen, Mapping):
        return
    text, offer = (clean_text(str(chosen.get(name, ""))) for name in ("text", "offer_id"))
    view = address_bar.current_view(data)
    asked = replace(view.filter, text=text, unread=())
    if offer not in data.table.frame.index:
        address_bar.go(replace(view.with_filter(asked), offer=""))
        return
    if not data.table.select(asked).any():
        asked = OfferFilter(text=text)
    address_bar.go(replace(view.with_filter(asked), offer=offer, tab=TABS[0]))
