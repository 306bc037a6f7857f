"""The part "Places" of maintaining: addresses without an exact point, those first that would tell most."""

import math
from collections.abc import Sequence
from functools import partial

import streamlit as st

from geo.i18n import Texts
from geo.places.address import format_address
from geo.planning.answer import Answer
from geo.planning.wording import what_words
from geo.upkeep.access import Action
from geo.upkeep.city_rights import kept_offers
from geo.upkeep.desk import Desk
from geo.upkeep.locating import Entry, place_of_row, rows_of
from ui.entrance import who
from ui.maintain.places import lookup, pin
from ui.maintain.places.queue import (
    KEY,
    OPEN,
    SAVED,
    Found,
    Saved,
    answer_of,
    cities_first,
    open_place,
    place_of,
    queue_of,
)
from ui.shared import loading, notices, widgets
from ui.shared.loading import Data
from ui.shared.notices import text

#: Rows of the queue shown at first, and with each click on "more".
_SHOWN = 12
#: So many cities are named first, if they narrow the range by a tenth of a point at least.
_CITIES_FIRST = 3
_LEAST_POINT = 0.001


def show(texts: Texts, data: Data) -> None:
    """Show the queue, or the address that is open.

    Raises
    ------
    AccessDenied
        If who is here may not set points.
    """
    desk = who.desk_for(Action.LOCATE)
    answer = answer_of(data)
    _tell_saved(texts, answer)
    notices.show(texts, KEY, desk)
    actor = desk.actor
    entries = [e for e in queue_of(data) if not actor.is_of_cities or e.address.city in actor.cities]
    place = place_of(st.session_state.get(OPEN, ""), entries)
    if place is None or (actor.is_of_cities and place.address.city not in actor.cities):
        _overview(texts, data, desk, entries, answer)
    else:
        pin.show(texts, data, desk, place, before=answer.share)


def _tell_saved(texts: Texts, answer: Answer) -> None:
    """Say what a point changed, now that the figures are those after it."""
    saved: Saved | None = st.session_state.pop(SAVED, None)
    if saved is None:
        return
    was, now = (texts.share_range(share.low, share.high) for share in (saved.before, answer.share))
    notices.tell(
        KEY,
        text("places.saved", address=saved.address)
        if saved.address
        else text("places.run_done", count=len(saved.found)),
        text("places.interval_same", range=now)
        if was == now
        else text("places.interval_changed", before=was, after=now),
        batch_id=saved.batch_id,
        more=partial(_found, found=saved.found) if saved.found else None,
    )


def _found(texts: Texts, *, found: Sequence[Found]) -> None:
    """Tell the result of a run address by address."""
    with st.expander(texts("places.found_each"), icon=":material/fact_check:"):
        for one in found:
            words = _known_now(texts, one)
            widgets.html("maintain/place_found.html", address=one.address, known=words, titles=one.titles)


def _known_now(texts: Texts, one: Found) -> str:
    now = texts(f"point.{one.match.precision}")
    if one.match.uncertainty_m:
        now = texts("places.known_within", known=now, distance=texts.distance(one.match.uncertainty_m))
    return texts("places.found", now=now, before=texts(f"point.{one.before}"))


def _overview(texts: Texts, data: Data, desk: Desk, entries: list[Entry], answer: Answer) -> None:
    st.markdown(widgets.plain(texts("places.lead", count=len(entries))))
    what = what_words(texts, data.taxonomy, answer.question)
    share = texts.share_range(answer.share.low, answer.share.high)
    st.markdown(widgets.plain(texts("places.interval", what=what, range=share)))
    _cities_first(texts, data)
    lookup.show(texts, data, desk, entries, before=answer.share)
    shown = _of_city(texts, entries)
    count = st.session_state.get(KEY + "shown", _SHOWN)
    for entry in shown[:count]:
        _row(texts, data, entry)
    if len(shown) > count:
        st.button(
            texts("places.more"),
            key=KEY + "more",
            width="stretch",
            on_click=lambda: st.session_state.update({KEY + "shown": count + _SHOWN}),
        )
    _locked(texts, desk)


def _cities_first(texts: Texts, data: Data) -> None:
    """Say in which cities addresses would narrow the range of the district most; told anew after each pin."""
    found = cities_first(data)
    told = found[found["before"] - found["after"] >= _LEAST_POINT].head(_CITIES_FIRST)
    lines = [
        texts(
            "places.city_first",
            city=str(city),
            count=texts.number(row["addresses"]),
            before=texts.number(100 * row["before"], digits=1),
            after=texts.number(100 * row["after"], digits=1),
        )
        for city, row in zip(told.index, told.to_dict("records"), strict=True)
    ]
    if lines:
        st.markdown(widgets.plain(texts("places.cities_first")))
        widgets.html("lines.html", lines=lines)


def _of_city(texts: Texts, entries: list[Entry]) -> list[Entry]:
    cities = sorted({entry.address.city for entry in entries})
    city = st.selectbox(
        texts("places.city"),
        ["", *cities],
        key=KEY + "city",
        format_func=lambda name: name or texts("places.all_cities"),
        width=330,
    )
    return [entry for entry in entries if city in ("", entry.address.city)]


def _row(texts: Texts, data: Data, entry: Entry) -> None:
    with st.container(border=True, key=f"{KEY}row_{entry.location_id}"):
        st.button(
            widgets.plain(format_address(entry.address) or entry.address.city),
            key=f"{KEY}open_{entry.location_id}",
            type="tertiary",
            icon=":material/edit_location_alt:",
            on_click=lambda: open_place(entry.location_id),
        )
        widgets.html("lines.html", lines=_row_words(texts, entry))


def _row_words(texts: Texts, entry: Entry) -> list[str]:
    """Say why an address waits, and what knowing it would tell."""
    told = [texts(f"places.reason_{entry.reason}"), texts("places.offers", count=entry.offers)]
    if not math.isnan(entry.possible) and round(entry.possible):
        told.append(
            texts(
                "places.could_decide",
                people=texts.people_about(entry.narrowing),
                possible=texts.people(entry.possible),
            )
        )
    return told


def _locked(texts: Texts, desk: Desk) -> None:
    """List the pins set by hand: nothing but a person moves them."""
    locations = loading.store().locations()
    locked = rows_of(kept_offers(desk.actor, locations[locations["is_locked"]]))
    if not locked:
        return
    with st.expander(texts("places.locked_count", count=len(locked)), icon=":material/lock:"):
        st.markdown(widgets.plain(texts("places.locked_lead")))
        for key, row in locked.items():
            st.button(
                widgets.plain(format_address(place_of_row(key, row).address)),
                key=f"{KEY}open_{key}",
                type="tertiary",
                icon=":material/lock:",
                on_click=lambda name=key: open_place(name),
            )
