"""The small form of "Find": somebody without an account says what is wrong with an offer, and an editor decides."""

from collections.abc import Mapping

import streamlit as st

from geo.errors import DataError, GeoError
from geo.i18n import Texts
from geo.model import Status
from geo.offers.columns import BY_NAME
from geo.settings import utc_now
from geo.upkeep import proposals
from geo.upkeep.offer_form import Complaint, complaints_of, field_of
from geo.upkeep.proposals import MAX_REMARK, Draft, propose
from ui.entrance import who
from ui.shared import loading, offer_fields, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import Draft as Form
from ui.shared.offer_draft import changed, entered

KEY = "propose_"
_GONE, _OTHER = "gone", "other"
#: What may be wrong, and the fields that say how it is right.
PARTS: Mapping[str, tuple[str, ...]] = {**proposals.PARTS, _GONE: (), _OTHER: ()}


@st.fragment
def propose_form(texts: Texts, data: Data, offer_id: str) -> None:
    """Offer the form below an offer; it opens with a click, so that nobody stumbles over it."""
    if st.session_state.get(KEY + "sent") == offer_id:
        st.success(texts("propose.thanks"), icon=":material/favorite:")
        return
    is_open = st.session_state.get(KEY + "for") == offer_id
    st.button(
        texts("propose.open"),
        key=KEY + "open",
        type="tertiary",
        icon=":material/flag:",
        on_click=lambda: st.session_state.update({KEY + "for": "" if is_open else offer_id}),
    )
    if is_open:
        with st.container(border=True, key=KEY + "form"):
            _form(texts, data, offer_id)


def _form(texts: Texts, data: Data, offer_id: str) -> None:
    stored = loading.store().get(offer_id)
    if stored is None:
        st.info(texts("error.no_such_offer"))
        return
    form = Form(offer_id, stored.version, stored.row, mark=KEY + offer_id)
    parts = [part for part in PARTS if part != "address" or stored.row["is_protected"] != "yes"]
    chosen = st.pills(
        texts("propose.what"),
        parts,
        selection_mode="multi",
        key=f"{KEY}parts_{offer_id}",
        format_func=lambda part: texts(f"propose.part_{part}"),
    )
    found: Mapping[str, Complaint] = st.session_state.get(KEY + "complaints") or {}
    for name in (name for part in chosen for name in PARTS[part]):
        offer_fields.field(texts, data, form, field_of(BY_NAME[name]), found)
    st.text_area(texts("propose.remark"), key=f"{KEY}remark_{offer_id}", max_chars=MAX_REMARK, height=96)
    offer_fields.complaint(texts, found.get("remark") or found.get(""))
    with st.container(key=KEY + "trap_row"):  # people do not see it (a style rule), robots fill it in
        st.text_input(texts("propose.trap"), key=KEY + "trap", max_chars=100)
    failed = st.session_state.get(KEY + "failed")
    if failed:
        st.error(texts("form.check") if found else texts(failed), icon=":material/error:")
    widgets.html("note.html", text=texts("propose.privacy"))
    st.button(
        texts("propose.send"),
        key=KEY + "send",
        type="primary",
        icon=":material/send:",
        on_click=_send,
        args=(data, form, tuple(chosen)),
    )


def _send(data: Data, form: Form, parts: tuple[str, ...]) -> None:
    """Hand the proposal over; what is wrong with it is said in the form."""
    fields = [field_of(BY_NAME[name]) for part in parts for name in PARTS[part]]
    changes = changed(form, entered(form, fields))
    if _GONE in parts:
        changes["status"] = str(Status.CLOSED)
    draft = Draft(
        offer_id=form.offer_id,
        changes=changes,
        remark=st.session_state.get(f"{KEY}remark_{form.offer_id}", ""),
        trap=st.session_state.get(KEY + "trap", ""),
    )
    known = {
        "topics": frozenset(data.taxonomy.topics),
        "target_groups": frozenset(data.taxonomy.target_groups),
    }
    st.session_state.update({KEY + "failed": None, KEY + "complaints": None})
    try:
        propose(loading.store(), draft, address=who.address(), now=utc_now(), vocabularies=known)
    except DataError as error:
        st.session_state[KEY + "failed"] = error.key
        st.session_state[KEY + "complaints"] = complaints_of(error.problems)
        return
    except GeoError as error:
        st.session_state[KEY + "failed"] = error.key
        return
    st.session_state[KEY + "sent"] = form.offer_id
