"""Links with which the case managers of a city count: made, shown once, and ended by a coordinator."""

import streamlit as st

from geo.i18n import Texts
from geo.settings import utc_now
from geo.upkeep.access import Action, make_city_link, require, revoke_link
from geo.upkeep.access.links import CASE_MANAGER
from ui.entrance import who
from ui.kim import told
from ui.kim.state import KEY
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data


def show(texts: Texts, data: Data) -> None:
    """Show a form for a new link, and the links that open.

    Raises
    ------
    AccessDenied
        If who is here does not steer.
    """
    require(who.actor(), Action.STEER)
    widgets.html("heading.html", text=texts("kim.links_title"))
    st.markdown(widgets.plain(texts("kim.links_lead")))
    city = st.selectbox(
        texts("kim.for_city"),
        [*data.cities],
        index=None,
        key=KEY + "link_for",
        placeholder=texts("kim.choose_city"),
    )
    if st.button(texts("maintain.link_make"), key=KEY + "link_make", icon=":material/add_link:") and city:
        link = make_city_link(loading.store(), city, now=utc_now())
        base = address_bar.page_url("", page="o").removesuffix("/o")
        st.success(texts("maintain.link_once"), icon=":material/link:")
        st.code(link.address(base), language=None, wrap_lines=True)
    now = utc_now()
    for one in loading.store().links.all():
        if one.purpose != CASE_MANAGER or one.revoked_at is not None or now >= one.expires_at:
            continue
        used = texts.date(one.used_at.date()) if one.used_at else texts("maintain.link_unused")
        made, until = texts.date(one.created_at.date()), texts.date(one.expires_at.date())
        with st.container(border=True, horizontal=True, key=f"{KEY}link_{one.link_id}"):
            words = texts("maintain.link_dates", made=made, until=until, used=used)
            widgets.html("maintain/link.html", organization=one.city, words=words)
            st.button(
                texts("maintain.link_revoke"),
                key=f"{KEY}revoke_{one.link_id}",
                icon=":material/link_off:",
                on_click=_revoke,
                args=(one.link_id,),
            )


def _revoke(link_id: str) -> None:
    def step() -> told.Done:
        require(who.actor(), Action.STEER)
        revoke_link(loading.store(), link_id, now=utc_now())
        return told.text("kim.link_revoked")

    told.act(step)
