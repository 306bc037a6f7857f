"""The hours of an offer to take into one's own calendar, where they are surely known."""

from functools import partial

import streamlit as st

from geo.exchange.calendar_file import MIME, SUFFIX, calendar_file
from geo.exchange.offer_calendar import offer_events
from geo.i18n import Texts
from geo.offers.hours import Clock
from geo.offers.wording import OfferWords
from ui.shared.loading import Data
from ui.shared.result import Result, site_rows
from ui.shared.rows import row_of

KEY = "find_calendar_"


def button(texts: Texts, data: Data, result: Result, words: OfferWords, clock: Clock) -> None:
    """Offer the file; nothing where no calendar can tell the hours."""
    sites = (site for site, _ in site_rows(data, result, words.id))
    rows = [row_of(data.table.frame, words.id), *sites]
    events = offer_events(words.id, words.title, rows, texts, clock)
    if events:
        st.download_button(
            texts("action.calendar"),
            data=partial(calendar_file, events, name=words.title, written_at=clock.moment),
            file_name=f"{words.id}.{SUFFIX}",
            mime=MIME,
            key=KEY + words.id,
            icon=":material/calendar_add_on:",
            on_click="ignore",
        )
