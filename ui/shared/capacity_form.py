"""The form that says whether an offer takes somebody: the same for organisations, editors and case managers."""

from datetime import date

import streamlit as st

from geo.i18n import Texts
from geo.kim.capacity import MOST_PLACES, MOST_WEEKS, STATUSES, Capacity, capacity_words, report
from geo.store import Batch, Store
from geo.upkeep.access import Actor
from ui.shared import address_bar, widgets


def show(texts: Texts, known: Capacity | None, key: str, *, today: date) -> None:
    """Show what is known of a capacity, and the fields that say it anew; their keys begin with `key`."""
    said = capacity_words(known, texts, today=today) if known else texts("capacity.unknown")
    st.markdown(widgets.plain(said))
    st.pills(
        texts("capacity.now"),
        STATUSES,
        key=f"{key}status",
        format_func=lambda status: texts(f"capacity.status_{status}"),
    )
    with st.container(horizontal=True, key=f"{key}row"):
        st.number_input(texts("kim.field_free_places"), 0, MOST_PLACES, None, key=f"{key}places", width=170)
        st.text_input(
            texts("capacity.start"), key=f"{key}start", max_chars=10, placeholder="2027-03", width=240
        )
        st.number_input(texts("kim.field_weeks"), 0, MOST_WEEKS, None, key=f"{key}weeks", width=170)


def report_entered(store: Store, actor: Actor, offer_id: str, key: str, *, today: date) -> Batch:
    """Write what stands in the fields.

    Raises
    ------
    GeoError
        As `geo.kim.capacity.report` says.
    """
    places, weeks = (address_bar.value(f"{key}{name}") for name in ("places", "weeks"))
    return report(
        store,
        actor,
        offer_id,
        str(address_bar.value(f"{key}status") or ""),
        today=today,
        free_places=None if places is None else int(places),
        next_start=str(address_bar.value(f"{key}start") or "").strip(),
        weeks=None if weeks is None else int(weeks),
    )
