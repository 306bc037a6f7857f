"""Whether an offer takes somebody: said in four taps by its organisation, seen by residents with its age."""

import streamlit as st

from geo.i18n import Texts
from geo.upkeep.desk import Desk
from ui.maintain import acts
from ui.shared import capacity_form, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY


def show(texts: Texts, data: Data, offer_id: str) -> None:
    """Show what is known of an offer's capacity, and the form that says it anew."""
    today = data.settings.district.today()
    with st.expander(texts("capacity.title"), icon=":material/event_seat:", key=f"{KEY}capacity_{offer_id}"):
        capacity_form.show(texts, data.capacity_at(today).get(offer_id), _prefix(offer_id), today=today)
        st.button(
            texts("capacity.report"),
            key=f"{_prefix(offer_id)}report",
            icon=":material/campaign:",
            on_click=_report,
            args=(offer_id,),
        )
        widgets.html("note.html", text=texts("capacity.expires"))


def _prefix(offer_id: str) -> str:
    return f"{KEY}capacity_{offer_id}_"


def _report(offer_id: str) -> None:
    today = loading.settings().district.today()

    def step(desk: Desk) -> acts.Told:
        capacity_form.report_entered(desk.store, desk.actor, offer_id, _prefix(offer_id), today=today)
        return acts.Told("capacity", offer_id)

    acts.act(step)
