"""Whether an offer takes somebody: said in four taps by its organisation, seen by residents with its age."""

import streamlit as st

from geo.i18n import Texts
from geo.kim.capacity import MOST_PLACES, MOST_WEEKS, STATUSES, capacity_words, report
from geo.upkeep.desk import Desk
from ui.maintain import acts
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY


def show(texts: Texts, data: Data, offer_id: str) -> None:
    """Show what is known of an offer's capacity, and the form that says it anew."""
    today = data.settings.district.today()
    known = data.capacity_at(today).get(offer_id)
    said = capacity_words(known, texts, today=today) if known else texts("capacity.unknown")
    with st.expander(texts("capacity.title"), icon=":material/event_seat:", key=f"{KEY}capacity_{offer_id}"):
        st.markdown(widgets.plain(said))
        st.pills(
            texts("capacity.now"),
            STATUSES,
            key=_key(offer_id, "status"),
            format_func=lambda status: texts(f"capacity.status_{status}"),
        )
        with st.container(horizontal=True, key=_key(offer_id, "row")):
            st.number_input(
                texts("kim.field_free_places"), 0, MOST_PLACES, None, key=_key(offer_id, "places"), width=170
            )
            st.text_input(
                texts("capacity.start"),
                key=_key(offer_id, "start"),
                max_chars=10,
                placeholder="2027-03",
                width=240,
            )
            st.number_input(
                texts("kim.field_weeks"), 0, MOST_WEEKS, None, key=_key(offer_id, "weeks"), width=170
            )
        st.button(
            texts("capacity.report"),
            key=_key(offer_id, "report"),
            icon=":material/campaign:",
            on_click=_report,
            args=(offer_id,),
        )
        widgets.html("note.html", text=texts("capacity.expires"))


def _key(offer_id: str, name: str) -> str:
    return f"{KEY}capacity_{name}_{offer_id}"


def _report(offer_id: str) -> None:
    places, weeks = (address_bar.value(_key(offer_id, name)) for name in ("places", "weeks"))

    def step(desk: Desk) -> acts.Told:
        report(
            desk.store,
            desk.actor,
            offer_id,
            str(address_bar.value(_key(offer_id, "status")) or ""),
            today=loading.settings().district.today(),
            free_places=None if places is None else int(places),
            next_start=str(address_bar.value(_key(offer_id, "start")) or "").strip(),
            weeks=None if weeks is None else int(weeks),
        )
        return acts.Told("capacity", offer_id)

    acts.act(step)
