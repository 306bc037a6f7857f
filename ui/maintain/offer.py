"""The view "Offer": a form made from the schema, with the offer beside it as a visitor will see it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain

import streamlit as st

from geo.i18n import Texts
from geo.model import Role, Status
from geo.offers.columns import ADDRESS_COLUMNS, PLACE_COLUMNS
from geo.offers.hours import Clock
from geo.offers.wording import offer_words
from geo.store import Site, addresses_of, hidden_texts
from geo.upkeep.access import Action, editable_columns
from geo.upkeep.desk import Desk
from geo.upkeep.offer_form import Complaint, Field, complaints, form_fields, private_contacts, shown_row
from ui.entrance import who
from ui.maintain import acts, capacity, runs
from ui.maintain import draft as drafts
from ui.maintain.choice import choose_offer, quick_buttons
from ui.maintain.conflict import Conflict, Edit, show_conflict, writer
from ui.maintain.state import DESK, HISTORY, OFFER, OWN_VIEWS, Where, go_new, read
from ui.shared import address_bar, offer_draft, offer_fields, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY, NEW, Draft

#: What changes where an offer is.
_PLACE = frozenset({*ADDRESS_COLUMNS, "city", "scope", "is_protected", "is_administration_address"})


def show(texts: Texts, data: Data) -> None:
    """Show the form of the offer in the address bar, or the choice of one."""
    desk = who.desk()
    where, _ = read(address_bar.address_query(), data, OWN_VIEWS)
    if not where.offer:
        _choice(texts, data, desk)
        return
    conflict = st.session_state.get(KEY + "conflict")
    if isinstance(conflict, Conflict) and conflict.edit.offer_id == where.offer:
        desk.offer(where.offer)  # both versions are shown only to those who still may
        show_conflict(texts, data, conflict)
        return
    draft = _draft(desk, where)
    _head(texts, desk, draft)
    if not draft.is_new:
        capacity.show(texts, data, draft.offer_id)
        runs.show(texts, data, desk.offer(draft.offer_id))
    left, right = st.columns([7, 5], gap="large")
    with left:
        _form(texts, data, desk, draft)
    with right:
        _preview(texts, data, offer_draft.entered(draft, _fields(desk, draft)), draft)


def _draft(desk: Desk, where: Where) -> Draft:
    """Return the open form; where nothing was entered yet it follows what is done to the offer meanwhile."""
    draft = drafts.current(desk, where.offer, where.source)
    if draft.is_new:
        return draft
    stored = desk.offer(draft.offer_id)  # what was kept is shown only to those who still may
    is_touched = bool(offer_draft.changed(draft, offer_draft.entered(draft, _fields(desk, draft))))
    if stored.version == draft.version or is_touched or offer_draft.entered_sites(draft) != draft.sites:
        return draft
    drafts.forget()
    return drafts.current(desk, where.offer, where.source)


def _choice(texts: Texts, data: Data, desk: Desk) -> None:
    own = desk.actor.organization_id if desk.actor.role == Role.ORGANIZATION else ""
    choose_offer(texts, data, own, view=OFFER, key="choose_offer")
    st.button(
        texts("maintain.add"),
        key=KEY + "add",
        icon=":material/add:",
        on_click=lambda: go_new(view=OFFER, offer=NEW),
    )


def _head(texts: Texts, desk: Desk, draft: Draft) -> None:
    """Show the offer's name, and what can be done with it as a whole."""
    title = texts("maintain.new_offer") if draft.is_new else draft.row["title"]
    widgets.html("maintain/title.html", title=title, is_source=not draft.is_new)
    if draft.is_new:
        return
    with st.container(horizontal=True, key=KEY + "whole"):
        stored = desk.offer(draft.offer_id)
        quick_buttons(
            texts,
            draft.offer_id,
            title,
            is_closed=stored.row["status"] == Status.CLOSED,
            version=stored.version,
            with_change=False,
        )
        st.button(
            texts("maintain.copy"),
            key=KEY + "copy",
            icon=":material/content_copy:",
            on_click=lambda: _copy(draft.offer_id),
        )
        st.button(
            texts("maintain.view_history"),
            key=KEY + "to_history",
            icon=":material/history:",
            on_click=lambda: go_new(view=HISTORY, offer=draft.offer_id),
        )
        if desk.may(Action.DELETE, stored):
            with st.popover(texts("maintain.remove"), icon=":material/delete:", key=KEY + "pop_remove"):
                st.markdown(widgets.plain(texts("maintain.remove_sure")))
                st.button(
                    texts("maintain.remove_now"),
                    key=KEY + "remove",
                    on_click=lambda: _remove(draft.offer_id, stored.version),
                )


def _copy(offer_id: str) -> None:
    drafts.forget()
    go_new(view=OFFER, offer=NEW, source=offer_id)


def _remove(offer_id: str, version: int) -> None:
    if acts.remove(offer_id, version):
        drafts.forget()
        go_new(view=DESK)


def _fields(desk: Desk, draft: Draft) -> list[Field]:
    """Return the fields that whoever is here may fill in; a protected offer has none for its address."""
    columns = editable_columns(desk.actor)
    if draft.row.get("is_protected") == "yes" and desk.actor.role == Role.ORGANIZATION:
        columns -= set(ADDRESS_COLUMNS)
    return list(chain.from_iterable(form_fields(columns).values()))


def _form(texts: Texts, data: Data, desk: Desk, draft: Draft) -> None:
    known = {field.name: field for field in _fields(desk, draft)}
    row = offer_draft.entered(draft, known.values())
    private = private_contacts(row, draft.row)
    found = {**complaints(row, draft.row, taxonomy=data.taxonomy), **_asked(draft, private)}
    failed = acts.failed()
    found = {**{c.column: c for c in failed.complaints}, **found} if failed else found
    for section, listed in form_fields(known).items():
        with st.container(border=True, key=f"{KEY}section_{section}"):
            widgets.html("heading.html", text=texts(f"maintain.section_{section}"))
            for field in listed:
                offer_fields.field(texts, data, draft, field, found)
            if section == "where" and row.get("is_protected") != "yes":
                offer_fields.sites(texts, data, draft, found)
    widgets.html("note.html", text=texts("maintain.required"))
    if private:
        st.checkbox(texts("maintain.may_publish"), key=draft.key("may_publish"))
    if row.get("is_protected") == "yes" and draft.row.get("is_protected") == "no":
        _what_goes(texts, draft, row)
    with st.container(horizontal=True, key=KEY + "save_row"):
        st.button(
            texts("maintain.save"),
            key=KEY + "save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(data, draft),
        )
        st.button(texts("maintain.discard"), key=KEY + "discard", type="tertiary", on_click=drafts.forget)


def _asked(draft: Draft, private: Mapping[str, Complaint]) -> dict[str, Complaint]:
    """Return the contacts of persons, unless somebody said that they may be published."""
    allowed = st.session_state.to_dict().get(draft.key("may_publish"), False)
    return {} if allowed else dict(private)


def _what_goes(texts: Texts, draft: Draft, row: Mapping[str, str]) -> None:
    """Show which texts lose the address as soon as the offer is protected, and how they read then."""
    hidden = hidden_texts(row, addresses_of(draft.row, draft.sites))
    if hidden:
        lines = [f"{texts(f'column.{name}')}: {text}" for name, text in hidden.items()]
        widgets.html("note.html", text=texts("maintain.what_goes", list=texts.listing(lines)))


def _save(data: Data, draft: Draft) -> None:
    """Save what stands in the form: what is wrong stays in the form, what somebody else changed is compared."""
    desk = who.desk()
    row = offer_draft.entered(draft, _fields(desk, draft))
    found = complaints(row, draft.row, taxonomy=data.taxonomy)
    found |= _asked(draft, private_contacts(row, draft.row))
    if found:
        address_bar.catch_up()
        acts.refuse(tuple(found.values()))
        return
    changed = offer_draft.changed(draft, row)
    sites = offer_draft.entered_sites(draft)
    wanted_sites = sites if sites != draft.sites else None
    if draft.is_new:
        _add(row, sites)
        return
    tells_place = bool(_PLACE & changed.keys()) or wanted_sites is not None
    edit = Edit(draft.offer_id, draft.version, changed, wanted_sites, draft.row, draft.sites)
    if acts.act(acts.save(writer(edit), tells_place=tells_place)):
        drafts.forget()


def _add(row: Mapping[str, str], sites: Sequence[Site]) -> None:
    made: list[str] = []

    def step(desk: Desk) -> acts.Told:
        offer = desk.add(row, sites=tuple(sites)).offer
        made.append(offer.offer_id)
        return acts.Told("added", offer.offer_id, offer.row["title"], tells_place=True)

    if acts.act(step):
        drafts.forget()
        go_new(view=OFFER, offer=made[0])


def _preview(texts: Texts, data: Data, row: Mapping[str, str], draft: Draft) -> None:
    """Show the offer as a visitor will see it."""
    is_moved = any(row.get(name, "") != draft.row.get(name, "") for name in _PLACE)
    place = None
    if not (draft.is_new or is_moved) and draft.offer_id in data.offers.index:
        known = data.offers.loc[draft.offer_id]
        place = {spec.name: known[spec.name] for spec in PLACE_COLUMNS}
    shown = shown_row(row, place)
    nowhere = shown_row({})  # where a new address lies is looked up when it is saved
    today = data.settings.district.today()
    sites = () if shown["is_protected"] else offer_draft.entered_sites(draft)
    words = offer_words(
        draft.offer_id,
        shown,
        texts=texts,
        taxonomy=data.taxonomy,
        sites=[(shown | nowhere | asdict(site) | {"site": n}, None) for n, site in enumerate(sites, start=1)],
        clock=Clock.of(data.settings.district),
        runs=() if draft.is_new else data.table.runs_of(draft.offer_id, today),
        today=today,
        detail=True,
    )
    with st.container(border=True, key=KEY + "preview"):
        widgets.html("heading.html", text=texts("maintain.preview"))
        widgets.html("maintain/title.html", title=words.title, is_source=True)
        widgets.html("card.html", words=words, topics_label=texts("filter.topics"))
        widgets.html("detail.html", words=words, t=texts)
        if is_moved or draft.is_new:
            widgets.html("note.html", text=texts("maintain.preview_place"))
