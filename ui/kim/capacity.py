"""Whether an offer takes somebody, as case managers learn it: said here, seen by residents with its age."""

import streamlit as st

from geo.i18n import Texts
from geo.upkeep.access import Actor
from ui.entrance import who
from ui.kim import told
from ui.kim.counting import city_of
from ui.kim.state import KEY, Where
from ui.shared import address_bar, capacity_form, loading, widgets
from ui.shared.loading import Data

_OFFER = KEY + "capacity_offer"


def show(texts: Texts, data: Data, actor: Actor, where: Where) -> None:
    """Show the offers, those of the city first, and the form for the one that is chosen."""
    told.show(texts)
    city = city_of(texts, data, actor, where)
    if not city:
        return
    frame = data.table.frame
    own = frame["city"].eq(city)
    ids = [str(one) for part in (frame[own], frame[~own]) for one in part.index]
    titles = (frame["title"] + " – " + frame["organization"]).to_dict()
    widgets.html("heading.html", text=texts("capacity.title"))
    offer_id = st.selectbox(
        texts("kim.capacity_offer"),
        ids,
        index=None,
        key=_OFFER,
        placeholder=texts("kim.choose_offer"),
        format_func=lambda one: titles.get(one, one),
    )
    if not offer_id:
        return
    today = data.settings.district.today()
    capacity_form.show(texts, data.capacity_at(today).get(offer_id), _prefix(offer_id), today=today)
    st.button(
        texts("capacity.report"),
        key=KEY + "capacity_report",
        type="primary",
        icon=":material/campaign:",
        width="stretch",
        on_click=_report,
        args=(offer_id, titles.get(offer_id, "")),
    )
    widgets.html("note.html", text=texts("capacity.expires"))


def _prefix(offer_id: str) -> str:
    return f"{KEY}capacity_{offer_id}_"


def _report(offer_id: str, title: str) -> None:
    today = loading.settings().district.today()

    def step() -> told.Done:
        capacity_form.report_entered(loading.store(), who.actor(), offer_id, _prefix(offer_id), today=today)
        return told.text("kim.capacity_reported", title=title)

    if told.act(step):
        address_bar.put(_OFFER, None)
