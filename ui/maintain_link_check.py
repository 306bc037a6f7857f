"""A button that asks whether the web addresses of offers still answer, some at a time, with progress."""

import streamlit as st

from geo.desk import Desk
from geo.i18n import Texts
from geo.link_check import FRESH, check_links, guarded
from geo.sources import FetchRules
from geo.store import organization_id
from ui import session
from ui.maintain_state import KEY, Where
from ui.session import Data

#: Addresses for one click: somebody waits for the answer.
AT_MOST = 40
#: Seconds for one address, and for one silence of its server; bytes that are read of a page.
TOTAL_S, SILENCE_S, MAX_BYTES = 10.0, 5.0, 1_000_000


def check_button(texts: Texts, data: Data, desk: Desk, where: Where) -> None:
    """Show the button with how many addresses a click asks, and ask them when it was clicked."""
    due = due_urls(data, desk, where)
    if not due:
        return
    is_clicked = st.button(
        texts("maintain.check_links", count=min(len(due), AT_MOST)),
        key=KEY + "check_links",
        icon=":material/link:",
    )
    if not is_clicked:
        return
    bar = st.progress(0.0, text=texts("maintain.checking"))
    found = check_links(
        desk.store,
        desk.actor,
        due[:AT_MOST],
        guarded(_rules()),
        now=desk.now,
        progress=lambda done, total: bar.progress(done / total, text=texts("maintain.checking")),
    )
    bar.empty()
    broken = sum(finding.is_broken for finding in found)
    st.info(
        texts("maintain.checked", checked=texts.number(len(found)), broken=texts.number(broken)),
        icon=":material/link:",
    )


def due_urls(data: Data, desk: Desk, where: Where) -> list[str]:
    """Return the addresses of the city and organisation in view that nobody asked lately."""
    frame = data.offers[data.offers["website"].ne("") & data.offers["status"].ne("closed")]
    if where.city:
        frame = frame[frame["city"].eq(where.city)]
    if where.organization:
        frame = frame[frame["organization"].map(organization_id).eq(where.organization)]
    fresh = {f.url for f in desk.store.link_findings.all() if desk.now - f.checked_at < FRESH}
    return [url for url in dict.fromkeys(frame["website"]) if url not in fresh]


def _rules() -> FetchRules:
    settings = session.settings()
    return FetchRules(
        allow_private=settings.allow_private_urls,
        user_agent=settings.provider.user_agent,
        max_bytes=MAX_BYTES,
        total_s=TOTAL_S,
        silence_s=SILENCE_S,
    )
