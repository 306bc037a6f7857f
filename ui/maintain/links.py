"""The view "Links": personal links for organisations, made, shown once, and ended."""

from collections.abc import Collection

import streamlit as st

from geo.i18n import Texts
from geo.settings import utc_now
from geo.store import LinkRow
from geo.upkeep.access import Action, make_link, require, revoke_link
from geo.upkeep.access.links import PERSONAL
from geo.upkeep.city_rights import organizations_of, require_organization
from geo.upkeep.desk import Desk
from ui.entrance import who
from ui.maintain import acts
from ui.shared import address_bar, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY


def show(texts: Texts, data: Data) -> None:
    """Show a form for a new link, and the links that open."""
    desk = who.desk()
    require(desk.actor, Action.MAKE_LINK)
    known = organizations_of(desk.store, desk.actor)
    names = dict(sorted(known.items(), key=lambda pair: pair[1].casefold()))
    st.markdown(widgets.plain(texts("maintain.links_lead")))
    chosen = st.selectbox(
        texts("maintain.by_organization"),
        list(names),
        index=None,
        key=KEY + "link_for",
        format_func=lambda key: names[key],
        placeholder=texts("maintain.choose"),
    )
    made = st.button(
        texts("maintain.link_make"),
        key=KEY + "link_make",
        icon=":material/add_link:",
        type="primary",
        disabled=chosen is None,
    )
    if made and chosen:
        _make(texts, desk, chosen)
    _renaming(texts, desk, names)
    widgets.html("heading.html", text=texts("maintain.links"))
    for link in _open_links(desk, names):
        _link(texts, link, names.get(link.organization_id, link.organization_id))


def _renaming(texts: Texts, desk: Desk, names: dict[str, str]) -> None:
    """Give an organisation another name in all its offers at once."""
    if not desk.may(Action.MERGE):
        return
    with st.expander(texts("maintain.rename"), icon=":material/badge:", key=KEY + "rename"):
        st.markdown(widgets.plain(texts("maintain.rename_lead")))
        st.selectbox(
            texts("maintain.by_organization"),
            list(names),
            index=None,
            key=KEY + "rename_from",
            format_func=lambda key: names[key],
            placeholder=texts("maintain.choose"),
        )
        st.text_input(texts("maintain.rename_to"), key=KEY + "rename_to", max_chars=200)
        st.button(texts("maintain.rename_now"), key=KEY + "rename_now", on_click=_rename)


def _rename() -> None:
    key, name = (address_bar.value(KEY + name) for name in ("rename_from", "rename_to"))

    def step(desk: Desk) -> acts.Told:
        batch = desk.rename_organization(str(key), str(name))
        return acts.Told(
            "renamed" if batch else "nothing", title=str(name), batch_id=batch.batch_id if batch else None
        )

    if key and str(name or "").strip():
        acts.act(step)


def _make(texts: Texts, desk: Desk, organization_id: str) -> None:
    """Make a link and show it: the next click takes it away, and nothing of ours keeps it."""
    require_organization(desk.store, desk.actor, organization_id, Action.MAKE_LINK)
    link = make_link(desk.store, organization_id, now=desk.now)
    base = address_bar.page_url("", page="o").removesuffix("/o")
    st.success(texts("maintain.link_once"), icon=":material/link:")
    st.code(link.address(base), language=None, wrap_lines=True)


def _open_links(desk: Desk, names: Collection[str]) -> list[LinkRow]:
    """Return the links that open; an editor of cities sees those of the organisations there."""
    return [
        link
        for link in desk.store.links.all()
        if link.purpose == PERSONAL and link.revoked_at is None and desk.now < link.expires_at
        if link.organization_id in names or not desk.actor.is_of_cities
    ]


def _link(texts: Texts, link: LinkRow, name: str) -> None:
    used = texts.date(link.used_at.date()) if link.used_at else texts("maintain.link_unused")
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"{KEY}link_{link.link_id}"
    ):
        widgets.html(
            "maintain/link.html",
            organization=name,
            words=texts(
                "maintain.link_dates",
                made=texts.date(link.created_at.date()),
                until=texts.date(link.expires_at.date()),
                used=used,
            ),
        )
        st.button(
            texts("maintain.link_revoke"),
            key=f"{KEY}revoke_{link.link_id}",
            icon=":material/link_off:",
            on_click=_revoke,
            args=(link.link_id,),
        )


def _revoke(link_id: str) -> None:
    def step(desk: Desk) -> acts.Told:
        link = desk.store.links.get(link_id)
        organization = link.organization_id if link else ""
        require_organization(desk.store, desk.actor, organization, Action.MAKE_LINK)
        revoke_link(desk.store, link_id, now=utc_now())
        return acts.Told("revoked")

    acts.act(step)
