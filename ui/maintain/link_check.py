"""A button that asks whether the web addresses of offers still answer, some at a time, with progress."""

import streamlit as st

from geo.i18n import Texts
from geo.store import organization_id
from geo.upkeep.city_rights import kept_offers
from geo.upkeep.desk import Desk
from geo.upkeep.link_check import check_links, due_urls, guarded, rules_for
from ui.maintain.state import Where
from ui.shared import loading
from ui.shared.loading import Data
from ui.shared.offer_draft import KEY

#: Addresses for one click: somebody waits for the answer.
_AT_MOST = 40


def check_button(texts: Texts, data: Data, desk: Desk, where: Where) -> None:
    """Show the button with how many addresses a click asks, and ask them when it was clicked."""
    due = _due(data, desk, where)
    if not due:
        return
    is_clicked = st.button(
        texts("maintain.check_links", count=min(len(due), _AT_MOST)),
        key=KEY + "check_links",
        icon=":material/link:",
    )
    if not is_clicked:
        return
    bar = st.progress(0.0, text=texts("maintain.checking"))

    def tell(done: int, total: int) -> None:
        bar.progress(done / total, text=texts("maintain.checking"))

    found = check_links(
        desk.store,
        desk.actor,
        due[:_AT_MOST],
        guarded(rules_for(loading.settings())),
        now=desk.now,
        progress=tell,
    )
    bar.empty()
    broken = sum(finding.is_broken for finding in found)
    st.info(
        texts("maintain.checked", checked=texts.number(len(found)), broken=texts.number(broken)),
        icon=":material/link:",
    )


def _due(data: Data, desk: Desk, where: Where) -> list[str]:
    """Return the addresses of the city and organisation in view that nobody asked lately."""
    frame = kept_offers(desk.actor, data.offers)
    if where.city:
        frame = frame[frame["city"].eq(where.city)]
    if where.organization:
        frame = frame[frame["organization"].map(organization_id).eq(where.organization)]
    return due_urls(frame, desk.store.link_findings.all(), now=desk.now)
