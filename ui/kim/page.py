"""The page "KIM": who is here, which of its views they see, and the view itself."""

import streamlit as st

from geo.i18n import Texts
from geo.kim.example import DATASET
from geo.model import Role
from geo.upkeep.access import Action, Actor, may
from ui.entrance import who
from ui.kim import board, capacity, contact_points, counting, overview, passing
from ui.kim.state import BOARD, CAPACITY, COUNT, KEY, OVERVIEW, WAITING, go, read, written
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data

_SHOW = {
    COUNT: counting.show,
    WAITING: passing.show,
    CAPACITY: capacity.show,
    OVERVIEW: overview.show,
    BOARD: board.show,
}


def show(texts: Texts) -> None:
    """Show the page for the view in the address bar, as far as who is here may see it."""
    data = loading.load_data()
    actor = who.actor()
    where, hints = read(address_bar.address_query(), data)
    views = views_of(actor)
    chosen = where.view if where.view in views else views[0]
    st.session_state["page"] = "kim"
    address_bar.arrive(written(where))
    widgets.header(
        texts,
        texts("kim.title"),
        texts("kim.lead"),
        on_language=lambda language: address_bar.go_to({**written(where), "lang": [language]}),
        product=texts("find.title", district=data.settings.district.name),
    )
    widgets.link_hints(texts, hints)
    if DATASET in loading.store().datasets().index:
        st.warning(texts("kim.example_database"), icon=":material/science:")
    _who(texts, actor)
    if len(views) > 1:
        _choices(texts, data, views, chosen)
    _SHOW[chosen](texts, data, actor, where)
    if chosen == OVERVIEW:
        contact_points.show(texts, data, actor)


def views_of(actor: Actor) -> list[str]:
    """Return the views somebody sees, the first one first."""
    counts = [COUNT, WAITING, CAPACITY] if may(actor, Action.COUNT) else []
    steers = [BOARD] if may(actor, Action.STEER) else []
    if actor.role == Role.CASE_MANAGER:
        return [*counts, OVERVIEW]
    return [OVERVIEW, *steers, *counts]


def _who(texts: Texts, actor: Actor) -> None:
    if not may(actor, Action.COUNT):
        return
    with st.container(horizontal=True, vertical_alignment="center", key=KEY + "who"):
        widgets.html("maintain/who.html", t=texts, role=texts(f"role.{actor.role}"), own=actor.city)
        st.button(
            texts("maintain.sign_out"), key=KEY + "sign_out", icon=":material/logout:", on_click=who.sign_out
        )


def _choices(texts: Texts, data: Data, views: list[str], chosen: str) -> None:
    address_bar.put(KEY + "view", chosen)
    st.segmented_control(
        texts("kim.views"),
        views,
        key=KEY + "view",
        format_func=lambda name: texts(f"kim.view_{name}"),
        label_visibility="collapsed",
        on_change=lambda: go(data, view=address_bar.value(KEY + "view") or chosen),
    )
