"""The page "Maintain": who is here, what they may do, and the views of the room behind one row of choices.

A further view is a function `show(texts, data)` entered in `VIEWS` with the action that somebody must be allowed to
see it; its name needs the text `maintain.view_` and the name. It keeps its state in the address bar beside `view`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.errors import GeoError
from geo.i18n import Texts
from geo.model import Role
from geo.upkeep.access import Action
from geo.upkeep.desk import Desk
from ui.entrance import doors, who
from ui.maintain import bulk, history, offer, proposals
from ui.maintain import desk as desk_view
from ui.maintain import draft as drafts
from ui.maintain import links as links_view
from ui.maintain.done import last_step
from ui.maintain.intake import page as intake
from ui.maintain.places import page as places
from ui.maintain.state import (
    DESK,
    HISTORY,
    LINKS,
    OFFER,
    OWN_VIEWS,
    PROPOSALS,
    forget_all,
    go_new,
    read,
    written,
)
from ui.maintain.words import page as words
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY


@dataclass(frozen=True)
class View:
    """A view of the room, and what somebody must be allowed to do to see it."""

    show: Callable[[Texts, Data], None]
    action: Action


VIEWS: dict[str, View] = {
    DESK: View(desk_view.show, Action.SEE_WORK_LIST),
    OFFER: View(offer.show, Action.SEE_WORK_LIST),
    PROPOSALS: View(proposals.show, Action.REVIEW),
    HISTORY: View(history.show, Action.SEE_WORK_LIST),
    LINKS: View(links_view.show, Action.MAKE_LINK),
    "bulk": View(bulk.show, Action.BULK),
    "places": View(places.show, Action.LOCATE),
    "import": View(intake.show, Action.IMPORT),
    "words": View(words.show, Action.ADD_PHRASE),
}


def show(texts: Texts) -> None:
    """Show the page for the view in the address bar, as far as who is here may see it."""
    data = loading.load_data()
    desk = who.desk()
    views = [name for name, view in VIEWS.items() if desk.may(view.action)]
    chosen = _at(data, views)
    widgets.header(
        texts,
        texts("maintain.title"),
        texts("maintain.lead"),
        on_language=_speak,
        product=texts("find.title", district=data.settings.district.name),
    )
    if not views:
        forget_all()
        if desk.may(Action.COUNT):
            st.link_button(texts("kim.go_there"), doors.ADVICE, icon=":material/diversity_3:")
            return
        _visitor(texts)
        return
    _hints(texts)
    _who(texts, desk)
    _choices(texts, views, chosen)
    last_step(texts, data, desk)
    _left_forms(texts)
    try:
        VIEWS[chosen].show(texts, data)
    except GeoError as error:
        st.error(texts(error.key), icon=":material/error:")


def _at(data: Data, views: list[str]) -> str:
    """Return the view of the address, tidied in the address bar; a bare link leads back to where one was."""
    query = address_bar.address_query()
    came_back = st.session_state.get("page") != "maintain" and KEY + "query" in st.session_state
    if came_back and not query.keys() - {"lang"}:
        query = {**st.session_state[KEY + "query"], **query}
    where, hints = read(query, data, views)
    if where.view in OWN_VIEWS:
        query = written(where)
        if hints:
            st.session_state[KEY + "hints"] = (query, hints)
    st.session_state["page"] = "maintain"
    st.session_state[KEY + "query"] = query
    address_bar.arrive(query)
    if where.view != OFFER:
        drafts.leave()
    return where.view


def _speak(language: str) -> None:
    address_bar.catch_up()
    address_bar.go_to({**address_bar.address_query(), "lang": [language]})


def _hints(texts: Texts) -> None:
    kept_query, hints = st.session_state.get(KEY + "hints", (None, []))
    if hints and kept_query == st.session_state[KEY + "query"]:
        widgets.link_hints(texts, hints)


def _who(texts: Texts, desk: Desk) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=KEY + "who"):
        widgets.html("maintain/who.html", t=texts, role=texts(f"role.{desk.actor.role}"), own=_own_name(desk))
        st.button(texts("maintain.sign_out"), key=KEY + "sign_out", icon=":material/logout:", on_click=_leave)
    if desk.actor.role == Role.ADMIN:
        widgets.html("note.html", text=texts("maintain.users_by_command"))


def _left_forms(texts: Texts) -> None:
    """Offer what was typed into forms that were left without saving."""
    here = (address_bar.address_query().get("offer") or [""])[0]
    for number, left in enumerate(form for form in drafts.left_forms() if form.draft.offer_id != here):
        title = left.title or texts("maintain.new_offer")
        with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}left_{number}"):
            widgets.html("note.html", text=texts("maintain.left_form", title=title))
            st.button(
                texts("maintain.left_form_on"),
                key=f"{KEY}left_on_{number}",
                on_click=go_new,
                kwargs={"view": OFFER, "offer": left.draft.offer_id},
            )
            st.button(
                texts("maintain.discard"),
                key=f"{KEY}left_off_{number}",
                type="tertiary",
                on_click=drafts.throw_away,
                args=(left.draft.offer_id,),
            )


def _own_name(desk: Desk) -> str:
    if desk.actor.role != Role.ORGANIZATION:
        return " · ".join(desk.actor.cities) if desk.actor.is_of_cities else ""
    return desk.store.links.organizations().get(desk.actor.organization_id, "")


def _leave() -> None:
    who.sign_out()
    forget_all()
    if who.has_provider() and st.user.is_logged_in:
        st.logout()


def _choices(texts: Texts, views: list[str], chosen: str) -> None:
    address_bar.put(KEY + "view", chosen)
    st.segmented_control(
        texts("maintain.views"),
        views,
        key=KEY + "view",
        format_func=lambda name: texts(f"maintain.view_{name}"),
        label_visibility="collapsed",
        on_change=_turn_to,
        args=(chosen,),
    )


def _turn_to(before: str) -> None:
    address_bar.catch_up()
    view = address_bar.value(KEY + "view") or before
    language = [("lang", text) for text in address_bar.address_query().get("lang", [])]
    address_bar.go_to(
        {**({"view": [view]} if view != DESK else {}), **{key: [text] for key, text in language}}
    )


def _visitor(texts: Texts) -> None:
    """Tell somebody without a session what this page is, and the ways in."""
    widgets.html("maintain/visitor.html", t=texts)
    if who.has_provider():
        st.button(texts("maintain.sign_in_provider"), key="sign_in_provider", on_click=st.login)
