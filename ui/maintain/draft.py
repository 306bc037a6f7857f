"""An offer while somebody fills in its form: what it was when they began, and what they entered since."""

from dataclasses import replace

import streamlit as st

from geo.store import full_row
from geo.upkeep.desk import NEW_OFFER, Desk
from ui.shared.offer_draft import KEY, NEW, Draft, keep


def current(desk: Desk, offer_id: str, source: str) -> Draft:
    """Return the form that is open for an offer, or open one from the offer as it stands."""
    kept = st.session_state.get(KEY + "draft")
    if isinstance(kept, Draft) and kept.offer_id == offer_id:
        return kept
    number = st.session_state.get(KEY + "draft_number", 0) + 1
    draft = replace(_opened(desk, offer_id, source), mark=str(number))
    st.session_state[KEY + "draft_number"] = number
    keep(draft)
    return draft


def forget() -> None:
    """Leave the form, and what it met."""
    for name in ("draft", "conflict"):
        st.session_state.pop(KEY + name, None)


def _opened(desk: Desk, offer_id: str, source: str) -> Draft:
    if offer_id != NEW:
        stored = desk.offer(offer_id)
        return Draft(offer_id, stored.version, stored.row, stored.sites, tuple(range(len(stored.sites))))
    if not source:
        return Draft(NEW, 0, full_row(NEW_OFFER))
    stored = desk.offer(source)
    kept = {name: text for name, text in stored.row.items() if name not in ("offer_id", "assured_date")}
    row = full_row({**kept, "status": NEW_OFFER["status"]})
    return Draft(NEW, 0, row, stored.sites, tuple(range(len(stored.sites))))
