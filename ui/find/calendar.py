"""The hours of an offer, or of one's own list, to take into one's own calendar, where they are surely known."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from geo.exchange.calendar_file import MIME, SUFFIX, Event, calendar_file
from geo.exchange.offer_calendar import kept_events, offer_events
from geo.exchange.run_calendar import run_events
from geo.i18n import Texts, load_texts
from geo.offers.hours import Clock
from geo.offers.kept import KeptList
from ui.shared.loading import Data
from ui.shared.result import further_rows
from ui.shared.rows import row_of

KEY = "find_calendar_"
_KEPT = "kept"


def button(texts: Texts, data: Data, offer_id: str, title: str, clock: Clock) -> None:
    """Offer the file; nothing where no calendar can tell the hours."""
    hours = offer_events(offer_id, title, _rows(data, offer_id), texts, clock)
    events = [*hours, *_dated(data, offer_id, title, texts, clock)]
    if events:
        _download(texts, events, title, offer_id, clock)


def kept_button(texts: Texts, data: Data, listed: KeptList, language: str) -> None:
    """Offer the hours of all offers of one's own list in a language, or say that none are surely known."""
    theirs, clock = load_texts(language), Clock.of(data.settings.district)
    ids = [one.offer_id for one in listed if one.offer_id in data.table.frame.index]
    titles = {offer_id: _title(data, offer_id, language) for offer_id in ids}
    offers = ((offer_id, title, _rows(data, offer_id)) for offer_id, title in titles.items())
    dated = [event for key, title in titles.items() for event in _dated(data, key, title, theirs, clock)]
    events = [*kept_events(offers, theirs, clock), *dated]
    if events:
        _download(texts, events, theirs("kept.title"), _KEPT, clock)
    else:
        st.caption(texts("kept.no_hours"))


def _dated(data: Data, offer_id: str, title: str, texts: Texts, clock: Clock) -> list[Event]:
    """Return the dated runs of an offer."""
    today, row = data.settings.district.today(), row_of(data.table.frame, offer_id)
    runs, timezone = data.table.runs_of(offer_id, today), clock.calendar.timezone
    return run_events(offer_id, title, row, runs, texts, today=today, timezone=timezone)


def _title(data: Data, offer_id: str, language: str) -> str:
    said = data.table.translation(offer_id, language)
    return str(said.get("title") or row_of(data.table.frame, offer_id)["title"])


def _rows(data: Data, offer_id: str) -> list[dict[str, Any]]:
    return [row_of(data.table.frame, offer_id), *further_rows(data, offer_id)]


def _download(texts: Texts, events: Sequence[Event], name: str, file: str, clock: Clock) -> None:
    st.download_button(
        texts("action.calendar"),
        data=partial(calendar_file, events, name=name, written_at=clock.moment),
        file_name=f"{file}.{SUFFIX}",
        mime=MIME,
        key=KEY + file,
        icon=":material/calendar_add_on:",
        on_click="ignore",
    )
