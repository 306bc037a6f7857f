"""What several views of "Maintain" offer: one offer out of those of who is here, and three buttons to keep it up."""

import pandas as pd
import streamlit as st

from geo.i18n import Texts
from geo.store import organization_id
from geo.upkeep.city_rights import kept_offers
from ui.entrance import who
from ui.maintain import acts
from ui.maintain.state import OFFER, go_new
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY


def _own_offers(data: Data, own: str) -> pd.DataFrame:
    """Return the offers of an organisation, of all that who is here keeps where none is named, by title."""
    frame = kept_offers(who.actor(), data.offers)
    if own:
        ids = {name: organization_id(str(name)) for name in frame["organization"].unique()}
        frame = frame[frame["organization"].map(ids) == own]
    return frame.sort_values("title", kind="stable")


def choose_offer(texts: Texts, data: Data, own: str, *, view: str, key: str) -> None:
    """Offer the offers of who is here by name; choosing one leads to a view of it."""
    frame = _own_offers(data, own)
    names = dict(zip(frame.index, frame["title"] + " · " + frame["organization"], strict=True))
    address_bar.put(KEY + key, None)
    st.selectbox(
        texts("maintain.choose_offer"),
        list(names),
        key=KEY + key,
        format_func=lambda offer_id: names[offer_id],
        placeholder=texts("maintain.choose_offer_example"),
        on_change=lambda: go_new(view=view, offer=address_bar.value(KEY + key) or ""),
    )


def quick_buttons(
    texts: Texts,
    offer_id: str,
    title: str,
    *,
    is_closed: bool,
    version: int | None,
    with_change: bool = True,
) -> None:
    """Show "right", "changed" and "closed" for an offer; they act on the version that is seen, or say it is another."""
    st.button(
        texts("maintain.right"),
        key=f"{KEY}right_{offer_id}",
        icon=":material/check:",
        help=texts("maintain.right_help", title=widgets.plain(title)),
        on_click=acts.confirm,
        args=(offer_id, version),
    )
    if with_change:
        st.button(
            texts("maintain.changed"),
            key=f"{KEY}changed_{offer_id}",
            icon=":material/edit:",
            help=texts("maintain.changed_help", title=widgets.plain(title)),
            on_click=lambda: go_new(view=OFFER, offer=offer_id),
        )
    if not is_closed:
        st.button(
            texts("maintain.closed"),
            key=f"{KEY}closed_{offer_id}",
            icon=":material/block:",
            help=texts("maintain.closed_help", title=widgets.plain(title)),
            on_click=acts.close,
            args=(offer_id, version),
        )
