"""The view "Proposals": what visitors say is wrong, before and after, to be taken over or put aside."""

import streamlit as st

from geo.i18n import Texts
from geo.offers.value_wording import value_words
from geo.store import ProposalRow, StoredOffer
from geo.upkeep.change_words import moment_words
from geo.upkeep.desk import MAX_REASON
from geo.upkeep.proposals import stale_columns
from geo.upkeep.wordings import Wording, wording_of
from ui.entrance import who
from ui.maintain import acts, noted_wordings
from ui.maintain.state import OFFER, go_new
from ui.shared import address_bar, loading, widgets
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY

_SHOWN = 25


def show(texts: Texts, data: Data) -> None:
    """Show the open proposals, the oldest first."""
    desk = who.desk()
    proposals = desk.proposals()
    widgets.html("maintain/count.html", words=texts("maintain.proposals_open", count=len(proposals)))
    for proposal in proposals[:_SHOWN]:
        wording = wording_of(proposal)
        with st.container(border=True, key=f"{KEY}proposal_{proposal.proposal_id}"):
            if wording is not None:
                _wording(texts, proposal, wording)
            else:
                _proposal(texts, data, proposal, desk.store.get(proposal.offer_id))
    noted_wordings.show(texts)


def _wording(texts: Texts, proposal: ProposalRow, wording: Wording) -> None:
    """Show better words for a text of the pages, to be noted or put aside."""
    timezone = loading.settings().district.timezone
    widgets.html(
        "maintain/wording.html",
        t=texts,
        title=texts("maintain.wording", language=widgets.own_name(wording.language)),
        when=texts("maintain.proposed_at", when=moment_words(proposal.proposed_at, texts, timezone=timezone)),
        wording=wording,
    )
    st.button(
        texts("maintain.noted"),
        key=f"{KEY}note_{proposal.proposal_id}",
        icon=":material/check:",
        type="primary",
        on_click=acts.note_wording,
        args=(proposal.proposal_id,),
    )
    _reject(texts, proposal)


def _proposal(texts: Texts, data: Data, proposal: ProposalRow, stored: StoredOffer | None) -> None:
    timezone = loading.settings().district.timezone
    widgets.html(
        "maintain/proposal.html",
        title=stored.row["title"] if stored else proposal.offer_id,
        organization=stored.row["organization"] if stored else "",
        when=texts("maintain.proposed_at", when=moment_words(proposal.proposed_at, texts, timezone=timezone)),
        remark_heading=texts("maintain.remark"),
        remark=proposal.remark,
    )
    if stored is None:
        widgets.html("note.html", text=texts("error.no_such_offer"))
    else:
        chosen = _columns(texts, data, proposal, stored)
        with st.container(horizontal=True):
            _approve(texts, proposal, stored, chosen)
    _reject(texts, proposal)


def _columns(texts: Texts, data: Data, proposal: ProposalRow, stored: StoredOffer) -> list[str]:
    """Show each proposed change with a box to tick, and return the ticked ones."""
    stale = stale_columns(proposal, stored.row)
    chosen = []
    for name, text in proposal.changes.items():
        before, after = (
            value_words(name, value, texts=texts, taxonomy=data.taxonomy)
            for value in (stored.row.get(name, ""), text)
        )
        shown = [widgets.plain(words or texts("maintain.empty")) for words in (before, after)]
        arrow = "→" if texts.direction == "ltr" else "←"
        words = f"**{texts(f'column.{name}')}**: {f' {arrow} '.join(shown)}"
        if st.checkbox(words, value=name not in stale, key=f"{KEY}take_{proposal.proposal_id}_{name}"):
            chosen.append(name)
        if name in stale:
            widgets.html("note.html", text=texts("maintain.stale"))
    return chosen


def _approve(texts: Texts, proposal: ProposalRow, stored: StoredOffer, chosen: list[str]) -> None:
    st.button(
        texts("maintain.approve") if proposal.changes else texts("maintain.noted"),
        key=f"{KEY}approve_{proposal.proposal_id}",
        icon=":material/check:",
        type="primary",
        disabled=bool(proposal.changes) and not chosen,
        on_click=acts.approve,
        args=(proposal.proposal_id, stored.version, tuple(chosen)),
    )
    st.button(
        texts("maintain.open_offer"),
        key=f"{KEY}open_{proposal.proposal_id}",
        icon=":material/edit:",
        on_click=lambda: go_new(view=OFFER, offer=proposal.offer_id),
    )


def _reject(texts: Texts, proposal: ProposalRow) -> None:
    key = f"{KEY}reason_{proposal.proposal_id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(texts("maintain.reason"), key=key, max_chars=MAX_REASON)
        st.button(
            texts("maintain.reject"),
            key=f"{KEY}reject_{proposal.proposal_id}",
            icon=":material/close:",
            on_click=lambda: acts.reject(proposal.proposal_id, address_bar.value(key)),
        )
