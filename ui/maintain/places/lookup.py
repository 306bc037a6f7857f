"""A run of the local list, or of a service, over the queue: with progress, to be stopped and taken up again."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import streamlit as st

from geo.i18n import Texts
from geo.model import Match, Precision
from geo.places.address import format_address
from geo.places.geocoding import Geocoder
from geo.reach.interval import Interval
from geo.upkeep.access import Action
from geo.upkeep.city_rights import asked_of_places
from geo.upkeep.desk import Desk
from geo.upkeep.locating import Entry, look_up, place_of_row, rows_of
from geo.upkeep.opening import make_geocoder
from ui.maintain.places.queue import KEY, SAVED, Found, Saved, titles_at
from ui.shared import loading, notices, widgets
from ui.shared.loading import Data
from ui.shared.notices import text

_RUN = KEY + "run"
#: Seconds of looking up between two signs of life; "stop" is heard as soon as they are over.
_SLICE_S = 1.5


@dataclass(frozen=True)
class Going:
    """A run on its way: what is still to ask, and what was found better; nothing is written before its end."""

    with_provider: bool
    waiting: tuple[str, ...]
    asked: int = 0
    failed: int = 0
    better: dict[str, Match] = field(default_factory=dict)
    is_stopped: bool = False

    @property
    def total(self) -> int:
        """All addresses of the run."""
        return self.asked + len(self.waiting)


def show(texts: Texts, data: Data, desk: Desk, entries: list[Entry], *, before: Interval) -> None:
    """Show the buttons, or the run that is on its way."""
    going: Going | None = st.session_state.get(_RUN)
    if going is None:
        _buttons(texts, data, entries)
    elif going.is_stopped:
        _stopped(texts, data, desk, going, before)
    else:
        _tell(texts, going)
        _go_on(data, desk, entries, going, before)


def _buttons(texts: Texts, data: Data, entries: list[Entry]) -> None:
    provider = data.settings.provider
    with st.container(horizontal=True, key=KEY + "runs"):
        st.button(
            texts("places.run_list"),
            key=KEY + "run_list",
            icon=":material/playlist_play:",
            disabled=not entries,
            on_click=lambda: _start(entries, with_provider=False),
        )
        if provider.kind != "none":
            st.button(
                texts("places.run_provider", name=provider.kind.capitalize()),
                key=KEY + "run_provider",
                icon=":material/cloud_sync:",
                disabled=not entries,
                on_click=lambda: _start(entries, with_provider=True),
            )


def _start(entries: list[Entry], *, with_provider: bool) -> None:
    notices.forget(KEY)
    waiting = tuple(entry.location_id for entry in entries if entry.address.street)
    st.session_state[_RUN] = Going(with_provider, waiting)


def _tell(texts: Texts, going: Going) -> None:
    st.progress(going.asked / max(going.total, 1), text=_how_far(texts, going))
    st.button(texts("places.stop"), key=KEY + "stop", icon=":material/stop:", on_click=_stop)


def _go_on(data: Data, desk: Desk, entries: list[Entry], going: Going, before: Interval) -> None:
    """Look some addresses up, then run the page again; the last time write what was found."""
    if not going.waiting:
        _write(data, desk, going, before)
        st.rerun()
    after = _slice(data, entries, going)
    latest: Going | None = st.session_state.get(_RUN)
    if latest is going:  # a click on "stop" came first otherwise, and what it left is asked again
        st.session_state[_RUN] = after
    st.rerun()


def _slice(data: Data, entries: list[Entry], going: Going) -> Going:
    by_id = {entry.location_id: entry for entry in entries}
    queue = [by_id[key] for key in going.waiting if key in by_id]
    until = time.monotonic() + _SLICE_S
    run = look_up(
        queue,
        rows_of(loading.store().locations()),
        _geocoder(data, with_provider=going.with_provider).geocode,
        should_stop=lambda: time.monotonic() > until,
    )
    left = tuple(entry.location_id for entry in queue[run.looked_up :])
    return replace(
        going,
        waiting=left,
        asked=going.asked + run.looked_up,
        failed=going.failed + run.failed,
        better={**going.better, **run.better},
    )


@lru_cache(maxsize=2)
def _geocoder(data: Data, *, with_provider: bool) -> Geocoder:
    if not with_provider:
        return data.geocoder
    return make_geocoder(data.settings, loading.store(), provider=data.settings.provider)


def _stop() -> None:
    going: Going | None = st.session_state.get(_RUN)
    if going:
        st.session_state[_RUN] = replace(going, is_stopped=True)


def _stopped(texts: Texts, data: Data, desk: Desk, going: Going, before: Interval) -> None:
    st.markdown(widgets.plain(f"{texts('places.stopped')} {_how_far(texts, going)}"))
    with st.container(horizontal=True, key=KEY + "stopped"):
        st.button(
            texts("places.resume"),
            key=KEY + "resume",
            icon=":material/play_arrow:",
            on_click=lambda: st.session_state.update({_RUN: replace(going, is_stopped=False)}),
        )
        if st.button(texts("places.keep_found"), key=KEY + "keep", icon=":material/save:", type="primary"):
            _write(data, desk, going, before)
            st.rerun()


def _how_far(texts: Texts, going: Going) -> str:
    return texts(
        "places.how_far",
        asked=texts.number(going.asked),
        total=texts.number(going.total),
        better=texts.number(len(going.better)),
    )


def _write(data: Data, desk: Desk, going: Going, before: Interval) -> None:
    """Keep what was found as one batch, and say what it changed."""
    st.session_state.pop(_RUN, None)
    with notices.told(KEY):
        note = "looked up again, the most telling first"
        rows = rows_of(desk.store.locations())
        allow_at = asked_of_places(desk.actor, Action.LOCATE)
        batch = (
            desk.store.locate(going.better, who=desk.actor.role, note=note, allow_at=allow_at)
            if going.better
            else None
        )
        if batch:
            st.session_state[SAVED] = Saved(
                "", before, batch.batch_id, tuple(_found(data, desk, going, rows))
            )
        elif going.failed:
            notices.tell(KEY, text("places.no_answer", count=going.failed), is_fault=True)
        else:
            notices.tell(KEY, text("places.nothing_better", count=going.asked))


def _found(data: Data, desk: Desk, going: Going, before: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
    """Yield what became of each address found better; a pin that somebody set meanwhile is none of them."""
    after = rows_of(desk.store.locations())
    for key, match in going.better.items():
        row = after.get(key)
        if row is not None and not row["is_locked"]:
            address = format_address(place_of_row(key, row).address)
            was = Precision(before[key]["precision"])
            yield Found(address, was, match, tuple(titles_at(data, key)))
